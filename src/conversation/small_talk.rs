//! Thanks, hello, bye and insults: messages that ask nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::phrases::PhrasesFile;
use crate::text::{self, Message};

/// Recognises messages made of small-talk words alone.
#[derive(Debug)]
pub(super) struct SmallTalk {
    /// Phrase (its words) to the kind it belongs to, by index in the file.
    phrases: BTreeMap<Vec<String>, usize>,
    fillers: BTreeSet<String>,
    longest: usize,
}

impl SmallTalk {
    pub(super) fn new(file: &PhrasesFile) -> Self {
        let mut phrases = BTreeMap::new();
        for (kind, talk) in file.small_talk.iter().enumerate() {
            for phrase in &talk.words {
                phrases.entry(text::words(phrase)).or_insert(kind);
            }
        }
        let longest = phrases.keys().map(Vec::len).max().unwrap_or(0);
        let fillers = file.fillers.words.iter().flat_map(|word| text::words(word)).collect();
        Self { phrases, fillers, longest }
    }

    /// Index of the kind of small talk that `message` is made of; of several kinds the first in
    /// the file. `None` as soon as one word belongs to none: it may be a question.
    pub(super) fn kind(&self, message: &Message<'_>) -> Option<usize> {
        let words: Vec<String> = message.words().map(str::to_owned).collect();
        let mut found: Option<usize> = None;
        let mut at = 0;
        while at < words.len() {
            let rest = words.get(at..).unwrap_or_default();
            let phrase = (1..=self.longest.min(rest.len())).rev().find_map(|length| {
                rest.get(..length).and_then(|p| self.phrases.get(p)).map(|kind| (length, *kind))
            });
            if let Some((length, kind)) = phrase {
                found = Some(found.map_or(kind, |known| known.min(kind)));
                at += length;
            } else if rest.first().is_some_and(|word| self.fillers.contains(word)) {
                at += 1;
            } else {
                return None;
            }
        }
        found
    }
}
