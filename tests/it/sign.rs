//! A clinician signs answers, and what is old is told.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sciatica_bot::conversation::{Action, Assistant, Event, Session, Understanding, respond};
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::Status;

use super::support::program::copy_of_faq;
use super::support::shipped::KNOWLEDGE;

fn bot(faq: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.env_remove("SCIATICA_BOT_FAQ").arg("-q").arg("--faq").arg(faq).args(arguments);
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn signing_changes_two_lines_and_a_dry_run_shows_them() {
    let faq = copy_of_faq();
    let file = faq.path().join("en/faq.toml");
    let before = fs::read_to_string(&file).unwrap();
    let sign = ["sign", "how-long", "--by", "A. Clinician, PT", "--date", "2026-11-29"];
    let dry: Vec<&str> = sign.iter().copied().chain(["--dry-run"]).collect();
    let shown = stdout(&bot(faq.path(), &dry));
    assert!(
        shown.starts_with("`how-long` would be signed by A. Clinician, PT, read on 2026-11-29")
    );
    let entry = KNOWLEDGE.faq.entry.iter().find(|entry| entry.id == "how-long").unwrap();
    let reviewed = format!("-reviewed = {}", entry.reviewed.as_deref().unwrap());
    for line in [&reviewed, "+reviewed = 2026-11-29", "+signed = \"A. Clinician, PT\""] {
        assert!(shown.lines().any(|shown| shown == line), "no `{line}` in:\n{shown}");
    }
    assert_eq!(shown.lines().filter(|line| line.starts_with(['+', '-'])).count(), 5, "{shown}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);

    assert_eq!(
        stdout(&bot(faq.path(), &sign)),
        "`how-long` signed by A. Clinician, PT, read on 2026-11-29.\n"
    );
    let after = fs::read_to_string(&file).unwrap();
    let differing = after.lines().count() - before.lines().count();
    assert_eq!(differing, 1, "one line more");
    let knowledge = Knowledge::load(faq.path(), "en").unwrap();
    let signed: Vec<_> = knowledge.faq.entry.iter().filter(|e| e.signed.is_some()).collect();
    assert_eq!(signed.len(), 1);
    assert_eq!(signed[0].id, "how-long");
    assert_eq!(signed[0].reviewed.as_deref(), Some("2026-11-29"));
}

#[test]
fn a_whole_topic_is_signed_at_once() {
    let faq = copy_of_faq();
    let topic = KNOWLEDGE.faq.entry[0].topic.clone();
    let of_topic = KNOWLEDGE
        .faq
        .entry
        .iter()
        .filter(|entry| entry.topic == topic && entry.status == Status::Live)
        .count();
    let arguments = ["sign", "--all-of", &topic, "--by", "B", "--date", "2026-11-30"];
    let told = stdout(&bot(faq.path(), &arguments));
    assert_eq!(told, format!("{of_topic} entries signed by B, read on 2026-11-30.\n"));
    let knowledge = Knowledge::load(faq.path(), "en").unwrap();
    let signed = knowledge.faq.entry.iter().filter(|entry| entry.signed.as_deref() == Some("B"));
    assert!(signed.clone().all(|entry| entry.topic == topic));
    assert_eq!(signed.count(), of_topic);
}

#[test]
fn what_cannot_be_signed_is_told_and_nothing_is_written() {
    let faq = copy_of_faq();
    let file = faq.path().join("en/faq.toml");
    let before = fs::read(&file).unwrap();
    for (arguments, part) in [
        (&["sign", "how-lnog", "--by", "A"][..], "did you mean `how-long`?"),
        (&["sign", "how-long", "walkin", "--by", "A"], "did you mean `walking`?"),
        (&["sign", "--all-of", "basisc", "--by", "A"], "did you mean `basics`?"),
        (&["sign", "how-long", "--by", " "], "nobody is named after --by"),
        (&["sign", "how-long", "--by", "A", "--date", "2999-01-01"], "no day of the future"),
        (&["sign", "how-long", "--by", "A", "--date", "30.11.2026"], "write it as 2026-11-30"),
    ] {
        let output = bot(faq.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(part), "no `{part}` in:\n{told}");
    }
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn check_names_answers_that_were_read_long_ago() {
    let dir = tempfile::tempdir().unwrap();
    let entry = |id: &str, date: &str| {
        format!(
            "[[entry]]\nid = \"{id}\"\nquestion = \"{id}?\"\nanswer = \"a\"\nreviewed = {date}\n"
        )
    };
    fs::create_dir(dir.path().join("en")).unwrap();
    // One year ago at the latest, whenever this runs; and on the last day before the first one.
    let faq =
        entry("old", "2025-03-01") + &entry("older", "2024-03-01") + &entry("new", "2026-11-30");
    fs::write(dir.path().join("en/faq.toml"), faq).unwrap();
    let told = String::from_utf8(bot(dir.path(), &["check"]).stdout).unwrap();
    assert!(told.contains("signed by a clinician: 0 of 3 answers"), "{told}");
    assert!(told.contains("more than half a year ago (the oldest "), "{told}");
    assert!(told.contains(" days): older, old"), "{told}");
    assert!(told.contains("faq.toml:10:"), "the place of the oldest one:\n{told}");
}

/// What is shown of `how-long` at a time.
fn shown_at(assistant: &Assistant, now: u64) -> String {
    let press = Event::Pressed(Action::Entry("how-long".to_owned()).encode());
    let turn = respond(assistant, Session::default(), press, now);
    turn.replies.iter().map(|reply| reply.text.to_plain()).collect()
}

#[test]
fn an_answer_says_when_nobody_read_it_for_more_than_a_year() {
    let mut knowledge = KNOWLEDGE.clone();
    let entry = knowledge.faq.entry.iter_mut().find(|entry| entry.id == "how-long").unwrap();
    entry.reviewed = Some("2026-11-30".to_owned());
    // What it answers is asked of nobody here: learning is left out.
    let understanding = Understanding::new(&Knowledge::default());
    let assistant = Assistant::with(knowledge, understanding).unwrap();
    let day = 24 * 60 * 60;
    let reviewed = 1_795_996_800;
    let old = "This answer was last checked on 2026-11-30, more than a year ago.";
    assert!(!shown_at(&assistant, reviewed + 365 * day).contains("more than a year ago"));
    assert!(shown_at(&assistant, reviewed + 366 * day).contains(old));
    assert!(!shown_at(&assistant, 0).contains("more than a year ago"));
}
