//! `numbers.toml`: whom to call, by country. It stands beside the language folders, as numbers do
//! not depend on the language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DATE_PATTERN, Problem, Source};

/// The whole file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumbersFile {
    /// Words for people whose country is not known.
    pub fallback: Fallback,
    /// The countries, in the order of the list that people see.
    #[schemars(length(min = 1, max = 60))]
    pub country: Vec<Country>,
}

/// Words in place of numbers.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// For the emergency number; completes "call …".
    #[schemars(length(min = 1, max = 200))]
    pub emergency: String,
    /// For the advice line; completes "call your doctor or …".
    #[schemars(length(min = 1, max = 200))]
    pub advice: String,
    /// For the crisis lines, in small Markdown.
    #[schemars(length(min = 1, max = 600))]
    pub crisis: String,
}

/// One country.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Two capital letters (ISO 3166-1), or another short code of capital letters for a group.
    #[schemars(regex(pattern = "^[A-Z]{2,4}$"))]
    pub code: String,
    /// Its name as people see it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// The number for an ambulance.
    #[schemars(length(min = 1, max = 40))]
    pub emergency: String,
    /// The line for advice that is not an emergency, where there is one.
    #[schemars(length(min = 1, max = 120))]
    pub advice: Option<String>,
    /// Crisis lines, in small Markdown, where one is known.
    #[schemars(length(min = 1, max = 300))]
    pub crisis: Option<String>,
    /// Where the numbers come from.
    #[schemars(length(min = 1, max = 300))]
    pub source: String,
    /// Day of the last look at that source.
    #[schemars(regex(pattern = DATE_PATTERN))]
    pub checked: String,
    /// Whether an official or public page confirmed every number of this line. `check` names
    /// those that still wait for it.
    pub confirmed: bool,
}

impl NumbersFile {
    /// The country with this code.
    #[must_use]
    pub fn country(&self, code: &str) -> Option<&Country> {
        self.country.iter().find(|country| country.code == code)
    }

    /// `text` with `{emergency}`, `{advice}` and `{crisis}` filled in for a country, or in words
    /// where it is not known.
    #[must_use]
    pub fn fill(&self, text: &str, country: Option<&Country>) -> String {
        let fallback = &self.fallback;
        let emergency = country.map_or(&fallback.emergency, |country| &country.emergency);
        let advice = country.and_then(|country| country.advice.as_ref());
        let crisis = country.and_then(|country| country.crisis.as_ref());
        text.replace("{emergency}", emergency)
            .replace("{advice}", advice.unwrap_or(&fallback.advice))
            .replace("{crisis}", crisis.unwrap_or(&fallback.crisis))
    }
}

/// Countries that stand twice.
#[must_use]
pub(super) fn check(file: &NumbersFile, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, country) in file.country.iter().enumerate() {
        let first = file.country.iter().position(|other| other.code == country.code);
        if first != Some(i) {
            problems.push(source.problem(
                &format!("/country/{i}/code"),
                format!("the country `{}` stands twice", country.code),
                "keep the block with the newer date",
            ));
        }
    }
    problems
}
