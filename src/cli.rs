//! The commands of the program. Results go to stdout, everything else to stderr.
//!
//! Exit codes: 0 fine, 1 failed or problems found, 2 wrong usage.

mod alarms;
mod ask;
mod chat;
mod check;
mod eval;
mod import;
mod link;
mod output;
mod run;
mod schema;
mod triage;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::conversation::{Languages, Understanding};
use crate::knowledge::{Knowledge, Problem};
use output::Failure;

/// Answers questions about sciatica from a curated FAQ.
#[derive(Debug, Parser)]
#[command(name = "sciatica-bot", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    folder: Folder,
    #[command(subcommand)]
    command: Command,
}

/// Which files to use.
#[derive(Clone, Debug, Args)]
struct Folder {
    /// The folder with everything the bot knows.
    #[arg(long, value_name = "DIR", default_value = "faq", global = true)]
    faq: PathBuf,
    /// The language, a folder in it.
    #[arg(long, value_name = "CODE", default_value = "en", global = true)]
    lang: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot on Telegram.
    Run(run::RunArgs),
    /// Talk to the bot here in the terminal, without Telegram.
    Chat,
    /// Ask one question, or many.
    Ask(ask::AskArgs),
    /// Assess sets of quiz answers, one JSON object a line.
    Triage(triage::TriageArgs),
    /// Check the whole folder and print every problem.
    Check(check::CheckArgs),
    /// Print the link that opens the bot at one answer, with a QR code for a poster.
    Link(link::LinkArgs),
    /// Turn a public set of labelled questions into a FAQ folder, or into lines for `eval`.
    Import(import::ImportArgs),
    /// Ask questions with known answers, and count.
    Eval(eval::EvalArgs),
    /// Print the JSON Schema of a file, for editors that complete while typing.
    Schema(schema::SchemaArgs),
}

/// Runs the program with these arguments (the first is its name) and returns its exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come here, too, with exit code 0. A closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(&cli) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    match &cli.command {
        Command::Run(arguments) => run::run(&cli.folder, arguments),
        Command::Chat => chat::run(&cli.folder),
        Command::Ask(arguments) => ask::run(&cli.folder, arguments),
        Command::Triage(arguments) => triage::run(&cli.folder, arguments),
        Command::Check(arguments) => check::run(&cli.folder, arguments),
        Command::Link(arguments) => link::run(&cli.folder, arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Eval(arguments) => eval::run(&cli.folder, arguments),
        Command::Schema(arguments) => schema::run(arguments),
    }
}

impl Folder {
    fn load(&self) -> Result<Knowledge, Failure> {
        Knowledge::load(&self.faq, &self.lang).map_err(Failure::Problems)
    }

    /// All languages that can be chosen, `lang` first, and tells on stderr which cannot.
    fn languages(&self) -> Result<Languages, Failure> {
        let (first, others) = self.load_all().map_err(Failure::Problems)?;
        for incomplete in others.iter().filter(|knowledge| !is_offered(knowledge)) {
            let missing = incomplete.missing().join(", no ");
            writeln!(
                io::stderr(),
                "note: the language of {} is not offered: it has no {missing}",
                incomplete.folder
            )?;
        }
        let others = others.into_iter().filter(is_offered).collect();
        Languages::new(first, others, Understanding::new).map_err(Failure::Problems)
    }

    /// The folder of `lang`, and those of all other languages.
    fn load_all(&self) -> Result<(Knowledge, Vec<Knowledge>), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut load = |lang: &str| {
            Knowledge::load(&self.faq, lang).map_err(|found| problems.extend(found)).ok()
        };
        let first = load(&self.lang);
        let codes = Knowledge::other_languages(&self.faq, &self.lang);
        let others = codes.iter().filter_map(|code| load(code)).collect();
        if let Some(first) = &first {
            problems.extend(first.missing().iter().map(|file| {
                Problem::whole_file(
                    &first.folder,
                    format!("there is no {file}, and people are not answered without it"),
                    "put the file back; `sciatica-bot init DIR` or the shipped folder has one",
                )
            }));
        }
        match first.filter(|_| problems.is_empty()) {
            Some(first) => Ok((first, others)),
            None => Err(problems),
        }
    }

    /// Loads what matching needs, and tells on stderr what people who chat would miss.
    fn load_to_match(&self) -> Result<Knowledge, Failure> {
        let (knowledge, repeated) =
            Knowledge::load_to_match(&self.faq, &self.lang).map_err(Failure::Problems)?;
        let mut err = io::stderr().lock();
        let missing = knowledge.missing();
        if !missing.is_empty() {
            writeln!(err, "note: {} has no {}", knowledge.folder, missing.join(", no "))?;
        }
        if let Some(first) = repeated.first() {
            writeln!(
                err,
                "note: {} phrasings stand twice, the first at:\n{first}",
                repeated.len()
            )?;
        }
        Ok(knowledge)
    }
}

/// Whether people may choose this language: without its words of danger, above all, nobody is
/// answered in it.
fn is_offered(knowledge: &Knowledge) -> bool {
    knowledge.missing().is_empty()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
