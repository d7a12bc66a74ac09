//! A second look at an update that teloxide cannot read in full: is there a text or a press in it?
//!
//! Telegram changes its types several times a year, and one unknown value deep inside a message
//! makes teloxide drop the whole of it, or its text. The few fields that answering needs have been
//! the same for ten years; a question, or a cry for help, is not lost with the rest.

use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;
use teloxide::types::{CallbackQueryId, MessageId, ThreadId};

use crate::conversation::Event;
use crate::telegram::updates::message::{ChatKind, MessageFields};
use crate::telegram::updates::update::{Audience, BotUser, ChatEvent, Source, Update};

/// Reads what it can; `None` if there is nothing to answer.
pub(crate) fn read(raw: &RawValue, me: &BotUser) -> Option<Update> {
    let update: Value = serde_json::from_str(raw.get()).ok()?;
    for (kind, edited) in [("message", false), ("edited_message", true)] {
        if let Some(message) = update.get(kind) {
            return Some(text(message, edited)?.read(me));
        }
    }
    press(update.get("callback_query")?)
}

/// A message with a text or a caption.
fn text(message: &Value, edited: bool) -> Option<MessageFields> {
    let from = at(message, "/from");
    let text = at(message, "/text").as_str().or_else(|| at(message, "/caption").as_str())?;
    let is_text = at(message, "/text").is_string();
    let entities = at(message, if is_text { "/entities" } else { "/caption_entities" });
    let is_topic = at(message, "/is_topic_message").as_bool() == Some(true);
    Some(MessageFields {
        chat: at(message, "/chat/id").as_i64()?,
        kind: match at(message, "/chat/type").as_str()? {
            "private" => ChatKind::Private,
            "channel" => ChatKind::Channel,
            _ => ChatKind::Group,
        },
        id: message_id(message)?,
        edited,
        from: at(from, "/id").as_u64().map(|id| (id, at(from, "/is_bot").as_bool() == Some(true))),
        via: at(message, "/via_bot/id").as_u64(),
        speaks: at(from, "/language_code").as_str().map(str::to_owned),
        text: Some(text.to_owned()),
        names: entities.as_array().map(|entities| {
            let names = entities.iter().filter(|entity| at(entity, "/type") == "mention");
            names.filter_map(|entity| in_bytes(text, entity)).collect()
        }),
        replies_to: at(message, "/reply_to_message/from/id").as_u64(),
        topic: message_thread(message).filter(|_| is_topic),
        album: at(message, "/media_group_id").as_str().map(str::to_owned),
        attachment: None,
    })
}

fn press(press: &Value) -> Option<Update> {
    let query = CallbackQueryId(at(press, "/id").as_str()?.to_owned());
    let message = at(press, "/message");
    let private = at(message, "/chat/type") == "private";
    let chat = at(message, "/chat/id").as_i64().filter(|_| private);
    let (Some(chat), Some(id), Some(data)) =
        (chat, message_id(message), at(press, "/data").as_str())
    else {
        return Some(Update::PressElsewhere(query));
    };
    Some(Update::Chat(ChatEvent {
        chat,
        event: Event::Pressed(data.to_owned()),
        source: Source::Pressed {
            query,
            message: Some(id),
            is_text: at(message, "/text").is_string(),
        },
        audience: Audience::Private,
        topic: None,
        album: None,
        speaks: None,
    }))
}

fn message_id(message: &Value) -> Option<MessageId> {
    at(message, "/message_id").as_i64().and_then(|id| i32::try_from(id).ok()).map(MessageId)
}

fn message_thread(message: &Value) -> Option<ThreadId> {
    let id = at(message, "/message_thread_id").as_i64().and_then(|id| i32::try_from(id).ok())?;
    Some(ThreadId(MessageId(id)))
}

/// The place of an entity in bytes; Telegram counts UTF-16 code units.
fn in_bytes(text: &str, entity: &Value) -> Option<Range<usize>> {
    let offset = usize::try_from(at(entity, "/offset").as_u64()?).ok()?;
    let length = usize::try_from(at(entity, "/length").as_u64()?).ok()?;
    let byte = |wanted: usize| {
        let mut units = 0;
        let starts = text.char_indices().map(|(at, c)| (at, c.len_utf16()));
        for (at, width) in starts.chain([(text.len(), 1)]) {
            if units == wanted {
                return Some(at);
            }
            units += width;
        }
        None
    };
    Some(byte(offset)?..byte(offset.checked_add(length)?)?)
}

/// The value at a JSON pointer; null if there is none.
fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    value.pointer(pointer).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reading(update: &Value) -> Option<Update> {
        let me = BotUser { id: 9, username: "leg_bot".to_owned() };
        read(&RawValue::from_string(update.to_string()).unwrap(), &me)
    }

    #[test]
    fn a_text_is_found_among_what_is_not_known() {
        let message = json!({
            "message_id": 5, "chat": {"id": 42, "type": "private", "colour": {}},
            "text": "help", "entities": [{"type": 7}], "from": "nobody",
        });
        let expected = ChatEvent {
            chat: 42,
            event: Event::Text("help".to_owned()),
            source: Source::Sent(MessageId(5)),
            audience: Audience::Private,
            topic: None,
            album: None,
            speaks: None,
        };
        assert_eq!(reading(&json!({"message": message})), Some(Update::Chat(expected)));
    }

    #[test]
    fn in_a_group_the_name_is_found_by_its_entity() {
        let group = |text: &str, offset: u32| {
            let chat = json!({"id": -4, "type": "group"});
            let name = json!({"type": "mention", "offset": offset, "length": 8});
            let reading = reading(&json!({"message": {
                "message_id": 5, "chat": chat, "text": text, "entities": [{"type": 7}, name],
            }}));
            match reading {
                Some(Update::Chat(ChatEvent { event: Event::Text(text), .. })) => Some(text),
                _ => None,
            }
        };
        assert_eq!(group("🦵 @leg_bot why", 3).as_deref(), Some("🦵  why"));
        assert_eq!(group("🦵 @leg_bot why", 2), None);
        assert_eq!(group("🦵 @leg_bot why", 90), None);
    }

    #[test]
    fn a_press_is_found_or_at_least_acknowledged() {
        let message = json!({"message_id": 5, "chat": {"id": 42, "type": "private"}});
        let press = json!({"callback_query": {"id": "9", "data": "m", "message": message}});
        assert!(matches!(reading(&press), Some(Update::Chat(_))));
        let press = json!({"callback_query": {"id": "9", "data": "m", "message": 3}});
        let query = CallbackQueryId("9".to_owned());
        assert_eq!(reading(&press), Some(Update::PressElsewhere(query)));
    }

    #[test]
    fn nothing_is_made_up() {
        for update in [
            json!({}),
            json!({"message": 3}),
            json!({"message": {"message_id": 5, "chat": {"id": 42, "type": "private"}}}),
            json!({"callback_query": {"data": "m"}}),
        ] {
            assert_eq!(reading(&update), None, "{update}");
        }
    }
}
