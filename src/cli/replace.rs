//! A file written anew: whole or not at all, whoever reads it meanwhile.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::output::Failure;
use crate::knowledge::absolute;

/// Puts `content` into a file, in place of what is there, and makes its folder where there is none. A bot
/// that follows the folder never sees half of it.
pub(super) fn replace(file: &Path, content: &[u8]) -> Result<(), Failure> {
    write(file, content).map_err(|error| {
        Failure::sentence(
            format!("{} could not be written ({error})", absolute(file).display()),
            "let this user write to the file and its folder, and make room on the disk",
        )
    })
}

fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    // A link keeps leading to the file that it led to.
    let file = &file.canonicalize().unwrap_or_else(|_| absolute(file));
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // A dot before it: files with one are not looked at.
    let mut new = tempfile::Builder::new().prefix(".").suffix(".new").tempfile_in(folder)?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    if let Ok(old) = fs::metadata(file) {
        new.as_file().set_permissions(old.permissions())?;
    } else {
        readable(new.as_file())?;
    }
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// A new file is for everybody to read, as other files of the folder; a temporary one is not.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &fs::File) -> io::Result<()> {
    Ok(())
}
