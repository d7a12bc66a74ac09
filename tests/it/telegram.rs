//! The real program against a fake Bot API server on this machine.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::sys::signal::Signal;
use sciatica_bot::config::{Config, Token};
use sciatica_bot::conversation::{
    Assistant, Event, Languages, Placement, Session, Turn, Understanding, respond,
};
use sciatica_bot::knowledge::{Knowledge, Problem};
use sciatica_bot::storage::{Day, Settings, Store};
use sciatica_bot::telegram::{self, FaqSource};
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::fake_telegram::{Call, FakeTelegram, Fault, TOKEN};
use crate::support::program::{Bot, copy_folder, copy_of_small_faq, small_faq};

const ANN: i64 = 1_000_001;
const BOB: i64 = 1_000_002;

/// Ends a test: a clean stop, nothing that the real server would refuse, no secret in the log.
fn end(fake: &FakeTelegram, bot: Bot) {
    let output = bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
    assert!(!output.contains(TOKEN), "the token is in the output");
    assert!(!output.contains("fake-token"), "a part of the token is in the output");
}

fn answered(fake: &FakeTelegram, chat: i64, times: usize) {
    fake.wait_for("answer", |fake| fake.sent_to(chat).len() >= times);
}

#[test]
fn a_question_is_answered() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.type_text(ANN, "how long does siatica last??");
    answered(&fake, ANN, 1);
    let call = &fake.calls("sendmessage")[0];
    assert_eq!(call.body["parse_mode"], "HTML");
    assert!(call.body["text"].as_str().unwrap().contains("not a doctor"));
    assert!(call.body["reply_markup"]["inline_keyboard"].is_array());
    let allowed = fake.allowed_updates().unwrap();
    for kind in ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"] {
        assert!(allowed.as_array().unwrap().contains(&json!(kind)), "{allowed}");
    }
    end(&fake, bot);
    assert_eq!(fake.unconfirmed(), 0, "the last update was confirmed at the stop");
}

#[test]
fn the_menu_and_descriptions_are_set_in_order() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.wait_for("descriptions", |fake| fake.calls("setmyshortdescription").len() == 1);
    let menus = fake.calls("setmycommands");
    let named = |menu: &Value| -> Vec<String> {
        let commands = menu["commands"].as_array().unwrap().iter();
        commands.map(|command| command["command"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(menus.len(), 2);
    assert_eq!(menus[0].body["scope"]["type"], "all_private_chats");
    assert_eq!(
        named(&menus[0].body),
        ["start", "help", "topics", "quiz", "sources", "privacy", "settings", "forget", "cancel"]
    );
    assert_eq!(menus[1].body["scope"]["type"], "all_group_chats");
    assert_eq!(named(&menus[1].body), ["help", "topics", "quiz", "sources", "privacy"]);
    assert_eq!(fake.calls("setmyname").len(), 1);
    assert_eq!(fake.calls("setmydescription").len(), 1);
    end(&fake, bot);

    // At the next start Telegram has all of it, and nothing is set again.
    let bot = Bot::start(&fake);
    fake.wait_for("the last question", |fake| fake.calls("getmyshortdescription").len() == 2);
    end(&fake, bot);
    let set = fake.all_calls().into_iter().filter(|call| call.method.starts_with("setmy"));
    assert_eq!(set.count(), 5);
}

#[test]
fn each_press_is_acknowledged_and_a_double_tap_answered_once() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    let menu = fake.calls("sendmessage")[0].message;
    fake.press(ANN, menu, "e:how-long");
    fake.press(ANN, menu, "e:how-long");
    fake.wait_for("acknowledgements", |fake| fake.calls("answercallbackquery").len() == 2);
    answered(&fake, ANN, 2);
    fake.type_text(ANN, "/help");
    answered(&fake, ANN, 3);
    assert_eq!(fake.sent_to(ANN).len(), 3, "one greeting, one answer, one help");
    assert_eq!(fake.calls("answercallbackquery").len(), 2);
    end(&fake, bot);
}

#[test]
fn an_edited_question_gets_its_answer_edited() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let question = fake.type_text(ANN, "price of bitcoin");
    answered(&fake, ANN, 1);
    let answer = fake.calls("sendmessage")[0].message;
    fake.edit_text(ANN, question, "how long does sciatica last");
    fake.wait_for("edit", |fake| fake.calls("editmessagetext").len() == 1);
    assert_eq!(fake.calls("editmessagetext")[0].message, answer);
    // The same again changes nothing, and that is no error.
    fake.edit_text(ANN, question, "how long does sciatica last");
    fake.type_text(ANN, "/help");
    answered(&fake, ANN, 2);
    end(&fake, bot);
}

#[test]
fn a_send_that_fails_is_tried_again() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    for (chat, fault) in
        (ANN..).zip([Fault::Server, Fault::TooMany(1), Fault::Reset, Fault::Garbage])
    {
        fake.fail_next("sendMessage", fault);
        fake.type_text(chat, "how long does sciatica last");
        answered(&fake, chat, 1);
    }
    end(&fake, bot);
    for chat in ANN..ANN + 4 {
        assert_eq!(fake.sent_to(chat).len(), 1);
    }
}

#[test]
fn a_lost_answer_delays_one_chat_only() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Lost);
    fake.type_text(ANN, "how long does sciatica last");
    answered(&fake, ANN, 1);
    fake.type_text(BOB, "can i drive");
    answered(&fake, BOB, 1);
    assert_eq!(fake.sent_to(ANN).len(), 1, "Bob did not wait for Ann");
    end(&fake, bot);
}

#[test]
fn refused_markup_is_sent_as_plain_text() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Markup);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    let call = &fake.calls("sendmessage")[0];
    assert!(call.body.get("parse_mode").is_none_or(Value::is_null));
    assert!(!call.body["text"].as_str().unwrap().contains("<b>"));
    end(&fake, bot);
}

