//! The store: what it keeps over a restart, what it never keeps, and that it never stops answers.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sciatica_bot::conversation::Session;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::storage::{Claim, Counted, Day, Preferences, Settings, Store, Unavailable, Why};
use sciatica_bot::text::strip_personal;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use crate::support::storage::{ROWS, tables_of};

/// 2026-11-24, in the morning.
const NOW: u64 = 1_795_507_200;

/// The bot whose updates they are.
const BOT: i64 = 123_456;

/// Another bot on the same database.
const OTHER_BOT: i64 = 654_321;

fn in_file(file: &Path) -> Settings {
    Settings { url: Some(format!("sqlite://{}", file.display())), key_file: None }
}

async fn open(folder: &TempDir) -> Store {
    Store::open(&in_file(&folder.path().join("sciatica.db"))).await.unwrap()
}

fn german() -> Preferences {
    Preferences { country: Some("de".to_owned()), language: Some("en".to_owned()) }
}

/// Another program at the same file.
async fn stranger(folder: &TempDir) -> sqlx::SqliteConnection {
    SqliteConnectOptions::new().filename(folder.path().join("sciatica.db")).connect().await.unwrap()
}

#[tokio::test]
async fn a_restart_keeps_what_was_chosen_and_counted() {
    let folder = TempDir::new().unwrap();
    let day = Day::of(NOW);
    let store = open(&folder).await;
    let person = store.person_key(42);
    store.choose(&person, german()).await;
    store.count(day, Counted::Shown, "how-long");
    store.count(day, Counted::Shown, "how-long");
    store.count(day, Counted::NotHelpful(Some(Why::Scary)), "how-long");
    store.send_to_editors("can I dance?", day).await.unwrap();
    store.close().await;

    let store = open(&folder).await;
    assert_eq!(store.preferences(&store.person_key(42)).await, Ok(german()));
    assert_eq!(store.preferences(&store.person_key(43)).await, Ok(Preferences::default()));
    store.count(day, Counted::Shown, "how-long");
    let totals = store.totals(day, day).await.unwrap();
    let lines: Vec<String> =
        totals.iter().map(|t| format!("{} {} {}", t.times, t.kind, t.id)).collect();
    assert_eq!(lines, ["3 shown how-long", "1 not-helpful-scary how-long"]);
    assert_eq!(store.inbox().await.unwrap()[0].text, "can I dance?");
}

#[tokio::test]
async fn what_is_forgotten_is_gone_from_the_disk() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let person = store.person_key(42);
    let chosen = Preferences { country: Some("zz-seldom".to_owned()), language: None };
    store.choose(&person, chosen.clone()).await;
    assert_eq!(store.preferences(&person).await, Ok(chosen));
    store.forget(&person).await;
    assert_eq!(store.preferences(&person).await, Ok(Preferences::default()));
    // At once, in the journal beside the file, too.
    let mut disk = fs::read(folder.path().join("sciatica.db")).unwrap();
    disk.extend(fs::read(folder.path().join("sciatica.db-wal")).unwrap());
    assert!(!disk.windows(9).any(|window| window == b"zz-seldom"));
}

#[tokio::test]
async fn no_id_and_no_session_reaches_the_disk() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    store.choose(&store.person_key(987_654_321), german()).await;
    let session = Session { last_entry: Some("zz-seldom".to_owned()), ..Session::default() };
    let open_chat = store.open_chat(&store.chat_key(BOT, 987_654_321), NOW).await;
    store.close_chat(open_chat, Some(&session), NOW + 1_800).await;
    store.count(Day::of(NOW), Counted::Shown, "My name is Zacharias");
    store.close().await;
    let mut disk = fs::read(folder.path().join("sciatica.db")).unwrap();
    disk.extend(fs::read(folder.path().join("sciatica.db-wal")).unwrap_or_default());
    for never in ["987654321", "zz-seldom", "Zacharias"] {
        assert!(!disk.windows(never.len()).any(|window| window == never.as_bytes()), "{never}");
    }
}

