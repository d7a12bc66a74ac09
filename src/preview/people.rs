//! What a save changes for people: every message that stands in the files, asked of the files before
//! and now.

use serde::Serialize;

use crate::changes::{Changes, Fares, FolderChanges, Kind, Moved};

/// So many messages of a kind are told.
const MESSAGES: usize = 40;

/// What a save changes for people.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ForPeople {
    /// The whole in a sentence or two.
    verdict: String,
    /// Whether a message fares worse, or a sign of danger is taken more lightly.
    is_worse: bool,
    /// The messages that get something else, the gravest kind first.
    kinds: Vec<MovedKind>,
}

/// Messages that get something else in the same way.
#[derive(Clone, Debug, Serialize)]
struct MovedKind {
    heading: String,
    count: usize,
    /// The first of them.
    messages: Vec<MovedMessage>,
}

#[derive(Clone, Debug, Serialize)]
struct MovedMessage {
    text: String,
    /// Where it stands.
    whence: String,
    before: String,
    after: String,
    fares: Fares,
}

impl ForPeople {
    pub(super) fn new(changes: &FolderChanges) -> Self {
        let several = changes.each.len() > 1;
        let of_language = |(code, changes): &(String, Changes)| -> Vec<MovedKind> {
            let language = if several { format!(" ({code})") } else { String::new() };
            Kind::ALL.iter().filter_map(|kind| MovedKind::new(changes, *kind, &language)).collect()
        };
        Self {
            verdict: changes.verdict(),
            is_worse: changes.is_worse(),
            kinds: changes.each.iter().flat_map(of_language).collect(),
        }
    }
}

impl MovedKind {
    fn new(changes: &Changes, kind: Kind, language: &str) -> Option<Self> {
        let moved: Vec<&Moved> = changes.of_kind(kind).collect();
        let messages = moved.iter().take(MESSAGES).map(|moved| MovedMessage {
            text: moved.text.clone(),
            whence: moved.whence(),
            before: moved.before.to_string(),
            after: moved.after.to_string(),
            fares: moved.fares,
        });
        (!moved.is_empty()).then(|| Self {
            heading: format!("{}{language}", kind.heading()),
            count: moved.len(),
            messages: messages.collect(),
        })
    }
}
