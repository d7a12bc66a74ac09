//! What answers come to: scores, urgency rules and pattern rules.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Urgency;
use crate::knowledge::ID_PATTERN;

/// Screens with the answers meant, by key and code.
pub type Condition = BTreeMap<String, Vec<String>>;

/// One sum of weights.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreFile {
    /// Short name, used in pattern rules and in the JSON of `triage`.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// From this sum on a pattern "fits well", below it "fits partly".
    pub fits_well: i32,
    /// Keys of the sources of the weights, for the table.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Points by screen and answer; what is not named counts 0.
    pub weights: BTreeMap<String, BTreeMap<String, i32>>,
}

/// A rule that raises urgency. It can only speak of answers given, never of answers not given, so
/// that no answer can lower what another one asks for.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencyRule {
    /// Short name, for the table that a clinician signs.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// The level it raises to.
    pub level: Urgency,
    /// The answers it needs: one of those listed, for each screen named.
    pub when: Condition,
    /// More answers it needs, where one screen needs two ticks at once.
    #[serde(default)]
    pub also: Condition,
    /// The reason as the person reads it; completes "because of …".
    #[schemars(length(min = 1, max = 160))]
    pub reason: String,
    /// Said in place of the text of the level, where this rule asks for something else.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub text: String,
    /// Who to turn to in this case, if not as usual.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub advice: String,
    /// The emergency card; U1 rules need one.
    pub card: Option<String>,
    /// Keys of the sources of the rule, for the table.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// Who gets no pattern.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoPattern {
    /// The answers of those people.
    pub when: Condition,
    /// What they read in place of a pattern.
    #[schemars(length(min = 1, max = 1000))]
    pub text: String,
    /// Entries of the FAQ offered to them.
    #[serde(default)]
    pub related: Vec<String>,
}

/// Who should not start exercises before somebody has examined them.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gentle {
    /// The answers of those people: any one of them is enough.
    pub any: Condition,
    /// What they read in place of the result's `tomorrow`.
    #[schemars(length(min = 1, max = 300))]
    pub tomorrow: String,
}

/// A rule that names a pattern. All that it lists must hold.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternRule {
    /// The result it gives.
    pub gives: String,
    /// Answers it needs: one of those listed, for each screen named.
    #[serde(default)]
    pub when: Condition,
    /// Answers of which it allows none.
    #[serde(default)]
    pub unless: Condition,
    /// How many of some answers it needs.
    #[serde(default)]
    pub count: Option<Count>,
    /// What it needs of scores, by their id.
    #[serde(default)]
    pub score: BTreeMap<String, ScoreTest>,
}

/// So many of these answers.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The answers counted.
    pub of: Condition,
    /// How many of them it takes.
    pub at_least: u32,
}

/// What a rule asks of one score.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreTest {
    /// The score is this or more.
    pub at_least: Option<i32>,
    /// The score is less than this.
    pub below: Option<i32>,
    /// The score is at least this much more than each other score.
    pub lead: Option<i32>,
}
