//! Two instances of the real program behind one webhook, on one PostgreSQL. Runs where
//! `DATABASE_URL` names one, each test in a schema of its own that is dropped at the end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;

use crate::support::fake_telegram::{Call, FakeTelegram, TOKEN};
use crate::support::program::Bot;

const ANN: i64 = 2_000_001;

/// A schema of its own, dropped in the end.
struct Schema {
    url: String,
    name: String,
    folder: TempDir,
}

impl Schema {
    /// Nothing where there is no PostgreSQL to test with.
    fn new(test: &str) -> Option<Self> {
        let url = std::env::var("DATABASE_URL").unwrap_or_default();
        if !url.starts_with("postgres") {
            println!("skipped {test}: DATABASE_URL does not name a PostgreSQL");
            return None;
        }
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("key"), "5a".repeat(32)).unwrap();
        let name = format!("sciatica_{}_{test}", std::process::id());
        let schema = Self { url, name, folder };
        schema.run(format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn run(&self, sql: String) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        });
    }

    fn config(&self, address: &str) -> String {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        let url = format!("{}{joint}options=-c%20search_path%3D{}", self.url, self.name);
        let key = self.folder.path().join("key");
        format!(
            "[telegram]\nmode = \"webhook\"\n[telegram.webhook]\nlisten = \"{address}\"\n\
             url = \"https://bot.example/hook\"\n[telegram.pace]\noverall_per_second = 10000.0\n\
             chat_per_second = 1000.0\nchat_burst = 100\n\
             [storage]\nurl = \"{url}\"\nkey_file = '{}'\n",
            key.display()
        )
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.run(format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

/// Two running instances, and where each is brought updates.
struct Pair {
    bots: [Bot; 2],
    addresses: [String; 2],
    secret: String,
}

impl Pair {
    fn start(fake: &FakeTelegram, schema: &Schema) -> Self {
        let addresses = [free_address(), free_address()];
        let bots = addresses.each_ref().map(|address| {
            let bot = Bot::start_with(fake, TOKEN, &schema.config(address));
            bot.wait_for_log("updates come by webhook");
            bot
        });
        let secret = fake.webhook().unwrap().1;
        Self { bots, addresses, secret }
    }

    /// Brings an update to one of the two; the status of the answer.
    fn bring(&self, to: usize, update: &Value) -> u16 {
        bring(&self.addresses[to % 2], &self.secret, update).expect("a status line")
    }

    /// Brings an update until it is taken, at the one and the other by turns, as a balancer does.
    fn bring_until_taken(&self, first: usize, update: &Value) {
        for to in first..first + 200 {
            if self.bring(to, update) == 200 {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("never taken: {update}");
    }

    fn stop(self) {
        for bot in self.bots {
            let said = bot.stop();
            assert!(!said.contains("ERROR"), "{said}");
        }
    }
}

/// Brings an update as Telegram does; the status of the answer, if there is one.
fn bring(address: &str, secret: &str, update: &Value) -> Option<u16> {
    let body = update.to_string();
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!(
        "POST /hook HTTP/1.1\r\nhost: bot\r\ncontent-type: application/json\r\n\
         x-telegram-bot-api-secret-token: {secret}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1).and_then(|code| code.parse().ok())
}

fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn two_instances_lose_and_double_nothing() {
    const CHATS: i64 = 200;
    const TEXTS: [&str; 3] = ["how long does sciatica last", "can i drive", "/help"];
    let Some(schema) = Schema::new("alternating") else { return };
    let fake = FakeTelegram::start();
    let pair = Pair::start(&fake, &schema);
    let queue: Mutex<Vec<i64>> = Mutex::new((ANN..ANN + CHATS).collect());
    let next = || queue.lock().unwrap().pop();
    let brought = Mutex::new(());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(chat) = next() {
                    for (nth, text) in TEXTS.iter().enumerate() {
                        let update = {
                            let _alone = brought.lock().unwrap();
                            fake.type_text(chat, text);
                            fake.take_update()
                        };
                        let first = nth + usize::try_from(chat).unwrap();
                        // Every third is brought to both at once, as after a cut connection.
                        if chat % 3 == 0 {
                            std::thread::scope(|both| {
                                both.spawn(|| pair.bring_until_taken(first, &update));
                                both.spawn(|| pair.bring_until_taken(first + 1, &update));
                            });
                        } else {
                            pair.bring_until_taken(first, &update);
                        }
                    }
                }
            });
        }
    });
    for chat in ANN..ANN + CHATS {
        let said = fake.sent_to(chat);
        assert_eq!(said.len(), TEXTS.len(), "chat {chat}: {said:#?}");
        // The note comes once: the second instance knew what the first had said.
        let effects =
            said[..2].iter().filter(|text| text.contains("not a doctor. This is")).count();
        assert_eq!(effects, 1, "chat {chat}: {said:#?}");
        assert!(said[2].contains("/cancel"), "chat {chat}: {said:#?}");
    }
    assert_eq!(fake.refused(), Vec::<String>::new());
    pair.stop();
}