#[test]
fn updates_that_nobody_understands_block_nothing() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.send_raw("message", json!({"text": 5}));
    fake.send_raw("brand_new_kind", json!({"x": 1}));
    fake.send_raw("message", json!(null));
    fake.send_raw("callback_query", json!({"id": "1"}));
    fake.type_text(ANN, "can i drive");
    answered(&fake, ANN, 1);
    // Only a part of it is not understood: the person is answered all the same.
    let chat = json!({"id": BOB, "type": "private"});
    let odd = json!({"message_id": 3, "chat": chat, "text": "/help", "entities": "new"});
    fake.send_raw("message", odd);
    answered(&fake, BOB, 1);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    end(&fake, bot);
}

#[test]
fn a_chat_is_answered_in_order() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    for text in ["/help", "/privacy", "/topics"] {
        fake.type_text(ANN, text);
    }
    answered(&fake, ANN, 3);
    let texts = fake.sent_to(ANN);
    assert!(texts[0].contains("/cancel"), "{}", texts[0]);
    assert!(texts[1].contains("store about you"), "{}", texts[1]);
    assert!(texts[2].contains("Pick a topic"), "{}", texts[2]);
    end(&fake, bot);
}

#[test]
fn a_signal_ends_it_cleanly_and_nothing_is_lost() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let fake = FakeTelegram::start();
        let mut bot = Bot::start(&fake);
        for chat in ANN..ANN + 30 {
            fake.type_text(chat, "how long does sciatica last");
        }
        answered(&fake, ANN, 1);
        bot.signal(signal);
        let status = bot.wait(Duration::from_mins(4));
        assert_eq!(status.code(), Some(0), "{}", bot.stderr());
        // What it took up it finished and confirmed; a new start answers the rest, once.
        let again = Bot::start(&fake);
        fake.wait_for("all answers", |fake| {
            (ANN..ANN + 30).all(|chat| !fake.sent_to(chat).is_empty())
        });
        end(&fake, again);
        for chat in ANN..ANN + 30 {
            assert_eq!(fake.sent_to(chat).len(), 1, "{signal}: {chat}");
        }
    }
}

#[test]
fn an_idle_bot_stops_at_once() {
    let fake = FakeTelegram::start();
    let mut bot = Bot::start(&fake);
    fake.wait_for("poll", |fake| fake.polls() > 0);
    bot.signal(Signal::SIGTERM);
    assert!(bot.wait(Duration::from_secs(5)).success());
}

#[test]
fn a_flood_is_told_once_and_holds_up_nobody() {
    let fake = FakeTelegram::start();
    let bot = Bot::start_with(&fake, TOKEN, "[telegram]\nwaiting_messages = 4\n");
    for _ in 0..300 {
        fake.type_text(ANN, "can i drive");
    }
    fake.type_text(BOB, "how long does sciatica last");
    answered(&fake, BOB, 1);
    fake.wait_for("notice", |fake| {
        fake.sent_to(ANN).iter().any(|text| text.contains("faster than I can answer"))
    });
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let notices =
        fake.sent_to(ANN).iter().filter(|text| text.contains("faster than I can answer")).count();
    assert!(notices <= 2, "{notices} notices");
    end(&fake, bot);
}

#[test]
fn a_wrong_token_is_one_sentence_and_exit_code_1() {
    let fake = FakeTelegram::start();
    let mut bot = Bot::start_with(&fake, "99:other-token", "");
    let status = bot.wait(Duration::from_mins(4));
    assert_eq!(status.code(), Some(1));
    let output = bot.output();
    assert!(output.contains("Telegram does not accept this token"), "{output}");
    assert!(output.contains("mend:"), "{output}");
    assert_eq!(output.matches("error").count(), 1, "{output}");
    assert!(!output.contains("other-token"), "{output}");
}

#[test]
fn what_people_write_is_not_logged() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Server);
    fake.type_text(ANN, "zebra sciatica question");
    answered(&fake, ANN, 1);
    let output = bot.stop();
    assert!(output.contains("signed in"), "{output}");
    assert!(!output.contains("zebra"), "{output}");
    assert!(!output.contains("Ann"), "{output}");
    assert!(!output.contains(&ANN.to_string()), "{output}");
}

#[test]
fn signing_in_waits_as_long_as_telegram_asks() {
    let fake = FakeTelegram::start();
    fake.fail_next("getMe", Fault::TooMany(2));
    let bot = Bot::start(&fake);
    bot.wait_for_log("wait_ms=2000");
    fake.type_text(ANN, "can i drive");
    answered(&fake, ANN, 1);
    end(&fake, bot);
}

#[test]
fn every_line_of_the_log_for_machines_is_json_with_stable_names() {
    let fake = FakeTelegram::start();
    let config = "[log]\nformat = \"json\"\nlevel = \"debug\"\n";
    let bot = Bot::start_with(&fake, TOKEN, config);
    fake.fail_next("sendMessage", Fault::Server);
    fake.send_raw("poll", json!({"zebra": "zebra"}));
    fake.type_text(ANN, "zebra sciatica question");
    answered(&fake, ANN, 1);
    let output = bot.stop();
    let lines: Vec<Value> =
        output.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert!(lines.len() > 4, "{output}");
    for line in &lines {
        for name in ["timestamp", "level", "message"] {
            assert!(line[name].is_string(), "no {name} in {line}");
        }
    }
    let field = |name: &str| lines.iter().any(|line| !line[name].is_null());
    for name in ["bot", "error", "call", "reason", "update.id", "under_way"] {
        assert!(field(name), "no {name} in {output}");
    }
    assert!(!output.contains("zebra") && !output.contains(&ANN.to_string()), "{output}");
}

/// The bot in this process, with a core of the test's own. It runs until the tests end.
fn start_with_core(fake: &FakeTelegram, core: telegram::Core) {
    let load =
        || Languages::new(Knowledge::load(small_faq(), "en")?, Vec::new(), Understanding::new);
    start_with_library(fake, core, load().unwrap(), load);
}

