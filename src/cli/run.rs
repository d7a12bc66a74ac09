//! `run`: the bot on Telegram.

use std::process::ExitCode;

use include_dir::Dir;

use super::folder::{Folder, FolderArgs};
use super::output::Failure;
use super::voice::Voice;
use crate::background::on_own_threads;
use crate::config::{Config, Log, LogFormat, LogLevel, Token};
use crate::conversation::{Assistant, Languages, Understood, respond};
use crate::eval::{Question, Report, from_tests};
use crate::knowledge::Problem;
use crate::knowledge::tests_file::TestsFile;
use crate::safety::Finding;
use crate::telegram::{self, Ended, FaqSource};
use crate::telemetry;

pub(super) const EXAMPLES: &str = "Examples:
  TELOXIDE_TOKEN=123456:your-token sciatica-bot run
  sciatica-bot run --config /etc/sciatica-bot/config.toml
The environment: TELOXIDE_TOKEN, the bot's token; TELOXIDE_API_URL, another Bot API server.
Of the log, -v shows each update, and -q warnings and errors only.";

pub(super) fn run(
    arguments: &FolderArgs,
    built_in: &'static Dir<'static>,
) -> Result<ExitCode, Failure> {
    let mut config = match Config::load(arguments.config.as_deref()) {
        Ok(config) => config,
        Err(problems) => {
            let log = Config::log_of_broken(arguments.config.as_deref());
            telemetry::start(&log);
            return told(Failure::Problems(problems), &log);
        }
    };
    match arguments.voice() {
        Voice::Quiet => config.log.level = LogLevel::Warn,
        Voice::Usual | Voice::Logged => {}
        Voice::Verbose => config.log.level = LogLevel::Debug,
    }
    telemetry::start(&config.log);
    run_with(arguments, &config, built_in).or_else(|failure| told(failure, &config.log))
}

/// A failure where whoever reads the log expects it: among JSON as JSON.
fn told(failure: Failure, log: &Log) -> Result<ExitCode, Failure> {
    match log.format {
        LogFormat::Json => Ok(failure.log()),
        LogFormat::Readable => Err(failure),
    }
}

fn run_with(
    arguments: &FolderArgs,
    config: &Config,
    built_in: &'static Dir<'static>,
) -> Result<ExitCode, Failure> {
    let token =
        Token::find(&config.telegram).map_err(|problem| Failure::Problems(vec![problem]))?;
    let mut folder = arguments.find(Some(config), built_in)?;
    if config.log.format == LogFormat::Json {
        folder.voice = Voice::Logged;
    }
    // The folder is looked at before it is read: an edit in between is seen.
    let source = source(&folder);
    let languages = folder.languages()?;
    tracing::info!("{folder}");
    match telegram::run(languages, source, config, &token, respond) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ended) => Err(Failure::sentence(ended.to_string(), mend(ended))),
    }
}

/// How the folder is read again while the bot runs.
fn source(folder: &Folder) -> FaqSource {
    let folder = folder.clone();
    FaqSource::new(folder.faq.clone(), move |faq| on_own_threads(|| read(&folder.at(faq))))
}

/// Reads a folder and tries what was read.
fn read(folder: &Folder) -> Result<Languages, Vec<Problem>> {
    let (first, others) = folder.load_all()?;
    let languages = folder.learn(first, others)?;
    for assistant in languages.all() {
        test_drive(assistant, &assistant.knowledge().tests)?;
    }
    Ok(languages)
}

/// The least share of `tests.toml` that new files must answer right first, in percent. The shipped
/// ones reach far more; below this, something was cut that should not have been.
const RIGHT_FIRST_MIN: f64 = 80.0;

/// Asks `tests.toml` before new files take over.
pub(super) fn test_drive(assistant: &Assistant, tests: &TestsFile) -> Result<(), Vec<Problem>> {
    let understanding = assistant.understanding();
    let problem = |what: String| {
        let mend = "look at it with `sciatica-bot eval`; the last good files stay in use";
        vec![Problem::whole_file("tests.toml", what, mend)]
    };
    for flag in &tests.flag {
        let found = understanding.finding(&flag.text).filter(Finding::interrupts);
        if found.map(|found| found.rule) != flag.rule {
            return Err(problem(format!("the alarm is not as written for: {}", flag.text)));
        }
    }
    let asked: Vec<(Question, Understood)> = from_tests(tests)
        .into_iter()
        .map(|question| {
            let understood = understanding.understand(&question.text, None);
            (question, understood)
        })
        .collect();
    let right = Report::new(&asked, |_, _| Vec::new()).right_first;
    if !asked.is_empty() && right < RIGHT_FIRST_MIN {
        return Err(problem(format!("only {right:.0} of 100 test questions find their entry")));
    }
    Ok(())
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
        Ended::CertificateUnusable => {
            "check `certificate` and `key` under [telegram.webhook]: PEM files that this user may read"
        }
        Ended::NotStarted => "check `api_url` in the config, and the limits that this system sets",
    }
}
