//! The files of pictures and videos: read and drawn when they are first wanted, and known by
//! Telegram's own id once they were uploaded.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::body::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, Semaphore};
use tokio::time::timeout;

use crate::knowledge::Folder;
use crate::knowledge::media::{FOLDER, Kind, Limits, png};

/// How long an upload waits for another one of the same file, whose id it could use then. An upload
/// that Telegram holds up must not hold up other chats.
const TURN: Duration = Duration::from_secs(5);

/// Files that are read or drawn at a time: each takes some megabytes until it is uploaded.
const READ_AT_ONCE: usize = 2;

/// What is known of the files of the folder `media`.
pub(crate) struct MediaFiles {
    folder: Option<Folder>,
    known: Mutex<Known>,
    /// Held by whoever uploads a file, by its name.
    turns: Mutex<HashMap<String, Arc<AsyncMutex<()>>>>,
    reading: Semaphore,
}

/// What a file holds, in a few bytes.
type Hash = [u8; 32];

#[derive(Default)]
struct Known {
    /// What files held when they were last read, by their names.
    hashes: HashMap<String, (Stamp, Hash)>,
    /// Telegram's ids, by what was uploaded.
    ids: HashMap<Hash, String>,
}

/// Changes with the file: its size, and when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp(u64, Option<SystemTime>);

/// How a file is sent.
pub(crate) enum Found {
    /// Telegram has it under this id.
    Known(String),
    /// It is to be uploaded.
    New(Upload),
}

/// A file to upload.
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
    hash: Hash,
    /// Kept until the id is known.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl MediaFiles {
    pub(crate) fn new(folder: Option<Folder>) -> Self {
        Self {
            folder,
            known: Mutex::default(),
            turns: Mutex::default(),
            reading: Semaphore::new(READ_AT_ONCE),
        }
    }

    /// How a file is sent now; `None`, and a line in the log, if it cannot be read.
    pub(crate) async fn find(self: &Arc<Self>, name: &str, kind: Kind) -> Option<Found> {
        if let Some(id) = self.known_id(name).await {
            return Some(Found::Known(id));
        }
        let turn = Arc::clone(lock(&self.turns).entry(name.to_owned()).or_default());
        let turn = timeout(TURN, turn.lock_owned()).await.ok();
        if let Some(id) = self.known_id(name).await {
            return Some(Found::Known(id));
        }
        let _reading = self.reading.acquire().await.ok()?;
        let (files, own_name) = (Arc::clone(self), name.to_owned());
        let read = tokio::task::spawn_blocking(move || files.read(&own_name, kind)).await;
        let Some((hash, bytes)) = read.ok().flatten() else {
            tracing::error!(file = name, "this file of faq/media cannot be read or drawn");
            return None;
        };
        // The same picture under another name.
        if let Some(id) = lock(&self.known).ids.get(&hash) {
            return Some(Found::Known(id.clone()));
        }
        let name = if kind == Kind::Svg { format!("{name}.png") } else { name.to_owned() };
        Some(Found::New(Upload { name, bytes: bytes.into(), hash, _turn: turn }))
    }

    /// Notes the id of what was uploaded.
    pub(crate) fn note(&self, upload: &Upload, id: String) {
        lock(&self.known).ids.insert(upload.hash, id);
    }

    /// Telegram does not know an id any more.
    pub(crate) fn forget(&self, id: &str) {
        lock(&self.known).ids.retain(|_, known| known != id);
    }

    /// The id of a file that has not changed since it was uploaded.
    async fn known_id(self: &Arc<Self>, name: &str) -> Option<String> {
        let (hash, id) = {
            let known = lock(&self.known);
            let (stamp, hash) = *known.hashes.get(name)?;
            ((stamp, hash), known.ids.get(&hash)?.clone())
        };
        let (files, name) = (Arc::clone(self), name.to_owned());
        let now = tokio::task::spawn_blocking(move || files.stamp(&name)).await.ok()??;
        (now == hash.0).then_some(id)
    }

    fn stamp(&self, name: &str) -> Option<Stamp> {
        let (folder, file) = (self.folder.as_ref()?, format!("{FOLDER}/{name}"));
        let changed = |path: &Path| std::fs::metadata(path).ok()?.modified().ok();
        let size = folder.size(&file).ok()??;
        Some(Stamp(size, folder.path(&file).as_deref().and_then(changed)))
    }

    /// What the file holds, and what is uploaded of it.
    fn read(&self, name: &str, kind: Kind) -> Option<(Hash, Vec<u8>)> {
        let stamp = self.stamp(name)?;
        let file = format!("{FOLDER}/{name}");
        let bytes = self.folder.as_ref()?.bytes(&file, Limits::of(kind).file).ok()??;
        let hash: Hash = Sha256::digest(&bytes).into();
        lock(&self.known).hashes.insert(name.to_owned(), (stamp, hash));
        let bytes = if kind == Kind::Svg { png(&bytes)? } else { bytes };
        Some((hash, bytes))
    }
}

/// A panic while it is held leaves nothing half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
