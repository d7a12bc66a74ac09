//! Looks at a folder again and again.
//!
//! A few hundred questions to the system each time: twice a second they take a thousandth of a core.
//! Being told of changes by the system would cost less, but it tells of a file or folder, not of a name:
//! nothing of what lies behind a link, of a folder that was moved away and another put in its place,
//! or of one that lies on another machine or in a container.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::look::{Contents, Look};

/// The files as they were when they were looked into.
#[derive(Clone, Debug)]
pub struct Seen {
    /// How they looked.
    pub look: Look,
    /// What they said.
    pub contents: Contents,
}

impl Seen {
    /// Looks into a folder, which takes as long as reading its files.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self::of(Look::at(folder), folder)
    }

    fn of(look: Look, folder: &Path) -> Self {
        Self { contents: look.contents(folder), look }
    }
}

/// Calls `changed` with the names of new, gone and changed files whenever the files say something
/// else than before, until it wants no more. `seen` is what is known of them.
///
/// The folder is looked at `every` so often, and must be quiet as long: a text editor writes a file in
/// several steps, and a person saves several files one after the other.
pub async fn watch(
    folder: PathBuf,
    mut seen: Seen,
    every: Duration,
    mut changed: impl FnMut(Vec<String>) -> bool,
) {
    let mut rounds = interval(every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut changing = None;
    loop {
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
            let looked = folder.clone();
            let reading = move || Seen::of(look, &looked);
            let Ok(now) = tokio::task::spawn_blocking(reading).await else { continue };
            let before = std::mem::replace(&mut seen, now);
            if seen.contents == before.contents {
                tracing::debug!("files of the FAQ were touched, and say the same");
            } else if !changed(seen.look.differing(&before.look)) {
                return;
            }
        }
    }
}
