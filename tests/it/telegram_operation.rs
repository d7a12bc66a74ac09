//! The real program, and what its operator sees or must not see.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};
use crate::support::program::{Bot, copy_of_faq};

const ANN: i64 = 1_000_001;

fn page(address: &str, path: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    page
}

#[test]
fn a_server_that_quotes_the_token_or_redirects_gets_it_nowhere() {
    let (fake, other) = (FakeTelegram::start(), FakeTelegram::start());
    let bot = Bot::start(&fake);
    bot.wait_until_signed_in();
    fake.fail_next("sendMessage", Fault::Quoting);
    fake.type_text(ANN, "/help");
    fake.wait_for("the refusal", |fake| fake.faults_left() == 0 && fake.unconfirmed() == 0);
    let port = other.url().rsplit(':').next().unwrap().parse().unwrap();
    fake.fail_next("sendMessage", Fault::Redirect(port));
    fake.type_text(ANN, "/topics");
    fake.wait_for("the answer", |fake| !fake.sent_to(ANN).is_empty());
    assert!(other.all_calls().is_empty(), "the token went to another host");
    let output = bot.stop();
    assert!(!output.contains(TOKEN) && !output.contains("fake-token"), "{output}");
}

#[test]
fn no_call_takes_the_token_to_another_host_or_into_the_log() {
    let (fake, other) = (FakeTelegram::start(), FakeTelegram::start());
    let port = other.url().rsplit(':').next().unwrap().parse().unwrap();
    let webhook = "[telegram]\nmode = \"webhook\"\n[telegram.webhook]\n\
                   listen = \"127.0.0.1:0\"\nurl = \"https://bot.example/hook\"\n\
                   watch_seconds = 1\n[log]\nlevel = \"debug\"\n";
    for (methods, config, good) in [
        // First: a name that was set once is not set again.
        (
            &["getUpdates", "deleteWebhook", "setMyName"][..],
            "[log]\nlevel = \"debug\"\n",
            "signed in",
        ),
        (&["getMe"], "[log]\nlevel = \"debug\"\n", "signed in"),
        (&["getMe", "getWebhookInfo"], webhook, "by webhook"),
    ] {
        for fault in [Fault::Quoting, Fault::Redirect(port)] {
            for method in methods {
                fake.fail_next(method, fault);
            }
            let bot = Bot::start_with(&fake, TOKEN, config);
            bot.wait_for_log(good);
            fake.wait_for("faults", |fake| fake.faults_left() == 0);
            let output = bot.stop();
            let shows = output.contains(TOKEN) || output.contains("fake-token");
            assert!(!shows, "{methods:?} {fault:?}: {output}");
        }
    }
    // Refused for good, and quoted.
    fake.fail_next("setWebhook", Fault::Quoting);
    let mut bot = Bot::start_with(&fake, TOKEN, webhook);
    assert_eq!(bot.wait(Duration::from_mins(1)).code(), Some(1));
    let output = bot.output();
    assert!(!output.contains("fake-token") && output.contains("webhook"), "{output}");
    assert!(other.all_calls().is_empty(), "the token went to another host");
}

/// Starts the program with a config that keeps it from running; what it wrote.
fn refused(config: &str, url: &str, token: &str, faq: &str) -> String {
    let mut bot = Bot::spawn(token, url, config, |command| {
        command.args(["--faq", faq]);
    });
    let status = bot.wait(Duration::from_mins(1));
    assert_eq!(status.code(), Some(1), "{}", bot.stderr());
    bot.output()
}

#[test]
fn no_connection_says_where_to_and_why() {
    let bot = Bot::spawn(TOKEN, "http://ann:hunter2@127.0.0.1:1", "", |command| {
        command.args(["--faq", "faq"]);
    });
    bot.wait_for_log("no connection to http://127.0.0.1:1: Connection refused");
    assert!(!bot.stderr().contains("hunter2") && !bot.stderr().contains("fake-token"));
    for url in ["http://", "telegram.org", "ftp://a.example", "http://a.example/?x=1", "http:// a"]
    {
        let said = refused("", url, TOKEN, "faq");
        assert!(said.contains("TELOXIDE_API_URL: this is no address of a server"), "{said}");
        assert!(said.contains("mend:"), "{said}");
    }
    let said = refused("[telegram]\napi_url = \"http://:80\"\n", "", TOKEN, "faq");
    assert!(said.contains("config.toml:2:11: this is no address of a server"), "{said}");
}

/// A SOCKS5 proxy on this machine, and how many connections it made.
fn socks_proxy() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    std::thread::spawn(move || {
        for client in listener.incoming().map(Result::unwrap) {
            let count = Arc::clone(&count);
            std::thread::spawn(move || relay(client, &count));
        }
    });
    (address, made)
}

