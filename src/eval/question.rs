//! A question with the answer it should get, from `tests.toml` or from lines of JSON.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::knowledge::tests_file::TestsFile;

/// Names of an outside question set, each with the entries that it stands for.
pub type Topics = BTreeMap<String, Vec<String>>;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is typed.
    pub text: String,
    /// What should come of it.
    pub expected: Expected,
    /// How it is written ("keyword", "typos"), if the set says so.
    pub style: Option<String>,
}

/// What should come of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these entries.
    Entries(Vec<String>),
    /// No entry: the question is out of scope.
    Nothing,
    /// An alarm, which is not the matcher's to raise.
    Alarm,
}

/// The questions of `tests.toml`.
#[must_use]
pub fn from_tests(tests: &TestsFile) -> Vec<Question> {
    let answer = tests.answer.iter().flat_map(|(id, texts)| {
        texts.iter().map(move |text| Question {
            text: text.clone(),
            expected: Expected::Entries(vec![id.clone()]),
            style: None,
        })
    });
    let refuse = tests.refuse.iter().map(|text| Question {
        text: text.clone(),
        expected: Expected::Nothing,
        style: None,
    });
    answer.chain(refuse).collect()
}

/// Questions as lines of `{"text", "expect"}`, blank lines skipped.
///
/// `expect` is the id of an entry or a list of ids; `null`, `"none"` and `"oos"` mean out of
/// scope; `"urgent"`, `"crisis"` and `"emergency"` by themselves mean an alarm. A line whose `expect` is
/// `"not-emergency"` is judged by its `ok_topics`. Names in `topics` stand for their entries.
///
/// # Errors
/// The number of the first line that cannot be read (from 1), and why.
pub fn from_jsonl(text: &str, topics: &Topics) -> Result<Vec<Question>, (usize, String)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| question(line, topics).map_err(|why| (number + 1, why)))
        .collect()
}

fn question(line: &str, topics: &Topics) -> Result<Question, String> {
    let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = line.get("text").and_then(Value::as_str).ok_or("it has no \"text\"")?.to_owned();
    let expect = match line.get("expect") {
        Some(Value::String(name)) if name == "not-emergency" => {
            line.get("ok_topics").unwrap_or(&Value::Null)
        }
        Some(expect) => expect,
        None => &Value::Null,
    };
    let style = line.get("style").and_then(Value::as_str).map(str::to_owned);
    Ok(Question { text, expected: expected(expect, topics)?, style })
}

fn expected(expect: &Value, topics: &Topics) -> Result<Expected, String> {
    let names: Vec<&str> = match expect {
        Value::Null => Vec::new(),
        // In a list, `emergency` is the entry of that name.
        Value::String(name) if matches!(name.as_str(), "urgent" | "crisis" | "emergency") => {
            return Ok(Expected::Alarm);
        }
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Err("\"expect\" is neither an id, a list of ids nor null".to_owned()),
    };
    let mut entries = Vec::new();
    for name in names {
        match topics.get(name) {
            Some(ids) => entries.extend(ids.iter().cloned()),
            None if matches!(name, "none" | "oos" | "off-topic") => {}
            None => entries.push(name.to_owned()),
        }
    }
    Ok(if entries.is_empty() { Expected::Nothing } else { Expected::Entries(entries) })
}

#[cfg(test)]
mod tests {
    use super::{Expected, Topics, from_jsonl};

    #[test]
    fn reads_every_way_of_saying_what_is_expected() {
        let topics = Topics::from([("duration".to_owned(), vec!["how-long".to_owned()])]);
        let entries =
            |ids: &[&str]| Expected::Entries(ids.iter().map(|id| (*id).to_owned()).collect());
        for (line, expected) in [
            (r#"{"text":"a","expect":"sleep"}"#, entries(&["sleep"])),
            (r#"{"text":"a","expect":["sleep","duration"]}"#, entries(&["sleep", "how-long"])),
            (r#"{"text":"a","expect":null}"#, Expected::Nothing),
            (r#"{"text":"a","expect":"none"}"#, Expected::Nothing),
            (r#"{"text":"a","expect":"urgent"}"#, Expected::Alarm),
            (r#"{"text":"a","expect":"emergency"}"#, Expected::Alarm),
            (r#"{"text":"a","expect":["emergency"]}"#, entries(&["emergency"])),
            (
                r#"{"text":"a","expect":"not-emergency","ok_topics":["off-topic"]}"#,
                Expected::Nothing,
            ),
        ] {
            let read = from_jsonl(line, &topics).unwrap();
            assert_eq!(read.first().map(|q| &q.expected), Some(&expected), "{line}");
        }
        assert_eq!(from_jsonl("\n{\"expect\":null}", &topics).unwrap_err().0, 2);
    }
}
