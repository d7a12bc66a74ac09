//! Good states of a folder, kept so that one of the last ones can be brought back.
//!
//! Each is a folder of its own with all files in it, named by the time at which it was kept: it can
//! be looked into, compared and copied by any program. `restore` brings one back.

mod error;
mod restore;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Timelike};

use crate::knowledge::{Files, Folder, absolute};

pub use error::SnapshotError;
pub use restore::Restored;

/// So many are kept; the oldest goes when one more comes.
pub const KEPT: usize = 10;

/// How a snapshot is named: the time in Greenwich, in characters that every file system takes.
const NAME: &str = "%Y-%m-%dT%H%M%SZ";

/// Where snapshots are kept.
#[derive(Clone, Debug)]
pub struct Snapshots {
    place: PathBuf,
}

impl Snapshots {
    /// Those in the folder `place`, which need not be there yet. Anything else in it is left alone.
    #[must_use]
    pub fn at(place: PathBuf) -> Self {
        Self { place }
    }

    /// Those beside a folder: of `clinic/faq` in `clinic/faq-snapshots`.
    #[must_use]
    pub fn beside(folder: &Path) -> Self {
        let folder = absolute(folder);
        let mut name = folder.file_name().unwrap_or_default().to_owned();
        name.push("-snapshots");
        Self::at(folder.with_file_name(name))
    }

