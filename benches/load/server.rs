//! A Bot API server that costs as little as it can, and the people who write to it.
//!
//! It listens on this machine only. It checks nothing: that is the work of the tests' server.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::sync::Notify;

pub(crate) const TOKEN: &str = "123456:a-token_for-the-load-test";

/// How calls of `sendMessage` fare.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Weather {
    /// All are answered at once.
    #[default]
    Fair,
    /// So many of a hundred are not done, and not answered for half a minute.
    Hanging(u32),
    /// So many of a hundred are refused, to be tried again after a second.
    TooMany(u32),
}

/// How a call fails.
enum Failure {
    Hang,
    Refuse,
}

/// The people and what they wait for.
#[derive(Default)]
struct World {
    weather: Weather,
    /// Calls of `sendMessage` so far.
    sends: u32,
    /// Number and text of updates that were not confirmed.
    updates: VecDeque<(u64, String)>,
    next_update: u64,
    /// When each chat asked what is not answered yet.
    asked: HashMap<i64, Instant>,
    waits: Vec<Duration>,
    /// Questions that are asked as soon as others are answered.
    left: usize,
    /// The next chat that has not written yet in this round, and where they end.
    chats: std::ops::Range<i64>,
}

struct Shared {
    world: Mutex<World>,
    questions: Arc<[String]>,
    arrived: Notify,
    answered: Notify,
}

/// A running server.
pub(crate) struct Server {
    shared: Arc<Shared>,
    url: String,
    runtime: tokio::runtime::Runtime,
}

/// The first chat.
const FIRST: i64 = 1_000_000;

impl Server {
    pub(crate) fn start(questions: Arc<[String]>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            world: Mutex::new(World { next_update: 1, ..World::default() }),
            questions,
            arrived: Notify::new(),
            answered: Notify::new(),
        });
        let app =
            Router::new().route("/{bot}/{method}", post(serve)).with_state(Arc::clone(&shared));
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self { shared, url, runtime }
    }

    pub(crate) fn set_weather(&self, weather: Weather) {
        self.shared.world.lock().unwrap().weather = weather;
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How long each of `updates` answers took, as far as they came within `limit`.
    pub(crate) fn ask_at_full_speed(
        &self,
        chats: usize,
        updates: usize,
        limit: Duration,
    ) -> Vec<Duration> {
        let at_once = chats.min(updates).min(1_000);
        {
            let mut world = self.shared.world.lock().unwrap();
            world.waits.clear();
            world.left = updates - at_once;
            let end = FIRST + i64::try_from(chats).unwrap();
            world.chats = FIRST..end;
            for _ in 0..at_once {
                let chat = world.chats.next().unwrap();
                self.shared.ask(&mut world, chat);
            }
        }
        self.shared.arrived.notify_waiters();
        self.collect(updates, limit)
    }

    /// How long answers took while `rate` people write each second, for `time`.
    pub(crate) fn ask_steadily(&self, chats: usize, rate: u32, time: Duration) -> Vec<Duration> {
        let updates = u64::from(rate) * time.as_secs();
        self.shared.world.lock().unwrap().waits.clear();
        self.runtime.block_on(async {
            let mut clock = tokio::time::interval(Duration::from_secs(1) / rate);
            for (chat, _) in (FIRST..FIRST + i64::try_from(chats).unwrap()).cycle().zip(0..updates)
            {
                clock.tick().await;
                self.shared.ask(&mut self.shared.world.lock().unwrap(), chat);
                self.shared.arrived.notify_waiters();
            }
        });
        self.collect(usize::try_from(updates).unwrap(), Duration::from_secs(30))
    }

    fn collect(&self, updates: usize, limit: Duration) -> Vec<Duration> {
        let done = || self.shared.world.lock().unwrap().waits.len() >= updates;
        self.runtime.block_on(async {
            let waiting = async {
                loop {
                    let answered = self.shared.answered.notified();
                    if done() {
                        return;
                    }
                    answered.await;
                }
            };
            // What was not answered in time is missing from the count.
            let _ = tokio::time::timeout(limit, waiting).await;
        });
        let mut world = self.shared.world.lock().unwrap();
        world.left = 0;
        world.asked.clear();
        std::mem::take(&mut world.waits)
    }
}

impl Shared {
    /// Whether the next message fails: evenly, so that two runs are alike.
    fn failure(&self) -> Option<Failure> {
        let mut world = self.world.lock().unwrap();
        world.sends = world.sends.wrapping_add(1);
        let is_due = |percent: u32| world.sends.wrapping_mul(percent) % 100 < percent;
        match world.weather {
            Weather::Hanging(percent) if is_due(percent) => Some(Failure::Hang),
            Weather::TooMany(percent) if is_due(percent) => Some(Failure::Refuse),
            _ => None,
        }
    }

