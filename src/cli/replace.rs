//! A file written anew, and what is told where that fails.

use std::path::Path;

use super::output::Failure;
use crate::knowledge::absolute;
use crate::whole_file;

/// Puts `content` into a file, in place of what is there.
pub(super) fn replace(file: &Path, content: &[u8]) -> Result<(), Failure> {
    whole_file::replace(file, content).map_err(|error| {
        Failure::sentence(
            format!("{} could not be written ({error})", absolute(file).display()),
            "let this user write to the file and its folder, and make room on the disk",
        )
    })
}
