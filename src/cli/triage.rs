//! `triage`: sets of quiz answers assessed, for harnesses and for clinicians who test the rules.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::output::Failure;
use super::{Folder, input};
use crate::triage::{Assessment, Quiz};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot triage --json --answers answers.jsonl
  echo '{ … }' | sciatica-bot triage --json --answers -
A line: {\"ces\": [], \"legs\": [], \"where\": \"below-knee\", …}; `check --graph` shows the quiz.")]
pub(super) struct TriageArgs {
    /// Print one JSON line for each set of answers; the only form there is.
    #[arg(long, required = true)]
    json: bool,
    /// Read one JSON object of answers a line from FILE (`-` is stdin).
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,
}

/// Prints one line for each good line, in order, and names each bad one on stderr.
pub(super) fn run(folder: &Folder, arguments: &TriageArgs) -> Result<ExitCode, Failure> {
    let knowledge = folder.load()?;
    let Some(file) = &knowledge.triage else {
        return Err(Failure::sentence(
            format!("{} has no triage.toml, so there is no quiz", knowledge.folder),
            "copy the shipped file back to its place, or check the folder after --faq",
        ));
    };
    let quiz = Quiz::new(file);
    let mut input = input::lines(&arguments.answers)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut bytes = Vec::new();
    let mut number = 0_usize;
    let mut failed = false;
    while input.read_until(b'\n', &mut bytes)? > 0 {
        number += 1;
        let line = String::from_utf8_lossy(&bytes);
        if !line.trim().is_empty() {
            match assess(&quiz, line.trim()) {
                Ok(assessed) => writeln!(out, "{assessed}")?,
                Err(wrong) => {
                    failed = true;
                    writeln!(io::stderr(), "error: line {number}: {wrong}")?;
                }
            }
        }
        bytes.clear();
    }
    out.flush()?;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn assess(quiz: &Quiz, line: &str) -> Result<Value, String> {
    let value: Value =
        serde_json::from_str(line).map_err(|error| format!("this is not JSON ({error})"))?;
    let answers = quiz.answers(&value).map_err(|error| error.to_string())?;
    Ok(json(&quiz.assess(&answers)))
}

/// The words of the contract; fields are never renamed.
fn json(assessment: &Assessment) -> Value {
    let mut object = Map::new();
    object.insert("urgency".to_owned(), json!(assessment.urgency.name()));
    object.insert("pattern".to_owned(), json!(assessment.pattern.as_deref().unwrap_or("none")));
    object.insert("shown".to_owned(), json!(assessment.shown));
    object.insert("fit".to_owned(), json!(assessment.fit.map(crate::triage::Fit::name)));
    for score in &assessment.scores {
        object.insert(score.id.clone(), json!(score.value));
    }
    let reasons: Vec<&str> = assessment.reasons.iter().map(|reason| reason.text.as_str()).collect();
    object.insert("reasons".to_owned(), json!(reasons));
    Value::Object(object)
}
