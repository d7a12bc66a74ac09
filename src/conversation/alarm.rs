//! Signs of danger in what a person types: the card, its confirmation, and safety mode.
//!
//! A card comes before every other reply. "None of these" answers the question that was asked;
//! what the matcher decided about it travels in the button, so that no text has to be kept.

use serde::{Deserialize, Serialize};

use super::pending::PendingAnswer;
use super::reply::{Button, Reply};
use super::{Action, Effect, Talk, markdown};
use crate::knowledge::safety::CardFile;
use crate::safety::Finding;

/// How long safety mode lasts, in seconds: half an hour, time to make the call and be on the way.
const MODE_SECONDS: u64 = 30 * 60;

/// A person said that a sign of danger is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyMode {
    /// Key of the card that was shown.
    pub card: String,
    /// When the mode ends, in seconds on the clock of [`super::respond`].
    pub until: u64,
}

/// A card that waits for "yes" or "none of these".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCard {
    /// Its key.
    pub card: String,
    /// What would have been answered, as in a button.
    pub pending: String,
}

/// What a person asks for after a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// Yes, one of these signs is there.
    Confirmed,
    /// What to say on the phone.
    Phone,
    /// Who can drive.
    Drive,
    /// What to bring.
    Bring,
    /// Somebody is looking after them now.
    BeingSeen,
    /// A person to talk to.
    Person,
}

impl Help {
    /// All, with their letters in callback data.
    pub(super) const LETTERS: [(Self, &'static str); 6] = [
        (Self::Confirmed, "y"),
        (Self::Phone, "s"),
        (Self::Drive, "d"),
        (Self::Bring, "b"),
        (Self::BeingSeen, "v"),
        (Self::Person, "t"),
    ];
}

impl Talk<'_> {
    /// The card of a finding.
    pub(super) fn card(&mut self, finding: &Finding, pending: &PendingAnswer) -> Vec<Reply> {
        self.effects.push(Effect::Card(finding.card.clone()));
        self.session.card = Some(OpenCard { card: key(&finding.card), pending: pending.encode() });
        self.open_card()
    }

    /// The card that waits for an answer, with its buttons.
    pub(super) fn open_card(&self) -> Vec<Reply> {
        let (Some(file), Some(open)) = (self.assistant.safety(), &self.session.card) else {
            return Vec::new();
        };
        let Some(card) = self.assistant.card(&open.card) else {
            return Vec::new();
        };
        let pending = PendingAnswer::decode(&open.pending).unwrap_or_default();
        let none = Action::NotThese(pending.clone()).encode();
        let none = Button::data(&file.buttons.none_of_these, none);
        let mut reply = self.numbered(&card.text);
        if card.confirm {
            reply.text.extend(markdown(&file.say.confirm));
            let yes = help_button(&file.buttons.yes_one, Help::Confirmed, &open.card);
            reply = reply.row([yes, none]);
        } else if card.offers_people() {
            let person = help_button(&file.buttons.talk_to_person, Help::Person, &open.card);
            reply = reply.row([person]).row([none, self.back_to_questions(&pending)]);
        } else {
            reply = reply.row([none]);
        }
        let reply = if card.has_numbers() { self.with_country_button(reply) } else { reply };
        vec![reply]
    }

    /// Whether a card stands right above that asks "yes" or "none of these".
    pub(super) fn card_waits(&self) -> bool {
        let asks = |data: &str| {
            matches!(Action::decode(data), Some(Action::Help { help: Help::Confirmed, .. }))
        };
        self.session.quiz.is_none()
            && self.session.card.is_some()
            && self.session.shown.iter().any(|shown| asks(&shown.data))
    }

    /// Under the answer to something else that was asked after a card: the card still asks, and what
    /// to say on the phone and who can drive stays one tap away.
    pub(super) fn card_again(&self) -> Option<Reply> {
        let (file, open) = (self.assistant.safety()?, self.session.card.as_ref()?);
        let pending = PendingAnswer::decode(&open.pending).unwrap_or_default();
        let yes = help_button(&file.buttons.yes_one, Help::Confirmed, &open.card);
        let none = Action::NotThese(pending).encode();
        let reply = self.plain(&self.assistant.phrases().say.card_waits);
        Some(reply.row([yes, Button::data(&file.buttons.none_of_these, none)]))
    }

