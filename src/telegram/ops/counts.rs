//! Counts what happened: by day and entry in the store, as bare numbers for the operator.

use crate::conversation::Note;
use crate::storage::{Counted, Day};
use crate::telegram::handler::Handler;
use crate::telegram::ops::metrics;

impl Handler {
    /// Counts what happened in a turn at `now`.
    pub(crate) fn tally(&self, notes: &[Note], now: u64) {
        let day = Day::of(now);
        for note in notes {
            let (kind, id) = match note {
                Note::Shown(entry) => (Counted::Shown, entry.as_str()),
                Note::Helpful { entry, yes: true } => (Counted::Helpful, entry.as_str()),
                Note::Helpful { entry, yes: false } => (Counted::NotHelpful(None), entry.as_str()),
                Note::NotHelpful(entry, why) => (Counted::NotHelpful(Some(*why)), entry.as_str()),
                Note::Card(card) => (Counted::SafetyCard, card.as_str()),
                Note::Check(card) => (Counted::GentleCheck, card.as_str()),
                Note::Decision(decided) => (Counted::Decision, decided.name()),
                Note::Forgotten => continue,
            };
            metrics::noted(note);
            self.store.count(day, kind, id);
        }
    }
}
