//! A second look at an update that teloxide cannot read: is there a text or a press in it?
//!
//! Telegram changes its types several times a year, and one unknown value deep inside a message
//! makes the whole of it unreadable. The few fields that answering needs have been the same for
//! ten years; a question, or a cry for help, is not lost with the rest.

use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::types::{CallbackQueryId, MessageId};

use super::incoming::{Incoming, Place, Reading, Source};
use crate::conversation::Event;

#[derive(Deserialize)]
struct Update<'a> {
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    #[serde(borrow)]
    edited_message: Option<&'a RawValue>,
    #[serde(borrow)]
    callback_query: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "message_id")]
    id: i32,
    chat: Chat,
    text: Option<String>,
    caption: Option<String>,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Press<'a> {
    id: String,
    data: Option<String>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
}

/// Reads what it can; `None` if there is nothing to answer. Private chats only: in a group it
/// cannot tell who is spoken to.
pub(super) fn read(raw: &RawValue) -> Option<Reading> {
    let update: Update<'_> = serde_json::from_str(raw.get()).ok()?;
    if let Some(message) = update.message {
        return typed(message, Event::Text, Source::Sent);
    }
    if let Some(message) = update.edited_message {
        return typed(message, Event::Edited, Source::Edited);
    }
    let press: Press<'_> = serde_json::from_str(update.callback_query?.get()).ok()?;
    let query = CallbackQueryId(press.id);
    let message = press.message.and_then(private);
    Some(match (press.data, message) {
        (Some(data), Some(message)) => Reading::Answer(Incoming {
            chat: message.chat.id,
            event: Event::Pressed(data),
            source: Source::Pressed { query, message: Some(MessageId(message.id)) },
            place: Place::Private,
            speaks: None,
        }),
        _ => Reading::PressOnly(query),
    })
}

fn typed(
    raw: &RawValue,
    event: fn(String) -> Event,
    source: fn(MessageId) -> Source,
) -> Option<Reading> {
    let message = private(raw)?;
    let text = message.text.or(message.caption)?;
    Some(Reading::Answer(Incoming {
        chat: message.chat.id,
        event: event(text),
        source: source(MessageId(message.id)),
        place: Place::Private,
        speaks: None,
    }))
}

fn private(raw: &RawValue) -> Option<Message> {
    let message: Message = serde_json::from_str(raw.get()).ok()?;
    (message.chat.kind == "private").then_some(message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reading(update: &serde_json::Value) -> Option<Reading> {
        read(&RawValue::from_string(update.to_string()).unwrap())
    }

    #[test]
    fn a_text_is_found_among_what_is_not_known() {
        let message = json!({
            "message_id": 5, "chat": {"id": 42, "type": "private", "colour": {}},
            "text": "help", "entities": [{"type": 7}], "from": "nobody",
        });
        let expected = Incoming {
            chat: 42,
            event: Event::Text("help".to_owned()),
            source: Source::Sent(MessageId(5)),
            place: Place::Private,
            speaks: None,
        };
        assert_eq!(reading(&json!({"message": message})), Some(Reading::Answer(expected)));
    }

    #[test]
    fn a_press_is_found_or_at_least_acknowledged() {
        let message = json!({"message_id": 5, "chat": {"id": 42, "type": "private"}});
        let press = json!({"callback_query": {"id": "9", "data": "m", "message": message}});
        assert!(matches!(reading(&press), Some(Reading::Answer(_))));
        let press = json!({"callback_query": {"id": "9", "data": "m", "message": 3}});
        let query = CallbackQueryId("9".to_owned());
        assert_eq!(reading(&press), Some(Reading::PressOnly(query)));
    }

    #[test]
    fn nothing_is_made_up() {
        for update in [
            json!({}),
            json!({"message": 3}),
            json!({"message": {"message_id": 5, "chat": {"id": 42, "type": "private"}}}),
            json!({"message": {"message_id": 5, "chat": {"id": -4, "type": "group"}, "text": "a"}}),
            json!({"callback_query": {"data": "m"}}),
        ] {
            assert_eq!(reading(&update), None, "{update}");
        }
    }
}
