//! The tables, step by step. A step that was shipped never changes; a change is a new step.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Whom a step is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// In order; the version of a step is its place, from 1. A step without a dialect is written in
/// what both understand.
const STEPS: &[(Option<Dialect>, &str, &str)] = &[
    (
        None,
        "counters, preferences, inbox",
        include_str!("migrations/0001_counters_preferences_inbox.sql"),
    ),
    (None, "several instances", include_str!("migrations/0002_several_instances.sql")),
    (
        Some(Dialect::Postgres),
        "soft state without journal",
        include_str!("migrations/0003_soft_state_without_journal.postgres.sql"),
    ),
    (None, "waiting updates", include_str!("migrations/0004_waiting_updates.sql")),
    (None, "taken updates by bot", include_str!("migrations/0005_taken_updates_by_bot.sql")),
    (
        Some(Dialect::Postgres),
        "taken updates without journal",
        include_str!("migrations/0006_taken_updates_without_journal.postgres.sql"),
    ),
];

/// All steps of a dialect.
pub(super) fn migrator(dialect: Dialect) -> Migrator {
    let steps = (1..)
        .zip(STEPS)
        .filter(|(_, (only, ..))| only.is_none_or(|only| only == dialect))
        .map(|(version, (_, name, sql))| {
            let (name, sql) = ((*name).into(), (*sql).into_sql_str());
            Migration::new(version, name, MigrationType::Simple, sql, false)
        });
    Migrator::with_migrations(steps.collect())
}