/// The same, with what it knows at first and after a reload. Bob may reload.
fn start_with_library(
    fake: &FakeTelegram,
    core: telegram::Core,
    languages: Languages,
    load: fn() -> Result<Languages, Vec<Problem>>,
) {
    let dir = tempfile::tempdir().unwrap();
    let token_file = dir.path().join("token");
    std::fs::write(&token_file, TOKEN).unwrap();
    let mut config = Config::default();
    fake.url().clone_into(&mut config.telegram.api_url);
    config.telegram.token_file = Some(token_file);
    config.telegram.admins = vec![BOB];
    let token = Token::find(&config.telegram).unwrap();
    let source = FaqSource::new(small_faq().into(), move |_| load());
    std::thread::spawn(move || telegram::run(languages, source, &config, &token, core));
}

/// Whether Ann's slow question may be answered now.
static FAQ_CHANGED: AtomicBool = AtomicBool::new(false);

/// Answers with this entry only when the FAQ has changed meanwhile, or after a while.
fn slow_core(assistant: &Assistant, session: Session, event: Event, now: u64) -> Turn {
    if matches!(&event, Event::Text(text) if text.contains("how-long")) {
        for _ in 0..400 {
            if FAQ_CHANGED.load(Ordering::Acquire) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    respond(assistant, session, event, now)
}

/// A FAQ of one entry: few phrasings, so that it is trained at once.
fn how_long_says(answer: &str) -> Result<Languages, Vec<Problem>> {
    let mut knowledge = Knowledge::load(small_faq(), "en")?;
    knowledge.faq.entry.retain(|entry| entry.id == "how-long");
    answer.clone_into(&mut knowledge.faq.entry[0].answer);
    Languages::new(knowledge, Vec::new(), Understanding::new)
}

#[test]
fn a_reply_under_way_ends_on_what_it_began_with() {
    let fake = FakeTelegram::start();
    let load = || how_long_says("The new answer.");
    start_with_library(&fake, slow_core, how_long_says("The old answer.").unwrap(), load);
    fake.type_text(ANN, "/start how-long");
    fake.type_text(BOB, "/reload");
    answered(&fake, BOB, 1);
    assert!(fake.sent_to(BOB)[0].contains("new files now"), "{:?}", fake.sent_to(BOB));
    assert!(fake.sent_to(ANN).is_empty(), "the answer is still under way");
    FAQ_CHANGED.store(true, Ordering::Release);
    answered(&fake, ANN, 1);
    assert!(fake.sent_to(ANN)[0].contains("The old answer."), "{}", fake.sent_to(ANN)[0]);
    fake.type_text(ANN, "/start how-long");
    answered(&fake, ANN, 2);
    assert!(fake.sent_to(ANN)[1].contains("The new answer."), "{}", fake.sent_to(ANN)[1]);
}

/// Fails on the word `panic`; edits on any press.
fn odd_core(assistant: &Assistant, session: Session, event: Event, now: u64) -> Turn {
    match &event {
        Event::Text(text) if text == "panic" => panic!("as the test wants"),
        Event::Pressed(_) => {
            let mut turn = respond(assistant, session, event, now);
            turn.replies[0].placement = Placement::Edit;
            turn
        }
        _ => respond(assistant, session, event, now),
    }
}

#[test]
fn a_panic_is_one_apology_and_takes_nothing_with_it() {
    let fake = FakeTelegram::start();
    start_with_core(&fake, odd_core);
    fake.type_text(ANN, "panic");
    fake.type_text(ANN, "can i drive");
    fake.type_text(BOB, "can i drive");
    answered(&fake, ANN, 2);
    answered(&fake, BOB, 1);
    let texts = fake.sent_to(ANN);
    assert!(texts[0].contains("something went wrong"), "{}", texts[0]);
    assert!(!texts[1].contains("something went wrong"), "{}", texts[1]);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(ANN).len(), 2);
}

#[test]
fn a_reply_in_place_edits_the_message_of_the_button() {
    let fake = FakeTelegram::start();
    start_with_core(&fake, odd_core);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    let menu = fake.calls("sendmessage")[0].message;
    fake.press(ANN, menu, "t:pt");
    fake.wait_for("edit", |fake| fake.calls("editmessagetext").len() == 1);
    assert_eq!(fake.calls("editmessagetext")[0].message, menu);
    // Pressed again after the double-tap window: nothing changes, and nobody is bothered.
    std::thread::sleep(Duration::from_secs(5));
    fake.press(ANN, menu, "t:pt");
    fake.wait_for("acknowledgement", |fake| fake.calls("answercallbackquery").len() == 2);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(ANN).len(), 1);
    assert_eq!(fake.refused(), Vec::<String>::new());
}

/// A page of the operator's, as status line, headers and body.
fn page(address: &str, path: &str) -> String {
    request(address, &format!("GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n"))
}

fn request(address: &str, text: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    page
}

/// An address of this machine that nobody listens on.
fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn an_operator_sees_health_and_numbers() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let bot = Bot::start_with(&fake, TOKEN, &format!("[operations]\nlisten = \"{address}\"\n"));
    fake.fail_next("sendMessage", Fault::Server);
    fake.type_text(ANN, "zebra sciatica");
    answered(&fake, ANN, 1);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert!(page(&address, "/healthz").starts_with("HTTP/1.1 200"));
    assert!(page(&address, "/readyz").starts_with("HTTP/1.1 200"));
    let metrics = page(&address, "/metrics");
    for line in [
        "sciatica_updates_total{kind=\"text\"} 1",
        "sciatica_replies_total{how=\"sent\"} 1",
        "sciatica_faults_total{reason=\"gateway\"} 1",
        "sciatica_answer_seconds_count 1",
        "sciatica_call_seconds_bucket{method=\"SendMessage\"",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    assert!(!metrics.contains("zebra") && !metrics.contains(&ANN.to_string()));
    end(&fake, bot);
}

