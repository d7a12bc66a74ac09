//! What is asked: the consent, the screens and their answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Urgency;
use crate::knowledge::ID_PATTERN;

/// What stands above the first question.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// What the check is, and what happens to the answers.
    #[schemars(length(min = 1, max = 2000))]
    pub text: String,
    /// Button that declines.
    #[schemars(length(min = 1, max = 40))]
    pub no: String,
    /// Said after declining.
    #[schemars(length(min = 1, max = 1000))]
    pub declined: String,
}

/// One screen.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenFile {
    /// Short name, used in rules and in the JSON of `triage`.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub key: String,
    /// What it is called in the list of answers.
    #[schemars(length(min = 1, max = 40))]
    pub title: String,
    /// The question.
    #[schemars(length(min = 1, max = 1500))]
    pub text: String,
    /// Why it is asked.
    #[schemars(length(min = 1, max = 800))]
    pub why: String,
    /// A drawing of the folder `media` that is shown with the question, with what it shows.
    #[serde(default)]
    pub picture: Option<ScreenPicture>,
    /// Whether several answers may be ticked.
    #[serde(default)]
    pub several: bool,
    /// Shown when somebody is not sure, before that counts.
    #[serde(default)]
    pub again: Option<Again>,
    /// How people say the number that the ranges of the answers are about: "i am {n} years old".
    #[serde(default)]
    pub said_number: Vec<String>,
    /// The answers, in the order shown; exactly one has `unsure = true`.
    #[schemars(length(min = 2, max = 16))]
    pub option: Vec<OptionFile>,
}

/// A drawing, and what it shows in words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenPicture {
    /// Its file name in the folder `media`.
    #[schemars(length(min = 1, max = 60))]
    pub file: String,
    /// What it shows, for those who cannot see it.
    #[schemars(length(min = 1, max = 300))]
    pub alt: String,
}

/// The second, plainer asking of a screen.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// The plainer question.
    #[schemars(length(min = 1, max = 2000))]
    pub text: String,
    /// Other labels for the same answers, by code; those not named keep theirs.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// One answer of a screen.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionFile {
    /// Short name, used in rules and in the JSON of `triage`.
    #[schemars(length(min = 1, max = 16))]
    pub code: String,
    /// Codes that it had before, which the JSON of `triage` still takes.
    #[serde(default)]
    pub was: Vec<String>,
    /// The button.
    #[schemars(length(min = 1, max = 32))]
    pub label: String,
    /// The answer in a list of answers; the label if left out.
    #[serde(default)]
    #[schemars(length(max = 120))]
    pub says: String,
    /// The sign in a clinician's words: listed as reported, denied or not sure.
    #[serde(default)]
    #[schemars(length(max = 120))]
    pub sign: String,
    /// Whether this is the "Not sure" of its screen.
    #[serde(default)]
    pub unsure: bool,
    /// The least urgency that somebody with this answer may end with. The rules below give it;
    /// this is the second pair of eyes: `check` fails if the rules ever give less.
    #[serde(default)]
    pub at_least: Option<Urgency>,
    /// Shown with the result of whoever gave this answer.
    #[serde(default)]
    #[schemars(length(max = 600))]
    pub note: String,
    /// Other words for this answer that may be typed.
    #[serde(default)]
    pub typed: Vec<String>,
    /// Numbers that may be typed for this answer, such as an age.
    #[serde(default)]
    pub range: Option<Range>,
    /// How people say this in a sentence of their own; see [`super::Listen`].
    #[serde(default)]
    pub said: Vec<String>,
    /// How people say this on the open screen only; the words of `typed` count there, too, unless
    /// the answer is a sign.
    #[serde(default)]
    pub said_here: Vec<String>,
    /// For how many days it has lasted, where that is told; with `said`, both must be told.
    #[serde(default)]
    pub lasting: Option<Range>,
    /// Of the last so many days: what is `said` does not count where all times told are longer ago.
    #[serde(default)]
    pub within: Option<u32>,
}

/// Whole numbers from one to another, both included.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first.
    pub from: usize,
    /// The last.
    pub to: usize,
}
