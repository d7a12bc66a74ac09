//! Entries as a table of comma-separated values, one a row, for spreadsheets.
//!
//! A cell with several phrasings, words, ids, links or sources has one a line. A link is
//! `text | address`; a source is its key, or `key | title | address` to bring its title along.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Writer};
use serde_json::{Map, Value, json};

use super::{Incoming, Read, fields, named_sources};
use crate::knowledge::did_you_mean_or;
use crate::knowledge::faq::{FaqFile, Reference};

/// The columns, and what stands in their cells.
const COLUMNS: [(&str, Cell); 18] = [
    ("id", Cell::Text),
    ("topic", Cell::Text),
    ("question", Cell::Text),
    ("button", Cell::Text),
    ("answer", Cell::Text),
    ("phrasings", Cell::Lines),
    ("keywords", Cell::Lines),
    ("related", Cell::Lines),
    ("exercises", Cell::Lines),
    ("safety_net", Cell::YesNo),
    ("offer_check", Cell::YesNo),
    ("links", Cell::Links),
    ("sources", Cell::Sources),
    ("certainty", Cell::Text),
    ("owner_facts", Cell::Lines),
    ("reviewed", Cell::Text),
    ("signed", Cell::Text),
    ("status", Cell::Text),
];

#[derive(Clone, Copy)]
enum Cell {
    Text,
    Lines,
    YesNo,
    Links,
    Sources,
}

/// Parts the text and the address of a link, and the parts of a source.
const BAR: &str = " | ";

/// # Errors
/// When the table cannot be put together; in memory that does not happen.
pub(in super::super) fn write(faq: &FaqFile) -> Result<Vec<u8>, csv::Error> {
    let mut table = Writer::from_writer(Vec::new());
    table.write_record(COLUMNS.map(|(name, _)| name))?;
    let mut titles: BTreeMap<&String, &Reference> = named_sources(faq).collect();
    for entry in &faq.entry {
        let fields = fields(entry);
        table.write_record(COLUMNS.map(|(name, cell)| {
            let value = fields.get(name).unwrap_or(&Value::Null);
            match cell {
                // Its title stands where it is named first.
                Cell::Sources => lines(value, |key| Some(source(key.as_str()?, &mut titles))),
                Cell::Links => lines(value, |link| {
                    Some([link.get("text")?.as_str()?, link.get("url")?.as_str()?].join(BAR))
                }),
                Cell::Lines => lines(value, |line| line.as_str().map(str::to_owned)),
                Cell::YesNo => if value == &json!(true) { "yes" } else { "" }.to_owned(),
                Cell::Text => value.as_str().unwrap_or_default().to_owned(),
            }
        }))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

fn lines(value: &Value, mut line: impl FnMut(&Value) -> Option<String>) -> String {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(&mut line).collect::<Vec<_>>().join("\n")
}

fn source(key: &str, titles: &mut BTreeMap<&String, &Reference>) -> String {
    let told = titles.remove(&key.to_owned());
    let title = told.map(|source| source.title.as_str());
    let url = told.and_then(|source| source.url.as_deref());
    [Some(key), title, url].into_iter().flatten().collect::<Vec<_>>().join(BAR)
}

/// # Errors
/// What is wrong, with its row.
pub(in super::super) fn read(text: &str) -> Result<Read, String> {
    let head = text.lines().next().unwrap_or_default();
    // Where a comma parts whole from half, spreadsheets write semicolons.
    let semicolons = head.matches(';').count() > head.matches(',').count();
    let delimiter = if semicolons { b';' } else { b',' };
    let mut reader =
        ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let broken =
        |error: csv::Error| format!("this is no table of comma-separated values ({error})");
    let columns = columns(reader.headers().map_err(broken)?)?;
    let mut read = Read::default();
    // The head is the first row, as spreadsheets count.
    for (record, number) in reader.records().zip(2..) {
        let place = format!("row {number}");
        let at = |what: String| format!("{place}: {what}");
        let fields = row(&record.map_err(broken)?, &columns, &mut read.sources).map_err(at)?;
        if !fields.is_empty() {
            read.entries.push(Incoming::new(place.clone(), fields).map_err(at)?);
        }
    }
    Ok(read)
}

/// The columns of a table, in its order.
fn columns(head: &StringRecord) -> Result<Vec<(&'static str, Cell)>, String> {
    let known = || COLUMNS.iter().map(|(name, _)| *name);
    let column = |name: &str| {
        let name = name.trim().to_lowercase();
        COLUMNS.iter().find(|(known, _)| *known == name).copied().ok_or_else(|| {
            let names = known().collect::<Vec<_>>().join(", ");
            let mend = did_you_mean_or(&name, known(), format!("columns are: {names}"));
            format!("a column is called `{name}`: {mend}")
        })
    };
    head.iter().map(column).collect()
}

fn row(
    record: &StringRecord,
    columns: &[(&'static str, Cell)],
    sources: &mut BTreeMap<String, Reference>,
) -> Result<Map<String, Value>, String> {
    let mut fields = Map::new();
    for (cell, (name, kind)) in
        record.iter().zip(columns).filter(|(cell, _)| !cell.trim().is_empty())
    {
        let lines = || cell.lines().map(str::trim).filter(|line| !line.is_empty());
        let value = match kind {
            // Spreadsheets end lines in their own way.
            Cell::Text => json!(cell.replace("\r\n", "\n")),
            Cell::Lines => json!(lines().collect::<Vec<_>>()),
            Cell::YesNo => json!(yes_or_no(cell).ok_or_else(|| {
                format!("`{name}` is {:?}: write yes, or leave it empty", cell.trim())
            })?),
            Cell::Links => {
                let link = |line: &str| {
                    let (text, url) = line.split_once('|')?;
                    Some(json!({ "text": text.trim(), "url": url.trim() }))
                };
                let all: Option<Vec<Value>> = lines().map(link).collect();
                json!(all.ok_or("a link is written: text | https://address")?)
            }
            Cell::Sources => {
                let keys = lines().map(|line| source_key(line, sources));
                json!(keys.collect::<Vec<_>>())
            }
        };
        fields.insert((*name).to_owned(), value);
    }
    Ok(fields)
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "yes" | "true" | "1" | "x" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// The key of a source, whose title is kept where it stands beside it.
fn source_key(line: &str, sources: &mut BTreeMap<String, Reference>) -> String {
    let Some((key, title)) = line.split_once('|') else { return line.to_owned() };
    let key = key.trim().to_owned();
    let (title, url) = match title.rsplit_once('|') {
        Some((title, url)) if url.trim().starts_with("https://") => (title, Some(url.trim())),
        _ => (title, None),
    };
    let reference = Reference { title: title.trim().to_owned(), url: url.map(str::to_owned) };
    sources.entry(key.clone()).or_insert(reference);
    key
}
