//! The second look for danger: what it notices beyond the rules, and how often for nothing.
//!
//! The three files `danger*.jsonl` were written by people who had seen neither the rules nor `signs.toml`,
//! and none of it may be put there: it measures what strangers can hope for. Of the last, 3 of 120 signs
//! were missed as first asked, and 15 of 120 harmless messages, most of them puns, alarmed at.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "helpers of tests fail by panicking, print what they judge and read their own files"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sciatica_bot::conversation::Understanding;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::safety::score::Corpus;
use sciatica_bot::safety::{Finding, Level};
use sciatica_bot::text;
use serde::Deserialize;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    Knowledge::load(Path::new("faq"), "en").unwrap_or_else(|problems| panic!("{problems:?}"))
});
static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(|| Understanding::new(&KNOWLEDGE));

#[derive(Deserialize)]
struct Message {
    text: String,
    /// `U1`, `U2`, `crisis`, `alarm` where the writer did not say which of these, or `none`.
    level: String,
}

#[derive(Deserialize)]
struct Question {
    text: String,
}

fn lines<T: for<'de> Deserialize<'de>>(file: &str) -> Vec<T> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn alarm(understanding: &Understanding, text: &str) -> Option<Finding> {
    understanding.finding(text).filter(|found| found.interrupts())
}

/// Messages of `signs.toml`, in normal form. Strangers wrote a few short ones ("chest pain") word for
/// word, too; these measure nothing.
static TAUGHT: LazyLock<BTreeSet<Vec<String>>> = LazyLock::new(|| {
    let signs = KNOWLEDGE.signs.as_ref().unwrap();
    let all = signs.sign.iter().flat_map(|sign| &sign.messages).chain(&signs.harmless);
    all.map(|message| text::words(message)).collect()
});

/// Signs of a file that are missed, and harmless messages that are alarmed at.
fn mistakes(understanding: &Understanding, file: &str) -> (usize, usize) {
    let (mut missed, mut alarmed) = (0, 0);
    let all = lines::<Message>(file);
    for message in all.iter().filter(|message| !TAUGHT.contains(&text::words(&message.text))) {
        match (message.level.as_str(), alarm(understanding, &message.text)) {
            ("none", Some(found)) => {
                alarmed += 1;
                println!("alarmed by {}: {}", found.rule, message.text);
            }
            ("U1" | "U2" | "crisis" | "alarm", None) => {
                missed += 1;
                println!("missed ({}): {}", message.level, message.text);
            }
            _ => {}
        }
    }
    println!("{file}: {missed} missed, {alarmed} alarmed at");
    (missed, alarmed)
}

#[test]
fn notices_what_no_rule_foresaw() {
    let by_rules = Understanding::new(&Knowledge { signs: None, ..KNOWLEDGE.clone() });
    // 150 signs and 90 harmless messages in the first, 180 and 120 in the second, 120 each in the third.
    for (file, missed_at_most, alarmed_at_most) in [
        ("tests/danger.jsonl", 4, 6),
        ("tests/danger_b.jsonl", 4, 10),
        ("tests/danger_c.jsonl", 0, 16),
    ] {
        let (missed, alarmed) = mistakes(&UNDERSTANDING, file);
        assert!(missed <= missed_at_most, "{file}: {missed} signs were missed");
        assert!(alarmed <= alarmed_at_most, "{file}: {alarmed} harmless messages alarmed");
        let (missed_by_rules, _) = mistakes(&by_rules, file);
        assert!(missed_by_rules >= 4 * missed, "{file}: the rules alone missed {missed_by_rules}");
    }
}

#[test]
fn leaves_plain_questions_alone() {
    let mut asked = 0;
    let mut alarmed = 0;
    for set in [
        "dev",
        "strangers_a",
        "strangers_b",
        "strangers_c",
        "strangers_d",
        "strangers_e",
        "oblique_a",
        "oblique_b",
    ] {
        for question in lines::<Question>(&format!("tests/questions/{set}.jsonl")) {
            asked += 1;
            let found = alarm(&UNDERSTANDING, &question.text);
            if let Some(found) = found.filter(|found| found.rule.starts_with("like-")) {
                alarmed += 1;
                println!("{}: {}", found.rule, question.text);
            }
        }
    }
    assert!(alarmed * 110 <= asked, "{alarmed} of {asked}");
}

#[test]
fn knows_every_sign_it_was_taught() {
    let signs = &KNOWLEDGE.signs.as_ref().unwrap();
    let mut missed = Vec::new();
    for sign in &signs.sign {
        missed.extend(sign.messages.iter().filter(|text| alarm(&UNDERSTANDING, text).is_none()));
    }
    assert!(missed.is_empty(), "{missed:#?}");
    let alarmed: Vec<&String> =
        signs.harmless.iter().filter(|text| alarm(&UNDERSTANDING, text).is_some()).collect();
    assert!(alarmed.is_empty(), "{alarmed:#?}");
}

#[test]
fn the_editors_word_silences_no_sign_of_the_corpus() {
    for file in fs::read_dir("tests/safety_corpus").unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let corpus: Corpus = toml::from_str(&text).unwrap();
        for sign in &corpus.sign {
            for text in sign.fire.iter().chain(&sign.misspelt) {
                let found = UNDERSTANDING.finding(text);
                assert!(found.is_some_and(|found| found.level >= sign.level), "{text}");
            }
        }
    }
}

#[test]
fn what_a_rule_took_for_denied_stays_denied() {
    for text in [
        "No chest pain, not breathless, calf isnt swollen",
        "no numbness down below and no trouble peeing",
    ] {
        assert_eq!(UNDERSTANDING.finding(text), None, "{text}");
    }
}

#[test]
fn a_finding_names_its_card_and_its_words() {
    let text = "Stood at the urinal a good five minutes today, lads taking the mick, and nothing would happen";
    let by_rules = Knowledge { signs: None, ..KNOWLEDGE.clone() };
    let found = alarm(&UNDERSTANDING, text).unwrap();
    assert_eq!((found.level, found.card.as_str()), (Level::U1, "spine"));
    assert!(!found.matched.is_empty());
    // Told in `--explain`, too, whichever of the two noticed it.
    let told = UNDERSTANDING.explain(text);
    assert!(
        told.contains("Signs of danger by example\nlike the signs of the card spine"),
        "{told}"
    );
    assert!(!Understanding::new(&by_rules).explain(text).contains("by example"));
}