    /// A person writes.
    fn ask(&self, world: &mut World, chat: i64) {
        let number = world.next_update;
        world.next_update += 1;
        let question = &self.questions[usize::try_from(number).unwrap() % self.questions.len()];
        let text = serde_json::to_string(question).unwrap();
        let update = format!(
            r#"{{"update_id":{number},"message":{{"message_id":{number},"date":1700000000,"chat":{{"id":{chat},"type":"private","first_name":"Ann"}},"from":{{"id":{chat},"is_bot":false,"first_name":"Ann","language_code":"en"}},"text":{text}}}}}"#
        );
        world.updates.push_back((number, update));
        world.asked.insert(chat, Instant::now());
    }

    /// The bot answers. Only the first message of an answer counts.
    fn answer(&self, chat: i64) {
        let mut world = self.world.lock().unwrap();
        let Some(asked) = world.asked.remove(&chat) else { return };
        world.waits.push(asked.elapsed());
        if world.left > 0 {
            world.left -= 1;
            let next = world.chats.next().unwrap_or(chat);
            self.ask(&mut world, next);
            self.arrived.notify_waiters();
        } else if world.asked.is_empty() {
            self.answered.notify_waiters();
        }
    }

    async fn updates(&self, body: &[u8]) -> String {
        let asked: GetUpdates = fields(body);
        let until = tokio::time::Instant::now() + Duration::from_secs(asked.timeout.into());
        loop {
            let arrived = self.arrived.notified();
            {
                let mut world = self.world.lock().unwrap();
                while world.updates.front().is_some_and(|(number, _)| *number < asked.offset) {
                    world.updates.pop_front();
                }
                if !world.updates.is_empty() {
                    let found: Vec<&str> = world
                        .updates
                        .iter()
                        .take(asked.limit)
                        .map(|(_, update)| update.as_str())
                        .collect();
                    return ok(&format!("[{}]", found.join(",")));
                }
            }
            if tokio::time::timeout_at(until, arrived).await.is_err() {
                return ok("[]");
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(default)]
struct GetUpdates {
    offset: u64,
    timeout: u32,
    limit: usize,
}

impl Default for GetUpdates {
    fn default() -> Self {
        Self { offset: 0, timeout: 0, limit: 100 }
    }
}

#[derive(Deserialize)]
struct SendMessage {
    chat_id: i64,
    text: Box<RawValue>,
}

/// The fields of a call: JSON, as teloxide sends them, or a form, as aiogram does.
fn fields<T: DeserializeOwned>(body: &[u8]) -> T {
    if body.starts_with(b"{") {
        return serde_json::from_slice(body).unwrap();
    }
    let url = format!("http://form/?{}", std::str::from_utf8(body).unwrap());
    let fields: serde_json::Map<String, Value> = reqwest::Url::parse(&url)
        .unwrap()
        .query_pairs()
        .map(|(name, value)| {
            let number = value.parse::<i64>().map(Value::from);
            (name.into_owned(), number.unwrap_or_else(|_| Value::from(value)))
        })
        .collect();
    // By way of text, as a raw value can only be had from text.
    serde_json::from_str(&serde_json::to_string(&fields).unwrap()).unwrap()
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    Path((_, method)): Path<(String, String)>,
    body: Bytes,
) -> (StatusCode, String) {
    let answer = match method.to_ascii_lowercase().as_str() {
        "getupdates" => shared.updates(&body).await,
        "sendmessage" => {
            match shared.failure() {
                Some(Failure::Hang) => {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                    return (StatusCode::BAD_GATEWAY, String::new());
                }
                Some(Failure::Refuse) => {
                    let refused = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}"#;
                    return (StatusCode::TOO_MANY_REQUESTS, refused.to_owned());
                }
                None => {}
            }
            let sent: SendMessage = fields(&body);
            shared.answer(sent.chat_id);
            let (chat, text) = (sent.chat_id, sent.text);
            ok(&format!(
                r#"{{"message_id":1,"date":1700000000,"chat":{{"id":{chat},"type":"private","first_name":"Ann"}},"text":{text}}}"#
            ))
        }
        "getme" => ok(
            r#"{"id":123456,"is_bot":true,"first_name":"Bot","username":"leg_bot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}"#,
        ),
        "getmycommands" => ok("[]"),
        "getmyname" => ok(r#"{"name":""}"#),
        "getmydescription" => ok(r#"{"description":""}"#),
        "getmyshortdescription" => ok(r#"{"short_description":""}"#),
        _ => ok("true"),
    };
    (StatusCode::OK, answer)
}

fn ok(result: &str) -> String {
    format!(r#"{{"ok":true,"result":{result}}}"#)
}
