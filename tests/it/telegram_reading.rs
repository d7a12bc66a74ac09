//! The real program, and messages as Telegram really sends them: names in groups, fields that are
//! newer than the program, edits that change nothing, albums, moving places.

use serde_json::{Value, json};

use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;
const GROUP: i64 = -1_001_234;

const CARD: &str = "Get help now";

fn end(fake: &FakeTelegram, bot: Bot) {
    let output = bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
    assert!(!output.contains(TOKEN), "the token is in the output");
}

/// Waits until all is answered and confirmed; what was sent to `chat` since it had `before`.
fn answers(fake: &FakeTelegram, chat: i64, before: usize) -> Vec<String> {
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    fake.sent_to(chat).split_off(before)
}

#[test]
fn a_group_is_heard_line_by_line_however_the_bot_is_named() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    // A denial on one line is none of the next.
    for (nth, text) in [
        "@leg_bot no fever\nnumb crotch since this morning",
        "@leg_bot no numbness\ni can't pee",
        "no fever\n@leg_bot\ni can't pee",
    ]
    .iter()
    .enumerate()
    {
        let group = GROUP - i64::try_from(nth).unwrap();
        fake.type_in_group(group, ANN, text);
        let said = answers(&fake, group, 0);
        assert!(said.iter().any(|text| text.contains(CARD)), "{text}: {said:?}");
    }
    for (nth, text) in [
        "@leg_bot,how long does sciatica last",
        "(@leg_bot) how long does sciatica last",
        "👋@leg_bot how long does sciatica last",
        "how long does sciatica last?@leg_bot",
        "@leg_bot’s view: how long does sciatica last",
        "\u{200e}@leg_bot how long does sciatica last",
        "\u{2068}@Leg_Bot\u{2069} how long does sciatica last",
        "/ask @leg_bot how long does sciatica last",
    ]
    .iter()
    .enumerate()
    {
        let group = GROUP - 100 - i64::try_from(nth).unwrap();
        fake.type_in_group(group, ANN, text);
        let said = answers(&fake, group, 0);
        assert!(said.len() == 1 && said[0].contains("not a doctor"), "{text}: {said:?}");
        assert!(said[0].contains("weeks"), "{text}: {said:?}");
    }
    fake.type_in_group(GROUP - 200, ANN, "/Help");
    assert_eq!(answers(&fake, GROUP - 200, 0).len(), 1);
    for text in ["mail x@leg_bot", "@leg_bot2 how long", "/ban @leg_bot", "https://a.b/@leg_bot"] {
        fake.type_in_group(GROUP - 201, ANN, text);
        assert_eq!(answers(&fake, GROUP - 201, 0), Vec::<String>::new(), "{text}");
    }
    end(&fake, bot);
}

/// Fields of the Bot API that are newer than this program, or may come to be.
fn newer_fields() -> Vec<Value> {
    let user = json!({"id": 5, "is_bot": false, "first_name": "B"});
    vec![
        json!({"external_reply": {"origin": {"type": "user", "date": 1, "sender_user": user}}}),
        json!({"entities": [{"type": "date_time", "offset": 0, "length": 1, "unix_time": 1}]}),
        json!({"entities": [{"type": "brand_new", "offset": 0, "length": 1}]}),
        json!({"entities": "new"}),
        json!({"forward_origin": {"type": "brand_new", "date": 1}}),
        json!({"reply_markup": {"inline_keyboard": [[{"text": "a", "brand_new": {}}]]}}),
        json!({"quote": {"text": 7}}),
    ]
}

#[test]
fn a_text_among_fields_that_are_not_known_is_read() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let mut chat = ANN;
    for extra in newer_fields() {
        let with = |text: Value| {
            let mut fields = extra.clone();
            for (name, value) in text.as_object().unwrap() {
                fields[name] = value.clone();
            }
            fields
        };
        let alarm = with(json!({"text": "i can't pee and my crotch is numb"}));
        fake.send_private(chat, &alarm);
        let said = answers(&fake, chat, 0);
        assert!(said[0].contains(CARD), "{extra}: {said:?}");
        let message = fake.send_private(chat + 1, &json!({"text": "/help"}));
        answers(&fake, chat + 1, 0);
        fake.edit_private(chat + 1, message, &alarm);
        fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
        let shown = fake.all_calls().pop().unwrap().body.to_string();
        assert!(shown.contains(CARD), "edited {extra}: {shown}");
        let group = -chat;
        let mut in_group = with(json!({"text": "@leg_bot i can't pee and my crotch is numb"}));
        if in_group["entities"].is_array() {
            let mention = json!({"type": "mention", "offset": 0, "length": 8});
            in_group["entities"].as_array_mut().unwrap().push(mention);
        }
        fake.send_in_group(group, ANN, &in_group);
        let said = answers(&fake, group, 0);
        assert!(said.iter().any(|text| text.contains(CARD)), "group {extra}: {said:?}");
        chat += 2;
    }
    let photo = json!([{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]);
    let caption = json!({
        "photo": photo, "caption": "i can't pee and my crotch is numb",
        "caption_entities": [{"type": "brand_new", "offset": 0, "length": 1}],
    });
    fake.send_private(chat, &caption);
    let said = answers(&fake, chat, 0);
    assert!(said[0].contains(CARD), "a caption: {said:?}");
    assert!(bot.stderr().contains("read leniently"), "{}", bot.stderr());
    end(&fake, bot);
}