#[tokio::test]
async fn a_locked_file_never_stops_an_answer_and_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let day = Day::of(NOW);
    let store = open(&folder).await;
    let person = store.person_key(42);
    store.choose(&person, german()).await;
    let mut stranger = stranger(&folder).await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();
    store.count(day, Counted::Shown, "how-long");
    assert!(store.maintain().await.is_err(), "a batch that fails half-way");
    assert!(!store.is_up());

    sqlx::query("COMMIT").execute(&mut stranger).await.unwrap();
    store.maintain().await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();
    let other = Preferences { country: Some("at".to_owned()), language: None };
    let limit = Duration::from_secs(2);
    let newcomer = store.person_key(43);
    let kept = tokio::time::timeout(limit, store.choose(&newcomer, other.clone())).await;
    kept.expect("in time");
    assert_eq!(store.preferences(&newcomer).await, Err(Unavailable), "unknown is not none");
    assert!(!store.is_up());
    for _ in 0..1_000 {
        store.count(day, Counted::Shown, "how-long");
        let _ = store.preferences(&person).await;
    }
    store.forget(&person).await;
    assert!(store.maintain().await.is_err());

    sqlx::query("COMMIT").execute(&mut stranger).await.unwrap();
    store.maintain().await.unwrap();
    assert!(store.is_up());
    assert_eq!(store.totals(day, day).await.unwrap()[0].times, 1_001);
    let later = open(&folder).await;
    assert_eq!(later.preferences(&person).await, Ok(Preferences::default()), "forgotten meanwhile");
    assert_eq!(later.preferences(&newcomer).await, Ok(other.clone()), "chosen meanwhile");
    store.choose(&person, other.clone()).await;
    assert_eq!(store.preferences(&person).await, Ok(other));
}

#[tokio::test]
async fn a_file_that_is_locked_at_the_start_is_taken_up_later() {
    let folder = TempDir::new().unwrap();
    open(&folder).await.close().await;
    let mut stranger = stranger(&folder).await;
    sqlx::query("PRAGMA locking_mode = EXCLUSIVE").execute(&mut stranger).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();
    let store = open(&folder).await;
    assert!(!store.is_up());
    assert_eq!(store.preferences(&store.person_key(1)).await, Err(Unavailable));
    drop(stranger);
    for _ in 0..50 {
        if store.maintain().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    store.choose(&store.person_key(1), german()).await;
}

#[tokio::test]
async fn a_damaged_file_is_refused_with_its_mend() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("sciatica.db");
    fs::write(&file, "this is a letter to my aunt, and no database at all ".repeat(100)).unwrap();
    let error = Store::open(&in_file(&file)).await.unwrap_err();
    assert!(error.what.contains("is damaged or no SQLite database"), "{error}");
    assert!(error.mend.contains("move the file away"), "{error}");

    fs::remove_file(&file).unwrap();
    let store = open(&folder).await;
    for user in 0..2_000 {
        store.choose(&store.person_key(user), german()).await;
    }
    store.close().await;
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8_192].fill(0xAA);
    fs::write(&file, bytes).unwrap();
    let error = Store::open(&in_file(&file)).await.unwrap_err();
    assert!(error.what.contains("is damaged"), "{error}");
}

#[tokio::test]
async fn tables_that_vanish_are_made_anew() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let mut stranger = stranger(&folder).await;
    for table in [
        "preference",
        "counter",
        "inbox",
        "chat",
        "taken_update",
        "waiting_update",
        "_sqlx_migrations",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TABLE {table}")))
            .execute(&mut stranger)
            .await
            .unwrap();
    }
    store.choose(&store.person_key(1), german()).await;
    assert!(!store.is_up());
    store.maintain().await.unwrap();
    assert_eq!(store.preferences(&store.person_key(1)).await, Ok(german()));
}

