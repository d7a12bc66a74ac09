//! What is said at the end: levels, results and emergency cards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Urgency;
use crate::knowledge::ID_PATTERN;

/// The four levels.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(non_snake_case, reason = "the levels are called so in the file")]
pub struct Levels {
    /// Emergency now.
    pub U1: LevelFile,
    /// Get seen today.
    pub U2: LevelFile,
    /// See somebody soon.
    pub U3: LevelFile,
    /// Self-care for now.
    pub U4: LevelFile,
}

impl Levels {
    /// The texts of one level.
    #[must_use]
    pub const fn of(&self, urgency: Urgency) -> &LevelFile {
        match urgency {
            Urgency::U1 => &self.U1,
            Urgency::U2 => &self.U2,
            Urgency::U3 => &self.U3,
            Urgency::U4 => &self.U4,
        }
    }
}

/// One level.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelFile {
    /// Its name as people see it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// What to do and how soon, in one line above all else.
    #[schemars(length(min = 1, max = 800))]
    pub text: String,
    /// What would make it more urgent.
    #[schemars(length(min = 1, max = 500))]
    pub change: String,
    /// The reason given where no rule gives one.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
    /// Entries of the FAQ offered where no pattern has its own.
    #[serde(default)]
    #[schemars(length(max = 4))]
    pub related: Vec<String>,
}

/// What is said for a pattern.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultFile {
    /// Short name, used in pattern rules and in the JSON of `triage`.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// Its name for a clinician.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The pattern in one or two sentences; `{fit}` is filled in from `[say]` where a score is
    /// named.
    #[schemars(length(min = 1, max = 400))]
    pub text: String,
    /// The score that says how well it fits.
    pub score: Option<String>,
    /// The least urgency that this pattern has, with its reason.
    pub raises: Option<Raise>,
    /// What to do today.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub today: String,
    /// What to do tomorrow morning: a position, minutes of walking, one exercise by its name.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub tomorrow: String,
    /// When to stop what `tomorrow` says.
    #[serde(default)]
    #[schemars(length(max = 160))]
    pub stop: String,
    /// Exercises of `exercises.toml` that are shown from buttons under the result.
    #[serde(default)]
    #[schemars(length(max = 2))]
    pub exercises: Vec<String>,
    /// What would change the picture.
    #[schemars(length(min = 1, max = 400))]
    pub change: String,
    /// The next step.
    #[schemars(length(min = 1, max = 400))]
    pub next: String,
    /// The next step of those who may care for themselves (U4), if it is another one.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub next_self_care: String,
    /// What helps, and what is known.
    #[schemars(length(min = 1, max = 900))]
    pub education: String,
    /// The owner's programme for it; never shown in U1, U2 or to those without a pattern.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub pathway: String,
    /// Entries of the FAQ offered with it.
    #[serde(default)]
    #[schemars(length(max = 4))]
    pub related: Vec<String>,
    /// Keys of its sources, for the table.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A pattern that asks for more than self-care.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// The level it raises to.
    pub to: Urgency,
    /// The reason as the person reads it.
    #[schemars(length(min = 1, max = 160))]
    pub reason: String,
}

/// An emergency card.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardFile {
    /// Short name, used in U1 rules.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// The text; `{emergency}` and the `{reason}` of the rule are filled in.
    #[schemars(length(min = 1, max = 1500))]
    pub text: String,
}
