//! The editors' inbox, from a question on Telegram to a line in a file: the real program, the real
//! database, and the commands of an editor.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::program::{Bot, TestFaq, copy_of_small_faq};

const ANN: i64 = 1_000_001;
const BOB: i64 = 1_000_002;
const CAT: i64 = 1_000_004;
const GROUP: i64 = -1_000_003;

/// A question that the FAQ does not answer, with what may tell who asked it.
const ASKED: &str =
    "can i keep bees with this, my name is john smith, call 07700900123 or https://example.org";

/// After a reload that makes something worse the admins are told, whenever that was found out.
const TOLD: &str = "What the new files change";

/// A bot with a database, and the folder of its FAQ.
struct Setup {
    fake: FakeTelegram,
    faq: TestFaq,
    dir: TempDir,
}

impl Setup {
    fn new() -> Self {
        let setup = Self {
            fake: FakeTelegram::start(),
            faq: copy_of_small_faq(),
            dir: tempfile::tempdir().unwrap(),
        };
        std::fs::write(setup.config_file(), setup.config()).unwrap();
        setup
    }

    fn config(&self) -> String {
        format!("[storage]\nurl = \"sqlite://{}\"\n", self.dir.path().join("bot.db").display())
    }

    fn config_file(&self) -> PathBuf {
        self.dir.path().join("config.toml")
    }

    fn start(&self) -> Bot {
        let bot = Bot::start_on(&self.fake, TOKEN, &self.config(), self.faq.path());
        bot.wait_until_signed_in();
        bot
    }

    /// Types a text, and gives the text of what is sent next, and its buttons by label.
    fn ask(&self, chat: i64, text: &str) -> (String, Vec<(String, String)>) {
        (self.fake.ask(chat, text), self.fake.buttons(chat))
    }

    /// Types a question that has no answer; "None of these" is tapped where something is offered
    /// instead. What is said then, and the button that sends it to the editors.
    fn ask_in_vain(&self, chat: i64, text: &str) -> (String, String) {
        let (mut said, mut shown) = self.ask(chat, text);
        if said.contains("Did you mean") {
            (said, shown) = self.press(chat, "n");
        }
        let data = offer(&shown).unwrap_or_else(|| panic!("no offer: {text}: {said} {shown:?}"));
        (said, data)
    }

    fn press(&self, chat: i64, data: &str) -> (String, Vec<(String, String)>) {
        (self.fake.press_and_wait(chat, data), self.fake.buttons(chat))
    }

    fn inbox(&self, arguments: &[&str]) -> Output {
        self.inbox_of(self.faq.path(), arguments)
    }

    fn inbox_of(&self, faq: &Path, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
            .arg("inbox")
            .args(arguments)
            .arg("--faq")
            .arg(faq)
            .arg("--config")
            .arg(self.config_file())
            .output()
            .unwrap()
    }

    fn told(&self, arguments: &[&str]) -> String {
        let output = self.inbox(arguments);
        let told = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {told}{errors}");
        told
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.inbox(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.faq.path().join(name)).unwrap()
    }
}

fn offer(buttons: &[(String, String)]) -> Option<String> {
    buttons.iter().find(|(label, _)| label.contains("to the editors")).map(|(_, data)| data.clone())
}

