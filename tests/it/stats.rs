//! What is counted in a conversation, and how the counts are read.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use sciatica_bot::conversation::{Effect, Event, Press, QuizEffect, Session, Turn, respond};
use sciatica_bot::storage::{Counted, Day, Settings, Store};
use serde_json::Value;

use super::support::shipped::ASSISTANT;

/// A chat, and what was noted in it.
#[derive(Default)]
struct Chat {
    session: Session,
    last: Option<Turn>,
    effects: Vec<Effect>,
}

impl Chat {
    fn happen(&mut self, event: Event) {
        let turn = respond(&ASSISTANT, std::mem::take(&mut self.session), event, 0);
        self.session = turn.session.clone();
        self.effects.extend(turn.effects.iter().cloned());
        self.last = Some(turn);
    }

    fn say(&mut self, text: &str) {
        self.happen(Event::Text(text.to_owned()));
    }

    /// Presses the first button of the last replies whose label has `part`.
    fn press(&mut self, part: &str) {
        let replies = &self.last.as_ref().unwrap().replies;
        let mut buttons = replies.iter().flat_map(|reply| reply.buttons.iter().flatten());
        let button = buttons.find(|button| button.label.contains(part)).unwrap_or_else(|| {
            panic!("no button {part}");
        });
        let Press::Data(data) = button.press.clone() else { panic!("a link") };
        self.happen(Event::Pressed(data));
    }

    fn quiz(&self) -> Vec<String> {
        let effects = self.effects.iter().filter_map(|effect| match effect {
            Effect::Quiz(QuizEffect::Started) => Some("started".to_owned()),
            Effect::Quiz(QuizEffect::Reached(screen)) => Some(format!("> {screen}")),
            Effect::Quiz(QuizEffect::Passed(screen)) => Some(format!("< {screen}")),
            Effect::Quiz(QuizEffect::Finished) => Some("finished".to_owned()),
            _ => None,
        });
        effects.collect()
    }
}

#[test]
fn each_question_of_the_check_is_reached_and_passed_once_wherever_it_is_left() {
    let mut chat = Chat::default();
    chat.say("/quiz");
    chat.press("No, none");
    // Why it is asked, something in between, and back: none of it leaves a question twice.
    chat.press("Why");
    chat.say("how long does it last?");
    chat.press("Back");
    let screens: Vec<&str> =
        ASSISTANT.quiz().unwrap().file().screen.iter().map(|s| s.key.as_str()).collect();
    let (first, second) = (screens[0], screens[1]);
    let [reached_1, passed_1, reached_2, passed_2] =
        [format!("> {first}"), format!("< {first}"), format!("> {second}"), format!("< {second}")];
    assert_eq!(chat.quiz(), ["started", &reached_1, &passed_1, &reached_2, &passed_2, &reached_1]);
}

#[test]
fn a_check_that_is_stopped_or_ends_in_an_emergency_says_so() {
    let mut chat = Chat::default();
    chat.say("/quiz");
    chat.press("No thanks");
    let first = &ASSISTANT.quiz().unwrap().file().screen[0];
    assert_eq!(chat.quiz(), ["started".to_owned(), format!("> {}", first.key)]);

    let mut chat = Chat::default();
    chat.say("/quiz");
    let sign = first.option.iter().find(|option| option.at_least.is_some()).unwrap();
    chat.press(&sign.label);
    if first.several {
        chat.press("Done");
    }
    assert_eq!(chat.quiz().last().map(String::as_str), Some("finished"));
}

