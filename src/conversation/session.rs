//! Soft state of one chat.

use serde::{Deserialize, Serialize};

use super::Action;
use super::alarm::{OpenCard, SafetyMode};
use super::broken_off::BrokenOff;
use super::reply::{Press, Reply};
use super::to_editors::AskedQuestion;

/// What is remembered of one chat between two events, at most 30 minutes after the last one.
///
/// No words of the person are in it, but for two things, in memory only: the end of a message that
/// broke off, for a minute ([`BrokenOff`]), and where there is an inbox the last question, for half an
/// hour ([`AskedQuestion`]). A driver keeps the session; losing it loses no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Whether the not-a-doctor note was given.
    pub greeted: bool,
    /// Buttons last shown, so that they can be typed.
    pub shown: Vec<Shown>,
    /// The entry last answered: weak context for a follow-up.
    pub last_entry: Option<String>,
    /// When that was, in seconds on the clock of [`super::respond`].
    pub last_entry_at: u64,
    /// The answers that stand whole in the chat, the latest last: at most `MOST_ANSWERED`, of the
    /// last hour.
    pub answered: Vec<Answered>,
    /// When the warning signs were last told in full.
    pub signs_at: Option<u64>,
    /// Callback data of the open screen of the quiz: the whole quiz so far.
    pub quiz: Option<String>,
    /// Callback data that opens the quiz with the answers read from the last messages.
    pub told: Option<String>,
    /// The card that waits for an answer.
    pub card: Option<OpenCard>,
    /// Set after "Yes, one of these".
    pub mode: Option<SafetyMode>,
    /// Code of the country the person chose.
    pub country: Option<String>,
    /// Code of the language the person chose.
    pub language: Option<String>,
    /// Whether the driver has an inbox for questions that no answer fits: it sets this before each
    /// event. Never in a group.
    #[serde(skip)]
    pub takes_questions: bool,
    /// The number of the question asked last, so that none has the number of an earlier one.
    #[serde(skip)]
    pub question_number: u64,
    /// The question asked last. In no stored form of the session; a driver that keeps sessions for
    /// longer drops it after [`super::ASKED_SECONDS`].
    #[serde(skip)]
    pub asked: Option<AskedQuestion>,
    /// The last message, if it broke off. In no stored form of the session; a driver that keeps
    /// sessions for longer drops it after [`super::BROKEN_OFF_SECONDS`].
    #[serde(skip)]
    pub broken_off: Option<BrokenOff>,
}

/// An answer that was sent whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Its entry.
    pub entry: String,
    /// When that was, in seconds on the clock of [`super::respond`].
    pub at: u64,
}

/// A button that can be typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its label.
    pub label: String,
    /// Its data.
    pub data: String,
}

/// How long the last entry is context for a follow-up, in seconds: ten minutes, after which a new
/// message is most likely a new matter.
const CONTEXT_SECONDS: u64 = 600;

/// How long an answer counts as standing in the chat, in seconds: an hour, after which it is far up.
const STANDS_SECONDS: u64 = 3600;

/// So many answers are remembered as standing.
const MOST_ANSWERED: usize = 20;

impl Session {
    /// The entry that a follow-up may be about.
    pub(super) fn context(&self, now: u64) -> Option<&str> {
        let fresh = now.saturating_sub(self.last_entry_at) <= CONTEXT_SECONDS;
        self.last_entry.as_deref().filter(|_| fresh)
    }

    /// Whether the whole answer of an entry stands in the chat's last hour.
    pub(super) fn stands(&self, id: &str, now: u64) -> bool {
        self.answered.iter().any(|answer| answer.entry == id && is_recent(answer.at, now))
    }

    /// The entry that was answered before the last one.
    pub(super) fn before_last(&self, now: u64) -> Option<&str> {
        let last = self.last_entry.as_deref();
        let mut latest_first = self.answered.iter().rev();
        latest_first
            .find(|answer| Some(answer.entry.as_str()) != last && is_recent(answer.at, now))
            .map(|answer| answer.entry.as_str())
    }

    /// Notes that the whole answer of an entry was sent.
    pub(super) fn answered(&mut self, id: &str, now: u64) {
        self.mentioned(id, now);
        self.answered.retain(|answer| answer.entry != id && is_recent(answer.at, now));
        if self.answered.len() >= MOST_ANSWERED {
            self.answered.remove(0);
        }
        self.answered.push(Answered { entry: id.to_owned(), at: now });
    }

    /// Notes that an entry is what is talked about.
    pub(super) fn mentioned(&mut self, id: &str, now: u64) {
        self.last_entry = Some(id.to_owned());
        self.last_entry_at = now;
    }

    /// A text was edited: a driver may put another answer in the place of the last one, so that
    /// nothing is sure to stand, and what it is about is what was talked about before it.
    pub(super) fn take_back_last(&mut self, now: u64) {
        self.last_entry = self.before_last(now).map(str::to_owned);
        self.answered.clear();
        self.signs_at = None;
    }

    /// Whether the warning signs stand in full in the chat's last hour; if not, from now on they do.
    pub(super) fn signs_stand(&mut self, now: u64) -> bool {
        let stand = self.signs_at.is_some_and(|at| is_recent(at, now));
        if !stand {
            self.signs_at = Some(now);
        }
        stand
    }

    /// Whether a card or a screen of the quiz waits for an answer: what comes out of turn, such as
    /// a picture or an edit of an earlier message, leaves their buttons where they are.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.shown.iter().any(|button| {
            matches!(
                Action::decode(&button.data),
                Some(Action::Help { .. } | Action::NotThese(_) | Action::Quiz(_))
            )
        })
    }

    /// Whether the button of an action is among those shown last.
    pub(super) fn shows(&self, action: &Action) -> bool {
        self.shown.iter().any(|button| button.data == action.encode())
    }

    /// Remembers which buttons are on the screen.
    pub(super) fn remember_buttons(&mut self, replies: &[Reply]) {
        self.shown = replies
            .iter()
            .flat_map(|reply| reply.buttons.iter().flatten())
            .filter_map(|button| match &button.press {
                Press::Data(data) => {
                    Some(Shown { label: button.label.clone(), data: data.clone() })
                }
                Press::Link(_) => None,
            })
            .collect();
    }
}

fn is_recent(at: u64, now: u64) -> bool {
    now.saturating_sub(at) <= STANDS_SECONDS
}
