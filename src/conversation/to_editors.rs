//! A question that no answer fitted, offered to be sent to those who edit the FAQ.
//!
//! Only where a driver has an inbox, and only on a tap. Until then the question is in memory alone.

use std::fmt;

use super::reply::{Button, Reply};
use super::{Action, Effect, ReadMessage, Talk, markdown};
use crate::knowledge::markup::Rich;
use crate::matching::Matched;
use crate::text::strip_personal;

/// How long a question can be sent after it was asked, in seconds.
pub const ASKED_SECONDS: u64 = 1_800;

/// So much of a question is kept, in characters.
const LONGEST: usize = 1_000;

/// The question asked last, without what may tell who asked it.
///
/// In memory, for at most [`ASKED_SECONDS`] and until the next question. It is in no stored form of
/// a session, and `Debug` hides its words.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Which question a button is about. An older button must not send a newer question.
    number: u64,
    text: String,
    at: u64,
    /// The entries that came nearest: those it was answered with are among them.
    entries: Vec<String>,
}

impl AskedQuestion {
    /// Whether it is still kept at `now`.
    pub(super) fn is_fresh(&self, now: u64) -> bool {
        now.saturating_sub(self.at) <= ASKED_SECONDS
    }
}

impl fmt::Debug for AskedQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskedQuestion").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Talk<'_> {
    /// Keeps a question, should no answer fit it.
    pub(super) fn keep_question(&mut self, message: &ReadMessage<'_>, matched: &Matched) {
        if !self.session.takes_questions {
            return;
        }
        let text: String = strip_personal(message.typed()).chars().take(LONGEST).collect();
        let entries = matched.ranking.iter().map(|ranked| ranked.id.clone()).collect();
        // The time, so that the number is new even where the session was lost in between.
        let number = self.now.max(self.session.question_number + 1);
        self.session.question_number = number;
        let asked = AskedQuestion { number, text, at: self.now, entries };
        self.session.asked = Some(asked).filter(|asked| !asked.text.is_empty());
    }

    /// Adds the offer to a reply that has no answer.
    pub(super) fn with_offer(&self, reply: Reply) -> Reply {
        match &self.session.asked {
            Some(asked) => self.offered(reply, asked),
            None => reply,
        }
    }

    /// Adds the offer to a reply about an entry that did not help, if it was to answer the question.
    pub(super) fn with_offer_after(&self, reply: Reply, entry: &str) -> Reply {
        match &self.session.asked {
            Some(asked) if asked.entries.iter().any(|known| known == entry) => {
                self.offered(reply, asked)
            }
            _ => reply,
        }
    }

    fn offered(&self, mut reply: Reply, asked: &AskedQuestion) -> Reply {
        let phrases = self.assistant.phrases();
        reply.text.extend(markdown(&phrases.say.offer_to_editors));
        let data = Action::SendToEditors(asked.number).encode();
        reply.row([Button::data(&phrases.buttons.send_to_editors, data)])
    }

    /// Sends the question, and shows what was sent; or says that it is no longer known.
    pub(super) fn send_to_editors(&mut self, number: u64) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let reply = match self.session.asked.take_if(|asked| asked.number == number) {
            Some(asked) => {
                let mut reply = self.plain(&say.sent_to_editors);
                reply.text.extend(Rich::plain(&asked.text));
                self.effects.push(Effect::ToEditors(asked.text));
                reply
            }
            None => self.plain(&say.too_late_for_editors),
        };
        vec![reply.row([self.topics_button()])]
    }
}

#[cfg(test)]
mod tests {
    use super::AskedQuestion;

    #[test]
    fn hides_its_words() {
        let asked = AskedQuestion {
            number: 1,
            text: "is dancing fine".to_owned(),
            at: 7,
            entries: vec!["walking".to_owned()],
        };
        assert_eq!(format!("{asked:?}"), "AskedQuestion { at: 7, .. }");
    }
}
