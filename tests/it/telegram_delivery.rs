//! The real program, and what keeps a reply from arriving as it should: proxies, refusals, bots that
//! answer bots, groups that move.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;
const BOB: i64 = 1_000_002;
const GROUP: i64 = -1_001_234;

const QUESTION: &str = "how long does sciatica last";

fn answered(fake: &FakeTelegram, chat: i64, times: usize) {
    fake.wait_for("answer", |fake| fake.sent_to(chat).len() >= times);
}

fn end(fake: &FakeTelegram, bot: Bot) {
    let output = bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
    assert!(!output.contains(TOKEN), "the token is in the output");
}

#[test]
fn a_proxy_that_fails_after_the_deed_doubles_once_at_most() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    for (chat, status) in (ANN..).zip([500, 502, 503, 504]) {
        fake.fail_always("sendMessage", chat, Some(Fault::DoneThen(status)));
        fake.type_text(chat, QUESTION);
    }
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    for chat in ANN..ANN + 4 {
        let copies = fake.sent_to(chat).len();
        assert!((1..=2).contains(&copies), "{copies} copies");
    }
    end(&fake, bot);
}

#[test]
fn a_server_that_forgets_the_token_for_a_moment_ends_nothing() {
    let fake = FakeTelegram::start();
    let mut bot = Bot::start(&fake);
    fake.wait_for("poll", |fake| fake.polls() > 0);
    for code in [401, 404] {
        fake.fail_next("getUpdates", Fault::Code(code));
        fake.fail_next("sendMessage", Fault::Code(code));
        let before = fake.sent_to(ANN).len();
        fake.type_text(ANN, QUESTION);
        fake.type_text(ANN, "/help");
        let answered = |fake: &FakeTelegram| fake.sent_to(ANN).len() >= before + 2;
        while !answered(&fake) {
            let ended = bot.wait_or_none(Duration::from_millis(20));
            assert!(ended.is_none(), "it ended: {}", bot.stderr());
        }
    }
    assert!(bot.stderr().contains("WrongToken"), "{}", bot.stderr());
    end(&fake, bot);
}

#[test]
fn a_name_that_may_not_be_set_today_leaves_the_rest_of_the_profile() {
    let fake = FakeTelegram::start();
    fake.fail_next("setMyName", Fault::TooMany(86_400));
    let bot = Bot::start(&fake);
    fake.wait_for("descriptions", |fake| fake.calls("setmyshortdescription").len() == 1);
    bot.wait_for_log("name could not be set");
    end(&fake, bot);
}

#[test]
fn bots_are_not_answered() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let other = json!({"id": 77, "is_bot": true, "first_name": "Other"});
    let me = json!({"id": 123_456, "is_bot": true, "first_name": "Bot", "username": "leg_bot"});
    let chat = json!({"id": GROUP, "type": "supergroup", "title": "Backs"});
    let ours = json!({"message_id": 1, "date": 1, "text": "an answer", "chat": chat, "from": me});
    let reply = json!({"text": QUESTION, "from": other, "reply_to_message": ours});
    fake.send_in_group(GROUP, 77, &reply);
    fake.send_in_group(GROUP, 77, &json!({"text": "@leg_bot how long", "from": other}));
    // The same from a person.
    fake.send_in_group(GROUP - 1, BOB, &json!({"text": QUESTION, "reply_to_message": ours}));
    answered(&fake, GROUP - 1, 1);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(GROUP), Vec::<String>::new());
    end(&fake, bot);
}

#[test]
fn a_private_chat_with_topics_is_answered_in_the_topic() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let topic = json!({"text": "/start", "message_thread_id": 77, "is_topic_message": true});
    fake.send_private(ANN, &topic);
    answered(&fake, ANN, 1);
    assert_eq!(fake.calls("sendmessage")[0].body["message_thread_id"], 77);
    end(&fake, bot);
}

