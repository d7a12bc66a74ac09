//! A small Bot API server on this machine, for tests.
//!
//! It keeps updates as Telegram does (until a higher offset is asked for), refuses what Telegram
//! would refuse, and can be told to fail. Every refusal is kept: a test ends with none.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::fake_files::{self, Files, LOST, NO_PAGE, Part, read_multipart};
use super::rules;

pub(crate) const TOKEN: &str = "123456:fake-token_for-tests";

/// What the server says of a person who never pressed Start.
const NO_CHAT: &str = "chat not found";

/// How a call fails, once each.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// 429 with so many seconds to wait.
    TooMany(u64),
    /// 500 with an HTML page.
    Server,
    /// The connection is cut before anything is done.
    Reset,
    /// It is done, but the answer never comes.
    Lost,
    /// The markup is refused, as if it were broken.
    Markup,
    /// An answer that is not JSON, with nothing done.
    Garbage,
    /// The person has blocked the bot.
    Blocked,
    /// The group has become a supergroup with this number.
    Moved(i64),
    /// It is done, and a proxy answers with this status and a page of its own.
    DoneThen(u16),
    /// An address of a button is refused.
    Link,
    /// Refused with this code, as a server does that restarts.
    Code(u16),
    /// It is done after so many milliseconds.
    Slow(u64),
    /// Refused by a server that quotes the path, with the token in it.
    Quoting,
    /// Redirected to another server on this machine.
    Redirect(u16),
    /// Pictures are not allowed in the chat.
    NoPictures,
}

/// One call that was accepted.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) body: Value,
    /// The message it made or changed.
    pub(crate) message: i64,
}

#[derive(Default)]
struct World {
    updates: VecDeque<Value>,
    next_update: u64,
    next_message: i64,
    calls: Vec<Call>,
    /// What the real server would have refused.
    refused: Vec<String>,
    faults: VecDeque<(String, Fault)>,
    /// How every call of a method to a chat fails.
    always: HashMap<(String, i64), Fault>,
    /// Chats whose last call failed in a way that leaves open whether it was done: the next one goes
    /// through. What may have arrived is tried once more only.
    spared: HashSet<i64>,
    /// The offset of the last call for updates, and when that was.
    last_poll: Option<(u64, Instant)>,
    /// Of a hundred calls, how many fail, and in which ways.
    failing: (u32, Vec<Fault>),
    down: bool,
    /// Until when a chat is to get nothing: it was said with a 429.
    paused: HashMap<i64, Instant>,
    /// People who never pressed Start.
    without_chat: HashSet<i64>,
    /// When messages arrived, where Telegram's limits are kept.
    arrivals: Option<Arrivals>,
    /// Calls that were faster than the limits.
    too_fast: usize,
    polls: usize,
    allowed: Option<Value>,
    answered_presses: Vec<String>,
    /// Where updates are brought, and with which secret.
    webhook: Option<(String, String)>,
    /// When bringing one failed last, and why.
    webhook_error: Option<(i64, String)>,
    texts: HashMap<(i64, i64), Value>,
    /// Messages of people, and messages to them, by chat.
    asked: HashMap<i64, usize>,
    answered: HashMap<i64, usize>,
    files: Files,
    /// Messages that are pictures or videos, by chat and number.
    pictures: HashMap<(i64, i64), Value>,
    /// How the bot presents itself: by what is shown, to whom, in which language.
    profile: HashMap<String, Value>,
}

/// When messages arrived: over all chats, and in each.
#[derive(Default)]
struct Arrivals {
    all: VecDeque<Instant>,
    chats: HashMap<i64, VecDeque<Instant>>,
}

impl Arrivals {
    /// Whether one more to `chat` is within what Telegram names as its limits: 30 messages a second,
    /// one a second in a chat (short bursts go through), 20 a minute in a group.
    fn takes(&mut self, chat: i64) -> bool {
        // Groups have negative numbers. A fifth more overall: messages bunch up on the way.
        let (in_chat, span) = if chat < 0 { (20, 60) } else { (8, 5) };
        let mine = self.chats.entry(chat).or_default();
        within(mine, in_chat, Duration::from_secs(span))
            && within(&mut self.all, 36, Duration::from_secs(1))
    }
}

