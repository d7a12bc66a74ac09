//! New answers while the bot runs: read and checked in full, compared with those in use, and swapped
//! in at once.
//!
//! Asked for by a change in the folder, by SIGHUP, or by an admin. A set of files with a problem never
//! replaces a good one. Replies under way end on what they began with.
//!
//! `read` is one reading, `compare` finds what a change means for people, `state` tells how the files
//! stand. What is asked of them is done in `reload`.

mod compare;
mod read;
mod state;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Mutex, mpsc};

use crate::conversation::Languages;
use crate::faq_watch::{self, Seen};
use crate::knowledge::{Files, Folder, Problem};
use crate::snapshots::Snapshots;

pub(crate) use read::{Read, report};
pub(crate) use state::{FaqState, Newer};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// Where the answers come from, and how they are read again.
pub struct FaqSource {
    folder: Folder,
    /// How the folder looked before it was read first, if it is on disk.
    pub(crate) first: Option<Seen>,
    /// Reads and checks all of a folder.
    load: Box<Load>,
    /// Held while two states are compared.
    comparing: Mutex<()>,
}

type Load = dyn Fn(&Folder) -> Result<Languages, Vec<Problem>> + Send + Sync;

impl FaqSource {
    /// Answers from `folder`, and `load`, which reads and checks this folder or an earlier state of it.
    ///
    /// To be made before they are read first: the folder is looked at here, so that what changes
    /// from now on is seen.
    pub fn new(
        folder: Folder,
        load: impl Fn(&Folder) -> Result<Languages, Vec<Problem>> + Send + Sync + 'static,
    ) -> Self {
        let first = match &folder {
            Folder::Disk(dir) => Some(Seen::at(dir)),
            Folder::BuiltIn(_) | Folder::Held(_) => None,
        };
        Self { folder, first, load: Box::new(load), comparing: Mutex::default() }
    }

    /// Where the files are, for people.
    pub(crate) fn place(&self) -> String {
        match &self.folder {
            Folder::Disk(dir) => dir.display().to_string(),
            Folder::BuiltIn(_) | Folder::Held(_) => "built-in".to_owned(),
        }
    }

    /// The folder, if it is on disk.
    pub(crate) fn dir(&self) -> Option<&Path> {
        match &self.folder {
            Folder::Disk(dir) => Some(dir),
            Folder::BuiltIn(_) | Folder::Held(_) => None,
        }
    }

    /// The files of the folder as they are now, if they can be read.
    pub(crate) fn files(&self) -> Option<Files> {
        self.folder.hold().ok()
    }

    /// The good states of the folder, if it is on disk.
    pub(crate) fn snapshots(&self) -> Option<Snapshots> {
        self.dir().map(Snapshots::beside)
    }
}

impl std::fmt::Debug for FaqSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FaqSource").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// What is asked of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReloadRequest {
    /// The folder changed.
    Folder,
    /// SIGHUP.
    Signal,
    /// The admin in this chat wants them to be read again.
    Admin(i64),
    /// The admin in this chat decided about the change with this code.
    Decided { chat: i64, code: String, verdict: Verdict },
    /// The admin in this chat wants an earlier state back.
    BringBack { chat: i64, name: String },
}

/// What an admin says to a change that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Apply,
    KeepOld,
}

impl ReloadRequest {
    /// For the log, which names no person.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Signal => "signal",
            Self::Admin(_) => "admin",
            Self::Decided { .. } => "confirmed",
            Self::BringBack { .. } => "snapshot",
        }
    }

    /// The admin who is told what comes of it.
    pub(crate) fn chat(&self) -> Option<i64> {
        match self {
            Self::Folder | Self::Signal => None,
            Self::Admin(chat) | Self::Decided { chat, .. } | Self::BringBack { chat, .. } => {
                Some(*chat)
            }
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
    let (Some(folder), Some(first)) = (source.dir(), &source.first) else {
        tracing::info!("the FAQ is the built-in one, so there are no files to watch");
        return;
    };
    let changed = move |_| match reload_sender.try_send(ReloadRequest::Folder) {
        Ok(()) => true,
        Err(TrySendError::Closed(_)) => false,
        Err(TrySendError::Full(_)) => {
            tracing::debug!("a full queue holds the same wish already");
            true
        }
    };
    faq_watch::watch(folder.to_owned(), first.clone(), EVERY, changed).await;
}
