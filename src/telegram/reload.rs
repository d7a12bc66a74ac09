//! New answers while the bot runs: read and checked in full, then swapped in at once.
//!
//! Asked for by a change in the folder, by SIGHUP, or by an admin's `/reload`. A set of files
//! with a problem never replaces a good one. Replies under way end on what they began with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::mpsc;

use super::desk::Desk;
use super::measure;
use crate::conversation::Languages;
use crate::knowledge::Problem;

/// Where the answers come from, and how they are read again.
pub struct Library {
    /// The folder that is watched, if they come from one and not from the program itself.
    pub folder: Option<PathBuf>,
    /// Reads and checks all of it.
    pub load: Box<dyn Fn() -> Result<Languages, Vec<Problem>> + Send + Sync>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// How long the folder must be quiet: an editor writes a file in several steps, and a person
/// saves several files one after the other.
const QUIET: Duration = Duration::from_millis(500);

/// Problems told to the admins in one message; the log has them all.
const TOLD: usize = 5;

/// Who asked for a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The folder changed.
    Folder,
    /// SIGHUP.
    Signal,
    /// The admin in this chat.
    Admin(i64),
}

impl Asked {
    /// For the log, which names no person.
    fn name(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Signal => "signal",
            Self::Admin(_) => "admin",
        }
    }
}

/// Where a reload is asked for.
pub(super) type Bell = mpsc::Sender<Asked>;

/// A bell and the ear that hears it. What rings while a reload is under way is heard once more.
pub(super) fn bell() -> (Bell, mpsc::Receiver<Asked>) {
    mpsc::channel(8)
}

/// Watches the folder for as long as the value lives; `None` if there is none, or if the system
/// cannot.
pub(super) fn watch(
    library: &Library,
    bell: Bell,
) -> Option<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let Some(folder) = &library.folder else {
        tracing::info!("the FAQ is the built-in one, so there are no files to watch");
        return None;
    };
    let heard = move |events: DebounceEventResult| {
        // Reading the files is an event, too, and must not ask for reading them again.
        let changed = events.is_ok_and(|events| {
            events.iter().any(|event| !matches!(event.kind, EventKind::Access(_)))
        });
        if changed {
            // A full queue holds the same wish already.
            let _ = bell.try_send(Asked::Folder);
        }
    };
    let watching = new_debouncer(QUIET, None, heard).and_then(|mut debouncer| {
        debouncer.watch(folder, RecursiveMode::Recursive)?;
        Ok(debouncer)
    });
    match watching {
        Ok(debouncer) => Some(debouncer),
        Err(error) => {
            tracing::warn!(%error, "changes of the FAQ are not seen; SIGHUP reloads it");
            None
        }
    }
}

/// Reloads whenever the bell rings.
pub(super) async fn keep_fresh(
    library: Arc<Library>,
    current: Arc<ArcSwap<Languages>>,
    mut ear: mpsc::Receiver<Asked>,
    desk: Arc<Desk>,
) {
    let mut told = String::new();
    while let Some(asked) = ear.recv().await {
        let library = Arc::clone(&library);
        let read = tokio::task::spawn_blocking(move || (library.load)()).await;
        let Ok(read) = read else {
            measure::reload(false);
            tracing::error!("a bug: reading the FAQ failed; the last good one stays");
            continue;
        };
        measure::reload(read.is_ok());
        match read {
            Ok(languages) => {
                tracing::info!(
                    asked = asked.name(),
                    entries = languages.first().entries().count(),
                    languages = languages.all().count(),
                    "FAQ reloaded"
                );
                current.store(Arc::new(languages));
                told.clear();
                if let Asked::Admin(chat) = asked {
                    desk.reloaded(chat).await;
                }
            }
            Err(problems) => {
                for problem in &problems {
                    tracing::error!(problem = %problem, "the changed FAQ was not taken");
                }
                let report = report(&problems);
                if report != told || matches!(asked, Asked::Admin(_)) {
                    for admin in &desk.admins {
                        desk.not_reloaded(*admin, &report).await;
                    }
                    told = report;
                }
            }
        }
    }
}

fn report(problems: &[Problem]) -> String {
    let mut shown: Vec<String> = problems.iter().take(TOLD).map(ToString::to_string).collect();
    if problems.len() > TOLD {
        shown.push("…".to_owned());
    }
    shown.join("\n\n")
}
