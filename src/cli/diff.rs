//! `diff`: what an edit changes, in the files and for people who ask.

mod revision;
mod tell;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use include_dir::Dir;
use serde::Serialize;

use super::output::Failure;
use super::progress::Progress;
use super::{Folder, input};
use crate::changes::{Changes, Fares, Side};
use crate::knowledge::{self, Knowledge};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot diff HEAD                 what was edited since the last commit
  sciatica-bot diff main:faq clinic      a folder against the one of a branch
  sciatica-bot diff built-in faq --all   a folder against the one in the program
  sciatica-bot diff HEAD --questions asked.txt   and what these messages get
Exit code 0, also where something differs; with --fail-if-worse 1 where a message fares worse.")]
pub(super) struct DiffArgs {
    /// The old state: a folder, a git revision such as `HEAD~1` or `main:faq`, or `built-in`.
    old: String,
    /// The new state; without it, the folder in use.
    new: Option<String>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// List every message and line.
    #[arg(long, conflicts_with = "json")]
    all: bool,
    /// Also ask the messages of FILE, one a line, or lines of JSON with `text`; `-` is stdin.
    #[arg(long, value_name = "FILE")]
    questions: Option<PathBuf>,
    /// End with exit code 1 if a message fares worse than before, or a sign of danger is taken
    /// more lightly.
    #[arg(long)]
    fail_if_worse: bool,
}

/// What stands for the folder inside the program.
const BUILT_IN: &str = "built-in";

/// What `--json` prints. A contract: fields are never renamed.
#[derive(Debug, Serialize)]
struct Report<'a> {
    verdict: String,
    better: usize,
    worse: usize,
    neither: usize,
    #[serde(flatten)]
    changes: &'a Changes,
}

pub(super) fn run(
    folder: &Folder,
    built_in: &'static Dir<'static>,
    arguments: &DiffArgs,
) -> Result<ExitCode, Failure> {
    let new = match &arguments.new {
        Some(new) => state(new, &folder.faq, built_in)?,
        None => folder.faq.clone(),
    };
    let old = state(&arguments.old, &new, built_in)?;
    let given = arguments.questions.as_deref().map(questions).transpose()?.unwrap_or_default();
    let changes = compare(&old, &new, folder, &given)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.json {
        let count = |fares| changes.count(fares);
        let report = Report {
            verdict: changes.verdict(),
            better: count(Fares::Better),
            worse: count(Fares::Worse),
            neither: count(Fares::Neither),
            changes: &changes,
        };
        serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        tell::all(&changes, arguments.all, &mut out)?;
    }
    out.flush()?;
    let worse = changes.is_worse() && arguments.fail_if_worse;
    Ok(if worse { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The folder that a word of the command line names; `beside` is the folder that a revision without
/// a path is looked for at.
fn state(
    named: &str,
    beside: &knowledge::Folder,
    built_in: &'static Dir<'static>,
) -> Result<knowledge::Folder, Failure> {
    let path = Path::new(named);
    if path.is_dir() {
        return Ok(path.into());
    }
    if named == BUILT_IN {
        return Ok(knowledge::Folder::BuiltIn(built_in));
    }
    revision::read(named, beside)
}

/// The messages of a file.
fn questions(file: &Path) -> Result<Vec<String>, Failure> {
    let text = input::text(file)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let message = |line: &str| {
        let json = serde_json::from_str::<serde_json::Value>(line).ok();
        let text = json.as_ref().and_then(|json| json.get("text")?.as_str());
        text.unwrap_or(line).to_owned()
    };
    Ok(lines.map(message).collect())
}

fn compare(
    old: &knowledge::Folder,
    new: &knowledge::Folder,
    folder: &Folder,
    given: &[String],
) -> Result<Changes, Failure> {
    let load = |from: &knowledge::Folder| {
        let loaded = Knowledge::load_to_match(from, &folder.lang);
        loaded.map(|(knowledge, _)| knowledge).map_err(Failure::Problems)
    };
    let (old, new) = {
        let _progress = Progress::waiting("reading the FAQ", folder.voice);
        let read = load(old).inspect_err(|_| {
            folder.voice.note(
                "the old state has problems, by the rules of this version of the program; where it is \
                 of an older version, compare with a later state",
            );
        });
        (read?, load(new)?)
    };
    if crate::changes::differences(&old, &new).is_empty() {
        return Ok(Changes::default());
    }
    let _progress = Progress::waiting("learning both, and asking", folder.voice);
    let (learnt_old, learnt_new) =
        (folder.learnt.understanding(&old), folder.learnt.understanding(&new));
    let old = Side { knowledge: &old, understanding: &learnt_old };
    let new = Side { knowledge: &new, understanding: &learnt_new };
    Ok(Changes::between_asking(old, new, given))
}
