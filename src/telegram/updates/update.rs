//! What an update asks of the bot: an event of a chat, or nothing.

use serde::Deserialize;
use teloxide::types::{
    AllowedUpdate, CallbackQuery, CallbackQueryId, ChatMemberUpdated, InlineQueryId, Message,
    MessageId, ThreadId, Update, UpdateKind,
};

use crate::conversation::{Event, Press};
use crate::telegram::updates::message::MessageFields;

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
    pub(crate) place: Audience,
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

/// What to do with an update.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// Answer it.
    Answer(ChatEvent),
    /// Answer the press of a button, with nothing: its message is not in a chat of ours.
    PressOnly(CallbackQueryId),
    /// Offer answers to share, wherever it was typed.
    Offer(Query),
    /// Greet a group that the bot was added to.
    Joined(i64),
    /// Note that a group with this number was another one before.
    Moved(i64),
    /// Forget a chat that the bot was blocked in or removed from.
    Left(i64),
    /// Nothing that teloxide knows, or a message whose text it may not know.
    NotUnderstood,
    /// A message without a text: what to do with it if there is really none.
    Textless(Box<Self>),
    /// Nothing: the reason, for the log.
    Ignore(&'static str),
}

/// Reads an update for the bot that is `me`.
pub(crate) fn read(update: Update, me: &BotUser) -> Reading {
    match update.kind {
        UpdateKind::Message(message) => read_message(&message, me, false),
        UpdateKind::EditedMessage(message) => read_message(&message, me, true),
        UpdateKind::CallbackQuery(query) => read_press(query),
        UpdateKind::InlineQuery(query) => {
            let (user, speaks) = (query.from.id.0, query.from.language_code);
            Reading::Offer(Query { id: query.id, user, speaks, text: query.query })
        }
        UpdateKind::MyChatMember(change) => read_change(&change),
        UpdateKind::Error(_) => Reading::NotUnderstood,
        _ => Reading::Ignore("of a kind that needs no answer"),
    }
}

fn read_message(message: &Message, me: &BotUser, edited: bool) -> Reading {
    let to = message.migrate_to_chat_id().map(|chat| chat.0);
    if let Some(chat) = to.or_else(|| message.migrate_from_chat_id().map(|_| message.chat.id.0)) {
        return Reading::Moved(chat);
    }
    let heard = MessageFields::typed(message, edited);
    let textless = heard.text.is_none();
    let reading = heard.reading(me);
    if textless { Reading::Textless(Box::new(reading)) } else { reading }
}

/// What became of the bot in a chat.
fn read_change(change: &ChatMemberUpdated) -> Reading {
    let (was, is) = (change.old_chat_member.is_present(), change.new_chat_member.is_present());
    match (was, is) {
        (true, false) => Reading::Left(change.chat.id.0),
        (false, true) if change.chat.is_group() || change.chat.is_supergroup() => {
            Reading::Joined(change.chat.id.0)
        }
        // Who starts or unblocks a private chat says something there themselves.
        _ => Reading::Ignore("a change of rights"),
    }
}