/// A file that was deleted takes everything that is written and keeps nothing.
#[tokio::test]
async fn a_file_that_is_deleted_or_replaced_is_opened_anew() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("sciatica.db");
    let day = Day::of(NOW);
    let store = open(&folder).await;
    let person = store.person_key(1);
    store.choose(&person, german()).await;
    fs::remove_file(&file).unwrap();
    store.count(day, Counted::Shown, "how-long");
    store.maintain().await.unwrap();
    assert_eq!(store.totals(day, day).await.unwrap()[0].times, 1);
    assert!(file.exists(), "it is made anew");
    store.choose(&person, german()).await;

    // A backup that is put back.
    let backup = TempDir::new().unwrap();
    let other = open(&backup).await;
    other.count(day, Counted::Shown, "how-long");
    other.count(day, Counted::Shown, "how-long");
    other.close().await;
    fs::rename(backup.path().join("sciatica.db"), &file).unwrap();
    store.count(day, Counted::Shown, "how-long");
    store.maintain().await.unwrap();
    assert_eq!(store.totals(day, day).await.unwrap()[0].times, 3);

    // The whole folder, as when a disk is not mounted.
    let away = folder.path().with_extension("away");
    fs::rename(folder.path(), &away).unwrap();
    store.count(day, Counted::Shown, "how-long");
    assert_eq!(store.maintain().await, Err(Unavailable));
    let newcomer = store.person_key(2);
    store.choose(&newcomer, german()).await;
    assert_eq!(store.preferences(&newcomer).await, Err(Unavailable), "unknown is not none");
    fs::rename(&away, folder.path()).unwrap();
    store.maintain().await.unwrap();
    assert_eq!(store.totals(day, day).await.unwrap()[0].times, 4);
    assert_eq!(store.preferences(&newcomer).await, Ok(german()));
}

#[tokio::test]
async fn a_file_that_is_damaged_meanwhile_is_done_without_until_it_is_mended() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("sciatica.db");
    let day = Day::of(NOW);
    let store = open(&folder).await;
    for user in 0..500 {
        store.choose(&store.person_key(user), german()).await;
    }
    store.close().await;
    let good = fs::read(&file).unwrap();
    let store = open(&folder).await;
    let replace = |bytes: &[u8]| {
        let next = folder.path().join("next");
        fs::write(&next, bytes).unwrap();
        fs::rename(&next, &file).unwrap();
    };
    let mut bad = good.clone();
    bad[100..].fill(0xAA);
    replace(&bad);
    for _ in 0..3 {
        store.count(day, Counted::Shown, "how-long");
        assert_eq!(store.maintain().await, Err(Unavailable));
    }
    replace(&good);
    store.maintain().await.unwrap();
    assert_eq!(store.totals(day, day).await.unwrap()[0].times, 3);
    assert_eq!(store.preferences(&store.person_key(499)).await, Ok(german()));
}

/// What was erased stays in the journal for as long as another program reads, and no longer.
#[tokio::test]
async fn what_is_erased_leaves_the_journal_when_nobody_reads_any_more() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    store.send_to_editors("is zz-seldom fine", Day::of(NOW)).await.unwrap();
    let mut reader = stranger(&folder).await;
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT * FROM inbox").fetch_all(&mut reader).await.unwrap();
    let id = store.inbox().await.unwrap()[0].id.clone();
    assert_eq!(store.delete_from_inbox(&id).await, Ok(true));
    let on_disk = || {
        ["sciatica.db", "sciatica.db-wal"].iter().any(|name| {
            let bytes = fs::read(folder.path().join(name)).unwrap();
            bytes.windows(9).any(|window| window == b"zz-seldom")
        })
    };
    assert!(on_disk(), "the other one still reads it");
    sqlx::query("COMMIT").execute(&mut reader).await.unwrap();
    store.maintain().await.unwrap();
    assert!(store.is_up() && !on_disk());
}

