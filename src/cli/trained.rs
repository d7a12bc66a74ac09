//! What was trained at an earlier start, kept in the user's cache folder.
//!
//! Training takes half a second, most of what a short command takes. `ask`, `chat` and `run`
//! therefore keep the outcome, and the next start reads it if neither the files of `faq/` nor the
//! program have changed since. `eval`, `check` and a reload always train. Nothing that a person
//! wrote is in it, losing it loses nothing, and a file that is damaged or cannot be written is as
//! good as none.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::conversation::Understanding;
use crate::knowledge::Knowledge;

/// Bytes of the checksum before the rest of a file.
const CHECKSUM_BYTES: usize = 4;
/// Bytes of the longest text in a file, such as an answer of an entry without phrasings. With a
/// longer one each start trains anew.
const LONGEST_TEXT: usize = 65_536;
/// So many files stay: a few folders that are in use side by side.
const KEPT: usize = 4;

/// What `knowledge` means to a reader of messages: as trained before, or trained now and kept.
pub(super) fn understanding(knowledge: &Knowledge) -> Understanding {
    let Ok(file) = file(knowledge) else { return Understanding::new(knowledge) };
    read(&file).unwrap_or_else(|| {
        let understanding = Understanding::new(knowledge);
        if let Err(error) = write(&file, &understanding) {
            tracing::debug!(%error, "what was trained is not kept");
        }
        understanding
    })
}

/// Where the outcome of this training by this program is kept. A program that was built anew has
/// another length or time, and never reads what another one trained.
fn file(knowledge: &Knowledge) -> io::Result<PathBuf> {
    let program = fs::metadata(std::env::current_exe()?)?;
    let built = program.modified()?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let hash = Sha256::new()
        .chain_update(knowledge.fingerprint)
        .chain_update(program.len().to_le_bytes())
        .chain_update(built.as_nanos().to_le_bytes())
        .finalize();
    let folders = etcetera::choose_base_strategy().map_err(io::Error::other)?;
    Ok(folders.cache_dir().join("sciatica-bot").join(URL_SAFE_NO_PAD.encode(hash)))
}

/// What is in `file`, read piece by piece: as a whole it would double the memory of a start.
fn read(file: &Path) -> Option<Understanding> {
    let mut file = BufReader::new(File::open(file).ok()?);
    let mut checksum = [0; CHECKSUM_BYTES];
    file.read_exact(&mut checksum).ok()?;
    if u32::from_le_bytes(checksum) != checksum_of(&mut file).ok()? {
        return None;
    }
    file.seek(SeekFrom::Start(CHECKSUM_BYTES as u64)).ok()?;
    let mut text = vec![0; LONGEST_TEXT];
    let (understanding, _) = postcard::from_io((file, &mut text)).ok()?;
    Some(understanding)
}

/// CRC-32 of the rest of `file`.
fn checksum_of(file: &mut impl BufRead) -> io::Result<u32> {
    let mut hash = crc32fast::Hasher::new();
    loop {
        let piece = file.fill_buf()?;
        let length = piece.len();
        if length == 0 {
            return Ok(hash.finalize());
        }
        hash.update(piece);
        file.consume(length);
    }
}

/// Writes beside the file first, so that nobody reads half of one.
fn write(file: &Path, understanding: &Understanding) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = NamedTempFile::new_in(folder)?;
    let rest = postcard::to_stdvec(understanding).map_err(io::Error::other)?;
    new.as_file().write_all(&crc32fast::hash(&rest).to_le_bytes())?;
    new.as_file().write_all(&rest)?;
    new.persist(file)?;
    forget_oldest(folder)
}

#[expect(clippy::disallowed_methods, reason = "its own folder, with nothing of the editor's")]
fn forget_oldest(folder: &Path) -> io::Result<()> {
    let mut files: Vec<(SystemTime, PathBuf)> = fs::read_dir(folder)?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
        })
        .collect();
    files.sort();
    let too_many = files.len().saturating_sub(KEPT);
    files.iter().take(too_many).try_for_each(|(_, file)| fs::remove_file(file))
}
