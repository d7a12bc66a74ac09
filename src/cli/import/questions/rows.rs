//! Reading labelled questions from CSV and JSON Lines.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value;

use super::super::super::output::Failure;

/// One labelled question.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) label: String,
}

/// What the two columns are called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns<'a> {
    pub(super) text: &'a str,
    pub(super) label: &'a str,
}

pub(super) fn csv(path: &Path, columns: Columns<'_>) -> Result<Vec<Row>, Failure> {
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(open(path)?);
    let broken = |error: ::csv::Error| {
        Failure::sentence(
            format!("`{}` is not a table of comma-separated values ({error})", path.display()),
            "save it as CSV in UTF-8, with the names of the columns in the first line",
        )
    };
    let header = reader.headers().map_err(broken)?.clone();
    let column = |name: &str| {
        header.iter().position(|found| found.trim() == name).ok_or_else(|| {
            Failure::sentence(
                format!("`{}` has no column `{name}`", path.display()),
                format!(
                    "its columns are: {}; name them with --text and --label",
                    header.iter().collect::<Vec<_>>().join(", ")
                ),
            )
        })
    };
    let (text, label) = (column(columns.text)?, column(columns.label)?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cell = |index| record.get(index).unwrap_or_default().trim().to_owned();
        rows.push(Row { text: cell(text), label: cell(label) });
    }
    Ok(rows)
}

pub(super) fn jsonl(path: &Path, columns: Columns<'_>) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for (index, line) in BufReader::new(open(path)?).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = serde_json::from_str(&line).map_err(|error| {
            Failure::sentence(
                format!("`{}` line {} is not JSON ({error})", path.display(), index + 1),
                "write one JSON object a line",
            )
        })?;
        let cell = |name: &str| {
            value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
                Failure::sentence(
                    format!("`{}` line {} has no text `{name}`", path.display(), index + 1),
                    "name the keys with --text and --label",
                )
            })
        };
        rows.push(Row { text: cell(columns.text)?, label: cell(columns.label)? });
    }
    Ok(rows)
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| {
        Failure::sentence(
            format!("`{}` could not be opened ({error})", path.display()),
            "check the name of the file",
        )
    })
}
