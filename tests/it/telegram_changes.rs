//! What becomes of changed files in a running bot: compared, shown to the admins, and used when one of
//! them says so; and earlier states that come back.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::program::{Bot, copy_of_small_faq};

/// Who writes: a person, and two admins.
const ANN: i64 = 41;
const BOB: i64 = 42;
const CAT: i64 = 43;

/// In the config: changed files wait for an admin.
const CONFIRM: &str = "reload = \"confirm\"\n";

/// Puts one text in the place of another in `faq.toml`.
fn edit(faq: &Path, from: &str, to: &str) {
    let file = faq.join("en/faq.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "no `{from}` in faq.toml");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

/// What Ann is told about how long it lasts.
fn answer(fake: &FakeTelegram) -> String {
    // What was said an hour ago at most is only pointed at.
    fake.ask(ANN, "/forget");
    fake.ask(ANN, "/start how-long")
}

fn snapshots(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn changed_files_wait_for_an_admin() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB, CAT], CONFIRM);
    bot.wait_for_log("this state of the FAQ is kept");
    assert!(answer(&fake).contains("four to six weeks"));

    // Both are asked, and nothing is used yet.
    edit(faq.path(), "four to six weeks", "four to seven weeks");
    for admin in [BOB, CAT] {
        let asked = fake.next(admin, 0);
        assert!(asked.starts_with("<b>The files have changed.</b>"), "{asked}");
        assert!(asked.contains("1 place differs"), "{asked}");
        assert!(asked.contains("1 entry changed: how-long"), "{asked}");
    }
    bot.wait_for_log("what the changed FAQ means for people: 1 place differs");
    assert!(answer(&fake).contains("four to six weeks"));
    let (old_apply, old_keep) = (fake.button(BOB, "Apply"), fake.button(BOB, "Keep old"));
    assert!(fake.ask(BOB, "/admin").contains("wait for you"));

    // Nobody else can press it.
    fake.press_and_wait(ANN, &old_apply);
    assert!(answer(&fake).contains("four to six weeks"));

    // A newer change takes its place.
    edit(faq.path(), "four to seven weeks", "five to seven weeks");
    let asked = fake.next(CAT, 1);
    assert!(asked.contains("1 entry changed: how-long"), "{asked}");
    fake.wait_for("question", |fake| fake.sent_to(BOB).len() == 3);
    let (apply, keep) = (fake.button(BOB, "Apply"), fake.button(CAT, "Keep old"));
    for old in [&old_apply, &old_keep] {
        assert!(fake.press_and_wait(BOB, old).contains("of an older change"));
    }
    assert!(answer(&fake).contains("four to six weeks"));

    // The first of two admins decides, and the other one is told.
    let said = fake.press_and_wait(CAT, &keep);
    assert!(said.contains("go on with the old files"), "{said}");
    let said = fake.press_and_wait(BOB, &apply);
    assert!(said.contains("decided before you to keep the old files"), "{said}");
    assert!(answer(&fake).contains("four to six weeks"));
    assert!(fake.ask(BOB, "/admin").contains("an admin keeps the old ones"));

    // Asked again, only who asks is shown it, and applies it.
    let of_cat = fake.sent_to(CAT).len();
    let asked = fake.ask(BOB, "/reload");
    assert!(asked.contains("1 entry changed: how-long"), "{asked}");
    let apply = fake.button(BOB, "Apply");
    assert!(fake.press_and_wait(BOB, &apply).contains("answer from the new files now"));
    assert!(answer(&fake).contains("five to seven weeks"));
    assert_eq!(fake.sent_to(CAT).len(), of_cat);
    assert!(fake.press_and_wait(CAT, &apply).contains("an admin applied them before you"));
    bot.wait_for_log("asked=\"confirmed\"");
    fake.wait_for("snapshot", |_| snapshots(&faq.snapshots()).len() == 2);

    // What has a mistake is told, and nobody is asked; what says the same needs no asking.
    edit(faq.path(), "question = ", "qestion = ");
    let told = fake.next(CAT, of_cat + 1);
    assert!(told.contains("not taken") && told.contains("qestion"), "{told}");
    bot.forget_log();
    edit(faq.path(), "qestion = ", "question = ");
    bot.wait_for_log("FAQ reloaded");
    assert!(fake.ask(BOB, "/reload").contains("say the same as before"));
    edit(faq.path(), "[[entry]]", "# A remark.\n[[entry]]");
    assert!(fake.ask(BOB, "/reload").contains("say the same as before"));
    bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
}

#[test]
fn that_no_admin_could_be_asked_is_logged() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    fake.never_started(BOB);
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB], CONFIRM);
    bot.wait_for_log("this admin of the config has no chat with the bot");
    assert!(bot.stderr().contains(&format!("admin={BOB}")), "{}", bot.stderr());
    edit(faq.path(), "four to six weeks", "four to seven weeks");
    bot.wait_for_log("no admin could be asked about the changed FAQ");
    bot.stop();
}

