//! `man`: manual pages, made from the definition of the commands.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_mangen::{Man, generate_to};

use super::Cli;
use super::output::Failure;
use crate::knowledge::absolute;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot man | man -l -
  sciatica-bot man ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// Write a page for each command into DIR; without it, the main page goes to stdout.
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &ManArgs) -> Result<ExitCode, Failure> {
    let command = Cli::command();
    let Some(dir) = &arguments.dir else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        io::stdout().lock().write_all(&page)?;
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::create_dir_all(dir).and_then(|()| generate_to(command, dir)).map_err(|error| {
        let dir = absolute(dir);
        Failure::sentence(
            format!("the pages could not be written into {} ({error})", dir.display()),
            "name a folder that you may write to",
        )
    })?;
    Ok(ExitCode::SUCCESS)
}
