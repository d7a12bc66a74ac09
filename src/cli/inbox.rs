//! `inbox`: what people sent to the editors, and what becomes of it.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::folder::{Folder, FolderArgs};
use super::output::{Failure, write_problems};
use crate::config::Config;
use crate::editor::decision::{Decision, NotDone, Proposal};
use crate::editor::inbox::{Cluster, clusters};
use crate::editor::undo::Undo;
use crate::knowledge::{self, Knowledge};
use crate::storage::{self, Settings, Store};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot inbox                             list what waits
  sciatica-bot inbox add 1 walking               show what would be added to an entry
  sciatica-bot inbox add 1 walking --yes         add it
  sciatica-bot inbox out-of-scope 2 --yes        no entry should answer it
  sciatica-bot inbox harmless 3 --yes            it only sounds like a sign of danger
  sciatica-bot inbox draft 4 beekeeping --yes    begin a new entry
  sciatica-bot inbox drop 5 --yes                delete it
  sciatica-bot inbox undo --yes                  take the latest of these back")]
pub(super) struct InboxArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// Do it. Without this, what would be done is only shown.
    #[arg(long, global = true)]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a question to an entry, as a way in which people ask it.
    #[command(after_help = "Examples:\n  sciatica-bot inbox add 1 walking --yes")]
    Add {
        #[command(flatten)]
        group: Group,
        /// The id of the entry.
        entry: String,
    },
    /// Note that no entry should answer a question.
    #[command(after_help = "Examples:\n  sciatica-bot inbox out-of-scope 1 --yes")]
    OutOfScope {
        #[command(flatten)]
        group: Group,
    },
    /// Note that a question only sounds like a sign of danger.
    #[command(after_help = "Examples:\n  sciatica-bot inbox harmless 1 --yes")]
    Harmless {
        #[command(flatten)]
        group: Group,
    },
    /// Begin a new entry with a question. People do not see it until its status is live.
    #[command(after_help = "Examples:\n  sciatica-bot inbox draft 1 beekeeping --yes")]
    Draft {
        #[command(flatten)]
        group: Group,
        /// The id of the new entry: small letters, digits and hyphens, at most 28.
        id: String,
        /// Its topic of the menu; without it, that of the entry which comes nearest.
        #[arg(long)]
        topic: Option<String>,
    },
    /// Delete a group of questions.
    #[command(after_help = "Examples:\n  sciatica-bot inbox drop 1 --yes")]
    Drop {
        #[command(flatten)]
        group: Group,
    },
    /// Take back what was done last.
    #[command(after_help = "Examples:\n  sciatica-bot inbox undo --yes")]
    Undo,
}

/// Which questions.
#[derive(Debug, Args)]
struct Group {
    /// The number of the group in the list, or the code behind it, which stays the same while others
    /// come in.
    #[arg(value_name = "N")]
    number: String,
    /// Take all questions of the group, not only the first.
    #[arg(long)]
    all: bool,
}

pub(super) fn run(
    options: &FolderArgs,
    folder: &Folder,
    arguments: &InboxArgs,
) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let config = Config::load(options.config.as_deref()).map_err(Failure::Problems)?;
    let makes_none = !matches!(arguments.what, Some(What::Undo));
    runtime.block_on(async {
        let store = open(&config, makes_none).await?;
        let done = match &arguments.what {
            Some(What::Undo) => undo_latest(&store, folder, arguments.yes).await,
            what => with_list(&store, folder, what.as_ref(), arguments.yes).await,
        };
        store.close().await;
        done
    })
}

/// The database of the bot; with `makes_none` one that is there.
async fn open(config: &Config, makes_none: bool) -> Result<Store, Failure> {
    let storage = &config.storage;
    if storage.url.is_none() {
        return Err(Failure::sentence(
            "the config names no database, and without one there is no inbox",
            "write `url` under [storage] in the config of the bot, and name it after --config",
        ));
    }
    let settings = Settings { url: storage.url.clone(), key_file: storage.key_file.clone() };
    if let Some(file) = settings.missing_file().filter(|_| makes_none) {
        return Err(Failure::sentence(
            format!("there is no database at {} yet", file.display()),
            "start the bot with this config: it makes one",
        ));
    }
    Store::open(&settings).await.map_err(|error| Failure::sentence(error.what, error.mend))
}

