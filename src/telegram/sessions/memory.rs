//! What is remembered of each chat: in this process, for minutes, and for so many chats at most.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::time::Duration;

use moka::sync::Cache;
use teloxide::types::MessageId;
use tokio::time::Instant;

use crate::config;
use crate::conversation::{ASKED_SECONDS, AskedQuestion, BROKEN_OFF_SECONDS, BrokenOff, Session};

/// A press of the same button of the same message within this time is a double tap.
const DOUBLE_TAP: Duration = Duration::from_secs(3);

/// How long a chat is not told again that it sends too much.
const FLOOD_NOTICE: Duration = Duration::from_mins(1);

/// So many messages of a chat are known again when they come as edited ones.
const MESSAGES: usize = 20;

/// Makes hashes that mean nothing outside this process.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// One chat.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChatState {
    /// The conversation's own state.
    pub(crate) session: Session,
    /// The language that the person's Telegram is set to.
    pub(crate) speaks: Option<String>,
    /// The latest question and (the first message of) its answer.
    latest_answer: Option<(MessageId, MessageId)>,
    last_press: Option<Press>,
    /// The latest messages of the person, with hashes of their texts.
    messages: VecDeque<(MessageId, u64)>,
    /// The latest album, and whether it was answered.
    album: Option<(String, bool)>,
    /// Whether it could not be asked what the person chose earlier.
    pub(crate) choices_unknown: bool,
    /// Whether the database of several instances does not know the session.
    pub(crate) unsaved: bool,
    /// Whether the person had the chat forgotten just now.
    pub(crate) forgotten: bool,
}

#[derive(Clone, Debug)]
struct Press {
    message: MessageId,
    data: String,
    at: Instant,
}

impl ChatState {
    /// Forgets all but the language that the person's Telegram is set to.
    pub(crate) fn forget(&mut self) {
        *self = Self { speaks: self.speaks.take(), forgotten: true, ..Self::default() };
    }

    /// The same with the session that another instance left. What it sent is not known here, so
    /// that an edit must not go to an earlier message.
    pub(crate) fn after_others(self, session: Session) -> Self {
        let Session { broken_off, asked, .. } = self.session;
        let session = Session { asked, broken_off, ..session };
        Self { session, latest_answer: None, ..self }
    }

    /// Notes that `answer` answers `question`; of several messages the first counts.
    pub(crate) fn note_answer(&mut self, question: MessageId, answer: MessageId) {
        if self.latest_answer.is_none_or(|(known, _)| known != question) {
            self.latest_answer = Some((question, answer));
        }
    }

    /// Notes that something was sent that answers no message.
    pub(crate) fn note_other(&mut self) {
        self.latest_answer = None;
    }

    /// The message that answered `question`, if nothing was answered after it. An earlier one may
    /// be out of sight, and what an edit of it says, an emergency card even, would not be seen.
    pub(crate) fn latest_answer_to(&self, question: MessageId) -> Option<MessageId> {
        self.latest_answer.filter(|(q, _)| *q == question).map(|(_, answer)| answer)
    }

    /// Notes what a message says; `false` if it said just that before. Reactions and previews of
    /// links bring a message again as an edited one.
    pub(crate) fn says_something_new(&mut self, message: MessageId, text: &str) -> bool {
        let hash = HASHER.hash_one(text);
        let known = self.messages.iter_mut().find(|(known, _)| *known == message);
        if let Some((_, known)) = known {
            return std::mem::replace(known, hash) != hash;
        }
        if self.messages.len() == MESSAGES {
            self.messages.pop_front();
        }
        self.messages.push_back((message, hash));
        true
    }

    /// Notes a message of an album; whether it is to be answered: one with a text is, and of those
    /// without one the first, if none was answered before.
    pub(crate) fn is_due_in_album(&mut self, album: &str, has_text: bool) -> bool {
        let answered = self.album.as_ref().is_some_and(|(known, done)| known == album && *done);
        self.album = Some((album.to_owned(), true));
        has_text || !answered
    }

