//! Follows each save of the folder, has what was read looked into, and looks for new questions in the inbox.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::state::State;
use crate::background::on_half_the_cores;
use crate::faq_watch::{self, Seen};
use crate::knowledge::Folder;

/// How often the folder is looked at: an editor waits for the page, and it is the only one.
const EVERY: Duration = Duration::from_millis(200);

/// How often the inbox is read: nobody waits for what comes in.
const INBOX_EVERY: Duration = Duration::from_secs(5);

/// Reads the files again after each save, for as long as the program runs; what is saved meanwhile is
/// read once more. `seen` is what was read first, if the files are on disk.
pub(super) async fn follow(state: Arc<State>, seen: Option<Seen>) {
    let (Folder::Disk(dir), Some(seen)) = (state.folder().clone(), seen) else { return };
    let (saved, mut heard) = mpsc::unbounded_channel();
    let watching = faq_watch::watch(dir, seen, EVERY, move |files| saved.send(files).is_ok());
    let reading = async move {
        while let Some(mut files) = heard.recv().await {
            while let Ok(more) = heard.try_recv() {
                files.extend(more);
            }
            files.sort();
            files.dedup();
            let state = Arc::clone(&state);
            // Should reading panic, the last good files stay, and the next save is read again.
            let _ = tokio::task::spawn_blocking(move || state.reload(&files)).await;
        }
    };
    tokio::join!(watching, reading);
}

/// Looks into each new reading of the files, the newest first, for as long as the program runs.
pub(super) async fn study(state: Arc<State>) {
    let mut changes = state.follow();
    let mut seen = None;
    loop {
        let loaded = state.loaded();
        let is_new = |new: &Arc<_>| !seen.as_ref().is_some_and(|old| Arc::ptr_eq(old, new));
        if let Some(loaded) = loaded.filter(is_new) {
            let (looking, new) = (Arc::clone(&state), Arc::clone(&loaded));
            let look = move || on_half_the_cores(|| looking.look_into(&new));
            // Should it panic, the files stay unstudied, and the next ones are studied again.
            let _ = tokio::task::spawn_blocking(look).await;
            seen = Some(loaded);
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// Reads the inbox again and again, at once after new files were read: they may answer what is in it.
pub(super) async fn inbox(state: Arc<State>) {
    let mut revisions = state.follow();
    loop {
        let files = revisions.borrow_and_update().files;
        state.read_inbox().await;
        let saved = revisions.wait_for(|now| now.files != files);
        if let Ok(Err(_)) = tokio::time::timeout(INBOX_EVERY, saved).await {
            return;
        }
    }
}
