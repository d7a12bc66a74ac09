//! The shape of a file, checked against the JSON Schema of its Rust type.
//!
//! The schema is derived from the same structs that are filled, and printed by
//! `sciatica-bot schema`, so an editor's completion, this check and the code cannot disagree.

use boon::{Compiler, ErrorKind, Schemas, Type, Types, ValidationError};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::problem::{Problem, did_you_mean};
use super::source::Source;
use super::syntax::date_written;

/// The JSON Schema of `T`, without references, so that a place in it is a plain path.
#[must_use]
pub fn schema<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

/// The blocks of `T` that can stand many times and so in two brackets, by their names in a header:
/// `entry`, `screen.option`.
pub(super) fn lists<T: JsonSchema>() -> Vec<String> {
    let mut found = Vec::new();
    find_lists(schema::<T>().as_value(), "", &mut found);
    found
}

fn find_lists(schema: &Value, path: &str, found: &mut Vec<String>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let of_blocks = property.get("items").filter(|items| items.get("properties").is_some());
        if of_blocks.is_some() {
            found.push(path.clone());
        }
        find_lists(of_blocks.unwrap_or(property), &path, found);
    }
}

/// What the schema of a file is called while it is compiled.
const SCHEMA: &str = "urn:file";

/// All places where `value` does not have the shape of `T`.
pub(super) fn check<T: JsonSchema>(value: &Value, source: &Source) -> Vec<Problem> {
    let schema = schema::<T>().to_value();
    let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
    let added = compiler.add_resource(SCHEMA, schema.clone()).ok();
    let Some(index) = added.and_then(|()| compiler.compile(SCHEMA, &mut schemas).ok()) else {
        return vec![Problem::whole_file(
            source.file(),
            "this program has a broken schema for this file",
            "report this as a bug of the program",
        )];
    };
    let Err(error) = schemas.validate(value, index) else { return Vec::new() };
    single(&error).into_iter().flat_map(|error| explain(error, value, &schema, source)).collect()
}

/// What is wrong place by place, of errors that hold others.
fn single<'a>(error: &'a ValidationError<'a, 'a>) -> Vec<&'a ValidationError<'a, 'a>> {
    match error.kind {
        ErrorKind::Group | ErrorKind::Schema { .. } => {
            error.causes.iter().flat_map(single).collect()
        }
        _ => vec![error],
    }
}