#[tokio::test]
async fn a_folder_that_is_missing_is_told() {
    let error =
        Store::open(&in_file(Path::new("/nonexistent/folder/sciatica.db"))).await.unwrap_err();
    assert!(error.what.contains("/nonexistent/folder/sciatica.db"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_read_only_file_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    open(&folder).await.close().await;
    let file = folder.path().join("sciatica.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().append(true).open(&file).is_ok() {
        println!("skipped: this user may write to read-only files");
        return;
    }
    let error = Store::open(&in_file(&file)).await.unwrap_err();
    assert!(error.what.contains("cannot be opened for writing"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    store.choose(&store.person_key(1), german()).await;
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(
        names,
        ["sciatica.db", "sciatica.db-shm", "sciatica.db-wal", "sciatica.db.key"],
        "nothing else is written"
    );
}

#[tokio::test]
async fn another_key_knows_nobody() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    store.choose(&store.person_key(1), german()).await;
    store.close().await;
    fs::remove_file(folder.path().join("sciatica.db.key")).unwrap();
    let store = open(&folder).await;
    assert_eq!(store.preferences(&store.person_key(1)).await, Ok(Preferences::default()));
    store.close().await;

    fs::write(folder.path().join("sciatica.db.key"), "secret").unwrap();
    let error = Store::open(&in_file(&folder.path().join("sciatica.db"))).await.unwrap_err();
    assert!(error.what.contains("does not hold a key"), "{error}");
    assert!(!error.to_string().contains("secret"));
}

/// The tables of each earlier version, filled; then the bot of today.
#[tokio::test]
async fn a_database_of_an_earlier_version_is_carried_over() {
    for version in [1, 2, 4] {
        let folder = TempDir::new().unwrap();
        let mut earlier = SqliteConnectOptions::new()
            .filename(folder.path().join("sciatica.db"))
            .create_if_missing(true)
            .connect()
            .await
            .unwrap();
        tables_of(version, false).run(&mut earlier).await.unwrap();
        for (_, row) in ROWS.iter().filter(|(since, _)| *since <= version) {
            sqlx::query(sqlx::AssertSqlSafe(*row)).execute(&mut earlier).await.unwrap();
        }
        drop(earlier);

        let store = open(&folder).await;
        assert!(store.is_up(), "{version}");
        let day = Day::of(NOW);
        assert_eq!(store.totals(day, day).await.unwrap()[0].times, 7);
        assert_eq!(store.inbox().await.unwrap()[0].text, "can I dance?");
        let waiting = store.waiting(BOT, NOW).await.unwrap();
        assert_eq!(waiting.len(), usize::from(version >= 4));
        assert!(store.waiting(OTHER_BOT, NOW).await.unwrap().is_empty());
        assert_eq!(
            store.delete_expired(NOW).await,
            Ok(u64::from(version >= 2)),
            "the chat that expired"
        );
        store.close().await;
        let mut later = stranger(&folder).await;
        sqlx::query(
            "INSERT INTO taken_update (bot, update_id, finished, expires) VALUES (1, 7, 1, 9)",
        )
        .execute(&mut later)
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let folder = TempDir::new().unwrap();
    open(&folder).await.close().await;
    let mut newer = stranger(&folder).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (99, 'later', 1, x'00', 0)",
    )
    .execute(&mut newer)
    .await
    .unwrap();
    drop(newer);
    let error = Store::open(&in_file(&folder.path().join("sciatica.db"))).await.unwrap_err();
    assert!(error.what.contains("newer version"), "{error}");
}

#[tokio::test]
async fn the_inbox_lists_deletes_and_forgets_in_time() {
    let store = Store::in_memory().await.unwrap();
    let day = Day::of(NOW);
    store.send_to_editors("can I dance?", day.before(1)).await.unwrap();
    for _ in 0..3 {
        store.send_to_editors("mail me at a.b@example.org, is yoga fine", day).await.unwrap();
    }
    store.send_to_editors("   ", day).await.unwrap();
    let questions = store.inbox().await.unwrap();
    assert_eq!(store.inbox_size().await, Ok(2));
    assert_eq!(questions[0].text, "can I dance?");
    assert_eq!(questions[0].day, "2026-11-23");
    assert!(!questions[1].text.contains("example.org"));
    assert_eq!(store.delete_from_inbox(&questions[0].id).await, Ok(true));
    assert_eq!(store.delete_from_inbox(&questions[0].id).await, Ok(false));
    assert_eq!(store.delete_expired(NOW + 179 * 86_400).await, Ok(0));
    assert_eq!(store.delete_expired(NOW + 181 * 86_400).await, Ok(1));
    assert_eq!(store.inbox_size().await, Ok(0));
}

#[tokio::test]
async fn one_instance_needs_no_claims_and_no_sessions() {
    let store = Store::in_memory().await.unwrap();
    assert!(!store.is_shared());
    assert_eq!(store.claim(BOT, 1, NOW).await, Claim::Ours);
    store.finish(BOT, 1, NOW).await;
    let open = store.open_chat(&store.chat_key(BOT, 1), NOW).await;
    assert_eq!(open.session, None);
    store.close_chat(open, Some(&Session::default()), NOW + 1_800).await;
    assert_eq!(store.open_chat(&store.chat_key(BOT, 1), NOW).await.session, None);
}

/// A failure is logged once, and nothing in the log is a person's.
#[tokio::test]
async fn trouble_is_logged_once_and_without_what_was_written() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let mut stranger = stranger(&folder).await;
    for _ in 0..3 {
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut stranger).await.unwrap();
        assert!(store.send_to_editors("can a zebra dance", Day::of(NOW)).await.is_err());
        assert!(store.maintain().await.is_err());
        sqlx::query("COMMIT").execute(&mut stranger).await.unwrap();
        store.maintain().await.unwrap();
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("WARN").count(), 1, "{text}");
    assert_eq!(text.matches("works again").count(), 1, "{text}");
    assert!(text.contains("database is locked"), "{text}");
    assert!(!text.contains("zebra"), "{text}");
}

/// A log to look into.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl tracing_subscriber::fmt::MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What the FAQ knows how to ask holds nothing personal: none of it may be taken for that.
#[test]
fn no_question_of_the_faq_loses_a_word() {
    let knowledge = Knowledge::load(Path::new("faq"), "en").unwrap();
    let mut asked = Vec::new();
    for entry in &knowledge.faq.entry {
        asked.push(entry.question.clone());
        asked.extend(entry.phrasings.iter().cloned());
    }
    let changed: Vec<String> = asked
        .iter()
        .map(|question| (question, strip_personal(question)))
        .filter(|(question, stripped)| {
            *stripped != question.split_whitespace().collect::<Vec<_>>().join(" ")
        })
        .map(|(question, stripped)| format!("{question} => {stripped}"))
        .collect();
    assert!(asked.len() > 100);
    assert!(changed.is_empty(), "{} of {}: {changed:#?}", changed.len(), asked.len());
}

/// A driver calls from tasks that may move between threads.
#[tokio::test]
async fn every_call_can_be_made_from_a_task() {
    let store = Arc::new(Store::in_memory().await.unwrap());
    let calls = Arc::clone(&store);
    tokio::spawn(async move {
        let person = calls.person_key(1);
        calls.choose(&person, german()).await;
        assert_eq!(calls.preferences(&person).await, Ok(german()));
        calls.forget(&person).await;
        assert_eq!(calls.claim(BOT, 1, NOW).await, Claim::Ours);
        calls.finish(BOT, 1, NOW).await;
        calls.release(BOT, 1).await;
        let open = calls.open_chat(&calls.chat_key(BOT, 1), NOW).await;
        calls.close_chat(open, None, NOW).await;
        calls.send_to_editors("can I dance?", Day::of(NOW)).await.unwrap();
        assert_eq!(calls.inbox_size().await, Ok(1));
        let id = calls.inbox().await.unwrap()[0].id.clone();
        calls.delete_from_inbox(&id).await.unwrap();
        calls.totals(Day::of(NOW), Day::of(NOW)).await.unwrap();
        calls.delete_expired(NOW).await.unwrap();
        calls.maintain_until(std::future::ready(()), || NOW).await;
        calls.close().await;
    })
    .await
    .unwrap();
    tokio::spawn(async { Store::open(&Settings::default()).await.unwrap() }).await.unwrap();
}

/// Tending is a loop that ends when it is told to, and writes before it does.
#[tokio::test]
async fn tending_writes_a_last_time() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder).await;
    let day = Day::of(NOW);
    let stop = async {
        tokio::task::yield_now().await;
        store.count(day, Counted::Decision, "none");
    };
    store.maintain_until(stop, || NOW).await;
    let mut stranger = stranger(&folder).await;
    let times: i64 =
        sqlx::query_scalar("SELECT times FROM counter").fetch_one(&mut stranger).await.unwrap();
    assert_eq!(times, 1);
}
