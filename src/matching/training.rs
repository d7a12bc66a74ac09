//! The messages that train the matcher, with their labels.

use crate::knowledge::Knowledge;
use crate::knowledge::faq::{Entry, FaqFile, Status};
use crate::learn::{NO_CLASS, Sample};

/// A long answer counts little beside phrasings of people.
const ANSWER_COST: f32 = 0.3;
/// Entries with fewer phrasings also learn from the words of their answer.
const ENOUGH_PHRASINGS: usize = 5;

/// The messages that train the matcher, with their labels.
#[derive(Debug, Default)]
pub struct TrainingTexts {
    pub(super) texts: Vec<String>,
    pub(super) samples: Vec<Sample>,
    /// Whether each is a whole message of a person; a list of keywords or an answer is not.
    pub(super) is_message: Vec<bool>,
}

/// The entries that people are answered with.
pub(super) fn live(faq: &FaqFile) -> Vec<&Entry> {
    faq.entry.iter().filter(|entry| entry.status == Status::Live).collect()
}

impl TrainingTexts {
    /// The questions, phrasings and keywords of the live entries, entry by entry, and then the
    /// messages that none answers.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut all = Self::default();
        for (class, entry) in live(&knowledge.faq).into_iter().enumerate() {
            for phrasing in std::iter::once(&entry.question).chain(&entry.phrasings) {
                all.push(phrasing.clone(), Sample { class, cost: 1.0 }, true);
            }
            if !entry.keywords.is_empty() {
                all.push(entry.keywords.join(" . "), Sample { class, cost: 1.0 }, false);
            }
            if entry.phrasings.len() < ENOUGH_PHRASINGS {
                let answer = entry.rich_answer().to_plain();
                all.push(answer, Sample { class, cost: ANSWER_COST }, false);
            }
        }
        for text in &knowledge.out_of_scope {
            all.push(text.clone(), Sample { class: NO_CLASS, cost: 1.0 }, true);
        }
        all
    }

    /// The ids of the entries that the classes of the samples stand for, in their order.
    #[must_use]
    pub fn ids(knowledge: &Knowledge) -> Vec<&str> {
        live(&knowledge.faq).into_iter().map(|entry| entry.id.as_str()).collect()
    }

    /// The texts, borrowed.
    #[must_use]
    pub fn as_strs(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).collect()
    }

    fn push(&mut self, text: String, sample: Sample, is_message: bool) {
        self.texts.push(text);
        self.samples.push(sample);
        self.is_message.push(is_message);
    }
}
