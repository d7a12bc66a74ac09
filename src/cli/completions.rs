//! `completions`: a script for a shell, made from the definition of the commands.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::Cli;
use super::output::Failure;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot completions bash > ~/.local/share/bash-completion/completions/sciatica-bot
  sciatica-bot completions fish > ~/.config/fish/completions/sciatica-bot.fish
  sciatica-bot completions zsh > ~/.zfunc/_sciatica-bot
For zsh, ~/.zshrc needs: fpath+=~/.zfunc; autoload -Uz compinit; compinit")]
pub(super) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArgs) -> Result<ExitCode, Failure> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // Into memory first: `generate` panics where a pipe is closed.
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, name, &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
