//! The real program, and what people chose while its database is away: a choice and its forgetting
//! count from the moment they are made.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::support::fake_telegram::FakeTelegram;
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;

/// Another program locks the database until this ends: for writing, or altogether.
struct Lock {
    runtime: tokio::runtime::Runtime,
    connection: Option<SqliteConnection>,
}

impl Lock {
    /// For writing only: nothing more can be had while the bot has the file open.
    fn for_writing(database: &Path) -> Self {
        Self::new(database, "NORMAL")
    }

    fn altogether(database: &Path) -> Self {
        Self::new(database, "EXCLUSIVE")
    }

    fn new(database: &Path, mode: &'static str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(database)
            .pragma("locking_mode", mode)
            .busy_timeout(std::time::Duration::from_secs(20));
        let connection = runtime.block_on(async {
            let mut connection = options.connect().await.unwrap();
            sqlx::query("BEGIN EXCLUSIVE").execute(&mut connection).await.unwrap();
            connection
        });
        Self { runtime, connection: Some(connection) }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        use sqlx::Connection;
        let connection = self.connection.take().unwrap();
        self.runtime.block_on(async { connection.close().await.unwrap() });
    }
}

/// What `/settings` says to Ann.
fn settings(fake: &FakeTelegram) -> String {
    let before = fake.sent_to(ANN).len();
    fake.type_text(ANN, "/settings");
    fake.wait_for("settings", |fake| fake.sent_to(ANN).len() > before);
    fake.sent_to(ANN).pop().unwrap()
}

fn choose_britain(fake: &FakeTelegram) {
    let before = fake.sent_to(ANN).len();
    fake.press(ANN, 1, "k:GB");
    fake.wait_for("country", |fake| fake.sent_to(ANN).len() > before);
}

#[test]
fn what_was_chosen_before_is_found_when_the_database_is_back() {
    let fake = FakeTelegram::start();
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("bot.db");
    let bot = Bot::start_on_database(&fake, &database);
    choose_britain(&fake);
    drop(bot.stop());
    let lock = Lock::altogether(&database);
    let bot = Bot::start_on_database(&fake, &database);
    settings(&fake);
    drop(lock);
    bot.wait_for_log("the database works again");
    assert!(settings(&fake).contains("United Kingdom"), "unknown is not none");
    drop(bot.stop());
}

#[test]
fn what_is_chosen_and_forgotten_while_the_database_is_away_stays_so() {
    let fake = FakeTelegram::start();
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("bot.db");
    let bot = Bot::start_on_database(&fake, &database);
    let lock = Lock::for_writing(&database);
    choose_britain(&fake);
    drop(lock);
    drop(bot.stop());
    let bot = Bot::start_on_database(&fake, &database);
    assert!(settings(&fake).contains("United Kingdom"), "a choice was lost");
    let lock = Lock::for_writing(&database);
    fake.type_text(ANN, "/forget");
    assert!(!settings(&fake).contains("United Kingdom"));
    drop(lock);
    drop(bot.stop());
    let bot = Bot::start_on_database(&fake, &database);
    assert!(!settings(&fake).contains("United Kingdom"), "what was forgotten came back");
    drop(bot.stop());
}
