//! Entries as one JSON object: `{"entry": […], "sources": {…}}`, the fields as in `faq.toml`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Incoming, Read, fields, named_sources};
use crate::knowledge::faq::{FaqFile, Reference};

pub(in super::super) fn write(faq: &FaqFile) -> Value {
    let entries: Vec<Map<String, Value>> = faq.entry.iter().map(fields).collect();
    let sources: BTreeMap<&String, Map<String, Value>> = named_sources(faq)
        .map(|(key, source)| {
            let url = source.url.as_ref().map(|url| ("url".to_owned(), json!(url)));
            let title = ("title".to_owned(), json!(source.title));
            (key, std::iter::once(title).chain(url).collect())
        })
        .collect();
    json!({ "entry": entries, "sources": sources })
}

/// # Errors
/// What is wrong, with its place.
pub(in super::super) fn read(text: &str) -> Result<Read, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("this is no JSON ({error})"))?;
    let (entries, sources) = match value {
        Value::Array(entries) => (entries, BTreeMap::new()),
        Value::Object(mut file) => {
            let Some(Value::Array(entries)) = file.remove("entry") else {
                return Err("it has no list `entry`".to_owned());
            };
            let sources: Result<BTreeMap<String, Reference>, _> = match file.remove("sources") {
                Some(sources) => serde_json::from_value(sources),
                None => Ok(BTreeMap::new()),
            };
            (entries, sources.map_err(|error| format!("`sources`: {error}"))?)
        }
        _ => return Err("it is neither a list of entries nor an object with one".to_owned()),
    };
    let incoming = entries.into_iter().zip(1..).map(|(entry, number)| {
        let place = format!("entry {number}");
        match entry {
            Value::Object(fields) => Incoming::new(place.clone(), fields),
            _ => Err("this is no object".to_owned()),
        }
        .map_err(|what| format!("{place}: {what}"))
    });
    Ok(Read { entries: incoming.collect::<Result<_, _>>()?, sources })
}
