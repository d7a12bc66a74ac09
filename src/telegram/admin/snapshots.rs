//! Good states of the files in an admin's chat: what bringing one back would change is shown first,
//! and a second tap brings it back.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{button, sentence, told};
use crate::conversation::{Languages, Reply};
use crate::knowledge::phrases::AdminTexts;
use crate::snapshots::{SnapshotError, Snapshots};
use crate::telegram::faq_source::{FaqSource, report};
use crate::telegram::handler::Handler;
use crate::telegram::reply::send::Target;

/// What is to be done with the states. They go by the name of their folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SnapshotRequest {
    /// List them.
    List,
    /// Show what bringing one back would change.
    Show(String),
    /// Bring one back.
    BringBack(String),
    /// Leave the files as they are.
    Cancel,
}

impl SnapshotRequest {
    /// From the words after `/snapshots`; anything that is none is the list.
    pub(super) fn of(argument: &str) -> Self {
        match argument.split_once(' ') {
            Some(("show", name)) => Self::Show(name.to_owned()),
            Some(("restore", name)) => Self::BringBack(name.to_owned()),
            None if argument == "cancel" => Self::Cancel,
            _ => Self::List,
        }
    }
}

/// Why a state is not shown.
enum NotShown {
    /// It went, as newer ones came.
    Gone,
    /// People could not be answered from it.
    Bad(String),
}

impl Handler {
    /// Answers an admin about earlier states, except that it brings none back.
    pub(super) async fn snapshots(&self, admin: &AdminTexts, request: SnapshotRequest) -> Reply {
        if self.source.dir().is_none() {
            return sentence(&admin.snapshots_built_in);
        }
        match request {
            SnapshotRequest::List => self.list_snapshots(admin).await,
            SnapshotRequest::Cancel => sentence(&admin.snapshot_cancelled),
            SnapshotRequest::Show(name) | SnapshotRequest::BringBack(name) => {
                self.show_snapshot(admin, &name).await
            }
        }
    }

    async fn list_snapshots(&self, admin: &AdminTexts) -> Reply {
        let source = Arc::clone(&self.source);
        let Ok(Ok(names)) = spawn_blocking(move || source.list()).await else {
            return sentence(&admin.inbox_away);
        };
        if names.is_empty() {
            return sentence(&admin.no_snapshots);
        }
        let buttons = names.iter().map(|(name, is_now)| {
            let time = Snapshots::time(name).unwrap_or_default();
            let label = if *is_now { admin.snapshot_now.replace("{time}", &time) } else { time };
            button(&label, &format!("snapshots show {name}"))
        });
        buttons.fold(sentence(&admin.snapshots), |reply, button| reply.row([button]))
    }

    async fn show_snapshot(&self, admin: &AdminTexts, name: &str) -> Reply {
        let (source, own_name) = (Arc::clone(&self.source), name.to_owned());
        let kept = match spawn_blocking(move || source.kept(&own_name)).await {
            Ok(Ok(kept)) => Arc::new(kept),
            Ok(Err(NotShown::Gone)) => return sentence(&admin.snapshot_gone),
            Ok(Err(NotShown::Bad(why))) => return told(&admin.snapshot_bad, &why),
            Err(_) => return sentence(&admin.inbox_away),
        };
        let Some(changes) = self.source.compare(self.languages.load_full(), kept).await else {
            return sentence(&admin.inbox_away);
        };
        let time = Snapshots::time(name).unwrap_or_default();
        told(&admin.snapshot_would.replace("{time}", &time), &changes.brief()).row([
            button(&admin.button_bring_back, &format!("snapshots restore {name}")),
            button(&admin.button_cancel, "snapshots cancel"),
        ])
    }

    /// Says that an earlier state is in the folder again.
    pub(crate) async fn brought_back(&self, chat: i64, name: &str, files: usize) {
        let assistant = self.assistant_for(chat);
        let say = assistant.phrases().admin.brought_back.replace("{files}", &files.to_string());
        let say = say.replace("{time}", &Snapshots::time(name).unwrap_or_default());
        self.replies.send(Target::chat(chat), &sentence(&say)).await;
    }

    /// Says that an earlier state could not be brought back, and why.
    pub(crate) async fn not_brought_back(&self, chat: i64, why: &str) {
        let assistant = self.assistant_for(chat);
        let reply = told(&assistant.phrases().admin.not_brought_back, why);
        self.replies.send(Target::chat(chat), &reply).await;
    }
}

impl FaqSource {
    /// The names of all states, the latest first, each with whether the folder says the same now.
    fn list(&self) -> Result<Vec<(String, bool)>, SnapshotError> {
        let Some(snapshots) = self.snapshots() else { return Ok(Vec::new()) };
        let now = self.files();
        let names = snapshots.names().map_err(SnapshotError::NotListed)?.into_iter();
        let is_now = |name: &String| {
            let kept = snapshots.files(name).ok();
            now.as_ref().zip(kept).is_some_and(|(now, kept)| now.content == kept.content)
        };
        Ok(names.map(|name| (name.clone(), is_now(&name))).collect())
    }

    /// What people would be answered from, were a state brought back.
    fn kept(&self, name: &str) -> Result<Languages, NotShown> {
        let snapshots = self.snapshots().ok_or(NotShown::Gone)?;
        let folder = snapshots.find(name).map_err(|_| NotShown::Gone)?;
        self.load_state(&folder.into()).map_err(|problems| NotShown::Bad(report(&problems)))
    }
}

#[cfg(test)]
mod tests {
    use super::SnapshotRequest;

    #[test]
    fn words_are_read_and_fit_into_a_button() {
        let name = "2026-11-30T210630Z".to_owned();
        let words = format!("restore {name}");
        assert!("admin:snapshots ".len() + words.len() <= 64);
        assert_eq!(SnapshotRequest::of(&words), SnapshotRequest::BringBack(name.clone()));
        assert_eq!(SnapshotRequest::of(&format!("show {name}")), SnapshotRequest::Show(name));
        assert_eq!(SnapshotRequest::of("cancel"), SnapshotRequest::Cancel);
        assert_eq!(SnapshotRequest::of("show"), SnapshotRequest::List);
    }
}
