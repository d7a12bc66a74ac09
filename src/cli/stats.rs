//! `stats`: what was counted, as a table.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use include_dir::Dir;

use super::calendar::today;
use super::folder::FolderArgs;
use super::output::Failure;
use crate::config::Config;
use crate::knowledge::Knowledge;
use crate::statistics::{Figures, Statistics, csv, table};
use crate::storage::{Settings, Store};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot stats
  sciatica-bot stats --days 365 --csv > counts.csv
The counts are read from the database that the config names; they hold no names and no messages.")]
pub(super) struct StatsArgs {
    #[command(flatten)]
    span: SpanArgs,
    /// Print one JSON object.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the counts themselves: day, kind, id, times.
    #[arg(long)]
    csv: bool,
    /// List every entry.
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    all: bool,
}

/// Which days are looked at.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct SpanArgs {
    /// Look at the last N days, today among them.
    #[arg(long, value_name = "N", default_value_t = 28)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3660))]
    days: u64,
}

/// So many entries are listed without `--all`.
const LISTED: usize = 20;

/// The counts of a span, with the folder that they are about.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) statistics: Statistics,
    /// `None` where the folder has mistakes: figures can be read all the same.
    pub(super) knowledge: Option<Knowledge>,
}

impl Counted {
    /// Reads them from the database of the config.
    pub(super) fn read(
        folder: &FolderArgs,
        built_in: &'static Dir<'static>,
        span: SpanArgs,
    ) -> Result<Self, Failure> {
        let config = Config::load(folder.config.as_deref()).map_err(Failure::Problems)?;
        let settings =
            Settings { url: config.storage.url.clone(), key_file: config.storage.key_file.clone() };
        let statistics = statistics(&settings, span)?;
        let folder = folder.find(Some(&config), built_in)?;
        let knowledge = Knowledge::load(&folder.faq, &folder.lang).ok();
        Ok(Self { statistics, knowledge })
    }

    pub(super) fn figures(&self) -> Figures {
        let check = self.knowledge.as_ref().and_then(|knowledge| knowledge.triage.as_ref());
        let screens = check.into_iter().flat_map(|file| &file.screen);
        let screens: Vec<&str> = screens.map(|screen| screen.key.as_str()).collect();
        self.statistics.figures(&screens)
    }
}

fn statistics(settings: &Settings, span: SpanArgs) -> Result<Statistics, Failure> {
    if settings.url.is_none() {
        return Err(Failure::sentence(
            "the config names no database, so that counts are in the memory of the running bot only",
            "write `url` under [storage] in the config, or name the config after --config",
        ));
    }
    // Opening it would make it.
    if let Some(file) = settings.missing_file() {
        return Err(Failure::sentence(
            format!("there is no database {}", crate::knowledge::absolute(&file).display()),
            "let the bot run with this config first, or name another config after --config",
        ));
    }
    let last = today();
    let first = last.before(span.days - 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let counts = runtime.block_on(async {
        let opened = Store::open(settings).await;
        let store = opened.map_err(|error| Failure::sentence(error.what, error.mend))?;
        let counts = store.daily(first, last).await;
        store.close().await;
        counts.map_err(|_| {
            Failure::sentence("the database does not answer", "look if it runs, and try again")
        })
    })?;
    Ok(Statistics::new(&counts, last, span.days))
}

pub(super) fn run(
    folder: &FolderArgs,
    built_in: &'static Dir<'static>,
    arguments: &StatsArgs,
) -> Result<ExitCode, Failure> {
    let counted = Counted::read(folder, built_in, arguments.span)?;
    let mut out = io::stdout().lock();
    if arguments.csv {
        write!(out, "{}", csv(&counted.statistics))?;
    } else if arguments.json {
        serde_json::to_writer(&mut out, &counted.figures()).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        let entries = if arguments.all { usize::MAX } else { LISTED };
        write!(out, "{}", table(&counted.figures(), entries))?;
    }
    Ok(ExitCode::SUCCESS)
}
