//! What is done about danger by the whole judgement: rules and likeness to known signs together.
//!
//! The three files `danger*.jsonl` and the sets of `danger_pairs.tsv` were written by people who had seen
//! neither the rules nor the signs, and none of it may be put there: it measures what strangers can hope
//! for. Each line of the pairs has a sign, a message that cannot be judged and a harmless one, which
//! differ only in the sign.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use sciatica_bot::conversation::Understanding;
use sciatica_bot::safety::score::{Corpus, percent};
use sciatica_bot::safety::{Finding, Level};
use sciatica_bot::text;
use serde::Deserialize;

use crate::support::shipped::{KNOWLEDGE, UNDERSTANDING};

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
    understanding.finding(text).filter(Finding::interrupts)
}

/// Messages of the folder of signs, in normal form. Strangers wrote a few short ones ("chest pain") word for
/// word, too; these measure nothing.
static TAUGHT: LazyLock<BTreeSet<Vec<String>>> = LazyLock::new(|| {
    let signs = KNOWLEDGE.signs.as_ref().unwrap();
    let all = signs.cards.iter().flat_map(|card| &card.messages).chain(&signs.harmless);
    all.map(|message| text::words(message)).collect()
});

/// How many messages got a card, a gentle check, or nothing.
#[derive(Default)]
struct Outcomes {
    cards: usize,
    checks: usize,
    nothing: usize,
}

impl Outcomes {
    fn count<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts = Self::default();
        for text in texts.into_iter().filter(|text| !TAUGHT.contains(&text::words(text))) {
            match UNDERSTANDING.finding(text) {
                Some(found) if found.interrupts() => counts.cards += 1,
                Some(_) => counts.checks += 1,
                None => counts.nothing += 1,
            }
        }
        counts
    }

    /// Percent with a card, and with a card or a check.
    fn percents(&self) -> (f64, f64) {
        let all = self.cards + self.checks + self.nothing;
        (percent(self.cards, all), percent(self.cards + self.checks, all))
    }
}

/// Asserts bounds in percent: signs with a card and noticed at all, harmless with a card and with a
/// card or check.
fn within(name: &str, signs: &Outcomes, least: (f64, f64), harmless: &Outcomes, most: (f64, f64)) {
    let (sign, none) = (signs.percents(), harmless.percents());
    println!("{name}: signs {sign:.1?}, harmless {none:.1?}");
    assert!(sign.0 >= least.0 && sign.1 >= least.1, "{name}: signs {sign:.1?}");
    assert!(none.0 <= most.0 && none.1 <= most.1, "{name}: harmless {none:.1?}");
}

#[test]
fn strangers_get_what_their_words_call_for() {
    for (file, least, most) in [
        ("tests/danger.jsonl", (82.0, 91.0), (2.0, 6.0)),
        ("tests/danger_b.jsonl", (75.0, 89.0), (3.0, 9.0)),
        ("tests/danger_c.jsonl", (78.0, 90.0), (8.0, 17.0)),
    ] {
        let all = lines::<Message>(file);
        let of = |is_sign: bool| {
            let all =
                all.iter().filter(move |m| matches!(m.level.as_str(), "none" | "U3") != is_sign);
            Outcomes::count(all.map(|message| message.text.as_str()))
        };
        within(file, &of(true), least, &of(false), most);
    }
}

#[test]
fn what_differs_only_in_the_sign_is_told_apart() {
    let text = fs::read_to_string("tests/danger_pairs.tsv").unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let column =
        |at: usize| Outcomes::count(rows.iter().filter_map(move |row| row.get(at).copied()));
    within("pairs", &column(1), (65.0, 76.0), &column(3), (7.5, 23.0));
    let unclear = column(2).percents();
    println!("pairs: unclear {unclear:.1?}");
    assert!(unclear.0 <= 25.0, "unclear {unclear:.1?}");
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
    for sign in &signs.cards {
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
    let found = UNDERSTANDING.finding(text).unwrap();
    assert_eq!((found.level, found.card.as_str()), (Level::U1, "spine"));
    assert!(!found.matched.is_empty());
}
