//! Counts what happened: by day and entry in the store, as bare numbers for the operator.

use super::desk::Desk;
use super::measure;
use crate::conversation::{Note, QuizNote};
use crate::storage::{Counted, Day, NONE_CHOSEN, THE_QUIZ};

impl Desk {
    /// Counts what happened in a turn at `now`.
    pub(super) fn tally(&self, notes: &[Note], now: u64) {
        let day = Day::of(now);
        for note in notes {
            let (kind, id) = match note {
                Note::Shown(entry) => (Counted::Shown, entry.as_str()),
                Note::Helpful { entry, yes: true } => (Counted::Helpful, entry.as_str()),
                Note::Helpful { entry, yes: false } => (Counted::NotHelpful(None), entry.as_str()),
                Note::NotHelpful(entry, why) => (Counted::NotHelpful(Some(*why)), entry.as_str()),
                Note::Card(card) => (Counted::SafetyCard, card.as_str()),
                Note::Check(card) => (Counted::GentleCheck, card.as_str()),
                Note::CardDenied(card) => (Counted::CardDenied, card.as_str()),
                Note::CheckTapped(card) => (Counted::GentleCheckTapped, card.as_str()),
                Note::Chosen(entry) => (Counted::Chosen, entry.as_deref().unwrap_or(NONE_CHOSEN)),
                Note::Quiz(QuizNote::Started) => (Counted::QuizStarted, THE_QUIZ),
                Note::Quiz(QuizNote::Reached(screen)) => (Counted::QuizReached, screen.as_str()),
                Note::Quiz(QuizNote::Passed(screen)) => (Counted::QuizPassed, screen.as_str()),
                Note::Quiz(QuizNote::Finished) => (Counted::QuizFinished, THE_QUIZ),
                Note::Decision(decided) => (Counted::Decision, decided.name()),
                Note::Forgotten => continue,
            };
            measure::noted(note);
            self.store.count(day, kind, id);
        }
    }
}
