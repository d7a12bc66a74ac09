//! Thanks, hello, bye and insults: messages that ask nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::phrases::PhrasesFile;
use crate::text::{self, Message};

/// Recognises messages made of small-talk words alone.
#[derive(Debug)]
pub(super) struct SmallTalk {
    /// Phrase (its words) to the kind it belongs to, by index in the file.
    phrases: BTreeMap<Vec<String>, usize>,
    fillers: BTreeSet<Vec<String>>,
    /// Words that make a question of a message that begins with them.
    asking: BTreeSet<String>,
    /// Words in the longest phrase or filler.
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
        let fillers: BTreeSet<Vec<String>> =
            file.fillers.words.iter().map(|filler| text::words(filler)).collect();
        let asking = file.fillers.asking.iter().flat_map(|word| text::words(word)).collect();
        let longest = phrases.keys().chain(&fillers).map(Vec::len).max().unwrap_or(0);
        Self { phrases, fillers, asking, longest }
    }

    /// Index of the kind of small talk that `message` is made of; of several kinds the first in
    /// the file. `None` as soon as one word belongs to none: it may be a question.
    pub(super) fn kind(&self, message: &Message<'_>) -> Option<usize> {
        let words: Vec<String> = message.words().map(str::to_owned).collect();
        let mut found: Option<usize> = None;
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let mut firsts = (1..=self.longest.min(rest.len())).rev().filter_map(|n| rest.get(..n));
            let (length, kind) = firsts.find_map(|first| match self.phrases.get(first) {
                Some(kind) => Some((first.len(), Some(*kind))),
                None => self.fillers.contains(first).then_some((first.len(), None)),
            })?;
            // "is it good" asks what "it is good" says.
            if at == 0 && length == 1 && words.first().is_some_and(|w| self.asking.contains(w)) {
                return None;
            }
            found = found.into_iter().chain(kind).min();
            at += length;
        }
        found
    }
}
