//! What a save changed: entries, and the answers of this chat.

use std::collections::BTreeSet;

use serde::Serialize;

use super::chat::ChangedAnswer;
use crate::knowledge::Knowledge;
use crate::knowledge::faq::{Entry, Link};

/// What a save changed.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Changes {
    /// When it was taken, as Unix time.
    pub(super) at: u64,
    /// The files that were saved, by their path within the folder.
    pub(super) files: Vec<String>,
    /// Ids of new entries.
    pub(super) added: Vec<String>,
    /// Ids of entries that are gone.
    pub(super) gone: Vec<String>,
    /// Entries that are not as they were.
    pub(super) changed: Vec<ChangedEntry>,
    /// Answers of this chat that are others now.
    pub(super) answers: Vec<ChangedAnswer>,
}

/// An entry that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct ChangedEntry {
    id: String,
    /// What changed in it, in a few words each.
    parts: Vec<String>,
}

impl Changes {
    /// What changed between two readings of the files.
    pub(super) fn between(old: &Knowledge, new: &Knowledge) -> Self {
        let before = |id: &str| old.faq.entry.iter().find(|entry| entry.id == id);
        let mut changes = Self::default();
        for entry in &new.faq.entry {
            match before(&entry.id).map(|old| parts(old, entry)) {
                None => changes.added.push(entry.id.clone()),
                Some(parts) if parts.is_empty() => {}
                Some(parts) => changes.changed.push(ChangedEntry { id: entry.id.clone(), parts }),
            }
        }
        let now: BTreeSet<&str> = new.faq.entry.iter().map(|entry| entry.id.as_str()).collect();
        let gone = old.faq.entry.iter().map(|entry| &entry.id);
        changes.gone = gone.filter(|id| !now.contains(id.as_str())).cloned().collect();
        changes
    }
}

/// The parts of an entry that differ, by their names in the file.
fn parts(old: &Entry, new: &Entry) -> Vec<String> {
    let links = |entry: &Entry| -> Vec<(String, String)> {
        entry.links.iter().map(|Link { text, url }| (text.clone(), url.clone())).collect()
    };
    let differ = [
        ("question", old.question != new.question),
        ("button", old.button != new.button),
        ("topic", old.topic != new.topic),
        ("answer", old.answer != new.answer),
        ("keywords", old.keywords != new.keywords),
        ("related", old.related != new.related),
        ("exercises", old.exercises != new.exercises),
        ("safety_net", old.safety_net != new.safety_net),
        ("offer_check", old.offer_check != new.offer_check),
        ("links", links(old) != links(new)),
        ("sources", old.sources != new.sources),
        ("certainty", old.certainty != new.certainty),
        ("reviewed", old.reviewed != new.reviewed),
        ("status", old.status != new.status),
    ];
    let named = differ.into_iter().filter(|(_, differs)| *differs);
    let mut parts: Vec<String> = named.map(|(name, _)| name.to_owned()).collect();
    parts.extend(phrasings(old, new));
    parts
}

/// How many phrasings came and went.
fn phrasings(old: &Entry, new: &Entry) -> Option<String> {
    let [before, after] = [old, new].map(|entry| entry.phrasings.iter().collect::<BTreeSet<_>>());
    let more = after.difference(&before).count();
    let fewer = before.difference(&after).count();
    let told = match (more, fewer) {
        (0, 0) => return None,
        (more, 0) => format!("phrasings +{more}"),
        (0, fewer) => format!("phrasings −{fewer}"),
        (more, fewer) => format!("phrasings +{more} −{fewer}"),
    };
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::{ChangedEntry, Changes};
    use crate::knowledge::Knowledge;
    use crate::knowledge::faq::Entry;

    fn entry(id: &str, answer: &str, phrasings: &[&str]) -> Entry {
        let phrasings = phrasings.iter().map(|text| (*text).to_owned()).collect();
        Entry { id: id.to_owned(), answer: answer.to_owned(), phrasings, ..Entry::default() }
    }

    fn files(entries: Vec<Entry>) -> Knowledge {
        let mut knowledge = Knowledge::default();
        knowledge.faq.entry = entries;
        knowledge
    }

    #[test]
    fn entries_that_came_went_and_changed_are_named() {
        let old =
            files(vec![entry("a", "x", &["p", "q"]), entry("b", "x", &[]), entry("c", "x", &[])]);
        let new = files(vec![
            entry("c", "x", &[]),
            entry("a", "y", &["q", "r", "s"]),
            entry("d", "x", &[]),
        ]);
        let changes = Changes::between(&old, &new);
        assert_eq!(changes.added, ["d"]);
        assert_eq!(changes.gone, ["b"]);
        let parts = ["answer", "phrasings +2 −1"].map(str::to_owned).to_vec();
        assert_eq!(changes.changed, [ChangedEntry { id: "a".to_owned(), parts }]);
    }
}
