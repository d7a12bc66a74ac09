//! `chat`: the same bot in the terminal.

use std::process::ExitCode;

use super::Folder;
use super::output::Failure;
use crate::conversation::Assistant;
use crate::terminal;

pub(super) fn run(folder: &Folder) -> Result<ExitCode, Failure> {
    let assistant = Assistant::new(folder.load()?).map_err(Failure::Problems)?;
    terminal::chat(&assistant)?;
    Ok(ExitCode::SUCCESS)
}