fn explain(
    error: &ValidationError<'_, '_>,
    file: &Value,
    schema: &Value,
    source: &Source,
) -> Vec<Problem> {
    let pointer = error.instance_location.to_string();
    let pointer = pointer.as_str();
    let schema_path = error.schema_url.split_once('#').map_or("", |(_, path)| path);
    let value = file.pointer(pointer).unwrap_or(&Value::Null);
    let name = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
    let at = |what: String, mend: String| vec![source.problem(pointer, what, mend)];
    let not_known = |options: Vec<&str>| {
        at(
            format!("`{name}` has a value that is not known"),
            format!("use one of: {}", options.join(", ")),
        )
    };
    match &error.kind {
        ErrorKind::AdditionalProperties { got } => {
            let known = known_keys(schema, schema_path);
            got.iter()
                .map(|key| {
                    let written = |name: &str| header(name, value.get(&**key), pointer, schema);
                    let mend = did_you_mean(key, known.iter().map(String::as_str)).map_or_else(
                        || format!("remove it; known here are: {}", known.join(", ")),
                        |near| format!("did you mean `{}`?", written(near)),
                    );
                    source.problem_at_key(pointer, key, format!("unknown key `{key}`"), mend)
                })
                .collect()
        }
        ErrorKind::Required { want } => want
            .iter()
            .flat_map(|key| {
                at(format!("`{key}` is missing here"), format!("add a line: {key} = …"))
            })
            .collect(),
        ErrorKind::Type { .. } if value.is_object() && is_list(pointer, schema) => at(
            format!("`{name}` stands in one pair of brackets, but there can be many"),
            format!("write [[{}]]", pointer.trim_start_matches('/').replace('/', ".")),
        ),
        ErrorKind::Type { want, .. } => at(
            format!("`{name}` has the wrong kind of value"),
            format!("write {} here", type_words(*want)),
        ),
        ErrorKind::Enum { want } => not_known(want.iter().filter_map(Value::as_str).collect()),
        // How the schema tells of an enum whose values have descriptions.
        ErrorKind::OneOf(None) if !constants(schema, schema_path).is_empty() => {
            not_known(constants(schema, schema_path))
        }
        ErrorKind::MinLength { .. } | ErrorKind::MinItems { .. } => at(
            format!("`{name}` is empty or too short"),
            "fill it in, or remove the line if it may be left out".to_owned(),
        ),
        ErrorKind::MaxLength { want, .. } => {
            at(format!("`{name}` is too long"), format!("shorten it to {want} characters or fewer"))
        }
        ErrorKind::MaxItems { want, .. } => {
            at(format!("`{name}` has too many items"), format!("keep {want} or fewer"))
        }
        ErrorKind::Pattern { want, .. } if *want == super::DATE_PATTERN => at(
            format!("`{name}` is no date that can be read"),
            value.as_str().and_then(date_written).unwrap_or_else(|| pattern_words(want)),
        ),
        ErrorKind::Pattern { want, .. } => at(
            format!("`{name}` has characters that are not allowed, or is too long"),
            pattern_words(want),
        ),
        ErrorKind::Minimum { want, .. } => {
            at(format!("`{name}` is too small"), format!("use {want} or more"))
        }
        ErrorKind::Maximum { want, .. } => {
            at(format!("`{name}` is too large"), format!("use {want} or less"))
        }
        other => at(
            format!("`{name}` does not fit ({other})"),
            "compare it with the same lines in the shipped file".to_owned(),
        ),
    }
}

/// Whether the value at a place is a list of blocks.
fn is_list(pointer: &str, schema: &Value) -> bool {
    let mut found = Vec::new();
    find_lists(schema, "", &mut found);
    found.contains(&pointer.trim_start_matches('/').replace('/', "."))
}

/// A name at the top of the file as its header is written, where a block stands there.
fn header(name: &str, value: Option<&Value>, pointer: &str, schema: &Value) -> String {
    let is_block = value.is_some_and(|value| {
        value.is_object()
            || value.as_array().is_some_and(|items| items.iter().all(Value::is_object))
    });
    match (is_block && pointer.is_empty(), is_list(name, schema)) {
        (true, true) => format!("[[{name}]]"),
        (true, false) => format!("[{name}]"),
        (false, _) => name.to_owned(),
    }
}

/// The keys the schema knows at a place of its own.
fn known_keys(schema: &Value, schema_path: &str) -> Vec<String> {
    schema
        .pointer(&format!("{schema_path}/properties"))
        .and_then(Value::as_object)
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default()
}

/// The values that the alternatives of a `oneOf` allow, each one value; others are left out.
fn constants<'a>(schema: &'a Value, schema_path: &str) -> Vec<&'a str> {
    let alternatives = schema.pointer(&format!("{schema_path}/oneOf")).and_then(Value::as_array);
    let constant = |alternative: &'a Value| alternative.get("const").and_then(Value::as_str);
    alternatives.into_iter().flatten().filter_map(constant).collect()
}

fn type_words(wanted: Types) -> String {
    let words = wanted.iter().filter_map(|kind| match kind {
        Type::String => Some("a text in quotes (\"…\")"),
        Type::Array => Some("a list ([\"…\", \"…\"])"),
        Type::Boolean => Some("true or false"),
        Type::Integer => Some("a whole number"),
        Type::Number => Some("a number"),
        Type::Object => Some("a block ([name] or { … })"),
        // What may be left out may be nothing.
        Type::Null => None,
    });
    words.collect::<Vec<_>>().join(" or ")
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
