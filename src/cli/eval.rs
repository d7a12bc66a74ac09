//! `eval`: asks questions with known answers, and counts.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::output::Failure;
use super::{Folder, alarms};
use crate::conversation::{Understanding, Understood};
use crate::eval::{Question, Report, Topics, ablations, from_jsonl, from_tests, with_typos};
use crate::knowledge::Knowledge;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct EvalArgs {
    /// Lines of {"text", "expect"}; without it the tests.toml of the folder.
    file: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Add typos, the same for the same seed.
    #[arg(long, value_name = "SEED")]
    noise: Option<u64>,
    /// A TOML file that says which entries the names in FILE stand for.
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    /// Switch off one part of the matcher after the other.
    #[arg(long, conflicts_with = "json")]
    ablation: bool,
    /// Ask the safety gate the corpora of a folder instead; fails if it misses one sign.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "noise", "topics", "ablation", "json"])]
    safety: Option<PathBuf>,
    /// With --safety: list the phrases of safety.toml that no message of the corpora, the signs and
    /// the FAQ needs.
    #[arg(long, requires = "safety")]
    phrases: bool,
    /// List every entry, confusion and question.
    #[arg(long)]
    all: bool,
}

/// So many entries and confusions are listed without `--all`.
const LISTED: usize = 10;

pub(super) fn run(folder: &Folder, arguments: &EvalArgs) -> Result<ExitCode, Failure> {
    let knowledge = folder.load_to_match()?;
    let mut out = io::stdout().lock();
    if let Some(folder) = arguments.safety.as_ref().filter(|_| arguments.phrases) {
        alarms::tell_phrases(&knowledge, &alarms::corpora(folder)?, &mut out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(folder) = &arguments.safety {
        return safety(&knowledge, folder, &mut out);
    }
    let questions = questions(&knowledge, arguments)?;
    if arguments.ablation {
        return ablation(&knowledge, &questions, &mut out);
    }
    let report = ask(&Understanding::new(&knowledge), &questions)?;
    if arguments.json {
        serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        tell(&report, arguments.all, &mut out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn safety(knowledge: &Knowledge, folder: &Path, out: &mut impl Write) -> Result<ExitCode, Failure> {
    if knowledge.safety.is_none() {
        return Err(Failure::sentence(
            format!("{} has no safety.toml, so no sign can be found", knowledge.folder),
            "copy the shipped file back to its place, or check the folder after --faq",
        ));
    }
    let understanding = Understanding::new(knowledge);
    let flags = alarms::tell_flags(&understanding, &knowledge.tests.flag, out)?;
    let corpora = alarms::tell(&understanding, &alarms::corpora(folder)?, out)?;
    Ok(if flags && corpora { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn questions(knowledge: &Knowledge, arguments: &EvalArgs) -> Result<Vec<Question>, Failure> {
    let topics: Topics = match &arguments.topics {
        Some(path) => toml::from_str(&read(path)?).map_err(|error| {
            Failure::sentence(
                format!("`{}` is no list of topics ({})", path.display(), error.message()),
                "each line looks like: name = [\"entry\", \"entry\"]",
            )
        })?,
        None => Topics::new(),
    };
    let mut questions = match &arguments.file {
        Some(path) => from_jsonl(&read(path)?, &topics).map_err(|(line, why)| {
            Failure::sentence(
                format!("line {line} of `{}` cannot be read: {why}", path.display()),
                "each line looks like: {\"text\": \"…\", \"expect\": \"id of an entry, or null\"}",
            )
        })?,
        None => from_tests(&knowledge.tests),
    };
    if let Some(seed) = arguments.noise {
        for question in &mut questions {
            question.text = with_typos(&question.text, seed);
        }
    }
    Ok(questions)
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    File::open(path).and_then(|mut file| file.read_to_string(&mut text)).map_err(|error| {
        Failure::sentence(
            format!("`{}` could not be read ({error})", path.display()),
            "check the name of the file",
        )
    })?;
    Ok(text)
}

fn ask(understanding: &Understanding, questions: &[Question]) -> Result<Report, Failure> {
    let mut err = io::stderr().lock();
    let mut answered: Vec<(Question, Understood)> = Vec::with_capacity(questions.len());
    for (number, question) in questions.iter().enumerate() {
        answered.push((question.clone(), understanding.understand(&question.text, None)));
        if (number + 1) % PROGRESS_EVERY == 0 {
            write!(err, "\r{} of {}", number + 1, questions.len())?;
        }
    }
    if questions.len() >= PROGRESS_EVERY {
        writeln!(err)?;
    }
    Ok(Report::new(&answered, |text, id| understanding.words_for(text, id)))
}

/// Progress is shown each time so many questions were asked.
const PROGRESS_EVERY: usize = 5_000;

fn tell(report: &Report, all: bool, out: &mut impl Write) -> Result<(), Failure> {
    let listed = if all { usize::MAX } else { LISTED };
    writeln!(out, "in scope: {} questions", report.in_scope)?;
    writeln!(out, "  answered, right   {:5.1} %", report.answered_right)?;
    writeln!(out, "  answered, wrong   {:5.1} %", report.wrong_confident)?;
    writeln!(out, "  asked back        {:5.1} %", report.asked_back)?;
    writeln!(out, "  wrongly refused   {:5.1} %", report.wrongly_refused)?;
    writeln!(out, "  emergency card    {:5.1} %", report.card)?;
    writeln!(out, "  gentle check      {:5.1} %", report.check)?;
    writeln!(out, "  right first       {:5.1} %", report.right_first)?;
    writeln!(out, "  right in three    {:5.1} %", report.right_in_three)?;
    writeln!(out, "  mean reciprocal   {:5.3}", report.mean_reciprocal_rank)?;
    writeln!(out, "out of scope: {} questions", report.out_of_scope)?;
    writeln!(out, "  not answered      {:5.1} %", report.refused)?;
    writeln!(out, "  refused outright  {:5.1} %", report.refused_strictly)?;
    if report.alarms_skipped > 0 {
        writeln!(out, "left out: {} that are for the alarm", report.alarms_skipped)?;
    }
    if !report.styles.is_empty() {
        writeln!(out, "\nby style")?;
        for style in &report.styles {
            writeln!(out, "  {:5.1} %  {} ({})", style.right, style.style, style.questions)?;
        }
    }
    writeln!(out, "\nentries, worst first")?;
    for entry in report.entries.iter().take(listed) {
        writeln!(out, "  {:5.1} %  {} ({})", entry.right_first, entry.id, entry.questions)?;
    }
    writeln!(out, "\ntaken for another, with the words that spoke for the wrong entry")?;
    for confusion in report.confusions.iter().take(listed) {
        writeln!(out, "  {} × {} → {}", confusion.times, confusion.right, confusion.found)?;
        for question in &confusion.questions {
            writeln!(out, "      {question}")?;
        }
    }
    Ok(())
}

fn ablation(
    knowledge: &Knowledge,
    questions: &[Question],
    out: &mut impl Write,
) -> Result<ExitCode, Failure> {
    writeln!(
        out,
        "| without | right first | in three | answered, wrong | out of scope not answered |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    for ablated in ablations(knowledge) {
        let report = ask(&ablated.understanding, questions)?;
        writeln!(
            out,
            "| {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            ablated.without,
            report.right_first,
            report.right_in_three,
            report.wrong_confident,
            report.refused,
        )?;
        out.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}
