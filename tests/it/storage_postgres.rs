//! Several instances on one PostgreSQL. Runs where `DATABASE_URL` names one, each test in a schema
//! of its own that is dropped at the end.

use std::fs;
use std::net::{SocketAddr, ToSocketAddrs};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sciatica_bot::conversation::Session;
use sciatica_bot::storage::{Claim, Counted, Day, Preferences, Settings, Store};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::support::storage::{ROWS, tables_of};

/// 2026-11-24, in the morning.
const NOW: u64 = 1_795_507_200;

/// The bot whose updates they are.
const BOT: i64 = 123_456;

/// Another bot on the same database.
const OTHER_BOT: i64 = 654_321;

/// A schema of its own, and what the instances need to share it.
struct Shared {
    url: String,
    schema: String,
    folder: TempDir,
}

impl Shared {
    /// Nothing where there is no PostgreSQL to test with.
    async fn new(test: &str) -> Option<Self> {
        let Ok(url) = std::env::var("DATABASE_URL") else {
            println!("skipped {test}: DATABASE_URL is not set");
            return None;
        };
        if !url.starts_with("postgres") {
            println!("skipped {test}: DATABASE_URL is not of PostgreSQL");
            return None;
        }
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("key"), "5a".repeat(32)).unwrap();
        let schema = format!("sciatica_{}_{test}", std::process::id());
        let shared = Self { url, schema, folder };
        shared.run(format!("CREATE SCHEMA {}", shared.schema)).await;
        Some(shared)
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.own_url()).await.unwrap()
    }

    async fn run(&self, sql: String) {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }

    fn own_url(&self) -> String {
        let joint = if self.url.contains('?') { '&' } else { '?' };
        let (url, schema) = (&self.url, &self.schema);
        format!("{url}{joint}application_name={schema}&options=-c%20search_path%3D{schema}")
    }

    fn settings(&self) -> Settings {
        Settings { url: Some(self.own_url()), key_file: Some(self.folder.path().join("key")) }
    }

    async fn instance(&self) -> Store {
        Store::open(&self.settings()).await.unwrap()
    }

    async fn drop(self) {
        self.run(format!("DROP SCHEMA {} CASCADE", self.schema)).await;
    }
}

#[tokio::test]
async fn instances_share_what_is_kept() {
    let Some(shared) = Shared::new("kept").await else { return };
    let (one, other) = tokio::join!(shared.instance(), shared.instance());
    assert!(one.is_shared() && one.is_up() && other.is_up());
    let chosen = Preferences { country: Some("ie".to_owned()), language: None };
    one.choose(&one.person_key(42), chosen.clone()).await;
    assert_eq!(other.preferences(&other.person_key(42)).await, Ok(chosen));
    let day = Day::of(NOW);
    for store in [&one, &other] {
        for _ in 0..500 {
            store.count(day, Counted::Shown, "how-long");
            store.count(day, Counted::Decision, "answer");
        }
    }
    let (first, second) = tokio::join!(one.maintain(), other.maintain());
    first.and(second).unwrap();
    let totals = one.totals(day, day).await.unwrap();
    assert_eq!(totals.iter().map(|total| total.times).collect::<Vec<_>>(), [1_000, 1_000]);
    one.send_to_editors("can I dance?", day).await.unwrap();
    let id = other.inbox().await.unwrap()[0].id.clone();
    assert_eq!(other.delete_from_inbox(&id).await, Ok(true));
    assert_eq!(one.inbox_size().await, Ok(0));
    one.forget(&one.person_key(42)).await;
    assert_eq!(other.preferences(&other.person_key(42)).await, Ok(Preferences::default()));
    one.close().await;
    other.close().await;
    shared.drop().await;
}

