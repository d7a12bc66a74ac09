//! What a message answers of the symptom check, for those who look why it was understood so.

use std::fmt;

use serde::Serialize;

use super::understanding::{ReadMessage, Understanding};
use crate::knowledge::Knowledge;
use crate::triage::{AnswerReader, Quiz, ReadAnswer};

/// The symptom check with what reads answers to it from messages, where nobody is to be answered.
#[derive(Debug)]
pub struct CheckReader {
    quiz: Quiz,
    reader: AnswerReader,
}

impl CheckReader {
    /// Compiles the check of `knowledge`; `None` where there is none.
    #[must_use]
    pub fn new(knowledge: &Knowledge, understanding: &Understanding) -> Option<Self> {
        let quiz = Quiz::new(knowledge.triage.as_ref()?);
        let reader = understanding.answer_reader(&quiz, &knowledge.words);
        Some(Self { quiz, reader })
    }

    /// What a message answers before the check is opened.
    #[must_use]
    pub fn answers(&self, message: &ReadMessage<'_>) -> Vec<CheckAnswer> {
        CheckAnswer::all(&self.quiz, &message.answers(&self.reader, None), message.typed())
    }
}

/// An answer to the symptom check that was read from a message. Fields are never renamed: `ask
/// --json` prints them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckAnswer {
    /// The name of its screen.
    pub screen: String,
    /// The codes of the answers that it can mean.
    pub options: Vec<String>,
    /// Whether it leaves no choice; only then it is taken over.
    pub sure: bool,
    /// The words that it was read from.
    pub words: String,
}

impl CheckAnswer {
    /// What was read from the text `typed`.
    pub(super) fn all(quiz: &Quiz, read: &[ReadAnswer], typed: &str) -> Vec<Self> {
        let one = |answer: &ReadAnswer| {
            let (screen, options) = quiz.codes(answer);
            Self {
                screen: screen.to_owned(),
                options: options.into_iter().map(str::to_owned).collect(),
                sure: answer.is_sure(),
                words: typed.get(answer.place()).unwrap_or_default().to_owned(),
            }
        };
        read.iter().map(one).collect()
    }
}

impl fmt::Display for CheckAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (join, aside) = if self.sure { (" and ", "") } else { (" or ", ", so it is asked") };
        write!(f, "{} = {}{aside} (“{}”)", self.screen, self.options.join(join), self.words)
    }
}
