//! `print`: all that people are told, on paper, for a clinician to read and sign.

mod answers;
mod cards;
mod check;
mod exercises;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Folder;
use super::calendar::today;
use super::html::{each, escape, page};
use super::output::Failure;
use super::replace::replace;
use crate::knowledge::Knowledge;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot print --out for-signing.html    then print it from a browser
  sciatica-bot sign how-long --by \"A. Clinician, PT\"")]
pub(super) struct PrintArgs {
    /// Write into FILE; without it, to stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How the page looks, on a screen and on paper.
const STYLE: &str = include_str!("print/style.css");

pub(super) fn run(folder: &Folder, arguments: &PrintArgs) -> Result<ExitCode, Failure> {
    let knowledge = folder.load()?;
    let exercises = exercises::section(&knowledge, &folder.faq)
        .map_err(|problem| Failure::Problems(vec![problem]))?;
    let sections = [
        ("answers", "Answers", answers::section(&knowledge)),
        ("cards", "Emergency cards and gentle checks", cards::section(&knowledge)),
        ("exercises", "Exercises", exercises),
        ("check", "The symptom check", check::section(&knowledge)),
    ];
    let mut body = cover(&knowledge, &sections);
    for (id, heading, section) in sections.iter().filter(|(.., section)| !section.is_empty()) {
        body += &format!("<section id=\"{id}\">\n<h1>{heading}</h1>\n{section}</section>\n");
    }
    let printed = page(&folder.lang, &title(&knowledge), STYLE, &body);
    match &arguments.out {
        Some(file) => replace(file, printed.as_bytes())?,
        None => io::stdout().lock().write_all(printed.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn title(knowledge: &Knowledge) -> String {
    let name = knowledge.phrases.as_ref().map_or("FAQ", |phrases| &phrases.bot.name);
    format!("{name}: for clinical sign-off")
}

fn cover(knowledge: &Knowledge, sections: &[(&str, &str, String)]) -> String {
    let there = sections.iter().filter(|(.., section)| !section.is_empty());
    let links =
        each(there, |(id, heading, _)| format!("<li><a href=\"#{id}\">{heading}</a></li>\n"));
    format!(
        "<header>\n<h1>{}</h1>\n<p>All that the bot says about {} questions, printed on {} from \
         <code>{}</code>. Words in curly brackets, such as <code>{{emergency}}</code>, are filled in \
         with the numbers of the person’s country.</p>\n<ol>\n{links}</ol>\n\
         <p>Read each part against its sources. Tick what may stay as it is, mark what must change, \
         and sign below each part, or once here for all of it. For each answer that is signed, \
         <code>sciatica-bot sign ENTRY --by NAME --date DATE</code> keeps the name and the \
         day.</p>\n{}</header>\n",
        escape(&title(knowledge)),
        knowledge.faq.entry.len(),
        today(),
        escape(&knowledge.folder),
        signature()
    )
}

/// What a clinician fills in.
fn signature() -> &'static str {
    "<p class=\"signature\"><span class=\"tick\">as it is</span> \
     <span class=\"tick\">with the changes marked</span> <span class=\"line\">Name, licence</span> \
     <span class=\"line\">Date</span> <span class=\"line\">Signature</span></p>\n"
}

/// Lines of a name and a text each; those without a text are left out.
fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let said = facts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    let rows = each(said, |(name, text)| format!("<dt>{name}</dt><dd>{text}</dd>\n"));
    if rows.is_empty() { rows } else { format!("<dl>\n{rows}</dl>\n") }
}

/// The titles of sources, each with its address.
fn sources(keys: &[String], knowledge: &Knowledge) -> String {
    let all = [
        Some(&knowledge.faq.sources),
        Some(&knowledge.exercises.sources),
        knowledge.triage.as_ref().map(|triage| &triage.sources),
        knowledge.safety.as_ref().map(|safety| &safety.sources),
    ];
    let title = |key: &String| {
        let source = all.iter().flatten().find_map(|sources| sources.get(key));
        let title = source.map_or(key, |source| &source.title);
        match source.and_then(|source| source.url.as_ref()) {
            Some(url) => format!("<a href=\"{}\">{}</a>", escape(url), escape(title)),
            None => escape(title),
        }
    };
    keys.iter().map(title).collect::<Vec<_>>().join("<br>\n")
}
