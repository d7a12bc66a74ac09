//! A page for the editor, on this machine alone: the chat as a phone shows it, why each answer came,
//! what is wrong in the files, and what a save changed.
//!
//! A driver like `terminal`: the chat is the core's [`crate::conversation::respond`] and nothing
//! else. The page follows each save: the whole chat is replayed against the new files. Files with
//! problems are never taken; the page shows the problems, and goes on with the last good ones.
//!
//! `guard` lets in who has the key of the address, `routes` serves, `state` holds what is shown,
//! `chat` talks and replays, `watch` sees a save, `study` asks what takes longer, `inbox` has what people
//! sent to the editors.

mod assets;
mod changes;
mod chat;
mod coverage;
mod editor;
mod files;
mod guard;
mod inbox;
mod media;
mod people;
mod place;
mod routes;
mod shown;
mod state;
mod study;
mod watch;
mod why;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;

use crate::conversation::Languages;
use crate::faq_watch::Seen;
use crate::knowledge::{Folder, Knowledge, Problem};
use crate::storage::Settings;
use guard::Key;
use state::State;

pub use editor::{Editor, NotALink};

/// What the page shows, and how it is read again.
pub struct Library {
    /// Where the files are. One on disk is watched.
    pub folder: Folder,
    /// Reads and checks all that people are answered with.
    pub load: Box<dyn Fn() -> Result<Loaded, Vec<Problem>> + Send + Sync>,
    /// The longer checks of files that could be read.
    pub check: Box<dyn Fn(&Loaded) -> Checked + Send + Sync>,
    /// The bot's database, for the editors' inbox.
    pub database: Option<Settings>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Files that are fit to answer people.
#[derive(Debug)]
pub struct Loaded {
    /// What answers.
    pub languages: Languages,
    /// The files of the first language, for what is told about them.
    pub knowledge: Knowledge,
}

/// What the longer checks found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What has to be mended before the files are published.
    pub problems: Vec<Problem>,
    /// What a clinician decides.
    pub warnings: Vec<Problem>,
}

/// An open preview that does not serve yet.
#[derive(Debug)]
pub struct Preview {
    runtime: tokio::runtime::Runtime,
    listener: TcpListener,
    address: SocketAddr,
    key: Key,
    state: Arc<State>,
    seen: Option<Seen>,
}

impl Preview {
    /// Reads the files and listens on 127.0.0.1; port 0 is one that is free. Files with problems
    /// are no error: the page shows them.
    ///
    /// # Errors
    /// When the port is taken, or the system gives no randomness.
    pub fn open(library: Library, editor: Editor, port: u16) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
        let address = listener.local_addr()?;
        let key = Key::random()?;
        // Looked at before it is read: a save in between is seen.
        let seen = match &library.folder {
            Folder::Disk(dir) => Some(Seen::at(dir)),
            Folder::BuiltIn(_) | Folder::Held(_) => None,
        };
        let state = Arc::new(State::new(library, editor));
        state.reload(&[]);
        Ok(Self { runtime, listener, address, key, state, seen })
    }

    /// The address of the page. Who knows it can use the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.key.reveal())
    }

    /// The problems of the files, if they have any.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.state.problems()
    }

    /// Serves until Ctrl-C.
    ///
    /// # Errors
    /// When the listener fails.
    pub fn serve(self) -> io::Result<()> {
        let Self { runtime, listener, address, key, state, seen } = self;
        let done = runtime.block_on(async {
            tokio::spawn(watch::follow(Arc::clone(&state), seen));
            tokio::spawn(watch::study(Arc::clone(&state)));
            tokio::spawn(watch::inbox(Arc::clone(&state)));
            tokio::select! {
                served = axum::serve(listener, routes::pages(state, key, address)) => served,
                stopped = tokio::signal::ctrl_c() => stopped,
            }
        });
        // A check under way is not waited for.
        runtime.shutdown_background();
        done
    }
}

/// Unix time, in seconds. A clock before 1970 only costs the date in a message to a clinician.
#[expect(clippy::disallowed_methods, reason = "a driver passes the time into the core")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
