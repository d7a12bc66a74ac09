//! The figures of a span of days.

use serde::Serialize;

use super::Statistics;
use crate::storage::{Counted, NONE_CHOSEN, Why};

/// What happened in a span of days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// First day.
    pub first: String,
    /// Last day.
    pub last: String,
    /// Typed questions, cards among them.
    pub asked: u64,
    /// Of these: answered at once.
    pub answered: u64,
    /// Of these: asked back, with entries to choose from.
    pub asked_back: u64,
    /// Of these: nothing was found.
    pub refused: u64,
    /// Of these: an emergency or crisis card came first.
    pub cards_first: u64,
    /// Of the choices: an entry was chosen.
    pub chosen: u64,
    /// Of the choices: "None of these".
    pub none_chosen: u64,
    /// Answers shown, from buttons, too.
    pub shown: u64,
    /// "Was this helpful?": yes.
    pub helpful: u64,
    /// "Was this helpful?": no.
    pub not_helpful: u64,
    /// Of the last: it answers another question.
    pub wrong_topic: u64,
    /// It is hard to understand.
    pub unclear: u64,
    /// Something is missing.
    pub missing: u64,
    /// It frightens.
    pub scary: u64,
    /// The symptom check was opened.
    pub checks_started: u64,
    /// It came to a result or an emergency.
    pub checks_finished: u64,
    /// Its screens.
    pub screens: Vec<ScreenFigures>,
    /// The emergency cards and gentle checks.
    pub cards: Vec<Cards>,
    /// The entries, the one shown most often first.
    pub entries: Vec<EntryFigures>,
}

/// One question of the symptom check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScreenFigures {
    /// Its key.
    pub screen: String,
    /// How often it was shown after another one.
    pub reached: u64,
    /// How often nothing came after it.
    pub left: u64,
}

/// One card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cards {
    /// Its name; `quiz` stands for the cards of the symptom check.
    pub card: String,
    /// How often it was shown.
    pub shown: u64,
    /// How often "None of these" was tapped under it.
    pub denied: u64,
    /// How often its gentle check stood under an answer.
    pub checks: u64,
    /// How often that was tapped.
    pub checks_tapped: u64,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryFigures {
    /// Its id.
    pub entry: String,
    /// How often it was shown.
    pub shown: u64,
    /// "Was this helpful?": yes.
    pub helpful: u64,
    /// "Was this helpful?": no.
    pub not_helpful: u64,
    /// Why not: it answers another question.
    pub wrong_topic: u64,
    /// Why not: it is hard to understand.
    pub unclear: u64,
    /// Why not: something is missing.
    pub missing: u64,
    /// Why not: it frightens.
    pub scary: u64,
}

impl Statistics {
    /// The figures of the whole span. `screens` are the keys of the symptom check in its order, for the
    /// screens; others that were counted stand after them.
    #[must_use]
    pub fn figures(&self, screens: &[&str]) -> Figures {
        let decided = |name| self.of(Counted::Decision, name);
        let why = |why| self.total(Counted::NotHelpful(Some(why)));
        let day =
            |day: Option<&crate::storage::Day>| day.map(ToString::to_string).unwrap_or_default();
        let none_chosen = self.of(Counted::Chosen, NONE_CHOSEN);
        Figures {
            first: day(self.days.first()),
            last: day(self.days.last()),
            asked: self.total(Counted::Decision),
            answered: decided("answer"),
            asked_back: decided("choose"),
            refused: decided("none"),
            cards_first: decided("urgent") + decided("crisis"),
            chosen: self.total(Counted::Chosen) - none_chosen,
            none_chosen,
            shown: self.total(Counted::Shown),
            helpful: self.total(Counted::Helpful),
            not_helpful: self.total(Counted::NotHelpful(None)),
            wrong_topic: why(Why::WrongTopic),
            unclear: why(Why::Unclear),
            missing: why(Why::Missing),
            scary: why(Why::Scary),
            checks_started: self.total(Counted::QuizStarted),
            checks_finished: self.total(Counted::QuizFinished),
            screens: self.screens(screens),
            cards: self.cards(),
            entries: self.entries(),
        }
    }

    fn screens(&self, order: &[&str]) -> Vec<ScreenFigures> {
        let place = |key: &str| order.iter().position(|known| *known == key).unwrap_or(order.len());
        let mut reached = self.by_id(Counted::QuizReached);
        reached.sort_by_key(|(key, _)| place(key));
        let screen = |(key, reached): (&str, u64)| ScreenFigures {
            screen: key.to_owned(),
            reached,
            // Who comes back to an open screen after days passes it without having reached it.
            left: reached.saturating_sub(self.of(Counted::QuizPassed, key)),
        };
        reached.into_iter().map(screen).collect()
    }

