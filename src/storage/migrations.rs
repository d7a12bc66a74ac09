//! The tables, step by step. A step that was shipped never changes; a change is a new step.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// In order; the version of a step is its place, from 1. Written in what SQLite and PostgreSQL
/// both understand.
const STEPS: &[(&str, &str)] = &[
    (
        "counters, preferences, inbox",
        include_str!("migrations/0001_counters_preferences_inbox.sql"),
    ),
    ("several instances", include_str!("migrations/0002_several_instances.sql")),
];

/// All steps.
pub(super) fn migrator() -> Migrator {
    let steps = (1..).zip(STEPS).map(|(version, (name, sql))| {
        Migration::new(version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}
