//! From what Telegram sends (JSON) to an [`Update`]: as teloxide reads it, and where that finds
//! nothing, or no text, leniently.

use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::types::{CallbackQuery, ChatMemberUpdated, Message, UpdateKind};

use crate::conversation::Event;
use crate::telegram::updates::lenient;
use crate::telegram::updates::message::MessageFields;
use crate::telegram::updates::update::{Audience, BotUser, ChatEvent, Query, Source, Update};

/// The number of an update, which is wanted even of one that cannot be read otherwise.
#[derive(Deserialize)]
struct Numbered {
    update_id: u32,
}

/// The number of an update, if it has one.
pub(crate) fn number(raw: &RawValue) -> Option<u32> {
    serde_json::from_str::<Numbered>(raw.get()).ok().map(|numbered| numbered.update_id)
}

/// An update, and how it was read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) update: Update,
    /// Whether it has fields that this version does not know, and was read without them.
    pub(crate) leniently: bool,
}

/// Reads an update for the bot that is `me`.
pub(crate) fn parse(raw: &RawValue, me: &BotUser) -> Parsed {
    let (update, has_more) = typed(raw, me);
    // A text that teloxide does not find is there all the same where a field beside it is new.
    match if has_more { lenient::read(raw, me) } else { None } {
        Some(update) => Parsed { update, leniently: true },
        None => Parsed { update, leniently: false },
    }
}

/// What teloxide makes of an update, and whether there may be more in it than that.
fn typed(raw: &RawValue, me: &BotUser) -> (Update, bool) {
    let Ok(update) = serde_json::from_str::<teloxide::types::Update>(raw.get()) else {
        return (Update::Unreadable, true);
    };
    let update = match update.kind {
        UpdateKind::Message(message) => return read_message(&message, me, false),
        UpdateKind::EditedMessage(message) => return read_message(&message, me, true),
        UpdateKind::Error(_) => return (Update::Unreadable, true),
        UpdateKind::CallbackQuery(query) => read_press(query),
        UpdateKind::InlineQuery(query) => {
            let (user, speaks) = (query.from.id.0, query.from.language_code);
            Update::InlineQuery(Query { id: query.id, user, speaks, text: query.query })
        }
        UpdateKind::MyChatMember(change) => read_change(&change),
        _ => Update::Ignored("of a kind that needs no answer"),
    };
    (update, false)
}

fn read_message(message: &Message, me: &BotUser, edited: bool) -> (Update, bool) {
    let to = message.migrate_to_chat_id().map(|chat| chat.0);
    if let Some(chat) = to.or_else(|| message.migrate_from_chat_id().map(|_| message.chat.id.0)) {
        return (Update::Migrated(chat), false);
    }
    let fields = MessageFields::typed(message, edited);
    let is_textless = fields.text.is_none();
    (fields.read(me), is_textless)
}

/// What became of the bot in a chat.
fn read_change(change: &ChatMemberUpdated) -> Update {
    let (was, is) = (change.old_chat_member.is_present(), change.new_chat_member.is_present());
    match (was, is) {
        (true, false) => Update::Removed(change.chat.id.0),
        (false, true) if change.chat.is_group() || change.chat.is_supergroup() => {
            Update::AddedToGroup(change.chat.id.0)
        }
        // Who starts or unblocks a private chat says something there themselves.
        _ => Update::Ignored("a change of rights"),
    }
}

fn read_press(query: CallbackQuery) -> Update {
    let (Some(message), Some(data)) = (&query.message, &query.data) else {
        return Update::PressElsewhere(query.id);
    };
    if !message.chat().is_private() {
        // Groups get links only; this button is from an older version.
        return Update::PressElsewhere(query.id);
    }
    let regular = message.regular_message();
    Update::Chat(ChatEvent {
        audience: Audience::Private,
        topic: regular.and_then(|m| m.thread_id.filter(|_| m.is_topic_message)),
        album: None,
        speaks: query.from.language_code.clone(),
        chat: message.chat().id.0,
        event: Event::Pressed(data.clone()),
        source: Source::Pressed {
            message: regular.map(|message| message.id),
            is_text: regular.is_some_and(|message| message.text().is_some()),
            query: query.id,
        },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use teloxide::types::{CallbackQueryId, MessageId};

    use super::*;
    use crate::conversation::Attachment;

    fn reading(update: &Value) -> Update {
        let me = BotUser { id: 9, username: "leg_bot".to_owned() };
        parse(&RawValue::from_string(update.to_string()).unwrap(), &me).update
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
            Update::Chat(incoming) => Some(incoming.event),
            _ => None,
        }
    }

    fn heard_in_group(extra: &Value) -> Option<String> {
        let mut message = message(extra);
        message["chat"] = json!({"id": -7, "type": "supergroup", "title": "G"});
        match reading(&json!({"update_id": 1, "message": message})) {
            Update::Chat(ChatEvent {
                event: Event::Text(text),
                audience: Audience::Group,
                topic: None,
                chat: -7,
                ..
            }) => Some(text),
            Update::Ignored(_) => None,
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
            Update::Chat(ChatEvent {
                chat: 42,
                event: Event::Edited("hi".to_owned()),
                source: Source::Edited(MessageId(5)),
                audience: Audience::Private,
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
            Update::Chat(ChatEvent {
                chat: 42,
                event: Event::Pressed("m".to_owned()),
                source: Source::Pressed {
                    query: CallbackQueryId("9".to_owned()),
                    message: Some(MessageId(5)),
                    is_text: true,
                },
                audience: Audience::Private,
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
            assert!(matches!(reading(&update), Update::Ignored(_) | Update::Unreadable));
        }
    }
}
