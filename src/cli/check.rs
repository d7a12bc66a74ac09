//! `check`: validates the whole folder.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::Folder;
use super::output::{Failure, write_problems};
use crate::eval::{Overlap, overlap};
use crate::knowledge::Knowledge;
use crate::safety::harmless_but_urgent;
use crate::triage::proof::{SETS_AT_LOAD, prove};
use crate::triage::{Quiz, graph};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot check
  sciatica-bot check --faq clinic --lang de
  sciatica-bot check --graph > quiz.md       the symptom check, to be signed
  sciatica-bot check --overlap               which entries get in each other's way")]
pub(super) struct CheckArgs {
    /// Also print the quiz: as a Mermaid chart, and as tables that a clinician can sign.
    #[arg(long)]
    graph: bool,
    /// Also ask each phrasing as if it were not there: which entries overlap, and by which words.
    #[arg(long)]
    overlap: bool,
    /// With --overlap: list every entry and pair.
    #[arg(long, requires = "overlap")]
    all: bool,
}

/// So many entries and pairs are listed without `--all`.
const LISTED: usize = 10;

/// Prints every problem on stdout and fails, or a summary.
pub(super) fn run(folder: &Folder, arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    let knowledge = match Knowledge::load(&folder.faq, &folder.lang) {
        Ok(knowledge) => knowledge,
        Err(problems) => {
            write_problems(&mut out, &problems)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    summary(&knowledge, &mut out)?;
    let urgent = harmless_but_urgent(&knowledge);
    for (line, rule) in &urgent {
        writeln!(
            out,
            "under harmless stands what the rule `{rule}` takes for an emergency: {line}\n  \
             mend: let the rule of safety.toml pass it by, or take the line out"
        )?;
    }
    if !urgent.is_empty() {
        writeln!(out, "{} problems found", urgent.len())?;
        return Ok(ExitCode::FAILURE);
    }
    if let Some(file) = &knowledge.triage {
        let quiz = Quiz::new(file);
        match prove(&quiz, &format!("{}/triage.toml", knowledge.folder), SETS_AT_LOAD) {
            Ok(proof) => writeln!(out, "{proof}")?,
            Err(problems) => {
                write_problems(&mut out, &problems)?;
                return Ok(ExitCode::FAILURE);
            }
        }
        if arguments.graph {
            writeln!(out, "\n{}\n{}", graph::mermaid(&quiz), graph::table(&quiz))?;
        }
    }
    if arguments.overlap {
        tell_overlap(&overlap(&knowledge), arguments.all, &mut out)?;
    }
    writeln!(out, "no problems found")?;
    Ok(ExitCode::SUCCESS)
}

fn tell_overlap(overlap: &Overlap, all: bool, out: &mut impl Write) -> io::Result<()> {
    let listed = if all { usize::MAX } else { LISTED };
    writeln!(
        out,
        "\n{} phrasings, each asked without itself: {:.1} % find their entry",
        overlap.phrasings, overlap.recall
    )?;
    writeln!(out, "\nentries, worst first")?;
    for (id, recall) in overlap.entries.iter().take(listed) {
        writeln!(out, "  {recall:5.1} %  {id}")?;
    }
    writeln!(out, "\nphrasings lost to another entry; more phrasings in other words would help")?;
    for pair in overlap.pairs.iter().take(listed) {
        writeln!(out, "  {} → {}  (shared: {})", pair.from, pair.to, pair.words.join(", "))?;
        for phrasing in &pair.phrasings {
            writeln!(out, "      {phrasing}")?;
        }
    }
    writeln!(out)
}

fn summary(knowledge: &Knowledge, out: &mut impl Write) -> io::Result<()> {
    let phrasings: usize = knowledge.faq.entry.iter().map(|entry| entry.phrasings.len()).sum();
    let tests: usize = knowledge.tests.answer.values().map(Vec::len).sum();
    writeln!(
        out,
        "{}: {} entries, {phrasings} phrasings, {} sources, {tests} test questions, {} to refuse",
        knowledge.folder,
        knowledge.faq.entry.len(),
        knowledge.faq.sources.len(),
        knowledge.tests.refuse.len(),
    )?;
    if let Some(safety) = &knowledge.safety {
        writeln!(
            out,
            "safety: {} rules over {} concepts, {} cards",
            safety.rule.len(),
            safety.concept.len(),
            safety.card.len(),
        )?;
    }
    if let Some(numbers) = &knowledge.numbers {
        let waiting: Vec<&str> = numbers
            .country
            .iter()
            .filter(|country| !country.confirmed)
            .map(|country| country.code.as_str())
            .collect();
        writeln!(
            out,
            "numbers: {} countries; still to be confirmed on an official page: {}",
            numbers.country.len(),
            if waiting.is_empty() { "none".to_owned() } else { waiting.join(", ") },
        )?;
    }
    if knowledge.safety.is_some() && knowledge.signs.is_none() {
        writeln!(
            out,
            "not there: the folder signs; without it only the rules of safety.toml see signs of danger, \
             and what no rule foresaw is missed"
        )?;
    }
    for file in knowledge.missing() {
        writeln!(
            out,
            "not there: {file}; `ask` and `eval` work without it, `chat` and `run` do not"
        )?;
    }
    Ok(())
}
