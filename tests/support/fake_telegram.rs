//! A small Bot API server on this machine, for tests.
//!
//! It keeps updates as Telegram does (until a higher offset is asked for), refuses what Telegram
//! would refuse, and can be told to fail. Every refusal is kept: a test ends with none.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::Notify;

pub(crate) const TOKEN: &str = "123456:fake-token_for-tests";

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
    /// Of a hundred messages, how many fail.
    failing_percent: u32,
    down: bool,
    polls: usize,
    allowed: Option<Value>,
    answered_presses: Vec<String>,
    /// Where updates are brought, and with which secret.
    webhook: Option<(String, String)>,
    texts: std::collections::HashMap<(i64, i64), Value>,
}

#[derive(Clone)]
pub(crate) struct FakeTelegram {
    world: Arc<Mutex<World>>,
    arrived: Arc<Notify>,
    address: String,
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
            runtime: Arc::new(runtime),
        };
        let app = Router::new().route("/{bot}/{method}", post(serve)).with_state(Server {
            world: Arc::clone(&fake.world),
            arrived: Arc::clone(&fake.arrived),
        });
        fake.runtime.spawn(async move { axum::serve(listener, app).await });
        fake
    }

    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    fn push(&self, kind: &str, content: Value) {
        let mut world = self.world.lock().unwrap();
        let mut update = json!({"update_id": world.next_update});
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

    /// A person changes a message.
    pub(crate) fn edit_text(&self, chat: i64, message: i64, text: &str) {
        let mut content = person_message(chat, message, text);
        content["edit_date"] = json!(1_700_000_100);
        self.push("edited_message", content);
    }

    /// A person presses a button; the id of the press.
    pub(crate) fn press(&self, chat: i64, message: i64, data: &str) -> String {
        let id = format!("press-{}", self.new_message_id());
        self.push(
            "callback_query",
            json!({
                "id": id, "chat_instance": "1", "data": data, "from": person(chat),
                "message": {
                    "message_id": message, "date": 1_700_000_000, "text": "a menu",
                    "chat": private(chat),
                    "from": {"id": 123_456, "is_bot": true, "first_name": "Bot", "username": "leg_bot"},
                },
            }),
        );
        id
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

    /// So many of a hundred messages fail, in turns in all ways that leave nothing done.
    pub(crate) fn fail_percent(&self, percent: u32) {
        self.world.lock().unwrap().failing_percent = percent;
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
            .filter(|call| call.body["chat_id"] == chat)
            .map(|call| call.body["text"].as_str().unwrap().to_owned())
            .collect()
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
        let until = Instant::now() + Duration::from_mins(1);
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
    json!({
        "message_id": message, "date": 1_700_000_000, "text": text,
        "chat": private(chat), "from": person(chat),
    })
}

#[derive(Clone)]
struct Server {
    world: Arc<Mutex<World>>,
    arrived: Arc<Notify>,
}

async fn serve(
    State(server): State<Server>,
    Path((bot, method)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    let method = method.to_lowercase();
    if bot != format!("bot{TOKEN}") {
        return refuse(401, "Unauthorized");
    }
    let body: Value = if body.is_empty() {
        json!({})
    } else {
        match serde_json::from_slice(&body) {
            Ok(body) => body,
            Err(error) => panic!("the bot sent something other than JSON: {error}"),
        }
    };
    let fault = server.fault(&method);
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
        Some(Fault::Blocked) => return refuse(403, "Forbidden: bot was blocked by the user"),
        Some(Fault::Garbage) => return "{\"ok\":tru".into_response(),
        Some(Fault::Lost) | None => {}
    }
    let answer = match method.as_str() {
        "getupdates" => server.updates(&body).await,
        _ => server.act(&method, &body),
    };
    if matches!(fault, Some(Fault::Lost)) {
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    match answer {
        Ok(result) => json!({"ok": true, "result": result}).to_string().into_response(),
        Err(description) => {
            let harmless = ["message is not modified", "query is too old"];
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
    fn fault(&self, method: &str) -> Option<Fault> {
        let mut world = self.world.lock().unwrap();
        if world.down {
            return Some(Fault::Reset);
        }
        if let Some(at) = world.faults.iter().position(|(known, _)| known == method) {
            return world.faults.remove(at).map(|(_, fault)| fault);
        }
        let message = matches!(method, "sendmessage" | "editmessagetext");
        if message && fastrand::u32(0..100) < world.failing_percent {
            return fastrand::choice([Fault::TooMany(1), Fault::Server, Fault::Reset]);
        }
        None
    }

    async fn updates(&self, body: &Value) -> Result<Value, String> {
        let offset = body["offset"].as_u64().unwrap_or(0);
        let limit = body["limit"].as_u64().unwrap_or(100) as usize;
        let timeout = Duration::from_secs(body["timeout"].as_u64().unwrap_or(0));
        let until = tokio::time::Instant::now() + timeout;
        {
            let mut world = self.world.lock().unwrap();
            world.polls += 1;
            if let Some(allowed) = body.get("allowed_updates") {
                world.allowed = Some(allowed.clone());
            }
            world.updates.retain(|update| update["update_id"].as_u64().unwrap() >= offset);
        }
        loop {
            let arrived = self.arrived.notified();
            let found: Vec<Value> =
                self.world.lock().unwrap().updates.iter().take(limit).cloned().collect();
            if !found.is_empty() || tokio::time::timeout_at(until, arrived).await.is_err() {
                return Ok(Value::Array(found));
            }
        }
    }

    fn act(&self, method: &str, body: &Value) -> Result<Value, String> {
        let mut world = self.world.lock().unwrap();
        let (result, message) = match method {
            "getme" => (
                json!({"id": 123_456, "is_bot": true, "first_name": "Bot", "username": "leg_bot",
                       "can_join_groups": true, "can_read_all_group_messages": false,
                       "supports_inline_queries": false}),
                0,
            ),
            "sendmessage" => {
                let chat = body["chat_id"].as_i64().ok_or("chat_id is empty")?;
                check_text(body)?;
                check_keyboard(body)?;
                world.next_message += 1;
                let message = world.next_message;
                world.texts.insert((chat, message), shown(body));
                (message_json(chat, message, body), message)
            }
            "editmessagetext" => {
                let chat = body["chat_id"].as_i64().ok_or("chat_id is empty")?;
                let message =
                    body["message_id"].as_i64().ok_or("message identifier is not specified")?;
                check_text(body)?;
                check_keyboard(body)?;
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
                let id =
                    body["callback_query_id"].as_str().ok_or("no callback_query_id")?.to_owned();
                if world.answered_presses.contains(&id) {
                    return Err("query is too old and response timeout expired or query ID is \
                                invalid"
                        .to_owned());
                }
                world.answered_presses.push(id);
                (json!(true), 0)
            }
            "answerinlinequery" => {
                check_inline(body)?;
                (json!(true), 0)
            }
            "getmycommands" => (json!([]), 0),
            "getmyname" => (json!({"name": "Old name"}), 0),
            "getmydescription" => (json!({"description": ""}), 0),
            "getmyshortdescription" => (json!({"short_description": ""}), 0),
            "setmycommands" => {
                check_commands(body)?;
                (json!(true), 0)
            }
            "setmyname" => (json!(within(&body["name"], 64)?), 0),
            "setmydescription" => (json!(within(&body["description"], 512)?), 0),
            "setmyshortdescription" => (json!(within(&body["short_description"], 120)?), 0),
            "deletewebhook" => {
                world.webhook = None;
                (json!(true), 0)
            }
            "setwebhook" => {
                let url = body["url"].as_str().ok_or("bad webhook: no url")?.to_owned();
                let secret = body["secret_token"].as_str().unwrap_or_default().to_owned();
                world.webhook = Some((url, secret));
                (json!(true), 0)
            }
            other => return Err(format!("method {other} is not known to the fake")),
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

fn within(text: &Value, most: usize) -> Result<bool, String> {
    let length = text.as_str().ok_or("not a text")?.chars().count();
    if length <= most { Ok(true) } else { Err(format!("{length} characters, {most} allowed")) }
}

fn check_commands(body: &Value) -> Result<(), String> {
    for command in body["commands"].as_array().ok_or("commands is not a list")? {
        let name = command["command"].as_str().unwrap_or_default();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || name.len() > 32 || !name.chars().all(fits) {
            return Err("BOT_COMMAND_INVALID".to_owned());
        }
        if !(1..=256).contains(&command["description"].as_str().unwrap_or_default().chars().count())
        {
            return Err("BOT_COMMAND_DESCRIPTION_INVALID".to_owned());
        }
    }
    Ok(())
}

fn check_inline(body: &Value) -> Result<(), String> {
    body["inline_query_id"].as_str().ok_or("query ID is empty")?;
    let results = body["results"].as_array().ok_or("results is not a list")?;
    let mut ids: Vec<&str> =
        results.iter().map(|card| card["id"].as_str().unwrap_or_default()).collect();
    ids.sort_unstable();
    ids.dedup();
    if results.len() > 50 || ids.len() < results.len() {
        return Err("RESULT_ID_DUPLICATE".to_owned());
    }
    if ids.iter().any(|id| !(1..=64).contains(&id.len())) {
        return Err("RESULT_ID_INVALID".to_owned());
    }
    for card in results {
        let content = &card["input_message_content"];
        let message = json!({
            "text": content["message_text"], "parse_mode": content["parse_mode"],
        });
        if card["type"] != "article" || card["title"].as_str().is_none_or(str::is_empty) {
            return Err("RESULT_TYPE_INVALID".to_owned());
        }
        check_text(&message)?;
        check_keyboard(card)?;
    }
    let start = body["button"]["start_parameter"].as_str().unwrap_or("none");
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if !(1..=64).contains(&start.len()) || !start.chars().all(fits) {
        return Err("START_PARAM_INVALID".to_owned());
    }
    Ok(())
}

fn check_text(body: &Value) -> Result<(), String> {
    let text = body["text"].as_str().ok_or("message text is empty")?;
    let seen = match body["parse_mode"].as_str() {
        Some("HTML") => {
            read_html(text).map_err(|error| format!("can't parse entities: {error}"))?
        }
        Some(other) => return Err(format!("unsupported parse_mode {other}")),
        None => text.to_owned(),
    };
    match seen.trim().encode_utf16().count() {
        0 => Err("message text is empty".to_owned()),
        1..=4096 => Ok(()),
        _ => Err("message is too long".to_owned()),
    }
}

fn check_keyboard(body: &Value) -> Result<(), String> {
    let Some(rows) = body["reply_markup"]["inline_keyboard"].as_array() else {
        return Ok(());
    };
    for button in rows.iter().flat_map(|row| row.as_array().unwrap()) {
        if button["text"].as_str().unwrap_or_default().is_empty() {
            return Err("text buttons are unallowed in the inline keyboard".to_owned());
        }
        match (button["callback_data"].as_str(), button["url"].as_str()) {
            (Some(data), None) if (1..=64).contains(&data.len()) => {}
            (None, Some(url)) if url.starts_with("https://") || url.starts_with("http://") => {}
            _ => return Err("BUTTON_DATA_INVALID".to_owned()),
        }
    }
    Ok(())
}

/// The text that Telegram would show, or why it refuses the markup.
fn read_html(html: &str) -> Result<String, String> {
    const TAGS: [&str; 12] =
        ["a", "b", "strong", "i", "em", "u", "ins", "s", "code", "pre", "blockquote", "tg-spoiler"];
    let mut seen = String::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        seen.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            let end = rest.find('>').ok_or("unclosed start tag")?;
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                if open.pop().as_deref() != Some(name) {
                    return Err(format!("unmatched end tag {name}"));
                }
            } else {
                let name = tag.split(' ').next().unwrap_or_default();
                if !TAGS.contains(&name) {
                    return Err(format!("unsupported start tag {name}"));
                }
                open.push(name.to_owned());
            }
        } else {
            let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"')];
            let Some((entity, c)) = known.iter().find(|(entity, _)| rest.starts_with(entity))
            else {
                return Err("an entity that is not known".to_owned());
            };
            seen.push(*c);
            rest = &rest[entity.len()..];
        }
    }
    seen.push_str(rest);
    if open.is_empty() { Ok(seen) } else { Err(format!("can't find end tag for {open:?}")) }
}
