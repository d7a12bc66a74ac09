//! What a change means for people: found beside the answers, one comparison at a time.
//!
//! Comparing asks both states every message that stands in their files, which is some seconds of
//! computing. It is done on half of the cores, so that no answer waits for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Mutex as AsyncMutex;

use super::FaqSource;
use crate::background::on_half_the_cores;
use crate::changes::FolderChanges;
use crate::conversation::Languages;
use crate::telegram::handler::Handler;

/// Comparisons under way and to come.
#[derive(Default)]
pub(super) struct Comparisons {
    /// Held by the one under way.
    turn: AsyncMutex<()>,
    later: Mutex<Later>,
}

/// What is to be compared when there is time.
#[derive(Default)]
struct Later {
    next: Option<Next>,
    /// Whether somebody works on it.
    busy: bool,
}

/// Two states, and the admins who want to know.
struct Next {
    old: Arc<Languages>,
    new: Arc<Languages>,
    chats: BTreeSet<i64>,
}

impl Comparisons {
    fn later(&self) -> MutexGuard<'_, Later> {
        self.later.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next two states; `None` if there is nothing more to do.
    fn next(&self) -> Option<Next> {
        let mut later = self.later();
        let next = later.next.take();
        later.busy = next.is_some();
        next
    }
}

impl FaqSource {
    /// What differs between two states; `None`, and a line in the log, if that could not be found out.
    pub(crate) async fn compare(
        &self,
        old: Arc<Languages>,
        new: Arc<Languages>,
    ) -> Option<FolderChanges> {
        let _turn = self.comparisons.turn.lock().await;
        let comparing = move || on_half_the_cores(|| FolderChanges::between(&old, &new));
        let changes = tokio::task::spawn_blocking(comparing).await.ok().flatten();
        if changes.is_none() {
            tracing::error!("what the changed FAQ means for people could not be found out");
        }
        changes
    }

    /// Finds in its own time what differs between two states, for the log and for the admin in `chat`.
    /// Where states follow one another faster, the first is compared with the last of them.
    pub(super) fn compare_later(
        self: &Arc<Self>,
        handler: &Arc<Handler>,
        old: Arc<Languages>,
        new: Arc<Languages>,
        chat: Option<i64>,
    ) {
        let is_busy = {
            let mut later = self.comparisons.later();
            let waiting = later.next.take();
            let (old, mut chats) = match waiting {
                Some(waiting) => (waiting.old, waiting.chats),
                None => (old, BTreeSet::new()),
            };
            chats.extend(chat);
            later.next = Some(Next { old, new, chats });
            std::mem::replace(&mut later.busy, true)
        };
        if !is_busy {
            let (source, handler) = (Arc::clone(self), Arc::clone(handler));
            tokio::spawn(async move { source.compare_all(&handler).await });
        }
    }

    async fn compare_all(&self, handler: &Handler) {
        while let Some(Next { old, new, chats }) = self.comparisons.next() {
            let Some(changes) = self.compare(old, new).await else { continue };
            log(&changes);
            for chat in chats {
                handler.tell_changes(chat, &changes.brief()).await;
            }
        }
    }
}

/// Counts only: what people may ask stands in the files, and is told to their editors.
pub(super) fn log(changes: &FolderChanges) {
    let verdict = changes.verdict().replace("\n\n", " ");
    tracing::info!("what the changed FAQ means for people: {verdict}");
}
