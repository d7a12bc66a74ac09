//! One TOML file of `faq/`: its text, its values, and where each value stands.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error as TomlError};

use super::problem::Problem;

/// A file that was read: its text and the place of each value in it.
///
/// Values are named by JSON pointer (`/entry/3/related/0`), so that checks on the plain structs
/// can still point at a line.
#[derive(Clone, Debug)]
pub struct Source {
    file: String,
    text: String,
    spans: BTreeMap<String, Range<usize>>,
}

impl Source {
    /// Reads `text`, named `file` in problems, with its values, or with what TOML has against it.
    pub(super) fn read(text: &str, file: &str) -> (Self, Result<Value, Vec<TomlError>>) {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned();
        let mut spans = BTreeMap::new();
        let values = {
            let (table, errors) = DeTable::parse_recoverable(&text);
            if errors.is_empty() {
                Ok(table_to_json(table.get_ref(), "", &mut spans))
            } else {
                Err(errors)
            }
        };
        (Self { file: file.to_owned(), text, spans }, values)
    }

    /// All of it, without a byte order mark.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The file's name as shown to the editor.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The byte that the value at `pointer` begins with; one after all others if it is not there.
    pub(super) fn start_of(&self, pointer: &str) -> usize {
        self.spans.get(pointer).map_or(self.text.len(), |span| span.start)
    }

    /// The same with the items of a list counted from `by` on, for a list that others stand before
    /// once the file was read.
    #[must_use]
    pub(super) fn moved(&self, list: &str, by: usize) -> Self {
        let moved = |pointer: &str| {
            let item = pointer.strip_prefix(list)?.strip_prefix('/')?;
            let (place, rest) = item.split_at(item.find('/').unwrap_or(item.len()));
            Some(format!("{list}/{}{rest}", place.parse::<usize>().ok()? + by))
        };
        let spans = self.spans.iter().map(|(pointer, span)| {
            (moved(pointer).unwrap_or_else(|| pointer.clone()), span.clone())
        });
        Self { spans: spans.collect(), ..self.clone() }
    }

    /// A problem with the value at `pointer`, or with the nearest value around it.
    #[must_use]
    pub fn problem(
        &self,
        pointer: &str,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        let mut at = pointer;
        loop {
            if let Some(span) = self.spans.get(at) {
                return self.problem_at(span.start, what, mend);
            }
            match at.rfind('/') {
                Some(cut) => at = at.get(..cut).unwrap_or_default(),
                None => return Problem::whole_file(&self.file, what, mend),
            }
        }
    }

    /// A problem with the **key** `key` of the table at `pointer`.
    pub(super) fn problem_at_key(
        &self,
        pointer: &str,
        key: &str,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        match self.spans.get(&key_pointer(pointer, key)) {
            Some(span) => self.problem_at(span.start, what, mend),
            None => self.problem(pointer, what, mend),
        }
    }

    /// A problem at a byte.
    pub(super) fn problem_at(
        &self,
        byte: usize,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Problem {
        let (line, column, excerpt) = place(&self.text, byte);
        Problem {
            file: self.file.clone(),
            line,
            column,
            excerpt,
            what: what.into(),
            mend: mend.into(),
        }
    }
}

/// Line, column (both from 1) and line text of a byte offset.
fn place(text: &str, byte: usize) -> (usize, usize, String) {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = text.get(..byte).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    let excerpt = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
    (line, column, excerpt.to_owned())
}

/// The text in the bytes of a file, without a byte order mark.
///
/// # Errors
/// A problem at the first place that is not UTF-8, or for the whole file if it is UTF-16.
pub fn utf8(bytes: Vec<u8>, file: &str) -> Result<String, Problem> {
    // In UTF-16, which some editors of Windows call "Unicode", every Latin letter has a zero byte.
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if utf16 || bytes.iter().take(SURELY_A_LETTER).any(|byte| *byte == 0) {
        return Err(Problem::whole_file(
            file,
            "this file is saved as UTF-16 (which some editors call Unicode), not as UTF-8",
            SAVE_AS_UTF8,
        ));
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{FEFF}') {
                text.remove(0);
            }
            Ok(text)
        }
        Err(error) => Err(not_utf8(file, &error)),
    }
}

/// Among so many bytes at the start of a file is a Latin letter, a digit or a line end.
const SURELY_A_LETTER: usize = 64;

const SAVE_AS_UTF8: &str = "open it in your editor and save it with the encoding UTF-8";

fn not_utf8(file: &str, error: &std::string::FromUtf8Error) -> Problem {
    let good = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes());
    let (line, column, excerpt) = place(&text, good);
    Problem {
        file: file.to_owned(),
        line,
        column,
        excerpt,
        what: "this file is not UTF-8 text from here on".to_owned(),
        mend: SAVE_AS_UTF8.to_owned(),
    }
}

/// Where the key itself (not its value) is kept in the span map.
fn key_pointer(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}#key", escape(key))
}

/// A key as a JSON pointer segment (RFC 6901).
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn table_to_json(
    table: &DeTable<'_>,
    pointer: &str,
    spans: &mut BTreeMap<String, Range<usize>>,
) -> Value {
    let mut object = serde_json::Map::new();
    for (key, value) in table {
        let name: &str = key.get_ref();
        spans.insert(key_pointer(pointer, name), key.span());
        let child = format!("{pointer}/{}", escape(name));
        object.insert(name.to_owned(), to_json(value, &child, spans));
    }
    Value::Object(object)
}

fn to_json(
    value: &Spanned<DeValue<'_>>,
    pointer: &str,
    spans: &mut BTreeMap<String, Range<usize>>,
) -> Value {
    spans.insert(pointer.to_owned(), value.span());
    match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(number.as_str().to_owned()), Value::from),
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .map_or_else(|_| Value::String(number.as_str().to_owned()), Value::from),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .enumerate()
                .map(|(i, item)| to_json(item, &format!("{pointer}/{i}"), spans))
                .collect(),
        ),
        DeValue::Table(table) => table_to_json(table, pointer, spans),
    }
}
