//! Whether the database works, and how often to say so.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::migrate::MigrateError;
use tokio::time::Instant;

use super::connect_error::ConnectError;

/// The store could not do it now; what matters is tried again by [`super::Store::maintain`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database does not answer at the moment")]
pub struct Unavailable;

/// Warnings about the same error come at most so often.
const QUIET: Duration = Duration::from_mins(1);

/// Up or down. A store starts as down and is brought up.
#[derive(Debug, Default)]
pub(super) struct Health {
    up: AtomicBool,
    said: Mutex<Said>,
}

/// What the log was told last.
#[derive(Debug, Default)]
struct Said {
    warned: Option<Instant>,
    /// A warning that no good news followed yet.
    open: bool,
}

impl Health {
    pub(super) fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// Notes a failure of `what`; it is logged unless that was done within the last minute.
    pub(super) fn failed(&self, what: &'static str, fault: &Fault) {
        self.up.store(false, Ordering::Relaxed);
        self.warn(what, fault, "the database failed; answers go on without it");
    }

    /// Notes that `what` did not get its turn, though the database works.
    pub(super) fn overrun(&self, what: &'static str) {
        self.warn(what, &Fault::TooSlow, "the database has more to do than it can");
    }

    fn warn(&self, what: &'static str, fault: &Fault, sentence: &'static str) {
        let mut said = self.said();
        if said.warned.is_some_and(|at| at.elapsed() < QUIET) {
            tracing::debug!(storage.call = what, fault = %fault, "{sentence}");
            return;
        }
        *said = Said { warned: Some(Instant::now()), open: true };
        tracing::warn!(storage.call = what, fault = %fault, "{sentence}");
    }

    /// Notes that the database works; it is logged where a failure was.
    pub(super) fn recovered(&self) {
        self.up.store(true, Ordering::Relaxed);
        if std::mem::take(&mut self.said().open) {
            tracing::info!("the database works again");
        }
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What went wrong, in words that are never a person's: PostgreSQL's details, which quote values,
/// are left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    TooSlow,
    /// The file was deleted, or another one put in its place.
    Gone,
    Refused {
        code: String,
        message: String,
    },
    Other(String),
}

impl From<&sqlx::Error> for Fault {
    fn from(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::TooSlow,
            sqlx::Error::Database(error) => Self::Refused {
                code: error.code().unwrap_or_default().into_owned(),
                message: error.message().to_owned(),
            },
            sqlx::Error::Configuration(_) => Self::Other("the configuration is wrong".to_owned()),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<&ConnectError> for Fault {
    fn from(error: &ConnectError) -> Self {
        match error {
            ConnectError::Damaged => Self::Other("the file is damaged".to_owned()),
            ConnectError::Failed(
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
            ) => error.into(),
            ConnectError::Failed(other) => Self::Other(other.to_string()),
            ConnectError::NoFile(error) => Self::Other(error.to_string()),
            ConnectError::TooSlow => Self::TooSlow,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSlow => f.write_str("no answer in time"),
            Self::Gone => f.write_str("the file is gone, or is another one"),
            Self::Refused { code, message } => write!(f, "{message} (code {code})"),
            Self::Other(what) => f.write_str(what),
        }
    }
}
