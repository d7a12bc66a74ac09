//! Which FAQ the commands use, and how it is read.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use include_dir::Dir;

use super::output::Failure;
use super::progress::Progress;
use super::voice::Voice;
use crate::background::on_own_threads;
use crate::config::{Config, faq_of_environment};
use crate::conversation::{Languages, Learnt, Understanding};
use crate::knowledge::{self, Knowledge, Problem, unreadable};

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct FolderArgs {
    /// The folder with everything the bot knows.
    ///
    /// Without it: `SCIATICA_BOT_FAQ`, `faq` in the config, ./faq if it is there, or the FAQ that
    /// is built into the program.
    #[arg(long, value_name = "DIR", global = true)]
    faq: Option<PathBuf>,
    /// The language, a folder in it.
    #[arg(long, value_name = "CODE", default_value = "en", global = true)]
    lang: String,
    /// How to run; ./config.toml if it is there.
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Tell more on stderr.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Tell nothing on stderr but what is wrong.
    #[arg(short, long, global = true)]
    quiet: bool,
}

/// The files that a command uses.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) faq: knowledge::Folder,
    pub(super) lang: String,
    pub(super) voice: Voice,
    named_by: NamedBy,
    /// What was learnt from it before.
    pub(super) learnt: Arc<Learnt>,
}

/// What decided which FAQ is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NamedBy {
    Option,
    Environment,
    Config,
    Here,
    Nobody,
}

/// The folder that is taken where the program is started.
const HERE: &str = "faq";

impl FolderArgs {
    /// What is used where nothing is typed; tells nothing.
    pub(super) fn of_nothing_typed() -> Self {
        Self { quiet: true, ..Self::default() }
    }

    /// Finds the folder, with `config` where the command has read it already.
    ///
    /// # Errors
    /// When a config that was named cannot be read, or when the system does not say whether there
    /// is a folder `faq` here.
    pub(super) fn find(
        &self,
        config: Option<&Config>,
        built_in: &'static Dir<'static>,
    ) -> Result<Folder, Failure> {
        let (named_by, faq) = match self.named(config)? {
            Some((by, dir)) => (by, knowledge::Folder::Disk(dir)),
            None => (NamedBy::Nobody, knowledge::Folder::BuiltIn(built_in)),
        };
        Ok(Folder {
            faq,
            lang: self.lang.clone(),
            named_by,
            voice: self.voice(),
            learnt: Arc::default(),
        })
    }

    /// The folder on disk to use, if there is one.
    fn named(&self, config: Option<&Config>) -> Result<Option<(NamedBy, PathBuf)>, Failure> {
        if let Some(dir) = self.faq.clone() {
            return Ok(Some((NamedBy::Option, dir)));
        }
        if let Some(dir) = faq_of_environment() {
            return Ok(Some((NamedBy::Environment, dir)));
        }
        let of_config = match config {
            Some(config) => config.faq.clone(),
            None => self.config_if_ours()?.and_then(|config| config.faq),
        };
        if let Some(dir) = of_config {
            return Ok(Some((NamedBy::Config, dir)));
        }
        Ok(is_here()?.then(|| (NamedBy::Here, HERE.into())))
    }

    /// How much is told beside the results.
    pub(super) fn voice(&self) -> Voice {
        match (self.quiet, self.verbose) {
            (true, _) => Voice::Quiet,
            (_, true) => Voice::Verbose,
            _ => Voice::Usual,
        }
    }

    /// The config, for commands that can do without it. Many programs have a `config.toml`: one that
    /// was not named and is not ours is passed by.
    ///
    /// # Errors
    /// When a config that was named cannot be read.
    pub(super) fn config_if_ours(&self) -> Result<Option<Config>, Failure> {
        match Config::load(self.config.as_deref()) {
            Ok(config) => Ok(Some(config)),
            Err(problems) if self.config.is_some() => Err(Failure::Problems(problems)),
            Err(_) => {
                self.voice().note(
                    "config.toml has mistakes, or is one of another program; it is not looked at \
                     (`sciatica-bot run` names the mistakes)",
                );
                Ok(None)
            }
        }
    }
}