/// Notes one more; whether there were fewer than `most` in the last `span`.
fn within(times: &mut VecDeque<Instant>, most: usize, span: Duration) -> bool {
    let now = Instant::now();
    while times.front().is_some_and(|first| now.duration_since(*first) >= span) {
        times.pop_front();
    }
    times.push_back(now);
    times.len() <= most
}

impl World {
    /// What Telegram would hold against the pace of a message to `chat`.
    fn pace(&mut self, chat: i64) -> Option<Fault> {
        let now = Instant::now();
        if self.paused.get(&chat).is_some_and(|until| *until > now) {
            self.refused.push(format!("a message to {chat} before its pause was over"));
        }
        let fast = self.arrivals.as_mut().is_some_and(|arrivals| !arrivals.takes(chat));
        self.too_fast += usize::from(fast);
        fast.then_some(Fault::TooMany(1))
    }

    /// A new message with a picture or video.
    fn picture(&mut self, kind: &str, id: &str, body: &Value) -> Value {
        let chat = body["chat_id"].as_i64().unwrap();
        self.next_message += 1;
        if body.get("caption").is_some() {
            *self.answered.entry(chat).or_default() += 1;
        }
        let mut content = fake_files::shown(kind, id);
        if let Some(caption) = body.get("caption") {
            content["caption"] = caption.clone();
        }
        self.pictures.insert((chat, self.next_message), content.clone());
        let mut message = message_json(chat, self.next_message, body);
        add(&mut message, &content);
        message.as_object_mut().unwrap().remove("text");
        message
    }

    fn presented(&self, method: &str, body: &Value) -> Value {
        let (what, key) = facet(method, body);
        let empty = if what == "commands" { json!([]) } else { json!("") };
        let shown = self.profile.get(&key).cloned().unwrap_or(empty);
        if what == "commands" { shown } else { json!({what: shown}) }
    }

    fn present(&mut self, method: &str, body: &Value) {
        let (what, key) = facet(method, body);
        self.profile.insert(key, body[what].clone());
    }
}

/// Which part of the bot's face a call is about: the field it stands in, and a key for keeping it.
fn facet(method: &str, body: &Value) -> (&'static str, String) {
    let what = match method.get(5..).unwrap_or_default() {
        "commands" => "commands",
        "name" => "name",
        "description" => "description",
        _ => "short_description",
    };
    (what, format!("{what} {} {}", body["scope"]["type"], body["language_code"]))
}

#[derive(Clone)]
pub(crate) struct FakeTelegram {
    world: Arc<Mutex<World>>,
    arrived: Arc<Notify>,
    address: String,
    /// What is in messages that nobody waits for; see [`FakeTelegram::pass_over`].
    passed_over: OnceLock<&'static str>,
    /// Lives as long as the test.
    runtime: Arc<tokio::runtime::Runtime>,
}

