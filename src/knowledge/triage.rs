//! `triage.toml`: the quiz as the editor writes it. Screens, weights, rules, cards and wording.
//!
//! Conditions are tables of answers, so that a clinician can read them and no language has to be
//! learnt: `when = { legs = ["one"], age = ["71-75", "76+"] }` holds if **each** named screen has
//! **one of** its listed answers.

mod check;
mod listen;
mod more;
mod pictures;
mod results;
mod rules;
mod screens;
mod sentences;
mod wording;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DATE_PATTERN;
use super::faq::Reference;
pub(super) use check::check;
pub use listen::Listen;
pub(super) use more::check_quiz;
pub use more::{MoreQuiz, QuizFile};
pub(super) use pictures::check_pictures;
pub use results::{CardFile, LevelFile, Levels, Raise, ResultFile};
pub use rules::{
    Condition, Count, Gentle, NoPattern, PatternRule, ScoreFile, ScoreTest, UrgencyRule,
};
pub use screens::{Again, Consent, OptionFile, Range, ScreenFile, ScreenPicture};
pub use sentences::{Labels, Sentences, Typed};

/// The whole file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageFile {
    /// Raised by hand when the meaning of an answer changes while its code stays.
    #[schemars(range(min = 1, max = 9999))]
    pub version: u16,
    /// Day of the last clinical review, `year-month-day`.
    #[schemars(regex(pattern = DATE_PATTERN))]
    pub reviewed: String,
    /// The screen that ends the safety part: a U2 sign found until then ends the quiz there.
    pub safety_part_ends: String,
    /// Asked before the first question.
    pub consent: Consent,
    /// Names and texts of the four levels.
    pub level: Levels,
    /// Sentences around screens and results.
    pub say: Sentences,
    /// Button labels.
    pub buttons: Labels,
    /// What may be typed instead of a button.
    pub typed: Typed,
    /// How answers are read from sentences.
    #[serde(default)]
    pub listen: Listen,
    /// The screens, in the order asked.
    #[schemars(length(min = 1, max = 40))]
    pub screen: Vec<ScreenFile>,
    /// Sums of weights that the pattern rules compare.
    #[serde(default)]
    pub score: Vec<ScoreFile>,
    /// Rules that raise urgency. The highest that holds wins; none can lower it.
    #[schemars(length(min = 1))]
    pub urgency: Vec<UrgencyRule>,
    /// Who gets no pattern at all.
    pub no_pattern: NoPattern,
    /// Who should walk only, and leave exercises, until they have been examined.
    #[serde(default)]
    pub gentle: Option<Gentle>,
    /// Pattern rules; the first that holds wins, the last one always holds.
    #[schemars(length(min = 1))]
    pub pattern: Vec<PatternRule>,
    /// What is said for each pattern.
    #[schemars(length(min = 1))]
    pub result: Vec<ResultFile>,
    /// Emergency cards, named by U1 rules.
    #[schemars(length(min = 1))]
    pub card: Vec<CardFile>,
    /// What rules, weights and results rest on, besides the sources of the FAQ.
    #[serde(default)]
    pub sources: BTreeMap<String, Reference>,
}

/// How soon somebody should be seen, least urgent first so that levels compare.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
pub enum Urgency {
    /// Self-care for now.
    U4,
    /// A doctor or physical therapist within about two weeks.
    U3,
    /// Today.
    U2,
    /// Emergency now.
    U1,
}

impl Urgency {
    /// The name in files and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::U1 => "U1",
            Self::U2 => "U2",
            Self::U3 => "U3",
            Self::U4 => "U4",
        }
    }
}