#[test]
fn an_operator_sees_that_telegram_is_away() {
    let fake = FakeTelegram::start();
    fake.set_down(true);
    let address = free_address();
    let _bot = Bot::start_with(&fake, TOKEN, &format!("[operations]\nlisten = \"{address}\"\n"));
    fake.wait_for("health", |_| std::net::TcpStream::connect(&address).is_ok());
    assert!(page(&address, "/healthz").starts_with("HTTP/1.1 200"));
    assert!(page(&address, "/readyz").starts_with("HTTP/1.1 503"));
}

/// Brings a body to the bot as Telegram does; the status line.
fn bring(address: &str, secret: &str, body: &str) -> String {
    let answer = request(
        address,
        &format!(
            "POST /hook HTTP/1.1\r\nHost: bot\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ),
    );
    answer.lines().next().unwrap_or_default().to_owned()
}

fn by_webhook(address: &str) -> String {
    format!(
        "[telegram]\nmode = \"webhook\"\n[telegram.webhook]\nlisten = \"{address}\"\n\
         url = \"https://bot.example/hook\"\n"
    )
}

#[test]
fn updates_come_by_webhook_and_are_acknowledged_when_done() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address));
    fake.wait_for("webhook", |fake| fake.webhook().is_some());
    let (url, secret) = fake.webhook().unwrap();
    assert_eq!(url, "https://bot.example/hook");
    fake.type_text(ANN, "how long does sciatica last");
    let update = fake.take_update().to_string();
    assert!(bring(&address, "guessed", &update).contains("401"));
    assert!(bring(&address, "", &update).contains("401"));
    assert_eq!(fake.sent_to(ANN).len(), 0);
    assert!(bring(&address, &secret, &update).contains("200"));
    assert_eq!(fake.sent_to(ANN).len(), 1, "answered before the 200");
    // Brought again, as after a lost 200.
    assert!(bring(&address, &secret, &update).contains("200"));
    assert_eq!(fake.sent_to(ANN).len(), 1);
    // Nothing that cannot be read is brought again for ever.
    for garbage in ["{\"update", "[]", "{\"update_id\":7}", "{\"update_id\":8,\"message\":3}"] {
        assert!(bring(&address, &secret, garbage).contains("200"), "{garbage}");
    }
    assert!(bring(&address, &secret, &" ".repeat(2_000_000)).contains("413"));
    assert_eq!(fake.polls(), 0);
    bot.wait_for_log("by webhook");
    end(&fake, bot);
    assert!(fake.webhook().is_some(), "updates wait at Telegram until the next start");
}

#[test]
fn a_webhook_needs_no_proxy_with_a_certificate() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let config = format!("{}certificate = {certificate:?}\nkey = {key:?}\n", by_webhook(&address));
    let bot = Bot::start_with(&fake, TOKEN, &config);
    fake.wait_for("webhook", |fake| fake.webhook().is_some());
    let (_, secret) = fake.webhook().unwrap();
    fake.type_text(ANN, "how long does sciatica last");
    let update = fake.take_update().to_string();
    let port = address.rsplit(':').next().unwrap();
    let root = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().add_root_certificate(root).build().unwrap();
    let bringing = client
        .post(format!("https://localhost:{port}/hook"))
        .header("X-Telegram-Bot-Api-Secret-Token", secret)
        .body(update)
        .send();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(bringing).unwrap().status(), 200);
    assert_eq!(fake.sent_to(ANN).len(), 1);
    // Nobody is answered without TLS.
    let mut plain = std::net::TcpStream::connect(&address).unwrap();
    plain.write_all(b"POST /hook HTTP/1.1\r\nHost: bot\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&answer));
    end(&fake, bot);
}

#[test]
fn a_certificate_that_cannot_be_used_is_one_sentence() {
    let fake = FakeTelegram::start();
    let config =
        format!("{}certificate = \"none.pem\"\nkey = \"none.pem\"\n", by_webhook(&free_address()));
    let mut bot = Bot::start_with(&fake, TOKEN, &config);
    assert_eq!(bot.wait(Duration::from_mins(4)).code(), Some(1));
    let output = bot.output();
    assert!(output.contains("certificate of the webhook or its key"), "{output}");
    assert!(fake.webhook().is_none());
}

#[test]
fn polling_ends_a_webhook() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address));
    fake.wait_for("webhook", |fake| fake.webhook().is_some());
    end(&fake, bot);
    let bot = Bot::start(&fake);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    assert!(fake.webhook().is_none());
    end(&fake, bot);
}

const GROUP: i64 = -1_001_234;

/// The buttons of a message in a group; panics if one of them is not a link.
fn links(call: &Call) -> Vec<String> {
    let rows = call.body["reply_markup"]["inline_keyboard"].as_array().unwrap();
    let buttons = rows.iter().flat_map(|row| row.as_array().unwrap());
    buttons.map(|button| button["url"].as_str().expect("a link").to_owned()).collect()
}

#[test]
fn a_group_is_answered_when_it_asks_and_led_to_the_private_chat() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.type_in_group(GROUP, ANN, "my leg hurts a lot");
    let question = fake.type_in_group(GROUP, ANN, "@leg_bot how long does sciatica last");
    answered(&fake, GROUP, 1);
    let call = fake.calls("sendmessage").pop().unwrap();
    assert_eq!(call.body["reply_parameters"]["message_id"], question);
    assert!(links(&call).contains(&"https://t.me/leg_bot?start=group".to_owned()));
    // What is personal is not begun in front of others, in whatever words it is asked for.
    for (nth, text) in
        ["/quiz@leg_bot", "@leg_bot quiz", "/start quiz", "@leg_bot settings"].iter().enumerate()
    {
        fake.type_in_group(GROUP, ANN, text);
        answered(&fake, GROUP, nth + 2);
        let call = fake.calls("sendmessage").pop().unwrap();
        assert!(call.body["text"].as_str().unwrap().contains("private chat"), "{text}");
        assert_eq!(links(&call), ["https://t.me/leg_bot?start=quiz"], "{text}");
    }
    end(&fake, bot);
}

