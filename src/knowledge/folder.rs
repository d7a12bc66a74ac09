//! Where the files of `faq/` are: in a folder on disk, or inside the program.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry};

use super::problem::Problem;
use super::source;

/// A folder with one subfolder for each language and `numbers.toml` beside them.
///
/// Files in it are named by their path from there, with `/` on every system: `en/faq.toml`.
#[derive(Clone)]
pub enum Folder {
    /// On disk.
    Disk(PathBuf),
    /// In the program itself.
    BuiltIn(&'static Dir<'static>),
    /// Another one, with one file as an edit would leave it.
    Edited {
        /// The other one.
        folder: Box<Self>,
        /// The file.
        file: String,
        /// What it would say.
        text: String,
    },
}

impl Folder {
    /// The same with `text` in a file, which need not be there.
    #[must_use]
    pub fn with(&self, file: &str, text: String) -> Self {
        Self::Edited { folder: Box::new(self.clone()), file: file.to_owned(), text }
    }

    /// The text of a file; `None` if it is not there.
    ///
    /// # Errors
    /// A problem that says why it cannot be read: no permission, not UTF-8.
    pub fn text(&self, file: &str) -> Result<Option<String>, Problem> {
        let bytes = match self {
            Self::Edited { file: edited, text, .. } if edited == file => {
                return Ok(Some(text.clone()));
            }
            Self::Edited { folder, .. } => return folder.text(file),
            Self::BuiltIn(dir) => dir.get_file(file).map(|file| Cow::Borrowed(file.contents())),
            Self::Disk(dir) => read(&dir.join(file))?.map(Cow::Owned),
        };
        bytes.map(|bytes| source::utf8(bytes.into_owned(), &self.shown(file))).transpose()
    }

    /// The names of what is in a subfolder (`""` is this folder itself), in their order; none if it
    /// is not there. Hidden ones are left out: systems and editors put their own files beside ours.
    ///
    /// # Errors
    /// A problem that says why it cannot be looked into.
    pub(super) fn names(&self, subfolder: &str) -> Result<Vec<String>, Problem> {
        let mut names = match self {
            Self::Edited { folder, file, .. } => {
                let mut names = folder.names(subfolder)?;
                let (within, name) = file.rsplit_once('/').unwrap_or(("", file));
                if within == subfolder && !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
                names
            }
            Self::BuiltIn(dir) => {
                let inner = if subfolder.is_empty() { Some(*dir) } else { dir.get_dir(subfolder) };
                let paths = inner.into_iter().flat_map(Dir::entries).map(DirEntry::path);
                paths.filter_map(|path| path.file_name()?.to_str()).map(str::to_owned).collect()
            }
            Self::Disk(dir) => names_on_disk(&dir.join(subfolder))
                .map_err(|error| unreadable(&dir.join(subfolder), &error))?,
        };
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        Ok(names)
    }

    /// Whether a subfolder (`""` is this folder itself) is there.
    ///
    /// # Errors
    /// A problem if the system does not let us know.
    pub(super) fn has(&self, subfolder: &str) -> Result<bool, Problem> {
        match self {
            Self::Edited { folder, .. } => folder.has(subfolder),
            Self::BuiltIn(dir) => Ok(subfolder.is_empty() || dir.get_dir(subfolder).is_some()),
            Self::Disk(dir) => there(std::fs::metadata(dir.join(subfolder)))
                .map(|found| found.is_some_and(|found| found.is_dir()))
                .map_err(|error| unreadable(&dir.join(subfolder), &error)),
        }
    }

    /// A file in it as the editor knows it: `faq/en/faq.toml`.
    pub(crate) fn shown(&self, path: &str) -> String {
        match self {
            Self::Edited { folder, .. } => folder.shown(path),
            Self::Disk(dir) => dir.join(path).display().to_string(),
            Self::BuiltIn(_) => format!("{BUILT_IN}/{path}"),
        }
    }
}

/// How the folder inside the program is named.
const BUILT_IN: &str = "the built-in FAQ";

/// The whole path of the folder, wherever the program was started.
impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(dir) => write!(f, "{}", absolute(dir).display()),
            Self::BuiltIn(_) => f.write_str(BUILT_IN),
            Self::Edited { folder, .. } => write!(f, "{folder}"),
        }
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Folder({self})")
    }
}

impl From<&Path> for Folder {
    fn from(dir: &Path) -> Self {
        Self::Disk(dir.to_owned())
    }
}

impl From<&PathBuf> for Folder {
    fn from(dir: &PathBuf) -> Self {
        Self::Disk(dir.clone())
    }
}

impl From<&Self> for Folder {
    fn from(folder: &Self) -> Self {
        folder.clone()
    }
}

/// The path from the root of the file system, for messages; as it is where that is not known.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// That the system does not let us read a file or folder, with the mend.
#[must_use]
pub fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let path = absolute(path);
    if error.kind() == ErrorKind::PermissionDenied {
        // What keeps us out may be a folder above: the last one that can still be seen.
        let shut = path.ancestors().find(|above| std::fs::metadata(above).is_ok());
        return Problem::whole_file(
            shut.unwrap_or(&path).display().to_string(),
            "this is there, but the user that runs the program has no permission to open it",
            "let this user read it (`ls -ld` shows who may), or run the program as its owner",
        );
    }
    Problem::whole_file(
        path.display().to_string(),
        format!("this could not be read ({error})"),
        "check that it is there, and that it is what its name says",
    )
}

/// The bytes of a file; `None` if it is not there.
///
/// # Errors
/// A problem that says why it cannot be read. A pipe is not waited for, nor a device read for ever.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Problem> {
    let problem = |error: io::Error| unreadable(path, &error);
    let found = there(std::fs::metadata(path)).map_err(problem)?;
    if found.is_some_and(|found| !found.is_file() && !found.is_dir()) {
        return Err(Problem::whole_file(
            path.display().to_string(),
            "this is a pipe or a device, and not a file",
            "put an ordinary file in its place",
        ));
    }
    there(std::fs::read(path)).map_err(problem)
}

fn names_on_disk(folder: &Path) -> io::Result<Vec<String>> {
    #[expect(clippy::disallowed_methods, reason = "the one place that finds files")]
    let Some(entries) = there(std::fs::read_dir(folder))? else { return Ok(Vec::new()) };
    // A name that is no text is no name of an entry either.
    entries
        .map(|entry| entry.map(|entry| entry.file_name().into_string().ok()))
        .filter_map(Result::transpose)
        .collect()
}

/// What the system gave; `None` if there is nothing of this name.
fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
