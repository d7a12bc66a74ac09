//! The product: one pure function from what happened to what is answered.
//!
//! Synchronous and total: no I/O, no clock, no randomness, no panic, no error type. Odd input is
//! a variant of [`Event`]. The files below hold one idea each: what can happen (`event`), what is
//! answered (`reply`), what a button means (`action`), what is remembered (`session`).

mod action;
mod again;
mod alarm;
mod answering;
mod assistant;
mod broken_off;
mod check_answer;
mod check_reader;
mod commands;
mod country;
mod effect;
mod entry;
mod event;
mod exercise;
mod feedback;
mod gentle_check;
mod heard;
mod inline;
mod language;
mod languages;
mod learnt;
mod menus;
mod pending;
mod quiz;
mod reply;
mod report;
mod session;
mod small_talk;
mod to_editors;
mod typed;
mod understanding;
mod why;

pub use action::Action;
pub use alarm::{Help, OpenCard, SafetyMode};
pub use assistant::Assistant;
pub use broken_off::{BROKEN_OFF_SECONDS, BrokenOff};
pub use check_answer::CheckAnswer;
pub use check_reader::CheckReader;
pub use commands::{COMMANDS, command_in};
pub use effect::{Decided, Effect, QUIZ_CARD, QuizEffect, Why};
pub use entry::preview;
pub use event::{Attachment, Event};
pub use inline::{Card, Offer, offer};
pub use languages::{Languages, Spoken};
pub use learnt::Learnt;
pub use pending::PendingAnswer;
pub use reply::{Button, Placement, Press, Reply, Turn};
pub use session::{Answered, Session, Shown};
pub use to_editors::{ASKED_SECONDS, AskedQuestion};
pub use understanding::{Explained, ReadMessage, Understanding, Understood};
pub use why::{Trace, trace};

use crate::knowledge::markup::Rich;
use crate::knowledge::safety::Level;
use crate::safety::Finding;

/// Answers one event of one chat. Always replies.
///
/// `now` is Unix time, in seconds.
#[must_use]
pub fn respond(assistant: &Assistant, session: Session, event: Event, now: u64) -> Turn {
    let mut talk = Talk { assistant, session, now, effects: Vec::new() };
    talk.session.asked = talk.session.asked.take().filter(|asked| asked.is_fresh(now));
    match &event {
        Event::Text(_) => {}
        // It says the same again, and its answer may take the place of the last one.
        Event::Edited(_) => {
            talk.session.broken_off = None;
            talk.session.take_back_last(now);
        }
        Event::Pressed(_) | Event::Sent(_) => talk.session.broken_off = None,
    }
    let out_of_turn = matches!(event, Event::Edited(_) | Event::Sent(_)) && talk.session.asks();
    let mut replies = match event {
        Event::Text(message) => talk.typed(&assistant.understanding().read(&message)),
        Event::Edited(message) => talk.edited(&assistant.understanding().read(&message)),
        Event::Pressed(data) => talk.pressed(&data),
        Event::Sent(attachment) => talk.sent(attachment),
    };
    if replies.is_empty() {
        // A folder without the card, say. Silence is the one thing that is always wrong.
        replies.push(talk.plain(&assistant.phrases().say.went_wrong));
    }
    let is_card = talk.effects.iter().any(|note| matches!(note, Effect::Card(_)));
    if out_of_turn && !is_card {
        for reply in &mut replies {
            reply.buttons.clear();
        }
    } else {
        talk.session.remember_buttons(&replies);
    }
    Turn { session: talk.session, replies, effects: talk.effects }
}

/// One event under way.
struct Talk<'a> {
    assistant: &'a Assistant,
    session: Session,
    now: u64,
    effects: Vec<Effect>,
}