#[test]
fn a_question_edited_in_a_group_gets_its_answer_edited() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let question = fake.type_in_group(GROUP, ANN, "@leg_bot how long does sciatica last");
    answered(&fake, GROUP, 1);
    let answer = fake.calls("sendmessage").pop().unwrap().message;
    fake.edit_in_group(GROUP, ANN, question, "@leg_bot can i drive with sciatica");
    fake.wait_for("edit", |fake| fake.calls("editmessagetext").len() == 1);
    let edit = fake.calls("editmessagetext").pop().unwrap();
    assert_eq!(edit.message, answer);
    assert!(edit.body["text"].as_str().unwrap().contains("driv"), "{}", edit.body);
    assert!(links(&edit).contains(&"https://t.me/leg_bot?start=group".to_owned()));
    // Out of sight by now: what is edited into the first question gets a message of its own.
    fake.type_in_group(GROUP, BOB, "/topics@leg_bot");
    answered(&fake, GROUP, 2);
    fake.edit_in_group(GROUP, ANN, question, "@leg_bot i cant pee and my crotch is numb");
    answered(&fake, GROUP, 3);
    let card = fake.calls("sendmessage").pop().unwrap();
    assert!(card.body["text"].as_str().unwrap().contains("Get help now"), "{}", card.body);
    assert_eq!(card.body["reply_parameters"]["message_id"], question);
    // Not said to the bot.
    let talk = fake.type_in_group(GROUP, BOB, "my leg hurts");
    fake.edit_in_group(GROUP, BOB, talk, "my leg hurts a lot");
    end(&fake, bot);
    assert_eq!(fake.sent_to(GROUP).len(), 3);
    assert_eq!(fake.calls("editmessagetext").len(), 1);
}

#[test]
fn an_emergency_in_a_group_gets_its_card_there() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.type_in_group(GROUP, ANN, "@leg_bot i cant pee and my crotch is numb");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(GROUP).len(), 1, "the card alone");
    let call = fake.calls("sendmessage").pop().unwrap();
    let card = call.body["text"].as_str().unwrap();
    assert!(card.contains("Get help now"), "{card}");
    assert_eq!(links(&call), ["https://t.me/leg_bot?start=group"]);
    end(&fake, bot);
}

#[test]
fn an_anonymous_admin_and_a_topic_of_a_forum_are_answered() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.send_in_group(
        GROUP,
        1_087_968_824,
        &json!({
            "text": "/topics@leg_bot",
            "from": {"id": 1_087_968_824, "is_bot": true, "first_name": "Group",
                     "username": "GroupAnonymousBot"},
            "sender_chat": {"id": GROUP, "type": "supergroup", "title": "Backs"},
        }),
    );
    answered(&fake, GROUP, 1);
    fake.send_in_group(
        GROUP,
        ANN,
        &json!({"text": "/topics@leg_bot", "message_thread_id": 42, "is_topic_message": true}),
    );
    answered(&fake, GROUP, 2);
    // A thread of replies outside a forum has a number, too, and nothing can be sent to it.
    fake.send_in_group(GROUP, ANN, &json!({"text": "/topics@leg_bot", "message_thread_id": 43}));
    answered(&fake, GROUP, 3);
    let threads: Vec<Value> = fake
        .calls("sendmessage")
        .iter()
        .map(|call| call.body["message_thread_id"].clone())
        .collect();
    assert_eq!(threads, [json!(null), json!(42), json!(null)]);
    end(&fake, bot);
}

/// The bot's own standing in a chat changes.
fn standing(fake: &FakeTelegram, chat: &Value, was: &str, is: &str) {
    let member = |status: &str| {
        let user = json!({"id": 123_456, "is_bot": true, "first_name": "Bot"});
        match status {
            "kicked" => json!({"status": status, "user": user, "until_date": 0}),
            _ => json!({"status": status, "user": user}),
        }
    };
    fake.send_raw(
        "my_chat_member",
        json!({
            "chat": chat, "date": 1_700_000_000,
            "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
            "old_chat_member": member(was), "new_chat_member": member(is),
        }),
    );
}

#[test]
fn a_group_is_greeted_once_and_left_without_a_word() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let group = json!({"id": GROUP, "type": "supergroup", "title": "Backs"});
    standing(&fake, &group, "left", "member");
    answered(&fake, GROUP, 1);
    let greeting = fake.calls("sendmessage").pop().unwrap();
    assert!(greeting.body["text"].as_str().unwrap().contains("only what is meant for me"));
    assert_eq!(links(&greeting), ["https://t.me/leg_bot?start=group"]);
    standing(&fake, &group, "member", "kicked");
    // A channel has no conversation to be greeted into.
    standing(&fake, &json!({"id": -9, "type": "channel", "title": "C"}), "left", "member");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.messages(), 1);
    end(&fake, bot);
}

#[test]
fn someone_who_blocks_the_bot_is_forgotten_and_answered_when_they_come_back() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let ann = json!({"id": ANN, "type": "private", "first_name": "Ann"});
    let note = |times: usize| {
        fake.type_text(ANN, "how long does sciatica last");
        answered(&fake, ANN, times);
        fake.sent_to(ANN).pop().unwrap().contains("This is general information")
    };
    assert!(note(1), "the note comes with the first answer");
    assert!(!note(2), "and not again");
    standing(&fake, &ann, "member", "kicked");
    standing(&fake, &ann, "kicked", "member");
    assert!(note(3), "what was remembered of the chat is gone");
    end(&fake, bot);
}

