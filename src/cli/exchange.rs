//! Entries as other programs read and write them: a table of comma-separated values, or JSON.

pub(super) mod json;
pub(super) mod table;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::knowledge::faq::{Entry, FaqFile, Reference};
use crate::text;

/// Entries that were read, with the sources that they bring.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) entries: Vec<Incoming>,
    pub(super) sources: BTreeMap<String, Reference>,
}

/// One entry that was read.
#[derive(Debug)]
pub(super) struct Incoming {
    /// Where it stood: `row 3`.
    pub(super) place: String,
    pub(super) entry: Entry,
    /// Whether it says itself if people see it.
    pub(super) has_status: bool,
}

impl Incoming {
    /// # Errors
    /// What is wrong with the value, without its place.
    fn new(place: String, mut fields: Map<String, Value>) -> Result<Self, String> {
        let has_status = fields.contains_key("status");
        if !fields.contains_key("id") {
            let question = fields.get("question").and_then(Value::as_str).unwrap_or_default();
            fields.insert("id".to_owned(), id_of(question).into());
        }
        let entry = serde_json::from_value(Value::Object(fields)).map_err(|e| e.to_string())?;
        Ok(Self { place, entry, has_status })
    }
}

/// The fields of an entry that say something, by name: what is empty or off is left out.
pub(super) fn fields(entry: &Entry) -> Map<String, Value> {
    let said = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    match serde_json::to_value(entry) {
        Ok(Value::Object(fields)) => fields.into_iter().filter(|(_, value)| said(value)).collect(),
        _ => Map::new(),
    }
}

/// The sources that entries name.
fn named_sources(faq: &FaqFile) -> impl Iterator<Item = (&String, &Reference)> {
    let is_named = |key: &String| faq.entry.iter().any(|entry| entry.sources.contains(key));
    faq.sources.iter().filter(move |(key, _)| is_named(key))
}

/// The id of a label or a question: always the same for the same label, at most 28 characters. A longer one is
/// cut and ends in a checksum, so that labels with the same beginning stay apart.
pub(super) fn id_of(label: &str) -> String {
    const LONGEST: usize = 28;
    let words = text::words(label).join("-");
    let plain: String = words.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if plain.len() <= LONGEST && !plain.is_empty() {
        return plain;
    }
    // FNV-1a, 32 bits.
    let sum = label
        .bytes()
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let start: String = plain.chars().take(LONGEST - 9).collect();
    format!("{start}-{sum:08x}")
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn labels_become_ids() {
        assert_eq!(id_of("card_arrival"), "card-arrival");
        assert_eq!(id_of("Refund not showing up"), "refund-not-showing-up");
        let transfer = id_of("balance_not_updated_after_bank_transfer");
        let cheque = id_of("balance_not_updated_after_cheque_or_cash_deposit");
        assert_ne!(transfer, cheque);
        for id in [transfer, cheque, id_of("…"), id_of("страхование")] {
            assert!((1..=28).contains(&id.len()), "{id}");
        }
    }
}
