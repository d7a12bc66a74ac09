//! Where the database is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

use super::open_error::OpenError;

/// What the operator says about storage; nothing at all means memory only.
#[derive(Clone, Default)]
pub struct Settings {
    /// `sqlite://FILE`, `sqlite::memory:` or `postgres://…`.
    pub url: Option<String>,
    /// The file with the key that the hashes of ids are made with: 64 hexadecimal digits.
    /// Needed for PostgreSQL, the same for all instances; for SQLite it is made when missing,
    /// beside the database unless a place is given here.
    pub key_file: Option<PathBuf>,
}

impl fmt::Debug for Settings {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("key_file", &self.key_file).finish_non_exhaustive()
    }
}

impl Settings {
    /// The SQLite file that they name, if it is not there yet.
    #[must_use]
    pub fn missing_file(&self) -> Option<PathBuf> {
        match Place::parse(self.url.as_deref()) {
            Ok(Place::File(file)) if !file.exists() => Some(file),
            _ => None,
        }
    }
}

/// A parsed address.
#[derive(Clone)]
pub(super) enum Place {
    Memory,
    File(PathBuf),
    Postgres(Box<PgConnectOptions>),
}

impl fmt::Debug for Place {
    /// The kind alone: the options of PostgreSQL show their password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "Memory",
            Self::File(_) => "File",
            Self::Postgres(_) => "Postgres",
        })
    }
}

impl Place {
    /// # Errors
    /// When the address is of no known kind.
    pub(super) fn parse(url: Option<&str>) -> Result<Self, OpenError> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else {
            return Ok(Self::Memory);
        };
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            return match path {
                ":memory:" => Ok(Self::Memory),
                "" => Err(OpenError::new(
                    "the address of the database names no file",
                    "write it as sqlite://sciatica.db or sqlite:///var/lib/sciatica/sciatica.db",
                )),
                path if path.contains('?') => Err(OpenError::new(
                    "the address of the SQLite file has a `?`",
                    "leave the options away: the bot sets what it needs",
                )),
                path => Ok(Self::File(PathBuf::from(path))),
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // The reason is left out: it may quote the password.
            return PgConnectOptions::from_str(url).map(Box::new).map(Self::Postgres).map_err(
                |_| {
                    OpenError::new(
                        "the address of PostgreSQL cannot be read",
                        "write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with %40 for an @ in the password",
                    )
                },
            );
        }
        let kind = url.split(':').next().filter(|kind| kind.chars().all(char::is_alphanumeric));
        Err(OpenError::new(
            format!("`{}` is not a database the bot knows", kind.unwrap_or("the address")),
            "use sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Settings};

    #[test]
    fn an_address_is_read_or_its_mend_is_told() {
        assert!(matches!(Place::parse(None), Ok(Place::Memory)));
        assert!(matches!(Place::parse(Some(" ")), Ok(Place::Memory)));
        assert!(matches!(Place::parse(Some("sqlite::memory:")), Ok(Place::Memory)));
        for url in ["sqlite://my data.db", "sqlite:my data.db"] {
            assert!(
                matches!(Place::parse(Some(url)), Ok(Place::File(path)) if path.ends_with("my data.db"))
            );
        }
        assert!(matches!(Place::parse(Some("postgres://u:p@h/d")), Ok(Place::Postgres(_))));
        for wrong in ["sqlite:", "sqlite://a?mode=ro", "mysql://h/d", "postgres://h:port/d", "x"] {
            assert!(Place::parse(Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_shows_nowhere() {
        let url = "postgres://bot:hunter2@db:notaport/faq";
        let settings = Settings { url: Some(url.to_owned()), key_file: None };
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert!(!Place::parse(Some(url)).unwrap_err().to_string().contains("hunter2"));
        let fine = Place::parse(Some("postgres://bot:hunter2@db:5432/faq"));
        assert!(!format!("{fine:?}").contains("hunter2"));
    }
}
