//! Files that a command is given: opened and read, with a sentence that names them if that fails.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::output::Failure;
use crate::knowledge::{absolute, unreadable, utf8};

/// What stands for stdin in place of a file.
pub(super) const STDIN: &str = "-";

/// Lines of a file, or of stdin for `-`.
pub(super) fn lines(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path.as_os_str() == STDIN {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(path).map_err(|error| failure(path, &error))?;
    Ok(Box::new(BufReader::new(opened)))
}

/// The whole text of a file, or of stdin for `-`.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    lines(path)?.read_to_end(&mut bytes).map_err(|error| failure(path, &error))?;
    let name = absolute(path).display().to_string();
    utf8(bytes, &name).map_err(|problem| Failure::Problems(vec![problem]))
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::Problems(vec![unreadable(path, error)])
}