    /// The folder of the snapshot `name`.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.place.join(name)
    }

    /// The names of all snapshots, the latest first.
    ///
    /// # Errors
    /// When their folder is there and cannot be looked into.
    #[expect(clippy::disallowed_methods, reason = "finds snapshots, which are no files of the FAQ")]
    pub fn names(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.place) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name().into_string();
            names
                .extend(name.ok().filter(|name| NaiveDateTime::parse_from_str(name, NAME).is_ok()));
        }
        // Year first, so that their letters are in the order of time.
        names.sort_by(|a, b| b.cmp(a));
        Ok(names)
    }

    /// Keeps `files` as a snapshot of the time `now`, in seconds since 1970, and gives its name;
    /// nothing where they are `latest`, the files of the latest snapshot. Those beyond the last
    /// [`KEPT`] go. A second one of the same second is named as if it were of the next.
    ///
    /// # Errors
    /// When it cannot be written; then there is nothing of it.
    pub fn keep(
        &self,
        files: &Files,
        latest: Option<&Files>,
        now: u64,
    ) -> io::Result<Option<String>> {
        if latest.is_some_and(|latest| latest.content == files.content) {
            return Ok(None);
        }
        fs::create_dir_all(&self.place)?;
        // Whole or not at all: it gets its name once everything is in it.
        let unfinished = tempfile::Builder::new().prefix(".").tempdir_in(&self.place)?;
        let inner = unfinished.path().join("files");
        for (path, content) in &files.content {
            let file = inner.join(path);
            fs::create_dir_all(file.parent().unwrap_or(&inner))?;
            fs::write(file, content)?;
        }
        let name = self.put(&inner, now)?;
        for old in self.names()?.iter().skip(KEPT) {
            match fs::remove_dir_all(self.folder(old)) {
                // Another program keeps one, too.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(Some(name))
    }

    /// Gives a finished snapshot the first name from this time on that none has yet.
    fn put(&self, finished: &Path, now: u64) -> io::Result<String> {
        let mut name = name_of(now);
        for second in 1..=KEPT as u64 {
            match fs::rename(finished, self.folder(&name)) {
                Err(_) if self.folder(&name).exists() => name = name_of(now + second),
                done => return done.map(|()| name),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Keeps `files`, unless they are those of the latest snapshot; see [`Snapshots::keep`].
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn keep_unless_latest(
        &self,
        files: &Files,
        now: u64,
    ) -> Result<Option<String>, SnapshotError> {
        let latest = match self.names().map_err(SnapshotError::NotListed)?.first() {
            Some(name) => Some(restore::hold(&self.folder(name).into())?),
            None => None,
        };
        self.keep(files, latest.as_ref(), now).map_err(SnapshotError::NotKept)
    }

    /// Keeps all files of `folder` as they are now, as [`Snapshots::keep_unless_latest`] does.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn keep_folder(&self, folder: &Folder, now: u64) -> Result<Option<String>, SnapshotError> {
        self.keep_unless_latest(&restore::hold(folder)?, now)
    }

    /// The time at which a snapshot was kept, for people; `None` for what is no name of one.
    #[must_use]
    pub fn time(name: &str) -> Option<String> {
        let time = NaiveDateTime::parse_from_str(name, NAME).ok()?;
        Some(format!("{} {} UTC", time.date(), time.time()))
    }
}

/// The name of a snapshot of this time, written as [`NAME`] reads it.
fn name_of(now: u64) -> String {
    let time = i64::try_from(now).ok().and_then(|now| DateTime::from_timestamp(now, 0));
    let time = time.unwrap_or_default().naive_utc();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("{}T{hour:02}{minute:02}{second:02}Z", time.date())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{KEPT, Restored, SnapshotError, Snapshots};
    use crate::knowledge::{Files, Folder};

    fn files(text: &str) -> Files {
        let mut files = Files::default();
        files.content.insert("en/faq.toml".to_owned(), text.as_bytes().to_vec());
        files.content.insert("en/signs/spine.txt".to_owned(), b"numb\n".to_vec());
        files
    }

    #[test]
    fn the_last_ones_are_kept_and_nothing_else_is_touched() {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::beside(&dir.path().join("faq"));
        assert_eq!(snapshots.names().unwrap(), Vec::<String>::new());
        for number in 0..KEPT as u64 + 2 {
            let kept = snapshots.keep(&files(&number.to_string()), None, number).unwrap();
            assert_eq!(kept, Some(format!("1970-01-01T0000{number:02}Z")));
            let stranger = snapshots.folder("notes");
            std::fs::create_dir_all(stranger).unwrap();
        }
        let names = snapshots.names().unwrap();
        assert_eq!(names.len(), KEPT);
        assert_eq!(names[0], "1970-01-01T000011Z");
        assert_eq!(names[KEPT - 1], "1970-01-01T000002Z");
        assert!(snapshots.folder("notes").exists());
        let latest = Folder::from(snapshots.folder(&names[0])).hold().unwrap();
        assert_eq!(latest.content, files("11").content);
        assert_eq!(snapshots.keep(&files("11"), Some(&latest), 99).unwrap(), None);
        assert_eq!(snapshots.keep_unless_latest(&files("11"), 99).unwrap(), None);
        let twice = snapshots.keep_unless_latest(&files("12"), 11).unwrap();
        assert_eq!(twice.as_deref(), Some("1970-01-01T000012Z"));
        assert_eq!(
            Snapshots::time("1970-01-01T000012Z").as_deref(),
            Some("1970-01-01 00:00:12 UTC")
        );
        assert_eq!(Snapshots::time("notes"), None);
    }

    #[test]
    fn a_folder_is_brought_back_whole_and_what_was_there_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let faq = dir.path().join("faq");
        let snapshots = Snapshots::beside(&faq);
        let old = snapshots.keep(&files("old"), None, 1).unwrap().unwrap();
        let write = |path: &str, text: &str| {
            std::fs::create_dir_all(faq.join(path).parent().unwrap()).unwrap();
            std::fs::write(faq.join(path), text).unwrap();
        };
        write("en/faq.toml", "new");
        write("en/phrasings/walking.txt", "may i walk\n");
        let restored = snapshots.restore(&old, &faq, true, 2).unwrap();
        assert_eq!(restored.files, 3);
        let held = |folder: PathBuf| Folder::from(folder).hold().unwrap().content;
        assert_eq!(held(faq.clone()), files("old").content);
        let kept = held(snapshots.folder(&restored.kept.unwrap()));
        assert_eq!(kept["en/faq.toml"], b"new");
        assert_eq!(kept["en/phrasings/walking.txt"], b"may i walk\n");

        // What has mistakes is no snapshot, and is not lost either.
        write("en/faq.toml", "broken");
        let restored = snapshots.restore(&old, &faq, false, 3).unwrap();
        assert_eq!(restored, Restored { files: 1, kept: None });
        assert_eq!(held(faq.clone())["en/faq.toml.before"], b"broken");
        // Where a file cannot be written, the others are as they were.
        write("en/faq.toml", "newer");
        std::fs::remove_file(faq.join("en/signs/spine.txt")).unwrap();
        write("en/signs/spine.txt/in-the-way", "a folder");
        let before = held(faq.clone());
        let failed = snapshots.restore(&old, &faq, true, 5);
        assert!(matches!(failed, Err(SnapshotError::NotWritten { .. })), "{failed:?}");
        assert_eq!(held(faq), before);
        let unknown = snapshots.restore("../faq", dir.path(), true, 4);
        assert!(matches!(unknown, Err(SnapshotError::Unknown(name)) if name == "../faq"));
    }
}
