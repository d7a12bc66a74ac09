//! `check`: validates the whole folder.

use std::io::{self, Write};
use std::process::ExitCode;

use super::Folder;
use super::output::{Failure, write_problems};
use crate::knowledge::Knowledge;

/// Prints every problem on stdout and fails, or a summary.
pub(super) fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    let knowledge = match Knowledge::load(&folder.faq, &folder.lang) {
        Ok(knowledge) => knowledge,
        Err(problems) => {
            write_problems(&mut out, &problems)?;
            return Ok(ExitCode::FAILURE);
        }
    };
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
    for file in knowledge.missing() {
        writeln!(
            out,
            "not there: {file}; `ask` and `eval` work without it, `chat` and `run` do not"
        )?;
    }
    writeln!(out, "no problems found")?;
    Ok(ExitCode::SUCCESS)
}
