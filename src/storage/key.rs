//! Keyed hashes in place of ids.
//!
//! Ids of Telegram are small numbers: a plain hash of one is found by trying them all. With a
//! secret key beside the data, a copy of the database alone names nobody.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Store;
use super::open_error::OpenError;
use super::settings::Place;

/// Bytes of the key, as long as the hash (RFC 2104, section 3).
const KEY_BYTES: usize = 32;

/// Bytes of a block of SHA-256 (FIPS 180-4).
const BLOCK_BYTES: usize = 64;

/// Bytes of a hash that are kept: 128 bits, where two of a billion chats never meet.
const HASH_BYTES: usize = 16;

/// The secret of this store.
pub(super) struct Key([u8; KEY_BYTES]);

/// A chat, as the store knows it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ChatKey(pub(super) String);

/// A person, as the store knows them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonKey(pub(super) String);

impl Store {
    /// The key of a chat with a bot, by their Telegram ids: what one bot remembers of a chat is not
    /// what another one does.
    #[must_use]
    pub fn chat_key(&self, bot: i64, chat: i64) -> ChatKey {
        let ids = [bot.to_be_bytes(), chat.to_be_bytes()].concat();
        ChatKey(self.key.hash("chat", &ids))
    }

    /// The key of a person by their Telegram id. It differs from the key of their private chat,
    /// although the ids are the same, so that the tables cannot be joined.
    #[must_use]
    pub fn person_key(&self, user: u64) -> PersonKey {
        PersonKey(self.key.hash("person", &user.to_be_bytes()))
    }
}

impl Key {
    /// The key of the database at `place`: read from its file, or made where that is safe.
    pub(super) fn find(place: &Place, file: Option<&Path>) -> Result<Self, OpenError> {
        match (place, file) {
            (Place::Memory, None) => Ok(Self(random()?)),
            (Place::Postgres(_), None) => Err(OpenError::new(
                "PostgreSQL needs a key file, the same for all instances",
                "make one with `openssl rand -hex 32`, readable by the bot alone, and name it in the config",
            )),
            (Place::Postgres(_), Some(file)) => Self::read(file),
            (Place::Memory, Some(file)) => Self::read_or_make(file),
            (Place::File(database), file) => {
                Self::read_or_make(&file.map_or_else(|| beside(database), Path::to_owned))
            }
        }
    }

    fn read_or_make(file: &Path) -> Result<Self, OpenError> {
        if !file.exists() {
            make(file).map_err(|error| {
                OpenError::new(
                    format!("the key file `{}` could not be written ({error})", file.display()),
                    "make the folder, and let the bot write to it",
                )
            })?;
        }
        Self::read(file)
    }

    fn read(file: &Path) -> Result<Self, OpenError> {
        let bytes = std::fs::read(file).map_err(|error| {
            OpenError::new(
                format!("the key file `{}` could not be read ({error})", file.display()),
                "check that it is there and that the bot may read it",
            )
        })?;
        std::str::from_utf8(&bytes).ok().and_then(|text| from_hex(text.trim())).map(Self).ok_or_else(
            || {
                OpenError::new(
                    format!("the key file `{}` does not hold a key", file.display()),
                    "put back the file from your backup; a new one (`openssl rand -hex 32`) loses the chosen countries and languages",
                )
            },
        )
    }

    /// The keyed hash of `bytes`; different `purpose`s give unrelated hashes.
    pub(super) fn hash(&self, purpose: &str, bytes: &[u8]) -> String {
        self.mac(&[purpose.as_bytes(), &[0], bytes])
    }

    fn mac(&self, parts: &[&[u8]]) -> String {
        // Padded with zeros to the block of the hash, as HMAC itself would do.
        let block: [u8; BLOCK_BYTES] =
            std::array::from_fn(|at| self.0.get(at).copied().unwrap_or_default());
        let mut mac = Hmac::<Sha256>::new(&block.into());
        for part in parts {
            mac.update(part);
        }
        to_hex(mac.finalize().into_bytes().iter().take(HASH_BYTES))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl fmt::Debug for ChatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChatKey(…)")
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// 16 random hexadecimal digits.
pub(super) fn random_hex() -> Result<String, OpenError> {
    Ok(to_hex(random::<8>()?.iter()))
}

fn random<const N: usize>() -> Result<[u8; N], OpenError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        OpenError::new(
            format!("the system gives no random numbers ({error})"),
            "check that /dev/urandom is there",
        )
    })?;
    Ok(bytes)
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    PathBuf::from(name)
}

/// Writes a new key, readable by its owner alone. It appears whole or not at all, and never takes
/// the place of one that another process made at the same moment.
fn make(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut draft = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let key = random::<KEY_BYTES>().map_err(std::io::Error::other)?;
    writeln!(draft, "{}", to_hex(key.iter()))?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(file) {
        Err(refused) if refused.error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(refused.error)
        }
        _ => Ok(()),
    }
}

fn to_hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    bytes
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|d| char::from_digit(d.into(), 16))
        .collect()
}

fn from_hex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let bytes: Vec<u8> = digits?
        .chunks(2)
        .filter_map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect();
    (text.len() == 2 * KEY_BYTES).then(|| bytes.try_into().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Key, from_hex, to_hex};

    #[test]
    fn hashes_differ_by_key_purpose_and_id() {
        let (one, other) = (Key([1; 32]), Key([2; 32]));
        let id = 42_i64.to_be_bytes();
        assert_eq!(one.hash("chat", &id), one.hash("chat", &id));
        assert_eq!(one.hash("chat", &id).len(), 32);
        assert_ne!(one.hash("chat", &id), other.hash("chat", &id));
        assert_ne!(one.hash("chat", &id), one.hash("person", &id));
        assert_ne!(one.hash("chat", &id), one.hash("chat", &43_i64.to_be_bytes()));
    }

    /// RFC 4231, test case 1. Its key of 20 bytes is padded with zeros to the block, so that it
    /// is the same as one of 32.
    #[test]
    fn the_hash_is_hmac_sha_256() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        assert_eq!(Key(key).mac(&[b"Hi ", b"There"]), "b0344c61d8db38535ca8afceaf0bf12b");
    }

    #[test]
    fn a_key_reads_back() {
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap() * 7);
        assert_eq!(from_hex(&to_hex(key.iter())), Some(key));
        for wrong in ["", "ab", "zz", &"ab".repeat(31), &"ab".repeat(33), &"gg".repeat(32)] {
            assert_eq!(from_hex(wrong), None);
        }
    }
}
