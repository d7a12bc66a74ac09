//! The real program while things go wrong: it is killed, Telegram fails in every way, too much
//! comes at once. Each test ends with every question answered.

#![allow(clippy::panic, dead_code, reason = "the support files serve other tests, too")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;

/// As fast as can be, where the pace is not what is tested.
const AT_ONCE: &str = "[telegram.pace]\noverall_per_second = 100000.0\nchat_per_second = 1000.0\n\
     chat_burst = 100\n";

/// Slow enough for two thousand answers to be under way at each of ten kills, however fast the
/// machine is.
const FOR_A_WHILE: &str = "[telegram.pace]\noverall_per_second = 200.0\n\
     chat_per_second = 1000.0\nchat_burst = 100\n";

const QUESTION: &str = "how long does sciatica last";

fn people(count: i64) -> Range<i64> {
    ANN..ANN + count
}

fn all_ask(fake: &FakeTelegram, people: Range<i64>) {
    for chat in people {
        fake.type_text(chat, QUESTION);
    }
}

fn all_are_answered(fake: &FakeTelegram, people: Range<i64>) {
    fake.wait_for("answers to all", |fake| {
        fake.unconfirmed() == 0 && fake.chats_answered() >= people.clone().count()
    });
}

/// Nobody waits in vain, and nobody is told twice.
fn each_was_answered_once(fake: &FakeTelegram, people: Range<i64>) {
    for chat in people {
        let answers = fake.sent_to(chat);
        assert_eq!(answers.len(), 1, "{chat}: {answers:#?}");
        assert!(answers[0].contains("not a doctor"), "{chat}: {answers:#?}");
    }
}

/// Ends a test: a clean stop, and nothing that the real server would refuse.
fn end(fake: &FakeTelegram, bot: Bot) {
    let output = bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
    assert!(!output.contains(TOKEN), "the token is in the output");
}

/// Texts whose replies can be told apart by a part of them.
const TOLD_APART: [(&str, &str); 5] = [
    ("/help", "Commands:"),
    ("how long does sciatica last", "Was this helpful?"),
    ("/privacy", "What I store about you"),
    ("/sources", "published research"),
    ("/topics", "Pick a topic"),
];

/// How often each of [`TOLD_APART`] was answered more than once, over all of them; panics if one
/// was not answered at all.
fn doubles(fake: &FakeTelegram, people: Range<i64>) -> usize {
    let mut doubles = 0;
    for chat in people {
        let texts = fake.sent_to(chat);
        for (text, part) in TOLD_APART {
            let answers = texts.iter().filter(|answer| answer.contains(part)).count();
            assert!(answers > 0, "{text} of {chat} was not answered: {texts:#?}");
            doubles += answers - 1;
        }
    }
    doubles
}

#[test]
fn ten_kills_with_two_thousand_questions_lose_none() {
    let fake = FakeTelegram::start();
    let people = people(400);
    for (text, _) in TOLD_APART {
        for chat in people.clone() {
            fake.type_text(chat, text);
        }
    }
    // What was answered and not yet confirmed when the bot was killed: this much may come twice.
    let mut in_flight = 0;
    for round in 0..10 {
        let mut bot = Bot::start_with(&fake, TOKEN, FOR_A_WHILE);
        // Four kills hit anything from the start of the program on.
        if round % 3 == 0 {
            std::thread::sleep(Duration::from_millis(fastrand::u64(0..1500)));
        } else {
            let before = fake.messages();
            fake.wait_for("progress", |fake| fake.messages() > before);
            std::thread::sleep(Duration::from_millis(fastrand::u64(0..60)));
        }
        bot.kill();
        in_flight += fake.answered_but_unconfirmed();
    }
    assert!(fake.unconfirmed() > 0, "the kills came while there was work");
    let bot = Bot::start_with(&fake, TOKEN, AT_ONCE);
    fake.wait_for("confirmation of all", |fake| fake.unconfirmed() == 0);
    let doubles = doubles(&fake, people);
    assert!(doubles <= in_flight, "{doubles} doubles, {in_flight} were in flight at a kill");
    end(&fake, bot);
}

/// With a fifth of all calls failing in these ways, each is answered, and once.
fn a_fifth_failing(ways: &[Fault], people: Range<i64>) {
    let fake = FakeTelegram::start();
    fake.fail_some(20, ways);
    let bot = Bot::start_with(&fake, TOKEN, AT_ONCE);
    all_ask(&fake, people.clone());
    all_are_answered(&fake, people.clone());
    each_was_answered_once(&fake, people);
    end(&fake, bot);
}

#[test]
fn a_fifth_of_all_calls_failing_in_every_way_loses_and_doubles_nothing() {
    a_fifth_failing(&[Fault::TooMany(1), Fault::Server, Fault::Reset, Fault::Garbage], people(300));
}

#[test]
fn cut_connections_lose_nothing() {
    a_fifth_failing(&[Fault::Reset], people(100));
}

#[test]
fn garbage_in_place_of_answers_loses_nothing() {
    a_fifth_failing(&[Fault::Garbage], people(100));
}

