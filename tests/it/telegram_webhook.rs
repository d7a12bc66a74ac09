//! The real program behind a webhook: what strangers cost, another program with the same token, and
//! how it stops.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};
use crate::support::program::Bot;

const ANN: i64 = 1_000_001;
const OURS: &str = "https://bot.example/hook";

fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

fn by_webhook(address: &str, more: &str) -> String {
    format!(
        "[telegram]\nmode = \"webhook\"\nstop_seconds = 5\n[telegram.webhook]\n\
         listen = \"{address}\"\nurl = \"{OURS}\"\n{more}"
    )
}

/// What is answered to a request; empty if the connection is closed without a word.
fn request(address: &str, text: &[u8]) -> String {
    let mut answer = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(address) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(40)));
        let _ = stream.write_all(text);
        let _ = stream.read_to_end(&mut answer);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn page(address: &str, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n");
    request(address, head.as_bytes())
}

fn bring(address: &str, path: &str, secret: &str, body: &str) -> String {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: bot\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let answer = request(address, head.as_bytes());
    answer.lines().next().unwrap_or_default().to_owned()
}

fn wait_for_page(address: &str, path: &str, part: &str) {
    let until = Instant::now() + Duration::from_mins(1);
    while !page(address, path).contains(part) {
        assert!(Instant::now() < until, "no {part} in {}", page(address, path));
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_webhook_that_another_program_took_is_set_again() {
    let fake = FakeTelegram::start();
    let (address, operations) = (free_address(), free_address());
    let more = format!("watch_seconds = 1\n[operations]\nlisten = \"{operations}\"\n");
    let bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address, &more));
    bot.wait_for_log("by webhook");
    assert!(page(&operations, "/readyz").contains("200 OK"));
    let ours = |fake: &FakeTelegram| fake.webhook().is_some_and(|(url, _)| url == OURS);
    fake.meddle_with_webhook(None);
    fake.wait_for("webhook", ours);
    bot.wait_for_log("another program uses this token: it removed the webhook");
    // Not ready while it cannot be set again.
    for _ in 0..3 {
        fake.fail_next("setWebhook", Fault::Code(400));
    }
    fake.meddle_with_webhook(Some("https://other.example/hook"));
    wait_for_page(&operations, "/readyz", "503");
    fake.wait_for("webhook", ours);
    bot.wait_for_log("it set a webhook of its own");
    wait_for_page(&operations, "/readyz", "200 OK");
    wait_for_page(&operations, "/metrics", "sciatica_webhook_changed_total 2");
    // What Telegram tells of itself; a 401 of ours means that it shows another secret.
    let before = fake.calls("setwebhook").len();
    fake.type_text(ANN, "/help");
    fake.fail_webhook(4_000_000_000, "Wrong response from the webhook: 401 Unauthorized");
    bot.wait_for_log("could not bring an update: Wrong response from the webhook: 401");
    wait_for_page(&operations, "/metrics", "sciatica_webhook_pending_updates 1");
    wait_for_page(&operations, "/metrics", "sciatica_webhook_failed_total 1");
    fake.wait_for("secret", |fake| fake.calls("setwebhook").len() > before);
    // Told once.
    std::thread::sleep(Duration::from_millis(2_500));
    assert_eq!(fake.calls("setwebhook").len(), before + 1);
    let output = bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
    assert!(!output.contains(TOKEN));
}

#[test]
fn it_is_not_ready_before_the_webhook_is_set() {
    let fake = FakeTelegram::start();
    let (address, operations) = (free_address(), free_address());
    for _ in 0..4 {
        fake.fail_next("setWebhook", Fault::Server);
    }
    let more = format!("[operations]\nlisten = \"{operations}\"\n");
    let bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address, &more));
    bot.wait_until_signed_in();
    assert!(page(&operations, "/readyz").contains("503"));
    bot.wait_for_log("by webhook");
    wait_for_page(&operations, "/readyz", "200 OK");
    drop(bot.stop());
}

