//! `eval`: asks questions with known answers, and counts.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::output::Failure;
use super::progress::Progress;
use super::voice::Voice;
use super::{Folder, alarms, input};
use crate::conversation::{Understanding, Understood};
use crate::eval::{Question, Report, Topics, ablations, from_jsonl, from_tests, with_typos};
use crate::knowledge::{Knowledge, absolute};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot eval
  sciatica-bot eval questions.jsonl --all
  sciatica-bot eval --safety tests/safety_corpus")]
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
        return ablation(&knowledge, &questions, folder.voice, &mut out);
    }
    let report = ask(&folder.understanding(&knowledge), &questions, folder.voice);
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
        Some(path) => toml::from_str(&input::text(path)?).map_err(|error| {
            Failure::sentence(
                format!("{} is no list of topics ({})", absolute(path).display(), error.message()),
                "each line looks like: name = [\"entry\", \"entry\"]",
            )
        })?,
        None => Topics::new(),
    };
    let mut questions = match &arguments.file {
        Some(path) => from_jsonl(&input::text(path)?, &topics).map_err(|(line, why)| {
            Failure::sentence(
                format!("line {line} of {} cannot be read: {why}", absolute(path).display()),
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

fn ask(understanding: &Understanding, questions: &[Question], voice: Voice) -> Report {
    let progress = Progress::of(questions.len(), "asking", voice);
    let answered: Vec<(Question, Understood)> = questions
        .iter()
        .map(|question| {
            progress.step();
            (question.clone(), understanding.understand(&question.text, None))
        })
        .collect();
    Report::new(&answered, |text, id| understanding.words_for(text, id))
}

fn tell(report: &Report, all: bool, out: &mut impl Write) -> Result<(), Failure> {
    let listed = if all { usize::MAX } else { LISTED };
    // What people feel first, how the matcher ranks after it.
    writeln!(out, "{} questions that an entry answers", report.in_scope)?;
    writeln!(out, "  answered right    {:5.1} %", report.answered_right)?;
    writeln!(out, "  asked back        {:5.1} %", report.asked_back)?;
    writeln!(out, "  answered wrong    {:5.1} %", report.wrong_confident)?;
    writeln!(out, "  not answered      {:5.1} %", report.wrongly_refused)?;
    writeln!(out, "  emergency card    {:5.1} %", report.card)?;
    writeln!(out, "{} questions that no entry answers", report.out_of_scope)?;
    writeln!(out, "  refused           {:5.1} %", report.refused_strictly)?;
    writeln!(out, "  asked back        {:5.1} %", report.refused - report.refused_strictly)?;
    writeln!(out, "  answered wrong    {:5.1} %", answered_out_of_scope(report))?;
    writeln!(out, "how the entries are ranked")?;
    writeln!(out, "  right first       {:5.1} %", report.right_first)?;
    writeln!(out, "  right in three    {:5.1} %", report.right_in_three)?;
    writeln!(out, "  mean reciprocal   {:5.3}", report.mean_reciprocal_rank)?;
    writeln!(out, "  gentle check      {:5.1} % (under whatever else they got)", report.check)?;
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

/// Percent of the questions that no entry answers, and which got an answer all the same.
fn answered_out_of_scope(report: &Report) -> f64 {
    if report.out_of_scope == 0 { 0.0 } else { 100.0 - report.refused }
}

fn ablation(
    knowledge: &Knowledge,
    questions: &[Question],
    voice: Voice,
    out: &mut impl Write,
) -> Result<ExitCode, Failure> {
    writeln!(
        out,
        "| without | right first | in three | answered, wrong | out of scope not answered |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    for ablated in ablations(knowledge) {
        let report = ask(&ablated.understanding, questions, voice);
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
