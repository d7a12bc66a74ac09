//! A snapshot brought back into its folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{SnapshotError, Snapshots};
use crate::knowledge::{Files, Folder};
use crate::whole_file::replace;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// How many files were written or taken away.
    pub files: usize,
    /// The snapshot of the state before; `None` where it was kept already, or was not good.
    pub kept: Option<String>,
}

impl Snapshots {
    /// Brings the files of the snapshot `name` back into the folder `dir`. The state now is kept
    /// first, if it `is_good`; what is not good is no snapshot, and its files stay beside those that
    /// come back, with `.before` at their end.
    ///
    /// # Errors
    /// See [`SnapshotError`]. The folder is as it was then, as far as the system lets it be.
    pub fn restore(
        &self,
        name: &str,
        dir: &Path,
        is_good: bool,
        now: u64,
    ) -> Result<Restored, SnapshotError> {
        let folder = Folder::from(dir);
        // Read before the state now is kept: that may make the oldest one go.
        let (old, current) = (self.files(name)?, hold(&folder)?);
        let kept = if is_good { self.keep_unless_latest(&current, now)? } else { None };
        Ok(Restored { files: write(dir, &old, &current, is_good)?, kept })
    }

    /// The files of a snapshot.
    ///
    /// # Errors
    /// When there is none of this name, or when it cannot be read.
    pub fn files(&self, name: &str) -> Result<Files, SnapshotError> {
        hold(&self.find(name)?.into())
    }

    /// The folder of a snapshot that is there.
    ///
    /// # Errors
    /// When there is none of this name, or when they cannot be listed.
    pub fn find(&self, name: &str) -> Result<PathBuf, SnapshotError> {
        let names = self.names().map_err(SnapshotError::NotListed)?;
        let found = names.iter().find(|known| *known == name);
        let found = found.ok_or_else(|| SnapshotError::Unknown(name.to_owned()))?;
        Ok(self.folder(found))
    }
}

pub(super) fn hold(folder: &Folder) -> Result<Files, SnapshotError> {
    folder.hold().map_err(SnapshotError::Unreadable)
}

/// Writes the files of `old` that are others now, and takes away those that it does not have. Of a
/// folder that is not good, whose state is kept nowhere, each of them is put beside first.
fn write(dir: &Path, old: &Files, current: &Files, is_good: bool) -> Result<usize, SnapshotError> {
    let paths = old.content.keys().chain(current.content.keys());
    let mut paths: Vec<&String> = paths.collect();
    paths.sort();
    paths.dedup();
    let mut done: Vec<&String> = Vec::new();
    for path in paths {
        let (then, now) = (old.content.get(path), current.content.get(path));
        if then == now {
            continue;
        }
        let file = dir.join(path);
        let beside = match now.filter(|_| !is_good) {
            Some(now) => replace(&dir.join(format!("{path}.before")), now),
            None => Ok(()),
        };
        if let Err(error) = beside.and_then(|()| put(&file, then)) {
            for path in done {
                // Nothing is left to try where this fails, too.
                let _ = put(&dir.join(path), current.content.get(path));
            }
            return Err(SnapshotError::NotWritten { file, error });
        }
        done.push(path);
    }
    Ok(done.len())
}

/// Makes a file say this; without content it is taken away.
fn put(file: &Path, content: Option<&Vec<u8>>) -> io::Result<()> {
    match content {
        Some(content) => replace(file, content),
        None => fs::remove_file(file),
    }
}