fn read_press(query: CallbackQuery) -> Reading {
    let (Some(message), Some(data)) = (&query.message, &query.data) else {
        return Reading::PressOnly(query.id);
    };
    if !message.chat().is_private() {
        // Groups get links only; this button is from an older version.
        return Reading::PressOnly(query.id);
    }
    let regular = message.regular_message();
    Reading::Answer(ChatEvent {
        place: Audience::Private,
        topic: regular.and_then(|m| m.thread_id.filter(|_| m.is_topic_message)),
        album: None,
        speaks: query.from.language_code.clone(),
        chat: message.chat().id.0,
        event: Event::Pressed(data.clone()),
        source: Source::Pressed { message: regular.map(|message| message.id), query: query.id },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::conversation::Attachment;

    fn reading(update: &Value) -> Reading {
        // As text: teloxide cannot read an update from a `Value`.
        let me = BotUser { id: 9, username: "leg_bot".to_owned() };
        match read(serde_json::from_str(&update.to_string()).unwrap(), &me) {
            Reading::Textless(reading) => *reading,
            reading => reading,
        }
    }

    fn message(extra: &Value) -> Value {
        let mut message = json!({
            "message_id": 5, "date": 1,
            "chat": {"id": 42, "type": "private", "first_name": "A"},
            "from": {"id": 42, "is_bot": false, "first_name": "A"},
        });
        for (key, value) in extra.as_object().unwrap() {
            message[key] = value.clone();
        }
        message
    }

    fn event(extra: &Value) -> Option<Event> {
        match reading(&json!({"update_id": 1, "message": message(extra)})) {
            Reading::Answer(incoming) => Some(incoming.event),
            _ => None,
        }
    }

    fn heard_in_group(extra: &Value) -> Option<String> {
        let mut message = message(extra);
        message["chat"] = json!({"id": -7, "type": "supergroup", "title": "G"});
        match reading(&json!({"update_id": 1, "message": message})) {
            Reading::Answer(ChatEvent {
                event: Event::Text(text),
                place: Audience::Group,
                topic: None,
                chat: -7,
                ..
            }) => Some(text),
            Reading::Ignore(_) => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_and_attachments_become_events() {
        let photo = json!([{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]);
        assert_eq!(event(&json!({"text": "hi"})), Some(Event::Text("hi".to_owned())));
        assert_eq!(event(&json!({"photo": photo})), Some(Event::Sent(Attachment::Photo)));
        assert_eq!(
            event(&json!({"photo": photo, "caption": "is it bad"})),
            Some(Event::Text("is it bad".to_owned()))
        );
        assert_eq!(
            event(&json!({"location": {"latitude": 1.0, "longitude": 2.0}})),
            Some(Event::Sent(Attachment::Location))
        );
        assert_eq!(event(&json!({"rich_message": {}})), Some(Event::Sent(Attachment::Other)));
        assert_eq!(event(&json!({"pinned_message": message(&json!({"text": "x"}))})), None);
    }

    #[test]
    fn an_edit_and_a_press_say_where() {
        assert_eq!(
            reading(&json!({"update_id": 1, "edited_message": message(&json!({"text": "hi"}))})),
            Reading::Answer(ChatEvent {
                chat: 42,
                event: Event::Edited("hi".to_owned()),
                source: Source::Edited(MessageId(5)),
                place: Audience::Private,
                topic: None,
                album: None,
                speaks: None,
            })
        );
        let press = json!({"update_id": 1, "callback_query": {
            "id": "9", "chat_instance": "c", "data": "m",
            "from": {"id": 42, "is_bot": false, "first_name": "A"},
            "message": message(&json!({"text": "menu"})),
        }});
        assert_eq!(
            reading(&press),
            Reading::Answer(ChatEvent {
                chat: 42,
                event: Event::Pressed("m".to_owned()),
                source: Source::Pressed {
                    query: CallbackQueryId("9".to_owned()),
                    message: Some(MessageId(5)),
                },
                place: Audience::Private,
                topic: None,
                album: None,
                speaks: None,
            })
        );
    }

    #[test]
    fn a_group_is_left_alone_unless_it_speaks_to_the_bot() {
        for (text, heard) in [
            ("/help", Some("/help")),
            ("/help@Leg_Bot x", Some("/help@Leg_Bot x")),
            ("/ban", None),
            ("/help@other_bot", None),
            ("hello", None),
        ] {
            assert_eq!(heard_in_group(&json!({"text": text})).as_deref(), heard, "{text}");
        }
        let by = |id: u64| {
            let mut earlier = message(&json!({"text": "earlier"}));
            earlier["from"] = json!({"id": id, "is_bot": true, "first_name": "B"});
            json!({"text": "and then?", "reply_to_message": earlier})
        };
        assert_eq!(heard_in_group(&by(9)).as_deref(), Some("and then?"));
        assert_eq!(heard_in_group(&by(8)), None);
    }

    #[test]
    fn what_is_not_understood_is_ignored() {
        for update in [
            json!({"update_id": 1, "message": {"text": 5}}),
            json!({"update_id": 1, "brand_new": {}}),
            json!({"update_id": 1}),
            json!({"update_id": 1, "poll": 3}),
        ] {
            assert!(matches!(reading(&update), Reading::Ignore(_) | Reading::NotUnderstood));
        }
    }
}