impl FakeTelegram {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let world = World { next_update: 1000, next_message: 1, ..World::default() };
        let fake = Self {
            world: Arc::new(Mutex::new(world)),
            arrived: Arc::new(Notify::new()),
            address,
            passed_over: OnceLock::new(),
            runtime: Arc::new(runtime),
        };
        let server = Server { world: Arc::clone(&fake.world), arrived: Arc::clone(&fake.arrived) };
        let app = Router::new()
            .route("/{bot}/{method}", post(serve))
            .layer(DefaultBodyLimit::max(60 * 1024 * 1024))
            .with_state(server);
        fake.runtime.spawn(async move { axum::serve(listener, app).await });
        fake
    }

    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    fn push(&self, kind: &str, content: Value) {
        let mut world = self.world.lock().unwrap();
        let mut update = json!({"update_id": world.next_update});
        if let Some(chat) = content["chat"]["id"].as_i64() {
            *world.asked.entry(chat).or_default() += 1;
        }
        update[kind] = content;
        world.next_update += 1;
        world.updates.push_back(update);
        drop(world);
        self.arrived.notify_waiters();
    }

    /// A raw update, its number aside.
    pub(crate) fn send_raw(&self, kind: &str, content: Value) {
        self.push(kind, content);
    }

    /// A person types; the number of their message.
    pub(crate) fn type_text(&self, chat: i64, text: &str) -> i64 {
        let message = self.new_message_id();
        self.push("message", person_message(chat, message, text));
        message
    }

    /// A person sends a message with these fields to the bot.
    pub(crate) fn send_private(&self, chat: i64, fields: &Value) -> i64 {
        let message = self.new_message_id();
        let mut content = bare_message(chat, message);
        add(&mut content, fields);
        self.push("message", content);
        message
    }

    /// A message of a person comes again as an edited one with these fields.
    pub(crate) fn edit_private(&self, chat: i64, message: i64, fields: &Value) {
        let mut content = bare_message(chat, message);
        content["edit_date"] = json!(1_700_000_100);
        add(&mut content, fields);
        self.push("edited_message", content);
    }

    /// A person types in a group. Names and commands are marked, as Telegram does.
    pub(crate) fn type_in_group(&self, group: i64, who: i64, text: &str) -> i64 {
        self.send_in_group(group, who, &json!({"text": text}))
    }

    /// A person sends a message with these fields to a group.
    pub(crate) fn send_in_group(&self, group: i64, who: i64, fields: &Value) -> i64 {
        let message = self.new_message_id();
        let mut content = bare_message(who, message);
        content["chat"] = json!({"id": group, "type": "supergroup", "title": "Backs"});
        add(&mut content, fields);
        self.push("message", content);
        message
    }

    /// A person changes a message.
    pub(crate) fn edit_text(&self, chat: i64, message: i64, text: &str) {
        let mut content = person_message(chat, message, text);
        content["edit_date"] = json!(1_700_000_100);
        self.push("edited_message", content);
    }

    /// A person changes a message in a group.
    pub(crate) fn edit_in_group(&self, group: i64, who: i64, message: i64, text: &str) {
        let mut content = bare_message(who, message);
        add(&mut content, &json!({"text": text}));
        content["chat"] = json!({"id": group, "type": "supergroup", "title": "Backs"});
        content["edit_date"] = json!(1_700_000_100);
        self.push("edited_message", content);
    }

    /// A person presses a button; the id of the press.
    pub(crate) fn press(&self, chat: i64, message: i64, data: &str) -> String {
        let id = format!("press-{}", self.new_message_id());
        let mut under = json!({
            "message_id": message, "date": 1_700_000_000, "chat": private(chat),
            "from": {"id": 123_456, "is_bot": true, "first_name": "Bot", "username": "leg_bot"},
        });
        let picture = self.world.lock().unwrap().pictures.get(&(chat, message)).cloned();
        add(&mut under, &picture.unwrap_or_else(|| json!({"text": "a menu"})));
        self.push(
            "callback_query",
            json!({
                "id": id, "chat_instance": "1", "data": data, "from": person(chat),
                "message": under,
            }),
        );
        id
    }

    /// What was uploaded so far.
    pub(crate) fn uploads(&self) -> Vec<Part> {
        self.world.lock().unwrap().files.uploads.clone()
    }

    /// Files are not known any more by the ids that were given for them.
    pub(crate) fn forget_files(&self) {
        self.world.lock().unwrap().files.forget();
    }

    /// Another program that has the token removes the webhook, or sets one of its own.
    pub(crate) fn meddle_with_webhook(&self, url: Option<&str>) {
        self.world.lock().unwrap().webhook = url.map(|url| (url.to_owned(), String::new()));
    }

    /// Telegram could not bring an update.
    pub(crate) fn fail_webhook(&self, date: i64, error: &str) {
        self.world.lock().unwrap().webhook_error = Some((date, error.to_owned()));
    }

    fn new_message_id(&self) -> i64 {
        let mut world = self.world.lock().unwrap();
        world.next_message += 1;
        world.next_message
    }

    /// The next call of `method` fails.
    pub(crate) fn fail_next(&self, method: &str, fault: Fault) {
        self.world.lock().unwrap().faults.push_back((method.to_lowercase(), fault));
    }

    /// All calls of `method` to `chat` fail from now on; `None` ends it.
    pub(crate) fn fail_always(&self, method: &str, chat: i64, fault: Option<Fault>) {
        let mut world = self.world.lock().unwrap();
        let key = (method.to_lowercase(), chat);
        match fault {
            Some(fault) => drop(world.always.insert(key, fault)),
            None => drop(world.always.remove(&key)),
        }
    }

    /// So many of a hundred calls of any method fail from now on, in one of these ways.
    pub(crate) fn fail_some(&self, percent: u32, ways: &[Fault]) {
        self.world.lock().unwrap().failing = (percent, ways.to_vec());
    }

    /// Pauses that were asked for are over.
    pub(crate) fn forget_pauses(&self) {
        self.world.lock().unwrap().paused.clear();
    }

    /// Telegram's limits on messages a second are kept from now on.
    pub(crate) fn keep_limits(&self) {
        self.world.lock().unwrap().arrivals = Some(Arrivals::default());
    }

    /// How many messages came faster than the limits.
    pub(crate) fn too_fast(&self) -> usize {
        self.world.lock().unwrap().too_fast
    }

    /// All connections are cut from now on, or not any more.
    pub(crate) fn set_down(&self, down: bool) {
        self.world.lock().unwrap().down = down;
    }

    pub(crate) fn calls(&self, method: &str) -> Vec<Call> {
        let world = self.world.lock().unwrap();
        world.calls.iter().filter(|call| call.method == method.to_lowercase()).cloned().collect()
    }

    pub(crate) fn all_calls(&self) -> Vec<Call> {
        self.world.lock().unwrap().calls.clone()
    }

    /// Texts sent to a chat, edits not counted.
    pub(crate) fn sent_to(&self, chat: i64) -> Vec<String> {
        self.calls("sendmessage")
            .iter()
            .filter(|call| self.is_for(chat, call))
            .map(|call| call.body["text"].as_str().unwrap().to_owned())
            .collect()
    }

    /// From here on messages with these words in them count as none: the bot sends them of its own, at a
    /// time that no test can know.
    pub(crate) fn pass_over(&self, words: &'static str) {
        self.passed_over.set(words).unwrap();
    }

    fn is_for(&self, chat: i64, call: &Call) -> bool {
        let text = call.body["text"].as_str().unwrap_or_default();
        call.body["chat_id"] == chat
            && !self.passed_over.get().is_some_and(|words| text.contains(words))
    }

    /// A person types, and waits for the next message; its text.
    pub(crate) fn ask(&self, chat: i64, text: &str) -> String {
        let before = self.sent_to(chat).len();
        self.type_text(chat, text);
        self.next(chat, before)
    }

    /// A person presses a button of an old message, and waits for the next message; its text.
    pub(crate) fn press_and_wait(&self, chat: i64, data: &str) -> String {
        let before = self.sent_to(chat).len();
        self.press(chat, 1, data);
        self.next(chat, before)
    }

    /// The text of the message that comes after the first `before` ones in a chat.
    pub(crate) fn next(&self, chat: i64, before: usize) -> String {
        self.wait_for("message", |fake| fake.sent_to(chat).len() > before);
        self.sent_to(chat).swap_remove(before)
    }

    /// The buttons under the newest message of a chat: label and data.
    pub(crate) fn buttons(&self, chat: i64) -> Vec<(String, String)> {
        let calls = self.calls("sendmessage");
        let newest = calls.iter().rev().find(|call| self.is_for(chat, call));
        let rows = newest.and_then(|call| call.body["reply_markup"]["inline_keyboard"].as_array());
        let text = |button: &Value, key: &str| button[key].as_str().unwrap_or_default().to_owned();
        rows.into_iter()
            .flatten()
            .flat_map(|row| row.as_array().unwrap())
            .map(|button| (text(button, "text"), text(button, "callback_data")))
            .collect()
    }

    /// The data of the button whose label begins so, under the newest message of a chat.
    pub(crate) fn button(&self, chat: i64, label: &str) -> String {
        let shown = self.buttons(chat);
        let found = shown.iter().find(|(text, _)| text.starts_with(label));
        found.unwrap_or_else(|| panic!("no button {label}: {shown:?}")).1.clone()
    }

    /// This person has no chat with the bot: they never pressed Start.
    pub(crate) fn never_started(&self, person: i64) {
        self.world.lock().unwrap().without_chat.insert(person);
    }

    /// How many new messages were sent.
    pub(crate) fn messages(&self) -> usize {
        let world = self.world.lock().unwrap();
        world.calls.iter().filter(|call| call.method == "sendmessage").count()
    }

    /// How many chats got a message.
    pub(crate) fn chats_answered(&self) -> usize {
        self.world.lock().unwrap().answered.len()
    }

    /// Updates of chats whose every message so far was answered, and that are not confirmed.
    pub(crate) fn answered_but_unconfirmed(&self) -> usize {
        let world = self.world.lock().unwrap();
        let asked = |chat: i64| world.asked.get(&chat).copied().unwrap_or_default();
        let mut open: HashMap<i64, usize> = HashMap::new();
        for update in &world.updates {
            if let Some(chat) = update["message"]["chat"]["id"].as_i64() {
                *open.entry(chat).or_default() += 1;
            }
        }
        open.into_iter()
            .map(|(chat, open)| {
                let answered = world.answered.get(&chat).copied().unwrap_or_default();
                let confirmed = asked(chat) - open;
                answered.saturating_sub(confirmed).min(open)
            })
            .sum()
    }

    /// How many of the faults asked for with [`Self::fail_next`] are still to come.
    pub(crate) fn faults_left(&self) -> usize {
        self.world.lock().unwrap().faults.len()
    }

    pub(crate) fn refused(&self) -> Vec<String> {
        self.world.lock().unwrap().refused.clone()
    }

    pub(crate) fn unconfirmed(&self) -> usize {
        self.world.lock().unwrap().updates.len()
    }

    pub(crate) fn polls(&self) -> usize {
        self.world.lock().unwrap().polls
    }

    pub(crate) fn allowed_updates(&self) -> Option<Value> {
        self.world.lock().unwrap().allowed.clone()
    }

    /// Where updates are to be brought, and with which secret.
    pub(crate) fn webhook(&self) -> Option<(String, String)> {
        self.world.lock().unwrap().webhook.clone()
    }

    /// Takes the oldest update out, to be brought by webhook.
    pub(crate) fn take_update(&self) -> Value {
        self.world.lock().unwrap().updates.pop_front().unwrap()
    }

    /// Waits until `done` holds; panics with what was sent if it does not come to that.
    pub(crate) fn wait_for(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let until = Instant::now() + Duration::from_mins(6);
        while !done(self) {
            assert!(
                Instant::now() < until,
                "no {what}; calls: {:#?}",
                self.all_calls().iter().map(|call| &call.body).collect::<Vec<_>>()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn person(id: i64) -> Value {
    json!({"id": id, "is_bot": false, "first_name": "Ann", "language_code": "en"})
}

fn private(chat: i64) -> Value {
    json!({"id": chat, "type": "private", "first_name": "Ann"})
}

fn person_message(chat: i64, message: i64, text: &str) -> Value {
    let mut content = bare_message(chat, message);
    content["text"] = json!(text);
    content
}

fn bare_message(chat: i64, message: i64) -> Value {
    json!({
        "message_id": message, "date": 1_700_000_000,
        "chat": private(chat), "from": person(chat),
    })
}

/// Adds fields to a message; where they hold a text and no entities, those that Telegram finds.
fn add(message: &mut Value, fields: &Value) {
    for (name, value) in fields.as_object().unwrap() {
        message[name] = value.clone();
    }
    for (text, entities) in [("text", "entities"), ("caption", "caption_entities")] {
        if let Some(text) = fields[text].as_str()
            && fields.get(entities).is_none()
        {
            let found = entities_in(text);
            if !found.is_empty() {
                message[entities] = json!(found);
            }
        }
    }
}

/// Names (`@name`) and commands in a text: as Telegram finds them, places in UTF-16 code units.
fn entities_in(text: &str) -> Vec<Value> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let units = |part: &str| part.encode_utf16().count();
    let mut found = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, c)| ['@', '/'].contains(c)) {
        let before = text[..at].chars().next_back();
        let rest = &text[at + 1..];
        let is_part = |c: char| is_name(c) || (sign == '/' && c == '@');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let ends = rest[end..].chars().next().is_none_or(|c| !is_word(c));
        if before.is_some_and(|c| is_word(c) || c == '/') || !ends || !(2..=64).contains(&end) {
            continue;
        }
        let kind = if sign == '@' { "mention" } else { "bot_command" };
        let (offset, length) = (units(&text[..at]), units(&rest[..end]) + 1);
        found.push(json!({"type": kind, "offset": offset, "length": length}));
    }
    found
}

