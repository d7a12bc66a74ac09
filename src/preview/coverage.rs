//! What the FAQ covers: its entries, and how much each topic has.

use serde::Serialize;

use super::Editor;
use super::place::Place;
use crate::knowledge::faq::{Entry, Status};
use crate::knowledge::{Folder, Knowledge};

/// An entry, as far as the page tells of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ShownEntry {
    id: String,
    question: String,
    topic: String,
    /// Whether people see it.
    live: bool,
    /// How many ways of asking it the files know.
    phrasings: usize,
    /// How many questions of `tests.toml` it must answer.
    tests: usize,
    /// How many sources it names.
    sources: usize,
    reviewed: Option<String>,
    /// Where it starts.
    place: Place,
}

/// A topic, in the order of the file.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Topic {
    id: String,
    /// What its button says; nothing where `phrases.toml` does not name it.
    name: Option<String>,
}

/// All entries, in the order of the file.
pub(super) fn entries(knowledge: &Knowledge, folder: &Folder, editor: &Editor) -> Vec<ShownEntry> {
    let shown = |(number, entry): (usize, &Entry)| {
        let at = knowledge.places.entry(number, "id", String::new(), String::new());
        ShownEntry {
            id: entry.id.clone(),
            question: entry.question.clone(),
            topic: entry.topic.clone(),
            live: entry.status == Status::Live,
            phrasings: entry.phrasings.len(),
            tests: knowledge.tests.answer.get(&entry.id).map_or(0, Vec::len),
            sources: entry.sources.len(),
            reviewed: entry.reviewed.clone(),
            place: Place::of(&at, folder, editor),
        }
    };
    knowledge.faq.entry.iter().enumerate().map(shown).collect()
}

/// The topics that entries name.
pub(super) fn topics(knowledge: &Knowledge) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for entry in &knowledge.faq.entry {
        if topics.iter().all(|topic| topic.id != entry.topic) {
            let names = knowledge.phrases.as_ref().map(|phrases| &phrases.topics);
            let name = names.and_then(|names| names.get(&entry.topic)).cloned();
            topics.push(Topic { id: entry.topic.clone(), name });
        }
    }
    topics
}
