//! What changes mean for people, found beside the answers and told to who wants to know.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Reloads;
use crate::changes::{Entries, FolderChanges};
use crate::conversation::Languages;
use crate::telegram::faq_source::FaqSource;
use crate::telegram::handler::Handler;

/// Comparisons under way and to come.
#[derive(Default)]
pub(super) struct Comparisons(Mutex<Later>);

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
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next two states; `None` if there is nothing more to do.
    fn next(&self) -> Option<Next> {
        let mut later = self.later();
        let next = later.next.take();
        later.busy = next.is_some();
        next
    }

    async fn work_off(&self, source: &FaqSource, handler: &Handler) {
        while let Some(Next { old, new, mut chats }) = self.next() {
            let Some(changes) = source.compare(old, new).await else { continue };
            log(&changes);
            // Nobody may have asked, and people fare worse from now on.
            if changes.is_worse() {
                chats.extend(&handler.admins);
            }
            for chat in chats {
                handler.tell_changes(chat, &changes.brief()).await;
            }
        }
    }
}

impl Reloads {
    /// Finds in its own time what differs between two states, for the log and for the admin in `chat`.
    /// Where states follow one another faster, the first is compared with the last of them.
    pub(super) fn compare_later(
        &self,
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
            let (source, handler) = (Arc::clone(&self.source), Arc::clone(&self.handler));
            let comparisons = Arc::clone(&self.comparisons);
            tokio::spawn(async move { comparisons.work_off(&source, &handler).await });
        }
    }
}

/// Counts and entries only: what people may ask stands in the files, and is told to their editors.
pub(super) fn log(changes: &FolderChanges) {
    let verdict = changes.verdict().replace("\n\n", " ");
    let entries: Vec<Entries> = changes.each.iter().map(|(_, changes)| changes.entries()).collect();
    let ids = |list: fn(&Entries) -> &Vec<String>| {
        entries.iter().flat_map(list).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    tracing::info!(
        added = ids(|entries| &entries.added),
        changed = ids(|entries| &entries.changed),
        gone = ids(|entries| &entries.gone),
        "what the changed FAQ means for people: {verdict}"
    );
}
