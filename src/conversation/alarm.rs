//! Signs of danger in what a person types: the card, its confirmation, and safety mode.
//!
//! A card comes before every other reply. "None of these" answers the question that was asked;
//! what the matcher decided about it travels in the button, so that no text has to be kept.

use serde::{Deserialize, Serialize};

use super::held::Held;
use super::reply::{Button, Reply};
use super::{Action, Talk, markdown};
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
    /// The card of a finding, and, the first time, the question for the country.
    pub(super) fn card(&mut self, finding: &Finding, held: &Held) -> Vec<Reply> {
        let Some((card, file)) = self
            .assistant
            .safety()
            .and_then(|safety| Some((safety.card.get(&finding.card)?, safety)))
        else {
            return Vec::new();
        };
        let key = key(&finding.card);
        let mut reply = self.numbered(&card.text);
        if !finding.level.interrupts() {
            return vec![reply];
        }
        if card.confirm {
            reply.text.extend(markdown(&file.say.confirm));
            reply = reply.row([
                self.help(&file.buttons.yes_one, Help::Confirmed, &key),
                Button::data(&file.buttons.none_of_these, Action::NotThese(held.clone()).encode()),
            ]);
        } else {
            reply = reply
                .row([self.help(&file.buttons.talk_to_person, Help::Person, &key)])
                .row([self.back_to_questions(held)]);
        }
        let mut replies = vec![self.with_country_button(reply)];
        replies.extend(self.ask_country_once());
        replies
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
                vec![self.numbered(&say.being_seen)]
            }
            Help::Person => {
                let reply = self.numbered(&say.talk_to_person);
                vec![self.with_country_button(reply.row([self.back_to_questions(&Held::Nothing)]))]
            }
        }
    }

    /// The reply to a text in safety mode that is no button: the advice stands, and one tap leads
    /// to what was asked.
    pub(super) fn in_safety_mode(&mut self, held: &Held) -> Option<Vec<Reply>> {
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
        Some(vec![reply.row([self.back_to_questions(held)])])
    }

    /// "None of these": what was asked is answered after all.
    pub(super) fn not_these(&mut self, held: &Held) -> Vec<Reply> {
        let assistant = self.assistant;
        let Some(file) = assistant.safety() else {
            return self.old_button();
        };
        self.session.mode = None;
        let mut replies = vec![self.numbered(&file.say.denied)];
        if self.session.quiz.is_some() {
            return self.and_the_open_screen(replies);
        }
        replies.extend(self.release(held));
        replies
    }

    /// "Back to questions": safety mode ends.
    pub(super) fn back(&mut self, held: &Held) -> Vec<Reply> {
        let assistant = self.assistant;
        let Some(file) = assistant.safety() else {
            return self.old_button();
        };
        self.session.mode = None;
        let mut replies = vec![self.numbered(&file.say.mode_ended)];
        if self.session.quiz.is_some() {
            return self.and_the_open_screen(replies);
        }
        replies.extend(self.release(held));
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
            reply = reply.row([self.help(label, help, key)]);
        }
        self.with_country_button(reply).row([self.back_to_questions(&Held::Nothing)])
    }

    fn back_to_questions(&self, held: &Held) -> Button {
        let label = self.assistant.safety().map_or("", |file| &file.buttons.back_to_questions);
        Button::data(label, Action::BackToQuestions(held.clone()).encode())
    }

    #[expect(clippy::unused_self, reason = "reads as one family with the other builders")]
    fn help(&self, label: &str, help: Help, key: &str) -> Button {
        Button::data(label, Action::Help { help, card: key.to_owned() }.encode())
    }
}

/// The name of a card in a button: a check sum, as the button must hold no word of health.
pub(super) fn key(card: &str) -> String {
    // FNV-1a, 32 bits.
    let sum = card
        .bytes()
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{sum:08x}")
}

/// The card with this key.
pub(super) fn with_key<'a>(
    mut cards: impl Iterator<Item = (&'a String, &'a CardFile)>,
    wanted: &str,
) -> Option<&'a CardFile> {
    cards.find(|(name, _)| key(name) == wanted).map(|(_, card)| card)
}
