//! Typing a button of the quiz instead of pressing it.

use super::quiz::Quiz;
use super::step::{Choice, Page, Setting, Step};
use super::token::{Position, View};
use crate::text;

impl Quiz {
    /// The data of the button that `message` names on the page with `data`: by number from 1, by
    /// its label or the part before the first comma, by other words listed for it, or by "yes" and
    /// "no" where one answer alone starts so. Small typos are forgiven. Where several may be
    /// ticked, several numbers tick them all.
    ///
    /// `None` if it names none: the message is something else, a question perhaps.
    #[must_use]
    pub fn typed(&self, data: &str, message: &str) -> Option<String> {
        let position = self.decode(data).ok()?;
        let page = page(self.show(&position, &Setting::default()));
        let words = text::words(message);
        if words.is_empty() {
            return None;
        }
        let choices: Vec<&Choice> = page.buttons.iter().flatten().collect();
        if let Some(numbers) = numbers(&words) {
            return match numbers.as_slice() {
                [only] => choices.get(only.checked_sub(1)?).map(|choice| choice.data.clone()),
                several => self.ticks(&position, several),
            };
        }
        let named = |test: &dyn Fn(&Choice) -> bool| choices.iter().find(|choice| test(choice));
        named(&|choice| is(&words, &choice.label))
            .or_else(|| named(&|choice| choice.typed.iter().any(|other| is(&words, other))))
            .or_else(|| {
                named(&|choice| {
                    choice.label.split_once(',').is_some_and(|(start, _)| is(&words, start))
                })
            })
            .map(|choice| choice.data.clone())
            .or_else(|| self.yes_or_no(&words, &choices))
    }

    /// "Yes" or "no" in any form, if exactly one answer starts with it.
    fn yes_or_no(&self, words: &[String], choices: &[&Choice]) -> Option<String> {
        let typed = &self.file().typed;
        [&typed.yes, &typed.no].into_iter().find_map(|kind| {
            if !kind.iter().any(|phrase| is(words, phrase)) {
                return None;
            }
            let mut fitting = choices.iter().filter(|choice| {
                let label = text::words(&choice.label);
                choice.answers
                    && label.first().is_some_and(|first| kind.iter().any(|phrase| phrase == first))
            });
            match (fitting.next(), fitting.next()) {
                (Some(only), None) => Some(only.data.clone()),
                _ => None,
            }
        })
    }

    /// The position with several options ticked, where that is possible.
    fn ticks(&self, position: &Position, numbers: &[usize]) -> Option<String> {
        let (View::Screen(index) | View::Again(index)) = position.view else {
            return None;
        };
        let screen = self.file().screen.get(index).filter(|screen| screen.several)?;
        let mut picked = position.answers.picked(index);
        for number in numbers {
            let place = number.checked_sub(1)?;
            screen.option.get(place).filter(|option| !option.unsure)?;
            picked |= 1 << place;
        }
        let answers = position.answers.with(index, picked, false);
        Some(self.encode(&Position { view: position.view, answers }))
    }
}

/// The page that a step shows.
fn page(step: Step) -> Page {
    match step {
        Step::Screen(page)
        | Step::Why(page)
        | Step::Stopped(page)
        | Step::OldVersion(page)
        | Step::Damaged(page)
        | Step::Message { message: page, .. } => page,
        Step::Urgent(report) | Step::Result(report) => report.page,
    }
}

/// The numbers of a message that has nothing but numbers and "and".
fn numbers(words: &[String]) -> Option<Vec<usize>> {
    let numbers: Vec<usize> = words
        .iter()
        .filter(|word| *word != "and")
        .map(|word| word.parse().ok())
        .collect::<Option<_>>()?;
    (!numbers.is_empty()).then_some(numbers)
}

/// Whether the words typed are those of `known`, small typos aside.
fn is(typed: &[String], known: &str) -> bool {
    let known = text::words(known);
    typed.len() == known.len()
        && !known.is_empty()
        && typed.iter().zip(&known).all(|(typed, known)| text::is_like(typed, known))
}
