//! What an edit changes in all languages of a folder.

use super::{Changes, Side};
use crate::conversation::{Assistant, Languages};

/// What differs between two states of a folder, language by language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderChanges {
    /// The languages that both speak, by code.
    pub each: Vec<(String, Changes)>,
    /// The codes of languages that only the new state speaks.
    pub added: Vec<String>,
    /// The codes of languages that only the old state speaks.
    pub gone: Vec<String>,
}

impl FolderChanges {
    /// Compares all languages; see [`Changes::between`].
    #[must_use]
    pub fn between(old: &Languages, new: &Languages) -> Self {
        let each = pairs(old, new)
            .map(|(before, after)| {
                let code = after.language().to_owned();
                (code, Changes::between(Side::of(before), Side::of(after)))
            })
            .collect();
        Self { each, added: only(new, old), gone: only(old, new) }
    }

    /// Whether both say the same, remarks in the files aside.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let unchanged = |(_, changes): &(String, Changes)| changes.differences.is_empty();
        self.added.is_empty() && self.gone.is_empty() && self.each.iter().all(unchanged)
    }

    /// Whether a message fares worse, or a sign of danger is taken more lightly, in any language.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.each.iter().any(|(_, changes)| changes.is_worse())
    }

    /// The whole in a sentence or two.
    #[must_use]
    pub fn verdict(&self) -> String {
        self.told(Changes::verdict)
    }

    /// The whole in a message of a chat.
    #[must_use]
    pub fn brief(&self) -> String {
        self.told(Changes::brief)
    }

    /// Each language in these words, under its code where there are several.
    fn told(&self, tell: impl Fn(&Changes) -> String) -> String {
        let mut parts: Vec<String> = match self.each.as_slice() {
            [(_, changes)] => vec![tell(changes)],
            several => {
                several.iter().map(|(code, changes)| format!("{code}: {}", tell(changes))).collect()
            }
        };
        let of_languages = |what: &str, codes: &[String]| {
            (!codes.is_empty()).then(|| format!("Languages {what}: {}.", codes.join(", ")))
        };
        parts.extend(of_languages("added", &self.added));
        parts.extend(of_languages("gone", &self.gone));
        parts.join("\n\n")
    }
}

/// The assistants of the languages that both speak.
fn pairs<'a>(
    old: &'a Languages,
    new: &'a Languages,
) -> impl Iterator<Item = (&'a Assistant, &'a Assistant)> {
    new.all().filter_map(|after| {
        let before = old.all().find(|before| before.language() == after.language())?;
        Some((before.as_ref(), after.as_ref()))
    })
}

/// The codes of the languages that `one` speaks and `other` does not.
fn only(one: &Languages, other: &Languages) -> Vec<String> {
    let mut codes = Vec::new();
    for assistant in one.all() {
        if !other.all().any(|known| known.language() == assistant.language()) {
            codes.push(assistant.language().to_owned());
        }
    }
    codes
}