#[derive(Clone)]
struct Server {
    world: Arc<Mutex<World>>,
    arrived: Arc<Notify>,
}

async fn serve(
    State(server): State<Server>,
    Path((bot, method)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let method = method.to_lowercase();
    if bot != format!("bot{TOKEN}") {
        return refuse(401, "Unauthorized");
    }
    let content_type = headers.get("content-type").map_or("", |value| value.to_str().unwrap());
    let (body, parts) = if content_type.starts_with("multipart/form-data") {
        read_multipart(content_type, &body)
    } else if body.is_empty() {
        (json!({}), Vec::new())
    } else {
        match serde_json::from_slice(&body) {
            Ok(body) => (body, Vec::new()),
            Err(error) => panic!("the bot sent something other than JSON: {error}"),
        }
    };
    let fault = server.fault(&method, &body);
    match fault {
        Some(Fault::TooMany(seconds)) => {
            let answer = json!({
                "ok": false, "error_code": 429,
                "description": format!("Too Many Requests: retry after {seconds}"),
                "parameters": {"retry_after": seconds},
            });
            return (StatusCode::TOO_MANY_REQUESTS, answer.to_string()).into_response();
        }
        Some(Fault::Server) => {
            return (StatusCode::BAD_GATEWAY, "<html>502 Bad Gateway</html>").into_response();
        }
        // axum closes the connection without an answer when a handler panics.
        Some(Fault::Reset) => std::panic::resume_unwind(Box::new("reset")),
        Some(Fault::Markup) => {
            return refuse(400, "Bad Request: can't parse entities: Unsupported start tag");
        }
        Some(Fault::Moved(chat)) => {
            let answer = json!({
                "ok": false, "error_code": 400,
                "description": "Bad Request: group chat was upgraded to a supergroup chat",
                "parameters": {"migrate_to_chat_id": chat},
            });
            return (StatusCode::BAD_REQUEST, answer.to_string()).into_response();
        }
        Some(Fault::Link) => {
            return refuse(
                400,
                "Bad Request: inline keyboard button URL 'https://intranet' is invalid: Wrong HTTP URL",
            );
        }
        Some(Fault::Code(code)) => return refuse(code, "Unauthorized"),
        Some(Fault::Slow(milliseconds)) => {
            // It is done even if nobody waits for it any more.
            let (server, method, body) = (server.clone(), method.clone(), body.clone());
            let doing = tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                server.act(&method, &body, &parts)
            });
            let result = doing.await.unwrap().unwrap();
            return json!({"ok": true, "result": result}).to_string().into_response();
        }
        Some(Fault::Quoting) => {
            return refuse(400, &format!("Bad Request: cannot POST /bot{TOKEN}/{method}"));
        }
        Some(Fault::Redirect(port)) => {
            let there = format!("http://127.0.0.1:{port}/bot{TOKEN}/{method}");
            return (StatusCode::TEMPORARY_REDIRECT, [("location", there)]).into_response();
        }
        Some(Fault::NoPictures) => {
            return refuse(400, "Bad Request: not enough rights to send photos to the chat");
        }
        Some(Fault::Blocked) => return refuse(403, "Forbidden: bot was blocked by the user"),
        Some(Fault::Garbage) => return "{\"ok\":tru".into_response(),
        Some(Fault::Lost | Fault::DoneThen(_)) | None => {}
    }
    let answer = match method.as_str() {
        "getupdates" => server.updates(&body).await,
        _ => server.act(&method, &body, &parts),
    };
    if matches!(fault, Some(Fault::Lost)) {
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    if let Some(Fault::DoneThen(status)) = fault {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, "<html>Gateway</html>").into_response();
    }
    match answer {
        Ok(result) => json!({"ok": true, "result": result}).to_string().into_response(),
        Err(description) => {
            let harmless = ["message is not modified", "query is too old", LOST, NO_PAGE, NO_CHAT];
            if !harmless.iter().any(|known| description.contains(known)) {
                let mut world = server.world.lock().unwrap();
                world.refused.push(format!("{method}: {description}: {body}"));
            }
            refuse(400, &format!("Bad Request: {description}"))
        }
    }
}

