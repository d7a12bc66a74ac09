//! `snapshots`: good states of the folder, kept, listed and brought back.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Folder;
use super::calendar::now;
use super::output::Failure;
use super::replace::replace;
use crate::changes::differences;
use crate::knowledge::{self, Files, Knowledge, absolute, did_you_mean_or};
use crate::snapshots::Snapshots;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot snapshots                               list them
  sciatica-bot snapshots keep                          keep the folder as it is now
  sciatica-bot snapshots restore 2026-11-30T210630Z
  sciatica-bot diff faq-snapshots/2026-11-30T210630Z   what changed since
The last ten are kept, beside the folder, and only good ones: a folder with problems is refused.")]
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
    let dir = absolute(dir);
    let snapshots = match &arguments.at {
        Some(place) => Snapshots::at(place.clone()),
        None => Snapshots::beside(&dir),
    };
    let desk = Desk { folder, dir, snapshots };
    let mut out = io::stdout().lock();
    match &arguments.action {
        None | Some(Action::List) => desk.list(&mut out)?,
        Some(Action::Keep) => {
            let kept = desk.keep()?;
            let told = kept.map_or_else(
                || "the latest snapshot has the same files already".to_owned(),
                |name| format!("kept as {name}"),
            );
            writeln!(out, "{told}")?;
        }
        Some(Action::Restore { name }) => desk.restore(name, &mut out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder in use, and its snapshots.
struct Desk<'a> {
    folder: &'a Folder,
    dir: PathBuf,
    snapshots: Snapshots,
}

impl Desk<'_> {
    fn list(&self, out: &mut impl Write) -> Result<(), Failure> {
        let names = self.names()?;
        if names.is_empty() {
            writeln!(out, "no snapshot is kept yet; `sciatica-bot snapshots keep` keeps one")?;
        }
        // Of a folder that has problems now, nothing can be compared.
        let current = Knowledge::load(&self.folder.faq, &self.folder.lang).ok();
        for name in &names {
            let kept = Knowledge::load(self.snapshots.folder(name), &self.folder.lang).ok();
            let differ =
                current.as_ref().zip(kept).map(|(now, kept)| differences(&kept, now).len());
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

    /// Keeps the folder as it is, if it is good and not kept already.
    fn keep(&self) -> Result<Option<String>, Failure> {
        self.folder.load()?;
        let files = hold(&self.folder.faq)?;
        let latest = match self.names()?.first() {
            Some(name) => Some(hold(&self.snapshots.folder(name).into())?),
            None => None,
        };
        self.snapshots.keep(&files, latest.as_ref(), now()).map_err(|error| {
            Failure::sentence(
                format!("the snapshot could not be written ({error})"),
                "let this user write to the folder of snapshots, or name another one after --at",
            )
        })
    }

    fn restore(&self, name: &str, out: &mut impl Write) -> Result<(), Failure> {
        let names = self.names()?;
        if !names.iter().any(|known| known == name) {
            let known = names.iter().map(String::as_str);
            return Err(Failure::sentence(
                format!("no snapshot is named `{name}`"),
                did_you_mean_or(name, known, "`sciatica-bot snapshots` lists them"),
            ));
        }
        let from = self.snapshots.folder(name);
        Knowledge::load(&from, &self.folder.lang).map_err(Failure::Problems)?;
        // Read before the state now is kept: that may make the oldest one go.
        let (old, current) = (hold(&from.into())?, hold(&self.folder.faq)?);
        // What has problems is no snapshot; its files stay, under another name.
        let is_bad = self.folder.load().is_err();
        let kept = if is_bad { None } else { self.keep()? };
        let written = self.write(&old, &current, is_bad)?;
        writeln!(out, "{written} files brought back from {name}")?;
        if let Some(kept) = kept {
            writeln!(out, "the state before that is kept as {kept}")?;
        }
        Ok(())
    }

    /// Writes the files of `old` that are others now, and takes away those that it does not have. Of a
    /// bad folder, whose state is kept nowhere, nothing is taken away or written over: each such file
    /// is put beside with `.before` at its end.
    fn write(&self, old: &Files, current: &Files, is_bad: bool) -> Result<usize, Failure> {
        let mut written = 0;
        let paths = old.content.keys().chain(current.content.keys());
        let mut paths: Vec<&String> = paths.collect();
        paths.sort();
        paths.dedup();
        for path in paths {
            let (then, now) = (old.content.get(path), current.content.get(path));
            if then == now {
                continue;
            }
            let file = self.dir.join(path);
            if let Some(now) = now.filter(|_| is_bad) {
                replace(&self.dir.join(format!("{path}.before")), now)?;
            }
            match then {
                Some(content) => replace(&file, content)?,
                None => fs::remove_file(&file).map_err(|error| {
                    Failure::sentence(
                        format!("{} could not be taken away ({error})", file.display()),
                        "take it away by hand: the snapshot does not have it",
                    )
                })?,
            }
            written += 1;
        }
        Ok(written)
    }

    fn names(&self) -> Result<Vec<String>, Failure> {
        self.snapshots.names().map_err(|error| {
            Failure::sentence(
                format!("the folder of snapshots could not be looked into ({error})"),
                "let this user read it, or name another one after --at",
            )
        })
    }
}

fn hold(folder: &knowledge::Folder) -> Result<Files, Failure> {
    folder.hold().map_err(|problem| Failure::Problems(vec![problem]))
}
