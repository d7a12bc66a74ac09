//! The real program, and chats that have to wait: nobody else waits with them, and what waits
//! outlives a kill where there is a database.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;
const OTHERS: i64 = 2_000_000;
const GROUP: i64 = -1_001_234;

const QUESTION: &str = "how long does sciatica last";
const ALARM: &str = "I can not feel my saddle area";

/// The longest that anybody waits for somebody else: under two seconds on a free machine, and more while
/// other tests run beside this one. Without the journal it was a minute and more.
const PATIENCE: Duration = Duration::from_secs(15);

fn on_disk(folder: &Path) -> String {
    format!("[storage]\nurl = \"sqlite://{}/bot.db\"\n", folder.display())
}

/// Asks as somebody else; how long the answer took.
fn somebody_asks(fake: &FakeTelegram, nth: i64, text: &str) -> Duration {
    let begun = Instant::now();
    fake.type_text(OTHERS + nth, text);
    fake.wait_for("an answer to somebody else", |fake| !fake.sent_to(OTHERS + nth).is_empty());
    begun.elapsed()
}

/// For `seconds` somebody else asks every third of a second; the longest that one waited.
fn others_ask(fake: &FakeTelegram, seconds: u64) -> Duration {
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut longest = Duration::ZERO;
    for nth in 0.. {
        if Instant::now() > until {
            break;
        }
        longest = longest.max(somebody_asks(fake, nth, QUESTION));
        std::thread::sleep(Duration::from_millis(330));
    }
    longest
}

/// Both with a database and without one.
fn with_and_without_a_disk(case: impl Fn(&FakeTelegram, Bot)) {
    let dir = tempfile::tempdir().unwrap();
    for config in [String::new(), on_disk(dir.path())] {
        let fake = FakeTelegram::start();
        let bot = Bot::start_with(&fake, TOKEN, &config);
        bot.wait_until_signed_in();
        case(&fake, bot);
        assert_eq!(fake.refused(), Vec::<String>::new());
    }
}

#[test]
fn a_chat_that_has_to_wait_lets_the_others_through() {
    with_and_without_a_disk(|fake, bot| {
        fake.fail_next("sendMessage", Fault::TooMany(15));
        fake.type_text(ANN, QUESTION);
        fake.wait_for("the pause", |fake| fake.faults_left() == 0);
        let longest = others_ask(fake, 6);
        assert!(longest < PATIENCE, "somebody waited {longest:?}");
        assert!(fake.sent_to(ANN).is_empty());
        fake.wait_for("her answer", |fake| fake.sent_to(ANN).len() == 1);
        drop(bot.stop());
    });
}

#[test]
fn a_chat_that_always_fails_lets_the_others_through() {
    with_and_without_a_disk(|fake, _bot| {
        fake.fail_always("sendMessage", ANN, Some(Fault::Server));
        fake.type_text(ANN, QUESTION);
        let longest = others_ask(fake, 6);
        assert!(longest < PATIENCE, "somebody waited {longest:?}");
    });
}

