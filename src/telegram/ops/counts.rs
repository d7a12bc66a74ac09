//! Counts what happened: by day and entry in the store, as bare numbers for the operator.

use crate::conversation::{Effect, QuizEffect};
use crate::storage::{Counted, Day, NONE_CHOSEN, THE_QUIZ};
use crate::telegram::handler::Handler;
use crate::telegram::ops::metrics;

impl Handler {
    /// Counts what happened in a turn at `now`.
    pub(crate) fn count(&self, effects: &[Effect], now: u64) {
        let day = Day::of(now);
        for effect in effects {
            let (kind, id) = match effect {
                Effect::Shown(entry) => (Counted::Shown, entry.as_str()),
                Effect::Helpful { entry, yes: true } => (Counted::Helpful, entry.as_str()),
                Effect::Helpful { entry, yes: false } => {
                    (Counted::NotHelpful(None), entry.as_str())
                }
                Effect::NotHelpful(entry, why) => (Counted::NotHelpful(Some(*why)), entry.as_str()),
                Effect::Card(card) => (Counted::SafetyCard, card.as_str()),
                Effect::Check(card) => (Counted::GentleCheck, card.as_str()),
                Effect::CardDenied(card) => (Counted::CardDenied, card.as_str()),
                Effect::CheckTapped(card) => (Counted::GentleCheckTapped, card.as_str()),
                Effect::Chosen(entry) => (Counted::Chosen, entry.as_deref().unwrap_or(NONE_CHOSEN)),
                Effect::Quiz(QuizEffect::Started) => (Counted::QuizStarted, THE_QUIZ),
                Effect::Quiz(QuizEffect::Reached(screen)) => {
                    (Counted::QuizReached, screen.as_str())
                }
                Effect::Quiz(QuizEffect::Passed(screen)) => (Counted::QuizPassed, screen.as_str()),
                Effect::Quiz(QuizEffect::Finished) => (Counted::QuizFinished, THE_QUIZ),
                Effect::Decision(decided) => (Counted::Decision, decided.name()),
                Effect::Forgotten | Effect::ToEditors(_) => continue,
            };
            metrics::effect(effect);
            self.store.count(day, kind, id);
        }
    }
}
