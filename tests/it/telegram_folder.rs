//! The real program, and what may become of its folder: files that are not there, vanish or change
//! in ways that a system does not tell of.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::program::{Bot, copy_folder, copy_of_small_faq};

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
        let status = bot.wait_or_none(Duration::from_mins(1));
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
    fake.type_text(ANN, "i can't pee and my crotch is numb");
    fake.wait_for("card", |fake| !fake.sent_to(ANN).is_empty());
    assert!(fake.sent_to(ANN)[0].contains("Get help now"));
    drop(bot);
}

/// Changes what `/topics` says in a folder of the FAQ, and waits until the bot says it.
fn edit_and_see(fake: &FakeTelegram, bot: &Bot, folder: &Path, words: &str) {
    bot.forget_log();
    say(folder, words);
    bot.wait_for_log("FAQ reloaded");
    let before = fake.sent_to(ANN).len();
    fake.type_text(ANN, "/topics");
    fake.wait_for("topics", |fake| fake.sent_to(ANN).len() > before);
    assert_eq!(fake.sent_to(ANN).pop().unwrap(), words);
}

/// Makes `/topics` say this.
fn say(folder: &Path, words: &str) {
    let file = folder.join("en/phrases.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (before, sentences) = text.split_once("[say]").unwrap();
    let line = sentences.lines().find(|line| line.starts_with("topics = \"")).unwrap();
    let sentences = sentences.replacen(line, &format!("topics = {words:?}"), 1);
    fs::write(&file, format!("{before}[say]{sentences}")).unwrap();
}

/// Time in which a change would be read, and more.
const LONG_ENOUGH: Duration = Duration::from_secs(3);

#[cfg(unix)]
#[test]
fn a_folder_behind_a_link_is_followed_wherever_the_link_leads() {
    use std::os::unix::fs::symlink;
    let fake = FakeTelegram::start();
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    copy_folder(Path::new("faq"), &at("one"));
    copy_folder(Path::new("faq"), &at("two"));
    // One of its files lies elsewhere.
    fs::rename(at("one/en/phrases.toml"), at("phrases.toml")).unwrap();
    symlink(at("phrases.toml"), at("one/en/phrases.toml")).unwrap();
    symlink(at("one"), at("faq")).unwrap();
    let bot = Bot::start_on(&fake, TOKEN, "", &at("faq"));
    bot.wait_until_signed_in();
    edit_and_see(&fake, &bot, &at("one"), "An edit behind the link of a file.");
    for (target, words) in [("two", "Over to two."), ("one", "Back to one.")] {
        bot.forget_log();
        say(&at(target), words);
        std::thread::sleep(Duration::from_millis(1_200));
        symlink(at(target), at("next")).unwrap();
        fs::rename(at("next"), at("faq")).unwrap();
        bot.wait_for_log("FAQ reloaded");
        edit_and_see(&fake, &bot, &at(target), &format!("An edit in {target}."));
    }
    drop(bot);
}

#[test]
fn a_folder_that_is_swapped_or_put_back_is_followed() {
    let fake = FakeTelegram::start();
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    copy_folder(Path::new("faq"), &at("faq"));
    let bot = Bot::start_on(&fake, TOKEN, "", &at("faq"));
    bot.wait_until_signed_in();
    for round in 1..=2 {
        fs::rename(at("faq"), at(&format!("old{round}"))).unwrap();
        copy_folder(&at(&format!("old{round}")), &at("faq"));
        edit_and_see(&fake, &bot, &at("faq"), &format!("Swapped {round}."));
        edit_and_see(&fake, &bot, &at("faq"), &format!("Edited after {round}."));
    }
    bot.forget_log();
    fs::rename(at("faq"), at("aside")).unwrap();
    bot.wait_for_log("the changed FAQ was not taken");
    fs::rename(at("aside"), at("faq")).unwrap();
    bot.wait_for_log("FAQ reloaded");
    edit_and_see(&fake, &bot, &at("faq"), "Deleted and put back.");
    drop(bot);
}

#[cfg(unix)]
#[test]
fn what_says_nothing_new_is_not_read() {
    use std::os::unix::fs::PermissionsExt;
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_on(&fake, TOKEN, "", faq.path());
    bot.wait_until_signed_in();
    let file = faq.path().join("en/phrases.toml");
    let text = fs::read(&file).unwrap();
    let leftovers = [".DS_Store", ".phrases.toml.swp", "phrases.toml~", "#phrases.toml#", "4913"];
    for name in leftovers {
        fs::write(faq.path().join("en").join(name), "x").unwrap();
    }
    // As an editor saves: a new file in the place of the old one. Then the same with new rights.
    fs::rename(&file, faq.path().join("en/phrases.toml~")).unwrap();
    fs::write(&file, &text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    std::thread::sleep(LONG_ENOUGH);
    let said = bot.stderr();
    assert!(!said.contains("FAQ reloaded") && !said.contains("not taken"), "{said}");
    edit_and_see(&fake, &bot, faq.path(), "Something new.");
    drop(bot);
}

/// A pipe gives nothing until somebody writes to it, and `/dev/zero` has no end.
#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_refused_and_not_waited_for() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_on(&fake, TOKEN, "", faq.path());
    bot.wait_until_signed_in();
    let file = faq.path().join("en/phrasings/how-long.txt");
    let text = fs::read(&file).unwrap();
    let pipe = || {
        let made = std::process::Command::new("mkfifo").arg(&file).status().unwrap();
        assert!(made.success());
    };
    let device = || std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
    for put in [&pipe as &dyn Fn(), &device] {
        bot.forget_log();
        fs::remove_file(&file).unwrap();
        put();
        bot.wait_for_log("this is a pipe or a device");
        let mut check = std::process::Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
            .arg("check")
            .arg("--faq")
            .arg(faq.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let until = std::time::Instant::now() + Duration::from_mins(1);
        while check.try_wait().unwrap().is_none() {
            if std::time::Instant::now() > until {
                check.kill().unwrap();
                panic!("check waits for it");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let told = check.wait_with_output().unwrap().stdout;
        assert!(String::from_utf8_lossy(&told).contains("how-long.txt: this is a pipe"));
        fake.type_text(ANN, "/topics");
        fake.wait_for("topics", |fake| fake.answered_but_unconfirmed() == 0);
        fs::remove_file(&file).unwrap();
        fs::write(&file, &text).unwrap();
        bot.wait_for_log("FAQ reloaded");
    }
    drop(bot);
}
