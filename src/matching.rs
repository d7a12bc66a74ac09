//! Which entry of the FAQ answers a message, how sure that is, and why.
//!
//! A message is read (`reader`: short forms, typos, synonyms), counted (`features`), and scored
//! against each entry by a linear classifier (`linear`). How sure to be of the first (`signals`: its
//! lead, its `neighbours`, its `centroids`, its `coverage`) is learnt at load from phrasings that stood
//! aside (`folds`, `logistic`). docs/matching.md has the measurements behind each part.
//!
//! Everything is trained from the files of the FAQ when they are loaded. No randomness, no clock:
//! the same files and the same message give the same answer.

mod centroids;
mod coverage;
mod explanation;
mod halves;
mod leave_out;
mod matcher;
mod model;
mod neighbours;
mod report;
mod scope;
mod signals;

pub use leave_out::LeftOut;
pub use matcher::Matcher;
pub use report::{Report, Reports};

use crate::lexicon::Mended;

/// What to do with a message. Ids are those of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sure: one entry, or two for a message with two questions.
    Answer(Vec<String>),
    /// Not sure: two to four entries to choose from, best first.
    Choose(Vec<String>),
    /// Nothing here answers it.
    None,
}

/// How one message was matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// What to do.
    pub decision: Decision,
    /// The best entries, best first: five, or all if there are fewer.
    pub ranking: Vec<Ranked>,
    /// How likely the first entry is right, 0 to 100. The decision is made on it.
    pub confidence: u8,
    /// Typos and short forms, and what they were read as.
    pub mended: Vec<Mended>,
}

/// One entry of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its id.
    pub id: String,
    /// How well it fits, 0 to 100: 0 has nothing in common with the message, 50 as much as a
    /// phrasing on the border between two entries, 100 is an own phrasing word by word.
    pub score: u8,
}
