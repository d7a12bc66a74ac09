//! The shipped quiz: its cases, and what must hold for any answers.

use std::path::Path;

use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::triage::Quiz;
use serde_json::Value;

fn quiz() -> Quiz {
    let knowledge = match Knowledge::load(Path::new("faq"), "en") {
        Ok(knowledge) => knowledge,
        Err(problems) => {
            panic!("{}", problems.iter().map(|p| format!("{p}\n")).collect::<String>())
        }
    };
    Quiz::new(&knowledge.triage.expect("the shipped folder has a quiz"))
}

/// The pattern's id for the name that the cases use.
fn id(name: &str) -> &str {
    match name {
        "other (more than one)" => "other",
        "SI-like" => "si",
        name if name.starts_with("none") => "none",
        name => name.trim_end_matches("-like"),
    }
}

#[test]
fn agrees_with_all_cases() {
    let quiz = quiz();
    let cases: Vec<Value> = serde_json::from_str(include_str!("vignettes.json")).unwrap();
    assert_eq!(cases.len(), 56);
    let mut wrong = Vec::new();
    for case in &cases {
        let assessed = quiz.assess(&quiz.answers(&case["answers"]).unwrap());
        let pattern = assessed.pattern.as_deref().unwrap_or("none");
        let expected = (case["urgency"].as_str().unwrap(), id(case["pattern"].as_str().unwrap()));
        if (assessed.urgency.name(), pattern) != expected {
            wrong.push(format!("{}: {assessed:?}", case["id"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn scratch() {
    use sciatica_bot::triage::{Setting, Step};
    let quiz = quiz();
    let mut data = quiz.start();
    let set = Setting { date: Some("24 November 2026"), ..Default::default() };
    for typed in [
        "continue",
        "not sure",
        "feels normal",
        "one leg",
        "why",
        "back",
        "2",
        "7 and 8",
        "8",
        "done",
        "none",
        "45",
        "below",
        "teh leg",
        "the leg",
        "yes",
        "1",
        "standing",
        "sitting or leening forward",
        "leg",
        "none",
        "under 6 weeks same or better",
        "show my result",
        "message for my clinician",
    ] {
        let page = match quiz.press(&data, &set) {
            Step::Screen(p)
            | Step::Why(p)
            | Step::Stopped(p)
            | Step::OldVersion(p)
            | Step::Damaged(p) => p,
            Step::Urgent(r) | Step::Result(r) => r.page,
            Step::Message { message, .. } => message,
        };
        println!("======= {:?} {}\n{}", page.step, page.data, page.text.to_plain());
        for row in &page.buttons {
            println!(
                "   [{}]",
                row.iter().map(|c| c.label.clone()).collect::<Vec<_>>().join("] [")
            );
        }
        println!(">>> {typed}");
        match quiz.typed(&page.data, typed) {
            Some(d) => data = d,
            None => println!("!!! not understood"),
        }
    }
    if let Step::Message { message, .. } = quiz.press(&data, &set) {
        println!("{}", message.text.to_plain());
    }
}
