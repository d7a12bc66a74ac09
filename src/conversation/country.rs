//! The person's country: asked, never guessed, and used only for the numbers to call.

use super::pending::PendingAnswer;
use super::reply::{Button, Reply};
use super::{Action, Talk, markdown};
use crate::knowledge::numbers::Country;

/// Countries in one row of buttons: their names are short.
const ROW: usize = 2;

/// Countries offered at once; with "Another country" they fill four rows.
const FIRST: usize = 7;

impl Talk<'_> {
    /// A sentence with the numbers of the person's country filled in.
    pub(super) fn numbered(&self, sentence: &str) -> Reply {
        let filled = self
            .assistant
            .numbers()
            .map_or_else(|| sentence.to_owned(), |numbers| numbers.fill(sentence, self.country()));
        Reply::new(markdown(&filled))
    }

    /// The country that the person chose.
    pub(super) fn country(&self) -> Option<&Country> {
        self.assistant.numbers()?.country(self.session.country.as_deref()?)
    }

    /// The button that asks for the country, as long as it is not known.
    pub(super) fn with_country_button(&self, reply: Reply) -> Reply {
        match self.assistant.safety() {
            Some(file) if self.session.country.is_none() => {
                reply.row([Button::data(&file.buttons.choose_country, Action::AskCountry.encode())])
            }
            _ => reply,
        }
    }

    /// The first countries of the list: a longer one would push a card off a phone's screen.
    pub(super) fn ask_country(&self) -> Vec<Reply> {
        self.countries(FIRST, &Action::AllCountries)
    }

    /// All countries.
    pub(super) fn all_countries(&self) -> Vec<Reply> {
        self.countries(usize::MAX, &Action::Country(String::new()))
    }

    fn countries(&self, most: usize, other: &Action) -> Vec<Reply> {
        let assistant = self.assistant;
        let (Some(file), Some(numbers)) = (assistant.safety(), assistant.numbers()) else {
            return self.old_button();
        };
        let mut buttons: Vec<Button> = numbers
            .country
            .iter()
            .take(most)
            .map(|country| {
                Button::data(&country.name, Action::Country(country.code.clone()).encode())
            })
            .collect();
        buttons.push(Button::data(&file.buttons.other_country, other.encode()));
        let reply = self.plain(&file.say.ask_country);
        vec![buttons.chunks(ROW).fold(reply, |reply, row| reply.row(row.iter().cloned()))]
    }

    /// Keeps the chosen country, says its number, and shows again what waits for an answer.
    pub(super) fn choose_country(&mut self, code: &str) -> Vec<Reply> {
        let assistant = self.assistant;
        let (Some(file), Some(numbers)) = (assistant.safety(), assistant.numbers()) else {
            return self.old_button();
        };
        let country = numbers.country(code);
        self.session.country = country.map(|country| country.code.clone());
        let reply = match country {
            Some(country) => {
                self.numbered(&file.say.country_kept.replace("{country}", &country.name))
            }
            None => self.plain(&file.say.other_country),
        };
        let mut replies = vec![reply];
        if self.session.card.is_some() {
            replies.extend(self.open_card());
        } else if let Some(mode) = self.in_safety_mode(&PendingAnswer::Nothing) {
            replies.extend(mode);
        } else if self.session.quiz.is_some() {
            return self.and_the_open_screen(replies);
        }
        replies
    }
}
