//! Which words of a message tell something that holds now: not asked, not denied, of no other time.

use super::phrase::{Found, Vocabulary};
use crate::knowledge::triage::Listen;
use crate::knowledge::words::WordsFile;
use crate::lexicon::{Lexicon, Word};

/// A denial stands so many words before what it denies, those of `between` not counted.
const DENIAL_REACH: usize = 2;

/// Phrases that take the meaning of a fact from what stands around them.
#[derive(Clone, Debug, Default)]
pub(super) struct Clauses {
    asks: Vec<Vec<u64>>,
    asks_at_start: Vec<Vec<u64>>,
    denies: Vec<Vec<u64>>,
    at_another_time: Vec<Vec<u64>>,
    not_ours: Vec<Vec<u64>>,
}

impl Clauses {
    pub(super) fn new(listen: &Listen, words: &WordsFile, lexicon: &Lexicon) -> Self {
        let rows = |phrases: &[String]| {
            let rows = phrases.iter().map(|phrase| lexicon.stems(phrase));
            rows.filter(|row| !row.is_empty()).collect::<Vec<_>>()
        };
        let mut denies = rows(&words.report.denies);
        denies.extend(rows(&listen.denies));
        Self {
            asks: rows(&words.report.asks),
            asks_at_start: rows(&words.report.asks_at_start),
            denies,
            at_another_time: rows(&listen.at_another_time),
            not_ours: rows(&words.report.not_ours),
        }
    }

    /// Whether the message is about no person.
    pub(super) fn is_not_ours(&self, words: &[Word]) -> bool {
        (0..words.len()).any(|at| stands(&self.not_ours, words, at).is_some())
    }

    /// Whether what was found is asked, and not told.
    pub(super) fn is_asked(&self, words: &[Word], found: Found) -> bool {
        let start = clause_start(words, found.start);
        // "Can't" spelt out begins with "can", which asks.
        let asks = |rows: &[Vec<u64>], at: usize| {
            stands(rows, words, at).is_some_and(|length| {
                let token = |index: usize| words.get(index).map(|word| word.token);
                token(at + length).is_none() || token(at + length) != token(at + length - 1)
            })
        };
        asks(&self.asks_at_start, start) || (start..found.end).any(|at| asks(&self.asks, at))
    }

    /// Whether what was found is denied: "no", "not" just before it.
    pub(super) fn is_denied(&self, words: &[Word], found: Found, known: &Vocabulary) -> bool {
        let start = clause_start(words, found.start);
        (start..found.start).any(|at| {
            stands(&self.denies, words, at).is_some_and(|length| {
                let between = words.get(at + length..found.start).unwrap_or_default();
                // One that reaches into what was found is a part of it: "can not sit".
                at + length <= found.start
                    && between.iter().filter(|word| !known.is_between(word)).count() <= DENIAL_REACH
            })
        })
    }

    /// Whether its clause tells of another time.
    pub(super) fn is_of_another_time(&self, words: &[Word], found: Found) -> bool {
        let start = clause_start(words, found.start);
        let clause = words.get(start).map(|word| word.clause);
        (start..words.len())
            .take_while(|at| words.get(*at).map(|word| word.clause) == clause)
            .any(|at| stands(&self.at_another_time, words, at).is_some())
    }
}

fn clause_start(words: &[Word], at: usize) -> usize {
    let clause = words.get(at).map(|word| word.clause);
    let before = words.iter().take(at).rev();
    at - before.take_while(|word| Some(word.clause) == clause).count()
}

/// The length of the phrase that stands at a word, within its clause.
fn stands(rows: &[Vec<u64>], words: &[Word], at: usize) -> Option<usize> {
    let here = words.get(at..)?;
    let clause = here.first()?.clause;
    rows.iter()
        .find(|row| {
            row.len() <= here.len()
                && row
                    .iter()
                    .zip(here)
                    .all(|(stem, word)| *stem == word.stem && word.clause == clause)
        })
        .map(Vec::len)
}