#[test]
fn a_question_becomes_a_line_and_is_answered_and_the_line_goes_again() {
    let setup = Setup::new();
    let bot = setup.start();
    assert_eq!(setup.told(&[]), "the inbox is empty\n");
    let (said, data) = setup.ask_in_vain(ANN, ASKED);
    assert!(said.contains("do not have an answer"), "{said}");
    // Until the tap nothing of it is on the disk.
    let on_disk = || {
        ["bot.db", "bot.db-wal"].iter().any(|name| {
            let bytes = std::fs::read(setup.dir.path().join(name)).unwrap_or_default();
            bytes.windows(4).any(|window| window == b"bees")
        })
    };
    assert!(!on_disk());
    let (said, _) = setup.press(ANN, &data);
    assert!(said.contains("Thank you") && said.contains("keep bees"), "{said}");
    assert!(!said.contains("john") && !said.contains("07700900123"), "{said}");
    assert!(on_disk());
    // Not a double tap: the button of another message.
    let before = setup.fake.sent_to(ANN).len();
    setup.fake.press(ANN, 2, &data);
    let said = setup.fake.next(ANN, before);
    assert!(said.contains("do not have that question any more"), "{said}");

    let (said, data) = setup.ask_in_vain(BOB, "is it ok to keep bees with this");
    assert!(said.contains("do not have that answer"), "{said}");
    setup.press(BOB, &data);
    let list = setup.told(&[]);
    assert!(list.starts_with("1  [") && list.contains("2 times, "), "{list}");
    assert!(list.contains("nearest "), "{list}");
    for never in ["john", "smith", "07700900123", "example.org"] {
        assert!(!list.contains(never), "{list}");
    }

    let file = "en/phrasings/daily-life.txt";
    let before = setup.file(file);
    let shown = setup.told(&["add", "1", "daily-life"]);
    assert!(shown.contains("+++ b/en/phrasings/daily-life.txt"), "{shown}");
    let added: Vec<&str> =
        shown.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++")).collect();
    assert!(added.len() == 1 && added[0].ends_with("keep bees with this"), "{shown}");
    assert_eq!(setup.file(file), before, "it was only shown");
    setup.told(&["add", "1", "daily-life", "--all", "--yes"]);
    assert!(setup.file(file).contains("\nis it ok to keep bees with this\n"));
    assert_eq!(setup.told(&[]), "the inbox is empty\n");
    bot.wait_for_log("FAQ reloaded");
    let (said, shown) = setup.ask(BOB, "is it ok to keep bees with this");
    assert!(!said.contains("I do not have an answer"), "{said}");
    assert!(offer(&shown).is_none(), "it was answered");

    bot.forget_log();
    let shown = setup.told(&["undo"]);
    assert!(shown.contains("\n-can i keep bees with this"), "{shown}");
    assert_ne!(setup.file(file), before, "it was only shown");
    setup.told(&["undo", "--yes"]);
    assert_eq!(setup.file(file), before);
    assert!(setup.told(&[]).contains("2 times"), "the questions are back");
    bot.wait_for_log("FAQ reloaded");
    // Bob was answered just now, so that it could follow up on that.
    let (said, _) = setup.ask(ANN, ASKED);
    assert!(said.contains("I do not have an answer"), "{said}");
    assert!(setup.refused(&["undo"]).contains("no edit is known"));
    drop(bot);
    assert_eq!(setup.fake.refused(), Vec::<String>::new());
}

#[test]
fn without_an_inbox_and_in_groups_nothing_is_offered() {
    let fake = FakeTelegram::start();
    let bot = Bot::start(&fake);
    bot.wait_until_signed_in();
    fake.type_text(ANN, "can i keep bees");
    fake.wait_for("answer", |fake| !fake.sent_to(ANN).is_empty());
    assert!(!fake.calls("sendmessage")[0].body.to_string().contains("editors"));
    bot.stop();

    let setup = Setup::new();
    let bot = setup.start();
    let chat = serde_json::json!({"id": GROUP, "type": "supergroup", "title": "Backs"});
    let from = serde_json::json!({"id": ANN, "is_bot": false, "first_name": "Ann"});
    let message = serde_json::json!({
        "message_id": 7, "date": 1_700_000_000, "chat": chat, "from": from,
        "text": "@leg_bot what about bees",
        "entities": [{"type": "mention", "offset": 0, "length": 8}],
    });
    setup.fake.send_raw("message", message);
    setup.fake.wait_for("answer", |fake| !fake.sent_to(GROUP).is_empty());
    let body = setup.fake.calls("sendmessage").pop().unwrap().body.to_string();
    assert!(body.contains("I do not have an answer") && !body.contains("editors"), "{body}");
    bot.stop();
}

