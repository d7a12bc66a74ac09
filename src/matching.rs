//! Which entry of the FAQ answers a message, how sure that is, and why.
//!
//! A message is read (`reader`: short forms, typos, synonyms), counted (`features`), and scored
//! against each entry by a linear classifier (`linear`). How sure to be of the first (`signals`: its
//! lead, its `neighbours`, its `centres`, its `coverage`) is learnt at load from phrasings that stood
//! aside (`folds`, `logistic`). docs/matching.md has the measurements behind each part.
//!
//! Everything is trained from the files of the FAQ when they are loaded. No randomness, no clock:
//! the same files and the same message give the same answer.

mod centres;
mod classifier;
mod common_words;
mod coverage;
mod explanation;
mod features;
mod folds;
mod halves;
mod key;
mod leave_out;
mod linear;
mod logistic;
mod machines;
mod matcher;
mod model;
mod neighbours;
mod phrases;
mod reader;
mod recipe;
mod rows;
mod scope;
mod signals;
mod spelling;
pub mod word_table;

pub use classifier::{Classifier, KindScores};
pub use leave_out::LeftOut;
pub use matcher::Matcher;
pub use reader::Mended;
pub use recipe::Recipe;

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
