//! The real program, and what its operator sees or must not see.

use crate::support::fake_telegram::{FakeTelegram, Fault, TOKEN};
use crate::support::program::Bot;

use std::io::{Read, Write};
use std::time::{Duration, Instant};

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
    fake.fail_next("getUpdates", Fault::Code(409));
    fake.send_raw("message", serde_json::json!({"text": 5}));
    fake.type_text(ANN, "/help");
    fake.wait_for("confirmation", |fake| fake.unconfirmed() == 0);
    let until = Instant::now() + Duration::from_secs(20);
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
