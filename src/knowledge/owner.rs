//! How texts name the one whose work the answers rest on: `{owner}`, and `{Owner}` where a sentence
//! starts.
//!
//! Filled in before a file is checked, so that lengths and markup are judged as people see them.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The owner, as `phrases.toml` names them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Their name; empty for `phrase`.
    #[schemars(length(max = 60))]
    pub name: String,
    /// Who they are, where there is no name: "the physical therapist behind this bot".
    #[schemars(length(min = 1, max = 80))]
    pub phrase: String,
}

/// What stands for the owner within a sentence.
const WITHIN: &str = "{owner}";
/// What stands for them where a sentence starts.
const AT_START: &str = "{Owner}";

/// What an unknown placeholder should be.
pub(super) const USE_ONLY: &str =
    "use only {owner}, and {Owner} where a sentence starts; or remove the curly brackets";

impl Owner {
    /// The owner that the values of `phrases.toml` name, if they do.
    pub(super) fn of(phrases: &Value) -> Option<Self> {
        serde_json::from_value(phrases.get("owner")?.clone()).ok()
    }

    /// A text with the owner in it.
    fn fill<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains(WITHIN) && !text.contains(AT_START) {
            return text.into();
        }
        let name = self.name.trim();
        let named = if name.is_empty() { self.phrase.trim() } else { name };
        text.replace(WITHIN, named).replace(AT_START, &capitalised(named)).into()
    }

    /// Puts the owner into every text of a file.
    pub(super) fn fill_all(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(filled) = self.fill(text) {
                    *text = filled;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill_all(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.fill_all(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text without what stands for the owner, where no `phrases.toml` names them.
pub(super) fn without(text: &str) -> String {
    text.replace(WITHIN, "").replace(AT_START, "")
}

/// The first word in curly brackets of a text that nothing fills in.
pub(super) fn unknown_placeholder(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('{')?..)?;
        let end = rest.find('}')?;
        let found = rest.get(..=end)?;
        let is_name = found.len() > 2 && found.trim_matches(['{', '}']).chars().all(is_of_name);
        if is_name && found != WITHIN && found != AT_START {
            return Some(found);
        }
        rest = rest.get(1..)?;
    }
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::{Owner, unknown_placeholder};

    #[test]
    fn names_or_tells_of_the_owner() {
        let text = "{Owner} says so, and {owner} knows.";
        let mut owner = Owner { name: String::new(), phrase: "the one behind this bot".to_owned() };
        assert_eq!(
            owner.fill(text),
            "The one behind this bot says so, and the one behind this bot knows."
        );
        owner.name = "Jo Smith".to_owned();
        assert_eq!(owner.fill(text), "Jo Smith says so, and Jo Smith knows.");
    }

    #[test]
    fn finds_what_nothing_fills_in() {
        assert_eq!(unknown_placeholder("So says {ownr}."), Some("{ownr}"));
        assert_eq!(unknown_placeholder("A { b {} and {x y} c {z}"), Some("{z}"));
        assert_eq!(unknown_placeholder("no { bracket"), None);
    }
}
