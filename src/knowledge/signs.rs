//! The shape of `signs.toml`: messages that were signs of danger, and messages that only sounded
//! like it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::problem::{Problem, did_you_mean};
use super::safety::{Level, SafetyFile};
use super::source::Source;
use crate::text;

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignsFile {
    /// Messages that need no card, however they sound.
    #[serde(default)]
    pub harmless: Vec<String>,
    /// Messages that are signs of danger.
    #[serde(default)]
    pub sign: Vec<SignFile>,
}

impl SignsFile {
    /// All messages: those of each card in the order of the file, then the harmless ones.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let signs = self.sign.iter().flat_map(|sign| &sign.messages);
        signs.chain(&self.harmless).map(String::as_str).collect()
    }
}

/// One `[[sign]]`: messages that one card answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignFile {
    /// The card of `safety.toml`.
    pub card: String,
    /// How urgent they are.
    pub level: Level,
    /// The messages, in the words they were typed in.
    #[schemars(length(min = 1))]
    pub messages: Vec<String>,
}

/// Everything that is wrong with a file of the right shape: cards that are not there, and messages
/// that stand on both sides.
pub(super) fn check(
    file: &SignsFile,
    source: &Source,
    safety: Option<&SafetyFile>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut signs: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    for (number, sign) in file.sign.iter().enumerate() {
        if let Some(safety) = safety.filter(|safety| !safety.card.contains_key(&sign.card)) {
            let cards = safety.card.keys().map(String::as_str);
            problems.push(
                source.problem(
                    &format!("/sign/{number}/card"),
                    format!("there is no card `{}` in safety.toml", sign.card),
                    did_you_mean(&sign.card, cards)
                        .map_or("name one of its cards".to_owned(), |card| {
                            format!("did you mean `{card}`?")
                        }),
                ),
            );
        }
        signs.extend(sign.messages.iter().map(|text| (text::words(text), sign.card.as_str())));
    }
    for (number, text) in file.harmless.iter().enumerate() {
        if let Some(card) = signs.get(&text::words(text)) {
            problems.push(source.problem(
                &format!("/harmless/{number}"),
                format!("this message also stands among the signs for the card `{card}`"),
                "decide which it is, and remove the other",
            ));
        }
    }
    problems
}
