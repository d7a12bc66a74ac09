//! How the folder of the FAQ looks from outside: its files, through links, and what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

/// Endings of the files that the bot reads. What editors and systems put beside them (`faq.toml~`,
/// `.faq.toml.swp`, `.DS_Store`) has others, or is hidden.
const TEXTS: [&str; 2] = ["toml", "txt"];
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "webp", "svg", "mp4"];

/// Folders in folders that are looked into: one more than the bot has. A link may lead in a circle.
const DEEPEST: usize = 4;

/// The files of a folder, by their path within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    files: BTreeMap<PathBuf, Stamp>,
}

/// What changes whenever a file does. Who may read it is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    /// Anything else, a pipe or a device, gives no end when it is read.
    is_file: bool,
    length: u64,
    changed: Option<SystemTime>,
    /// Device and number, where files have such: another file of the same name has another one.
    identity: (u64, u64),
}

impl Look {
    /// Looks at a folder; one that is not there has no files.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        let mut look = Self::default();
        look.gather(folder, Path::new(""), DEEPEST);
        look
    }

    #[expect(clippy::disallowed_methods, reason = "what is there is compared, and may be no text")]
    fn gather(&mut self, folder: &Path, within: &Path, depth: usize) {
        let entries = std::fs::read_dir(folder.join(within)).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| !is_hidden(&entry.file_name())) {
            let name = within.join(entry.file_name());
            let Ok(found) = std::fs::metadata(entry.path()) else { continue };
            if found.is_dir() && depth > 0 {
                self.gather(folder, &name, depth - 1);
            } else if has_ending(&name, &TEXTS) || has_ending(&name, &PICTURES) {
                self.files.insert(name, Stamp::of(&found));
            }
        }
    }

    /// The text files.
    #[must_use]
    pub fn texts(&self) -> BTreeSet<PathBuf> {
        self.files.keys().filter(|name| has_ending(name, &TEXTS)).cloned().collect()
    }

    /// The files that are new, gone or others than in `before`, by their path within the folder.
    #[must_use]
    pub fn differing(&self, before: &Self) -> Vec<String> {
        let names: BTreeSet<&PathBuf> = self.files.keys().chain(before.files.keys()).collect();
        let differing = names
            .into_iter()
            .filter(|name| self.files.get(name.as_path()) != before.files.get(name.as_path()));
        differing.map(|name| name.display().to_string().replace('\\', "/")).collect()
    }

    /// A hash of the names and contents of all files.
    #[must_use]
    pub fn contents(&self, folder: &Path) -> Contents {
        let mut hash = Sha256::new();
        for (name, stamp) in &self.files {
            let bytes = stamp.is_file.then(|| std::fs::read(folder.join(name)).ok()).flatten();
            // With lengths, so that nothing can move from one to the next.
            hash.update(name.as_os_str().len().to_le_bytes());
            hash.update(name.as_os_str().as_encoded_bytes());
            hash.update(bytes.as_ref().map_or(u64::MAX, |bytes| bytes.len() as u64).to_le_bytes());
            hash.update(bytes.unwrap_or_default());
        }
        Contents(hash.finalize().into())
    }
}

/// See [`Look::contents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents([u8; 32]);

impl Contents {
    /// A few letters that stand for it, as long as a button can carry.
    #[must_use]
    pub fn code(&self) -> String {
        let first = self.0.iter().take(4).fold(0_u32, |code, byte| (code << 8) | u32::from(*byte));
        format!("{first:08x}")
    }
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt;
            (found.dev(), found.ino())
        };
        #[cfg(not(unix))]
        let identity = (0, 0);
        Self {
            is_file: found.is_file(),
            length: found.len(),
            changed: found.modified().ok(),
            identity,
        }
    }
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn has_ending(name: &Path, endings: &[&str]) -> bool {
    name.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Look;

    #[test]
    fn what_editors_and_systems_leave_is_not_seen() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("en")).unwrap();
        fs::write(folder.path().join("en/faq.toml"), "a").unwrap();
        let before = Look::at(folder.path());
        for name in
            [".faq.toml.swp", "faq.toml~", "#faq.toml#", "4913", ".DS_Store", "faq.toml.tmp"]
        {
            fs::write(folder.path().join("en").join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join(".git")).unwrap();
        fs::write(folder.path().join(".git/a.txt"), "x").unwrap();
        assert_eq!(Look::at(folder.path()), before);
        assert_eq!(before.texts().len(), 1);
        fs::write(folder.path().join("en/new.txt"), "").unwrap();
        fs::write(folder.path().join("en/faq.toml"), "longer").unwrap();
        let after = Look::at(folder.path());
        assert_ne!(after, before);
        assert_eq!(after.differing(&before), ["en/faq.toml", "en/new.txt"]);
    }

    #[test]
    fn contents_tell_an_edit_from_a_touch() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "one").unwrap();
        let before = Look::at(folder.path());
        let contents = before.contents(folder.path());
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
        let touched = Look::at(folder.path());
        assert_ne!(touched, before);
        assert_eq!(touched.contents(folder.path()), contents);
        fs::write(&file, "two").unwrap();
        let other = Look::at(folder.path()).contents(folder.path());
        assert_ne!(other, contents);
        assert_eq!(other.code().len(), 8);
        assert_ne!(other.code(), contents.code());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_circle_ends() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["one", "two", "three"] {
            std::os::unix::fs::symlink(".", folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("a.txt"), "").unwrap();
        assert!(Look::at(folder.path()).texts().len() < 1_000);
    }
}