#[test]
fn a_group_that_moved_gets_its_answer_where_it_is_now() {
    const MOVED: i64 = -1_009_999;
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Moved(MOVED));
    fake.type_in_group(GROUP, ANN, "/topics@leg_bot");
    answered(&fake, MOVED, 1);
    assert!(fake.sent_to(GROUP).is_empty());
    // What Telegram says of it in both groups needs no answer.
    fake.send_in_group(GROUP, ANN, &json!({"migrate_to_chat_id": MOVED}));
    fake.send_in_group(MOVED, ANN, &json!({"migrate_from_chat_id": GROUP}));
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.messages(), 1);
    end(&fake, bot);
}

/// What is offered to someone who types `@leg_bot query` in another chat.
fn offered(fake: &FakeTelegram, query: &str) -> Value {
    let before = fake.calls("answerinlinequery").len();
    fake.send_raw(
        "inline_query",
        json!({
            "id": format!("query-{before}"), "query": query, "offset": "",
            "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
        }),
    );
    fake.wait_for("offer", |fake| fake.calls("answerinlinequery").len() > before);
    fake.calls("answerinlinequery").remove(before).body
}

#[test]
fn answers_are_offered_in_other_chats_but_no_alarm() {
    let fake = FakeTelegram::start();
    let bot = Bot::start_on(&fake, TOKEN, "", Path::new("faq"));
    let offer = offered(&fake, "how long does sciatica last");
    let cards = offer["results"].as_array().unwrap();
    assert!((1..=5).contains(&cards.len()), "{offer}");
    assert_eq!(cards[0]["id"], "how-long");
    assert_eq!(cards[0]["title"], "How long does sciatica last?");
    let shared = cards[0]["input_message_content"]["message_text"].as_str().unwrap();
    assert!(shared.starts_with("<b>How long does sciatica last?</b>"), "{shared}");
    assert!(shared.contains("not a doctor"), "{shared}");
    let button = &cards[0]["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["url"], "https://t.me/leg_bot?start=how-long");

    let alarm = offered(&fake, "i cant pee and my crotch is numb");
    assert_eq!(alarm["results"], json!([]));
    assert_eq!(alarm["button"]["start_parameter"], "inline");
    assert_eq!(offered(&fake, "price of bitcoin")["results"], json!([]));
    assert_eq!(offered(&fake, "")["results"].as_array().unwrap().len(), 5);
    for odd in ["/quiz", "<b>", "\u{0}", &"x ".repeat(128)] {
        offered(&fake, odd);
    }
    assert!(fake.calls("sendmessage").is_empty(), "nothing is said in the private chat");
    end(&fake, bot);
}

/// A running bot with a SQLite file, and metrics at an address.
fn start_with_file(fake: &FakeTelegram, database: &Path, address: &str) -> Bot {
    let config = format!(
        "[storage]\nurl = \"sqlite://{}\"\n[operations]\nlisten = \"{address}\"\n",
        database.display()
    );
    Bot::start_with(fake, TOKEN, &config)
}

/// Presses the button with this label under the latest message to `chat`.
fn press_label(fake: &FakeTelegram, chat: i64, label: &str) {
    let calls = fake.calls("sendmessage");
    let latest = calls.iter().rfind(|call| call.body["chat_id"] == chat).unwrap();
    let rows = latest.body["reply_markup"]["inline_keyboard"].as_array().unwrap();
    let mut buttons = rows.iter().flat_map(|row| row.as_array().unwrap());
    let button = buttons.find(|button| button["text"] == label).expect(label);
    fake.press(chat, latest.message, button["callback_data"].as_str().unwrap());
}

#[test]
fn whether_an_answer_helped_is_counted_by_entry_and_reason() {
    let fake = FakeTelegram::start();
    let dir = tempfile::tempdir().unwrap();
    let (database, address) = (dir.path().join("bot.db"), free_address());
    let bot = start_with_file(&fake, &database, &address);
    let labels = ["Not my question", "Hard to understand", "Something is missing", "It worries me"];
    for (chat, label) in (ANN..).zip(labels) {
        fake.type_text(chat, "how long does sciatica last");
        answered(&fake, chat, 1);
        press_label(&fake, chat, "No");
        answered(&fake, chat, 2);
        press_label(&fake, chat, label);
        answered(&fake, chat, 3);
        assert!(fake.sent_to(chat)[2].contains("hank you"), "{:?}", fake.sent_to(chat));
    }
    fake.type_text(BOB + 10, "how long does sciatica last");
    answered(&fake, BOB + 10, 1);
    press_label(&fake, BOB + 10, "Yes, it helped");
    answered(&fake, BOB + 10, 2);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let metrics = page(&address, "/metrics");
    for line in [
        "sciatica_feedback_total{said=\"yes\"} 1",
        "sciatica_feedback_total{said=\"no\"} 4",
        "sciatica_feedback_total{said=\"why\"} 4",
        "sciatica_answers_total 5",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    end(&fake, bot);

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let totals = runtime.block_on(async {
        let url = Some(format!("sqlite://{}", database.display()));
        let store = Store::open(&Settings { url, key_file: None }).await.unwrap();
        let day = |days: u64| Day::of(days * 86_400);
        let totals = store.totals(day(0), day(100_000)).await.unwrap();
        store.close().await;
        totals
    });
    let mut lines: Vec<String> = totals
        .iter()
        .filter(|total| total.kind != "decision")
        .map(|total| format!("{} {} {}", total.times, total.kind, total.id))
        .collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "1 helpful how-long",
            "1 not-helpful-missing how-long",
            "1 not-helpful-scary how-long",
            "1 not-helpful-unclear how-long",
            "1 not-helpful-wrong-topic how-long",
            "4 not-helpful how-long",
            "5 shown how-long",
        ]
    );
}

