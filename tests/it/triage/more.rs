//! The nerve-glide check: made of its file and of `triage.toml`, asked and proved like the main one.

use std::path::Path;

use expect_test::expect;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::triage::Urgency;
use sciatica_bot::triage::proof::prove;
use sciatica_bot::triage::{Quiz, Step};
use serde_json::{Value, json};

use super::{press, shipped, told};
use crate::support::program::copy_folder;
use crate::support::shipped::KNOWLEDGE;

const GLIDES: &str = include_str!("../../../faq/en/quizzes/nerve-glide.toml");

fn glides() -> Quiz {
    Quiz::new(&KNOWLEDGE.more_quizzes[0].file)
}

/// Answers of somebody without warning signs, with those of `own` in their place.
fn answers(own: &Value) -> Value {
    let mut all = json!({
        "ces": "no", "legs": "one", "injury": "none", "now": [], "about": [],
        "rest": "some", "slump": "mine", "head": "ease", "after": "settled",
    });
    for (screen, code) in own.as_object().unwrap() {
        all[screen] = code.clone();
    }
    all
}

#[test]
fn glides_are_for_a_nerve_that_can_be_moved() {
    let quiz = glides();
    for (own, urgency, result) in [
        (json!({}), Urgency::U4, Some("slider")),
        (json!({"rest": "strong"}), Urgency::U4, Some("wait")),
        (json!({"slump": "worse"}), Urgency::U4, Some("wait")),
        (json!({"after": "worse"}), Urgency::U4, Some("wait")),
        (json!({"head": "more"}), Urgency::U4, Some("wait")),
        (json!({"slump": "pull"}), Urgency::U4, Some("no-need")),
        (json!({"head": "same"}), Urgency::U4, Some("no-need")),
        (json!({"slump": "u"}), Urgency::U3, Some("examined")),
        (json!({"head": "u"}), Urgency::U3, Some("examined")),
        (json!({"about": ["surgery"]}), Urgency::U3, Some("examined")),
        (json!({"legs": "weak_old"}), Urgency::U3, Some("examined")),
        (json!({"legs": "weak_one"}), Urgency::U2, Some("slider")),
        (json!({"ces": "yes"}), Urgency::U1, None),
        (json!({"injury": "major"}), Urgency::U1, None),
        (json!({"legs": "none"}), Urgency::U4, None),
    ] {
        let assessed = quiz.assess(&quiz.answers(&answers(&own)).unwrap());
        assert_eq!(assessed.urgency, urgency, "{own}");
        assert_eq!(assessed.pattern.as_deref(), result, "{own}");
        assert_eq!(assessed.shown, result.is_some() && urgency < Urgency::U2, "{own}");
    }
}

#[test]
fn nobody_is_sent_into_the_slump_test_who_should_not_do_it() {
    let quiz = glides();
    // By number: no, one leg, no injury, none, and back surgery with Done: nothing else is asked.
    let mut data = quiz.start();
    let mut asked = Vec::new();
    for label in [
        "No, none",
        "One leg, strength normal",
        "No",
        "None of these",
        "Back surgery or injection",
        "Done",
    ] {
        let page = press(&quiz, &data).into_page();
        asked.push(page.step.unwrap().0);
        let choice = page
            .buttons
            .iter()
            .flatten()
            .find(|choice| choice.label.trim_start_matches("☑ ") == label);
        data = choice.unwrap_or_else(|| panic!("{label}: {page:?}")).data.clone();
    }
    assert!(matches!(press(&quiz, &data), Step::Result(_)), "asked: {asked:?}");
}

#[test]
fn its_buttons_are_its_own() {
    let (quiz, main) = (glides(), shipped());
    assert!(quiz.made(&quiz.start()) && !quiz.made(&main.start()) && !main.made(&quiz.start()));
}

/// The problems of the shipped file with one change.
fn problems_with(from: &str, to: &str) -> String {
    assert!(GLIDES.contains(from), "the shipped file has no {from}");
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    std::fs::create_dir_all(folder.join("quizzes")).unwrap();
    copy_folder(Path::new("faq/media"), &dir.path().join("media"));
    for file in ["faq.toml", "exercises.toml", "triage.toml"] {
        std::fs::copy(Path::new("faq/en").join(file), folder.join(file)).unwrap();
    }
    std::fs::write(folder.join("quizzes/nerve-glide.toml"), GLIDES.replacen(from, to, 1)).unwrap();
    match Knowledge::load(dir.path(), "en") {
        Ok(knowledge) => {
            let more = &knowledge.more_quizzes[0];
            match prove(&Quiz::new(&more.file), "nerve-glide.toml", 1_000) {
                Ok(_) => "no problems\n".to_owned(),
                Err(problems) => told(&problems),
            }
        }
        Err(problems) => told(&problems).replace(&dir.path().display().to_string(), "faq"),
    }
}

#[test]
fn its_mistakes_are_told_with_their_place() {
    assert_eq!(problems_with("button = ", "button = "), "no problems\n");
    for (from, to) in [
        ("first = [\"ces\"", "first = [\"cess\""),
        ("entries = [\"nerve-glides\"]", "entries = [\"nerve-glide\"]"),
        ("when = { rest = [\"strong\"] }", "when = { rest = [\"stong\"] }"),
        ("typed = [\"eases\"", "said = [\"{eases}\"]\ntyped = [\"eases\""),
        ("[buttons]\n", "[buttons]\nshow_reason = \"Why\"\n"),
    ] {
        let problems = problems_with(from, to);
        assert!(problems.contains("mend: "), "{to}: {problems}");
    }
    expect![[r#"
        faq/en/quizzes/nerve-glide.toml:16:10: there is no screen of triage.toml `cess`
          | first = ["cess", "legs", "injury", "now", "about"]
          |          ^
          mend: did you mean `ces`?
    "#]]
    .assert_eq(&problems_with("first = [\"ces\"", "first = [\"cess\""));
    expect![[r#"
        faq/en/quizzes/nerve-glide.toml:73:20: there is no file `slump-tset.svg` in faq/media
          | picture = { file = "slump-tset.svg", alt = "A person sits on a chair with a round back and the chin 
          |                    ^
          mend: did you mean `slump-test.svg`?
    "#]].assert_eq(&problems_with("slump-test.svg", "slump-tset.svg"));
    expect![[r#"
        faq/en/quizzes/nerve-glide.toml:193:18: there is no answer of `rest` called `stong`
          | when = { rest = ["stong"] }
          |                  ^
          mend: did you mean `strong`?
    "#]]
    .assert_eq(&problems_with("when = { rest = [\"strong\"] }", "when = { rest = [\"stong\"] }"));
}
