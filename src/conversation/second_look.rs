//! A second look for danger, where no rule of the safety gate has seen any.
//!
//! Rules know what somebody foresaw, and people find other words. So what was once typed is learnt
//! from, too: a message that is more like the signs of `signs.toml` than like its harmless messages,
//! the phrasings of the FAQ and the questions of `tests.toml` gets the card of the signs it is most like. The card asks whether
//! one of these is so; for a false alarm that is one tap, for a missed one there is no mend.

use serde::{Deserialize, Serialize};

use crate::knowledge::Knowledge;
use crate::knowledge::safety::Level;
use crate::knowledge::signs::SignsFile;
use crate::matching::Classifier;
use crate::safety::Finding;

/// From this score on a message is taken for a sign. The border between signs and harmless messages
/// is at 0; a little above it, few plain questions are alarmed at (`tests/second_look.rs` counts
/// both mistakes).
const DANGER_FROM: f32 = 0.1;
/// One in so many phrasings of the FAQ is learnt as harmless: enough to know plain questions by.
const PHRASINGS_STEP: usize = 2;
/// Words that are told of a finding.
const TOLD: usize = 3;

/// What was learnt from `signs.toml`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct SecondLook {
    /// The signs of each card, in the order of `cards`, and last what is harmless.
    kinds: Classifier,
    /// Name and level of each card.
    cards: Vec<(String, Level)>,
}

impl SecondLook {
    pub(super) fn new(knowledge: &Knowledge, signs: &SignsFile) -> Self {
        let phrasings = knowledge.faq.entry.iter().flat_map(|entry| &entry.phrasings);
        let tests = knowledge.tests.answer.values().flatten().chain(&knowledge.tests.refuse);
        let phrasings = phrasings.step_by(PHRASINGS_STEP);
        let harmless = signs.harmless.iter().chain(phrasings).chain(tests);
        let kinds: Vec<Vec<&str>> = signs
            .sign
            .iter()
            .map(|sign| sign.messages.iter().map(String::as_str).collect())
            .chain([harmless.map(String::as_str).collect()])
            .collect();
        let cards = signs.sign.iter().map(|sign| (sign.card.clone(), sign.level)).collect();
        Self { kinds: Classifier::train(&kinds, &knowledge.words), cards }
    }

    /// The sign that a message is like.
    pub(super) fn find(&self, message: &str) -> Option<Finding> {
        let scores = self.kinds.scores(message)?;
        if self.danger(&scores) < DANGER_FROM {
            return None;
        }
        let scored = self.cards.iter().zip(&scores).enumerate();
        let (kind, ((card, level), _)) = scored.max_by(|a, b| a.1.1.total_cmp(b.1.1))?;
        let mut matched = self.kinds.words_for(message, kind);
        matched.truncate(TOLD);
        Some(Finding { rule: format!("like-{card}"), level: *level, card: card.clone(), matched })
    }

    /// How far a message is from what is harmless.
    fn danger(&self, scores: &[f32]) -> f32 {
        scores.get(self.cards.len()).map_or(f32::MIN, |harmless| -harmless)
    }

    /// How like a sign a message is, for the editor.
    pub(super) fn explain(&self, message: &str) -> String {
        let Some(scores) = self.kinds.scores(message) else {
            return "its words are mostly unknown\n".to_owned();
        };
        let danger = self.danger(&scores);
        let scale = format!("{danger:.2}, alarm from {DANGER_FROM}");
        match self.find(message) {
            Some(found) => format!(
                "like the signs of the card {} ({:?}; {scale}), by: {}\n",
                found.card,
                found.level,
                found.matched.join(", ")
            ),
            None => format!("not like known signs ({scale})\n"),
        }
    }
}
