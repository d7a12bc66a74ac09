//! What the Bot API takes, as data: each method the bot calls, its fields, their types and limits.
//!
//! Copied by hand from <https://core.telegram.org/bots/api> (10.1). Fields that the bot has no use
//! for are left out, so that a call with one is reported as well as a misspelt one.

use serde_json::{Value, json};

/// What a field holds.
enum Kind {
    /// A whole number from … to.
    Whole(i64, i64),
    /// `true` or `false`.
    Flag,
    /// A text of so many characters.
    Text(usize, usize),
    /// A text of so many bytes.
    Bytes(usize, usize),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A text that fits, and what it should be.
    Like(fn(&str) -> bool, &'static str),
    /// At most so many of a kind.
    List(usize, &'static Self),
    /// An object with these fields.
    Object(&'static [Field]),
    /// A file that is uploaded with the call, or its id or address.
    File,
    /// An object that names its own kind in its field `type`.
    Tagged(&'static [(&'static str, &'static [Field])]),
}

use Kind::{Bytes, File, Flag, Like, List, Object, OneOf, Tagged, Text, Whole};

/// A field: its name, what it holds, whether it must be there.
type Field = (&'static str, Kind, bool);

const ANY: i64 = i64::MAX;
const MUST: bool = true;
const MAY: bool = false;

/// Texts are measured after their markup was read, see [`check_text`]; before it, this much.
const RAW_TEXT: Kind = Text(1, 32_768);
const HTML: Kind = OneOf(&["HTML"]);
const LANGUAGE: Kind = Like(is_language, "a two-letter language code");
const UPDATES: Kind = List(
    30,
    &OneOf(&["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]),
);

const BUTTON: &[Field] = &[
    // What a phone can show is checked when the files are loaded; this is the server's own limit.
    ("text", Text(1, 256), MUST),
    ("url", Like(is_address, "an address"), MAY),
    ("callback_data", Bytes(1, 64), MAY),
];
const KEYBOARD: &[Field] = &[("inline_keyboard", List(100, &List(8, &Object(BUTTON))), MUST)];
const PREVIEW: &[Field] = &[
    ("is_disabled", Flag, MAY),
    ("url", Like(is_address, "an address"), MAY),
    ("prefer_small_media", Flag, MAY),
    ("prefer_large_media", Flag, MAY),
    ("show_above_text", Flag, MAY),
];
const REPLY: &[Field] =
    &[("message_id", Whole(1, ANY), MUST), ("allow_sending_without_reply", Flag, MAY)];
const ALBUM: &[Field] =
    &[("type", OneOf(&["photo", "video"]), MUST), ("media", Text(1, 2048), MUST)];
const COMMAND: &[Field] =
    &[("command", Like(is_command, "a command"), MUST), ("description", Text(1, 256), MUST)];
const SCOPE: Kind = Tagged(&[
    ("default", &[]),
    ("all_private_chats", &[]),
    ("all_group_chats", &[]),
    ("chat", &[("chat_id", Whole(1, ANY), MUST)]),
]);
const CONTENT: &[Field] = &[
    ("message_text", RAW_TEXT, MUST),
    ("parse_mode", HTML, MAY),
    ("link_preview_options", Object(PREVIEW), MAY),
];
const CARD: Kind = Tagged(&[(
    "article",
    &[
        ("id", Bytes(1, 64), MUST),
        ("title", Text(1, 256), MUST),
        ("description", Text(1, 512), MAY),
        ("input_message_content", Object(CONTENT), MUST),
        ("reply_markup", Object(KEYBOARD), MAY),
    ],
)]);
const ABOVE_CARDS: &[Field] = &[
    ("text", Text(1, 64), MUST),
    ("start_parameter", Like(is_start_parameter, "a start parameter"), MUST),
];

/// Every method the bot calls, in the server's own spelling without capitals.
const METHODS: &[(&str, &[Field])] = &[
    ("getme", &[]),
    (
        "getupdates",
        &[
            ("offset", Whole(0, ANY), MAY),
            ("limit", Whole(1, 100), MAY),
            ("timeout", Whole(0, 50), MAY),
            // The server takes a call without it, and goes on with the list of an earlier program.
            ("allowed_updates", UPDATES, MUST),
        ],
    ),
    (
        "sendmessage",
        &[
            ("chat_id", Whole(-ANY, ANY), MUST),
            ("message_thread_id", Whole(1, ANY), MAY),
            ("text", RAW_TEXT, MUST),
            ("parse_mode", HTML, MAY),
            ("link_preview_options", Object(PREVIEW), MAY),
            ("reply_parameters", Object(REPLY), MAY),
            ("reply_markup", Object(KEYBOARD), MAY),
        ],
    ),
    (
        "sendphoto",
        &[
            ("chat_id", Whole(-ANY, ANY), MUST),
            ("message_thread_id", Whole(1, ANY), MAY),
            ("photo", File, MUST),
            ("caption", Text(1, 32_768), MAY),
            ("parse_mode", HTML, MAY),
            ("reply_parameters", Object(REPLY), MAY),
            ("reply_markup", Object(KEYBOARD), MAY),
        ],
    ),
    (
        "sendvideo",
        &[
            ("chat_id", Whole(-ANY, ANY), MUST),
            ("message_thread_id", Whole(1, ANY), MAY),
            ("video", File, MUST),
            ("supports_streaming", Flag, MAY),
            ("caption", Text(1, 32_768), MAY),
            ("parse_mode", HTML, MAY),
            ("reply_parameters", Object(REPLY), MAY),
            ("reply_markup", Object(KEYBOARD), MAY),
        ],
    ),
    (
        "sendmediagroup",
        &[
            ("chat_id", Whole(-ANY, ANY), MUST),
            ("message_thread_id", Whole(1, ANY), MAY),
            // Its items refer to files by fields of names that the bot chooses.
            ("media", List(10, &Object(ALBUM)), MUST),
            ("file0", File, MAY),
            ("file1", File, MAY),
            ("file2", File, MAY),
            ("reply_parameters", Object(REPLY), MAY),
        ],
    ),
    ("getwebhookinfo", &[]),
    (
        "editmessagetext",
        &[
            ("chat_id", Whole(-ANY, ANY), MUST),
            ("message_id", Whole(1, ANY), MUST),
            ("text", RAW_TEXT, MUST),
            ("parse_mode", HTML, MAY),
            ("link_preview_options", Object(PREVIEW), MAY),
            ("reply_markup", Object(KEYBOARD), MAY),
        ],
    ),
    (
        "answercallbackquery",
        &[("callback_query_id", Text(1, 64), MUST), ("text", Text(0, 200), MAY)],
    ),
    (
        "answerinlinequery",
        &[
            ("inline_query_id", Text(1, 64), MUST),
            ("results", List(50, &CARD), MUST),
            ("cache_time", Whole(0, ANY), MAY),
            ("is_personal", Flag, MAY),
            ("button", Object(ABOVE_CARDS), MAY),
        ],
    ),
    ("getmycommands", &[("scope", SCOPE, MAY), ("language_code", LANGUAGE, MAY)]),
    (
        "setmycommands",
        &[
            ("commands", List(100, &Object(COMMAND)), MUST),
            ("scope", SCOPE, MAY),
            ("language_code", LANGUAGE, MAY),
        ],
    ),
    ("getmyname", &[("language_code", LANGUAGE, MAY)]),
    ("setmyname", &[("name", Text(0, 64), MAY), ("language_code", LANGUAGE, MAY)]),
    ("getmydescription", &[("language_code", LANGUAGE, MAY)]),
    ("setmydescription", &[("description", Text(0, 512), MAY), ("language_code", LANGUAGE, MAY)]),
    ("getmyshortdescription", &[("language_code", LANGUAGE, MAY)]),
    (
        "setmyshortdescription",
        &[("short_description", Text(0, 120), MAY), ("language_code", LANGUAGE, MAY)],
    ),
    (
        "setwebhook",
        &[
            ("url", Like(is_secure, "an https address on port 443, 80, 88 or 8443"), MUST),
            ("max_connections", Whole(1, 100), MAY),
            ("allowed_updates", UPDATES, MUST),
            ("secret_token", Like(is_secret, "a secret token"), MAY),
        ],
    ),
    ("deletewebhook", &[("drop_pending_updates", Flag, MAY)]),
];

/// Why the Bot API would refuse this call.
pub(crate) fn check(method: &str, body: &Value) -> Result<(), String> {
    let (_, fields) = METHODS
        .iter()
        .find(|(name, _)| *name == method)
        .ok_or_else(|| format!("no method {method} in the tests' table"))?;
    check_fields(method, fields, body)?;
    match method {
        "sendmessage" | "editmessagetext" => check_message(body),
        "sendphoto" | "sendvideo" => check_caption(body),
        "sendmediagroup" if body["media"].as_array().is_some_and(|album| album.len() < 2) => {
            Err("an album has two pictures or more".to_owned())
        }
        "answerinlinequery" => check_cards(&body["results"]),
        _ => Ok(()),
    }
}

fn check_fields(place: &str, fields: &[Field], object: &Value) -> Result<(), String> {
    let given = object.as_object().ok_or_else(|| format!("{place} is not an object"))?;
    for (name, value) in given {
        let place = format!("{place}.{name}");
        match fields.iter().find(|(known, ..)| known == name) {
            Some((_, kind, _)) => check_kind(&place, kind, value)?,
            None => return Err(format!("{place} is not known")),
        }
    }
    match fields.iter().find(|(name, _, must)| *must && !given.contains_key(*name)) {
        Some((name, ..)) => Err(format!("{place} has no {name}")),
        None => Ok(()),
    }
}

fn check_kind(place: &str, kind: &Kind, value: &Value) -> Result<(), String> {
    let text = || value.as_str().ok_or_else(|| format!("{place} is not a text: {value}"));
    let fits = match kind {
        Whole(least, most) => value.as_i64().is_some_and(|n| (*least..=*most).contains(&n)),
        Flag => value.is_boolean(),
        File => value["uploaded"].is_string() || value.is_string(),
        Text(least, most) => (*least..=*most).contains(&text()?.chars().count()),
        Bytes(least, most) => (*least..=*most).contains(&text()?.len()),
        OneOf(known) => known.contains(&text()?),
        Like(fits, what) => {
            return if fits(text()?) { Ok(()) } else { Err(format!("{place} is not {what}")) };
        }
        List(most, kind) => {
            let list = value.as_array().ok_or_else(|| format!("{place} is not a list"))?;
            for value in list {
                check_kind(place, kind, value)?;
            }
            list.len() <= *most
        }
        Object(fields) => return check_fields(place, fields, value),
        Tagged(kinds) => {
            let tag = value["type"].as_str().unwrap_or_default();
            let (_, fields) = kinds
                .iter()
                .find(|(known, _)| *known == tag)
                .ok_or_else(|| format!("{place} has no known type: {value}"))?;
            let mut rest = value.clone();
            rest.as_object_mut().and_then(|object| object.remove("type"));
            return check_fields(place, fields, &rest);
        }
    };
    if fits { Ok(()) } else { Err(format!("{place} does not fit: {value}")) }
}

/// What no single field can say of a message.
fn check_message(message: &Value) -> Result<(), String> {
    check_text(message)?;
    check_buttons(message)
}

/// The same of a picture: its caption has at most 1024 UTF-16 code units once its markup was read.
fn check_caption(message: &Value) -> Result<(), String> {
    let text = message["caption"].as_str().unwrap_or_default();
    let seen = if message.get("parse_mode").is_some() {
        read_html(text).map_err(|error| format!("can't parse entities: {error}"))?
    } else {
        text.to_owned()
    };
    if seen.trim().encode_utf16().count() > 1024 {
        return Err("message caption is too long".to_owned());
    }
    check_buttons(message)
}

fn check_buttons(message: &Value) -> Result<(), String> {
    let rows = message["reply_markup"]["inline_keyboard"].as_array();
    let buttons = || rows.into_iter().flatten().filter_map(Value::as_array).flatten();
    if buttons().count() > 100 {
        return Err("reply markup is too long".to_owned());
    }
    for button in buttons() {
        if button.get("url").is_some() == button.get("callback_data").is_some() {
            return Err(format!("a button does one thing, not {button}"));
        }
    }
    Ok(())
}

fn check_cards(cards: &Value) -> Result<(), String> {
    let mut ids = std::collections::HashSet::new();
    for card in cards.as_array().into_iter().flatten() {
        if !ids.insert(card["id"].to_string()) {
            return Err("RESULT_ID_DUPLICATE".to_owned());
        }
        let content = &card["input_message_content"];
        let mut message = json!({"text": content["message_text"]});
        for (name, value) in
            [("parse_mode", &content["parse_mode"]), ("reply_markup", &card["reply_markup"])]
        {
            if !value.is_null() {
                message[name] = value.clone();
            }
        }
        check_message(&message)?;
    }
    Ok(())
}

/// A text has 1 to 4096 UTF-16 code units once its markup was read.
fn check_text(message: &Value) -> Result<(), String> {
    let text = message["text"].as_str().unwrap_or_default();
    let seen = if message.get("parse_mode").is_some() {
        read_html(text).map_err(|error| format!("can't parse entities: {error}"))?
    } else {
        text.to_owned()
    };
    match seen.trim().encode_utf16().count() {
        0 => Err("message text is empty".to_owned()),
        1..=4096 => Ok(()),
        _ => Err("message is too long".to_owned()),
    }
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
                let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
                let address = attributes.strip_prefix("href=\"").and_then(|a| a.strip_suffix('"'));
                let fits = match name {
                    "a" => address.is_some_and(|address| !address.contains(['"', '<'])),
                    _ => TAGS.contains(&name) && attributes.is_empty(),
                };
                if !fits {
                    return Err(format!("unsupported start tag {tag}"));
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

fn is_language(code: &str) -> bool {
    code.is_empty() || (code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()))
}

fn is_command(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=32).contains(&name.len()) && name.chars().all(fits)
}

fn is_word(text: &str, most: usize) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    (1..=most).contains(&text.len()) && text.chars().all(fits)
}

fn is_start_parameter(text: &str) -> bool {
    is_word(text, 64)
}

fn is_secret(text: &str) -> bool {
    is_word(text, 256)
}

/// An address whose host has a dot in it: Telegram takes no other one.
fn is_address(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| {
        let host = url.domain().is_some_and(|host| host.trim_matches('.').contains('.'));
        ["http", "https"].contains(&url.scheme()) && host
    })
}

fn is_secure(url: &str) -> bool {
    reqwest::Url::parse(url).is_ok_and(|url| {
        url.scheme() == "https"
            && url.port().is_none_or(|port| [443, 80, 88, 8443].contains(&port))
            && url.domain().is_some()
    })
}

/// The table refuses what the Bot API refuses; a table that takes everything would prove nothing.
#[test]
fn the_rules_tell_good_calls_from_bad_ones() {
    let text = |extra: Value| {
        let mut body = json!({"chat_id": 7, "text": "<b>a</b>", "parse_mode": "HTML"});
        for (key, value) in extra.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let with = |button: Value| text(json!({"reply_markup": {"inline_keyboard": [[button]]}}));
    let good = [
        ("getme", json!({})),
        ("sendmessage", text(json!({}))),
        ("sendmessage", with(json!({"text": "a", "callback_data": "x".repeat(64)}))),
        ("sendmessage", with(json!({"text": "a", "url": "https://a.example/"}))),
        ("sendmessage", text(json!({"text": "&lt;".repeat(4096)}))),
        ("setmycommands", json!({"commands": [], "scope": {"type": "all_group_chats"}})),
        ("sendphoto", json!({"chat_id": 7, "photo": "AgAC", "caption": "x".repeat(1024)})),
        ("sendphoto", json!({"chat_id": 7, "photo": {"uploaded": "a.png"}})),
        (
            "sendmediagroup",
            json!({"chat_id": 7, "media": [
            {"type": "photo", "media": "attach://file0"}, {"type": "video", "media": "AgAC"}]}),
        ),
    ];
    for (method, body) in good {
        assert_eq!(check(method, &body), Ok(()), "{body}");
    }
    let bad = [
        ("getchat", json!({"chat_id": 7})),
        ("sendmessage", json!({"chat_id": 7})),
        ("sendmessage", json!({"text": "a"})),
        ("sendmessage", text(json!({"chat_id": "7"}))),
        ("sendmessage", text(json!({"chatid": 7}))),
        ("sendmessage", text(json!({"parse_mode": null}))),
        ("sendmessage", text(json!({"text": "<b>a"}))),
        ("sendmessage", text(json!({"text": "a & <3"}))),
        ("sendmessage", text(json!({"text": "<b> </b>"}))),
        ("sendmessage", text(json!({"text": "🦵".repeat(2049)}))),
        ("sendmessage", with(json!({"text": "a"}))),
        ("sendmessage", with(json!({"text": "", "callback_data": "x"}))),
        ("sendmessage", with(json!({"text": "a", "callback_data": ""}))),
        ("sendmessage", with(json!({"text": "a", "callback_data": "é".repeat(33)}))),
        ("sendmessage", with(json!({"text": "a", "callback_data": "x", "url": "https://a.b/"}))),
        ("sendmessage", with(json!({"text": "a", "url": "a.example"}))),
        ("sendmessage", with(json!({"text": "a", "url": "https://intranet"}))),
        ("editmessagetext", text(json!({}))),
        ("sendphoto", json!({"chat_id": 7, "photo": "AgAC", "caption": "x".repeat(1025)})),
        ("sendphoto", json!({"chat_id": 7, "photo": 5})),
        ("sendphoto", json!({"chat_id": 7, "caption": "a"})),
        (
            "sendmediagroup",
            json!({"chat_id": 7, "media": [
            {"type": "photo", "media": "attach://file0"}]}),
        ),
        ("setmycommands", json!({"commands": [{"command": "Start", "description": "a"}]})),
        ("setmycommands", json!({"commands": [], "scope": {"type": "everybody"}})),
        ("setmyname", json!({"name": "x".repeat(65)})),
        ("setwebhook", json!({"url": "http://a.example/", "allowed_updates": []})),
        ("setwebhook", json!({"url": "https://a.example:8080/", "allowed_updates": []})),
        ("getupdates", json!({"timeout": 30})),
    ];
    for (method, body) in bad {
        assert!(check(method, &body).is_err(), "{method} {body}");
    }
}
