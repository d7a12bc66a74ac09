//! The person's country: asked, never guessed, and used only for the numbers to call.

use super::reply::{Button, Reply};
use super::{Action, Talk, markdown};
use crate::knowledge::numbers::Country;

/// Countries in one row of buttons: their names are short.
const ROW: usize = 2;

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

    /// The question for the country, the first time that a number is needed.
    pub(super) fn ask_country_once(&mut self) -> Vec<Reply> {
        if self.session.country.is_some() || self.session.asked_country {
            return Vec::new();
        }
        self.ask_country()
    }

    /// The list of countries.
    pub(super) fn ask_country(&mut self) -> Vec<Reply> {
        let assistant = self.assistant;
        let (Some(file), Some(numbers)) = (assistant.safety(), assistant.numbers()) else {
            return self.old_button();
        };
        self.session.asked_country = true;
        let mut reply = self.plain(&file.say.ask_country);
        for row in numbers.country.chunks(ROW) {
            reply = reply.row(row.iter().map(|country| {
                Button::data(&country.name, Action::Country(country.code.clone()).encode())
            }));
        }
        vec![reply.row([Button::data(
            &file.buttons.other_country,
            Action::Country(String::new()).encode(),
        )])]
    }

    /// Keeps the chosen country and says its number.
    pub(super) fn choose_country(&mut self, code: &str) -> Vec<Reply> {
        let assistant = self.assistant;
        let (Some(file), Some(numbers)) = (assistant.safety(), assistant.numbers()) else {
            return self.old_button();
        };
        self.session.asked_country = true;
        let Some(country) = numbers.country(code) else {
            self.session.country = None;
            return vec![self.plain(&file.say.other_country)];
        };
        self.session.country = Some(country.code.clone());
        let sentence = file.say.country_kept.replace("{country}", &country.name);
        let reply = self.numbered(&sentence);
        if self.session.quiz.is_some() {
            return self.and_the_open_screen(vec![reply]);
        }
        vec![reply]
    }
}