fn refuse(code: u16, description: &str) -> Response {
    let answer = json!({"ok": false, "error_code": code, "description": description});
    (StatusCode::from_u16(code).unwrap(), answer.to_string()).into_response()
}

impl Server {
    fn fault(&self, method: &str, body: &Value) -> Option<Fault> {
        let mut world = self.world.lock().unwrap();
        let chat = body["chat_id"].as_i64();
        let pace = chat.and_then(|chat| world.pace(chat));
        let always = chat.and_then(|chat| world.always.get(&(method.to_owned(), chat)).copied());
        let fault = always.or(pace).or_else(|| Self::weather(&mut world, method, chat));
        if let (Some(chat), Some(Fault::TooMany(seconds))) = (chat, fault) {
            // A little less: it began to count when the answer left.
            let pause = Duration::from_secs(seconds).mul_f64(0.95);
            world.paused.insert(chat, Instant::now() + pause);
        }
        fault
    }

    fn weather(world: &mut World, method: &str, chat: Option<i64>) -> Option<Fault> {
        if world.down {
            return Some(Fault::Reset);
        }
        if let Some(at) = world.faults.iter().position(|(known, _)| known == method) {
            return world.faults.remove(at).map(|(_, fault)| fault);
        }
        let (percent, ways) = &world.failing;
        let fails = fastrand::u32(0..100) < *percent;
        let fault = if fails { fastrand::choice(ways.iter().copied()) } else { None };
        let Some(chat) = chat else { return fault };
        let unclear = fault.is_some_and(|fault| !matches!(fault, Fault::TooMany(_)));
        // Only what may have arrived uses it up: a pause in between is no second try.
        if unclear && !world.spared.insert(chat) {
            world.spared.remove(&chat);
            return None;
        }
        fault
    }