/// The tables of each earlier version, filled; then two bots of today that start at once.
#[tokio::test]
async fn a_database_of_an_earlier_version_is_carried_over() {
    for version in 1..=4 {
        let Some(shared) = Shared::new(&format!("version{version}")).await else { return };
        let mut earlier = shared.connection().await;
        tables_of(version, true).run(&mut earlier).await.unwrap();
        for (_, row) in ROWS.iter().filter(|(since, _)| *since <= version) {
            sqlx::query(AssertSqlSafe(*row)).execute(&mut earlier).await.unwrap();
        }
        let (one, other) = tokio::join!(shared.instance(), shared.instance());
        assert!(one.is_up() && other.is_up(), "{version}");
        let day = Day::of(NOW);
        assert_eq!(one.totals(day, day).await.unwrap()[0].times, 7);
        assert_eq!(one.inbox_size().await, Ok(1));
        assert_eq!(one.waiting(BOT, NOW).await.unwrap().len(), usize::from(version >= 4));
        assert_eq!(other.claim(BOT, 7, NOW).await, Claim::Ours, "no bot stays silent");
        assert_eq!(one.claim(BOT, 7, NOW).await, Claim::Elsewhere);
        let logged: Vec<String> = sqlx::query_scalar(
            "SELECT relname::text FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace \
             WHERE n.nspname = $1 AND relname IN ('chat', 'taken_update') AND relpersistence <> 'u'",
        )
        .bind(&shared.schema)
        .fetch_all(&mut earlier)
        .await
        .unwrap();
        assert_eq!(logged, Vec::<String>::new(), "soft state waits for no disk");
        one.close().await;
        other.close().await;
        shared.drop().await;
    }
}

#[tokio::test]
async fn two_bots_on_one_database_do_not_silence_each_other() {
    let Some(shared) = Shared::new("bots").await else { return };
    let (one, other) = (shared.instance().await, shared.instance().await);
    assert_eq!(one.claim(BOT, 1, NOW).await, Claim::Ours);
    assert_eq!(other.claim(OTHER_BOT, 1, NOW).await, Claim::Ours, "it is another update");
    one.finish(BOT, 1, NOW).await;
    assert_eq!(other.claim(OTHER_BOT, 1, NOW).await, Claim::Elsewhere);
    other.release(OTHER_BOT, 1).await;
    assert_eq!(one.claim(BOT, 1, NOW).await, Claim::Finished);
    let session = Session { last_entry: Some("how-long".to_owned()), ..Session::default() };
    let open = one.open_chat(&one.chat_key(BOT, 42), NOW).await;
    one.close_chat(open, Some(&session), NOW + 1_800).await;
    let theirs = other.open_chat(&other.chat_key(OTHER_BOT, 42), NOW).await;
    assert_eq!(theirs.session, None, "what one bot said is not what the other one did");
    one.close().await;
    other.close().await;
    shared.drop().await;
}

/// A chat that is forgotten while the database does not take it is not remembered when it is back.
#[tokio::test]
async fn a_chat_that_was_forgotten_leaves_no_row() {
    let Some(shared) = Shared::new("forgotten").await else { return };
    let store = shared.instance().await;
    let chat = store.chat_key(BOT, 42);
    let session = Session { last_entry: Some("how-long".to_owned()), ..Session::default() };
    let rows = async |stranger: &mut PgConnection| -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM chat").fetch_one(stranger).await.unwrap()
    };
    let mut stranger = shared.connection().await;
    let open = store.open_chat(&chat, NOW).await;
    store.close_chat(open, Some(&session), NOW + 1_800).await;
    assert_eq!(rows(&mut stranger).await, 1);
    store.forget_chat(&chat).await;
    assert_eq!(rows(&mut stranger).await, 0);

    let open = store.open_chat(&chat, NOW).await;
    store.close_chat(open, Some(&session), NOW + 1_800).await;
    let mut other = shared.connection().await;
    let mut lock = other.begin().await.unwrap();
    sqlx::query("LOCK TABLE chat").execute(&mut *lock).await.unwrap();
    store.forget_chat(&chat).await;
    assert!(!store.is_up());
    lock.rollback().await.unwrap();
    while store.maintain().await.is_err() {}
    assert_eq!(rows(&mut stranger).await, 0);
    store.close().await;
    shared.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_is_claimed_once() {
    let Some(shared) = Shared::new("claims").await else { return };
    let one = Arc::new(shared.instance().await);
    let other = Arc::new(shared.instance().await);
    let mut tasks = Vec::new();
    for update in 0..200 {
        for store in [&one, &other, &one, &other] {
            let store = Arc::clone(store);
            tasks.push(tokio::spawn(async move { (update, store.claim(BOT, update, NOW).await) }));
        }
    }
    let mut ours = vec![0; 200];
    for task in tasks {
        let (update, claim) = task.await.unwrap();
        assert_ne!(claim, Claim::Finished);
        ours[usize::try_from(update).unwrap()] += usize::from(claim == Claim::Ours);
    }
    assert_eq!(ours, vec![1; 200]);
    one.close().await;
    other.close().await;
    shared.drop().await;
}

