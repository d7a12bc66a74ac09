//! What is remembered of each chat: in this process, for minutes, and for so many chats at most.

use std::collections::VecDeque;
use std::time::Duration;

use moka::sync::Cache;
use teloxide::types::MessageId;

use crate::config;
use crate::conversation::Session;

/// Questions whose answers can still be edited when the question is.
const EDITABLE: usize = 8;

/// A press of the same button of the same message within this many seconds is a double tap.
const DOUBLE_TAP_SECONDS: u64 = 3;

/// One chat.
#[derive(Clone, Debug, Default)]
pub(super) struct Remembered {
    /// The conversation's own state.
    pub(super) session: Session,
    /// Question and answer by their message numbers, the latest last.
    answers: VecDeque<(MessageId, MessageId)>,
    last_press: Option<Press>,
}

#[derive(Clone, Debug)]
struct Press {
    message: MessageId,
    data: String,
    at: u64,
}

impl Remembered {
    /// Notes that `answer` answers `question`.
    pub(super) fn note_answer(&mut self, question: MessageId, answer: MessageId) {
        self.answers.push_back((question, answer));
        if self.answers.len() > EDITABLE {
            self.answers.pop_front();
        }
    }

    /// The message that answered `question`.
    pub(super) fn answer_to(&self, question: MessageId) -> Option<MessageId> {
        self.answers.iter().rev().find(|(q, _)| *q == question).map(|(_, answer)| *answer)
    }

    /// Notes a press at `now` (seconds); `true` if it is the second tap of a double tap.
    pub(super) fn is_double_tap(&mut self, message: MessageId, data: &str, now: u64) -> bool {
        let double = self.last_press.as_ref().is_some_and(|last| {
            last.message == message
                && last.data == data
                && now.saturating_sub(last.at) <= DOUBLE_TAP_SECONDS
        });
        if !double {
            self.last_press = Some(Press { message, data: data.to_owned(), at: now });
        }
        double
    }
}

/// All chats.
pub(super) struct Chats(Cache<i64, Remembered>);

impl Chats {
    pub(super) fn new(limits: &config::Memory) -> Self {
        Self(
            Cache::builder()
                .max_capacity(limits.chats)
                .time_to_live(Duration::from_secs(60 * limits.minutes))
                .build(),
        )
    }

    /// What is remembered of `chat`; a blank state if nothing is.
    pub(super) fn recall(&self, chat: i64) -> Remembered {
        self.0.get(&chat).unwrap_or_default()
    }

    /// Remembers the state of `chat`, for the full time from now on.
    pub(super) fn keep(&self, chat: i64, state: Remembered) {
        self.0.insert(chat, state);
    }
}
