//! Words that show that a message is not for this FAQ: other parts of the body, other illnesses,
//! quite other matters.

use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use crate::knowledge::words::WordsFile;
use crate::lexicon::PhraseIndex;
use crate::lexicon::{Reader, Reading};

/// The lists `home`, `elsewhere` and `never` of `words.toml`.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Scope {
    home: PhraseIndex,
    elsewhere: PhraseIndex,
    never: PhraseIndex,
}

impl Scope {
    pub(super) fn new(words: &WordsFile, reader: &Reader) -> Self {
        let index = |list: &[String]| {
            let mut index = PhraseIndex::default();
            for phrase in list {
                index.insert(&reader.keys(phrase), 0);
            }
            index
        };
        Self {
            home: index(&words.home),
            elsewhere: index(&words.elsewhere),
            never: index(&words.never),
        }
    }

    /// The words that show that `entry` cannot be the answer, or `None`.
    ///
    /// A word of `elsewhere` is forgiven beside a word of `home`, and both lists where the word is
    /// one of the entry's own.
    pub(super) fn objection(
        &self,
        reading: &Reading,
        coverage: &Coverage,
        entry: usize,
    ) -> Option<String> {
        let foreign = |index: &PhraseIndex| {
            index.find(&reading.keys).into_iter().find_map(|found| {
                let words = reading.words.get(found.start..found.start + found.length)?;
                let own = words.iter().all(|word| coverage.is_own(entry, word.key));
                (!own).then(|| {
                    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
                    words.join(" ")
                })
            })
        };
        foreign(&self.never).or_else(|| {
            if self.home.is_in(&reading.keys) { None } else { foreign(&self.elsewhere) }
        })
    }
}
