//! New answers while the bot runs: read and checked in full, then swapped in at once.
//!
//! Asked for by a change in the folder, by SIGHUP, or by an admin's `/reload`. A set of files
//! with a problem never replaces a good one. Replies under way end on what they began with.

mod look;
mod watch;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use look::Look;
use tokio::sync::mpsc;
use watch::Seen;

use crate::conversation::Languages;
use crate::knowledge::Problem;
use crate::telegram::handler::Handler;
use crate::telegram::ops::metrics;

/// Where the answers come from, and how they are read again.
pub struct FaqSource {
    /// The folder that is watched, if they come from one and not from the program itself.
    folder: Option<PathBuf>,
    /// How the folder looked before it was read first.
    first: Option<Seen>,
    /// Reads and checks all of it.
    load: Box<Load>,
}

type Load = dyn Fn() -> Result<Languages, Vec<Problem>> + Send + Sync;

impl FaqSource {
    /// Where the files are, for people.
    pub(crate) fn place(&self) -> String {
        match &self.folder {
            Some(folder) => folder.display().to_string(),
            None => "built-in".to_owned(),
        }
    }

    /// Answers that `load` reads and checks, from `folder` unless they are in the program itself.
    ///
    /// To be made before they are read first: the folder is looked at here, so that what changes
    /// from now on is seen.
    pub fn new(
        folder: Option<PathBuf>,
        load: impl Fn() -> Result<Languages, Vec<Problem>> + Send + Sync + 'static,
    ) -> Self {
        let first = folder.as_deref().map(Seen::at);
        Self { folder, first, load: Box::new(load) }
    }

    /// The text files, by their path within the folder; none where the FAQ is the built-in one.
    fn texts(&self) -> BTreeSet<PathBuf> {
        self.folder.as_deref().map(Look::at).unwrap_or_default().texts()
    }
}

impl std::fmt::Debug for FaqSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FaqSource").field("folder", &self.folder).finish_non_exhaustive()
    }
}

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

/// Watches the folder, if there is one, until the bot ends.
pub(crate) async fn watch(source: Arc<FaqSource>, reload_sender: ReloadSender) {
    if let (Some(folder), Some(first)) = (&source.folder, &source.first) {
        watch::watch(folder.clone(), first.clone(), reload_sender).await;
    } else {
        tracing::info!("the FAQ is the built-in one, so there are no files to watch");
    }
}

/// Reloads at each request.
pub(crate) async fn reload_on_request(
    source: Arc<FaqSource>,
    current: Arc<ArcSwap<Languages>>,
    mut reload_requests: mpsc::Receiver<ReloadRequest>,
    handler: Arc<Handler>,
) {
    let mut told = String::new();
    let mut files = source.first.as_ref().map(|seen| seen.look.texts()).unwrap_or_default();
    while let Some(asked) = reload_requests.recv().await {
        let (again, known) = (Arc::clone(&source), files.clone());
        let read = tokio::task::spawn_blocking(move || {
            let languages = (again.load)()?;
            let now = again.texts();
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
