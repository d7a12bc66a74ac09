//! How one message was matched: the decision, and all that it rests on.

use crate::lexicon::Mended;

/// What to do with a message. Ids are those of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sure: one entry, or two for a message with two questions.
    Answer(Vec<String>),
    /// Not sure: up to four entries to choose from, best first; a FAQ of one entry offers one.
    Choose(Vec<String>),
    /// Nothing here answers it.
    None,
}

/// How one message was matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// What to do.
    pub decision: Decision,
    /// What settled the decision.
    pub reason: Reason,
    /// The best entries, best first: five, or all if there are fewer.
    pub ranking: Vec<Ranked>,
    /// How likely the first entry is right, 0 to 100: a probability, whatever was decided.
    pub confidence: u8,
    /// Typos and short forms, and what they were read as.
    pub mended: Vec<Mended>,
}

/// What settled a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The message is a phrasing of the entry, word by word.
    ExactPhrasing,
    /// The first entry is likely enough.
    Likely,
    /// The first two entries are too near to each other to choose for the person.
    TwoNear,
    /// The first entry is not likely enough.
    NotLikely,
    /// Nothing of the FAQ is likely at all.
    Unlikely,
    /// The message has no words, or hardly one that the FAQ knows.
    UnknownWords,
    /// No entry is likely enough to be sent, and these words of `words.toml` are of another matter.
    OtherMatter(String),
    /// Both parts of the message are likely questions of their own.
    TwoQuestions,
    /// The message cannot stand alone and was read together with the question of this entry.
    FollowUpOf(String),
}

/// One entry of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its id.
    pub id: String,
    /// How well it fits, 0 to 100: 0 has nothing in common with the message, 33 is the decision
    /// boundary of the classifier, 100 is an own phrasing word by word.
    pub score: u8,
}
