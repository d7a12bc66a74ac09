//! `import`: turns a public data set of labelled questions into a FAQ folder, so that the numbers
//! in `docs/matching.md` can be repeated.

mod rows;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgGroup, Args};
use serde::Serialize;

use super::output::Failure;
use crate::text;
use rows::Row;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("input").required(true)))]
#[command(after_help = "Examples:
  sciatica-bot import --csv train.csv --label category --out banking
  sciatica-bot import --csv test.csv --label category > test.jsonl
  sciatica-bot eval test.jsonl --faq banking")]
pub(super) struct ImportArgs {
    /// Read FILE, comma-separated with a header line.
    #[arg(long, value_name = "FILE", group = "input")]
    csv: Option<PathBuf>,
    /// Read FILE, one JSON object a line.
    #[arg(long, value_name = "FILE", group = "input")]
    jsonl: Option<PathBuf>,
    /// Name of the column or key that holds the question.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text: String,
    /// Name of the column or key that holds the label.
    #[arg(long, value_name = "NAME", default_value = "label")]
    label: String,
    /// A label that means "no entry answers this" (may be given several times).
    #[arg(long, value_name = "LABEL")]
    none: Vec<String>,
    /// Keep the first N questions of each label only.
    #[arg(long, value_name = "N")]
    at_most: Option<usize>,
    /// Write a FAQ folder here (its `en/faq.toml`); without it, the questions go to stdout as
    /// lines for `eval`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

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

/// The id of a label: always the same for the same label, at most 28 characters. A longer one is
/// cut and ends in a checksum, so that labels with the same beginning stay apart.
fn id_of(label: &str) -> String {
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
