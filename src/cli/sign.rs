//! `sign`: a clinician stands for answers; the date and the name go into `faq.toml`.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::Folder;
use super::calendar::{latest_today, today};
use super::output::Failure;
use super::replace::replace;
use super::snapshots;
use crate::editor::edit::unified;
use crate::knowledge::edit::{Signature, sign};
use crate::knowledge::faq::Status;
use crate::knowledge::{self, Knowledge, did_you_mean_or};
use crate::storage::Day;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot sign how-long walking --by \"A. Clinician, PT\"
  sciatica-bot sign --all-of safety --by \"A. Clinician, PT\" --date 2026-11-30 --dry-run
`print` puts all answers on paper, to be read and signed first.")]
pub(super) struct SignArgs {
    /// The ids of the entries.
    #[arg(required_unless_present = "all_of")]
    entries: Vec<String>,
    /// Every live entry of a topic as well.
    #[arg(long, value_name = "TOPIC")]
    all_of: Option<String>,
    /// Who read the answers against their sources, and stands for them.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// When they were read, `year-month-day`; today without it.
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Show what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(folder: &Folder, arguments: &SignArgs) -> Result<ExitCode, Failure> {
    let knowledge = folder.load()?;
    let ids = ids(&knowledge, arguments)?;
    let date = date(arguments.date.as_deref())?;
    let name = arguments.by.trim();
    if name.is_empty() {
        return Err(Failure::sentence("nobody is named after --by", "write who read the answers"));
    }
    let knowledge::Folder::Disk(dir) = &folder.faq else {
        return Err(Failure::sentence(
            format!("{} cannot be written to", folder.faq),
            "write it out first: sciatica-bot init",
        ));
    };
    let file = format!("{}/faq.toml", folder.lang);
    let text = folder.faq.text(&file).map_err(|problem| Failure::Problems(vec![problem]))?;
    let text = text.unwrap_or_default();
    let signed = sign(&text, &ids, Signature { name, date: &date }).map_err(|what| {
        Failure::sentence(format!("{file} could not be signed: {what}"), "sign it by hand")
    })?;
    let mut out = io::stdout().lock();
    let count = match ids.as_slice() {
        [id] => format!("`{id}`"),
        ids => format!("{} entries", ids.len()),
    };
    if arguments.dry_run {
        writeln!(out, "{count} would be signed by {name}, read on {date}; nothing is written.\n")?;
        write!(out, "{}", unified(&file, Some(&text), Some(&signed)))?;
    } else {
        snapshots::keep(folder);
        replace(&dir.join(&file), signed.as_bytes())?;
        snapshots::keep(folder);
        writeln!(out, "{count} signed by {name}, read on {date}.")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The entries that are named, and those of the topic.
fn ids<'a>(knowledge: &'a Knowledge, arguments: &SignArgs) -> Result<Vec<&'a str>, Failure> {
    let entries = &knowledge.faq.entry;
    let known = || entries.iter().map(|entry| entry.id.as_str());
    let mut ids = Vec::new();
    for typed in &arguments.entries {
        let Some(id) = known().find(|id| id == typed) else {
            return Err(Failure::sentence(
                format!("no entry has the id `{typed}`; nothing was signed"),
                did_you_mean_or(typed, known(), "use the ids of entries of faq.toml"),
            ));
        };
        ids.push(id);
    }
    if let Some(topic) = &arguments.all_of {
        let topics = || entries.iter().map(|entry| entry.topic.as_str());
        if !topics().any(|known| known == topic) {
            return Err(Failure::sentence(
                format!("no entry has the topic `{topic}`; nothing was signed"),
                did_you_mean_or(topic, topics(), "use a topic of faq.toml"),
            ));
        }
        let of_topic = entries.iter().filter(|entry| entry.topic == *topic);
        let live = of_topic.filter(|entry| entry.status == Status::Live);
        ids.extend(live.map(|entry| entry.id.as_str()));
    }
    Ok(ids)
}

/// The day of reading, which is none of the future.
fn date(typed: Option<&str>) -> Result<String, Failure> {
    let Some(typed) = typed else { return Ok(today().to_string()) };
    let day = Day::parse(typed).map(|day| day.to_string());
    match day.filter(|day| *day <= latest_today()) {
        Some(day) => Ok(day),
        None => Err(Failure::sentence(
            format!("`{typed}` is no day on which something was read"),
            "write it as 2026-11-30, and no day of the future",
        )),
    }
}
