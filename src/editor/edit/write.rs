//! Writing an edit: whole or not at all, and so that it can be taken back.

use std::io::{self, ErrorKind};

use super::Edit;
use crate::editor::inbox::Question;
use crate::editor::undo::{self, Record};
use crate::knowledge::{Folder, Problem};
use crate::whole_file::replace;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The folder is in the program itself.
    #[error("the FAQ is the one built into the program, and cannot be changed")]
    BuiltIn,
    /// The system does not let this user write there.
    #[error("the folder of the FAQ cannot be written to ({0})")]
    ReadOnly(io::Error),
    /// Somebody changed the file after it was looked at.
    #[error("the file was changed meanwhile")]
    Changed,
    /// The file cannot be read any more.
    #[error("{}", .0.what)]
    Unreadable(Problem),
    /// Anything else.
    #[error("the file could not be written ({0})")]
    Failed(io::Error),
}

impl From<io::Error> for NotWritten {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(error),
            _ => Self::Failed(error),
        }
    }
}

impl Edit {
    /// Writes it into `folder`, and notes how it is taken back, under the code that is returned.
    /// `questions` are those of the inbox that it deals with.
    ///
    /// # Errors
    /// See [`NotWritten`]; the folder is as it was then.
    pub fn apply(&self, folder: &Folder, questions: Vec<Question>) -> Result<String, NotWritten> {
        let Folder::Disk(dir) = folder else { return Err(NotWritten::BuiltIn) };
        if folder.text(&self.file).map_err(NotWritten::Unreadable)? != self.before {
            return Err(NotWritten::Changed);
        }
        let record = Record {
            code: String::new(),
            file: self.file.clone(),
            added: self.added.clone(),
            made: self.before.is_none(),
            questions,
        };
        let code = undo::note(dir, record)?;
        let written = replace(&dir.join(&self.file), self.after().as_bytes());
        if written.is_err() {
            undo::drop_last(dir)?;
        }
        written?;
        Ok(code)
    }
}
