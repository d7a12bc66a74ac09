//! The little that outlives an answer: counters, preferences, the editors' inbox.
//!
//! No message text but what its writer sent to the editors, no ids of people or chats: they are
//! keyed hashes. Soft state and the list of taken updates are kept only where several instances
//! share one PostgreSQL; a single instance keeps both in memory and loses nothing by it.
//!
//! A broken, locked or slow database never stops an answer. A statement for an answer takes at
//! most a quarter of a second, then its call returns the default; the first failure marks the
//! store as down, all calls return at once from there on, and [`Store::maintain`] brings it back.

mod claims;
mod connect_error;
mod counters;
mod day;
mod db;
mod file;
mod health;
mod inbox;
mod journal;
mod key;
mod maintenance;
mod migrations;
mod open_error;
mod preferences;
mod sessions;
mod settings;

pub use claims::{CLAIM_RENEWAL, Claim};
pub use counters::{Counted, Daily, NONE_CHOSEN, THE_QUIZ, Total};
pub use day::Day;
pub use health::Unavailable;
pub use inbox::{INBOX_DAYS_KEPT, Question};
pub use key::{ChatKey, PersonKey};
pub use open_error::OpenError;
pub use preferences::Preferences;
pub use sessions::OpenChat;
pub use settings::Settings;

pub use crate::conversation::Why;

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use connect_error::ConnectError;
use db::Pool;
use file::DatabaseFile;
use health::{Fault, Health};
use key::Key;
use settings::Place;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The longest a statement for an answer takes. People notice from about a third of a second.
const CALL_LIMIT: Duration = Duration::from_millis(250);

/// The longest a call of an editor's tool or of the maintenance takes: nobody waits for an answer.
const TOOL_LIMIT: Duration = Duration::from_secs(3);

/// The longest a call waits for its turn while the database works, but has much to do. A rush is
/// no fault: an answer a little later is better than one without what it needs.
const TURN_LIMIT: Duration = Duration::from_secs(2);

/// The database, or the memory that stands in for it.
#[derive(Debug)]
pub struct Store {
    pool: Pool,
    /// The file of SQLite; `None` for memory and PostgreSQL.
    file: Option<DatabaseFile>,
    key: Key,
    health: Health,
    /// One for each connection. A call waits here, not for a connection: so that its time runs
    /// from when the database has it, and that all who wait leave at once when it fails.
    turns: Semaphore,
    counters: counters::Pending,
    changes: preferences::Changes,
    answered: journal::Answered,
    /// Whether the database is more than memory.
    durable: bool,
    unwritten: maintenance::Unwritten,
    /// Tells this instance from the others.
    instance: String,
    /// Chats opened so far.
    openings: AtomicU64,
}

impl Store {
    /// Opens what `settings` name, brings its tables up to date, and checks a file for damage.
    ///
    /// A PostgreSQL that is away, or a file that another program has locked, is no error: the
    /// store starts as down, and [`Store::maintain`] brings it up.
    ///
    /// # Errors
    /// What a person has to mend: an unknown address, a damaged or forbidden file, a refused
    /// login, a database of a newer version, a missing or unreadable key file.
    pub async fn open(settings: &Settings) -> Result<Self, OpenError> {
        let place = Place::parse(settings.url.as_deref())?;
        let key = Key::find(&place, settings.key_file.as_deref())?;
        let pool = Pool::prepare(&place);
        let store = Self {
            file: match &place {
                Place::File(path) => Some(DatabaseFile::new(path)),
                Place::Memory | Place::Postgres(_) => None,
            },
            turns: Semaphore::new(pool.connections()),
            pool,
            key,
            health: Health::default(),
            counters: counters::Pending::default(),
            changes: preferences::Changes::default(),
            answered: journal::Answered::default(),
            durable: !matches!(place, Place::Memory),
            unwritten: maintenance::Unwritten::default(),
            instance: key::random_hex()?,
            openings: AtomicU64::new(0),
        };
        if let Err(error) = store.connect().await {
            if let Some(open_error) = connect_error::judge(&place, &error) {
                return Err(open_error);
            }
            store.health.failed("open", &Fault::from(&error));
        }
        Ok(store)
    }

    /// Connects and brings the tables up to date, within [`TOOL_LIMIT`]. A failure is the caller's
    /// to note.
    async fn connect(&self) -> Result<(), ConnectError> {
        let work = self.pool.connect(self.file.as_ref());
        timeout(TOOL_LIMIT, work).await.unwrap_or(Err(ConnectError::TooSlow))?;
        self.health.recovered();
        Ok(())
    }

    /// A store that forgets all when the process ends.
    ///
    /// # Errors
    /// When the system gives no memory or no randomness.
    pub async fn in_memory() -> Result<Self, OpenError> {
        Self::open(&Settings::default()).await
    }

    /// Whether other instances may share this store, and soft state is kept here.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.pool, Pool::Postgres(_))
    }

    /// Whether the database works, as far as is known: for a readiness page.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.health.is_up()
    }

    /// Runs `work` for an answer, within [`CALL_LIMIT`].
    async fn within<T>(
        &self,
        what: &'static str,
        work: impl Future<Output = sqlx::Result<T>>,
    ) -> Result<T, Unavailable> {
        self.limited(CALL_LIMIT, what, work).await
    }

    /// Runs `work` for at most `limit`, and not at all while the store is down.
    async fn limited<T>(
        &self,
        limit: Duration,
        what: &'static str,
        work: impl Future<Output = sqlx::Result<T>>,
    ) -> Result<T, Unavailable> {
        if !self.health.is_up() {
            return Err(Unavailable);
        }
        let Ok(Ok(_turn)) = timeout(TURN_LIMIT, self.turns.acquire()).await else {
            self.health.overrun(what);
            return Err(Unavailable);
        };
        if !self.health.is_up() {
            return Err(Unavailable);
        }
        let fault = match timeout(limit, work).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => Fault::from(&error),
            Err(_) => Fault::TooSlow,
        };
        self.health.failed(what, &fault);
        Err(Unavailable)
    }
}