#[tokio::test]
async fn a_claim_ends_by_finishing_releasing_or_time() {
    let Some(shared) = Shared::new("ends").await else { return };
    let (one, other) = (shared.instance().await, shared.instance().await);
    assert_eq!(one.claim(BOT, 1, NOW).await, Claim::Ours);
    assert_eq!(other.claim(BOT, 1, NOW + 1).await, Claim::Elsewhere);
    one.finish(BOT, 1, NOW + 2).await;
    assert_eq!(other.claim(BOT, 1, NOW + 3).await, Claim::Finished);
    one.release(BOT, 1).await;
    assert_eq!(other.claim(BOT, 1, NOW + 3).await, Claim::Finished, "what is finished stays so");
    assert_eq!(other.delete_expired(NOW + 24 * 3_600).await, Ok(0), "Telegram may send it again");
    assert_eq!(other.delete_expired(NOW + 26 * 3_600).await, Ok(1));

    assert_eq!(one.claim(BOT, 2, NOW).await, Claim::Ours);
    one.release(BOT, 2).await;
    assert_eq!(other.claim(BOT, 2, NOW).await, Claim::Ours);

    assert_eq!(one.claim(BOT, 3, NOW).await, Claim::Ours, "then this instance dies");
    assert_eq!(other.claim(BOT, 3, NOW + 19).await, Claim::Elsewhere);
    assert_eq!(other.claim(BOT, 3, NOW + 20).await, Claim::Ours);

    assert_eq!(one.claim(BOT, 4, NOW).await, Claim::Ours, "then it takes long");
    one.keep_claim(BOT, 4, NOW + 15).await;
    assert_eq!(other.claim(BOT, 4, NOW + 30).await, Claim::Elsewhere);
    assert_eq!(other.claim(BOT, 4, NOW + 35).await, Claim::Ours, "then it dies");
    one.finish(BOT, 4, NOW + 36).await;
    one.keep_claim(BOT, 4, NOW + 37).await;
    assert_eq!(
        other.claim(BOT, 4, NOW + 3_600).await,
        Claim::Finished,
        "what is finished stays so"
    );
    one.close().await;
    other.close().await;
    shared.drop().await;
}

#[tokio::test]
async fn soft_state_goes_with_the_chat_and_expires() {
    let Some(shared) = Shared::new("sessions").await else { return };
    let (one, other) = (shared.instance().await, shared.instance().await);
    let chat = one.chat_key(BOT, 42);
    let session = Session { last_entry: Some("how-long".to_owned()), ..Session::default() };
    let open = one.open_chat(&chat, NOW).await;
    assert_eq!(open.session, None);
    one.close_chat(open, Some(&session), NOW + 1_800).await;
    let open = other.open_chat(&other.chat_key(BOT, 42), NOW + 1_799).await;
    assert_eq!(open.session, Some(session.clone()));
    other.close_chat(open, Some(&session), NOW + 1_800).await;
    assert_eq!(other.open_chat(&other.chat_key(BOT, 43), NOW).await.session, None);

    let open = one.open_chat(&chat, NOW + 1_801).await;
    assert_eq!(open.session, None, "expired");
    one.close_chat(open, Some(&session), NOW + 3_600).await;
    let open = one.open_chat(&chat, NOW + 1_802).await;
    one.close_chat(open, None, 0).await;
    assert_eq!(other.open_chat(&chat, NOW + 1_803).await.session, None, "forgotten");
    assert_eq!(one.delete_expired(NOW + 10_000).await, Ok(2));
    one.close().await;
    other.close().await;
    shared.drop().await;
}

