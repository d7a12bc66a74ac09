//! `chat`: the same bot in the terminal.

use std::process::ExitCode;

use super::Folder;
use super::output::Failure;
use crate::terminal;

pub(super) fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    terminal::chat(&folder.languages()?)?;
    Ok(ExitCode::SUCCESS)
}