#[test]
fn what_would_be_wrong_is_refused_and_what_cannot_be_written_is_shown() {
    let setup = Setup::new();
    let bot = setup.start();
    let send = |text: &str| {
        let (_, data) = setup.ask_in_vain(ANN, text);
        setup.press(ANN, &data);
    };
    send("can i keep bees");
    send("should i tune my tuba");
    bot.stop();
    let list = setup.told(&[]);
    let code = |words: &str| {
        let at = list.find(words).unwrap();
        list[..at].rsplit('[').next().unwrap()[..8].to_owned()
    };
    let (bees, tuba) = (code("keep bees"), code("tuba"));

    let told = setup.refused(&["add", &bees, "daily-live", "--yes"]);
    assert!(told.contains("there is no entry `daily-live`"), "{told}");
    assert!(told.contains("did you mean `daily-life.txt`?"), "{told}");
    let told = setup.refused(&["add", &bees, "../../etc/passwd", "--yes"]);
    assert!(told.contains("can be the id of no entry"), "{told}");
    let told = setup.refused(&["draft", &bees, "how-long", "--yes"]);
    assert!(told.contains("how-long"), "{told}");
    assert!(setup.refused(&["add", "9", "how-long"]).contains("no group 9"));

    let before = setup.file("en/faq.toml");
    setup.told(&["draft", &bees, "beekeeping", "--yes"]);
    let after = setup.file("en/faq.toml");
    assert!(after.starts_with(&before) && after.contains("\nid = \"beekeeping\"\n"));
    setup.told(&["out-of-scope", &tuba, "--yes"]);
    assert!(setup.file("en/out_of_scope.txt").ends_with("should i tune my tuba\n"));
    // Later edits of the file stay when an earlier one is taken back.
    setup.told(&["undo", "--yes"]);
    let longer = after.replace("[sources.owner]", "# a remark\n[sources.owner]");
    std::fs::write(setup.faq.path().join("en/faq.toml"), &longer).unwrap();
    setup.told(&["undo", "--yes"]);
    assert_eq!(
        setup.file("en/faq.toml"),
        before.replace("[sources.owner]", "# a remark\n[sources.owner]")
    );
    std::fs::write(setup.faq.path().join("en/faq.toml"), &before).unwrap();

    setup.told(&["drop", &tuba, "--yes"]);
    assert!(!setup.told(&[]).contains("tuba"));
    setup.told(&["undo", "--yes"]);
    assert!(setup.told(&[]).contains("tuba"));

    // What is older than the inbox keeps is forgotten at the next start, and may not be read by others.
    setup.told(&["drop", &tuba, "--yes"]);
    let notes = setup.faq.path().join(".edits.jsonl");
    let recorded = std::fs::read_to_string(&notes).unwrap();
    assert!(recorded.contains("tuba"), "{recorded}");
    let day = recorded.split("\"day\":\"").nth(1).unwrap()[..10].to_owned();
    setup.told(&["undo", "--yes"]);
    std::fs::write(&notes, recorded.replace(&day, "2025-01-01")).unwrap();
    let bot = setup.start();
    setup.fake.wait_for("the old question to be forgotten", |_| !notes.exists());
    bot.stop();

    // A database that is not there is not made by looking.
    let elsewhere = setup.dir.path().join("other.toml");
    let none = setup.dir.path().join("none.db");
    std::fs::write(&elsewhere, format!("[storage]\nurl = \"sqlite://{}\"\n", none.display()))
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
        .args(["inbox", "--config"])
        .arg(&elsewhere)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!none.exists());

    // The built-in FAQ is never written to: the patch is shown.
    let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
        .args(["inbox", "add", &bees, "daily-life", "--yes", "--config"])
        .arg(setup.config_file())
        .current_dir(setup.dir.path())
        .env_remove("SCIATICA_BOT_FAQ")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (told, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("+can i keep bees"), "{told}{errors}");
    assert!(errors.contains("built into the program"), "{errors}");
    assert!(setup.told(&[]).contains("keep bees"), "it stays in the inbox");
}

