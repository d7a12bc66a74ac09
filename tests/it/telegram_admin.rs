//! What admins may do in their private chats, and that nobody else sees any of it.

use sciatica_bot::knowledge::faq::Status;
use serde_json::Value;

use crate::support::fake_telegram::{FakeTelegram, Fault};
use crate::support::program::{Bot, copy_of_small_faq};
use crate::support::shipped::KNOWLEDGE;

/// Who writes, and where.
const ANN: i64 = 41;
const BOB: i64 = 42;
const GROUP: i64 = -77;

/// All commands of admins.
const COMMANDS: [&str; 8] = [
    "/admin",
    "/reload",
    "/explain can i run",
    "/preview waterbeds",
    "/drafts",
    "/inbox",
    "/stats",
    "/snapshots",
];

/// The newest answer in a chat, once there are `times`.
fn answer(fake: &FakeTelegram, chat: i64, times: usize) -> String {
    fake.wait_for("an answer", |fake| fake.sent_to(chat).len() >= times);
    fake.sent_to(chat).pop().unwrap()
}

#[test]
fn an_admin_sees_how_the_files_stand_and_a_stranger_nothing() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let file = faq.path().join("en/faq.toml");
    let draft = "\n[[entry]]\nid = \"waterbeds\"\ntopic = \"self-care\"\nquestion = \"Is a water bed good for it?\"\nphrasings = [\"water bed\"]\nanswer = \"Nobody has looked.\"\nstatus = \"draft\"\n";
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text + draft).unwrap();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB], "");

    fake.type_text(BOB, "/admin");
    let overview = answer(&fake, BOB, 1);
    let drafts = KNOWLEDGE.faq.entry.iter().filter(|entry| entry.status == Status::Draft).count();
    assert!(overview.contains(&format!("{} drafts", drafts + 1)), "{overview}");
    assert!(overview.contains(faq.path().to_str().unwrap()), "{overview}");
    let asked = fake.calls("sendmessage").pop().unwrap();
    assert!(asked.body.to_string().contains("admin:drafts"), "{}", asked.body);

    fake.type_text(BOB, "/drafts");
    answer(&fake, BOB, 2);
    fake.type_text(BOB, "/preview waterbeds");
    assert!(answer(&fake, BOB, 3).contains("Nobody has looked."));
    fake.type_text(BOB, "/preview wombat");
    assert!(answer(&fake, BOB, 4).contains("no entry with the id wombat"));
    fake.type_text(BOB, "/explain how long does sciatica last");
    assert!(answer(&fake, BOB, 5).contains("how-long"));

    let of_bob = fake.sent_to(BOB).len();
    for command in COMMANDS {
        let said = fake.ask(ANN, command);
        assert!(said.contains("do not know the command"), "{command}: {said}");
    }
    // What an admin sees is for their private chat: in a group they are like anybody.
    for (nth, command) in COMMANDS.iter().enumerate() {
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        fake.type_in_group(GROUP, BOB, &format!("{name}@leg_bot {rest}"));
        let said = answer(&fake, GROUP, nth + 1);
        assert!(said.contains("do not know the command"), "{command}: {said}");
    }
    // The buttons of an admin are old ones for everybody else.
    for data in ["admin:reload", "admin:stats", "admin:snapshots", "admin:changes apply 00000000"] {
        let said = fake.press_and_wait(ANN, data);
        for never in ["files", "questions typed", "entries"] {
            assert!(!said.contains(never), "{data}: {said}");
        }
    }
    assert_eq!(fake.sent_to(BOB).len(), of_bob);
    assert!(fake.calls("sendphoto").is_empty());
    assert!(!fake.sent_to(ANN).iter().any(|said| said.contains("Nobody has looked.")));

    // The menu of admins is set for their chat alone.
    let menus: Vec<Value> = fake.calls("setmycommands").into_iter().map(|call| call.body).collect();
    let with_admin = |menu: &&Value| menu.to_string().contains("/preview walking");
    let scopes: Vec<String> =
        menus.iter().filter(with_admin).map(|menu| menu["scope"].to_string()).collect();
    assert_eq!(scopes.len(), 1, "{scopes:?}");
    assert!(scopes[0].contains(&BOB.to_string()), "{scopes:?}");
    bot.stop();
}

#[test]
fn the_counts_come_with_a_chart_and_without_it_where_it_is_refused() {
    let fake = FakeTelegram::start();
    let faq = copy_of_small_faq();
    let bot = Bot::start_for_admins(&fake, faq.path(), &[BOB], "");
    fake.ask(ANN, "how long does sciatica last");
    let table = fake.ask(BOB, "/stats");
    assert!(table.contains("questions typed: 1"), "{table}");
    let uploads = fake.uploads();
    assert_eq!(uploads.len(), 1);
    assert_eq!((uploads[0].field.as_str(), uploads[0].name.as_str()), ("photo", "questions.png"));
    assert!(uploads[0].bytes.starts_with(b"\x89PNG"));
    let photo = &fake.calls("sendphoto")[0];
    assert_eq!(photo.body["chat_id"], BOB);

    fake.fail_next("sendphoto", Fault::NoPictures);
    let table = fake.ask(BOB, "/stats");
    assert!(table.contains("questions typed: 1"), "{table}");
    assert_eq!(fake.uploads().len(), 1);
    bot.stop();
}
