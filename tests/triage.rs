//! The shipped quiz: its cases, and what must hold for any answers.

use std::path::Path;

use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::triage::Quiz;
use sciatica_bot::triage::proof::prove;
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
fn holds_what_must_hold_for_any_answers() {
    let started = std::time::Instant::now();
    match prove(&quiz(), "faq/en/triage.toml", 2_000) {
        Ok(proof) => println!("{proof} {:?}", started.elapsed()),
        Err(problems) => {
            panic!("{}", problems.iter().map(|p| format!("{p}\n")).collect::<String>())
        }
    }
}
#[test]
fn scratch() {
    println!(
        "{}\n{}",
        sciatica_bot::triage::graph::mermaid(&quiz()),
        sciatica_bot::triage::graph::table(&quiz())
    );
}
