//! The safety gate on the shipped `faq/en/safety.toml`: it misses nothing of the corpus, and
//! seldom cries wolf.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "helpers of tests fail by panicking, print what they judge and read their own files"
)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::markup::Rich;
use sciatica_bot::knowledge::safety::SafetyFile;
use sciatica_bot::safety::score::{Corpus, Score, score};
use sciatica_bot::safety::{Gate, Level};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge::load(Path::new("faq"), "en").unwrap_or_else(|problems| panic!("{}", problems[0]))
});
static GATE: LazyLock<Gate> = LazyLock::new(|| Gate::new(safety()));

fn safety() -> &'static SafetyFile {
    KNOWLEDGE.safety.as_ref().unwrap()
}

fn corpus(name: &str) -> Corpus {
    let text = fs::read_to_string(format!("tests/safety_corpus/{name}.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

fn report(name: &str) -> Score {
    let score = score(&GATE, &corpus(name));
    println!(
        "{name}: {} of {} missed, {} of {} false alarms",
        score.misses.len(),
        score.to_fire,
        score.false_alarms.len(),
        score.to_stay_quiet
    );
    for wrong in &score.misses {
        println!("  missed [{}] {} ({:?})", wrong.sign, wrong.text, wrong.rule);
    }
    for wrong in &score.false_alarms {
        println!("  false  [{}] {} ({:?})", wrong.sign, wrong.text, wrong.rule);
    }
    score
}

#[test]
fn the_corpus_is_judged_right() {
    let scores = [
        "nerves",
        "body",
        "crisis",
        "held_out",
        "fresh",
        "fresh_2",
        "fresh_3",
        "fresh_4",
        "fresh_5",
        "fresh_6",
        "fresh_7",
        "fresh_8",
        "real_words",
    ]
    .map(report);
    let misses: usize = scores.iter().map(|score| score.misses.len()).sum();
    assert_eq!(misses, 0, "a missed sign is the worst bug");
    let quiet: usize = scores.iter().map(|score| score.to_stay_quiet).sum();
    let alarms: usize = scores.iter().map(|score| score.false_alarms.len()).sum();
    assert!(alarms * 100 <= quiet * 2, "{alarms} false alarms in {quiet} harmless messages");
}

#[test]
fn the_questions_of_the_faq_raise_no_alarm() {
    let entries = KNOWLEDGE.faq.entry.iter();
    let phrasings = entries.flat_map(|entry| entry.phrasings.iter().chain([&entry.question]));
    let tests = KNOWLEDGE.tests.answer.values().flatten().chain(&KNOWLEDGE.tests.refuse);
    let alarms: Vec<String> = phrasings
        .chain(tests)
        .filter_map(|text| {
            let found = GATE.check(text).filter(|found| found.interrupts())?;
            Some(format!("{text} ({})", found.rule))
        })
        .collect();
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn a_finding_says_what_it_rests_on() {
    let found = GATE.check("Hi, since Monday I CAN'T really feel my bottom!").unwrap();
    assert_eq!(found.rule, "saddle-numb");
    assert_eq!((found.level, found.card.as_str()), (Level::U1, "spine"));
    assert_eq!(found.matched, ["cant really feel", "bottom"]);
}

#[test]
fn the_editor_is_told_why() {
    let told = GATE.explain("no numbness in my crotch");
    let line = told.lines().find(|line| line.starts_with("\"numbness\": ")).unwrap();
    assert!(line.contains(" numb,"), "{line}");
    assert!(line.ends_with("; held by negation (\"no\")"), "{line}");
    assert!(!told.contains("rule "), "{told}");
}

/// The clinical brief, 5.6: at most 120 words a message, sentences of 15 to 18 words at most.
#[test]
fn cards_are_short_and_plain() {
    let numbers = KNOWLEDGE.numbers.as_ref().unwrap();
    for (name, card) in &safety().card {
        let text = Rich::parse(&numbers.fill(&card.text, None)).unwrap().to_plain();
        let own = Rich::parse(&card.text).unwrap().to_plain();
        assert!(own.split_whitespace().count() <= 120, "{name} is long");
        for sentence in own.split(['.', '!', '?', '\n', ':']) {
            let words = sentence.split_whitespace().count();
            assert!(words <= 20, "{name}: {words} words: {sentence}");
        }
        assert!(!text.contains('{'), "{name}: {text}");
    }
}