    /// What follows a button under a card.
    pub(super) fn after_card(&mut self, help: Help, key: &str) -> Vec<Reply> {
        let assistant = self.assistant;
        let Some(file) = assistant.safety() else {
            return self.old_button();
        };
        let say = &file.say;
        let card = assistant.card(key);
        match help {
            Help::Confirmed => {
                // Nothing goes on beside the way to help.
                self.session.quiz = None;
                self.session.card = None;
                self.session.mode =
                    Some(SafetyMode { card: key.to_owned(), until: self.now + MODE_SECONDS });
                let mut reply = self.numbered(&say.confirmed);
                if let Some(card) = card {
                    reply.text.extend(self.numbered(&card.phone).text);
                }
                vec![self.mode_buttons(reply, key)]
            }
            Help::Phone => {
                let phone = card.map_or(say.confirmed.as_str(), |card| &card.phone);
                vec![self.mode_buttons(self.numbered(phone), key)]
            }
            Help::Drive => vec![self.mode_buttons(self.numbered(&say.drive), key)],
            Help::Bring => vec![self.mode_buttons(self.numbered(&say.bring), key)],
            Help::BeingSeen => {
                self.session.mode = None;
                self.session.card = None;
                vec![self.numbered(&say.being_seen)]
            }
            Help::Person => {
                let reply = self.numbered(&say.talk_to_person);
                vec![self.with_country_button(
                    reply.row([self.back_to_questions(&PendingAnswer::Nothing)]),
                )]
            }
        }
    }

    /// The reply to a text in safety mode that is no button: the advice stands, and one tap leads
    /// to what was asked.
    pub(super) fn in_safety_mode(&mut self, pending: &PendingAnswer) -> Option<Vec<Reply>> {
        let mode = self.session.mode.clone()?;
        if mode.until < self.now {
            self.session.mode = None;
            return None;
        }
        let file = self.assistant.safety()?;
        let reply = self.numbered(&file.say.mode);
        let mut reply = self.mode_buttons(reply, &mode.card);
        // The last row leads back; here to what was asked.
        reply.buttons.pop();
        Some(vec![reply.row([self.back_to_questions(pending)])])
    }

    /// "None of these": what was asked is answered after all.
    pub(super) fn not_these(&mut self, pending: &PendingAnswer) -> Vec<Reply> {
        let Some(file) = self.assistant.safety() else {
            return self.old_button();
        };
        let denied = self.session.card.as_ref().map(|open| open.card.as_str());
        let denied = denied.and_then(|key| self.assistant.card_name(key));
        self.effects.extend(denied.map(|card| Effect::CardDenied(card.to_owned())));
        let asked = *pending != PendingAnswer::Nothing && self.session.quiz.is_none();
        self.go_on(if asked { &file.say.denied } else { &file.say.denied_nothing_asked }, pending)
    }

    /// "Back to questions": safety mode ends.
    pub(super) fn back(&mut self, pending: &PendingAnswer) -> Vec<Reply> {
        match self.assistant.safety() {
            Some(file) => self.go_on(&file.say.mode_ended, pending),
            None => self.old_button(),
        }
    }

    /// `sentence`, then what was interrupted: the quiz, or the answer to what was asked.
    fn go_on(&mut self, sentence: &str, pending: &PendingAnswer) -> Vec<Reply> {
        self.session.mode = None;
        self.session.card = None;
        let mut replies = vec![self.numbered(sentence)];
        if self.session.quiz.is_some() {
            return self.and_the_open_screen(replies);
        }
        replies.extend(self.answer_pending(pending));
        replies
    }

    fn mode_buttons(&self, reply: Reply, key: &str) -> Reply {
        let Some(file) = self.assistant.safety() else {
            return reply;
        };
        let label = &file.buttons;
        let mut reply = reply;
        for (label, help) in [
            (&label.what_to_say, Help::Phone),
            (&label.who_drives, Help::Drive),
            (&label.what_to_bring, Help::Bring),
            (&label.being_seen, Help::BeingSeen),
        ] {
            reply = reply.row([help_button(label, help, key)]);
        }
        self.with_country_button(reply).row([self.back_to_questions(&PendingAnswer::Nothing)])
    }

    fn back_to_questions(&self, pending: &PendingAnswer) -> Button {
        let label = self.assistant.safety().map_or("", |file| &file.buttons.back_to_questions);
        Button::data(label, Action::BackToQuestions(pending.clone()).encode())
    }
}

fn help_button(label: &str, help: Help, key: &str) -> Button {
    Button::data(label, Action::Help { help, card: key.to_owned() }.encode())
}

/// The name of a card in a button: a check sum, as the button must hold no word of health.
pub(super) fn key(card: &str) -> String {
    // FNV-1a, 32 bits.
    let sum = card
        .bytes()
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{sum:08x}")
}

/// The card with this key, and its name.
pub(super) fn with_key<'a>(
    mut cards: impl Iterator<Item = (&'a String, &'a CardFile)>,
    wanted: &str,
) -> Option<(&'a String, &'a CardFile)> {
    cards.find(|(name, _)| key(name) == wanted)
}
