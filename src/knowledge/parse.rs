//! From the text of a file to its values: TOML, the shape, then the type.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::problem::Problem;
use super::source::Source;
use super::{shape, syntax};

impl Source {
    /// Parses `text`, named `file` in problems, into a `T` whose shape is checked by its JSON Schema
    /// first.
    ///
    /// # Errors
    /// The problems found: the first TOML mistakes, at most ten; if there are none, each key or value
    /// that does not fit.
    pub fn parse<T: DeserializeOwned + JsonSchema>(
        text: &str,
        file: &str,
    ) -> Result<(T, Self), Vec<Problem>> {
        Self::parse_with(text, file, |_| {})
    }

    /// The same; `change` puts into the values what texts of the file only stand for.
    ///
    /// # Errors
    /// As for [`Source::parse`].
    pub(super) fn parse_with<T: DeserializeOwned + JsonSchema>(
        text: &str,
        file: &str,
        change: impl FnOnce(&mut Value),
    ) -> Result<(T, Self), Vec<Problem>> {
        let (source, values) = Self::read(text, file);
        let mut value = values.map_err(|errors| {
            let mistakes = syntax::mistakes(source.text(), &errors, &shape::lists::<T>());
            let problem =
                |found: syntax::Mistake| source.problem_at(found.at, found.what, found.mend);
            mistakes.into_iter().map(problem).collect::<Vec<_>>()
        })?;
        change(&mut value);
        let problems = shape::check::<T>(&value, &source);
        if !problems.is_empty() {
            return Err(problems);
        }
        match serde_json::from_value(value) {
            Ok(parsed) => Ok((parsed, source)),
            Err(error) => Err(vec![source.problem(
                "",
                format!("this file has a value of the wrong kind ({error})"),
                "compare it with the same file as it is shipped",
            )]),
        }
    }
}
