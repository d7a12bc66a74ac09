//! Taking edits back, the latest first.
//!
//! Beside the files lies a hidden one with a line for each edit, which nobody else may read: it holds
//! questions of the inbox, as long as the inbox may. What was added is looked for in the file as it is
//! now, so that later edits of the same file stay.

use std::io;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::edit::{NotWritten, unified};
use super::inbox::Question;
use crate::knowledge::{Folder, utf8};
use crate::storage::{Day, INBOX_DAYS_KEPT};
use crate::whole_file::{replace, replace_private};

/// The file of the records.
const FILE: &str = ".edits.jsonl";

/// So many edits can be taken back.
const MOST: usize = 50;

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Tells it from all others.
    #[serde(default)]
    pub code: String,
    /// The file, by its path within the folder; empty where no file was changed.
    pub file: String,
    /// What was added to it.
    pub added: String,
    /// Whether the file was made for it.
    pub made: bool,
    /// The questions of the inbox that were dealt with.
    pub questions: Vec<Question>,
}

/// How the latest edit would be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The edit.
    pub record: Record,
    before: Option<String>,
    /// What the file would say; `None` where it would be gone.
    after: Option<String>,
    /// Whether the file was changed since, so that what was added is not found in it: it stays as it is,
    /// and only the questions come back.
    pub file_stays: bool,
}

/// Why an edit cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum CannotUndo {
    /// There is no record of an edit.
    #[error("no edit is known that could be taken back")]
    Nothing,
    /// Something else was done after it.
    #[error("something else was done since, and has to be taken back first")]
    NotTheLast,
    /// The files cannot be read or written.
    #[error(transparent)]
    NotWritten(#[from] NotWritten),
}

impl Undo {
    /// How the latest edit of `folder` would be taken back.
    ///
    /// # Errors
    /// See [`CannotUndo`].
    pub fn of_latest(folder: &Folder) -> Result<Self, CannotUndo> {
        let Folder::Disk(dir) = folder else { return Err(NotWritten::BuiltIn.into()) };
        let record = records(dir).map_err(NotWritten::from)?.pop().ok_or(CannotUndo::Nothing)?;
        let text = match record.file.as_str() {
            "" => None,
            file => folder.text(file).map_err(NotWritten::Unreadable)?,
        };
        let after = text.as_ref().and_then(|text| match text.strip_suffix(&record.added) {
            Some(rest) => Some(rest.to_owned()),
            None if text.matches(&record.added).count() == 1 => {
                Some(text.replacen(&record.added, "", 1))
            }
            None => None,
        });
        let file_stays = after.is_none() && !record.file.is_empty();
        let after = match after {
            Some(rest) if record.made && rest.is_empty() => None,
            Some(rest) => Some(rest),
            None => text.clone(),
        };
        Ok(Self { record, before: text, after, file_stays })
    }

    /// How the edit with this code would be taken back, if it is the latest.
    ///
    /// # Errors
    /// See [`CannotUndo`].
    pub fn of(folder: &Folder, code: &str) -> Result<Self, CannotUndo> {
        let latest = Self::of_latest(folder)?;
        if latest.record.code == code { Ok(latest) } else { Err(CannotUndo::NotTheLast) }
    }

    /// The difference that it makes; empty where no file is changed.
    #[must_use]
    pub fn diff(&self) -> String {
        unified(&self.record.file, self.before.as_deref(), self.after.as_deref())
    }

    /// Takes the edit back.
    ///
    /// # Errors
    /// See [`NotWritten`]; the folder is as it was then.
    pub fn apply(&self, folder: &Folder) -> Result<(), NotWritten> {
        let Folder::Disk(dir) = folder else { return Err(NotWritten::BuiltIn) };
        if !self.record.file.is_empty() && !self.file_stays {
            if folder.text(&self.record.file).map_err(NotWritten::Unreadable)? != self.before {
                return Err(NotWritten::Changed);
            }
            let file = dir.join(&self.record.file);
            match &self.after {
                Some(text) => replace(&file, text.as_bytes())?,
                None => std::fs::remove_file(&file)?,
            }
        }
        Ok(drop_last(dir)?)
    }
}

/// Notes an edit that was made, or is about to be, and gives the code that tells it from others.
///
/// # Errors
/// When the file of the records cannot be written, or the system gives no randomness.
pub fn note(dir: &Path, record: Record) -> io::Result<String> {
    let code = code()?;
    let mut all = records(dir)?;
    all.push(Record { code: code.clone(), ..record });
    let oldest = all.len().saturating_sub(MOST);
    write(dir, all.get(oldest..).unwrap_or_default())?;
    Ok(code)
}

/// Leaves out of the records the questions that have left the inbox by now, read or not.
///
/// # Errors
/// When the file of the records cannot be read or written.
pub fn forget_old(folder: &Folder) -> io::Result<()> {
    let Folder::Disk(dir) = folder else { return Ok(()) };
    let all = records(dir)?;
    if all.is_empty() { Ok(()) } else { write(dir, &all) }
}

/// Forgets the latest edit.
pub(super) fn drop_last(dir: &Path) -> io::Result<()> {
    let mut all = records(dir)?;
    all.pop();
    write(dir, &all)
}

fn records(dir: &Path) -> io::Result<Vec<Record>> {
    let bytes = match std::fs::read(dir.join(FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let text = utf8(bytes, FILE).unwrap_or_default();
    // A line of another version, or one that broke off, is none that could be taken back.
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

fn write(dir: &Path, records: &[Record]) -> io::Result<()> {
    let file = dir.join(FILE);
    let oldest = today().before(INBOX_DAYS_KEPT).to_string();
    let kept = records.iter().cloned().map(|mut record| {
        record.questions.retain(|question| question.day >= oldest);
        record
    });
    // Nothing could be taken back by a record without file and questions.
    let kept: Vec<Record> =
        kept.filter(|record| !record.file.is_empty() || !record.questions.is_empty()).collect();
    if kept.is_empty() {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let lines: Result<Vec<String>, _> = kept.iter().map(serde_json::to_string).collect();
    let text = lines.map_err(io::Error::from)?.join("\n") + "\n";
    replace_private(&file, text.as_bytes())
}

/// A clock before 1970 forgets nothing.
#[expect(clippy::disallowed_methods, reason = "an editor's tool, and no part of an answer")]
fn today() -> Day {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Day::of(since.map_or(0, |since| since.as_secs()))
}

/// 32 random bits in hexadecimal digits.
fn code() -> io::Result<String> {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