#[test]
fn what_is_tapped_under_a_choice_and_a_card_is_noted() {
    let mut chat = Chat::default();
    chat.say("i cannot feel my private parts and cannot pee");
    chat.press("None of these");
    let denied = chat
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::CardDenied(card) if card == "spine"));
    assert!(denied, "{:?}", chat.effects);

    let offered = sciatica_bot::eval::from_tests(&super::support::shipped::KNOWLEDGE.tests);
    let understanding = ASSISTANT.understanding();
    let unsure = offered.iter().find(|question| {
        let understood = understanding.understand(&question.text, None);
        understood.finding().is_none()
            && matches!(understood.matched.decision, sciatica_bot::matching::Decision::Choose(_))
    });
    let unsure = &unsure.expect("a test question is asked back").text;
    let mut chat = Chat::default();
    chat.say(unsure);
    chat.press("None of these");
    assert!(chat.effects.contains(&Effect::Chosen(None)), "{unsure}: {:?}", chat.effects);
    let mut chat = Chat::default();
    chat.say(unsure);
    chat.press("");
    assert!(
        chat.effects.iter().any(|effect| matches!(effect, Effect::Chosen(Some(_)))),
        "{:?}",
        chat.effects
    );
    // A button under an answer is no choice.
    let mut chat = Chat::default();
    chat.say("/start how-long");
    chat.press("?");
    assert!(
        !chat.effects.iter().any(|effect| matches!(effect, Effect::Chosen(_))),
        "{:?}",
        chat.effects
    );
}

fn bot(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.current_dir(dir).env_remove("SCIATICA_BOT_FAQ").arg("-q").args(arguments);
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder with a config and a database in which something was counted today and yesterday.
async fn counted() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("counts.db").display());
    std::fs::write(dir.path().join("config.toml"), format!("[storage]\nurl = \"{url}\"\n"))
        .unwrap();
    let settings = Settings { url: Some(url), key_file: None };
    assert_eq!(settings.missing_file(), Some(dir.path().join("counts.db")));
    let store = Store::open(&settings).await.unwrap();
    assert_eq!(settings.missing_file(), None);
    let today = Day::of(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs());
    for (day, kind, id, times) in [
        (today, Counted::Decision, "answer", 3),
        (today, Counted::Decision, "none", 1),
        (today.before(1), Counted::Shown, "how-long", 2),
        (today.before(40), Counted::Shown, "walking", 7),
    ] {
        for _ in 0..times {
            store.count(day, kind, id);
        }
    }
    store.close().await;
    dir
}

#[tokio::test]
async fn counts_are_printed_as_a_table_as_json_as_lines_and_as_a_page() {
    let dir = counted().await;
    let table = stdout(&bot(dir.path(), &["stats"]));
    assert!(table.contains("questions typed: 4\n"), "{table}");
    assert!(table.contains("  answered                              3   75 %\n"), "{table}");
    assert!(table.contains("  how-long                            2"), "{table}");
    assert!(!table.contains("walking"), "{table}");
    let json: Value =
        serde_json::from_str(&stdout(&bot(dir.path(), &["stats", "--json", "--days", "60"])))
            .unwrap();
    assert_eq!(json["entries"][0]["entry"], "walking");
    assert_eq!(json["asked"], 4);
    let lines = stdout(&bot(dir.path(), &["stats", "--csv"]));
    assert_eq!(lines.lines().count(), 1 + 3, "{lines}");
    let page = stdout(&bot(dir.path(), &["report"]));
    assert!(page.contains("How long does sciatica last?"), "the question of the entry");
    assert!(
        page.matches("<svg role=\"img\"").count() == 2,
        "days and answers; no check was opened"
    );
    assert!(page.contains("href=\"data:text/csv;base64,"));
    assert!(!page.contains("<script"));
}

#[test]
fn counts_that_are_not_kept_are_told_with_the_mend() {
    let dir = tempfile::tempdir().unwrap();
    let told = |arguments: &[&str]| {
        let output = bot(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(told(&["stats"]).contains("the config names no database"));
    let config = "[storage]\nurl = \"sqlite://counts.db\"\n";
    std::fs::write(dir.path().join("config.toml"), config).unwrap();
    for command in ["stats", "report"] {
        let told = told(&[command]);
        assert!(told.contains("there is no database") && told.contains("counts.db"), "{told}");
    }
    assert!(!dir.path().join("counts.db").exists(), "looking makes no database");
}
