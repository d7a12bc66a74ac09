//! Why a database could not be brought up, and whether waiting may mend it.

use sqlx::migrate::MigrateError;

use super::open_error::OpenError;
use super::settings::Place;

/// Why a database could not be brought up.
#[derive(Debug)]
pub(super) enum ConnectError {
    /// SQLite's own check found the file damaged.
    Damaged,
    /// Connecting or a step of the migrations failed.
    Failed(MigrateError),
    /// The file could not be made.
    NoFile(std::io::Error),
    /// It took longer than anybody should wait.
    TooSlow,
}

impl From<MigrateError> for ConnectError {
    fn from(error: MigrateError) -> Self {
        Self::Failed(error)
    }
}

/// The error for the operator, or nothing if it may pass by itself.
pub(super) fn judge(place: &Place, error: &ConnectError) -> Option<OpenError> {
    let error = match error {
        ConnectError::Damaged => return of_damage(place),
        ConnectError::NoFile(error) => return of_no_file(place, error),
        ConnectError::TooSlow => return None,
        ConnectError::Failed(error) => error,
    };
    let error = match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error,
        MigrateError::VersionMissing(_) => {
            return Some(OpenError::new(
                "the database was written by a newer version of the bot",
                "run that version, or go back to a backup from before it",
            ));
        }
        other => {
            return Some(OpenError::new(
                format!("the tables of the database are not as the bot left them ({other})"),
                "go back to a backup, or give the bot an empty database",
            ));
        }
    };
    match (place, error) {
        (Place::File(file), sqlx::Error::Database(error)) => {
            of_sqlite(&file.display().to_string(), error.code()?.parse().ok()?, error.message())
        }
        (Place::Postgres(_), sqlx::Error::Database(error)) => {
            of_postgres(error.code().as_deref()?, error.message())
        }
        (_, sqlx::Error::Configuration(_) | sqlx::Error::Tls(_)) => Some(OpenError::new(
            "the address of the database asks for something the bot cannot do",
            "compare it with docs/operate.md",
        )),
        _ => None,
    }
}

fn of_damage(place: &Place) -> Option<OpenError> {
    match place {
        Place::File(file) => Some(damaged(&file.display().to_string())),
        Place::Memory | Place::Postgres(_) => None,
    }
}

fn of_no_file(place: &Place, error: &std::io::Error) -> Option<OpenError> {
    match place {
        Place::File(file) => Some(not_writable(&file.display().to_string(), &error.to_string())),
        Place::Memory | Place::Postgres(_) => None,
    }
}

/// By the primary result code (sqlite.org/rescode.html), the low byte of the extended one.
fn of_sqlite(file: &str, code: i32, message: &str) -> Option<OpenError> {
    match code & 0xff {
        // SQLITE_BUSY, SQLITE_LOCKED: another program has the file, for a while.
        5 | 6 => None,
        // SQLITE_CORRUPT, SQLITE_NOTADB.
        11 | 26 => Some(damaged(file)),
        // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN.
        3 | 8 | 14 => Some(not_writable(file, message)),
        _ => Some(OpenError::new(
            format!("the database file `{file}` cannot be used ({message})"),
            "check the disk and its free space",
        )),
    }
}

fn not_writable(file: &str, why: &str) -> OpenError {
    OpenError::new(
        format!("the database file `{file}` cannot be opened for writing ({why})"),
        "make its folder, and let the bot's user write to the file and the folder",
    )
}

fn damaged(file: &str) -> OpenError {
    OpenError::new(
        format!("the file `{file}` is damaged or no SQLite database"),
        "put back a backup, or move the file away: the bot then begins a new one, and only counters, the inbox and chosen countries and languages are gone",
    )
}

/// By the class of the SQLSTATE (PostgreSQL manual, appendix A).
fn of_postgres(state: &str, message: &str) -> Option<OpenError> {
    match state.get(..2)? {
        // Connection, resources, operator intervention, system: may pass.
        "08" | "53" | "57" | "58" | "55" | "40" => None,
        "28" => Some(OpenError::new(
            format!("PostgreSQL refuses the login ({message})"),
            "check user and password in the address",
        )),
        "3D" => Some(OpenError::new(
            format!("PostgreSQL does not have this database ({message})"),
            "make it with `createdb`, or correct the name at the end of the address",
        )),
        "42" => Some(OpenError::new(
            format!("PostgreSQL does not let the bot make its tables ({message})"),
            "let the user own the database, or GRANT CREATE, USAGE ON SCHEMA public to it",
        )),
        _ => Some(OpenError::new(
            format!("PostgreSQL cannot be used ({message})"),
            "see PostgreSQL's own log for the reason",
        )),
    }
}
