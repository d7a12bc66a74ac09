//! Taking edits back, the latest first.
//!
//! Beside the files lies a hidden one with a line for each edit. What was added is looked for in the
//! file as it is now, so that later edits of the same file stay.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::edit::{NotWritten, unified};
use super::inbox::Question;
use crate::knowledge::{Folder, utf8};
use crate::whole_file::replace;

/// The file of the records.
const FILE: &str = ".edits.jsonl";

/// So many edits can be taken back.
const MOST: usize = 50;

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
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
}

/// Why an edit cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum CannotUndo {
    /// There is no record of an edit.
    #[error("no edit is known that could be taken back")]
    Nothing,
    /// What was added is not in the file any more, or stands there twice.
    #[error("{0} was changed since, so that what was added is not found in it")]
    Changed(String),
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
        if record.file.is_empty() {
            return Ok(Self { record, before: None, after: None });
        }
        let text = folder.text(&record.file).map_err(NotWritten::Unreadable)?;
        let text = text.ok_or_else(|| CannotUndo::Changed(record.file.clone()))?;
        let after = match text.strip_suffix(&record.added) {
            Some(rest) => rest.to_owned(),
            None if text.matches(&record.added).count() == 1 => text.replacen(&record.added, "", 1),
            None => return Err(CannotUndo::Changed(record.file)),
        };
        let after = Some(after).filter(|rest| !(record.made && rest.is_empty()));
        Ok(Self { record, before: Some(text), after })
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
        if !self.record.file.is_empty() {
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

/// Notes an edit that was made, or is about to be.
///
/// # Errors
/// When the file of the records cannot be written.
pub fn note(dir: &Path, record: &Record) -> io::Result<()> {
    let mut all = records(dir)?;
    all.push(record.clone());
    let oldest = all.len().saturating_sub(MOST);
    write(dir, all.get(oldest..).unwrap_or_default())
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
    if records.is_empty() {
        return match std::fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let lines: Result<Vec<String>, _> = records.iter().map(serde_json::to_string).collect();
    let text = lines.map_err(io::Error::from)?.join("\n") + "\n";
    replace(&file, text.as_bytes())
}
