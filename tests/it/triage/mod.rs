//! The quiz: the shipped one with its cases, and any other of the same shape.

mod buttons;
mod cases;
mod command;
mod file;
mod listen;
mod more;
mod other_quiz;
mod results;

use std::sync::LazyLock;

use sciatica_bot::knowledge::triage::TriageFile;
use sciatica_bot::knowledge::{Problem, Source};
use sciatica_bot::text::Message;
use sciatica_bot::triage::{Page, Quiz, Setting, Step};
use serde_json::Value;

use crate::support::shipped::KNOWLEDGE;

const SHIPPED: &str = include_str!("../../../faq/en/triage.toml");
const FILE: &str = "faq/en/triage.toml";

fn parse(text: &str) -> TriageFile {
    match Source::parse::<TriageFile>(text, FILE) {
        Ok((file, _)) => file,
        Err(problems) => panic!("{}", told(&problems)),
    }
}

fn shipped() -> Quiz {
    static QUIZ: LazyLock<Quiz> =
        LazyLock::new(|| Quiz::new(KNOWLEDGE.triage.as_ref().expect("triage.toml is shipped")));
    QUIZ.clone()
}

fn told(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("../../vignettes.json")).unwrap()
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

fn page(step: Step) -> Page {
    step.into_page()
}

fn press(quiz: &Quiz, data: &str) -> Step {
    quiz.press(data, &Setting::default())
}

/// Types one message after another, from the start, and returns where that leads.
fn type_all(quiz: &Quiz, messages: &[&str]) -> Step {
    let mut step = press(quiz, &quiz.start());
    for message in messages {
        let data = page(step).data;
        let typed = quiz.typed(&data, &Message::read(message));
        let next = typed.unwrap_or_else(|| panic!("`{message}` was not understood"));
        step = press(quiz, &next);
    }
    step
}

/// A whole quiz typed: one-leg pain below the knee, 45 years, two weeks. Coughing is not asked, as
/// it could not change anything.
const DISC: [&str; 14] = [
    "yes",
    "no",
    "one leg",
    "in one leg",
    "no",
    "none",
    "none",
    "45",
    "under 6 weeks, same or better",
    "sitting",
    "standing up",
    "below the knee",
    "leg",
    "none",
];

fn report(step: Step) -> String {
    match step {
        Step::Result(report) | Step::Urgent(report) => report.page.text.to_plain(),
        other => panic!("no result: {other:?}"),
    }
}

/// Presses through the quiz with the answers of a case, ticks and "Not sure" included.
fn walk(quiz: &Quiz, answers: &Value) -> Step {
    walk_counted(quiz, answers).0
}

/// The same, with the number of buttons pressed.
fn walk_counted(quiz: &Quiz, answers: &Value) -> (Step, usize) {
    let mut step = press(quiz, &quiz.start());
    let mut pressed = 0;
    loop {
        pressed += 1;
        assert!(pressed < 40, "the walk does not end");
        let Step::Screen(open) = &step else {
            return (step, pressed - 1);
        };
        let buttons = &open.buttons;
        let data = match open.step {
            None => panic!("a page without a question: {open:?}"),
            Some((number, _)) => {
                let screen = &quiz.file().screen[number - 1];
                let given = match &answers[&screen.key] {
                    Value::Array(codes) => codes.clone(),
                    code => vec![code.clone()],
                };
                // Ticks that are not set yet come first, then Done, None or Not sure.
                let last = screen.option.len() - 1;
                let untouched = screen.option.iter().enumerate().find(|(i, option)| {
                    !option.unsure
                        && given.iter().any(|code| *code == option.code)
                        && !buttons[*i][0].label.starts_with('☑')
                });
                let unsure = given.iter().any(|code| *code == screen.option[last].code);
                match untouched {
                    Some((i, _)) => buttons[i][0].data.clone(),
                    None if unsure && screen.several => buttons[last + 1][0].data.clone(),
                    None => buttons[last][0].data.clone(),
                }
            }
        };
        step = press(quiz, &data);
    }
}
