//! Writing an edit: whole or not at all, and so that it can be taken back.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::Edit;
use crate::editor::inbox::Question;
use crate::editor::undo::{self, Record};
use crate::knowledge::{Folder, Problem};

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
    /// Writes it into `folder`, and notes how it is taken back. `questions` are those of the inbox
    /// that it deals with.
    ///
    /// # Errors
    /// See [`NotWritten`]; the folder is as it was then.
    pub fn apply(&self, folder: &Folder, questions: Vec<Question>) -> Result<(), NotWritten> {
        let Folder::Disk(dir) = folder else { return Err(NotWritten::BuiltIn) };
        if folder.text(&self.file).map_err(NotWritten::Unreadable)? != self.before {
            return Err(NotWritten::Changed);
        }
        let record = Record {
            file: self.file.clone(),
            added: self.added.clone(),
            made: self.before.is_none(),
            questions,
        };
        undo::note(dir, &record)?;
        let written = replace(&dir.join(&self.file), &self.after());
        if written.is_err() {
            undo::drop_last(dir)?;
        }
        Ok(written?)
    }
}

/// Puts `text` in the place of a file, or makes it: who reads it meanwhile gets the old or the new
/// one whole. It keeps its rights, and a link stays a link.
pub(in crate::editor) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(text.as_bytes())?;
    match fs::metadata(&file) {
        Ok(found) => draft.as_file().set_permissions(found.permissions())?,
        Err(_) => make_readable(draft.as_file())?,
    }
    draft.as_file().sync_all()?;
    draft.persist(&file).map_err(|refused| refused.error)?;
    Ok(())
}

/// Gives a new file the rights of an ordinary one: the bot may run as another user.
fn make_readable(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))
    }
    #[cfg(not(unix))]
    file.metadata().map(drop)
}