    /// Notes a press; `true` if it is the second tap of a double tap. The clock of the wall may be
    /// set back meanwhile, this one is not.
    pub(crate) fn is_double_tap(&mut self, message: MessageId, data: &str) -> bool {
        let now = Instant::now();
        let double = self.last_press.as_ref().is_some_and(|last| {
            last.message == message
                && last.data == data
                && now.duration_since(last.at) <= DOUBLE_TAP
        });
        if !double {
            self.last_press = Some(Press { message, data: data.to_owned(), at: now });
        }
        double
    }
}

/// All chats.
pub(crate) struct ChatCache {
    cache: Cache<i64, ChatState>,
    /// Messages that broke off: words of people, so gone after a minute and not with the chat.
    broken_off: Cache<i64, BrokenOff>,
    /// Questions that may still be sent to the editors: words of people, too, and gone after half an
    /// hour, however long the rest is remembered.
    asked: Cache<i64, AskedQuestion>,
    /// Groups that were another one before.
    moved: Cache<i64, ()>,
    /// Chats that were told of late that they send too much.
    flood_notices: Cache<i64, ()>,
    lasting: Duration,
}

impl ChatCache {
    pub(crate) fn new(limits: &config::Memory) -> Self {
        let lasting = Duration::from_secs(60 * limits.minutes);
        let cache = Cache::builder().max_capacity(limits.chats).time_to_live(lasting).build();
        let minute = Duration::from_secs(BROKEN_OFF_SECONDS);
        let broken_off = Cache::builder().max_capacity(limits.chats).time_to_live(minute).build();
        let half_an_hour = Duration::from_secs(ASKED_SECONDS);
        let asked = Cache::builder().max_capacity(limits.chats).time_to_live(half_an_hour).build();
        let moved = Cache::builder().max_capacity(limits.chats).time_to_live(lasting).build();
        let flood_notices =
            Cache::builder().max_capacity(limits.chats).time_to_live(FLOOD_NOTICE).build();
        Self { cache, broken_off, asked, moved, flood_notices, lasting }
    }

    /// What is remembered of `chat`, if anything is.
    pub(crate) fn get(&self, chat: i64) -> Option<ChatState> {
        let mut state = self.cache.get(&chat)?;
        state.session.broken_off = self.broken_off.get(&chat);
        state.session.asked = self.asked.get(&chat);
        Some(state)
    }

    /// Remembers the state of `chat`, for the full time from now on.
    pub(crate) fn put(&self, chat: i64, mut state: ChatState) {
        match state.session.broken_off.take() {
            Some(broken_off) => self.broken_off.insert(chat, broken_off),
            None => self.broken_off.invalidate(&chat),
        }
        match state.session.asked.take() {
            // Not for the full time again with each message.
            Some(asked) if self.asked.get(&chat).as_ref() == Some(&asked) => {}
            Some(asked) => self.asked.insert(chat, asked),
            None => self.asked.invalidate(&chat),
        }
        self.cache.insert(chat, state);
    }

    /// Forgets `chat`.
    pub(crate) fn forget(&self, chat: i64) {
        self.broken_off.invalidate(&chat);
        self.asked.invalidate(&chat);
        self.cache.invalidate(&chat);
    }

    /// Notes that a group is one that was another before.
    pub(crate) fn note_moved(&self, chat: i64) {
        self.moved.insert(chat, ());
    }

    /// Whether a group was another one before.
    pub(crate) fn has_moved(&self, chat: i64) -> bool {
        self.moved.contains_key(&chat)
    }

    /// Whether to tell a chat that it sends too much: once a minute.
    pub(crate) fn is_flood_notice_due(&self, chat: i64) -> bool {
        let known = self.flood_notices.contains_key(&chat);
        if !known {
            self.flood_notices.insert(chat, ());
        }
        !known
    }

    /// How long a chat is remembered after its last message.
    pub(crate) fn lasting(&self) -> Duration {
        self.lasting
    }
}
