//! `import`: entries from a table or from JSON into the folder; or a public set of labelled
//! questions, to measure the matcher on it.

mod entries;
mod questions;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args};

use super::Folder;
use super::output::Failure;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("input").required(true)))]
#[command(after_help = "Examples:
  sciatica-bot import entries.csv --dry-run    what would be written, and what stands against it
  sciatica-bot import entries.json --faq clinic
  sciatica-bot import --csv train.csv --label category --out banking
  sciatica-bot import --csv test.csv --label category > test.jsonl
  sciatica-bot eval test.jsonl --faq banking
Of FILE, a column or key is named as a field of faq.toml; `export` shows how. An entry that is there
already is never overwritten: it is listed, and the exit code is 1 where it differs.")]
pub(super) struct ImportArgs {
    /// Read entries from FILE (`.csv` or `.json`), and add those that are new to the folder in use.
    #[arg(value_name = "FILE", group = "input")]
    file: Option<PathBuf>,
    /// With FILE: say what would be written, and write nothing.
    #[arg(long, requires = "file")]
    dry_run: bool,
    /// Read labelled questions from FILE, comma-separated with a header line.
    #[arg(long, value_name = "FILE", group = "input")]
    csv: Option<PathBuf>,
    /// Read labelled questions from FILE, one JSON object a line.
    #[arg(long, value_name = "FILE", group = "input")]
    jsonl: Option<PathBuf>,
    /// Name of the column or key that holds the question.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text: String,
    /// Name of the column or key that holds the label.
    #[arg(long, value_name = "NAME", default_value = "label")]
    label: String,
    /// A label that means "no entry answers this" (may be given several times).
    #[arg(long, value_name = "LABEL", conflicts_with = "file")]
    none: Vec<String>,
    /// Keep the first N questions of each label only.
    #[arg(long, value_name = "N", conflicts_with = "file")]
    at_most: Option<usize>,
    /// Write a FAQ folder here (its `en/faq.toml`); without it, the questions go to stdout as
    /// lines for `eval`.
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    out: Option<PathBuf>,
}

/// `folder` finds the folder in use, which only entries are written to.
pub(super) fn run(
    folder: impl FnOnce() -> Result<Folder, Failure>,
    arguments: &ImportArgs,
) -> Result<ExitCode, Failure> {
    match &arguments.file {
        Some(file) => entries::run(&folder()?, file, arguments.dry_run),
        None => questions::run(arguments),
    }
}
