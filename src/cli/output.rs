//! Printing: results to stdout, what went wrong to stderr with an exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::knowledge::Problem;

/// Why a command ended early.
#[derive(Debug)]
pub(super) enum Failure {
    /// Problems in the files of the bot.
    Problems(Vec<Problem>),
    /// One sentence, and what to do.
    Sentence {
        /// What is wrong.
        what: String,
        /// What to do about it.
        mend: String,
    },
    /// Writing or reading a stream failed.
    Stream(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

impl Failure {
    pub(super) fn sentence(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Sentence { what: what.into(), mend: mend.into() }
    }

    /// Writes to the log in place of stderr, and gives the exit code.
    pub(super) fn log(self) -> ExitCode {
        match self {
            Self::Problems(problems) => {
                for Problem { file, line, column, what, mend, .. } in problems {
                    tracing::error!(file, line, column, mend, "{what}");
                }
            }
            Self::Sentence { what, mend } => tracing::error!(mend, "{what}"),
            Self::Stream(error) => tracing::error!(%error, "a stream failed"),
        }
        ExitCode::FAILURE
    }

    /// Prints to stderr and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        let mut err = io::stderr().lock();
        // Nowhere is left to tell that stderr is closed.
        let _ = match self {
            Self::Problems(problems) => write_problems(&mut err, &problems),
            Self::Sentence { what, mend } => writeln!(err, "error: {what}\n  mend: {mend}"),
            // The reader of a pipe went away, as `head` does: not our failure.
            Self::Stream(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Stream(error) => writeln!(err, "error: {error}"),
        };
        ExitCode::FAILURE
    }
}

/// Writes each problem and a closing count.
pub(super) fn write_problems(out: &mut impl Write, problems: &[Problem]) -> io::Result<()> {
    for problem in problems {
        writeln!(out, "{problem}\n")?;
    }
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    writeln!(out, "{} {noun} found", problems.len())
}

/// A problem or a warning as `check --json` prints it. A contract: fields are never renamed.
#[derive(Debug, Serialize)]
struct Told<'a> {
    file: &'a str,
    /// From 1; 0 where it is about the file as a whole, as `column` is.
    line: usize,
    column: usize,
    severity: &'static str,
    what: &'a str,
    mend: &'a str,
}

impl<'a> Told<'a> {
    fn new(problem: &'a Problem, severity: &'static str) -> Self {
        let Problem { file, line, column, what, mend, .. } = problem;
        Self { file, line: *line, column: *column, severity, what, mend }
    }
}

/// Writes problems and warnings as one line of JSON.
pub(super) fn write_problems_json(
    out: &mut impl Write,
    problems: &[Problem],
    warnings: &[Problem],
) -> io::Result<()> {
    let errors = problems.iter().map(|problem| Told::new(problem, "error"));
    let warned = warnings.iter().map(|problem| Told::new(problem, "warning"));
    let all: Vec<Told<'_>> = errors.chain(warned).collect();
    let report = serde_json::json!({ "ok": problems.is_empty(), "problems": all });
    writeln!(out, "{report}")
}
