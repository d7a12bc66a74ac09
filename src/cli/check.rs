//! `check`: validates the whole folder.

mod editorial;
mod links;
mod overlap;
mod summary;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::Folder;
use super::calendar::latest_today;
use super::output::{Failure, write_problems, write_problems_json};
use super::progress::Progress;
use crate::knowledge::{Knowledge, Problem, did_you_mean_or};
use crate::triage::proof::{SETS_AT_LOAD, prove};
use crate::triage::{Quiz, graph};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot check
  sciatica-bot check --faq clinic --lang de
  sciatica-bot check --table > quiz.md       the symptom check, to be signed
  sciatica-bot check --graph --quiz nerve-glide
  sciatica-bot check --overlap               which entries get in each other's way")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct CheckArgs {
    /// Print one JSON object: problems and warnings with their places, for editors and CI.
    #[arg(long, conflicts_with_all = ["graph", "table", "overlap"])]
    json: bool,
    /// Also open the links of pictures and videos: are they there, and what Telegram takes?
    #[arg(long)]
    links: bool,
    /// Print the quiz as a Mermaid chart, and nothing else.
    #[arg(long, conflicts_with_all = ["table", "overlap"])]
    graph: bool,
    /// Print the quiz as tables that a clinician can sign, and nothing else.
    #[arg(long, conflicts_with = "overlap")]
    table: bool,
    /// With --graph or --table: a further quiz, by its name in `quizzes`; without it, the symptom
    /// check.
    #[arg(long, value_name = "NAME")]
    quiz: Option<String>,
    /// Also ask each phrasing as if it were not there: which entries overlap, and by which words.
    #[arg(long)]
    overlap: bool,
    /// With --overlap: list every entry and pair.
    #[arg(long, requires = "overlap")]
    all: bool,
}

/// What a check found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What keeps the folder from being taken.
    pub(super) problems: Vec<Problem>,
    /// What a clinician decides.
    pub(super) warnings: Vec<Problem>,
    /// What there is, line by line.
    summary: Vec<String>,
}

/// Prints every problem on stdout and fails, or a summary.
pub(super) fn run(folder: &Folder, arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    if arguments.quiz.is_some() && !(arguments.graph || arguments.table) {
        return Err(Failure::sentence(
            "--quiz names what --graph or --table prints",
            "add one of the two; a check without them looks at all quizzes",
        ));
    }
    let loaded = Knowledge::load(&folder.faq, &folder.lang);
    if arguments.graph || arguments.table {
        return print_quiz(&loaded.map_err(Failure::Problems)?, arguments);
    }
    let mut out = io::stdout().lock();
    let mut found = match &loaded {
        Ok(knowledge) => look_at(knowledge, &latest_today()),
        Err(problems) => Found { problems: problems.clone(), ..Found::default() },
    };
    if arguments.links
        && let Ok(knowledge) = &loaded
    {
        links::check(knowledge, &mut found)?;
    }
    let code = if found.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if arguments.json {
        write_problems_json(&mut out, &found.problems, &found.warnings)?;
        return Ok(code);
    }
    for line in &found.summary {
        writeln!(out, "{line}")?;
    }
    if !found.warnings.is_empty() {
        writeln!(out, "\nfor a clinician to decide:\n")?;
        for warning in &found.warnings {
            writeln!(out, "warning: {warning}\n")?;
        }
    }
    if !found.problems.is_empty() {
        write_problems(&mut out, &found.problems)?;
        return Ok(code);
    }
    if arguments.overlap
        && let Ok(knowledge) = &loaded
    {
        let _progress =
            Progress::waiting("asking each phrasing as if it were not there", folder.voice);
        overlap::tell(knowledge, arguments.all, &mut out)?;
    }
    writeln!(out, "no problems found")?;
    Ok(code)
}

/// All checks of a folder that could be read.
pub(super) fn look_at(knowledge: &Knowledge, today: &str) -> Found {
    let mut found = Found { summary: summary::of(knowledge), ..Found::default() };
    if let Some(file) = &knowledge.triage {
        match prove(&Quiz::new(file), &triage_file(knowledge), SETS_AT_LOAD) {
            Ok(proof) => found.summary.push(proof.to_string()),
            Err(problems) => found.problems.extend(problems),
        }
    }
    for more in &knowledge.more_quizzes {
        match prove(&Quiz::new(&more.file), &more.path(&knowledge.folder), SETS_AT_LOAD) {
            Ok(proof) => found.summary.push(format!("{}: {proof}", more.name)),
            Err(problems) => found.problems.extend(problems),
        }
    }
    editorial::check(knowledge, today, &mut found);
    found
}

/// One quiz alone, so that it can be piped into another program.
fn print_quiz(knowledge: &Knowledge, arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let (quiz, file) = if let Some(name) = &arguments.quiz {
        let known = || knowledge.more_quizzes.iter();
        let Some(more) = known().find(|more| more.name == *name) else {
            let names = known().map(|more| more.name.as_str());
            return Err(Failure::sentence(
                format!("no further quiz is named `{name}`"),
                did_you_mean_or(name, names, "use the name of a file in `quizzes`"),
            ));
        };
        (Quiz::new(&more.file), more.path(&knowledge.folder))
    } else {
        let file = triage_file(knowledge);
        let Some(triage) = &knowledge.triage else {
            return Err(Failure::sentence(
                format!("{file} is not there"),
                "put the quiz into it, or name another folder after --faq",
            ));
        };
        (Quiz::new(triage), file)
    };
    prove(&quiz, &file, SETS_AT_LOAD).map_err(Failure::Problems)?;
    let printed = if arguments.graph { graph::mermaid(&quiz) } else { graph::table(&quiz) };
    writeln!(io::stdout().lock(), "{}", printed.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn triage_file(knowledge: &Knowledge) -> String {
    format!("{}/triage.toml", knowledge.folder)
}
