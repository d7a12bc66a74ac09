//! Connections to SQLite or PostgreSQL.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::connect_error::ConnectError;
use super::file::DatabaseFile;
use super::migrations::{Dialect, migrator};
use super::settings::Place;

/// One or the other; `on_either!` runs the same statement on whichever it is.
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl fmt::Debug for Pool {
    /// The kind alone: the options of PostgreSQL show their password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "Sqlite",
            Self::Postgres(_) => "Postgres",
        })
    }
}

/// Runs an expression with `$db` bound to the pool of either kind. The SQL is such that both
/// understand it.
macro_rules! on_either {
    ($pool:expr, |$db:ident| $work:expr) => {
        match $pool {
            $crate::storage::db::Pool::Sqlite($db) => $work,
            $crate::storage::db::Pool::Postgres($db) => $work,
        }
    };
}
pub(super) use on_either;

/// How long SQLite tries for a lock: less than a call may take, so that its thread is free again
/// when the call is given up.
const BUSY: Duration = Duration::from_millis(100);

/// Connections of one instance to PostgreSQL: its statements take a millisecond, so that this
/// serves thousands a second, and ten instances stay below PostgreSQL's usual limit of 100.
const POSTGRES_CONNECTIONS: u32 = 8;

impl Pool {
    /// Prepares connections, without making one.
    pub(super) fn prepare(place: &Place) -> Self {
        match place {
            Place::Memory => Self::Sqlite(memory()),
            Place::File(file) => Self::Sqlite(of_file(file)),
            Place::Postgres(options) => {
                // The server gives up as well, so that a lock does not pile up statements.
                let options = options
                    .as_ref()
                    .clone()
                    .options([("statement_timeout", "2000")])
                    .disable_statement_logging();
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(super::TOOL_LIMIT)
                    .connect_lazy_with(options);
                Self::Postgres(pool)
            }
        }
    }

    /// How many connections there are at most.
    pub(super) fn connections(&self) -> usize {
        match self {
            Self::Sqlite(_) => 1,
            Self::Postgres(_) => POSTGRES_CONNECTIONS as usize,
        }
    }

    /// Connects, checks a file for damage, and brings the tables up to date.
    ///
    /// A file is opened anew. What was wrong with the connection goes with it: a transaction that
    /// could not be rolled back, as after a full disk, or a file that is no longer there.
    pub(super) async fn connect(&self, file: Option<&DatabaseFile>) -> Result<(), ConnectError> {
        match self {
            Self::Sqlite(db) => {
                if let Some(file) = file {
                    close_connection(db).await;
                    file.make().map_err(ConnectError::NoFile)?;
                    file.note_opened();
                }
                let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
                    .fetch_one(db)
                    .await
                    .map_err(MigrateError::Execute)?;
                if found != "ok" {
                    return Err(ConnectError::Damaged);
                }
                migrator(Dialect::Sqlite).run(db).await?;
                // A file that is locked for writing, or for which there is no room, may be read; that
                // is not yet working. The number itself means nothing to us.
                let write = sqlx::query("PRAGMA user_version = 0").execute(db).await;
                write.map_err(MigrateError::Execute)?;
                Ok(())
            }
            Self::Postgres(db) => {
                // Of its own, and closed after: it holds a lock against the other instances that
                // must not outlive it.
                let mut connection = db.acquire().await.map_err(MigrateError::Execute)?.detach();
                // `run` would do, but its future is none that a task can be (it is not `Send`).
                Ok(migrator(Dialect::Postgres).run_direct(None, &mut connection, false).await?)
            }
        }
    }

    pub(super) async fn close(&self) {
        on_either!(self, |db| db.close().await);
    }
}

/// Closes the connection, if there is one.
async fn close_connection(db: &SqlitePool) {
    // One that was just used may still be on its way back, and is waited for.
    if db.size() > 0
        && let Ok(mut connection) = db.acquire().await
    {
        // A file that fails may fail at this, too; it is closed after that all the same. The journal
        // is emptied because it stays behind where another file was put in the place of the old one,
        // a backup, say: SQLite would take what stands in it for changes of that.
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await;
        let _ = connection.close().await;
    }
}

/// A single connection that is never given up: the memory goes with it.
fn memory() -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(super::TOOL_LIMIT)
        .connect_lazy_with(SqliteConnectOptions::new().in_memory(true))
}

/// A single connection, so that the bot never locks itself out.
fn of_file(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY)
        // What is forgotten is overwritten.
        .pragma("secure_delete", "ON")
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(super::TOOL_LIMIT)
        .connect_lazy_with(options)
}
