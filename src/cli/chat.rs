//! `chat`: the same bot in the terminal.

use std::process::ExitCode;

use super::Folder;
use super::output::Failure;
use crate::terminal;

pub(super) const EXAMPLES: &str = "Examples:
  sciatica-bot chat
  sciatica-bot chat --faq clinic       with the files of another folder
  printf \"how long\\n1\\n\" | sciatica-bot chat";

pub(super) fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    terminal::chat(&folder.languages()?)?;
    Ok(ExitCode::SUCCESS)
}