    async fn updates(&self, body: &Value) -> Result<Value, String> {
        rules::check("getupdates", body)?;
        let offset = body["offset"].as_u64().unwrap_or(0);
        let mut limit = body["limit"].as_u64().unwrap_or(100) as usize;
        let mut timeout = Duration::from_secs(body["timeout"].as_u64().unwrap_or(0));
        {
            let mut world = self.world.lock().unwrap();
            world.polls += 1;
            // As the real server brakes (Client.cpp, process_get_updates_query).
            if let Some((_, at)) = world.last_poll.filter(|(previous, _)| *previous == offset) {
                if at.elapsed() < Duration::from_secs(3) {
                    timeout = timeout.max(Duration::from_secs(3));
                }
                if at.elapsed() < Duration::from_millis(500) {
                    limit = 1;
                }
            }
            world.last_poll = Some((offset, Instant::now()));
            if let Some(allowed) = body.get("allowed_updates") {
                world.allowed = Some(allowed.clone());
            }
            world.updates.retain(|update| update["update_id"].as_u64().unwrap() >= offset);
        }
        let until = tokio::time::Instant::now() + timeout;
        loop {
            let arrived = self.arrived.notified();
            let found: Vec<Value> =
                self.world.lock().unwrap().updates.iter().take(limit).cloned().collect();
            if !found.is_empty() || tokio::time::timeout_at(until, arrived).await.is_err() {
                return Ok(Value::Array(found));
            }
        }
    }

