//! `schema`: prints the JSON Schema of a file.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::output::Failure;
use crate::config::Config;
use crate::knowledge::exercises::ExercisesFile;
use crate::knowledge::faq::FaqFile;
use crate::knowledge::numbers::NumbersFile;
use crate::knowledge::phrases::PhrasesFile;
use crate::knowledge::safety::SafetyFile;
use crate::knowledge::schema;
use crate::knowledge::tests_file::TestsFile;
use crate::knowledge::triage::{QuizFile, TriageFile};
use crate::knowledge::words::WordsFile;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot schema faq > faq/schema/faq.json")]
pub(super) struct SchemaArgs {
    /// The file, by its name without `.toml`.
    file: File,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum File {
    Faq,
    Exercises,
    Words,
    Phrases,
    Tests,
    Config,
    Triage,
    Quiz,
    Safety,
    Numbers,
}

pub(super) fn run(arguments: &SchemaArgs) -> Result<ExitCode, Failure> {
    let schema = match arguments.file {
        File::Faq => schema::<FaqFile>(),
        File::Exercises => schema::<ExercisesFile>(),
        File::Words => schema::<WordsFile>(),
        File::Phrases => schema::<PhrasesFile>(),
        File::Tests => schema::<TestsFile>(),
        File::Config => schema::<Config>(),
        File::Safety => schema::<SafetyFile>(),
        File::Numbers => schema::<NumbersFile>(),
        File::Quiz => schema::<QuizFile>(),
        File::Triage => schema::<TriageFile>(),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(io::Error::from)?;
    writeln!(io::stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}
