//! The file of SQLite: readable by its owner alone, and still the one that was opened.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A database file.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    /// Which file was at the path when it was opened last.
    opened: Mutex<Option<Identity>>,
    /// Whether something was erased that the journal may still hold.
    erased: AtomicBool,
}

/// What tells a file from another one of the same name: device and number, where there are such.
type Identity = (u64, u64);

impl DatabaseFile {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), opened: Mutex::default(), erased: AtomicBool::new(false) }
    }

    /// Makes the file, if there is none; SQLite gives the files beside it the same mode.
    pub(super) fn make(&self) -> io::Result<()> {
        let mut open = std::fs::OpenOptions::new();
        open.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        open.open(&self.path).map(drop)
    }

    /// Notes that what is at the path now was opened.
    pub(super) fn note_opened(&self) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = self.identity();
    }

    /// Whether what was opened is still at the path. Who writes to a deleted file is told of no
    /// error, and all of it is lost.
    pub(super) fn is_there(&self) -> bool {
        let found = self.identity();
        found.is_some() && found == *self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn note_erased(&self) {
        self.erased.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_erased(&self) -> bool {
        self.erased.load(Ordering::Relaxed)
    }

    pub(super) fn note_folded(&self) {
        self.erased.store(false, Ordering::Relaxed);
    }

    fn identity(&self) -> Option<Identity> {
        let found = std::fs::metadata(&self.path).ok()?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (found.dev(), found.ino())
        };
        #[cfg(not(unix))]
        let identity = (0, u64::from(found.is_file()));
        Some(identity)
    }
}