/// Opens the quiz and answers the first screens by their numbers.
fn in_the_quiz(fake: &FakeTelegram, chat: i64) -> i64 {
    let mut last = fake.type_text(chat, "/quiz");
    for number in ["1", "2", "2", "2", "2"] {
        fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
        last = fake.type_text(chat, number);
    }
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    last
}

/// What the bot showed last in a chat: the data of its buttons.
fn buttons(fake: &FakeTelegram, chat: i64) -> Vec<String> {
    let calls = fake.all_calls();
    let mut shown = calls.iter().rev().filter(|call| {
        ["sendmessage", "editmessagetext"].contains(&call.method.as_str())
            && call.body["chat_id"] == chat
            && call.body.get("reply_markup").is_some()
    });
    let rows = shown.next().unwrap().body["reply_markup"]["inline_keyboard"].clone();
    let rows = rows.as_array().unwrap();
    let all = rows.iter().flat_map(|row| row.as_array().unwrap());
    all.map(|button| button["callback_data"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn an_edit_is_no_answer_and_one_without_a_change_is_nothing() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let quiz = |fake: &FakeTelegram| buttons(fake, ANN).into_iter().find(|data| data.len() > 3);
    let last = in_the_quiz(&fake, ANN);
    let (open, calls) = (quiz(&fake), fake.all_calls().len());
    // A reaction: the text is the same.
    fake.edit_text(ANN, last, "2");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.all_calls().len(), calls, "something was said to an edit without a change");
    // A change is no answer to the open screen, either, nor a command.
    fake.edit_text(ANN, last, "1");
    fake.edit_text(ANN, last, "/cancel");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let before = fake.messages();
    fake.type_text(ANN, "2");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let next = quiz(&fake);
    assert!(fake.messages() > before && next.is_some() && next != open, "the quiz goes on");
    end(&fake, bot);
}

/// Something that happens in a chat, perhaps to an earlier message.
type Happening<'a> = &'a dyn Fn(i64, i64);

#[test]
fn what_comes_out_of_turn_leaves_the_buttons_of_a_card_and_a_screen() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let photo = json!([{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]);
    let place = json!({"latitude": 1.0, "longitude": 2.0, "live_period": 900});
    let sticker = json!({
        "file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "type": "regular",
        "is_animated": false, "is_video": false,
    });
    let out_of_turn: [(&str, Happening<'_>); 5] = [
        ("an old edit without a change", &|chat, old| {
            fake.edit_text(chat, old, "how long does it last");
        }),
        ("an old edit", &|chat, old| fake.edit_text(chat, old, "can i drive")),
        ("a photo", &|chat, _| {
            fake.send_private(chat, &json!({"photo": photo}));
        }),
        ("a sticker", &|chat, _| {
            fake.send_private(chat, &json!({"sticker": sticker}));
        }),
        ("a live location", &|chat, _| {
            let message = fake.send_private(chat, &json!({"location": place}));
            for _ in 0..3 {
                fake.edit_private(chat, message, &json!({"location": place}));
            }
        }),
    ];
    for (nth, (what, happens)) in (0..).zip(out_of_turn) {
        let chat = ANN + 10 * nth;
        let old = fake.type_text(chat, "how long does it last");
        answers(&fake, chat, 0);
        fake.type_text(chat, "i can't pee and my crotch is numb");
        answers(&fake, chat, 0);
        happens(chat, old);
        let before = answers(&fake, chat, 0).len();
        fake.type_text(chat, "yes");
        let said = answers(&fake, chat, before);
        assert!(said[0].contains("Please get help now, as above"), "{what}: {said:?}");

        let chat = chat + 1;
        let old = fake.type_text(chat, "how long does it last");
        answers(&fake, chat, 0);
        in_the_quiz(&fake, chat);
        let open = buttons(&fake, chat);
        happens(chat, old);
        answers(&fake, chat, 0);
        fake.type_text(chat, "2");
        let before = answers(&fake, chat, 0).len();
        let next = buttons(&fake, chat);
        assert!(next.iter().any(|data| data.starts_with('q')) && next != open, "{what}: {next:?}");
        assert!(before > 0);
    }
    // Four ticks of a place were one message.
    let places = fake.sent_to(ANN + 40);
    let told = places.iter().filter(|text| text.contains("do not use places")).count();
    assert_eq!(told, 1, "{places:?}");
    end(&fake, bot);
}

#[test]
fn an_album_gets_one_reply_and_its_caption_is_read() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let photo = json!([{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]);
    for _ in 0..10 {
        fake.send_private(ANN, &json!({"photo": photo, "media_group_id": "7"}));
    }
    let said = answers(&fake, ANN, 0);
    assert_eq!(said.len(), 1, "{said:?}");
    // The words may stand under any of them.
    for (chat, captioned) in [(ANN + 1, 0), (ANN + 2, 1), (ANN + 3, 4)] {
        for nth in 0..5 {
            let mut item = json!({"photo": photo, "media_group_id": format!("8-{chat}")});
            if nth == captioned {
                item["caption"] = json!("i can't pee and my crotch is numb");
            }
            fake.send_private(chat, &item);
        }
        let said = answers(&fake, chat, 0);
        assert!(said.len() == 1 && said[0].contains(CARD), "{captioned}: {said:?}");
        fake.type_text(chat, "yes");
        let said = answers(&fake, chat, 1);
        assert!(!said[0].contains("not sure what you mean"), "{said:?}");
    }
    end(&fake, bot);
}