#[test]
fn without_a_database_the_command_says_so() {
    let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
        .args(["inbox", "--config", "/dev/null"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("names no database"), "{told}");
}

#[test]
fn an_admin_deals_with_the_inbox_in_the_chat_and_nobody_else_does() {
    let setup = Setup::new();
    let config = format!("{}[telegram]\nadmins = [{BOB}]\n", setup.config());
    let bot = Bot::start_on(&setup.fake, TOKEN, &config, setup.faq.path());
    bot.wait_until_signed_in();
    setup.fake.pass_over(TOLD);
    let (_, data) = setup.ask_in_vain(ANN, ASKED);
    setup.press(ANN, &data);

    let (said, groups) = setup.ask(BOB, "/inbox");
    assert!(said.contains("Groups: 1."), "{said}");
    let (said, shown) = setup.press(BOB, &groups[0].1);
    assert!(said.contains("keep bees") && !said.contains("john"), "{said}");
    let button = |shown: &[(String, String)], label: &str| {
        let found = shown.iter().find(|(text, _)| text.starts_with(label));
        found.unwrap_or_else(|| panic!("no {label}: {shown:?}")).1.clone()
    };
    let add = button(&shown, "Add to");
    let entry = add.rsplit(' ').next().unwrap().to_owned();
    let list = format!("en/phrasings/{entry}.txt");
    let before = setup.file(&list);

    // Shown first, written by a second tap, and taken back by a third.
    let (said, shown) = setup.press(BOB, &add);
    assert!(said.contains("+can i keep bees with this"), "{said}");
    assert_eq!(setup.file(&list), before, "shown, not written");
    let (said, shown) = setup.press(BOB, &button(&shown, "Write it"));
    assert!(said.contains("Done"), "{said}");
    assert!(setup.file(&list).contains("\ncan i keep bees with this\n"), "{}", setup.file(&list));
    assert_eq!(setup.told(&[]), "the inbox is empty\n");
    let (said, _) = setup.press(BOB, &button(&shown, "Take it back"));
    assert!(said.contains("Taken back"), "{said}");
    assert_eq!(setup.file(&list), before);
    assert!(setup.told(&[]).contains("keep bees"));

    // A new entry is begun with it, and what is dropped comes back as well.
    let group = |label: &str| {
        let (_, groups) = setup.ask(BOB, "/inbox");
        let (_, shown) = setup.press(BOB, &groups[0].1);
        setup.press(BOB, &button(&shown, label))
    };
    let (said, shown) = group("New entry");
    assert!(said.contains("+[[entry]]") && said.contains("keep-bees"), "{said}");
    let (said, shown) = setup.press(BOB, &button(&shown, "Write it"));
    assert!(said.contains("Done"), "{said}");
    assert!(setup.file("en/faq.toml").contains("id = \"keep-bees\""));
    setup.press(BOB, &button(&shown, "Take it back"));
    assert!(!setup.file("en/faq.toml").contains("keep-bees"));

    // A like question that comes in after a group was shown is not dealt with unseen.
    let (_, groups) = setup.ask(BOB, "/inbox");
    let (_, before) = setup.press(BOB, &groups[0].1);
    let (_, data) = setup.ask_in_vain(CAT, "is it ok to keep bees with this");
    setup.press(CAT, &data);
    let (said, _) = setup.press(BOB, &button(&before, "Drop"));
    assert!(said.contains("How often: 2") && said.contains("is it ok to keep bees"), "{said}");
    assert!(setup.told(&[]).contains("2 times"));
    // The group is found by any of its questions.
    let (said, _) = setup.press(BOB, &groups[0].1);
    assert!(said.contains("How often: 2"), "{said}");

    let (said, shown) = group("Drop");
    assert!(said.contains("Done"), "{said}");
    assert_eq!(setup.told(&[]), "the inbox is empty\n");
    let (said, _) = setup.press(BOB, &button(&shown, "Take it back"));
    assert!(said.contains("Taken back"), "{said}");
    assert!(setup.told(&[]).contains("2 times"));

    // A button takes back what it was shown for, and nothing else, however often it is tapped.
    let (_, shown) = group("Out of scope");
    let (_, first) = setup.press(BOB, &button(&shown, "Write it"));
    let scope = setup.file("en/out_of_scope.txt");
    assert!(scope.ends_with("keep bees with this\n"));
    setup.told(&["undo", "--yes"]);
    let (_, shown) = group("Out of scope");
    let (_, second) = setup.press(BOB, &button(&shown, "Write it"));
    let (said, _) = setup.press(BOB, &button(&first, "Take it back"));
    assert!(said.contains("something else was done since"), "{said}");
    assert_eq!(setup.file("en/out_of_scope.txt"), scope);
    setup.press(BOB, &button(&second, "Take it back"));
    assert_ne!(setup.file("en/out_of_scope.txt"), scope);
    let (said, _) = setup.ask(BOB, "/stats");
    assert!(said.contains("questions typed"), "{said}");

    // The buttons of an admin are old ones for everybody else.
    for data in ["admin:inbox", &add, "admin:stats"] {
        let (said, _) = setup.press(ANN, data);
        assert!(!said.contains("bees") && !said.contains("Groups:"), "{data}: {said}");
    }
    bot.stop();
}