/// Lists the groups, or deals with one of them.
async fn with_list(
    store: &Store,
    folder: &Folder,
    what: Option<&What>,
    yes: bool,
) -> Result<ExitCode, Failure> {
    let questions = store.inbox().await.map_err(away)?;
    if questions.is_empty() && what.is_none() {
        writeln!(io::stdout().lock(), "the inbox is empty")?;
        return Ok(ExitCode::SUCCESS);
    }
    let knowledge = folder.load_to_match()?;
    let groups = clusters(&questions, &folder.understanding(&knowledge));
    match what {
        None => {
            list(&groups)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(what) => deal_with(store, folder, (&knowledge, &groups), what, yes).await,
    }
}

fn list(groups: &[Cluster]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (number, group) in (1..).zip(groups) {
        let often = match group.count() {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let days = match (group.first_day(), group.last_day()) {
            (first, last) if first == last => first.to_owned(),
            (first, last) => format!("{first} to {last}"),
        };
        let nearest: Vec<String> = group
            .nearest
            .iter()
            .map(|nearest| format!("{} ({} of 100)", nearest.id, nearest.score))
            .collect();
        let nearest = match nearest.as_slice() {
            [] => String::new(),
            nearest => format!(", nearest {}", nearest.join(", ")),
        };
        let answered = if group.answered_by.is_empty() {
            String::new()
        } else {
            format!(", answered by now by {}", group.answered_by.join(" and "))
        };
        writeln!(out, "{number}  [{}] {often}, {days}{nearest}{answered}", group.lead.id)?;
        for question in group.questions() {
            writeln!(out, "   {}", question.text)?;
        }
    }
    Ok(())
}

async fn deal_with(
    store: &Store,
    folder: &Folder,
    (knowledge, groups): (&Knowledge, &[Cluster]),
    what: &What,
    yes: bool,
) -> Result<ExitCode, Failure> {
    let (group, decision) = match what {
        What::Add { group, entry } => (group, Decision::Phrasing { entry: entry.clone() }),
        What::OutOfScope { group } => (group, Decision::OutOfScope),
        What::Harmless { group } => (group, Decision::Harmless),
        What::Draft { group, id, topic } => {
            let topic = topic.clone().unwrap_or_default();
            (group, Decision::Draft { id: id.clone(), topic })
        }
        What::Drop { group } => (group, Decision::Drop),
        What::Undo => return undo_latest(store, folder, yes).await,
    };
    let found = named(groups, group)?;
    let decision = match (decision, Decision::draft(found, &knowledge.faq)) {
        (Decision::Draft { id, topic: none }, Decision::Draft { topic, .. }) if none.is_empty() => {
            Decision::Draft { id, topic }
        }
        (decision, _) => decision,
    };
    let all: Vec<String> = found.questions().map(|question| question.text.clone()).collect();
    let lines = if group.all { all.as_slice() } else { &[] };
    let proposal = Proposal::new(&folder.faq, &folder.lang, found, &decision, lines)
        .map_err(|problem| Failure::Problems(vec![problem]))?;
    show(folder, &proposal)?;
    if !yes {
        folder.voice.tell("nothing was changed; add --yes to do it");
        return Ok(ExitCode::SUCCESS);
    }
    let done = proposal.carry_out(&folder.faq, store).await.map_err(|error| not_done(&error))?;
    if let Some(file) = proposal.file() {
        folder.voice.tell(&format!("written to {}/{file}", folder.faq));
    }
    if done.undo.is_none() {
        folder.voice.note("the folder of the FAQ is read-only, so this cannot be taken back");
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows what would be done, and refuses what would be wrong.
fn show(folder: &Folder, proposal: &Proposal) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if proposal.file().is_none() {
        for question in proposal.questions() {
            writeln!(out, "- {}", question.text)?;
        }
        if let knowledge::Folder::BuiltIn(_) = &folder.faq {
            folder.voice.note("with the FAQ inside the program this cannot be taken back");
        }
        return Ok(());
    }
    write!(out, "{}", proposal.diff())?;
    let problems = proposal.problems(&folder.faq, &folder.lang);
    if problems.is_empty() {
        return Ok(());
    }
    writeln!(io::stderr(), "with this the folder would have a mistake:\n")?;
    write_problems(&mut io::stderr().lock(), &problems)?;
    Err(Failure::sentence(
        "the FAQ was not changed",
        "choose another entry, or word the question anew in an editor",
    ))
}

async fn undo_latest(store: &Store, folder: &Folder, yes: bool) -> Result<ExitCode, Failure> {
    let undo = Undo::of_latest(&folder.faq).map_err(|error| {
        Failure::sentence(error.to_string(), "look at the files in version control")
    })?;
    {
        let mut out = io::stdout().lock();
        write!(out, "{}", undo.diff())?;
        if undo.file_stays {
            let file = &undo.record.file;
            writeln!(
                out,
                "{file} was changed since, so that it stays as it is; look at it yourself"
            )?;
        }
        for question in &undo.record.questions {
            writeln!(out, "back into the inbox: {}", question.text)?;
        }
    }
    if !yes {
        folder.voice.tell("nothing was changed; add --yes to do it");
        return Ok(ExitCode::SUCCESS);
    }
    undo.carry_out(&folder.faq, store).await.map_err(|error| not_done(&error))?;
    folder.voice.tell("taken back");
    Ok(ExitCode::SUCCESS)
}

/// The group with this number or code.
fn named<'a>(groups: &'a [Cluster], group: &Group) -> Result<&'a Cluster, Failure> {
    let by_number = group.number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let by_code = || groups.iter().find(|cluster| cluster.has(&group.number));
    by_code().or_else(|| by_number.and_then(|at| groups.get(at))).ok_or_else(|| {
        Failure::sentence(
            format!("there is no group {} in the inbox", group.number),
            "see the numbers with `sciatica-bot inbox`",
        )
    })
}

fn away(error: storage::Unavailable) -> Failure {
    Failure::sentence(error.to_string(), "check that it is there, and try again in a moment")
}

fn not_done(error: &NotDone) -> Failure {
    Failure::sentence(error.to_string(), error.mend())
}
