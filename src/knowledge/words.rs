//! The shape of `words.toml`: how people say the same thing in other words.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The whole file. All of it is optional: without it the bot only knows the words of the FAQ.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsFile {
    /// Words that say little about what is asked ("please", "the").
    #[serde(default)]
    pub stop: Vec<String>,
    /// Words that show that a message is about our topic, even beside an `elsewhere` word.
    #[serde(default)]
    pub home: Vec<String>,
    /// Other parts of the body and other illnesses: such a message is refused, unless it also
    /// has a `home` word, or the entry found has the word in its own phrasings.
    #[serde(default)]
    pub elsewhere: Vec<String>,
    /// Words of quite other matters ("horse"): as `elsewhere`, but a `home` word does not help.
    #[serde(default)]
    pub never: Vec<String>,
    /// How a follow-up starts ("and with", "what about").
    #[serde(default)]
    pub follow_up: Vec<String>,
    /// Short forms and sound spellings, and what they stand for.
    #[serde(default)]
    pub short: BTreeMap<String, String>,
    /// Groups of words that mean the same here.
    #[serde(default)]
    pub same: Vec<SameFile>,
    /// How a report is told from a question.
    #[serde(default)]
    pub report: ReportFile,
    /// What people tell of themselves, as the bot says it back.
    #[serde(default)]
    pub told: Vec<ToldFile>,
}

/// `[report]`: how a message that tells of symptoms is told from one that asks.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportFile {
    /// Phrases that ask, wherever they stand ("should i", "any advice").
    #[serde(default)]
    pub asks: Vec<String>,
    /// Words that ask at the start of a clause ("how", "can").
    #[serde(default)]
    pub asks_at_start: Vec<String>,
    /// Words of somebody who tells ("my", "hurts"): a short message without one names a thing, and
    /// is no report.
    #[serde(default)]
    pub teller: Vec<String>,
    /// Words that deny what follows ("no").
    #[serde(default)]
    pub denies: Vec<String>,
    /// Words that say that what follows is no trouble ("fine when I sit").
    #[serde(default)]
    pub relieved: Vec<String>,
    /// Phrases that show that it is about no person ("dog has").
    #[serde(default)]
    pub not_ours: Vec<String>,
}

/// One `[[told]]`: something that people tell of.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldFile {
    /// How the bot says it back: "pain in the leg".
    #[schemars(length(min = 1, max = 40))]
    pub label: String,
    /// The words and phrases, endings included.
    #[schemars(length(min = 1))]
    pub words: Vec<String>,
    /// One of these must stand in the same sentence, too.
    #[serde(default)]
    pub with: Vec<String>,
    /// Whether it is told of many illnesses: alone it is no report for this bot.
    #[serde(default)]
    pub detail: bool,
}

/// One `[[same]]`: words and phrases that mean the same here.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SameFile {
    /// What the group is called when the bot explains itself.
    #[schemars(length(min = 1))]
    pub name: String,
    /// The words and phrases. Endings need no own line ("injection" covers "injections").
    #[schemars(length(min = 1))]
    pub words: Vec<String>,
}
