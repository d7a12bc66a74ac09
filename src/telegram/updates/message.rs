//! What counts of a message, whichever way it was read: by teloxide, or leniently.

use std::ops::Range;

use teloxide::types::{
    MediaKind, Message, MessageEntityKind, MessageEntityRef, MessageId, MessageKind, ThreadId,
};

use crate::conversation::{Attachment, Event};
use crate::telegram::updates::groups;
use crate::telegram::updates::update::{Audience, BotUser, ChatEvent, Source, Update};

/// Users that stand for people though they are marked as bots: admins of a group who write
/// anonymously, people who write as a channel, and Telegram's own effects.
/// <https://core.telegram.org/bots/api#message>
const NOT_BOTS: [u64; 3] = [1_087_968_824, 136_817_688, 777_000];

/// A message, new or changed.
#[derive(Clone, Debug)]
pub(crate) struct MessageFields {
    pub(crate) chat: i64,
    pub(crate) kind: ChatKind,
    pub(crate) id: MessageId,
    pub(crate) edited: bool,
    /// Who wrote it, and whether that is a bot.
    pub(crate) from: Option<(u64, bool)>,
    /// The bot that it was written through.
    pub(crate) via: Option<u64>,
    /// The code of the language that their Telegram is set to.
    pub(crate) speaks: Option<String>,
    /// The text or the caption: a caption is typed, too, and may hold a sign of danger.
    pub(crate) text: Option<String>,
    /// Where names (`@name`) stand in the text, in bytes; `None` where that is not known.
    pub(crate) names: Option<Vec<Range<usize>>>,
    /// Who wrote the message that it replies to.
    pub(crate) replies_to: Option<u64>,
    /// The topic that it was written in.
    pub(crate) topic: Option<ThreadId>,
    /// The album that it is part of.
    pub(crate) album: Option<String>,
    /// What it is, if it is no text; `None` for a note of Telegram's.
    pub(crate) attachment: Option<Attachment>,
}

/// Where a message was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChatKind {
    Private,
    Group,
    Channel,
}

impl MessageFields {
    /// As teloxide reads it.
    pub(crate) fn typed(message: &Message, edited: bool) -> Self {
        let chat = &message.chat;
        let kind = if chat.is_private() {
            ChatKind::Private
        } else if chat.is_channel() {
            ChatKind::Channel
        } else {
            ChatKind::Group
        };
        let entities = message.parse_entities().or_else(|| message.parse_caption_entities());
        Self {
            chat: chat.id.0,
            kind,
            id: message.id,
            edited,
            from: message.from.as_ref().map(|from| (from.id.0, from.is_bot)),
            via: message.via_bot.as_ref().map(|bot| bot.id.0),
            speaks: message.from.as_ref().and_then(|from| from.language_code.clone()),
            text: message.text().or_else(|| message.caption()).map(str::to_owned),
            names: entities.map(|entities| {
                let names = entities.iter().filter(|at| *at.kind() == MessageEntityKind::Mention);
                names.map(MessageEntityRef::range).collect()
            }),
            replies_to: message
                .reply_to_message()
                .and_then(|earlier| earlier.from.as_ref())
                .map(|author| author.id.0),
            // Replies in other chats have a thread, too, but nothing can be sent to it.
            topic: message.thread_id.filter(|_| message.is_topic_message),
            album: message.media_group_id().map(|album| album.0.clone()),
            attachment: attachment(&message.kind),
        }
    }

    /// What it asks of the bot that is `me`.
    pub(crate) fn read(self, me: &BotUser) -> Update {
        if self.kind == ChatKind::Channel {
            return Update::Ignored("in a channel");
        }
        if self.via == Some(me.id) {
            return Update::Ignored("written by the bot itself");
        }
        // Two bots that answer each other never end.
        if self.from.is_some_and(|(id, is_bot)| is_bot && !NOT_BOTS.contains(&id)) {
            return Update::Ignored("written by a bot");
        }
        let (audience, text) = if self.kind == ChatKind::Private {
            (Audience::Private, self.text)
        } else {
            let text = self.text.as_deref();
            let answers_me = self.replies_to == Some(me.id);
            let said = text.and_then(|text| {
                groups::addressed(text, self.names.as_deref(), answers_me, &me.username)
            });
            if said.is_none() {
                return Update::Ignored("not for the bot");
            }
            (Audience::Group, said)
        };
        let event = match (text, self.edited, self.attachment) {
            (Some(text), false, _) => Event::Text(text),
            (Some(text), true, _) => Event::Edited(text),
            // Places that move, polls that go on: nothing that somebody said.
            (None, true, _) => return Update::Ignored("a change of what is no text"),
            (None, false, Some(attachment)) => Event::Sent(attachment),
            (None, false, None) => return Update::Ignored("a note of Telegram's"),
        };
        let source = if self.edited { Source::Edited(self.id) } else { Source::Sent(self.id) };
        Update::Chat(ChatEvent {
            chat: self.chat,
            event,
            source,
            audience,
            topic: self.topic,
            album: self.album,
            speaks: self.speaks,
        })
    }
}

fn attachment(kind: &MessageKind) -> Option<Attachment> {
    let common = match kind {
        MessageKind::Common(common) => common,
        // A kind that is newer than this program, or a thrown die.
        MessageKind::Empty {} | MessageKind::Dice(_) => return Some(Attachment::Other),
        _ => return None,
    };
    Some(match common.media_kind {
        MediaKind::Photo(_) | MediaKind::Animation(_) => Attachment::Photo,
        MediaKind::Voice(_) | MediaKind::Audio(_) => Attachment::Voice,
        MediaKind::Video(_) | MediaKind::VideoNote(_) => Attachment::Video,
        MediaKind::Sticker(_) => Attachment::Sticker,
        MediaKind::Location(_) | MediaKind::Venue(_) => Attachment::Location,
        MediaKind::Document(_) => Attachment::Document,
        MediaKind::Contact(_) => Attachment::Contact,
        MediaKind::Migration(_) => return None,
        _ => Attachment::Other,
    })
}
