//! `export`: the entries as a table or as JSON, for other programs; `import` reads both.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::Folder;
use super::exchange::{json, table};
use super::output::Failure;
use super::replace::replace;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot export --format csv --out entries.csv
  sciatica-bot export --format json | jq '.entry[].question'")]
pub(super) struct ExportArgs {
    /// What to write.
    #[arg(long, value_name = "FORMAT")]
    format: Format,
    /// Write into FILE; without it, to stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table, one entry a row, lists one item a line in their cell.
    Csv,
    /// One object, the fields as in faq.toml.
    Json,
}

pub(super) fn run(folder: &Folder, arguments: &ExportArgs) -> Result<ExitCode, Failure> {
    let knowledge = folder.load()?;
    let written = match arguments.format {
        Format::Csv => table::write(&knowledge.faq).map_err(io::Error::from)?,
        Format::Json => {
            let text = serde_json::to_string_pretty(&json::write(&knowledge.faq));
            (text.map_err(io::Error::from)? + "\n").into_bytes()
        }
    };
    match &arguments.out {
        Some(file) => replace(file, &written)?,
        None => io::stdout().lock().write_all(&written)?,
    }
    Ok(ExitCode::SUCCESS)
}