fn is_here() -> Result<bool, Failure> {
    let here = Path::new(HERE);
    match here.metadata() {
        Ok(found) => Ok(found.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failure::Problems(vec![unreadable(here, &error)])),
    }
}

impl Folder {
    /// The same of another state of the files.
    pub(super) fn at(&self, faq: &knowledge::Folder) -> Self {
        Self { faq: faq.clone(), ..self.clone() }
    }

    /// Says on stderr which FAQ is used; `briefly`, only where the command line does not show it.
    pub(super) fn announce(&self, briefly: bool) {
        let plain = matches!(self.named_by, NamedBy::Option | NamedBy::Here);
        if plain && briefly {
            self.voice.detail(&self.to_string());
        } else {
            self.voice.tell(&self.to_string());
        }
    }

    pub(super) fn load(&self) -> Result<Knowledge, Failure> {
        let _progress = Progress::waiting("reading the FAQ", self.voice);
        Knowledge::load(&self.faq, &self.lang).map_err(Failure::Problems)
    }

    /// All languages that can be chosen, `lang` first, and tells on stderr which cannot.
    pub(super) fn languages(&self) -> Result<Languages, Failure> {
        let _progress = Progress::waiting("reading the FAQ", self.voice);
        on_own_threads(|| self.read_languages())
    }

    fn read_languages(&self) -> Result<Languages, Failure> {
        let (first, others) = self.load_all().map_err(Failure::Problems)?;
        for incomplete in others.iter().filter(|knowledge| !is_offered(knowledge)) {
            self.voice.note(&format!(
                "the language of {} is not offered: it has no {}",
                incomplete.folder,
                incomplete.missing().join(", no ")
            ));
        }
        self.learn(first, others).map_err(Failure::Problems)
    }

    /// All languages of these that can be chosen, `first` first, with what is known of before not learnt
    /// again.
    pub(super) fn learn(
        &self,
        first: Knowledge,
        mut others: Vec<Knowledge>,
    ) -> Result<Languages, Vec<Problem>> {
        others.retain(is_offered);
        Languages::new(first, others, |known| self.learnt.understanding(known))
    }

    /// The folder of `lang`, and those of all other languages.
    pub(super) fn load_all(&self) -> Result<(Knowledge, Vec<Knowledge>), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut load = |lang: &str| {
            Knowledge::load(&self.faq, lang).map_err(|found| problems.extend(found)).ok()
        };
        let first = load(&self.lang);
        let codes = Knowledge::other_languages(&self.faq, &self.lang);
        let others = codes.iter().flatten().filter_map(|code| load(code)).collect();
        problems.extend(codes.err().filter(|_| first.is_some()));
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

    /// What questions are understood by; learning it takes about a second.
    pub(super) fn understanding(&self, knowledge: &Knowledge) -> Understanding {
        let _progress = Progress::waiting("learning", self.voice);
        on_own_threads(|| Understanding::new(knowledge))
    }

    /// Loads what matching needs, and tells on stderr what people who chat would miss.
    pub(super) fn load_to_match(&self) -> Result<Knowledge, Failure> {
        let _progress = Progress::waiting("reading the FAQ", self.voice);
        let (knowledge, repeated) =
            Knowledge::load_to_match(&self.faq, &self.lang).map_err(Failure::Problems)?;
        let missing = knowledge.missing();
        if !missing.is_empty() {
            self.voice.note(&format!("{} has no {}", knowledge.folder, missing.join(", no ")));
        }
        if let Some(first) = repeated.first() {
            let count = repeated.len();
            self.voice.note(&format!("{count} phrasings stand twice, the first at:\n{first}"));
        }
        Ok(knowledge)
    }
}

/// Which FAQ is used, and what decided it.
impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self.named_by {
            NamedBy::Option => "from --faq",
            NamedBy::Environment => "from SCIATICA_BOT_FAQ",
            NamedBy::Config => "from `faq` in the config",
            NamedBy::Here => "from ./faq",
            NamedBy::Nobody => "there is no ./faq; `sciatica-bot init` writes one to be edited",
        };
        write!(f, "FAQ: {} ({by})", self.faq)
    }
}

/// Whether people may choose this language: without its words of danger, above all, nobody is
/// answered in it.
fn is_offered(knowledge: &Knowledge) -> bool {
    knowledge.missing().is_empty()
}
