//! The shape of a file, checked against the JSON Schema of its Rust type.
//!
//! The schema is derived from the same structs that are filled, and printed by
//! `sciatica-bot schema`, so an editor's completion, this check and the code cannot disagree.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::problem::{Problem, did_you_mean};
use super::source::Source;

/// The JSON Schema of `T`, without references, so that a place in it is a plain path.
#[must_use]
pub fn schema<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

/// All places where `value` does not have the shape of `T`.
pub(super) fn check<T: JsonSchema>(value: &Value, source: &Source) -> Vec<Problem> {
    let schema = schema::<T>().to_value();
    let Ok(validator) = jsonschema::validator_for(&schema) else {
        return vec![Problem::whole_file(
            source.file(),
            "this program has a broken schema for this file",
            "report this as a bug of the program",
        )];
    };
    validator
        .iter_errors(value)
        .flat_map(|error| {
            let pointer = error.instance_path().to_string();
            explain(error.kind(), &pointer, &error.schema_path().to_string(), &schema, source)
        })
        .collect()
}

fn explain(
    kind: &ValidationErrorKind,
    pointer: &str,
    schema_path: &str,
    schema: &Value,
    source: &Source,
) -> Vec<Problem> {
    let name = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
    let at = |what: String, mend: String| vec![source.problem(pointer, what, mend)];
    let not_known = |options: Vec<&str>| {
        at(
            format!("`{name}` has a value that is not known"),
            format!("use one of: {}", options.join(", ")),
        )
    };
    match kind {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_keys(schema, schema_path);
            unexpected
                .iter()
                .map(|key| {
                    let mend = did_you_mean(key, known.iter().map(String::as_str)).map_or_else(
                        || format!("remove it; known here are: {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    source.problem_at_key(pointer, key, format!("unknown key `{key}`"), mend)
                })
                .collect()
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            at(format!("`{key}` is missing here"), format!("add a line: {key} = …"))
        }
        ValidationErrorKind::Type { kind } => at(
            format!("`{name}` has the wrong kind of value"),
            format!("write {} here", type_words(kind)),
        ),
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().into_iter().flatten().filter_map(Value::as_str);
            not_known(options.collect())
        }
        // How the schema tells of an enum whose values have descriptions.
        ValidationErrorKind::OneOfNotValid { .. } if !constants(schema, schema_path).is_empty() => {
            not_known(constants(schema, schema_path))
        }
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::MinItems { .. } => at(
            format!("`{name}` is empty or too short"),
            "fill it in, or remove the line if it may be left out".to_owned(),
        ),
        ValidationErrorKind::MaxLength { limit } => at(
            format!("`{name}` is too long"),
            format!("shorten it to {limit} characters or fewer"),
        ),
        ValidationErrorKind::MaxItems { limit } => {
            at(format!("`{name}` has too many items"), format!("keep {limit} or fewer"))
        }
        ValidationErrorKind::Pattern { pattern } => at(
            format!("`{name}` has characters that are not allowed, or is too long"),
            pattern_words(pattern),
        ),
        ValidationErrorKind::Minimum { limit } => {
            at(format!("`{name}` is too small"), format!("use {limit} or more"))
        }
        ValidationErrorKind::Maximum { limit } => {
            at(format!("`{name}` is too large"), format!("use {limit} or less"))
        }
        other => at(
            format!("`{name}` does not fit ({})", other.keyword()),
            "compare it with the same lines in the shipped file".to_owned(),
        ),
    }
}

/// The keys the schema knows at the place of an `additionalProperties` error.
fn known_keys(schema: &Value, schema_path: &str) -> Vec<String> {
    let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
    schema
        .pointer(&format!("{parent}/properties"))
        .and_then(Value::as_object)
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default()
}

/// The values that the alternatives of a `oneOf` allow, each one value; others are left out.
fn constants<'a>(schema: &'a Value, schema_path: &str) -> Vec<&'a str> {
    let alternatives = schema.pointer(schema_path).and_then(Value::as_array);
    let constant = |alternative: &'a Value| alternative.get("const").and_then(Value::as_str);
    alternatives.into_iter().flatten().filter_map(constant).collect()
}

fn type_words(kind: &TypeKind) -> String {
    let one = |name: &str| {
        match name {
            "string" => "a text in quotes (\"…\")",
            "array" => "a list ([\"…\", \"…\"])",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "object" => "a block ([name] or { … })",
            "null" => "nothing",
            other => other,
        }
        .to_owned()
    };
    match kind {
        TypeKind::Single(single) => one(single.as_str()),
        TypeKind::Multiple(several) => several
            .iter()
            .map(|each| one(each.as_str()))
            .filter(|words| words != "nothing")
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

/// The patterns used in the file types, in words.
fn pattern_words(pattern: &str) -> String {
    match pattern {
        super::ID_PATTERN => {
            "use small letters a to z, digits and hyphens only, at most 28 characters".to_owned()
        }
        super::DATE_PATTERN => "write a date as year-month-day, such as 2026-11-23".to_owned(),
        super::URL_PATTERN => "write a full address that starts with https://".to_owned(),
        super::SERVICE_URL_PATTERN => {
            "write a full address that starts with http:// or https://".to_owned()
        }
        other => format!("it must match {other}"),
    }
}