    fn cards(&self) -> Vec<Cards> {
        let (cards, checks) = (self.by_id(Counted::SafetyCard), self.by_id(Counted::GentleCheck));
        let only_checked =
            checks.iter().filter(|(id, _)| !cards.iter().any(|(card, _)| card == id));
        let ids = cards.iter().chain(only_checked).map(|(id, _)| *id);
        let card = |id: &str| Cards {
            card: id.to_owned(),
            shown: self.of(Counted::SafetyCard, id),
            denied: self.of(Counted::CardDenied, id),
            checks: self.of(Counted::GentleCheck, id),
            checks_tapped: self.of(Counted::GentleCheckTapped, id),
        };
        ids.map(card).collect()
    }

    fn entries(&self) -> Vec<EntryFigures> {
        let entry = |(id, shown): (&str, u64)| EntryFigures {
            entry: id.to_owned(),
            shown,
            helpful: self.of(Counted::Helpful, id),
            not_helpful: self.of(Counted::NotHelpful(None), id),
            wrong_topic: self.of(Counted::NotHelpful(Some(Why::WrongTopic)), id),
            unclear: self.of(Counted::NotHelpful(Some(Why::Unclear)), id),
            missing: self.of(Counted::NotHelpful(Some(Why::Missing)), id),
            scary: self.of(Counted::NotHelpful(Some(Why::Scary)), id),
        };
        self.by_id(Counted::Shown).into_iter().map(entry).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::statistics::Statistics;
    use crate::storage::{Counted, Daily, Day, Why};

    /// Three days of a small bot, and one before them.
    pub(crate) fn three_days() -> Statistics {
        let last = Day::parse("2026-11-30").unwrap();
        let count = |ago, kind: Counted, id: &str, times| Daily {
            day: last.before(ago),
            kind: kind.name().to_owned(),
            id: id.to_owned(),
            times,
        };
        let counts = [
            count(3, Counted::Decision, "answer", 1000),
            count(2, Counted::Decision, "answer", 40),
            count(0, Counted::Decision, "answer", 30),
            count(0, Counted::Decision, "choose", 20),
            count(0, Counted::Decision, "none", 8),
            count(0, Counted::Decision, "urgent", 2),
            count(0, Counted::Chosen, "walking", 11),
            count(0, Counted::Chosen, "none-of-these", 4),
            count(0, Counted::Shown, "walking", 12),
            count(1, Counted::Shown, "how-long", 50),
            count(1, Counted::Helpful, "how-long", 9),
            count(1, Counted::NotHelpful(None), "how-long", 3),
            count(1, Counted::NotHelpful(Some(Why::Missing)), "how-long", 2),
            count(0, Counted::QuizStarted, "quiz", 10),
            count(0, Counted::QuizReached, "legs", 8),
            count(0, Counted::QuizReached, "ces", 10),
            count(0, Counted::QuizPassed, "ces", 7),
            count(0, Counted::QuizPassed, "legs", 8),
            count(0, Counted::QuizFinished, "quiz", 7),
            count(0, Counted::SafetyCard, "spine", 5),
            count(0, Counted::CardDenied, "spine", 2),
            count(0, Counted::GentleCheck, "clot", 6),
            count(0, Counted::GentleCheckTapped, "clot", 1),
        ];
        Statistics::new(&counts, last, 3)
    }

    #[test]
    fn figures_are_of_the_span_alone() {
        let figures = three_days().figures(&["ces", "legs"]);
        assert_eq!((figures.first.as_str(), figures.last.as_str()), ("2026-11-28", "2026-11-30"));
        assert_eq!((figures.asked, figures.answered, figures.asked_back), (100, 70, 20));
        assert_eq!((figures.refused, figures.cards_first), (8, 2));
        assert_eq!((figures.chosen, figures.none_chosen), (11, 4));
        assert_eq!((figures.helpful, figures.not_helpful, figures.missing), (9, 3, 2));
        assert_eq!(figures.entries[0].entry, "how-long");
        let screens: Vec<_> =
            figures.screens.iter().map(|s| (s.screen.as_str(), s.reached, s.left)).collect();
        assert_eq!(screens, [("ces", 10, 3), ("legs", 8, 0)]);
        let cards: Vec<_> =
            figures.cards.iter().map(|c| (c.card.as_str(), c.shown, c.denied)).collect();
        assert_eq!(cards, [("spine", 5, 2), ("clot", 0, 0)]);
    }
}
