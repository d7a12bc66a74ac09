//! Numbers that belong to one person: telephones, dates of birth, insurance, postal addresses.

use super::{Word, hide as hide_places};

/// Digits from which a number is one person's: a local telephone number has five; a year, an age,
/// a dose or a score has four at most.
const PERSONAL_DIGITS: usize = 5;

/// Words that make "12 Baker …" a postal address.
const STREETS: &[&str] = &[
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "ln",
    "drive",
    "close",
    "court",
    "way",
    "square",
    "terrace",
    "crescent",
    "gardens",
    "boulevard",
    "blvd",
];

/// Those that do so behind a word in small letters too.
const SURE_STREETS: &[&str] = &["street", "road", "avenue", "lane"];

/// The most words between the number of a house and its "Street".
const STREET_NAME: usize = 3;

pub(super) fn hide(words: &mut [Word]) {
    hide_long(words);
    hide_streets(words);
    hide_postcodes(words);
}

/// Hides runs of numbers, written in one or with spaces, that have many digits together.
fn hide_long(words: &mut [Word]) {
    let mut start = 0;
    while start < words.len() {
        let mut end = start;
        let mut count = 0;
        while let Some(word) = words.get(end).filter(|word| is_numeric(&word.raw)) {
            count += digits(&word.raw);
            end += 1;
            // "+1 (555) 010-9999" goes on.
            if word.ends_clause() && !word.raw.ends_with(')') {
                break;
            }
        }
        if end > start {
            let round = words.get(start).is_some_and(|word| end == start + 1 && is_round(word));
            if count >= PERSONAL_DIGITS && !round {
                hide_places(words, start..end);
            }
        } else {
            // "AB123456C".
            if words.get(start).is_some_and(|word| digits(&word.raw) >= PERSONAL_DIGITS) {
                hide_places(words, start..start + 1);
            }
            end = start + 1;
        }
        start = end;
    }
}

fn digits(raw: &str) -> usize {
    raw.chars().filter(|c| c.is_numeric()).count()
}

fn is_numeric(raw: &str) -> bool {
    raw.contains(char::is_numeric) && raw.chars().all(|c| c.is_numeric() || !c.is_alphanumeric())
}

/// 10,000 steps.
fn is_round(word: &Word) -> bool {
    word.key.ends_with("000") && digits(&word.raw) == PERSONAL_DIGITS
}

fn hide_streets(words: &mut [Word]) {
    for start in 0..words.len() {
        let Some((house, rest)) = words.get(start..).and_then(<[Word]>::split_first) else {
            return;
        };
        if !house.core().starts_with(char::is_numeric) || house.ends_clause() {
            continue;
        }
        let street =
            rest.iter().take(STREET_NAME + 1).position(|word| STREETS.contains(&word.key.as_str()));
        let Some(street) = street.filter(|street| *street > 0) else { continue };
        let name = rest.get(..street).unwrap_or_default();
        let sure = rest.get(street).is_some_and(|word| SURE_STREETS.contains(&word.key.as_str()));
        let is_name = name.iter().all(Word::is_capitalised)
            || sure
                && matches!(name, [only] if !only.has_digit() && only.key.len() > 4 && only.key != "miles");
        if is_name && !name.iter().any(Word::ends_clause) {
            hide_places(words, start..start + street + 2);
        }
    }
}

/// "SW1A 1AA", in capitals as it is written: "L5 1st" is none.
fn hide_postcodes(words: &mut [Word]) {
    let outward = |core: &str| {
        (2..=4).contains(&core.len())
            && core.starts_with(|c: char| c.is_ascii_uppercase())
            && core.contains(|c: char| c.is_ascii_digit())
            && core.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    let inward = |core: &str| {
        let mut chars = core.chars();
        core.len() == 3
            && chars.next().is_some_and(|c| c.is_ascii_digit())
            && chars.all(|c| c.is_ascii_uppercase())
    };
    let found: Vec<usize> = words
        .windows(2)
        .enumerate()
        .filter(|(_, two)| matches!(two, [a, b] if outward(a.core()) && inward(b.core())))
        .map(|(start, _)| start)
        .collect();
    for start in found {
        hide_places(words, start..start + 2);
    }
}
