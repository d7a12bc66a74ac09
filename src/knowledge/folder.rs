//! Where the files of `faq/` are: in a folder on disk, inside the program, or in memory.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// In memory: an older state, or one that is not written yet.
    Held(Arc<Files>),
}

/// All files of a folder.
#[derive(Clone, Default)]
pub struct Files {
    /// How the folder is named in problems.
    pub name: String,
    /// Its files by their path from there, with `/` on every system.
    pub content: BTreeMap<String, Vec<u8>>,
}

/// Its name and how many files it holds: nobody wants to see the bytes.
impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({}, {})", self.name, self.content.len())
    }
}

impl Files {
    /// The names of what is in a subfolder (`""` is this folder itself).
    fn names(&self, subfolder: &str) -> Vec<String> {
        let inside = self.content.keys().filter_map(|path| inside(path, subfolder));
        let names: BTreeSet<&str> = inside.filter_map(|path| path.split('/').next()).collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

/// The rest of a path that leads into a subfolder.
fn inside<'a>(path: &'a str, subfolder: &str) -> Option<&'a str> {
    if subfolder.is_empty() { Some(path) } else { path.strip_prefix(subfolder)?.strip_prefix('/') }
}

impl Folder {
    /// The same with `text` in a file, which need not be there.
    ///
    /// # Errors
    /// As for [`Folder::hold`].
    pub fn with(&self, file: &str, text: String) -> Result<Self, Problem> {
        let mut files = self.hold()?;
        if let Self::Disk(dir) = self {
            // Problems name the same places in both.
            files.name = dir.display().to_string();
        }
        files.content.insert(file.to_owned(), text.into_bytes());
        Ok(Self::Held(Arc::new(files)))
    }

    /// The text of a file; `None` if it is not there.
    ///
    /// # Errors
    /// A problem that says why it cannot be read: no permission, not UTF-8.
    pub fn text(&self, file: &str) -> Result<Option<String>, Problem> {
        let bytes = self.whole(file)?;
        bytes.map(|bytes| source::utf8(bytes.into_owned(), &self.shown(file))).transpose()
    }

    fn whole(&self, file: &str) -> Result<Option<Cow<'_, [u8]>>, Problem> {
        Ok(match self {
            Self::BuiltIn(dir) => dir.get_file(file).map(|file| Cow::Borrowed(file.contents())),
            Self::Held(files) => {
                files.content.get(file).map(|bytes| Cow::Borrowed(bytes.as_slice()))
            }
            Self::Disk(dir) => read(&dir.join(file))?.map(Cow::Owned),
        })
    }

    /// All its files as they are now. Hidden ones are left out.
    ///
    /// # Errors
    /// A problem with the first file that cannot be read.
    pub fn hold(&self) -> Result<Files, Problem> {
        let mut files = Files { name: self.to_string(), ..Files::default() };
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for name in self.names(&folder)? {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if self.has(&path)? {
                    folders.push(path);
                } else if let Some(bytes) = self.whole(&path)? {
                    let bytes = bytes.into_owned();
                    files.content.insert(path, bytes);
                }
            }
        }
        Ok(files)
    }

    /// The size of a file in bytes; `None` if it is not there.
    ///
    /// # Errors
    /// A problem if the system does not let us know, or if something else has this name: a pipe
    /// would never end.
    pub fn size(&self, file: &str) -> Result<Option<u64>, Problem> {
        let dir = match self {
            Self::BuiltIn(dir) => {
                return Ok(dir.get_file(file).map(|file| file.contents().len() as u64));
            }
            Self::Held(files) => {
                return Ok(files.content.get(file).map(|bytes| bytes.len() as u64));
            }
            Self::Disk(dir) => dir,
        };
        let found = there(std::fs::metadata(dir.join(file)))
            .map_err(|error| unreadable(&dir.join(file), &error))?;
        match found {
            Some(found) if !found.is_file() => Err(Problem::whole_file(
                self.shown(file),
                "this is no file",
                "put a file in its place",
            )),
            found => Ok(found.map(|found| found.len())),
        }
    }

    /// The first `most` bytes of a file; `None` if it is not there.
    ///
    /// # Errors
    /// A problem that says why it cannot be read.
    pub fn bytes(&self, file: &str, most: u64) -> Result<Option<Vec<u8>>, Problem> {
        if self.size(file)?.is_none() {
            return Ok(None);
        }
        if let Self::Disk(dir) = self {
            let (path, mut bytes) = (dir.join(file), Vec::new());
            std::fs::File::open(&path)
                .and_then(|file| file.take(most).read_to_end(&mut bytes))
                .map_err(|error| unreadable(&path, &error))?;
            return Ok(Some(bytes));
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(self.whole(file)?.map(|whole| whole.iter().copied().take(most).collect()))
    }

    /// Where a file is on disk; `None` for those in the program itself.
    #[must_use]
    pub fn path(&self, file: &str) -> Option<PathBuf> {
        match self {
            Self::BuiltIn(_) | Self::Held(_) => None,
            Self::Disk(dir) => Some(dir.join(file)),
        }
    }

    /// The names of what is in a subfolder (`""` is this folder itself), in their order; none if it
    /// is not there. Hidden ones are left out: systems and editors put their own files beside ours.
    ///
    /// # Errors
    /// A problem that says why it cannot be looked into.
    pub(super) fn names(&self, subfolder: &str) -> Result<Vec<String>, Problem> {
        let mut names = match self {
            Self::BuiltIn(dir) => {
                let inner = if subfolder.is_empty() { Some(*dir) } else { dir.get_dir(subfolder) };
                let paths = inner.into_iter().flat_map(Dir::entries).map(DirEntry::path);
                paths.filter_map(|path| path.file_name()?.to_str()).map(str::to_owned).collect()
            }
            Self::Held(files) => files.names(subfolder),
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
            Self::BuiltIn(dir) => Ok(subfolder.is_empty() || dir.get_dir(subfolder).is_some()),
            Self::Held(files) => {
                let mut paths = files.content.keys();
                Ok(subfolder.is_empty() || paths.any(|path| inside(path, subfolder).is_some()))
            }
            Self::Disk(dir) => there(std::fs::metadata(dir.join(subfolder)))
                .map(|found| found.is_some_and(|found| found.is_dir()))
                .map_err(|error| unreadable(&dir.join(subfolder), &error)),
        }
    }

    /// A file in it as the editor knows it: `faq/en/faq.toml`.
    #[must_use]
    pub fn shown(&self, path: &str) -> String {
        match self {
            Self::Disk(dir) => dir.join(path).display().to_string(),
            Self::BuiltIn(_) => format!("{BUILT_IN}/{path}"),
            Self::Held(files) => format!("{}/{path}", files.name),
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
            Self::Held(files) => f.write_str(&files.name),
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

impl From<PathBuf> for Folder {
    fn from(dir: PathBuf) -> Self {
        Self::Disk(dir)
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