/// One connection: no password, CONNECT to an address of four bytes.
fn relay(mut client: TcpStream, count: &AtomicUsize) {
    let mut head = [0; 2];
    client.read_exact(&mut head).unwrap();
    let mut methods = vec![0; usize::from(head[1])];
    client.read_exact(&mut methods).unwrap();
    client.write_all(&[5, 0]).unwrap();
    let mut request = [0; 10];
    client.read_exact(&mut request).unwrap();
    assert_eq!(request[..4], [5, 1, 0, 1], "CONNECT to an IPv4 address");
    let port = u16::from_be_bytes([request[8], request[9]]);
    let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
    count.fetch_add(1, Ordering::Relaxed);
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from, &mut to));
    let (mut from, mut to) = (server, client);
    let _ = std::io::copy(&mut from, &mut to);
}

#[test]
fn a_socks_proxy_is_used() {
    let fake = FakeTelegram::start();
    let (proxy, made) = socks_proxy();
    let bot = Bot::spawn(TOKEN, fake.url(), "", |command| {
        command.args(["--faq", "faq"]).env("ALL_PROXY", format!("socks5h://{proxy}"));
        for other in ["http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY"] {
            command.env_remove(other);
        }
    });
    fake.type_text(ANN, "/help");
    fake.wait_for("the answer", |fake| !fake.sent_to(ANN).is_empty());
    assert!(made.load(Ordering::Relaxed) > 0, "not by the proxy");
    drop(bot.stop());
}

#[test]
fn among_json_every_line_is_json() {
    let json = "[log]\nformat = \"json\"\n";
    let broken = format!("{json}[telegram]\npoll_seconds = 90\n");
    let no_toml = format!("{json}[telegram\n");
    let without_words = copy_of_faq();
    fs::remove_file(without_words.path().join("en/words.toml")).unwrap();
    let without_words = without_words.path().display().to_string();
    for (config, token, faq, part) in [
        (broken.as_str(), TOKEN, "faq", "`poll_seconds` is too large"),
        (&no_toml, TOKEN, "faq", "telegram"),
        (json, "no token", "faq", "does not look like a token"),
        (json, TOKEN, &without_words, "words.toml"),
        (json, "99:other-token", "faq", "Telegram does not accept this token"),
    ] {
        let fake = FakeTelegram::start();
        let said = refused(config, fake.url(), token, faq);
        assert!(said.contains(part) && said.contains("\"mend\""), "{said}");
        for line in said.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect(line);
            assert!(line["level"].is_string() && line["message"].is_string(), "{line}");
        }
    }
    // A language that is not offered is told of in the same way.
    let faq = copy_of_faq();
    fs::create_dir(faq.path().join("de")).unwrap();
    fs::copy("faq/en/faq.toml", faq.path().join("de/faq.toml")).unwrap();
    let fake = FakeTelegram::start();
    let bot = Bot::start_on(&fake, TOKEN, json, faq.path());
    bot.wait_until_signed_in();
    let output = bot.stop();
    assert!(output.contains("is not offered"), "{output}");
    for line in output.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect(line);
    }
}

#[test]
fn the_help_has_a_way_to_take_the_bot_into_a_group() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    fake.type_text(ANN, "/help");
    fake.wait_for("the answer", |fake| !fake.sent_to(ANN).is_empty());
    let keyboard = fake.calls("sendmessage")[0].body["reply_markup"].to_string();
    assert!(keyboard.contains("https://t.me/leg_bot?startgroup\""), "{keyboard}");
    drop(bot.stop());
}

#[test]
fn numbers_begin_at_zero_and_return_there() {
    let fake = FakeTelegram::start();
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let config = format!("[operations]\nlisten = \"{address}\"\n");
    let bot = Bot::start_with(&fake, TOKEN, &config);
    bot.wait_until_signed_in();
    assert!(page(&address, "/readyz").starts_with("HTTP/1.1 200"), "signed in is ready");
    let metrics = page(&address, "/metrics");
    for line in [
        "sciatica_failed_updates_total{reason=\"panic\"} 0",
        "sciatica_reloads_total{result=\"bad\"} 0",
        "sciatica_faults_total{reason=\"other-reader\"} 0",
        "sciatica_replies_unsent_total{reason=\"server\"} 0",
        "sciatica_updates_total{kind=\"unreadable\"} 0",
        "sciatica_unclear_sends_total 0",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    // And every other one.
    let source = fs::read_to_string("src/telegram/ops/metrics.rs").unwrap();
    for name in source.split('"').filter(|text| text.starts_with("sciatica_")) {
        let is_there = metrics.lines().any(|line| line.starts_with(name));
        assert!(is_there || name.ends_with("_seconds"), "{name} is not in\n{metrics}");
    }
    fake.fail_next("getUpdates", Fault::Code(409));
    fake.send_raw("message", serde_json::json!({"text": 5}));
    fake.type_text(ANN, "/help");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let until = Instant::now() + Duration::from_mins(1);
    for line in [
        "sciatica_busy_chats 0",
        "sciatica_updates_under_way 0",
        "sciatica_updates_total{kind=\"unreadable\"} 1",
        "sciatica_faults_total{reason=\"other-reader\"} 1",
    ] {
        while !page(&address, "/metrics").contains(line) {
            assert!(Instant::now() < until, "{line} is not in\n{}", page(&address, "/metrics"));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    assert!(bot.stderr().contains("another program uses this token"), "{}", bot.stderr());
    drop(bot.stop());
}
