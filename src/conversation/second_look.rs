//! A second look for danger, where no rule of the safety gate has seen any, and what the editor said
//! of a message before.
//!
//! Rules know what somebody foresaw, and people find other words. So what was once typed is learnt
//! from, too: a message that is more like the signs of `signs.toml` than like its harmless messages,
//! the phrasings of the FAQ and the questions of `tests.toml` gets the card of the signs it is most
//! like. The card asks whether one of these is so; for a false alarm that is one tap, for a missed
//! sign there is no mend.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::knowledge::Knowledge;
use crate::knowledge::safety::Level;
use crate::knowledge::signs::SignsFile;
use crate::learn::Classifier;
use crate::safety::{Finding, Outcome};
use crate::text;

/// From this score on a message is taken for a sign. The border between signs and harmless messages is at
/// 0; from here down the alarms for nothing rise faster than the signs found. `tests/second_look.rs`
/// counts the mistakes on both sides.
const DANGER_FROM: f32 = 0.05;
/// A message of fewer words tells nothing that happened ("suddenly"), and is not compared with signs.
const FEWEST_WORDS: usize = 2;
/// Words that are told of a finding.
const TOLD: usize = 3;

/// What `signs.toml` says of a message.
#[derive(Debug)]
pub(super) enum Judged {
    /// It is a sign.
    Sign(Finding),
    /// It only sounds like one.
    Harmless,
}

/// What was learnt from `signs.toml`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct SecondLook {
    /// The signs of each card, in the order of `cards`, and what is harmless as of no kind.
    signs: Classifier,
    /// Name and level of each card.
    cards: Vec<(String, Level)>,
    /// The messages of `signs.toml` in normal form, with the number of their card; none for the
    /// harmless ones. What the editor has judged is not judged again; only a sign that a rule sees and
    /// that is as urgent comes before a judged one.
    judged: BTreeMap<String, Option<usize>>,
}

impl SecondLook {
    pub(super) fn new(knowledge: &Knowledge, signs: &SignsFile) -> Self {
        let phrasings = knowledge.faq.entry.iter().flat_map(|entry| &entry.phrasings);
        let tests = knowledge.tests.answer.values().flatten().chain(&knowledge.tests.refuse);
        let harmless = signs.harmless.iter().chain(phrasings).chain(tests);
        let harmless: Vec<&str> = harmless.map(String::as_str).collect();
        let of_cards: Vec<Vec<&str>> = signs
            .sign
            .iter()
            .map(|sign| sign.messages.iter().map(String::as_str).collect())
            .collect();
        let cards = signs.sign.iter().map(|sign| (sign.card.clone(), sign.level)).collect();
        let judged_signs = signs.sign.iter().enumerate().flat_map(|(card, sign)| {
            sign.messages.iter().map(move |text| (normal(text), Some(card)))
        });
        let judged = signs.harmless.iter().map(|text| (normal(text), None)).chain(judged_signs);
        // A message without words is like every other without words.
        let judged = judged.filter(|(text, _)| !text.is_empty());
        let classifier = Classifier::train(&of_cards, &harmless, &knowledge.words);
        Self { judged: judged.collect(), signs: classifier, cards }
    }

    /// What the editor said of this very message; `None` if it is not in the file.
    pub(super) fn judged(&self, message: &str) -> Option<Judged> {
        let kind = self.judged.get(&normal(message))?;
        let sign = kind.and_then(|kind| self.finding(message, kind));
        Some(sign.map_or(Judged::Harmless, Judged::Sign))
    }

    /// The sign that a message is like.
    pub(super) fn find(&self, message: &str) -> Option<Finding> {
        self.finding(message, self.likest(message)?)
    }

    fn finding(&self, message: &str, kind: usize) -> Option<Finding> {
        let (card, level) = self.cards.get(kind)?;
        let mut matched = self.signs.words_for(message, kind);
        matched.truncate(TOLD);
        let outcome = if level.interrupts() { Outcome::Card } else { Outcome::Check };
        let rule = format!("like-{card}");
        Some(Finding { rule, level: *level, card: card.clone(), outcome, matched })
    }

    /// The number of the card whose signs a message is most like, if it is like a sign at all.
    fn likest(&self, message: &str) -> Option<usize> {
        if text::words(message).len() < FEWEST_WORDS {
            return None;
        }
        let scores = self.signs.scores(message)?;
        (scores.beyond >= DANGER_FROM).then(|| scores.likeliest()).flatten()
    }

    /// How like a sign a message is, for the editor.
    pub(super) fn explain(&self, message: &str) -> String {
        match self.judged(message) {
            Some(Judged::Sign(sign)) => {
                return format!("in signs.toml, for the card {}\n", sign.card);
            }
            Some(Judged::Harmless) => return "in signs.toml, among the harmless\n".to_owned(),
            None => {}
        }
        let Some(scores) = self.signs.scores(message) else {
            return "its words are mostly unknown\n".to_owned();
        };
        let scale = format!("{:.2}, alarm from {DANGER_FROM:.2}", scores.beyond);
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

/// A message as it is compared with those that were judged.
fn normal(message: &str) -> String {
    text::words(message).join(" ")
}
