//! `snapshots`: good states of the folder, kept, listed and brought back.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Folder;
use super::calendar::now;
use super::output::Failure;
use crate::changes::differences;
use crate::knowledge::{self, Knowledge, absolute, did_you_mean_or};
use crate::snapshots::{SnapshotError, Snapshots};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot snapshots                               list them
  sciatica-bot snapshots keep                          keep the folder as it is now
  sciatica-bot snapshots restore 2026-11-30T210630Z
  sciatica-bot diff faq-snapshots/2026-11-30T210630Z   what changed since
The last ten are kept, beside the folder, and only good ones: a folder with problems is refused. A bot
that runs keeps each state that it takes, and `sign` and `import` keep those before and after them.")]
pub(super) struct SnapshotsArgs {
    /// Where they are kept; without it, beside the folder: of faq in faq-snapshots.
    #[arg(long, value_name = "DIR", global = true)]
    at: Option<PathBuf>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List them, the latest first (what is done without an action, too).
    List,
    /// Keep the folder as it is now.
    Keep,
    /// Bring one back; the state before it is kept, too.
    Restore {
        /// Its name, as the list shows it.
        name: String,
    },
}

pub(super) fn run(folder: &Folder, arguments: &SnapshotsArgs) -> Result<ExitCode, Failure> {
    let knowledge::Folder::Disk(dir) = &folder.faq else {
        return Err(Failure::sentence(
            format!("{} never changes, so that nothing of it is kept", folder.faq),
            "write it out first with sciatica-bot init, or name a folder after --faq",
        ));
    };
    let snapshots = match &arguments.at {
        Some(place) => Snapshots::at(place.clone()),
        None => Snapshots::beside(dir),
    };
    let mut out = io::stdout().lock();
    match &arguments.action {
        None | Some(Action::List) => list(folder, &snapshots, &mut out)?,
        Some(Action::Keep) => {
            folder.load()?;
            let kept =
                snapshots.keep_folder(&folder.faq, now()).map_err(|error| failure(&error, &[]))?;
            let told = kept.map_or_else(
                || "the latest snapshot has the same files already".to_owned(),
                |name| format!("kept as {name}"),
            );
            writeln!(out, "{told}")?;
        }
        Some(Action::Restore { name }) => {
            restore(folder, &absolute(dir), &snapshots, name, &mut out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Keeps the folder as it is, for a command that is about to change it or has done so. Where that
/// cannot be, the command goes on, and says so.
pub(super) fn keep(folder: &Folder) {
    if let knowledge::Folder::Disk(dir) = &folder.faq
        && let Err(error) = Snapshots::beside(dir).keep_folder(&folder.faq, now())
    {
        folder.voice.note(&format!("no snapshot was kept: {error}"));
    }
}

fn list(folder: &Folder, snapshots: &Snapshots, out: &mut impl Write) -> Result<(), Failure> {
    let names = names(snapshots)?;
    if names.is_empty() {
        writeln!(out, "no snapshot is kept yet; `sciatica-bot snapshots keep` keeps one")?;
    }
    // Of a folder that has problems now, nothing can be compared.
    let current = Knowledge::load(&folder.faq, &folder.lang).ok();
    for name in &names {
        let kept = Knowledge::load(snapshots.folder(name), &folder.lang).ok();
        let differ = current.as_ref().zip(kept).map(|(now, kept)| differences(&kept, now).len());
        let told = match differ {
            Some(0) => "as the folder is now".to_owned(),
            Some(1) => "1 place differs from the folder now".to_owned(),
            Some(places) => format!("{places} places differ from the folder now"),
            None => "not to be compared: it or the folder has problems".to_owned(),
        };
        writeln!(out, "{name}  {told}")?;
    }
    Ok(())
}

fn restore(
    folder: &Folder,
    dir: &Path,
    snapshots: &Snapshots,
    name: &str,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let names = names(snapshots)?;
    if names.iter().any(|known| known == name) {
        Knowledge::load(snapshots.folder(name), &folder.lang).map_err(Failure::Problems)?;
    }
    let is_good = folder.load().is_ok();
    let restored =
        snapshots.restore(name, dir, is_good, now()).map_err(|error| failure(&error, &names))?;
    writeln!(out, "{} files brought back from {name}", restored.files)?;
    if let Some(kept) = restored.kept {
        writeln!(out, "the state before that is kept as {kept}")?;
    }
    Ok(())
}

fn names(snapshots: &Snapshots) -> Result<Vec<String>, Failure> {
    snapshots.names().map_err(|error| failure(&SnapshotError::NotListed(error), &[]))
}

/// What went wrong, and the mend; `names` are those of all snapshots.
fn failure(error: &SnapshotError, names: &[String]) -> Failure {
    let mend = match error {
        SnapshotError::NotListed(_) => "let this user read it, or name another one after --at",
        SnapshotError::NotKept(_) => {
            "let this user write to the folder of snapshots, or name another one after --at"
        }
        SnapshotError::NotWritten { .. } => {
            "let this user write to the file and its folder, and make room on the disk"
        }
        SnapshotError::Unknown(name) => {
            let known = names.iter().map(String::as_str);
            let mend = did_you_mean_or(name, known, "`sciatica-bot snapshots` lists them");
            return Failure::sentence(error.to_string(), mend);
        }
        SnapshotError::Unreadable(problem) => return Failure::Problems(vec![problem.clone()]),
    };
    Failure::sentence(error.to_string(), mend)
}
