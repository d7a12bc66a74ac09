//! Answers to share in any chat: what `@bot how long` offers there.
//!
//! Others read what is shared, and nobody is asked back. So there is no quiz here, and no card of
//! the safety gate: alone, without its questions and the way to help, it could frighten or, worse,
//! be taken for all there is. A sign of danger leads to the private chat, where it gets its card.

use super::entry::headed;
use super::{Assistant, markdown};
use crate::knowledge::faq::Entry;
use crate::knowledge::markup::Rich;
use crate::matching::Decision;
use crate::text;

/// Cards offered at most: what a phone shows above the keyboard.
const CARDS: usize = 5;

/// What is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Answers, best first; none if nothing fits.
    Cards(Vec<Card>),
    /// The way to the private chat, and nothing else.
    PrivateChat,
}

/// An answer to share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The entry's id.
    pub id: String,
    /// Its question.
    pub title: String,
    /// How its answer begins, as plain text.
    pub summary: String,
    /// What is shared: question, answer, and that this is no doctor.
    pub text: Rich,
}

/// Entries at most so many points behind the best are offered, too.
const OFFERED_WITHIN: u8 = 20;

/// Offers answers to `query`, which may be half typed. Without words it offers the first entries.
#[must_use]
pub fn offer(assistant: &Assistant, query: &str) -> Offer {
    if text::words(query).is_empty() {
        return Offer::Cards(assistant.entries().take(CARDS).map(|e| card(assistant, e)).collect());
    }
    let understood = assistant.understanding().understand(query, None);
    if understood.finding().is_some() {
        return Offer::PrivateChat;
    }
    let mut ids = match understood.matched.decision {
        Decision::Answer(ids) | Decision::Choose(ids) => ids,
        Decision::None => return Offer::Cards(Vec::new()),
    };
    // Whoever reads the list chooses, so what fits nearly as well as the best may be in it.
    let best = understood.matched.ranking.first().map_or(0, |best| best.score);
    let enough = best.saturating_sub(OFFERED_WITHIN);
    for ranked in understood.matched.ranking {
        if ranked.score > enough && !ids.contains(&ranked.id) {
            ids.push(ranked.id);
        }
    }
    let entries = ids.iter().filter_map(|id| assistant.entry(id)).take(CARDS);
    Offer::Cards(entries.map(|entry| card(assistant, entry)).collect())
}

fn card(assistant: &Assistant, entry: &Entry) -> Card {
    let say = &assistant.phrases().say;
    let answer = entry.rich_answer();
    let summary = answer.to_plain().lines().next().unwrap_or_default().to_owned();
    let mut text = headed(entry);
    text.extend(answer);
    if entry.safety_net {
        text.extend(markdown(&say.safety_net));
    }
    text.extend(markdown(&say.not_a_doctor));
    Card { id: entry.id.clone(), title: entry.question.clone(), summary, text }
}
