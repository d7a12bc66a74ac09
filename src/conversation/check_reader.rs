//! What a message answers of the symptom check, where nobody is to be answered.

use super::check_answer::CheckAnswer;
use super::understanding::{ReadMessage, Understanding};
use crate::knowledge::Knowledge;
use crate::triage::{AnswerReader, Quiz};

/// The symptom check with what reads answers to it from messages.
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
