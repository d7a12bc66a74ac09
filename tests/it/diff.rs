//! What an edit changes, told by the library and by `sciatica-bot diff`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sciatica_bot::changes::{Changes, Fares, Kind, Moved, Origin, Side};
use sciatica_bot::conversation::Understanding;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::Status;
use serde_json::Value;

use super::support::shipped::{KNOWLEDGE, UNDERSTANDING};

fn changes(edited: &Knowledge) -> Changes {
    let learnt = Understanding::new(edited);
    let old = Side { knowledge: &KNOWLEDGE, understanding: &UNDERSTANDING };
    Changes::between(old, Side { knowledge: edited, understanding: &learnt })
}

#[test]
fn the_same_folder_changes_nothing() {
    let same = Side { knowledge: &KNOWLEDGE, understanding: &UNDERSTANDING };
    let changes = Changes::between(same, same);
    assert_eq!(changes, Changes::default());
    assert_eq!(changes.verdict(), "Nothing differs.");
}

/// All rules but one taken out, and an entry made a draft: both are told by the messages that got
/// something else before.
#[test]
fn what_is_taken_out_is_told_by_the_messages_that_it_answered() {
    let mut edited = KNOWLEDGE.clone();
    let rules = &mut edited.safety.as_mut().unwrap().rule;
    let all = rules.len();
    rules.truncate(1);
    let entry = edited.faq.entry.iter_mut().find(|entry| entry.id == "vitamins").unwrap();
    entry.status = Status::Draft;
    entry.phrasings.pop();
    let changes = changes(&edited);
    let of_file = |file: &str| -> Vec<String> {
        let found = changes.differences.iter().filter(|found| found.file == file);
        found.map(|found| found.place.join(".")).collect()
    };
    assert_eq!(of_file("faq.toml"), ["entry.vitamins.phrasings", "entry.vitamins.status"]);
    assert_eq!(of_file("safety.toml").len(), all - 1);
    assert!(changes.asked > 20_000, "{}", changes.asked);

    let lost: Vec<&Moved> = changes.of_kind(Kind::SignLost).collect();
    let flag = lost.iter().find(|moved| moved.origin == Origin::Flag).expect("a flag is lost");
    assert_eq!(flag.before.sign.as_ref().map(|sign| &sign.rule), flag.about.as_ref());
    assert_eq!(flag.fares, Fares::Worse);
    assert!(changes.is_worse());
    assert!(changes.verdict().contains("taken more lightly"), "{}", changes.verdict());

    let own = changes.moved.iter().filter(|moved| moved.about.as_deref() == Some("vitamins"));
    let own: Vec<&Moved> = own.collect();
    assert!(own.len() > 20, "{} messages", own.len());
    // That they are not answered is what the editor asked for.
    assert!(own.iter().all(|moved| moved.fares == Fares::Neither));
    assert!(own.iter().all(|moved| !moved.after.answers.contains(&"vitamins".to_owned())));
}

/// What an editor sees of a small edit is what the edit does, and no noise of the training.
#[test]
fn a_phrasing_more_changes_fewer_than_one_message_in_a_thousand() {
    let mut edited = KNOWLEDGE.clone();
    let entry = edited.faq.entry.iter_mut().find(|entry| entry.id == "how-long").unwrap();
    entry.phrasings.push("how many months does a trapped nerve hang around".to_owned());
    let changes = changes(&edited);
    let moved = changes.moved.len();
    assert!(moved * 1_000 < changes.asked, "{moved} of {} messages", changes.asked);
}

const SMALL: &str = r#"
[[entry]]
id = "walking"
question = "Is walking good for me?"
answer = "Yes. Walk for six minutes, three times a day."
phrasings = ["can i walk", "is it ok to go for a walk", "walks with the dog", "how far to walk"]

[[entry]]
id = "sleep"
question = "How should I sleep?"
answer = "On your side, with a pillow between the knees."
phrasings = ["best sleeping position", "how to lie in bed", "which pillow at night", "cannot sleep"]
"#;

const TESTS: &str = r#"
[answer]
walking = ["may i walk again"]
"#;

