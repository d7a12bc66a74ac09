//! Words that show that a message is not for this FAQ: other parts of the body, other illnesses,
//! quite other matters.

use crate::knowledge::words::WordsFile;
use crate::lexicon::{Lexicon, PhraseIndex, Reading};

/// The lists `home`, `elsewhere` and `never` of `words.toml`.
#[derive(Debug, Default)]
pub(super) struct Scope {
    home: PhraseIndex,
    elsewhere: PhraseIndex,
    never: PhraseIndex,
}

/// How much of a message speaks of what.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Matters {
    /// Phrases of our own matter.
    pub(super) home: usize,
    /// Phrases of other parts of the body and other illnesses.
    pub(super) elsewhere: usize,
    /// Phrases of quite other matters.
    pub(super) never: usize,
    /// The first phrase of another matter.
    pub(super) other: Option<String>,
}

impl Matters {
    /// Phrases that speak against an answer; those of other parts of the body only where none of our
    /// own is there.
    pub(super) const fn foreign(&self) -> usize {
        self.never + if self.home > 0 { 0 } else { self.elsewhere }
    }
}

impl Scope {
    pub(super) fn new(words: &WordsFile, lexicon: &Lexicon) -> Self {
        let index = |list: &[String]| {
            let mut index = PhraseIndex::default();
            for phrase in list {
                index.insert(&lexicon.stems(phrase), 0);
            }
            index
        };
        Self {
            home: index(&words.home),
            elsewhere: index(&words.elsewhere),
            never: index(&words.never),
        }
    }

    /// What a message speaks of.
    pub(super) fn matters(&self, reading: &Reading) -> Matters {
        let never = self.never.find(&reading.stems);
        let elsewhere = self.elsewhere.find(&reading.stems);
        let first = never.first().or(elsewhere.first());
        let other = first.and_then(|found| {
            let words = reading.words.get(found.start..found.start + found.length)?;
            Some(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        });
        Matters {
            home: self.home.find(&reading.stems).len(),
            elsewhere: elsewhere.len(),
            never: never.len(),
            other,
        }
    }
}
