//! `run`: the bot on Telegram.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Folder;
use super::output::Failure;
use crate::config::{Config, Token};
use crate::conversation::{Assistant, respond};
use crate::knowledge::Knowledge;
use crate::telegram::{self, Ended, Library};
use crate::telemetry;

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// How to run; `config.toml` if it is there. `config.example.toml` shows every key.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn run(folder: &Folder, arguments: &RunArgs) -> Result<ExitCode, Failure> {
    let config = Config::load(arguments.config.as_deref()).map_err(Failure::Problems)?;
    let token =
        Token::find(&config.telegram).map_err(|problem| Failure::Problems(vec![problem]))?;
    let assistant = Assistant::new(folder.load()?).map_err(Failure::Problems)?;
    telemetry::start(&config.log);
    let library = library(folder);
    match telegram::run(assistant, library, &config, &token, respond) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ended) => Err(Failure::sentence(ended.to_string(), mend(ended))),
    }
}

/// How the folder is read again while the bot runs.
fn library(folder: &Folder) -> Library {
    let (faq, lang) = (folder.faq.clone(), folder.lang.clone());
    Library {
        folder: faq.clone(),
        load: Box::new(move || Assistant::new(Knowledge::load(&faq, &lang)?)),
    }
}

fn mend(ended: Ended) -> &'static str {
    match ended {
        Ended::WrongToken => {
            "copy the token from BotFather again; it ends a token when you ask it for a new one"
        }
        Ended::AddressTaken(_) => "end that program, or name another address in the config",
        Ended::WebhookRefused => {
            "check `url` under [telegram.webhook]: https, a name that is in the DNS, port 443, 80, 88 or 8443"
        }
        Ended::NotStarted => "check `api_url` in the config, and the limits that this system sets",
    }
}