fn git(dir: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn bot(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.current_dir(dir).env_remove("SCIATICA_BOT_FAQ").args(arguments);
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A repository with a folder `clinic/faq`, edited since its one commit.
fn edited_repository() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let english = dir.path().join("clinic/faq/en");
    fs::create_dir_all(&english).unwrap();
    fs::write(english.join("faq.toml"), SMALL).unwrap();
    fs::write(english.join("tests.toml"), TESTS).unwrap();
    git(dir.path(), &["init", "--quiet"]);
    git(dir.path(), &["add", "."]);
    git(dir.path(), &["commit", "--quiet", "--message", "first"]);
    let edited = SMALL.replace("six minutes", "ten minutes").replace("\"can i walk\", ", "")
        + "\n[[entry]]\nid = \"stairs\"\nquestion = \"Can I walk stairs?\"\nanswer = \"Yes.\"\n\
           phrasings = [\"may i walk again\", \"stairs up and down\"]\n";
    fs::write(english.join("faq.toml"), edited).unwrap();
    fs::write(english.join("tests.toml"), "").unwrap();
    dir
}

#[test]
fn diff_tells_what_was_edited_since_a_revision() {
    let dir = edited_repository();
    let told = stdout(&bot(dir.path(), &["diff", "HEAD", "clinic/faq", "--quiet"]));
    let first = told.lines().next().unwrap();
    assert!(first.starts_with("4 places differ; of 13 messages, 4 get something else: "), "{told}");
    for part in [
        "\nfaq.toml\n",
        "  ~ walking, answer: Yes. Walk for [-six-] {+ten+} minutes, three times a day.\n",
        "  ~ walking, phrasings: 1 gone\n      - can i walk\n",
        "  + stairs: Can I walk stairs?\n",
        "\ntests.toml\n  - answer, walking: 1 of them\n",
        "  better may i walk again  [phrasing of stairs]\n",
        " → stairs\n",
    ] {
        assert!(told.contains(part), "no `{part}` in:\n{told}");
    }
    // The same from the folder itself, and with the path in the revision.
    let inside = dir.path().join("clinic");
    assert_eq!(stdout(&bot(&inside, &["diff", "HEAD", "--quiet"])), told);
    assert_eq!(stdout(&bot(&inside, &["diff", "HEAD:clinic/faq", "faq", "-q"])), told);
    assert_eq!(stdout(&bot(&inside, &["diff", "HEAD:./faq", "faq", "-q"])), told);
}

#[test]
fn diff_asks_given_questions_too() {
    let dir = edited_repository();
    let asked = dir.path().join("asked.txt");
    fs::write(&asked, "are stairs safe\n\n{\"text\": \"do i dare the stairs\", \"x\": 1}\n")
        .unwrap();
    let told =
        stdout(&bot(dir.path(), &["diff", "HEAD", "clinic/faq", "-q", "--questions", "asked.txt"]));
    assert!(told.contains("of 15 messages"), "{told}");
    assert!(told.contains("         do i dare the stairs  [of the given questions]\n"), "{told}");
    let output = bot(dir.path(), &["diff", "HEAD", "clinic/faq", "--questions", "none.txt"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("none.txt"), "{output:?}");
}

#[test]
fn diff_as_json_names_places_messages_and_how_they_fare() {
    let dir = edited_repository();
    let output = bot(dir.path(), &["diff", "HEAD", "clinic/faq", "--json", "-q"]);
    assert!(output.status.success());
    let told: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let answer = &told["differences"][0];
    assert_eq!(answer["file"], "faq.toml");
    assert_eq!(answer["place"], serde_json::json!(["entry", "walking", "answer"]));
    assert_eq!(answer["change"], "changed");
    assert_eq!(answer["new"], "Yes. Walk for ten minutes, three times a day.");
    let moved = told["moved"].as_array().unwrap();
    let again = moved.iter().find(|moved| moved["text"] == "may i walk again").unwrap();
    assert_eq!(again["after"]["answers"], serde_json::json!(["stairs"]));
    assert_eq!(again["origin"], "phrasing");
    assert_eq!(
        told["better"].as_u64().unwrap()
            + told["worse"].as_u64().unwrap()
            + told["neither"].as_u64().unwrap(),
        moved.len() as u64
    );
}

#[test]
fn diff_fails_only_where_a_message_fares_worse() {
    let dir = tempfile::tempdir().unwrap();
    let taken = SMALL.replace("\"cannot sleep\"", "\"cannot sleep\", \"may i walk again\"");
    let reworded = SMALL.replace("Yes. Walk", "Yes: walk");
    for (name, text) in [("old", SMALL), ("taken", &taken), ("reworded", &reworded)] {
        let english = dir.path().join(name).join("en");
        fs::create_dir_all(&english).unwrap();
        fs::write(english.join("faq.toml"), text).unwrap();
        fs::write(english.join("tests.toml"), TESTS).unwrap();
    }
    for (new, failing, code) in
        [("old", true, 0), ("reworded", true, 0), ("taken", false, 0), ("taken", true, 1)]
    {
        let mut arguments = vec!["diff", "old", new, "-q"];
        arguments.extend(failing.then_some("--fail-if-worse"));
        let output = bot(dir.path(), &arguments);
        assert_eq!(output.status.code(), Some(code), "{new}: {}", stdout(&output));
    }
    assert_eq!(stdout(&bot(dir.path(), &["diff", "old", "old", "-q"])), "Nothing differs.\n");
    let told = stdout(&bot(dir.path(), &["diff", "old", "taken", "-q"]));
    assert!(told.contains("  WORSE  may i walk again  [test of walking]\n"), "{told}");
}

#[test]
fn what_is_no_state_is_told_with_its_mend() {
    let dir = edited_repository();
    for (old, part) in [
        ("HEAD~7", "`HEAD~7` is neither a folder nor a state that git knows"),
        ("nothing", "`nothing` is neither a folder nor a state that git knows"),
        ("HEAD:nowhere", "`HEAD:nowhere` is neither a folder nor a state that git knows"),
    ] {
        let output = bot(dir.path(), &["diff", old, "clinic/faq"]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(part) && told.contains("mend:"), "{told}");
    }
    // Without git on the path.
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.current_dir(dir.path()).env("PATH", "").args(["diff", "HEAD", "clinic/faq"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("install git, or give two folders"), "{told}");
}
