//! Sees when the files of the FAQ change.
//!
//! The folder is looked at twice a second: a few hundred questions to the system, a thousandth of a
//! core. Being told of changes by the system would cost less, but it tells of a file or folder, not
//! of a name: nothing of what lies behind a link, of a folder that was moved away and another put
//! in its place, or of one that lies on another machine or in a container.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::look::{Contents, Look};
use super::{ReloadRequest, ReloadSender};

/// How often the folder is looked at, and how long it must be quiet: an editor writes a file in
/// several steps, and a person saves several files one after the other.
const EVERY: Duration = Duration::from_millis(500);

/// The files as they were when they were asked to be read last.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) look: Look,
    contents: Contents,
}

impl Seen {
    pub(super) fn at(folder: &Path) -> Self {
        let look = Look::at(folder);
        Self { contents: look.contents(folder), look }
    }
}

/// Asks for a reload whenever the files say something new, until nobody listens any more. `seen` is
/// what was loaded first.
pub(super) async fn watch(folder: PathBuf, mut seen: Seen, reload_sender: ReloadSender) {
    let mut rounds = interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut changing = None;
    while !reload_sender.is_closed() {
        rounds.tick().await;
        let looked = folder.clone();
        // A disk that is far away may take its time.
        let Ok(look) = tokio::task::spawn_blocking(move || Look::at(&looked)).await else {
            continue;
        };
        if look == seen.look {
            changing = None;
        } else if changing.as_ref() != Some(&look) {
            changing = Some(look);
        } else {
            changing = None;
            let (looked, before) = (folder.clone(), seen.contents);
            let reading = move || Seen { contents: look.contents(&looked), look };
            let Ok(now) = tokio::task::spawn_blocking(reading).await else { continue };
            seen = now;
            if seen.contents == before {
                tracing::debug!("files of the FAQ were touched, and say the same");
            } else if let Err(mpsc::error::TrySendError::Full(_)) =
                reload_sender.try_send(ReloadRequest::Folder)
            {
                tracing::debug!("a full queue holds the same wish already");
            }
        }
    }
}
