//! Answers written as JSON.

use serde_json::Value;
use thiserror::Error;

use super::answers::{Answers, bit, unsure};
use super::quiz::Quiz;
use crate::knowledge::did_you_mean;
use crate::knowledge::triage::ScreenFile;

/// Why JSON is no set of answers, in words for the person who wrote it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct BadAnswers(String);

/// Keys beside the answers that are passed over: a case may carry its name.
const NAMES_OF_A_CASE: [&str; 2] = ["id", "text"];

/// The code that always means "Not sure", whatever the screen calls it.
const UNSURE: &str = "u";

/// The code for "none of these" where several may be ticked.
const NONE: &str = "none";

impl Quiz {
    /// Reads one JSON object of answers: a code for each screen, a list of codes where several may
    /// be ticked.
    ///
    /// Every screen needs its answer, unless those given already make it an emergency, where the
    /// quiz stops.
    ///
    /// # Errors
    /// The first thing that is wrong, with what was probably meant.
    pub fn answers(&self, value: &Value) -> Result<Answers, BadAnswers> {
        let Some(object) = value.as_object() else {
            return Err(BadAnswers("this is not a JSON object of answers".to_owned()));
        };
        let screens = &self.file().screen;
        for key in object.keys() {
            let known = screens.iter().any(|screen| screen.key == *key);
            if !known && !NAMES_OF_A_CASE.contains(&key.as_str()) {
                let keys = screens.iter().map(|screen| screen.key.as_str());
                return Err(BadAnswers(format!(
                    "there is no screen `{key}`{}",
                    hint(key, &keys.collect::<Vec<_>>())
                )));
            }
        }
        let mut answers = Answers::none(screens.len());
        let mut missing = None;
        for (index, screen) in screens.iter().enumerate() {
            match object.get(&screen.key) {
                Some(given) => answers.set(index, read(screen, given)?, true),
                None => missing = missing.or(Some(&screen.key)),
            }
        }
        match missing {
            Some(key) if !self.is_emergency(&answers) => {
                Err(BadAnswers(format!("the answer to `{key}` is missing")))
            }
            _ => Ok(answers),
        }
    }
}

fn read(screen: &ScreenFile, given: &Value) -> Result<u32, BadAnswers> {
    match given {
        Value::String(code) => read_code(screen, code),
        Value::Array(codes) if screen.several => codes.iter().try_fold(0, |picked, code| {
            let Some(code) = code.as_str() else {
                return Err(wrong_kind(screen));
            };
            Ok(picked | read_code(screen, code)?)
        }),
        _ => Err(wrong_kind(screen)),
    }
}

fn read_code(screen: &ScreenFile, code: &str) -> Result<u32, BadAnswers> {
    if let Some(bit) = bit(screen, code) {
        return Ok(bit);
    }
    let before = screen.option.iter().find(|option| option.was.iter().any(|was| was == code));
    if let Some(bit) = before.and_then(|option| bit(screen, &option.code)) {
        return Ok(bit);
    }
    if screen.several && code == NONE {
        return Ok(0);
    }
    if code == UNSURE {
        return Ok(unsure(screen));
    }
    let codes = screen.option.iter().map(|option| option.code.as_str());
    Err(BadAnswers(format!(
        "`{}` has no answer `{code}`{}",
        screen.key,
        hint(code, &codes.collect::<Vec<_>>())
    )))
}

fn wrong_kind(screen: &ScreenFile) -> BadAnswers {
    let kind = if screen.several { "a list of codes in quotes" } else { "one code in quotes" };
    BadAnswers(format!("the answer to `{}` must be {kind}", screen.key))
}

fn hint(typed: &str, known: &[&str]) -> String {
    did_you_mean(typed, known.iter().copied()).map_or_else(
        || format!("; known are: {}", known.join(", ")),
        |near| format!("; did you mean `{near}`?"),
    )
}