#[test]
fn a_locked_or_damaged_database_stops_no_answer() {
    let fake = FakeTelegram::start();
    let dir = tempfile::tempdir().unwrap();
    let (database, address) = (dir.path().join("bot.db"), free_address());
    let bot = start_with_file(&fake, &database, &address);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stranger = runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(&database);
        let mut stranger = options.connect().await.unwrap();
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();
        stranger
    });
    // New chats, whose choices have to be looked up, and one that makes a choice.
    for chat in BOB..BOB + 20 {
        fake.type_text(chat, "how long does sciatica last");
    }
    fake.press(ANN, 1, "k:GB");
    answered(&fake, ANN, 2);
    for chat in BOB..BOB + 20 {
        answered(&fake, chat, 1);
    }
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    drop(stranger);
    end(&fake, bot);

    std::fs::write(&database, "this is no database ".repeat(1000)).unwrap();
    let bot = start_with_file(&fake, &database, &address);
    fake.type_text(ANN, "/start");
    answered(&fake, ANN, 3);
    let log = bot.stderr();
    assert!(log.contains("counts and choices are kept in memory only"), "{log}");
    assert!(log.contains("mend="), "{log}");
    end(&fake, bot);
}

/// Adds a language to a copy of the FAQ: the English one with a few sentences in German.
fn add_german(faq: &Path) {
    copy_folder(&faq.join("en"), &faq.join("de"));
    let file = faq.join("de/phrases.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for (english, german) in [
        ("language = \"English\"", "language = \"Deutsch\""),
        ("From now on I answer in **English**.", "Ab jetzt antworte ich auf **Deutsch**."),
        ("Hello! I answer questions about **sciatica**", "Hallo! Hier geht es um **Ischias**"),
        ("start = \"Start here\"", "start = \"Hier geht es los\""),
        ("**Language:**", "**Sprache:**"),
    ] {
        assert!(text.contains(english), "{english}");
        text = text.replace(english, german);
    }
    std::fs::write(file, text).unwrap();
}

#[test]
fn a_language_is_offered_when_its_folder_is_complete_and_kept_until_forgotten() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    add_german(faq.path());
    // Without its words of danger nobody may be answered in it.
    std::fs::create_dir(faq.path().join("fr")).unwrap();
    std::fs::copy("faq/en/faq.toml", faq.path().join("fr/faq.toml")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("bot.db");
    let config = format!("[storage]\nurl = \"sqlite://{}\"\n", database.display());
    let start = || Bot::start_on(&fake, TOKEN, &config, faq.path());
    let said = |text: &str, times: usize| {
        fake.type_text(ANN, text);
        answered(&fake, ANN, times);
        fake.calls("sendmessage").pop().unwrap()
    };
    let text = |call: &Call| call.body["text"].as_str().unwrap().to_owned();

    let bot = start();
    let settings = said("/settings", 1);
    assert!(text(&settings).contains("English"), "{settings:?}");
    let buttons = settings.body["reply_markup"].to_string();
    assert!(buttons.contains("Deutsch") && !buttons.contains("English"), "{buttons}");
    assert_eq!(buttons.matches("\"g:").count(), 1, "French is not complete: {buttons}");
    fake.press(ANN, settings.message, "g:de");
    answered(&fake, ANN, 2);
    assert!(fake.sent_to(ANN)[1].contains("Ab jetzt"), "{:?}", fake.sent_to(ANN));
    assert!(text(&said("/start", 3)).starts_with("Hallo!"));
    // Whoever chose nothing is answered in the language of their Telegram, if it is there.
    for (chat, code, greeting) in
        [(BOB, "de", "Hallo!"), (BOB + 1, "de-AT", "Hallo!"), (BOB + 2, "fr", "Hello!")]
    {
        fake.send_raw(
            "message",
            json!({
                "message_id": 7, "date": 1_700_000_000, "text": "/start",
                "chat": {"id": chat, "type": "private", "first_name": "Bob"},
                "from": {"id": chat, "is_bot": false, "first_name": "Bob", "language_code": code},
            }),
        );
        answered(&fake, chat, 1);
        assert!(fake.sent_to(chat)[0].starts_with(greeting), "{code}");
    }
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert!(bot.stderr().contains("fr is not offered"), "{}", bot.stderr());
    end(&fake, bot);

    let menus = fake.calls("setmycommands");
    let german: Vec<&Value> =
        menus.iter().map(|call| &call.body).filter(|menu| menu["language_code"] == "de").collect();
    assert_eq!(german.len(), 2);
    assert_eq!(german[0]["commands"][0]["description"], "Hier geht es los");

    let bot = start();
    assert!(text(&said("/start", 4)).starts_with("Hallo!"), "it was kept");
    assert!(text(&said("/forget", 5)).contains("your choices"));
    assert!(text(&said("/start", 6)).starts_with("Hello!"), "it was forgotten");
    end(&fake, bot);
    let bot = start();
    assert!(text(&said("/start", 7)).starts_with("Hello!"), "on the disk, too");
    end(&fake, bot);
    let stored = std::fs::read(&database).unwrap();
    let id = ANN.to_string();
    assert!(!stored.windows(id.len()).any(|part| part == id.as_bytes()), "her number is stored");
}

/// Writes a file as editors do: beside it, then in its place.
fn replace(dir: &Path, from: &str, to: &str) {
    let file = dir.join("en/phrases.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{from}");
    let beside = dir.join("en/.phrases.toml.swp");
    std::fs::write(&beside, text.replace(from, to)).unwrap();
    std::fs::rename(beside, file).unwrap();
}

#[test]
fn a_changed_faq_is_taken_while_the_bot_runs_and_a_bad_one_is_not() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB], "");
    let greeting = |times: usize| {
        fake.type_text(ANN, "/start");
        answered(&fake, ANN, times);
        fake.sent_to(ANN).pop().unwrap()
    };
    assert!(greeting(1).starts_with("Hello!"));

    replace(faq.path(), "Hello! I answer questions about **sciatica**", "Welcome to **sciatica**");
    bot.wait_for_log("FAQ reloaded");
    assert!(greeting(2).starts_with("Welcome to"));

    replace(faq.path(), "[buttons]", "[butons]");
    answered(&fake, BOB, 1);
    let report = fake.sent_to(BOB).pop().unwrap();
    assert!(report.contains("were not taken"), "{report}");
    assert!(report.contains("butons"), "{report}");
    assert!(greeting(3).starts_with("Welcome to"), "the last good one stays");

    replace(faq.path(), "[butons]", "[buttons]");
    fake.type_text(BOB, "/reload");
    answered(&fake, BOB, 2);
    assert!(fake.sent_to(BOB).pop().unwrap().contains("new files now"));
    bot.signal(Signal::SIGHUP);
    bot.wait_for_log("asked=\"signal\"");
    // Nobody but an admin.
    fake.type_text(ANN, "/reload");
    answered(&fake, ANN, 4);
    assert!(fake.sent_to(ANN).pop().unwrap().contains("do not know the command"));
    end(&fake, bot);
    assert_eq!(fake.sent_to(BOB).len(), 2);
}