#[test]
fn strangers_cost_little_and_keep_telegram_out_for_seconds_only() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address, ""));
    bot.wait_for_log("by webhook");
    let (_, secret) = fake.webhook().unwrap();
    let before = bot.memory();
    // 400 that show a wrong secret and bring nearly a megabyte, but never all of it.
    let head = "POST /hook HTTP/1.1\r\nHost: bot\r\nX-Telegram-Bot-Api-Secret-Token: guessed\r\n\
                Content-Length: 1000000\r\n\r\n";
    let body = vec![b' '; 900_000];
    let mut open: Vec<TcpStream> = Vec::new();
    for _ in 0..400 {
        let mut stream = TcpStream::connect(&address).unwrap();
        let _ = stream.set_write_timeout(Some(Duration::from_secs(2)));
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&body);
        open.push(stream);
    }
    // It may take a while to read what was sent.
    for _ in 0..30 {
        std::thread::sleep(Duration::from_millis(100));
        let grown = bot.memory().saturating_sub(before);
        assert!(grown < 48 * 1024, "{grown} KiB more");
    }
    drop(open);
    // As many that say nothing, or not all of a head.
    let silent: Vec<TcpStream> = (0..400)
        .map(|nth| {
            let mut stream = TcpStream::connect(&address).unwrap();
            if nth % 2 == 0 {
                let _ = stream.write_all(b"POST /hook HTTP/1.1\r\nHost: b");
            }
            stream
        })
        .collect();
    fake.type_text(ANN, "how long does sciatica last");
    let update = fake.take_update().to_string();
    let begun = Instant::now();
    while !bring(&address, "/hook", &secret, &update).contains("200") {
        assert!(begun.elapsed() < Duration::from_mins(1), "Telegram is kept out");
    }
    assert_eq!(fake.sent_to(ANN).len(), 1);
    let grown = bot.memory().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB more");
    drop(silent);
    drop(bot.stop());
}

#[test]
fn a_stop_closes_the_door_first_and_keeps_to_its_time() {
    let fake = FakeTelegram::start();
    let address = free_address();
    let mut bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address, ""));
    bot.wait_for_log("by webhook");
    let (_, secret) = fake.webhook().unwrap();
    fake.fail_next("sendMessage", Fault::Slow(2_000));
    fake.type_text(ANN, "how long does sciatica last");
    let update = fake.take_update().to_string();
    let bringing = std::thread::spawn({
        let (address, secret) = (address.clone(), secret.clone());
        move || bring(&address, "/hook", &secret, &update)
    });
    fake.wait_for("sending", |fake| fake.faults_left() == 0);
    bot.signal(Signal::SIGTERM);
    bot.wait_for_log("stopping");
    std::thread::sleep(Duration::from_millis(200));
    assert!(TcpStream::connect(&address).is_err(), "the door is open");
    assert!(bringing.join().unwrap().contains("200"), "what was in is finished");
    assert!(bot.wait(Duration::from_secs(5)).success());
    assert_eq!(fake.sent_to(ANN).len(), 1);
    // One that takes longer than the stop may.
    let mut bot = Bot::start_with(&fake, TOKEN, &by_webhook(&address, ""));
    bot.wait_for_log("by webhook");
    fake.fail_next("sendMessage", Fault::Slow(30_000));
    fake.type_text(ANN, "/help");
    let update = fake.take_update().to_string();
    let bringing = std::thread::spawn(move || bring(&address, "/hook", &secret, &update));
    fake.wait_for("sending", |fake| fake.faults_left() == 0);
    let begun = Instant::now();
    bot.signal(Signal::SIGTERM);
    assert!(bot.wait(Duration::from_secs(30)).success());
    let took = begun.elapsed();
    assert!((4_000..7_000).contains(&took.as_millis()), "{took:?}");
    assert!(!bringing.join().unwrap().contains("200"), "it comes again");
}

#[test]
fn any_path_can_be_the_address() {
    let fake = FakeTelegram::start();
    for path in ["/:x", "/*all", "/a/{b}/c", "/"] {
        let address = free_address();
        let config = by_webhook(&address, "").replace(OURS, &format!("https://bot.example{path}"));
        let bot = Bot::start_with(&fake, TOKEN, &config);
        bot.wait_for_log("by webhook");
        let (url, secret) = fake.webhook().unwrap();
        let path = reqwest::Url::parse(&url).unwrap().path().to_owned();
        assert!(bring(&address, &path, &secret, "{\"update_id\":1}").contains("200"), "{path}");
        assert!(bring(&address, "/other", &secret, "{}").contains("404"), "{path}");
        drop(bot.stop());
    }
}