impl Talk<'_> {
    /// A typed text: signs of danger first, in every state.
    fn typed(&mut self, message: &ReadMessage<'_>) -> Vec<Reply> {
        let answer = self.typed_in_quiz(message);
        let is_press = answer.is_some()
            || commands::command_of(message.text()).is_some()
            || self.command_in_words(message.text()).is_some()
            || typed::button(message.text(), &self.session.shown).is_some();
        let finding = if answer.is_some() {
            self.sign_in_answer(message)
        } else {
            self.sign_in(message, is_press)
        };
        match finding {
            Some(sign) if sign.interrupts() => self.interrupted(message, answer, &sign),
            could_be => {
                let waits = self.card_waits() && !is_press;
                let mut replies = self.typed_without_danger(message, answer);
                // The words of a button are the bot's own.
                let could_be = could_be.filter(|_| !is_press);
                let check = could_be.and_then(|sign| self.gentle_check(&sign));
                let again = if waits && check.is_none() { self.card_again() } else { None };
                replies.extend(check.or(again));
                replies
            }
        }
    }

    /// The sign that an answer to the quiz tells of plainly. What could be one is for the quiz to weigh,
    /// which asks about all of them.
    fn sign_in_answer(&mut self, message: &ReadMessage<'_>) -> Option<Finding> {
        self.session.broken_off = None;
        self.assistant.understanding().judge(message).plain_sign().cloned()
    }

    /// An edited text: signs of danger first. It is never an answer, a button or a command; what it
    /// would have been, it was when it was sent.
    fn edited(&mut self, message: &ReadMessage<'_>) -> Vec<Reply> {
        match self.sign_in(message, false) {
            Some(sign) if sign.interrupts() => self.interrupted(message, None, &sign),
            could_be => {
                let mut replies = self.typed_outside_quiz(message);
                replies.extend(could_be.and_then(|sign| self.gentle_check(&sign)));
                replies
            }
        }
    }

    /// The card of a plain sign, before what `message` asks; `answer` is the button of the quiz that
    /// it names.
    fn interrupted(
        &mut self,
        message: &ReadMessage<'_>,
        answer: Option<String>,
        finding: &Finding,
    ) -> Vec<Reply> {
        let crisis = finding.level == Level::Crisis;
        let decided = if crisis { Decided::Crisis } else { Decided::Urgent };
        self.effects.push(Effect::Decision(decided));
        // An answer to the quiz that tells of danger counts as one: the quiz ends with its own card,
        // or goes on below this one.
        if let Some(data) = answer {
            let next = self.press_quiz(&data, Placement::New);
            if self.session.quiz.is_none() {
                return next;
            }
            let mut replies = self.card(finding, &PendingAnswer::Nothing);
            replies.extend(next);
            return replies;
        }
        self.session.greeted = true;
        self.card(finding, &self.pending(message))
    }

    fn typed_without_danger(
        &mut self,
        message: &ReadMessage<'_>,
        answer: Option<String>,
    ) -> Vec<Reply> {
        if let Some(command) = commands::with_slash(message.typed()) {
            return self.command(&command);
        }
        if let Some(data) = answer {
            return self.press_quiz(&data, Placement::New);
        }
        let button = typed::button(message.text(), &self.session.shown);
        if let Some(action) = button.and_then(|button| Action::decode(&button.data)) {
            let leads_away = action.leads_away();
            let replies = self.act(action, Placement::New);
            return if leads_away { self.and_the_open_screen(replies) } else { replies };
        }
        if let Some(command) = self.command_in_words(message.text()) {
            return self.command(command);
        }
        if let Some(replies) = self.heard_in_quiz(message) {
            return replies;
        }
        self.remember_told(message);
        let replies = self.typed_outside_quiz(message);
        self.and_the_open_screen(replies)
    }

    fn typed_outside_quiz(&mut self, message: &ReadMessage<'_>) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        if message.text().is_empty() {
            let nothing = message.typed().trim().is_empty();
            return vec![self.plain(if nothing { &say.empty } else { &say.only_emoji })];
        }
        if self.session.mode.is_some()
            && let Some(replies) = self.in_safety_mode(&self.pending(message))
        {
            return replies;
        }
        if let Some(reply) = self.assistant.small_talk(message.text()) {
            return vec![self.plain(reply).row([self.topics_button()])];
        }
        self.question(message)
    }

    /// What the matcher would answer, to be given after something more urgent.
    fn pending(&self, message: &ReadMessage<'_>) -> PendingAnswer {
        PendingAnswer::new(&self.matched(message).decision)
    }

    fn pressed(&mut self, data: &str) -> Vec<Reply> {
        match Action::decode(data) {
            Some(action) => self.act(action, Placement::Edit),
            None => self.old_button(),
        }
    }

    /// An action of a button, however it was given; `placement` is where a screen of the quiz goes.
    fn act(&mut self, action: Action, placement: Placement) -> Vec<Reply> {
        match action {
            Action::Entry(id) => {
                self.note_choice(Some(&id));
                self.entry(&id)
            }
            Action::Topic(id) => self.topic(&id),
            Action::Topics => vec![self.topics(&self.assistant.phrases().say.topics)],
            Action::NoneOfThese => {
                self.note_choice(None);
                let reply = self.topics_and_check(&self.assistant.phrases().say.none_of_these);
                // The button of an earlier choice is not about the question asked last.
                let latest = self.session.shows(&Action::NoneOfThese);
                vec![if latest { self.with_offer(reply) } else { reply }]
            }
            Action::SendToEditors(number) => self.send_to_editors(number),
            Action::Helpful { entry, helped } => self.helpful(entry, helped),
            Action::NotHelpful { entry, why } => self.not_helpful(entry, why),
            Action::Sources(id) => self.sources_of(&id),
            Action::Exercise(id) => self.exercise(&id),
            Action::Exercises(from) => vec![self.exercises(from)],
            Action::Privacy => self.command("privacy"),
            Action::Command(name) => self.command(&name),
            Action::Quiz(data) => self.press_quiz(&data, placement),
            Action::Help { help, card } => self.after_card(help, &card),
            Action::Card(key) => self.card_of_check(&key),
            Action::NotThese(pending) => self.not_these(&pending),
            Action::BackToQuestions(pending) => self.back(&pending),
            Action::AskCountry => self.ask_country(),
            Action::AllCountries => self.all_countries(),
            Action::Country(code) => self.choose_country(&code),
            Action::Language(code) => self.choose_language(&code),
        }
    }

    /// Notes what was chosen, where a choice was offered.
    fn note_choice(&mut self, chosen: Option<&str>) {
        let none = Action::NoneOfThese.encode();
        let offered = |data: &str| self.session.shown.iter().any(|shown| shown.data == data);
        let entry = chosen.map(|id| Action::Entry(id.to_owned()).encode());
        if offered(&none) && entry.is_none_or(|entry| offered(&entry)) {
            self.effects.push(Effect::Chosen(chosen.map(str::to_owned)));
        }
    }

    /// A button that this version does not know, or whose entry is gone.
    fn old_button(&self) -> Vec<Reply> {
        vec![self.topics(&self.assistant.phrases().say.old_button)]
    }

    fn sent(&self, attachment: Attachment) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let sentence = match attachment {
            Attachment::Photo => &say.sent_photo,
            Attachment::Voice => &say.sent_voice,
            Attachment::Video => &say.sent_video,
            Attachment::Sticker => &say.sent_sticker,
            Attachment::Location => &say.sent_location,
            Attachment::Document => &say.sent_document,
            Attachment::Contact => &say.sent_contact,
            Attachment::Other => &say.sent_other,
        };
        vec![self.plain(sentence).row([self.topics_button()])]
    }

    /// A sentence of `phrases.toml` as a reply.
    #[expect(clippy::unused_self, reason = "reads as one family with the other builders")]
    fn plain(&self, sentence: &str) -> Reply {
        Reply::new(markdown(sentence))
    }
}

/// Parses Markdown that the load has checked; were it broken after all, it is shown as written.
fn markdown(sentence: &str) -> Rich {
    Rich::parse(sentence).unwrap_or_else(|_| Rich::plain(sentence))
}
