//! Sees when a file of the folder is saved.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::mpsc;

use super::state::State;
use crate::knowledge::{Folder, absolute};

/// How long the folder must be quiet: a text editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// Watches for as long as the value lives; `None` if there are no files on disk, or if the system
/// cannot.
pub(super) fn start(state: &Arc<State>) -> Option<Debouncer<RecommendedWatcher, RecommendedCache>> {
    let Folder::Disk(dir) = state.folder() else { return None };
    let dir = absolute(dir);
    let (saved, seen) = mpsc::unbounded_channel();
    tokio::spawn(follow(Arc::clone(state), seen));
    let within = dir.clone();
    let heard = move |events: DebounceEventResult| {
        let files: BTreeSet<String> = events
            .into_iter()
            .flatten()
            // Reading the files is an event, too, and must not ask for reading them again.
            .filter(|event| !matches!(event.kind, EventKind::Access(_)))
            .flat_map(|event| event.paths.clone())
            .filter_map(|path| name(&within, &path))
            .collect();
        if !files.is_empty() {
            // Nobody follows any more when the program ends.
            let _ = saved.send(files);
        }
    };
    let watching = new_debouncer(QUIET, None, heard).and_then(|mut debouncer| {
        debouncer.watch(&dir, RecursiveMode::Recursive)?;
        Ok(debouncer)
    });
    watching.inspect(|_| state.set_watched()).ok()
}

/// A file of the folder by its path within it; `None` for those that text editors keep beside it.
/// Folders count: what is moved in or out is named by its folder alone.
fn name(dir: &Path, path: &Path) -> Option<String> {
    let within = path.strip_prefix(dir).ok()?;
    let name = within.file_name()?.to_str()?;
    let is_ours = match within.extension().and_then(|kind| kind.to_str()) {
        Some(kind) => matches!(kind, "toml" | "txt" | "svg" | "png" | "jpg" | "jpeg"),
        None => path.is_dir() || !path.exists(),
    };
    let is_hidden = name.starts_with('.') || name.ends_with('~');
    (is_ours && !is_hidden).then(|| within.display().to_string().replace('\\', "/"))
}

/// Reads the files again after each save. What is saved meanwhile is read once more.
async fn follow(state: Arc<State>, mut seen: mpsc::UnboundedReceiver<BTreeSet<String>>) {
    while let Some(mut files) = seen.recv().await {
        while let Ok(more) = seen.try_recv() {
            files.extend(more);
        }
        let state = Arc::clone(&state);
        let files: Vec<String> = files.into_iter().collect();
        // Should reading panic, the last good files stay, and the next save is read again.
        let _ = tokio::task::spawn_blocking(move || state.reload(&files)).await;
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::name;

    #[test]
    fn only_files_of_the_folder_count() {
        let named = |path: &str| name(Path::new("/faq"), Path::new(path));
        assert_eq!(named("/faq/en/faq.toml").as_deref(), Some("en/faq.toml"));
        assert_eq!(
            named("/faq/en/phrasings/how-long.txt").as_deref(),
            Some("en/phrasings/how-long.txt")
        );
        for other in [
            "/faq",
            "/faq/en/.faq.toml.swp",
            "/faq/en/.faq.toml",
            "/faq/README.md",
            "/faq/en/faq.toml~",
            "/other/faq.toml",
        ] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