#[test]
fn an_answer_out_of_sight_is_not_edited() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let question = fake.type_text(ANN, "/help");
    fake.type_text(ANN, "/topics");
    answered(&fake, ANN, 2);
    fake.edit_text(ANN, question, "can i drive with sciatica");
    answered(&fake, ANN, 3);
    let call = fake.calls("sendmessage").pop().unwrap();
    assert!(call.body["text"].as_str().unwrap().contains("driv"));
    assert_eq!(call.body["reply_parameters"]["message_id"], question);
    assert!(fake.calls("editmessagetext").is_empty());
    end(&fake, bot);
}

#[test]
fn someone_who_blocked_the_bot_is_no_error() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("sendMessage", Fault::Blocked);
    fake.type_text(ANN, "/start");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    fake.type_text(BOB, "/start");
    answered(&fake, BOB, 1);
    assert!(!bot.stderr().contains("ERROR"), "{}", bot.stderr());
    assert_eq!(fake.sent_to(ANN).len(), 0);
    end(&fake, bot);
}

#[test]
fn odd_messages_get_one_reply_and_odd_presses_none_that_is_refused() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    let other = json!({"id": 5, "is_bot": true, "first_name": "Other", "username": "other_bot"});
    let private = |extra: Value| {
        let mut message = json!({
            "message_id": 7, "date": 1_700_000_000,
            "chat": {"id": ANN, "type": "private", "first_name": "Ann"},
            "from": {"id": ANN, "is_bot": false, "first_name": "Ann"},
        });
        for (key, value) in extra.as_object().unwrap() {
            message[key] = value.clone();
        }
        message
    };
    let origin = json!({"type": "hidden_user", "date": 1, "sender_user_name": "Someone"});
    let answered_ones = [
        json!({"text": "x".repeat(4096)}),
        json!({"text": "\u{202e}\u{0}<b>&amp;"}),
        json!({"text": "can i drive", "forward_origin": origin}),
        json!({"text": "can i drive", "via_bot": other}),
        json!({"brand_new_content": {"x": 1}}),
    ];
    let expected = answered_ones.len();
    for message in answered_ones {
        fake.send_raw("message", private(message));
    }
    fake.send_raw(
        "channel_post",
        json!({
            "message_id": 8, "date": 1, "text": "news",
            "chat": {"id": -100, "type": "channel", "title": "C"},
        }),
    );
    fake.send_raw("message", private(json!({"new_chat_photo": []})));
    answered(&fake, ANN, expected);
    for data in ["", "zz", "e:", "e:no-such-entry", "q:AAAA", &"é".repeat(32)] {
        fake.press(BOB, 1, data);
    }
    fake.send_raw(
        "callback_query",
        json!({"id": "inline", "chat_instance": "1", "data": "m", "inline_message_id": "i",
               "from": {"id": BOB, "is_bot": false, "first_name": "Bob"}}),
    );
    fake.wait_for("acknowledgements", |fake| fake.calls("answercallbackquery").len() == 7);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(ANN).len(), expected);
    end(&fake, bot);
}

#[test]
fn an_acknowledgement_that_fails_does_not_hold_up_the_answer() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.fail_next("answerCallbackQuery", Fault::Server);
    fake.press(ANN, 1, "m");
    answered(&fake, ANN, 1);
    fake.wait_for("acknowledgement", |fake| fake.calls("answercallbackquery").len() == 1);
    end(&fake, bot);
}

/// Buttons of the quiz from first question to result, by number: nothing urgent, a disc-like story.
const QUIZ: [usize; 12] = [2, 7, 1, 4, 9, 7, 2, 1, 3, 5, 1, 1];

/// Taps through the quiz; before tap `killed_before` the bot is killed and started again. The texts
/// shown, in order.
fn walk_quiz(killed_before: usize) -> Vec<String> {
    let fake = FakeTelegram::start();
    let mut bot = Bot::start(&fake);
    let shown = || -> Vec<Call> {
        let mut calls = fake.all_calls();
        calls.retain(|call| ["sendmessage", "editmessagetext"].contains(&call.method.as_str()));
        calls
    };
    fake.type_text(ANN, "/quiz");
    for (nth, number) in QUIZ.into_iter().enumerate() {
        fake.wait_for("the next screen", |_| shown().len() == nth + 1);
        if nth == killed_before {
            fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
            bot.kill();
            bot = Bot::start(&fake);
        }
        let last = shown().pop().unwrap();
        let rows = last.body["reply_markup"]["inline_keyboard"].as_array().unwrap().clone();
        let buttons: Vec<&Value> = rows.iter().flat_map(|row| row.as_array().unwrap()).collect();
        fake.press(ANN, last.message, buttons[number - 1]["callback_data"].as_str().unwrap());
    }
    fake.wait_for("the result", |_| shown().len() == QUIZ.len() + 1);
    let texts = shown().iter().map(|call| call.body["text"].to_string()).collect();
    end(&fake, bot);
    texts
}

#[test]
fn a_quiz_goes_on_where_it_was_after_a_restart() {
    let killed = walk_quiz(4);
    assert!(killed.last().unwrap().contains("a disc that irritates"), "{killed:#?}");
    assert_eq!(killed, walk_quiz(usize::MAX));
}
