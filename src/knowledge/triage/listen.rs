//! `[listen]`: how answers are read from a person's own sentences.
//!
//! A phrase is a row of parts: words as they stand, `{class}` for one of the words or phrases of a
//! class, `{n}` for a number, `{length}` for a length of time ("six weeks"), `{date}` for a time with a
//! name ("last year"), `=word` for a word with no other ending, `…` for up to a few other words, and
//! `.` for the start or the end of a clause. Words are compared by their stems, typing mistakes
//! mended.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The whole table. Without it nothing is read from sentences.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// Words that may stand between any two parts of a phrase ("my", "the").
    #[serde(default)]
    pub between: Vec<String>,
    /// Words that deny what follows, besides those of `[report]` in `words.toml`.
    #[serde(default)]
    pub denies: Vec<String>,
    /// Words that `…` does not stand for, besides those that deny: "hurts when I walk but fine when I
    /// sit" tells nothing bad of sitting.
    #[serde(default)]
    pub not_across: Vec<String>,
    /// Phrases that show that a clause tells of another time ("used to").
    #[serde(default)]
    pub at_another_time: Vec<String>,
    /// Words after which `.` in a phrase holds, besides the end of a clause.
    #[serde(default)]
    pub goes_on: Vec<String>,
    /// Numbers in words.
    #[serde(default)]
    pub numbers: BTreeMap<String, u32>,
    /// Units of time, in days.
    #[serde(default)]
    pub units: BTreeMap<String, u32>,
    /// Lengths of time without a number, in days ("half a year").
    #[serde(default)]
    pub lengths: BTreeMap<String, u32>,
    /// Times with a name, and about how many days ago they are ("last year").
    #[serde(default)]
    pub dates: BTreeMap<String, u32>,
    /// Words before a length of time that is longer ("over").
    #[serde(default)]
    pub more_than: Vec<String>,
    /// Words between two numbers of which the second counts ("two to three weeks").
    #[serde(default)]
    pub up_to: Vec<String>,
    /// How people say that something has lasted; each has a `{length}` or a `{date}`.
    #[serde(default)]
    pub lasted: Vec<String>,
    /// How people say how long ago something happened; each has a `{length}` or a `{date}`.
    #[serde(default)]
    pub ago: Vec<String>,
    /// Words for what it is that lasts: one of them must stand in the same sentence, or the
    /// sentence must have no more than a few words.
    #[serde(default)]
    pub complaint: Vec<String>,
    /// Words for other things that last; a length of time in a clause with one is not taken.
    #[serde(default)]
    pub other_matters: Vec<String>,
    /// Classes of words that mean the same in a phrase.
    #[serde(default)]
    pub class: BTreeMap<String, Vec<String>>,
}
