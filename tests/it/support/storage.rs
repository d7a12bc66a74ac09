//! What the tests of both databases need.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// The steps that earlier versions shipped, and whether they are for PostgreSQL alone.
const STEPS: [(bool, &str); 4] = [
    (false, include_str!("../../../src/storage/migrations/0001_counters_preferences_inbox.sql")),
    (false, include_str!("../../../src/storage/migrations/0002_several_instances.sql")),
    (
        true,
        include_str!(
            "../../../src/storage/migrations/0003_soft_state_without_journal.postgres.sql"
        ),
    ),
    (false, include_str!("../../../src/storage/migrations/0004_waiting_updates.sql")),
];

/// The tables as the version with so many steps left them.
pub(crate) fn tables_of(version: i64, postgres: bool) -> Migrator {
    let steps = (1..=version).zip(STEPS).filter(|(_, (only, _))| postgres || !only);
    let steps = steps.map(|(number, (_, sql))| {
        Migration::new(number, "".into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}

/// Rows as an earlier version left them, by the version that made their table.
pub(crate) const ROWS: [(i64, &str); 6] = [
    (1, "INSERT INTO counter VALUES ('2026-11-24', 'shown', 'how-long', 7)"),
    (1, "INSERT INTO preference VALUES ('nobody', 'ie', NULL)"),
    (1, "INSERT INTO inbox VALUES ('0badcafe', '2026-11-24', 'can I dance?')"),
    (2, "INSERT INTO chat VALUES ('nobody', '{}', 1, 'none', 0)"),
    (2, "INSERT INTO taken_update VALUES (7, 1, 9000000000)"),
    (4, "INSERT INTO waiting_update VALUES (123456, 8, 1795507100, 'a message')"),
];
