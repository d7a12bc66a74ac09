//! The commands of the program. Results go to stdout, everything else to stderr.
//!
//! Exit codes: 0 fine, 1 failed or problems found, 2 wrong usage.

mod alarms;
mod ask;
mod calendar;
mod chat;
mod check;
mod completions;
mod diff;
mod eval;
mod exchange;
mod export;
mod folder;
mod html;
mod import;
mod inbox;
mod init;
mod input;
mod link;
mod man;
mod output;
mod preview;
mod print;
mod progress;
mod replace;
mod report;
mod run;
mod schema;
mod sign;
mod snapshots;
mod stats;
mod triage;
mod voice;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use include_dir::Dir;

use folder::{Folder, FolderArgs};
use output::Failure;

/// Answers questions about sciatica from a curated FAQ.
#[derive(Debug, Parser)]
#[command(name = "sciatica-bot", version, about, arg_required_else_help = true)]
#[command(after_help = "Examples:
  sciatica-bot chat                        talk to the bot, here and now
  sciatica-bot ask \"is walking ok\"        ask one question
  sciatica-bot init                        write the FAQ out, to be edited
  sciatica-bot check                       find the mistakes in it")]
struct Cli {
    #[command(flatten)]
    folder: FolderArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot on Telegram.
    #[command(after_help = run::EXAMPLES)]
    Run,
    /// Talk to the bot here in the terminal, without Telegram.
    #[command(after_help = chat::EXAMPLES)]
    Chat,
    /// Show the bot on a page of this machine: try an edit, see why, see what a save changes.
    Preview(preview::PreviewArgs),
    /// Ask one question, or many.
    Ask(ask::AskArgs),
    /// Assess sets of quiz answers, one JSON object a line.
    Triage(triage::TriageArgs),
    /// Write the built-in FAQ into a folder, to be edited.
    Init(init::InitArgs),
    /// Check the whole folder and print every problem.
    Check(check::CheckArgs),
    /// Ask questions with known answers, and count.
    Eval(eval::EvalArgs),
    /// Tell what an edit changes: in the files, and for people who ask.
    Diff(diff::DiffArgs),
    /// Write who has read answers against their sources, and when.
    Sign(sign::SignArgs),
    /// Keep good states of the folder, list them, and bring one back.
    Snapshots(snapshots::SnapshotsArgs),
    /// Print the link that opens the bot at one answer, with a QR code for a poster.
    Link(link::LinkArgs),
    /// What people asked, was not answered and sent to the editors: list it, and deal with it.
    Inbox(inbox::InboxArgs),
    /// Add entries from a table or JSON to the FAQ, or turn a public set of questions into one.
    Import(import::ImportArgs),
    /// Write the entries as a table or JSON, for other programs.
    Export(export::ExportArgs),
    /// Write all that people are told as one page, for a clinician to read and sign on paper.
    Print(print::PrintArgs),
    /// Print what was counted, as a table.
    Stats(stats::StatsArgs),
    /// Write what was counted as one page with charts.
    Report(report::ReportArgs),
    /// Print the JSON Schema of a file, for editors that complete while typing.
    Schema(schema::SchemaArgs),
    /// Print what makes a shell complete these commands with Tab.
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or write those of all commands into a folder.
    Man(man::ManArgs),
}

/// Runs the program with these arguments (the first is its name) and returns its exit code.
/// `built_in` is the folder to use where there is none.
pub fn main(
    arguments: impl IntoIterator<Item = OsString>,
    built_in: &'static Dir<'static>,
) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let error = if is_help(&error) { help_of_here(&arguments, built_in) } else { error };
            // Help and version come here, too, with exit code 0. A closed pipe is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(&cli, built_in) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(cli: &Cli, built_in: &'static Dir<'static>) -> Result<ExitCode, Failure> {
    // Who works on the files, or talks for long, is told which they are; who asks once is told
    // where it is not plain to see.
    let find = |briefly| cli.folder.find(None, built_in).inspect(|folder| folder.announce(briefly));
    let (long, once) = (|| find(false), || find(true));
    match &cli.command {
        Command::Run => run::run(&cli.folder, built_in),
        Command::Chat => chat::run(&long()?),
        Command::Preview(arguments) => preview::run(&cli.folder, built_in, arguments),
        Command::Ask(arguments) => ask::run(&once()?, arguments),
        Command::Triage(arguments) => triage::run(&once()?, arguments),
        Command::Init(arguments) => init::run(built_in, cli.folder.voice(), arguments),
        Command::Check(arguments) => check::run(&long()?, arguments),
        Command::Eval(arguments) => eval::run(&long()?, arguments),
        Command::Diff(arguments) => diff::run(&once()?, built_in, arguments),
        Command::Sign(arguments) => sign::run(&long()?, arguments),
        Command::Snapshots(arguments) => snapshots::run(&once()?, arguments),
        Command::Link(arguments) => link::run(&once()?, arguments),
        Command::Inbox(arguments) => inbox::run(&cli.folder, &once()?, arguments),
        Command::Import(arguments) => import::run(long, arguments),
        Command::Export(arguments) => export::run(&once()?, arguments),
        Command::Print(arguments) => print::run(&once()?, arguments),
        Command::Stats(arguments) => stats::run(&cli.folder, built_in, arguments),
        Command::Report(arguments) => report::run(&cli.folder, built_in, arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    }
}

fn is_help(error: &clap::Error) -> bool {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand as NoCommand};
    matches!(error.kind(), DisplayHelp | NoCommand)
}

/// The help that these arguments ask for, with the folder that is used where they are typed.
fn help_of_here(arguments: &[OsString], built_in: &'static Dir<'static>) -> clap::Error {
    let folder = FolderArgs::of_nothing_typed().find(None, built_in);
    let here = folder.map_or_else(|_| "unknown".to_owned(), |folder| folder.faq.to_string());
    let command = Cli::command().mut_arg("faq", |arg| {
        let [short, long] = [arg.get_help(), arg.get_long_help()].map(|help| {
            let help = help.map(ToString::to_string).unwrap_or_default();
            format!("{help} [here: {here}]")
        });
        arg.help(short).long_help(long)
    });
    // It was help before, and is so now.
    let help = command.try_get_matches_from(arguments);
    help.err().unwrap_or_else(|| clap::Error::new(ErrorKind::DisplayHelp))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::Cli;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    /// The words of a line as a shell gives them, for quotes without escapes.
    fn words(line: &str) -> Vec<String> {
        let quoted = line.split('"').enumerate();
        quoted
            .flat_map(|(i, part)| match i % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect()
    }

    #[test]
    fn each_command_shows_examples_that_work() {
        let command = Cli::command();
        for command in std::iter::once(&command).chain(command.get_subcommands()) {
            let name = command.get_name();
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            // What follows two spaces after an example explains it; a `|` or `>` ends it.
            let examples: Vec<&str> = help
                .lines()
                .filter_map(|line| line.find("sciatica-bot ").and_then(|at| line.get(at..)))
                .map(|line| line.split(['|', '>']).next().unwrap_or_default())
                .map(|line| line.split("  ").next().unwrap_or_default())
                .collect();
            assert!(!examples.is_empty(), "{name} has no example");
            for example in examples {
                if let Err(error) = Cli::try_parse_from(words(example)) {
                    panic!("{name}: `{example}`: {error}");
                }
            }
        }
    }
}
