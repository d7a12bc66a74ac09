//! The safety gate on the shipped `faq/en/safety.toml`: it misses nothing of the corpus, and
//! seldom cries wolf.

use std::fs;
use std::sync::LazyLock;

use sciatica_bot::knowledge::faq::Status;
use sciatica_bot::knowledge::markup::Rich;
use sciatica_bot::knowledge::safety::SafetyFile;
use sciatica_bot::safety::score::{Corpus, Score, score};
use sciatica_bot::safety::{Level, Outcome, Rules};
use sciatica_bot::text::Message;

use crate::support::shipped::{KNOWLEDGE, UNDERSTANDING};

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(safety()));

fn safety() -> &'static SafetyFile {
    KNOWLEDGE.safety.as_ref().unwrap()
}

fn corpus(name: &str) -> Corpus {
    let text = fs::read_to_string(format!("tests/safety_corpus/{name}.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

fn report(name: &str) -> Score {
    let score = score(|text| UNDERSTANDING.finding(text), &corpus(name));
    println!("{name}: {} of {} missed", score.misses.len(), score.signs);
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
    let sum = |of: fn(&Score) -> usize| scores.iter().map(of).sum::<usize>();
    assert_eq!(sum(|score| score.misses.len()), 0, "a missed sign is the worst bug");
    let (signs, cards) = (sum(|score| score.signs), sum(|score| score.cards));
    assert!(cards * 100 >= signs * 98, "{cards} cards for {signs} signs");
    let (harmless, alarms) = (sum(|score| score.harmless), sum(|score| score.false_alarms.len()));
    assert!(alarms * 100 <= harmless, "{alarms} cards for {harmless} harmless messages");
    let checks = sum(|score| score.checks);
    assert!(checks * 100 <= harmless * 2, "{checks} checks for {harmless} harmless messages");
}

#[test]
fn the_questions_of_the_faq_raise_no_alarm() {
    let entries = KNOWLEDGE.faq.entry.iter().filter(|entry| entry.status == Status::Live);
    let phrasings = entries.flat_map(|entry| entry.phrasings.iter().chain([&entry.question]));
    let tests = KNOWLEDGE.tests.answer.values().flatten().chain(&KNOWLEDGE.tests.refuse);
    let alarms: Vec<String> = phrasings
        .chain(tests)
        .filter_map(|text| {
            let hits = RULES.find(&Message::read(text));
            let hit = hits
                .iter()
                .find(|hit| hit.outcome == Some(Outcome::Card) && hit.level.interrupts())?;
            Some(format!("{text} ({})", hit.rule))
        })
        .collect();
    // Among 18,000 some tell of a sign, and ask about it as an old one: 88. Judged with everything
    // that speaks against it, 23 of them still get a card, and `check` names these.
    println!("{}", alarms.join("\n"));
    assert!(alarms.len() <= 95, "{}", alarms.join("\n"));
}

#[test]
fn a_finding_says_what_it_rests_on() {
    let hits = RULES.find(&Message::read("Hi, since Monday I CAN'T really feel my bottom!"));
    let found = hits.iter().find(|hit| hit.outcome == Some(Outcome::Card)).unwrap();
    assert_eq!(found.rule, "saddle-numb");
    assert_eq!((found.level, found.card.as_str()), (Level::U1, "spine"));
    assert_eq!(found.matched, ["cant really feel", "bottom"]);
}

#[test]
fn the_editor_is_told_why() {
    let told = RULES.explain(&Message::read("no numbness in my crotch"));
    let line = told.lines().find(|line| line.starts_with("\"numbness\": ")).unwrap();
    assert!(line.contains(" numb,"), "{line}");
    assert!(line.ends_with("; held by negation (\"no\")"), "{line}");
    assert!(!told.contains("rule "), "{told}");
}

fn outcome(text: &str) -> Option<Outcome> {
    RULES.find(&Message::read(text)).iter().filter_map(|hit| hit.outcome).max()
}

#[test]
fn what_is_old_vague_or_passed_off_is_only_asked_about() {
    for (card, check) in [
        ("My legs are numb since yesterday", "My legs have been numb on and off since 2015"),
        (
            "Chest pain and breathless now",
            "Chest pain on and off. It has been like that for 9 months",
        ),
        ("My crotch is numb", "My crotch is a bit numb for a minute"),
        ("My bum is numb", "My bum was numb on the train, all back to normal when I stood"),
    ] {
        assert_eq!(outcome(card), Some(Outcome::Card), "{card}");
        assert_eq!(outcome(check), Some(Outcome::Check), "{check}");
    }
}

#[test]
fn a_sign_asked_about_is_told_by_its_time_in_the_next_sentence() {
    assert_eq!(outcome("Is a numb crotch part of sciatica?"), None);
    assert_eq!(
        outcome("Is a numb crotch part of sciatica? Started yesterday."),
        Some(Outcome::Card)
    );
}

#[test]
fn no_hope_is_asked_about_and_a_wish_to_die_is_not() {
    assert_eq!(outcome("I have lost all hope with this back"), Some(Outcome::Check));
    assert_eq!(outcome("I keep thinking about jumping from the bridge"), Some(Outcome::Card));
    assert_eq!(outcome("I wish I was dead"), Some(Outcome::Card));
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