/// The bot becomes a member of a group.
fn joined(fake: &FakeTelegram, group: i64) {
    let user = json!({"id": 123_456, "is_bot": true, "first_name": "Bot"});
    let member = |status: &str| json!({"status": status, "user": user});
    fake.send_raw(
        "my_chat_member",
        json!({
            "chat": {"id": group, "type": "supergroup", "title": "Backs"}, "date": 1_700_000_000,
            "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
            "old_chat_member": member("left"), "new_chat_member": member("member"),
        }),
    );
}

#[test]
fn a_group_that_becomes_a_supergroup_is_not_greeted_again() {
    const MOVED: i64 = -1_009_999;
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    joined(&fake, GROUP);
    answered(&fake, GROUP, 1);
    joined(&fake, MOVED);
    fake.send_in_group(GROUP, ANN, &json!({"migrate_to_chat_id": MOVED}));
    fake.send_in_group(MOVED, ANN, &json!({"migrate_from_chat_id": GROUP}));
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.messages(), 1);
    end(&fake, bot);
}

#[test]
fn an_answer_whose_link_is_refused_is_sent_without_it() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Link);
    fake.type_in_group(GROUP, ANN, "@leg_bot how long does sciatica last");
    answered(&fake, GROUP, 1);
    let sent = fake.calls("sendmessage").pop().unwrap();
    assert!(sent.body["text"].as_str().unwrap().contains("not a doctor"));
    assert_eq!(sent.body.get("reply_markup"), None);
    // Buttons that are no links stay.
    fake.fail_next("sendMessage", Fault::Link);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    let sent = fake.calls("sendmessage").pop().unwrap();
    assert!(sent.body["reply_markup"]["inline_keyboard"].is_array(), "{sent:?}");
    end(&fake, bot);
}

#[test]
fn a_press_is_answered_while_it_is_acknowledged() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    fake.fail_next("answerCallbackQuery", Fault::Slow(1_500));
    fake.press(ANN, 1, "e:how-long");
    fake.wait_for("acknowledgement", |fake| fake.calls("answercallbackquery").len() == 1);
    let order: Vec<String> = fake.all_calls().into_iter().map(|call| call.method).collect();
    let at = |method: &str| order.iter().rposition(|known| known == method);
    assert!(at("sendmessage") < at("answercallbackquery"), "{order:?}");
    assert_eq!(fake.sent_to(ANN).len(), 2, "it waited for the acknowledgement");
    end(&fake, bot);
}

#[test]
fn an_idle_stop_is_short_and_says_nothing_false() {
    let fake = FakeTelegram::start();
    let mut bot = Bot::start(&fake);
    fake.type_text(ANN, QUESTION);
    answered(&fake, ANN, 1);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    std::thread::sleep(Duration::from_millis(100));
    let begun = Instant::now();
    bot.signal(Signal::SIGTERM);
    assert!(bot.wait(Duration::from_mins(1)).success());
    let took = begun.elapsed();
    assert!(took < Duration::from_millis(1_500), "{took:?}: {}", bot.stderr());
    assert!(!bot.stderr().contains("not confirmed"), "{}", bot.stderr());
}

#[test]
fn telegram_is_not_hammered_while_a_reply_waits() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.wait_for("poll", |fake| fake.polls() > 0);
    fake.fail_next("sendMessage", Fault::TooMany(6));
    let before = fake.polls();
    fake.type_text(ANN, QUESTION);
    answered(&fake, ANN, 1);
    let polls = fake.polls() - before;
    assert!(polls <= 20, "{polls} calls for updates in six seconds");
    end(&fake, bot);
}

#[test]
fn a_slow_server_is_waited_for_and_nothing_sent_twice() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Slow(6_000));
    fake.type_text(ANN, QUESTION);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let said: Vec<Value> =
        fake.calls("sendmessage").iter().map(|c| c.body["text"].clone()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    end(&fake, bot);
}
