//! A public data set of labelled questions, turned into a FAQ folder or into lines for `eval`, so that
//! the numbers in `docs/matching.md` can be repeated.

mod rows;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use super::super::exchange::id_of;
use super::super::output::Failure;
use super::ImportArgs;
use crate::text;
use rows::Row;

#[derive(Debug, Serialize)]
struct Folder<'a> {
    entry: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: String,
    question: &'a str,
    answer: &'a str,
    phrasings: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Question<'a> {
    text: &'a str,
    expect: Option<String>,
}

/// Reads the questions, and writes what is asked for.
pub(super) fn run(arguments: &ImportArgs) -> Result<ExitCode, Failure> {
    let columns = rows::Columns { text: &arguments.text, label: &arguments.label };
    let rows = match (&arguments.csv, &arguments.jsonl) {
        (Some(file), _) => rows::csv(file, columns)?,
        (None, Some(file)) => rows::jsonl(file, columns)?,
        (None, None) => Vec::new(),
    };
    match &arguments.out {
        Some(dir) => write_folder(&rows, arguments, dir)?,
        None => write_questions(&rows, arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes `dir/en/faq.toml`. A question that stands twice is kept where it stood first.
fn write_folder(rows: &[Row], arguments: &ImportArgs, dir: &Path) -> Result<(), Failure> {
    let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut repeated = 0;
    for row in rows.iter().filter(|row| !arguments.none.contains(&row.label)) {
        let words = text::words(&row.text);
        if words.is_empty() || !seen.insert(words) {
            repeated += 1;
            continue;
        }
        let phrasings = by_label.entry(&row.label).or_default();
        if arguments.at_most.is_none_or(|most| phrasings.len() < most) {
            phrasings.push(&row.text);
        }
    }
    let entry = by_label
        .iter()
        .map(|(label, phrasings)| Entry {
            id: id_of(label),
            question: label,
            answer: label,
            phrasings: phrasings.clone(),
        })
        .collect();
    let toml = toml::to_string(&Folder { entry }).map_err(io::Error::other)?;
    let folder = dir.join("en");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("faq.toml"), toml)?;
    writeln!(
        io::stderr(),
        "{} entries written; {repeated} questions left out, as they stood before or had no words",
        by_label.len()
    )?;
    Ok(())
}

fn write_questions(rows: &[Row], arguments: &ImportArgs) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    for row in rows {
        let expect = (!arguments.none.contains(&row.label)).then(|| id_of(&row.label));
        serde_json::to_writer(&mut out, &Question { text: &row.text, expect })
            .map_err(io::Error::from)?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}