#[test]
fn a_storm_of_too_many_requests_is_sat_out() {
    let fake = FakeTelegram::start();
    let bot = Bot::start_with(&fake, TOKEN, AT_ONCE);
    // Signing in backs off further each time; the storm is to hit the bot at work.
    fake.wait_for("the first call for updates", |fake| fake.polls() > 0);
    fake.fail_some(80, &[Fault::TooMany(1), Fault::TooMany(2)]);
    all_ask(&fake, people(150));
    fake.wait_for("the first answers", |fake| fake.chats_answered() > 10);
    // The fake holds a message that comes before its pause is over against the bot.
    std::thread::sleep(Duration::from_secs(5));
    fake.fail_some(0, &[]);
    all_are_answered(&fake, people(150));
    each_was_answered_once(&fake, people(150));
    end(&fake, bot);
}

#[test]
fn half_a_minute_without_a_server_loses_nothing() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    all_ask(&fake, people(60));
    fake.wait_for("the first answers", |fake| fake.chats_answered() > 3);
    fake.set_down(true);
    all_ask(&fake, people(80).start + 60..people(80).end);
    std::thread::sleep(Duration::from_secs(30));
    fake.set_down(false);
    all_are_answered(&fake, people(80));
    each_was_answered_once(&fake, people(80));
    end(&fake, bot);
}

#[test]
fn a_stop_with_a_full_queue_loses_and_doubles_nothing() {
    let fake = FakeTelegram::start();
    let people = people(250);
    all_ask(&fake, people.clone());
    let mut bot = Bot::start(&fake);
    fake.wait_for("the first answers", |fake| fake.chats_answered() > 3);
    bot.signal(Signal::SIGTERM);
    let status = bot.wait(Duration::from_mins(4));
    assert_eq!(status.code(), Some(0), "{}", bot.stderr());
    assert_eq!(fake.answered_but_unconfirmed(), 0, "what was answered was confirmed");
    assert!(fake.unconfirmed() > 100, "the queue was full");
    let again = Bot::start_with(&fake, TOKEN, AT_ONCE);
    all_are_answered(&fake, people.clone());
    each_was_answered_once(&fake, people);
    end(&fake, again);
}

#[test]
fn one_chat_that_takes_long_holds_up_nobody_else() {
    let fake = FakeTelegram::start();
    let bot = Bot::start_with(&fake, TOKEN, AT_ONCE);
    fake.fail_next("sendMessage", Fault::TooMany(20));
    fake.type_text(ANN, QUESTION);
    fake.wait_for("the pause", |fake| fake.faults_left() == 0);
    let begun = Instant::now();
    let others = ANN + 1..ANN + 301;
    all_ask(&fake, others.clone());
    fake.wait_for("answers to the others", |fake| fake.chats_answered() == 300);
    assert!(fake.sent_to(ANN).is_empty(), "{:?}: she was to wait", begun.elapsed());
    all_are_answered(&fake, ANN..ANN + 301);
    each_was_answered_once(&fake, ANN..ANN + 301);
    end(&fake, bot);
}

#[test]
fn the_limits_of_telegram_are_kept_and_noise_holds_up_nobody() {
    const GROUP: i64 = -1_001_234;
    let fake = FakeTelegram::start();
    fake.keep_limits();
    let bot = Bot::start(&fake);
    for _ in 0..30 {
        fake.type_text(ANN, "/help");
        fake.type_text(ANN + 1, "/help");
    }
    for _ in 0..10 {
        fake.type_in_group(GROUP, ANN, "/help@leg_bot");
    }
    let others = ANN + 2..ANN + 122;
    all_ask(&fake, others.clone());
    fake.wait_for("answers to the others", |fake| {
        others.clone().all(|chat| !fake.sent_to(chat).is_empty())
    });
    assert!(fake.sent_to(ANN).len() < 30, "the noisy ones are still at it");
    each_was_answered_once(&fake, others);
    assert_eq!(fake.too_fast(), 0, "messages faster than Telegram takes them");
    drop(bot);
    assert_eq!(fake.refused(), Vec::<String>::new());
}

/// An address of this machine that nobody listens on.
fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// Brings an update as Telegram does; whether it was taken.
fn bring(address: &str, secret: &str, update: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = format!(
        "POST /hook HTTP/1.1\r\nHost: bot\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{update}",
        update.len()
    );
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

#[test]
fn kills_behind_a_webhook_lose_no_question() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let config = format!(
        "{AT_ONCE}[telegram]\nmode = \"webhook\"\n[telegram.webhook]\nlisten = \"{address}\"\n\
         url = \"https://bot.example/hook\"\n"
    );
    let people = people(200);
    all_ask(&fake, people.clone());
    let updates: Vec<String> = people.clone().map(|_| fake.take_update().to_string()).collect();
    let mut bot = Bot::start_with(&fake, TOKEN, &config);
    fake.wait_for("webhook", |fake| fake.webhook().is_some());
    let (_, secret) = fake.webhook().unwrap();
    let waiting = std::sync::Mutex::new(updates.iter());
    std::thread::scope(|scope| {
        let (waiting, address, secret) = (&waiting, &address, &secret);
        for _ in 0..8 {
            scope.spawn(move || {
                loop {
                    let Some(update) = waiting.lock().unwrap().next() else { return };
                    while !bring(address, secret, update) {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                }
            });
        }
        for answered in [20, 90] {
            fake.wait_for("some answers", |fake| fake.messages() >= answered);
            bot.kill();
            bot = Bot::start_with(&fake, TOKEN, &config);
        }
    });
    let mut doubles = 0;
    for chat in people {
        let answers = fake.sent_to(chat).len();
        assert!(answers > 0, "{chat} was not answered");
        doubles += answers - 1;
    }
    assert!(doubles <= 2 * 8, "{doubles} doubles, eight were in flight at each kill");
    end(&fake, bot);
}
