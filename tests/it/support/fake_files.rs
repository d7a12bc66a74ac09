//! Files as the fake Bot API server takes them: multipart bodies, and ids for what was uploaded.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

/// A file of a multipart body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Fields that hold JSON in a multipart body, too.
const JSON: [&str; 6] = [
    "chat_id",
    "message_thread_id",
    "reply_parameters",
    "reply_markup",
    "media",
    "supports_streaming",
];

/// The fields and files of a multipart body.
pub(crate) fn read_multipart(content_type: &str, body: &[u8]) -> (Value, Vec<Part>) {
    let boundary = content_type.split("boundary=").nth(1).expect("a boundary").trim_matches('"');
    let (mut fields, mut files) = (json!({}), Vec::new());
    let mark = format!("--{boundary}");
    let mut rest = after(body, mark.as_bytes()).expect("a first boundary");
    while !rest.starts_with(b"--") {
        let end = find(rest, format!("\r\n{mark}").as_bytes()).expect("a boundary behind a part");
        let part = &rest[2..end];
        let head_end = find(part, b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(part[..head_end].to_vec()).unwrap();
        let content = &part[head_end + 4..];
        let named = |what: &str| {
            let value = head.split(&format!("; {what}=\"")).nth(1)?;
            Some(value.split('"').next().unwrap().to_owned())
        };
        let field = named("name").expect("a name");
        if let Some(name) = named("filename") {
            fields[&field] = json!({"uploaded": name});
            files.push(Part { field, name, bytes: content.to_vec() });
        } else {
            let text = String::from_utf8(content.to_vec()).unwrap();
            let is_json = JSON.contains(&field.as_str());
            fields[&field] =
                if is_json { serde_json::from_str(&text).expect("JSON") } else { json!(text) };
        }
        rest = &rest[end + 2 + mark.len()..];
    }
    (fields, files)
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn after<'a>(bytes: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    find(bytes, part).map(|at| &bytes[at + part.len()..])
}

/// What was uploaded, by the ids that were given for it.
#[derive(Default)]
pub(crate) struct Files {
    known: HashMap<String, &'static str>,
    /// Ids that were good once.
    lost: HashSet<String>,
    pub(crate) uploads: Vec<Part>,
    next: usize,
}

/// What the server says of an id that was good once. A test wants that.
pub(crate) const LOST: &str = "wrong file identifier/HTTP URL specified";
/// What it says of a link that leads nowhere.
pub(crate) const NO_PAGE: &str = "failed to get HTTP URL content";

impl Files {
    /// Takes a file by what stands in its field; the id that it has from now on. `kind` is `photo`
    /// or `video`.
    pub(crate) fn take(
        &mut self,
        kind: &'static str,
        shown: &Value,
        parts: &[Part],
        field: &str,
    ) -> Result<String, String> {
        let text = shown.as_str().unwrap_or_default();
        let uploaded = match text.strip_prefix("attach://") {
            Some(field) => Some(field),
            None => shown["uploaded"].is_string().then_some(field),
        };
        if let Some(field) = uploaded {
            let part = parts.iter().find(|part| part.field == field);
            let part = part.ok_or_else(|| format!("no file {field} was uploaded"))?;
            check_content(kind, part)?;
            self.uploads.push(part.clone());
            return Ok(self.new_id(kind));
        }
        if text.starts_with("https://") {
            let there = !text.contains("gone");
            return if there { Ok(self.new_id(kind)) } else { Err(NO_PAGE.to_owned()) };
        }
        match self.known.get(text) {
            Some(known) if *known == kind => Ok(text.to_owned()),
            Some(known) => Err(format!("can't use file of type {known} as {kind}")),
            None if self.lost.contains(text) => Err(LOST.to_owned()),
            None => Err("wrong remote file identifier specified: can't unserialize it".to_owned()),
        }
    }

    fn new_id(&mut self, kind: &'static str) -> String {
        self.next += 1;
        let id = format!("AgAC-{kind}-{}", self.next);
        self.known.insert(id.clone(), kind);
        id
    }

    /// No id that was given is good any more.
    pub(crate) fn forget(&mut self) {
        self.lost.extend(self.known.drain().map(|(id, _)| id));
    }
}

/// Telegram draws no SVG, and looks at what a file holds and not at its name.
fn check_content(kind: &str, part: &Part) -> Result<(), String> {
    let (bytes, most) = (&part.bytes, if kind == "photo" { 10 } else { 50 });
    let fits = match kind {
        "photo" => bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff"),
        _ => bytes.get(4..8) == Some(b"ftyp"),
    };
    if !fits {
        return Err("IMAGE_PROCESS_FAILED".to_owned());
    }
    if bytes.len() > most * 1024 * 1024 {
        return Err("file is too big".to_owned());
    }
    Ok(())
}

/// A message with a picture or video as Telegram tells of it.
pub(crate) fn shown(kind: &str, id: &str) -> Value {
    if kind == "photo" {
        let size = |id: &str, width| json!({"file_id": id, "file_unique_id": "u", "width": width, "height": width});
        json!({"photo": [size("AgAC-thumbnail", 90), size(id, 1280)]})
    } else {
        json!({"video": {"file_id": id, "file_unique_id": "u", "width": 640, "height": 480,
                         "duration": 3}})
    }
}
