//! What an editor does, from a mistake to taking a phrasing back, while people go on asking: the real
//! program on Telegram, its folder and its database.

use std::fs;
use std::process::Command;

use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::program::{Bot, copy_folder, copy_of_small_faq};

/// Somebody who asks all the time, somebody whose question nothing answers, and the editor.
const ANN: i64 = 41;
const EVE: i64 = 43;
const BOB: i64 = 42;

/// Asked before and after an edit.
const ASKED: &str = "will a flumpelbed help";

/// What nothing answers.
const UNKNOWN: &str = "can i keep bees with this";

#[test]
fn an_editor_breaks_mends_teaches_and_takes_back_while_people_ask() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let dir = tempfile::tempdir().unwrap();
    let config = format!(
        "[telegram]\nadmins = [{BOB}]\n[storage]\nurl = \"sqlite://{}\"\n",
        dir.path().join("bot.db").display()
    );
    let bot = Bot::start_on(&fake, TOKEN, &config, faq.path());
    bot.wait_until_signed_in();
    // What a reload makes worse is told to the admins, whenever that was found out.
    fake.pass_over("What the new files change");
    let program = bot.id();
    let mut asked = 0;
    // Sent and not waited for: it is answered whatever happens to the files meanwhile.
    let mut ann_asks = || {
        fake.type_text(ANN, "/topics");
        asked += 1;
    };
    let diff = |old: &std::path::Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
            .args(["-q", "diff"])
            .args([old, faq.path()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    ann_asks();

    // A mistake: the editor gets its place, and people the last good answers.
    let file = faq.path().join("en/faq.toml");
    let good = fs::read_to_string(&file).unwrap();
    let line = 1 + good.lines().position(|line| line.starts_with("question = ")).unwrap();
    fs::write(&file, good.replacen("question = ", "qestion = ", 1)).unwrap();
    let told = fake.next(BOB, 0);
    assert!(told.contains("were not taken"), "{told}");
    assert!(told.contains(&format!("en/faq.toml:{line}:1")), "{told}");
    assert!(told.contains("did you mean `question`?"), "{told}");
    ann_asks();
    assert!(fake.ask(BOB, "/admin").contains(&format!("en/faq.toml:{line}:1")));

    // Mended, and a phrasing more. The diff says what that changes, then people are answered so.
    let before = fake.ask(EVE, ASKED);
    assert!(!before.contains("position that calms your leg"), "{before}");
    let old = tempfile::tempdir().unwrap();
    fs::write(&file, &good).unwrap();
    bot.wait_for_log("FAQ reloaded");
    copy_folder(faq.path(), old.path());
    ann_asks();
    bot.forget_log();
    let list = faq.path().join("en/phrasings/sleep.txt");
    let phrasings = fs::read_to_string(&list).unwrap();
    let taught = format!("{phrasings}{ASKED}\nis a flumpelbed good\n");
    fs::write(&list, &taught).unwrap();
    let changes = diff(old.path());
    assert!(changes.contains("sleep, phrasings: 2 new"), "{changes}");
    assert!(changes.contains(&format!("+ {ASKED}")), "{changes}");
    assert!(changes.contains("answered") && changes.contains("→ sleep"), "{changes}");
    bot.wait_for_log("FAQ reloaded");
    ann_asks();
    bot.wait_for_log("what the changed FAQ means for people: ");
    let after = fake.ask(EVE, ASKED);
    assert!(after.contains("position that calms your leg"), "{after}");
    assert_eq!(bot.id(), program);

    // Nothing answers this: its writer agrees, and it reaches the inbox.
    let mut said = fake.ask(EVE, UNKNOWN);
    if said.contains("Did you mean") {
        said = fake.press_and_wait(EVE, "n");
    }
    assert!(said.contains("do not have"), "{said}");
    let thanks = fake.press_and_wait(EVE, &fake.button(EVE, "Send it to the editors"));
    assert!(thanks.contains("Thank you") && thanks.contains("keep bees"), "{thanks}");

    // The editor makes it a line of an entry's file.
    assert!(fake.ask(BOB, "/inbox").contains("Groups: 1."));
    let group = fake.buttons(BOB)[0].1.clone();
    assert!(fake.press_and_wait(BOB, &group).contains(UNKNOWN));
    let add = fake.button(BOB, "Add to");
    let entry = add.rsplit(' ').next().unwrap().to_owned();
    let list = faq.path().join(format!("en/phrasings/{entry}.txt"));
    let before = fs::read_to_string(&list).unwrap();
    let shown = fake.press_and_wait(BOB, &add);
    assert!(shown.contains(&format!("+{UNKNOWN}")), "{shown}");
    assert_eq!(fs::read_to_string(&list).unwrap(), before);
    bot.forget_log();
    assert!(fake.press_and_wait(BOB, &fake.button(BOB, "Write it")).contains("Done"));
    assert!(fs::read_to_string(&list).unwrap().ends_with(&format!("\n{UNKNOWN}\n")));
    ann_asks();
    let undo = fake.button(BOB, "Take it back");
    bot.wait_for_log("FAQ reloaded");
    assert!(fake.ask(BOB, "/inbox").contains("inbox is empty"));

    // And takes it back.
    bot.forget_log();
    assert!(fake.press_and_wait(BOB, &undo).contains("Taken back"));
    assert_eq!(fs::read_to_string(&list).unwrap(), before);
    assert!(fake.ask(BOB, "/inbox").contains("Groups: 1."));
    ann_asks();
    bot.wait_for_log("FAQ reloaded");

    // Nobody was restarted, and no question was lost, nor answered twice.
    ann_asks();
    fake.wait_for("answers", |fake| fake.sent_to(ANN).len() >= asked && fake.unconfirmed() == 0);
    assert_eq!(fake.sent_to(ANN).len(), asked);
    assert_eq!(bot.id(), program);
    bot.stop();
    assert_eq!(fake.refused(), Vec::<String>::new());
}
