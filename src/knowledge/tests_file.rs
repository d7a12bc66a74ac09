//! The shape of `tests.toml`: questions with the entry that must answer them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestsFile {
    /// Messages that no entry answers.
    #[serde(default)]
    pub refuse: Vec<String>,
    /// For each entry, questions it must answer; none of them stands in its phrasings.
    #[serde(default)]
    pub answer: BTreeMap<String, Vec<String>>,
    /// Messages that must, or must not, raise the alarm.
    #[serde(default)]
    pub flag: Vec<FlagTest>,
}

/// One `[[flag]]`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagTest {
    /// The message.
    #[schemars(length(min = 1))]
    pub text: String,
    /// The rule that must speak; left out when none may.
    #[serde(default)]
    pub rule: Option<String>,
}