#[test]
fn an_instance_that_is_killed_loses_no_question() {
    const CHATS: i64 = 200;
    let Some(schema) = Schema::new("killed") else { return };
    let fake = FakeTelegram::start();
    let mut pair = Pair::start(&fake, &schema);
    let updates: Vec<Value> = (ANN..ANN + CHATS)
        .map(|chat| {
            fake.type_text(chat, "how long does sciatica last");
            fake.take_update()
        })
        .collect();
    let waiting = Mutex::new(updates.iter().enumerate());
    let next = || waiting.lock().unwrap().next();
    let (addresses, secret) = (pair.addresses.clone(), pair.secret.clone());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some((nth, update)) = next() {
                    let mut to = nth;
                    // A claim of the dead one lapses after twenty seconds.
                    while bring(&addresses[to % 2], &secret, update) != Some(200) {
                        to += 1;
                        std::thread::sleep(Duration::from_millis(50));
                    }
                }
            });
        }
        fake.wait_for("some answers", |fake| fake.messages() >= 40);
        pair.bots[0].kill();
    });
    let mut doubles = 0;
    for chat in ANN..ANN + CHATS {
        let answers = fake.sent_to(chat).len();
        assert!(answers > 0, "{chat} was not answered");
        doubles += answers - 1;
    }
    assert!(doubles <= 8, "{doubles} doubles, eight were in flight at the kill");
    assert_eq!(fake.refused(), Vec::<String>::new());
}

/// Answers to the quiz from first question to result: nothing urgent, a disc-like story.
const ANSWERS: [&str; 12] = [
    "No, none",
    "One leg, strength normal",
    "Yes, in one leg",
    "No",
    "None of these",
    "None of these",
    "18 to 39",
    "Under 6 weeks, same or better",
    "Sitting",
    "Standing up",
    "Below the knee",
    "The leg",
];

/// Walks the quiz, tapped and typed by turns; all that the bot showed, in order. `bring` gets each
/// update with its number.
fn walk(fake: &FakeTelegram, chat: i64, bring: impl Fn(usize, &Value)) -> Vec<String> {
    fake.type_text(chat, "/quiz");
    bring(0, &fake.take_update());
    for (nth, answer) in ANSWERS.into_iter().enumerate() {
        let shown = shown_to(fake, chat);
        let last = shown.last().unwrap();
        let keyboard = last.body["reply_markup"]["inline_keyboard"].as_array().unwrap();
        let mut buttons = keyboard.iter().flat_map(|row| row.as_array().unwrap()).enumerate();
        let (place, button) = buttons.find(|(_, button)| button["text"] == answer).expect(answer);
        if nth % 3 == 2 {
            fake.type_text(chat, &(place + 1).to_string());
        } else {
            fake.press(chat, last.message, button["callback_data"].as_str().unwrap());
        }
        bring(nth + 1, &fake.take_update());
    }
    shown_to(fake, chat).iter().map(|call| call.body["text"].to_string()).collect()
}

fn shown_to(fake: &FakeTelegram, chat: i64) -> Vec<Call> {
    let mut calls = fake.all_calls();
    calls.retain(|call| {
        ["sendmessage", "editmessagetext"].contains(&call.method.as_str())
            && call.body["chat_id"] == chat
    });
    calls
}

#[test]
fn a_quiz_walked_at_two_instances_ends_as_at_one() {
    let Some(schema) = Schema::new("quiz") else { return };
    let fake = FakeTelegram::start();
    let pair = Pair::start(&fake, &schema);
    let at_one = walk(&fake, ANN, |_, update| assert_eq!(pair.bring(0, update), 200));
    let at_both = walk(&fake, ANN + 1, |nth, update| assert_eq!(pair.bring(nth, update), 200));
    assert_eq!(at_one.len(), ANSWERS.len() + 1, "{at_one:#?}");
    assert!(at_one.last().unwrap().contains("a disc that irritates"), "{at_one:#?}");
    assert_eq!(at_one, at_both);
    assert_eq!(fake.refused(), Vec::<String>::new());
    pair.stop();
}
