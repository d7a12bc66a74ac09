//! What an update asks of the bot: an event of a chat, or nothing.

use serde::Deserialize;
use teloxide::types::{AllowedUpdate, CallbackQueryId, InlineQueryId, MessageId, ThreadId};

use crate::conversation::{Event, Press};

/// What the bot wants to hear of.
pub(crate) const ALLOWED: [AllowedUpdate; 5] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::InlineQuery,
    AllowedUpdate::MyChatMember,
];

/// One thing to answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ChatEvent {
    /// The chat it happened in, and where the answer goes.
    pub(crate) chat: i64,
    /// What happened.
    pub(crate) event: Event,
    /// How it came.
    pub(crate) source: Source,
    /// Who reads the answer.
    pub(crate) audience: Audience,
    /// The topic of a forum, or of a private chat with topics, that it happened in.
    pub(crate) topic: Option<ThreadId>,
    /// The album that it is part of.
    pub(crate) album: Option<String>,
    /// The code of the language that their Telegram is set to.
    pub(crate) speaks: Option<String>,
}

/// Who reads what is said in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// One person.
    Private,
    /// Many.
    Group,
}

/// The bot's own user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct BotUser {
    /// Its number.
    #[serde(default)]
    pub(crate) id: u64,
    /// Its name, without `@`.
    #[serde(default)]
    pub(crate) username: String,
}

impl BotUser {
    /// A button's link that opens the private chat and says `/start payload` there.
    pub(crate) fn deep_link(&self, payload: &str) -> Press {
        Press::Link(format!("https://t.me/{}?start={payload}", self.username))
    }

    /// A button's link that asks to which group the bot is to be added. Without a payload: with one,
    /// Telegram would say `/start` in the group, and the bot greets it anyway.
    pub(crate) fn group_link(&self) -> Press {
        Press::Link(format!("https://t.me/{}?startgroup", self.username))
    }
}

impl ChatEvent {
    /// What it is, for counting.
    pub(crate) fn kind(&self) -> &'static str {
        match self.event {
            Event::Text(_) => "text",
            Event::Edited(_) => "edit",
            Event::Pressed(_) => "press",
            Event::Sent(_) => "attachment",
        }
    }
}

/// How an event came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// As a new message.
    Sent(MessageId),
    /// As a change of a message.
    Edited(MessageId),
    /// As a press of a button under a message of ours.
    Pressed {
        /// To be answered first, or the button keeps spinning.
        query: CallbackQueryId,
        /// The message with the button; `None` if it is too old to be edited.
        message: Option<MessageId>,
        /// Whether that is a text: a picture cannot become one.
        is_text: bool,
    },
}

/// What someone types after the bot's name, in any chat.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    /// To be answered soon: the person types on.
    pub(crate) id: InlineQueryId,
    /// Who typed it.
    pub(crate) user: u64,
    /// The code of the language that their Telegram is set to.
    pub(crate) speaks: Option<String>,
    /// What they typed so far.
    pub(crate) text: String,
}

/// What an update asks of the bot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Update {
    /// Something happened in a chat, and is to be answered there.
    Chat(ChatEvent),
    /// A button was pressed under a message that is in no chat of ours: the press is acknowledged.
    PressElsewhere(CallbackQueryId),
    /// Somebody types after the bot's name, wherever: they are offered answers to share.
    InlineQuery(Query),
    /// The bot was added to this group, and greets it.
    AddedToGroup(i64),
    /// The group with this number was another one before.
    Migrated(i64),
    /// The bot was blocked in this chat, or removed from it, and forgets it.
    Removed(i64),
    /// Nothing that can be read.
    Unreadable,
    /// Nothing to do: the reason, for the log.
    Ignored(&'static str),
}

impl Update {
    /// What it is, for counting.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Chat(event) => event.kind(),
            Self::PressElsewhere(_) => "press",
            Self::InlineQuery(_) => "inline",
            Self::AddedToGroup(_) => "joined",
            Self::Removed(_) => "left",
            Self::Unreadable => "unreadable",
            Self::Migrated(_) | Self::Ignored(_) => "set-aside",
        }
    }
}
