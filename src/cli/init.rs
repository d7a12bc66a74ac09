//! `init`: writes the built-in FAQ into a folder, where it can be edited.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use include_dir::{Dir, DirEntry};

use super::output::Failure;
use super::voice::Voice;
use crate::knowledge::absolute;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sciatica-bot init            into ./faq, which is used where it stands
  sciatica-bot init clinic     into another folder; then: sciatica-bot chat --faq clinic")]
pub(super) struct InitArgs {
    /// The folder; it must be empty, or not be there yet.
    #[arg(value_name = "DIR", default_value = "faq")]
    dir: PathBuf,
}

pub(super) fn run(
    built_in: &Dir<'_>,
    voice: Voice,
    arguments: &InitArgs,
) -> Result<ExitCode, Failure> {
    let dir = absolute(&arguments.dir);
    let shown = dir.display();
    let failed = |error: io::Error| {
        Failure::sentence(
            format!("the FAQ could not be written into {shown} ({error})"),
            "name a folder that you may write to, on a disk with room; remove what was written",
        )
    };
    if !is_free(&dir).map_err(failed)? {
        return Err(Failure::sentence(
            format!("{shown} is there already, and nothing in it is overwritten"),
            "name another folder, or move this one away",
        ));
    }
    let written = write(built_in, &dir).map_err(failed)?;
    let folder = arguments.dir.display();
    voice.tell(&format!(
        "{written} files written to {shown}\nRead README.md there, edit, and look at what you did:\n  \
         sciatica-bot check --faq {folder}\n  sciatica-bot chat --faq {folder}"
    ));
    Ok(ExitCode::SUCCESS)
}

/// Whether nothing can be lost by writing here.
#[expect(clippy::disallowed_methods, reason = "looks whether the folder to be written is empty")]
fn is_free(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes all files, and says how many.
fn write(from: &Dir<'_>, to: &Path) -> io::Result<usize> {
    fs::create_dir_all(to)?;
    let mut written = 0;
    for entry in from.entries() {
        let name = entry.path().file_name().unwrap_or_default();
        // What systems, editors and `inbox` leave there.
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        written += match entry {
            DirEntry::Dir(inner) => write(inner, &to.join(name))?,
            DirEntry::File(file) => {
                fs::write(to.join(name), file.contents())?;
                1
            }
        };
    }
    Ok(written)
}
