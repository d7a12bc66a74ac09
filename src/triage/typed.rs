//! Typing a button of the quiz instead of pressing it.

use super::quiz::Quiz;
use super::step::{Choice, Setting};
use super::token::{Asked, Position, View};
use crate::text::{self, Message};

impl Quiz {
    /// The data of the button that `message` names on the page with `data`: by its label or
    /// other words listed for it; by number from 1, or by a
    /// number in the range that an answer stands for; by what one label alone has before its
    /// first comma, by "yes" and "no" where one answer alone starts so, and by a part of
    /// one answer's label. Small typos are forgiven. Where several
    /// may be ticked, several numbers tick them all.
    ///
    /// `None` if it names none: the message is something else, a question perhaps.
    #[must_use]
    pub fn typed(&self, data: &str, message: &Message<'_>) -> Option<String> {
        let position = self.decode(data).ok()?;
        let page = self.show(&position, &Setting::default()).into_page();
        let words: Vec<&str> = message.words().collect();
        if words.is_empty() {
            return None;
        }
        if position.view == View::Consent && self.is_yes_or_no(&words) {
            // It may be meant for the check or for its first question, which is asked alone now.
            return Some(self.data(View::Asked(Asked::new(0)), &position.answers));
        }
        let choices: Vec<&Choice> = page.buttons.iter().flatten().collect();
        let named = |test: &dyn Fn(&Choice) -> bool| choices.iter().find(|choice| test(choice));
        named(&|choice| is(&words, &choice.label))
            .or_else(|| named(&|choice| choice.typed.iter().any(|other| is(&words, other))))
            .map(|choice| choice.data.clone())
            .or_else(|| match numbers(&words)?.as_slice() {
                [only] => self.numbered(&position, *only, &choices),
                several => self.ticks(&position, several),
            })
            .or_else(|| before_comma(&words, &choices))
            .or_else(|| self.yes_or_no(&words, &choices))
            .or_else(|| part_of_label(&words, &choices))
    }

    /// The button with this number, or the answer whose range it falls in.
    fn numbered(&self, position: &Position, number: usize, choices: &[&Choice]) -> Option<String> {
        let Some(index) = position.view.asked() else {
            return choices.get(number.checked_sub(1)?).map(|choice| choice.data.clone());
        };
        let options = &self.file().screen.get(index)?.option;
        let ranged = options.iter().position(|option| {
            option.range.as_ref().is_some_and(|range| (range.from..=range.to).contains(&number))
        });
        let place = match ranged {
            Some(place) if number > options.len() => place,
            _ => number.checked_sub(1)?,
        };
        choices.get(place).map(|choice| choice.data.clone())
    }

    /// Whether it is "yes", "no" or "go on" alone, in any form.
    fn is_yes_or_no(&self, words: &[&str]) -> bool {
        let typed = &self.file().typed;
        let declines = is(words, &self.file().consent.no);
        let mut phrases = typed.yes.iter().chain(&typed.no).chain(&typed.done);
        !declines && phrases.any(|phrase| is(words, phrase))
    }

    /// "Yes" or "no" in any form, if exactly one answer starts with it.
    fn yes_or_no(&self, words: &[&str], choices: &[&Choice]) -> Option<String> {
        let typed = &self.file().typed;
        [&typed.yes, &typed.no].into_iter().find_map(|kind| {
            if !kind.iter().any(|phrase| is(words, phrase)) {
                return None;
            }
            only(choices, |choice| {
                let label = text::words(&choice.label);
                choice.answers
                    && label.first().is_some_and(|first| kind.iter().any(|phrase| phrase == first))
            })
            .map(|choice| choice.data.clone())
        })
    }

    /// The position with several options ticked, where that is possible.
    fn ticks(&self, position: &Position, numbers: &[usize]) -> Option<String> {
        let View::Asked(asked) = position.view else { return None };
        let index = asked.screen;
        let screen = self.file().screen.get(index).filter(|screen| screen.several)?;
        let mut picked = position.answers.shown(index);
        for number in numbers {
            let place = number.checked_sub(1)?;
            screen.option.get(place).filter(|option| !option.unsure)?;
            picked |= 1 << place;
        }
        let answers = position.answers.with(index, picked, false);
        Some(self.encode(&Position { view: View::Asked(asked.without_why()), answers }))
    }
}

/// Words shorter than this ("the", "or") name no answer by themselves.
const TELLING_LETTERS: usize = 4;

/// The answer whose label alone has these words in this order, next to each other. Signs are left
/// out: half a label must neither raise an alarm nor count as a sign.
fn part_of_label(words: &[&str], choices: &[&Choice]) -> Option<String> {
    if words.iter().all(|word| word.chars().count() < TELLING_LETTERS) {
        return None;
    }
    only(choices, |choice| {
        let label = text::words(&choice.label);
        choice.answers
            && label.windows(words.len()).any(|part| {
                part.iter().zip(words).all(|(known, typed)| text::is_like(typed, known))
            })
    })
    .filter(|choice| !choice.sign)
    .map(|choice| choice.data.clone())
}

/// The button that alone has these words before its first comma.
fn before_comma(words: &[&str], choices: &[&Choice]) -> Option<String> {
    only(choices, |choice| choice.label.split_once(',').is_some_and(|(start, _)| is(words, start)))
        .map(|choice| choice.data.clone())
}

/// The one button that passes, if there is exactly one.
fn only<'a>(choices: &[&'a Choice], passes: impl Fn(&Choice) -> bool) -> Option<&'a Choice> {
    let mut fitting = choices.iter().copied().filter(|choice| passes(choice));
    match (fitting.next(), fitting.next()) {
        (Some(found), None) => Some(found),
        _ => None,
    }
}

/// The numbers of a message that has nothing but numbers and "and".
fn numbers(words: &[&str]) -> Option<Vec<usize>> {
    let numbers: Vec<usize> = words
        .iter()
        .filter(|word| **word != "and")
        .map(|word| word.parse().ok())
        .collect::<Option<_>>()?;
    (!numbers.is_empty()).then_some(numbers)
}

/// Whether the words typed are those of `known`, small typos aside.
fn is(typed: &[&str], known: &str) -> bool {
    let known = text::words(known);
    typed.len() == known.len()
        && !known.is_empty()
        && typed.iter().zip(&known).all(|(typed, known)| text::is_like(typed, known))
}
