//! Commands: `/start` and its like, and the same words typed alone.

use super::entry::EMERGENCY;
use super::reply::Reply;
use super::session::Session;
use super::{Talk, markdown};
use crate::conversation::reply::Button;
use crate::conversation::{Action, Effect};
use crate::text::{self, Message};

/// The commands of the bot.
pub const COMMANDS: [&str; 9] =
    ["start", "help", "topics", "quiz", "sources", "privacy", "settings", "forget", "cancel"];

/// Other words for a command, when they are all of a message.
const ALSO: [(&str, &str); 7] = [
    ("menu", "topics"),
    ("all topics", "topics"),
    ("browse topics", "topics"),
    ("stop", "cancel"),
    ("commands", "help"),
    ("check", "quiz"),
    ("triage", "quiz"),
];

/// The command in `message`, without the slash and the bot's name, with its argument if any:
/// `/start how-long` is `start how-long`.
pub(super) fn with_slash(message: &str) -> Option<String> {
    let mut parts = message.trim().strip_prefix('/')?.split_whitespace();
    let name = parts.next()?.split('@').next()?.to_lowercase();
    let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    fits.then(|| parts.fold(name, |line, part| line + " " + part))
}

/// The command that is named by all of a message without a slash.
pub(super) fn as_word(message: &Message<'_>) -> Option<&'static str> {
    let words = message.words().collect::<Vec<_>>().join(" ");
    COMMANDS
        .iter()
        // "start" alone is as likely a hello.
        .find(|name| **name == words && words != "start")
        .copied()
        .or_else(|| ALSO.iter().find(|(typed, _)| *typed == words).map(|(_, name)| *name))
}

/// The command that a message gives, as `/name` or in a word for it; without its argument.
#[must_use]
pub fn command_in(message: &str) -> Option<String> {
    command_of(&Message::read(message))
}

/// The same of a message that was read.
pub(super) fn command_of(message: &Message<'_>) -> Option<String> {
    match with_slash(message.typed()) {
        Some(line) => line.split(' ').next().map(str::to_owned),
        None => as_word(message).map(str::to_owned),
    }
}

impl Talk<'_> {
    /// The command that a message gives in words: one of those above, or the label of the button that
    /// opens the check, whether that is on the screen or not.
    pub(super) fn command_in_words(&self, message: &Message<'_>) -> Option<&'static str> {
        let label = &self.assistant.phrases().buttons.start_check;
        let is_check = || message.words().eq(text::words(label).iter().map(String::as_str));
        as_word(message).or_else(|| is_check().then_some("quiz"))
    }

    /// Carries out a command, given without its slash.
    pub(super) fn command(&mut self, line: &str) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let (name, argument) = line.split_once(' ').unwrap_or((line, ""));
        match name {
            "start" => self.start(argument),
            "help" => vec![self.plain(&say.help).row([self.topics_button()])],
            "topics" => vec![self.topics(&say.topics)],
            "quiz" => self.open_quiz_with(argument),
            "sources" => vec![self.all_sources()],
            "privacy" => vec![self.plain(&say.privacy)],
            "settings" => vec![self.settings()],
            "forget" => {
                self.effects.push(Effect::Forgotten);
                self.session = Session { greeted: self.session.greeted, ..Session::default() };
                vec![self.plain(&say.forgotten)]
            }
            "cancel" => {
                let something = !self.session.shown.is_empty();
                self.session = Session {
                    greeted: self.session.greeted,
                    country: self.session.country.take(),
                    language: self.session.language.take(),
                    ..Session::default()
                };
                let sentence = if something { &say.cancelled } else { &say.nothing_to_cancel };
                vec![self.plain(sentence).row([self.topics_button()])]
            }
            unknown => {
                let command = format!("/{unknown}");
                let sentence = say.unknown_command.replace("{command}", &plain_words(&command));
                vec![self.plain(&format!("{sentence}\n\n{}", say.help)).row([self.topics_button()])]
            }
        }
    }

    /// The chosen country and the language, and buttons to choose others.
    fn settings(&self) -> Reply {
        let phrases = self.assistant.phrases();
        let say = &phrases.say;
        let country = self.country().map_or(say.settings_no_country.as_str(), |c| &c.name);
        let text = say.settings.replace("{country}", country);
        let mut reply = self.plain(&text.replace("{language}", &phrases.bot.language));
        if let Some(file) = self.assistant.safety() {
            let label = &file.buttons.choose_country;
            reply = reply.row([Button::data(label, Action::AskCountry.encode())]);
        }
        self.with_languages(reply)
    }

    /// `/start`, alone or from a deep link: `quiz`, or the id of an entry or exercise with an optional
    /// `__source`.
    fn start(&mut self, payload: &str) -> Vec<Reply> {
        let target = payload.split("__").next().unwrap_or_default();
        if target == "quiz" {
            return self.open_quiz();
        }
        if self.assistant.entry(target).is_some() {
            return self.entry(target);
        }
        if self.assistant.exercise(target).is_some() {
            return self.exercise(target);
        }
        self.session.greeted = true;
        let phrases = self.assistant.phrases();
        let mut reply = self.topics_and_check(&phrases.say.greeting);
        if self.assistant.entry(EMERGENCY).is_some() {
            reply = reply.row([
                Button::data(
                    &phrases.buttons.emergency_signs,
                    Action::Entry(EMERGENCY.to_owned()).encode(),
                ),
                Button::data(&phrases.buttons.privacy, Action::Privacy.encode()),
            ]);
        }
        vec![reply]
    }

    fn all_sources(&self) -> Reply {
        let oldest = self.assistant.entries().filter_map(|entry| entry.reviewed.as_deref()).min();
        let sentence = self
            .assistant
            .phrases()
            .say
            .sources_intro
            .replace("{entries}", &self.assistant.entries().count().to_string())
            .replace("{oldest}", oldest.unwrap_or("–"));
        Reply::new(markdown(&sentence)).row([self.topics_button()])
    }
}

/// A person's own word inside a Markdown sentence: letters, digits, slash and underscore only.
fn plain_words(typed: &str) -> String {
    typed.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '/').take(32).collect()
}
