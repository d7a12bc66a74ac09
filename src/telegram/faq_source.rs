//! New answers while the bot runs: read and checked in full, then swapped in at once.
//!
//! Asked for by a change in the folder, by SIGHUP, or by an admin's `/reload`. A set of files
//! with a problem never replaces a good one. Replies under way end on what they began with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::mpsc;

use crate::conversation::Languages;
use crate::knowledge::Problem;
use crate::telegram::handler::Handler;
use crate::telegram::ops::metrics;

/// Where the answers come from, and how they are read again.
pub struct FaqSource {
    /// The folder that is watched, if they come from one and not from the program itself.
    pub folder: Option<PathBuf>,
    /// Reads and checks all of it.
    pub load: Box<dyn Fn() -> Result<Languages, Vec<Problem>> + Send + Sync>,
}

impl FaqSource {
    /// Where the files are, for people.
    pub(crate) fn place(&self) -> String {
        match &self.folder {
            Some(folder) => folder.display().to_string(),
            None => "built-in".to_owned(),
        }
    }
}

impl std::fmt::Debug for FaqSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FaqSource").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// How long the folder must be quiet: an editor writes a file in several steps, and a person
/// saves several files one after the other.
const QUIET: Duration = Duration::from_millis(500);

/// Problems told to the admins in one message; the log has them all.
const TOLD: usize = 5;

/// Who asked for a reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReloadRequest {
    /// The folder changed.
    Folder,
    /// SIGHUP.
    Signal,
    /// The admin in this chat.
    Admin(i64),
}

impl ReloadRequest {
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
pub(crate) type ReloadSender = mpsc::Sender<ReloadRequest>;

/// A queue of requests to reload. What is asked while a reload is under way is done once more after it.
pub(crate) fn reload_requests() -> (ReloadSender, mpsc::Receiver<ReloadRequest>) {
    mpsc::channel(8)
}

/// Watches the folder for as long as the value lives; `None` if there is none, or if the system
/// cannot.
pub(crate) fn watch(
    library: &FaqSource,
    reload_sender: ReloadSender,
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
            let _ = reload_sender.try_send(ReloadRequest::Folder);
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

/// Reloads at each request.
pub(crate) async fn reload_on_request(
    library: Arc<FaqSource>,
    current: Arc<ArcSwap<Languages>>,
    mut reload_requests: mpsc::Receiver<ReloadRequest>,
    handler: Arc<Handler>,
) {
    let mut told = String::new();
    let mut files = files(library.folder.as_deref());
    while let Some(asked) = reload_requests.recv().await {
        let (again, known) = (Arc::clone(&library), files.clone());
        let read = tokio::task::spawn_blocking(move || {
            let languages = (again.load)()?;
            let now = self::files(again.folder.as_deref());
            match vanished(&known, &now, &languages) {
                problems if problems.is_empty() => Ok((languages, now)),
                problems => Err(problems),
            }
        });
        let Ok(read) = read.await else {
            metrics::reload(false);
            tracing::error!("a bug: reading the FAQ failed; the last good one stays");
            continue;
        };
        metrics::reload(read.is_ok());
        match read {
            Ok((languages, now)) => {
                files = now;
                tracing::info!(
                    asked = asked.name(),
                    entries = languages.first().entries().count(),
                    languages = languages.all().count(),
                    "FAQ reloaded"
                );
                current.store(Arc::new(languages));
                handler.note_reload(Ok(()));
                told.clear();
                if let ReloadRequest::Admin(chat) = asked {
                    handler.reloaded(chat).await;
                }
            }
            Err(problems) => {
                for problem in &problems {
                    tracing::error!(problem = %problem, "the changed FAQ was not taken");
                }
                let report = report(&problems);
                handler.note_reload(Err(report.clone()));
                if report != told || matches!(asked, ReloadRequest::Admin(_)) {
                    for admin in &handler.admins {
                        handler.not_reloaded(*admin, &report).await;
                    }
                    told = report;
                }
            }
        }
    }
}

/// The text files of the folder, by their path within it; none where the FAQ is the built-in one.
#[expect(clippy::disallowed_methods, reason = "what is there is compared, nothing is read")]
fn files(folder: Option<&Path>) -> BTreeSet<PathBuf> {
    fn gather(folder: &Path, within: &Path, found: &mut BTreeSet<PathBuf>) {
        let entries = std::fs::read_dir(folder.join(within)).into_iter().flatten().flatten();
        for entry in entries {
            let (path, name) = (entry.path(), within.join(entry.file_name()));
            let text = path.extension().is_some_and(|kind| kind == "toml" || kind == "txt");
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if path.is_dir() {
                gather(folder, &name, found);
            } else if text {
                found.insert(name);
            }
        }
    }
    let mut found = BTreeSet::new();
    if let Some(folder) = folder {
        gather(folder, Path::new(""), &mut found);
    }
    found
}

/// Files that were there and are not any more, though what they are about is: a folder that is
/// being copied or a disk that fails must not pass for an edit.
fn vanished(
    known: &BTreeSet<PathBuf>,
    now: &BTreeSet<PathBuf>,
    languages: &Languages,
) -> Vec<Problem> {
    let gone = known.difference(now).filter(|file| {
        let part = |nth: usize| file.iter().nth(nth).and_then(|part| part.to_str());
        let about = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let spoken = languages.all().find(|assistant| Some(assistant.language()) == part(0));
        match (spoken, part(1)) {
            (Some(assistant), Some("phrasings")) => assistant.entry(about).is_some(),
            (Some(assistant), Some("signs")) => {
                about == "harmless"
                    || assistant.safety().is_some_and(|file| file.card.contains_key(about))
            }
            _ => true,
        }
    });
    gone.map(|file| {
        Problem::whole_file(
            file.display().to_string(),
            "this file was there and is gone",
            "put it back; if it is meant to be gone, start the bot again",
        )
    })
    .collect()
}

fn report(problems: &[Problem]) -> String {
    let mut shown: Vec<String> = problems.iter().take(TOLD).map(ToString::to_string).collect();
    if problems.len() > TOLD {
        shown.push("…".to_owned());
    }
    shown.join("\n\n")
}