/// Two hundred additions to one session, by two instances at once: none is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_is_open_at_one_instance_at_a_time() {
    let Some(shared) = Shared::new("turns").await else { return };
    let one = Arc::new(shared.instance().await);
    let other = Arc::new(shared.instance().await);
    let mut tasks = Vec::new();
    for _ in 0..20 {
        for store in [&one, &other] {
            let store = Arc::clone(store);
            tasks.push(tokio::spawn(async move {
                for _ in 0..5 {
                    let chat = store.chat_key(BOT, 7);
                    let open = store.open_chat(&chat, NOW).await;
                    let mut session = open.session.clone().unwrap_or_default();
                    session.last_entry_at += 1;
                    store.close_chat(open, Some(&session), NOW + 1_800).await;
                }
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
    let open = one.open_chat(&one.chat_key(BOT, 7), NOW).await;
    assert_eq!(open.session.unwrap().last_entry_at, 200);
    one.close().await;
    other.close().await;
    shared.drop().await;
}

/// The instance that held the chat is gone; the next one waits until the hold lapses.
#[tokio::test]
async fn a_dead_instance_frees_its_chats() {
    let Some(shared) = Shared::new("dead").await else { return };
    let (dead, alive) = (shared.instance().await, shared.instance().await);
    let chat = dead.chat_key(BOT, 42);
    let closed_too_late = dead.open_chat(&chat, NOW).await;
    let open = alive.open_chat(&chat, NOW + 11).await;
    let session = Session { greeted: true, ..Session::default() };
    alive.close_chat(open, Some(&session), NOW + 1_800).await;
    dead.close_chat(closed_too_late, Some(&Session::default()), NOW + 1_800).await;
    assert_eq!(alive.open_chat(&chat, NOW + 12).await.session, Some(session));
    dead.close().await;
    alive.close().await;
    shared.drop().await;
}

#[tokio::test]
async fn a_locked_table_never_stops_an_answer_and_loses_nothing() {
    let Some(shared) = Shared::new("locked").await else { return };
    let store = shared.instance().await;
    let mut stranger = shared.connection().await;
    let mut lock = stranger.begin().await.unwrap();
    for table in ["taken_update", "chat", "preference", "counter"] {
        sqlx::query(AssertSqlSafe(format!("LOCK TABLE {table}")))
            .execute(&mut *lock)
            .await
            .unwrap();
    }
    let answers = async {
        for update in 0..100 {
            assert_eq!(store.claim(BOT, update, NOW).await, Claim::Ours);
            let open = store.open_chat(&store.chat_key(BOT, update), NOW).await;
            store.count(Day::of(NOW), Counted::Shown, "how-long");
            store.close_chat(open, Some(&Session::default()), NOW + 1_800).await;
            store.finish(BOT, update, NOW).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(2), answers).await.expect("answers do not wait");
    assert!(!store.is_up());
    assert_eq!(store.claim(BOT, 50, NOW).await, Claim::Finished, "remembered here meanwhile");
    lock.rollback().await.unwrap();
    for _ in 0..20 {
        if store.maintain().await.is_ok() {
            break;
        }
    }
    let other = shared.instance().await;
    assert_eq!(other.claim(BOT, 50, NOW).await, Claim::Finished);
    let day = Day::of(NOW);
    assert_eq!(other.totals(day, day).await.unwrap()[0].times, 100);
    store.close().await;
    other.close().await;
    shared.drop().await;
}

#[tokio::test]
async fn connections_that_were_cut_are_made_anew() {
    let Some(shared) = Shared::new("cut").await else { return };
    let store = shared.instance().await;
    let chosen = Preferences { country: Some("ie".to_owned()), language: None };
    store.choose(&store.person_key(1), chosen.clone()).await;
    let mut stranger = shared.connection().await;
    let cut = sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE pid <> pg_backend_pid() AND application_name = $1",
    )
    .bind(&shared.schema)
    .execute(&mut stranger)
    .await
    .unwrap();
    assert!(cut.rows_affected() > 0);
    let mut back = false;
    for _ in 0..20 {
        let _ = store.maintain().await;
        back = back || store.preferences(&store.person_key(1)).await.as_ref() == Ok(&chosen);
    }
    assert!(back && store.is_up());
    store.close().await;
    shared.drop().await;
}

/// A wire to the server that can be cut: what goes through it stalls, as where a network fails.
struct Wire {
    port: u16,
    works: watch::Sender<bool>,
}

impl Wire {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (works, watch) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let mut watch = watch.clone();
                tokio::spawn(async move {
                    watch.wait_for(|works| *works).await.unwrap();
                    let far = TcpStream::connect(server).await.unwrap();
                    let ((near_in, near_out), (far_in, far_out)) =
                        (near.into_split(), far.into_split());
                    tokio::spawn(carry(near_in, far_out, watch.clone()));
                    carry(far_in, near_out, watch).await;
                });
            }
        });
        Self { port, works }
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut works: watch::Receiver<bool>) {
    let mut bytes = [0; 4_096];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if works.wait_for(|works| *works).await.is_err()
            || to.write_all(&bytes[..count]).await.is_err()
        {
            return;
        }
    }
}

