//! Counts what happened: by day and entry in the store, as bare numbers for the operator.

use crate::conversation::Effect;
use crate::storage::{Counted, Day};
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
                Effect::Decision(decided) => (Counted::Decision, decided.name()),
                Effect::Forgotten | Effect::ToEditors(_) => continue,
            };
            metrics::effect(effect);
            self.store.count(day, kind, id);
        }
    }
}
