//! Names of people, by the words before them.

use super::{Word, hide as hide_places};

/// After these a name comes, however it is written.
const NAMED: &[&[&str]] =
    &[&["name", "is"], &["names"], &["i", "am", "called"], &["im", "called"], &["called", "me"]];

/// After these a capitalised word is a name.
const PERHAPS_NAMED: &[&[&str]] = &[
    &["i", "am"],
    &["im"],
    &["this", "is"],
    &["call", "me"],
    &["regards"],
    &["thanks"],
    &["thank", "you"],
    &["cheers"],
    &["sincerely"],
    &["yours"],
];

/// After one of these and a comma comes who wrote it.
const SIGN_OFFS: &[&str] =
    &["regards", "thanks", "thankyou", "you", "cheers", "sincerely", "yours"];

/// After these a capitalised word is the name of somebody near.
const NEAR: &[&str] = &[
    "husband",
    "wife",
    "son",
    "daughter",
    "mum",
    "mom",
    "mother",
    "dad",
    "father",
    "brother",
    "sister",
    "friend",
    "partner",
    "boyfriend",
    "girlfriend",
    "grandma",
    "grandpa",
    "uncle",
    "aunt",
    "doctor",
    "gp",
    "nurse",
    "physio",
    "physiotherapist",
    "therapist",
    "chiropractor",
    "osteopath",
    "surgeon",
    "neurologist",
    "boss",
    "colleague",
    "neighbour",
    "neighbor",
];

/// Titles; a name follows.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "dr", "prof", "professor"];

/// Titles that are used before nothing but a name, so that small letters do as well.
const SURE_TITLES: &[&str] = &["mr", "mrs", "ms"];

/// Words that are no names, though they may be capitalised.
const NO_NAMES: &str = "\
    a about after aged also always am an and are as asked at back because but by can cant \
    could did do does during english female for from gave got had has have having he her \
    here hi his how i if im in is it its ive just male me mri my no not now of on or please \
    pregnant said says sciatica she should since so still suffering that the there they this \
    to told unable very was we what when where which who why will with worried would years \
    yes you your";

/// Words that are a name in small letters too, where one is sure to come: first and family name.
const SURE_NAME: usize = 2;

/// The most words of a name.
const LONGEST_NAME: usize = 3;

pub(super) fn is_title(key: &str) -> bool {
    TITLES.contains(&key)
}

pub(super) fn hide(words: &mut [Word]) {
    let mut found = Vec::new();
    for place in 0..words.len() {
        let before = words.get(..place).unwrap_or_default();
        let Some(last) = before.last() else { continue };
        let named = NAMED.iter().any(|phrase| ends_with(before, phrase))
            || SURE_TITLES.contains(&last.key.as_str())
            || last.key == "name" && last.raw.ends_with(':');
        let perhaps = PERHAPS_NAMED.iter().any(|phrase| ends_with(before, phrase))
            || NEAR.contains(&last.key.as_str())
            || is_title(&last.key);
        // Not so apart: "name: Anna", and the sign-off "Thanks, Anna".
        let apart = last.ends_clause()
            && !last.raw.ends_with(':')
            && !is_sign_off(words.len() - place, last);
        // "Regards, bob. Can I walk": one word between a greeting and the end of a sentence.
        let greets = SIGN_OFFS.contains(&last.key.as_str()) && last.raw.ends_with(',');
        let word =
            words.get(place).filter(|word| word.raw.ends_with('.') || place + 1 == words.len());
        let signs = greets && word.is_some();
        if signs || (named || perhaps) && !apart {
            let sure = named || signs;
            found.push(place..place + length(words.get(place..).unwrap_or_default(), sure));
        }
    }
    found.extend(presented(words));
    for places in found {
        hide_places(words, places);
    }
}

/// "Anna Smith here, can I walk": names at the start, before "here".
fn presented(words: &[Word]) -> Option<std::ops::Range<usize>> {
    let count = words.iter().take(LONGEST_NAME + 1).position(|word| word.key == "here")?;
    let is_name = |word: &Word| {
        let no_name = NO_NAMES.split(' ').any(|no_name| no_name == word.key);
        word.is_capitalised() && !no_name && !word.has_digit()
    };
    let names = words.get(..count)?;
    // One capital may only begin the sentence: "Nurse here, what about lifting".
    (names.iter().all(is_name) && count > 1).then_some(0..count)
}

fn ends_with(words: &[Word], phrase: &[&str]) -> bool {
    let start = words.len().checked_sub(phrase.len());
    start.and_then(|start| words.get(start..)).is_some_and(|tail| {
        tail.iter().zip(phrase).all(|(word, wanted)| word.key == *wanted)
            && tail.iter().rev().skip(1).all(|word| !word.ends_clause())
    })
}

/// Whether so few words are left that a comma still belongs to a greeting.
fn is_sign_off(left: usize, last: &Word) -> bool {
    left <= LONGEST_NAME && last.raw.ends_with([',', '!', '.'])
}

/// How many words of `words` are the name it begins with. A sure one may be in small letters.
fn length(words: &[Word], sure: bool) -> usize {
    let mut count = 0;
    for word in words.iter().take(LONGEST_NAME) {
        let fits = word.is_capitalised() || sure && count < SURE_NAME;
        if !fits
            || word.key.is_empty()
            || word.has_digit()
            || NO_NAMES.split(' ').any(|no_name| no_name == word.key)
        {
            break;
        }
        count += 1;
        if word.ends_clause() {
            break;
        }
    }
    count
}
