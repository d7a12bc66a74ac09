//! `ask`: one question or a batch, for people and for harnesses.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::output::Failure;
use super::{Folder, input};
use crate::conversation::{CheckAnswer, CheckReader, Explained, Understanding, Understood};
use crate::knowledge::Knowledge;
use crate::matching::Decision;
use crate::safety::{Finding, Level, Outcome};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot ask \"is walking ok\"
  sciatica-bot ask --explain how long does siatica last
  echo \"can i drive\" | sciatica-bot ask -
  sciatica-bot ask --batch questions.txt > answers.jsonl")]
pub(super) struct AskArgs {
    /// The question; several words are joined, and `-` is all of stdin.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    text: Vec<String>,
    /// Show why: the verdict, the words that counted, corrections, synonyms, signs of danger, what it
    /// answers of the symptom check; with --json as `explanation` and `check`.
    #[arg(long)]
    explain: bool,
    /// Print one JSON line.
    #[arg(long)]
    json: bool,
    /// Read one question a line from FILE (`-` is stdin), print one JSON line each, in order.
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
}

/// Words sent to `--json` readers for one question. A contract: fields are never renamed.
#[derive(Debug, Serialize)]
struct Line {
    decision: &'static str,
    entries: Vec<Scored>,
    answers: Vec<String>,
    confidence: u8,
    safety: Option<Safety>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<Vec<CheckAnswer>>,
}

#[derive(Debug, Serialize)]
struct Scored {
    id: String,
    score: u8,
}

#[derive(Debug, Serialize)]
struct Safety {
    rule: String,
    level: Level,
    card: String,
    r#as: Outcome,
}

/// As for arguments that clap refuses.
const WRONG_USAGE: u8 = 2;

pub(super) fn run(folder: &Folder, arguments: &AskArgs) -> Result<ExitCode, Failure> {
    let text = question(&arguments.text)?;
    // For a harness an empty question is one like others.
    if text.trim().is_empty() && arguments.batch.is_none() && !arguments.json {
        writeln!(io::stderr(), "error: the question is empty\n  mend: type one after `ask`")?;
        return Ok(ExitCode::from(WRONG_USAGE));
    }
    let knowledge = folder.load_to_match()?;
    let understanding = folder.understanding(&knowledge);
    let reader =
        if arguments.explain { CheckReader::new(&knowledge, &understanding) } else { None };
    let asked = Asked { understanding, reader, explain: arguments.explain };
    let mut out = BufWriter::new(io::stdout().lock());
    if let Some(file) = &arguments.batch {
        batch(&asked, file, &mut out)?;
    } else if arguments.json {
        write_json(&asked, &text, &mut out)?;
    } else {
        write_for_people(&knowledge, &asked, &text, &mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What is asked, and whether it is to say why.
struct Asked {
    understanding: Understanding,
    /// Where it is to say why.
    reader: Option<CheckReader>,
    explain: bool,
}

impl Asked {
    fn explanation(&self, text: &str, understood: &Understood) -> Explained {
        let check = self.reader.as_ref();
        let check = check.map(|reader| reader.answers(&self.understanding.read(text)));
        Explained { check, ..self.understanding.explain(text, understood) }
    }
}

/// The question as it was typed, or all of stdin where that is a lone `-`.
fn question(words: &[String]) -> Result<String, Failure> {
    match words {
        [one] if one == input::STDIN => input::text(Path::new(one)),
        _ => Ok(words.join(" ")),
    }
}

/// One JSON line for each line of `file`, blank lines included, in order.
fn batch(asked: &Asked, file: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let mut input = input::lines(file)?;
    let mut bytes = Vec::new();
    while input.read_until(b'\n', &mut bytes)? > 0 {
        let line = String::from_utf8_lossy(&bytes);
        write_json(asked, line.trim_end_matches(['\n', '\r']), out)?;
        bytes.clear();
    }
    Ok(())
}

fn write_json(asked: &Asked, text: &str, out: &mut impl Write) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, &line(asked, text)).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn line(asked: &Asked, text: &str) -> Line {
    let understood = asked.understanding.understand(text, None);
    let explained = asked.explain.then(|| asked.explanation(text, &understood));
    let explanation = explained.as_ref().map(Explained::to_string);
    let Understood { judgement, matched } = understood;
    let finding = judgement.finding;
    let (decision, answers) =
        match (finding.as_ref().filter(|found| found.interrupts()), matched.decision) {
            (Some(Finding { level: Level::Crisis, .. }), _) => ("crisis", Vec::new()),
            (Some(_), _) => ("urgent", Vec::new()),
            (_, Decision::Answer(ids)) => ("answer", ids),
            (_, Decision::Choose(_)) => ("choose", Vec::new()),
            (_, Decision::None) => ("none", Vec::new()),
        };
    Line {
        decision,
        entries: matched
            .ranking
            .into_iter()
            .map(|ranked| Scored { id: ranked.id, score: ranked.score })
            .collect(),
        answers,
        confidence: matched.confidence,
        safety: finding.map(|found| Safety {
            rule: found.rule,
            level: found.level,
            card: found.card,
            r#as: found.outcome,
        }),
        explanation,
        check: explained.and_then(|explained| explained.check),
    }
}

fn write_for_people(
    knowledge: &Knowledge,
    asked: &Asked,
    text: &str,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let understood = asked.understanding.understand(text, None);
    let matched = &understood.matched;
    if asked.explain {
        writeln!(out, "{}", asked.explanation(text, &understood))?;
    }
    if let Some(finding) = understood.finding() {
        writeln!(
            out,
            "{} {}, {:?}: rule {} (because of: {})\n",
            if finding.interrupts() { "card" } else { "gentle check for" },
            finding.card,
            finding.level,
            finding.rule,
            finding.matched.join(" + ")
        )?;
    }
    let entry = |id: &str| knowledge.faq.entry.iter().find(|entry| entry.id == id);
    match &matched.decision {
        Decision::Answer(ids) => {
            for found in ids.iter().filter_map(|id| entry(id)) {
                writeln!(
                    out,
                    "[{}] {}\n\n{}\n",
                    found.id,
                    found.question,
                    found.rich_answer().to_plain()
                )?;
            }
        }
        Decision::Choose(ids) => {
            writeln!(out, "not sure; one of these:")?;
            for found in ids.iter().filter_map(|id| entry(id)) {
                writeln!(out, "  [{}] {}", found.id, found.question)?;
            }
        }
        Decision::None => writeln!(out, "no answer to that")?,
    }
    Ok(())
}
