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

use sciatica_bot::knowledge::Source;
use sciatica_bot::knowledge::safety::SafetyFile;
use sciatica_bot::safety::Gate;
use sciatica_bot::safety::score::{Corpus, Score, score};

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let path = Path::new("faq/en/safety.toml");
    let (file, _) = Source::read::<SafetyFile>(path, "faq/en/safety.toml")
        .unwrap_or_else(|problems| panic!("{}", problems[0]));
    Gate::new(&file)
});

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
    let scores = ["nerves", "body", "crisis", "held_out", "fresh", "fresh_2", "fresh_3", "fresh_4"]
        .map(report);
    let misses: usize = scores.iter().map(|score| score.misses.len()).sum();
    assert_eq!(misses, 0, "a missed sign is the worst bug");
    let quiet: usize = scores.iter().map(|score| score.to_stay_quiet).sum();
    let alarms: usize = scores.iter().map(|score| score.false_alarms.len()).sum();
    assert!(alarms * 100 <= quiet * 2, "{alarms} false alarms in {quiet} harmless messages");
}