#[test]
fn a_reload_is_answered_at_once_and_what_it_changes_follows() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB, CAT], "");
    bot.wait_until_signed_in();
    // Seen by the bot itself: it is in the log.
    edit(faq.path(), "four to six weeks", "four to seven weeks");
    bot.wait_for_log("what the changed FAQ means for people: 1 place differs");
    assert!(fake.sent_to(BOB).is_empty());
    // Asked for in the chat: the admin is told, and no other one.
    bot.signal(nix::sys::signal::Signal::SIGSTOP);
    edit(faq.path(), "four to seven weeks", "five to seven weeks");
    fake.type_text(BOB, "/reload");
    bot.signal(nix::sys::signal::Signal::SIGCONT);
    let done = fake.next(BOB, 0);
    assert!(done.contains("answer from the new files now"), "{done}");
    if done.contains("follows in a moment") {
        let told = fake.next(BOB, 1);
        assert!(told.contains("1 entry changed: how-long"), "{told}");
    }
    assert!(fake.sent_to(CAT).is_empty());
    bot.stop();
}

#[test]
fn an_earlier_state_is_shown_and_brought_back() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB], "");
    bot.wait_for_log("this state of the FAQ is kept");
    // Names are of whole seconds.
    std::thread::sleep(Duration::from_millis(1_100));
    bot.forget_log();
    edit(faq.path(), "four to six weeks", "four to seven weeks");
    fs::write(faq.path().join("en/phrasings/new.txt"), "").unwrap();
    fs::remove_file(faq.path().join("en/phrasings/new.txt")).unwrap();
    bot.wait_for_log("this state of the FAQ is kept");
    assert!(answer(&fake).contains("four to seven weeks"));

    let list = fake.ask(BOB, "/snapshots");
    assert!(list.contains("Earlier states"), "{list}");
    let shown = fake.buttons(BOB);
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown[0].0.ends_with("UTC (as now)") && shown[1].0.ends_with("UTC"), "{shown:?}");

    // Shown first, left alone by one button, brought back by the other.
    let old = shown[1].1.clone();
    let would = fake.press_and_wait(BOB, &old);
    assert!(would.contains("1 entry changed: how-long"), "{would}");
    let (bring_back, cancel) = (fake.button(BOB, "Bring back"), fake.button(BOB, "Cancel"));
    assert!(fake.press_and_wait(BOB, &cancel).contains("stay as they are"));
    // Nobody else can press it.
    for data in [&bring_back, &old] {
        let said = fake.press_and_wait(ANN, data);
        assert!(!said.contains("how-long") && !said.contains("files"), "{said}");
    }
    let file = faq.path().join("en/faq.toml");
    assert!(fs::read_to_string(&file).unwrap().contains("four to seven weeks"));
    let before = fake.sent_to(BOB).len();
    let back = fake.press_and_wait(BOB, &bring_back);
    assert!(back.contains("are back (written: 1)"), "{back}");
    assert!(fake.next(BOB, before + 1).contains("answer from the new files now"));
    assert!(fs::read_to_string(&file).unwrap().contains("four to six weeks"));
    assert!(answer(&fake).contains("four to six weeks"));

    // A state that went is told, and so is one that nobody could be answered from.
    let said = fake.press_and_wait(BOB, "admin:snapshots show 2001-01-01T000000Z");
    assert!(said.contains("not kept any more"), "{said}");
    let said = fake.press_and_wait(BOB, "admin:snapshots restore ../faq");
    assert!(said.contains("Nothing was brought back") && said.contains("../faq"), "{said}");
    let name = snapshots(&faq.snapshots()).remove(0);
    fs::write(faq.snapshots().join(&name).join("en/faq.toml"), "broken").unwrap();
    let said = fake.press_and_wait(BOB, &format!("admin:snapshots show {name}"));
    assert!(said.contains("Nobody could be answered from that state"), "{said}");
    let said = fake.press_and_wait(BOB, &format!("admin:snapshots restore {name}"));
    assert!(said.contains("Nothing was brought back"), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("four to six weeks"));
    bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
}

#[test]
fn of_the_built_in_files_nothing_is_kept_and_nothing_written() {
    let fake = FakeTelegram::start();
    let here = tempfile::tempdir().unwrap();
    let config = format!("[telegram]\nadmins = [{BOB}]\n");
    let bot = Bot::spawn(TOKEN, fake.url(), &config, |command| {
        command.current_dir(here.path()).env_remove("SCIATICA_BOT_FAQ");
    });
    assert!(fake.ask(BOB, "/snapshots").contains("built into the program"));
    let said = fake.press_and_wait(BOB, "admin:snapshots restore 2026-11-30T210630Z");
    assert!(said.contains("built into the program"), "{said}");
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 0);
    bot.stop();
}

#[test]
fn where_no_state_can_be_kept_it_is_logged_once_and_the_bot_answers() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    // A file stands where the folder of the states would be.
    fs::write(faq.snapshots(), "in the way").unwrap();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB], "");
    bot.wait_for_log("states of the FAQ cannot be kept");
    edit(faq.path(), "four to six weeks", "four to seven weeks");
    bot.wait_for_log("FAQ reloaded");
    assert!(answer(&fake).contains("four to seven weeks"));
    assert!(fake.ask(BOB, "/reload").contains("say the same as before"));
    assert_eq!(bot.stderr().matches("states of the FAQ cannot be kept").count(), 1);
    bot.stop();
}
