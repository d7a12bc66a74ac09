//! The real program, and what may become of its database while it runs: answers go on, and what was
//! counted meanwhile is written when it can be.

use std::path::Path;
use std::process::Command;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::support::fake_telegram::FakeTelegram;
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;

/// Asks and gets an answer, so many times.
fn ask(fake: &FakeTelegram, times: usize) {
    for _ in 0..times {
        let before = fake.sent_to(ANN).len();
        fake.type_text(ANN, "how long does it last");
        fake.wait_for("answer", |fake| fake.sent_to(ANN).len() > before);
    }
}

/// How many decisions are counted in the file; nothing where it cannot be read.
fn counted(database: &Path) -> i64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(database);
        let Ok(mut connection) = options.connect().await else { return 0 };
        let sum = sqlx::query_scalar(
            "SELECT COALESCE(SUM(times), 0) FROM counter WHERE kind = 'decision'",
        )
        .fetch_one(&mut connection)
        .await;
        let _ = connection.close().await;
        sum.unwrap_or_default()
    })
}

fn wait_for_count(fake: &FakeTelegram, database: &Path, count: i64) {
    fake.wait_for("the counts", |_| counted(database) == count);
}

/// The largest file that the program may write, in bytes; `None` without the tool for it.
fn limit_files(bot: &Bot, bytes: &str) -> Option<()> {
    let set = Command::new("prlimit")
        .args([format!("--pid={}", bot.id()), format!("--fsize={bytes}:unlimited")])
        .status();
    set.is_ok_and(|status| status.success()).then_some(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_done_without_until_there_is_room() {
    let fake = FakeTelegram::start();
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("bot.db");
    let bot = Bot::start_on_database(&fake, &database);
    ask(&fake, 1);
    wait_for_count(&fake, &database, 1);
    // All that is written is beyond the limit, as on a disk without room.
    if limit_files(&bot, "1").is_none() {
        println!("skipped: there is no program `prlimit`");
        return;
    }
    ask(&fake, 3);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(counted(&database), 1, "nothing can be written");
    limit_files(&bot, "unlimited").unwrap();
    wait_for_count(&fake, &database, 4);
    ask(&fake, 1);
    wait_for_count(&fake, &database, 5);
    bot.stop();
}

#[test]
fn a_file_that_is_deleted_is_made_anew_and_keeps_what_comes_after() {
    let fake = FakeTelegram::start();
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("bot.db");
    let bot = Bot::start_on_database(&fake, &database);
    ask(&fake, 2);
    wait_for_count(&fake, &database, 2);
    std::fs::remove_file(&database).unwrap();
    ask(&fake, 3);
    wait_for_count(&fake, &database, 3);
    bot.wait_for_log("the file is gone");
    bot.wait_for_log("the database works again");
    bot.stop();
}
