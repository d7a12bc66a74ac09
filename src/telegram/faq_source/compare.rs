//! What differs between two states of the files for people, one comparison at a time.
//!
//! Comparing asks both states every message that stands in their files, which is some seconds of
//! computing. It is done on half of the cores, so that no answer waits for it.

use std::sync::Arc;

use super::FaqSource;
use crate::background::on_half_the_cores;
use crate::changes::FolderChanges;
use crate::conversation::Languages;

impl FaqSource {
    /// What differs between two states; `None`, and a line in the log, if that could not be found out.
    pub(crate) async fn compare(
        &self,
        old: Arc<Languages>,
        new: Arc<Languages>,
    ) -> Option<FolderChanges> {
        let _turn = self.comparing.lock().await;
        let comparing = move || on_half_the_cores(|| FolderChanges::between(&old, &new));
        let changes = tokio::task::spawn_blocking(comparing).await.ok().flatten();
        if changes.is_none() {
            tracing::error!("what the changed FAQ means for people could not be found out");
        }
        changes
    }
}