#[tokio::test]
async fn a_server_that_goes_silent_is_done_without_until_it_is_back() {
    let Some(shared) = Shared::new("silent").await else { return };
    let server = PgConnectOptions::from_str(&shared.url).unwrap();
    let server = format!("{}:{}", server.get_host(), server.get_port());
    let Some(server) = server.to_socket_addrs().ok().and_then(|mut found| found.next()) else {
        println!("skipped silent: PostgreSQL is not reached by TCP");
        return shared.drop().await;
    };
    let wire = Wire::to(server).await;
    let url = format!("{}&host=127.0.0.1&port={}", shared.own_url(), wire.port);
    let store =
        Arc::new(Store::open(&Settings { url: Some(url), ..shared.settings() }).await.unwrap());
    assert!(store.is_up());
    let (stop, stopped) = oneshot::channel::<()>();
    let tending = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.maintain_until(async { drop(stopped.await) }, || NOW).await }
    });
    wire.works.send(false).unwrap();
    let chosen = Preferences { country: Some("ie".to_owned()), language: None };
    let person = store.person_key(1);
    store.choose(&person, chosen.clone()).await;
    assert!(!store.is_up());
    for update in 0..100 {
        assert_eq!(store.claim(BOT, update, NOW).await, Claim::Ours);
        store.count(Day::of(NOW), Counted::Shown, "how-long");
        store.finish(BOT, update, NOW).await;
    }
    wire.works.send(true).unwrap();
    let back = async {
        while store.preferences(&person).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), back).await.expect("it comes back by itself");
    stop.send(()).unwrap();
    tending.await.unwrap();
    let other = shared.instance().await;
    assert_eq!(other.preferences(&person).await, Ok(chosen));
    assert_eq!(other.totals(Day::of(NOW), Day::of(NOW)).await.unwrap()[0].times, 100);
    assert_eq!(other.claim(BOT, 99, NOW).await, Claim::Finished);
    store.close().await;
    other.close().await;
    shared.drop().await;
}

#[tokio::test]
async fn a_refused_login_is_told_and_a_server_that_is_away_is_waited_for() {
    let Some(shared) = Shared::new("away").await else { return };
    let settings = |url: &str| Settings { url: Some(url.to_owned()), ..shared.settings() };
    let away = Store::open(&settings("postgres://bot:hunter2@127.0.0.1:9/faq")).await.unwrap();
    assert!(!away.is_up());
    assert_eq!(away.claim(BOT, 1, NOW).await, Claim::Ours);
    let base = shared.url.split('?').next().unwrap();
    let (server, _) = base.rsplit_once('/').unwrap();
    let missing = format!("{server}/no_such_database_here");
    let error = Store::open(&settings(&missing)).await.unwrap_err();
    assert!(error.what.contains("does not have this database"), "{error}");
    let keyless = Settings { url: Some(shared.own_url()), key_file: None };
    let error = Store::open(&keyless).await.unwrap_err();
    assert!(error.mend.contains("openssl rand -hex 32"), "{error}");
    shared.drop().await;
}
