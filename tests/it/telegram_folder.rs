//! The real program, and what may become of its folder: files that are not there, or vanish.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::program::{Bot, copy_of_small_faq};

const ANN: i64 = 1_000_001;

/// What people are not answered without, and a part of what is said of it.
const NEEDED: [(&str, &str); 6] = [
    ("en/safety.toml", "safety.toml"),
    ("en/signs", "signs"),
    ("en/words.toml", "words.toml"),
    ("en/triage.toml", "triage.toml"),
    ("en/phrases.toml", "phrases.toml"),
    ("numbers.toml", "numbers.toml"),
];

fn remove(path: &Path) {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
}

#[test]
fn a_folder_without_a_needed_file_is_refused_at_the_start() {
    let fake = FakeTelegram::start();
    for (file, named) in NEEDED {
        let faq = copy_of_small_faq();
        remove(&faq.path().join(file));
        let mut bot = Bot::start_on(&fake, TOKEN, "", faq.path());
        let status = bot.wait_or_none(Duration::from_secs(20));
        let output = bot.stderr();
        assert_eq!(status.and_then(|status| status.code()), Some(1), "{file}: {output}");
        assert!(output.contains(named) && output.contains("mend:"), "{file}: {output}");
    }
    assert_eq!(fake.polls(), 0);
}

#[test]
fn a_folder_where_a_file_vanished_is_not_taken() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_on(&fake, TOKEN, "", faq.path());
    bot.wait_until_signed_in();
    let others = [
        ("en/tests.toml", "tests.toml"),
        ("en/signs/stroke.txt", "stroke.txt"),
        ("en/signs/harmless.txt", "harmless.txt"),
        ("en/phrasings/how-long.txt", "how-long.txt"),
    ];
    let aside = tempfile::tempdir().unwrap();
    for (file, named) in NEEDED.into_iter().chain(others) {
        let (there, kept) = (faq.path().join(file), aside.path().join("kept"));
        let reloads = |result: &str| bot.stderr().matches(result).count();
        let before = reloads("the changed FAQ was not taken");
        fs::rename(&there, &kept).unwrap();
        let problem = || bot.stderr().lines().filter(|line| line.contains(named)).count() > 0;
        fake.wait_for("refusal", |_| {
            assert_eq!(reloads("FAQ reloaded"), 0, "{file}: {}", bot.stderr());
            reloads("the changed FAQ was not taken") > before && problem()
        });
        fs::rename(&kept, &there).unwrap();
        bot.wait_for_log("FAQ reloaded");
        bot.forget_log();
    }
    // An entry that goes with its file is an edit like another.
    let text = fs::read_to_string(faq.path().join("en/phrases.toml")).unwrap();
    fs::write(faq.path().join("en/phrases.toml"), text).unwrap();
    bot.wait_for_log("FAQ reloaded");
    fake.type_text(ANN, "i can't pee and my crotch is numb");
    fake.wait_for("card", |fake| !fake.sent_to(ANN).is_empty());
    assert!(fake.sent_to(ANN)[0].contains("Get help now"));
    drop(bot);
}