    fn act(&self, method: &str, body: &Value, parts: &[Part]) -> Result<Value, String> {
        rules::check(method, body)?;
        let mut world = self.world.lock().unwrap();
        let chat =
            [&body["chat_id"], &body["scope"]["chat_id"]].into_iter().find_map(Value::as_i64);
        if chat.is_some_and(|chat| world.without_chat.contains(&chat)) {
            return Err(NO_CHAT.to_owned());
        }
        let (result, message) = match method {
            "getme" => (
                json!({"id": 123_456, "is_bot": true, "first_name": "Bot", "username": "leg_bot",
                       "can_join_groups": true, "can_read_all_group_messages": false,
                       "supports_inline_queries": false}),
                0,
            ),
            "sendmessage" => {
                let chat = body["chat_id"].as_i64().unwrap();
                world.next_message += 1;
                *world.answered.entry(chat).or_default() += 1;
                let message = world.next_message;
                world.texts.insert((chat, message), shown(body));
                (message_json(chat, message, body), message)
            }
            "sendphoto" | "sendvideo" => {
                let kind = if method == "sendphoto" { "photo" } else { "video" };
                let id = world.files.take(kind, &body[kind], parts, kind)?;
                let message = world.picture(kind, &id, body);
                (message.clone(), message["message_id"].as_i64().unwrap())
            }
            "sendmediagroup" => {
                let mut album = Vec::new();
                for item in body["media"].as_array().unwrap() {
                    let kind = if item["type"] == "photo" { "photo" } else { "video" };
                    let id = world.files.take(kind, &item["media"], parts, "")?;
                    album.push((kind, id));
                }
                let album: Vec<Value> =
                    album.iter().map(|(kind, id)| world.picture(kind, id, body)).collect();
                let first = album[0]["message_id"].as_i64().unwrap();
                (Value::Array(album), first)
            }
            "getwebhookinfo" => {
                let url = world.webhook.as_ref().map_or("", |(url, _)| url);
                let mut info = json!({
                    "url": url, "has_custom_certificate": false,
                    "pending_update_count": world.updates.len(),
                });
                if let Some((date, error)) = &world.webhook_error {
                    info["last_error_date"] = json!(date);
                    info["last_error_message"] = json!(error);
                }
                if world.webhook.is_some() {
                    info["allowed_updates"] = world.allowed.clone().unwrap_or_default();
                }
                (info, 0)
            }
            "editmessagetext" => {
                let chat = body["chat_id"].as_i64().unwrap();
                let message = body["message_id"].as_i64().unwrap();
                if world.pictures.contains_key(&(chat, message)) {
                    return Err("there is no text in the message to edit".to_owned());
                }
                match world.texts.insert((chat, message), shown(body)) {
                    Some(old) if old == shown(body) => {
                        return Err("message is not modified: specified new message content and \
                                    reply markup are exactly the same"
                            .to_owned());
                    }
                    _ => (message_json(chat, message, body), message),
                }
            }
            "answercallbackquery" => {
                let id = body["callback_query_id"].as_str().unwrap().to_owned();
                if world.answered_presses.contains(&id) {
                    return Err("query is too old and response timeout expired or query ID is \
                                invalid"
                        .to_owned());
                }
                world.answered_presses.push(id);
                (json!(true), 0)
            }
            "answerinlinequery" => (json!(true), 0),
            "getmycommands" | "getmyname" | "getmydescription" | "getmyshortdescription" => {
                (world.presented(method, body), 0)
            }
            "setmycommands" | "setmyname" | "setmydescription" | "setmyshortdescription" => {
                world.present(method, body);
                (json!(true), 0)
            }
            "deletewebhook" => {
                world.webhook = None;
                (json!(true), 0)
            }
            "setwebhook" => {
                let url = body["url"].as_str().unwrap().to_owned();
                let secret = body["secret_token"].as_str().unwrap_or_default().to_owned();
                world.webhook = Some((url, secret));
                world.allowed = Some(body["allowed_updates"].clone());
                (json!(true), 0)
            }
            other => return Err(format!("{other} is in the table, and the fake cannot do it")),
        };
        world.calls.push(Call { method: method.to_owned(), body: body.clone(), message });
        Ok(result)
    }
}

/// What a person would see change.
fn shown(body: &Value) -> Value {
    json!([body["text"], body["reply_markup"]])
}

fn message_json(chat: i64, message: i64, body: &Value) -> Value {
    json!({"message_id": message, "date": 1_700_000_000, "chat": private(chat), "text": body["text"]})
}