#[test]
fn one_who_sends_twenty_a_second_lets_the_others_through() {
    with_and_without_a_disk(|fake, _bot| {
        let flood = fake.clone();
        let flooding = std::thread::spawn(move || {
            for _ in 0..120 {
                flood.type_text(ANN, "can i drive");
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let longest = others_ask(fake, 6);
        assert!(longest < PATIENCE, "somebody waited {longest:?}");
        flooding.join().unwrap();
    });
}

#[test]
fn three_groups_of_a_hundred_let_an_emergency_through() {
    with_and_without_a_disk(|fake, _bot| {
        for group in 0..3 {
            for who in 0..100 {
                fake.type_in_group(GROUP - group, ANN + who, "@leg_bot can i drive");
            }
        }
        let waited = somebody_asks(fake, 0, ALARM);
        assert!(waited < PATIENCE, "{waited:?}");
        assert!(fake.sent_to(OTHERS)[0].contains("Get help now"));
        fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    });
}

#[test]
fn a_few_who_keep_asking_do_not_wait_longer_and_longer() {
    with_and_without_a_disk(|fake, _bot| {
        let mut longest = Duration::ZERO;
        for round in 1..8 {
            let begun = Instant::now();
            for chat in ANN..ANN + 5 {
                fake.type_text(chat, "can i drive");
            }
            fake.wait_for("answers", |fake| {
                (ANN..ANN + 5).all(|chat| fake.sent_to(chat).len() >= round)
            });
            longest = longest.max(begun.elapsed());
            std::thread::sleep(Duration::from_secs(1).saturating_sub(begun.elapsed()));
        }
        assert!(longest < PATIENCE, "{longest:?}");
    });
}

#[test]
fn of_a_hundred_messages_each_is_read_and_the_last_answered() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    for nth in 0..100 {
        let text = match nth {
            42 => "i can't pee and my crotch is numb",
            99 => "/privacy",
            _ => "can i drive",
        };
        fake.type_text(ANN, text);
    }
    let says =
        |fake: &FakeTelegram, part: &str| fake.sent_to(ANN).iter().any(|text| text.contains(part));
    fake.wait_for("the last answer", |fake| says(fake, "What I store about you"));
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let said = fake.sent_to(ANN);
    assert!(said.len() < 12, "{} messages", said.len());
    for part in ["Please stop here", "What I store about you", "faster than I can answer"] {
        assert_eq!(said.iter().filter(|text| text.contains(part)).count(), 1, "{part}: {said:#?}");
    }
    drop(bot.stop());
}

#[test]
fn a_group_that_waits_for_minutes_is_answered_after_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let config = on_disk(dir.path());
    let fake = FakeTelegram::start();
    let mut bot = Bot::start_with(&fake, TOKEN, &config);
    bot.wait_until_signed_in();
    fake.fail_next("sendMessage", Fault::TooMany(300));
    fake.type_in_group(GROUP, ANN, "@leg_bot can i drive");
    fake.wait_for("the pause", |fake| fake.faults_left() == 0);
    let longest = others_ask(&fake, 6);
    assert!(longest < PATIENCE, "somebody waited {longest:?}");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let mut disk = std::fs::read(dir.path().join("bot.db")).unwrap();
    disk.extend(std::fs::read(dir.path().join("bot.db-wal")).unwrap());
    let holds = |part: &str| disk.windows(part.len()).any(|window| window == part.as_bytes());
    assert!(holds("can i drive") && !holds("Backs") && !holds("first_name\":\"Ann"));
    bot.kill();
    fake.forget_pauses();
    let bot = Bot::start_with(&fake, TOKEN, &config);
    fake.wait_for("its answer", |fake| fake.sent_to(GROUP).len() == 1);
    drop(bot.stop());
    let disk = std::fs::read(dir.path().join("bot.db")).unwrap();
    assert!(!disk.windows(11).any(|window| window == b"can i drive"), "it is kept for good");
    let bot = Bot::start_with(&fake, TOKEN, &config);
    somebody_asks(&fake, 500, QUESTION);
    assert_eq!(fake.sent_to(GROUP).len(), 1, "answered again");
    drop(bot.stop());
}

#[test]
fn a_storm_with_kills_loses_nothing_that_is_on_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let config = on_disk(dir.path());
    let fake = FakeTelegram::start();
    fake.fail_some(40, &[Fault::TooMany(3), Fault::TooMany(5)]);
    let people = ANN..ANN + 300;
    for chat in people.clone() {
        fake.type_text(chat, QUESTION);
    }
    for _ in 0..4 {
        let mut bot = Bot::start_with(&fake, TOKEN, &config);
        bot.wait_until_signed_in();
        std::thread::sleep(Duration::from_secs(5));
        bot.kill();
    }
    fake.fail_some(0, &[]);
    fake.forget_pauses();
    let bot = Bot::start_with(&fake, TOKEN, &config);
    fake.wait_for("answers to all", |fake| fake.chats_answered() == 300);
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    drop(bot.stop());
}
