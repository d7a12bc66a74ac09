//! What must hold for any message with a sign of danger in it, whatever stands around it and
//! however it is typed.

use std::collections::HashSet;
use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use sciatica_bot::knowledge::Source;
use sciatica_bot::knowledge::safety::SafetyFile;
use sciatica_bot::safety::score::Corpus;
use sciatica_bot::safety::{Level, Outcome, Rules};
use sciatica_bot::text::Message;
use serde::Deserialize;

/// Any number does: another one tries other slips.
const SEED: u64 = 1;

const CORPORA: &[&str] = &[
    "nerves", "body", "crisis", "held_out", "fresh", "fresh_2", "fresh_3", "fresh_4", "fresh_5",
    "fresh_6", "fresh_7", "fresh_8",
];

static FILE: LazyLock<SafetyFile> = LazyLock::new(|| {
    let path = "faq/en/safety.toml";
    let (file, _) = Source::parse::<SafetyFile>(&fs::read_to_string(path).unwrap(), path)
        .unwrap_or_else(|problems| panic!("{}", problems[0]));
    file
});
static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(&FILE));

#[derive(Deserialize)]
struct Neutral {
    sentences: Vec<String>,
}

static NEUTRAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let text = fs::read_to_string("tests/safety_corpus/neutral.toml").unwrap();
    toml::from_str::<Neutral>(&text).unwrap().sentences
});

/// All messages that must fire, with the level they must reach.
static SIGNS: LazyLock<Vec<(String, Level)>> = LazyLock::new(|| {
    let read = |name: &&str| {
        let text = fs::read_to_string(format!("tests/safety_corpus/{name}.toml")).unwrap();
        toml::from_str::<Corpus>(&text).unwrap().sign
    };
    let signs = CORPORA.iter().flat_map(read);
    signs.flat_map(|sign| sign.fire.into_iter().map(move |text| (text, sign.level))).collect()
});

/// All messages that must stay quiet.
static QUIET: LazyLock<Vec<String>> = LazyLock::new(|| {
    let read = |name: &&str| {
        let text = fs::read_to_string(format!("tests/safety_corpus/{name}.toml")).unwrap();
        toml::from_str::<Corpus>(&text).unwrap().sign
    };
    CORPORA.iter().flat_map(read).flat_map(|sign| sign.quiet).collect()
});

/// Words that a slip of the finger may not make: the file has them, or they are common English, so the
/// rules read them as what they are ("trough" is no mistyped "through").
static OTHER_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let text = fs::read_to_string("faq/en/safety.toml").unwrap();
    let english = fs::read_to_string("src/text/english_words.txt").unwrap();
    let common = english.lines().take(COMMON).map(str::to_owned);
    sciatica_bot::text::words(&text).into_iter().chain(common).collect()
});

/// So many of the commonest English words are never taken for misspelt ones.
const COMMON: usize = 30_000;

/// How urgent what a rule sees is, be it plain or half told.
fn level(text: &str) -> Option<Level> {
    let hits = RULES.find(&Message::read(text));
    hits.iter().filter(|hit| hit.outcome.is_some()).map(|hit| hit.level).max()
}

fn has_card(text: &str) -> bool {
    let hits = RULES.find(&Message::read(text));
    hits.iter().any(|hit| hit.outcome == Some(Outcome::Card) && hit.level.interrupts())
}

/// One slip in a word: a letter left out, doubled, swapped with the next, or replaced. The first
/// letter stays: people seldom miss it, and other words begin there ("gives", "fives").
fn slip(word: &str, kind: u8, at: Index, letter: char) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let i = 1 + at.index(letters.len() - 2);
    match kind % 4 {
        0 => {
            letters.remove(i);
        }
        1 => letters.insert(i, letters[i]),
        2 => letters.swap(i, i + 1),
        _ => letters[i] = letter,
    }
    letters.into_iter().collect()
}

/// `text` with one slip in each word of five or more letters.
fn misspell(text: &str, slips: &[(u8, Index, char)]) -> String {
    let mut slips = slips.iter().cycle();
    text.split(' ')
        .map(|word| {
            let plain = word.chars().all(char::is_alphabetic);
            let (kind, at, letter) = slips.next().unwrap();
            if !plain || word.chars().count() < 5 {
                return word.to_owned();
            }
            let slipped = slip(word, *kind, *at, *letter);
            if OTHER_WORDS.contains(&slipped.to_lowercase()) {
                return word.to_owned();
            }
            slipped
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn any_case(text: &str, case: u8) -> String {
    match case % 3 {
        0 => text.to_lowercase(),
        1 => text.to_uppercase(),
        _ => text.to_owned(),
    }
}

fn slips() -> impl Strategy<Value = Vec<(u8, Index, char)>> {
    prop::collection::vec((any::<u8>(), any::<Index>(), prop::char::range('a', 'z')), 7..20)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1024,
        // A slip can make another real word; which ones the gate bears with must not be chance.
        rng_seed: RngSeed::Fixed(SEED),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_sign_fires_wherever_it_stands_and_however_it_is_typed(
        sign in any::<Index>(),
        before in any::<Index>(),
        after in any::<Index>(),
        case in any::<u8>(),
        slips in slips(),
    ) {
        let (sign, wanted) = sign.get(&SIGNS);
        let typed = any_case(&misspell(sign, &slips), case);
        let text = format!("{} {typed}. {}", before.get(&NEUTRAL), after.get(&NEUTRAL));
        prop_assert!(level(&text) >= Some(*wanted), "{text}");
    }

    #[test]
    fn neutral_words_around_change_nothing(
        quiet in any::<Index>(),
        before in any::<Index>(),
        after in any::<Index>(),
    ) {
        let quiet = quiet.get(&QUIET);
        let text = format!("{} {quiet}. {}", before.get(&NEUTRAL), after.get(&NEUTRAL));
        prop_assert!(!has_card(&text), "{text}");
    }

    #[test]
    fn any_text_is_checked(text in any::<String>()) {
        let message = Message::read(&text);
        let _ = (RULES.find(&message), RULES.explain(&message));
    }
}

#[test]
fn each_sign_fires_beside_neutral_sentences() {
    for (i, (sign, wanted)) in SIGNS.iter().enumerate() {
        // Two neutral sentences a sign, another pair for the next: all meet in the end.
        let neutral = |k: usize| &NEUTRAL[(2 * i + k) % NEUTRAL.len()];
        for text in [format!("{} {sign}", neutral(0)), format!("{sign}. {}", neutral(1))] {
            assert!(level(&text) >= Some(*wanted), "{text}");
        }
    }
}
