//! What the tests of both databases need.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// The tables of the first version, as an old database has them.
pub(crate) fn first_migration() -> Migrator {
    let sql = include_str!("../../../src/storage/migrations/0001_counters_preferences_inbox.sql");
    let name = "counters, preferences, inbox".into();
    let step = Migration::new(1, name, MigrationType::Simple, sql.into_sql_str(), false);
    Migrator::with_migrations(vec![step])
}
