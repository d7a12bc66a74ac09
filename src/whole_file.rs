//! A file written anew: whole or not at all, whoever reads it meanwhile.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Puts `content` into a file, in place of what is there, and makes its folder where there is none. A bot
/// that follows the folder never sees half of it. The file keeps its rights, and a link stays a link.
///
/// # Errors
/// When the system does not let this user write there, or has no room; the file is as it was then.
pub fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    write(file, content, 0o644)
}

/// The same for a file that nobody else may read.
///
/// # Errors
/// As for [`replace`].
pub fn replace_private(file: &Path, content: &[u8]) -> io::Result<()> {
    write(file, content, 0o600)
}

fn write(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let file = match fs::canonicalize(file) {
        Ok(file) => file,
        Err(_) => std::path::absolute(file)?,
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    // A dot before it: files with one are not looked at.
    let mut new = tempfile::Builder::new().prefix(".").suffix(".new").tempfile_in(folder)?;
    new.write_all(content)?;
    match fs::metadata(&file) {
        Ok(old) => new.as_file().set_permissions(old.permissions())?,
        Err(_) => set_mode(new.as_file(), mode)?,
    }
    new.as_file().sync_all()?;
    new.persist(&file).map_err(|refused| refused.error)?;
    Ok(())
}

/// Says who may read a new file. Most are for everybody, as other files of the folder: the bot may run as
/// another user. A temporary one is not.
#[cfg(unix)]
fn set_mode(file: &fs::File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &fs::File, _: u32) -> io::Result<()> {
    Ok(())
}
