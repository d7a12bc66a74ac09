//! Numbers and lengths of time in a message.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::row::{Row, row};
use crate::knowledge::triage::Listen;
use crate::lexicon::{Lexicon, Word};

/// The longest time told, in days: more is no length of an illness.
const MOST_DAYS: f64 = 40_000.0;

/// Words for numbers and units.
#[derive(Clone, Debug, Default)]
pub(super) struct Lengths {
    numbers: FxHashMap<u64, u32>,
    units: FxHashMap<u64, u32>,
    /// Lengths without a number, with their days; the longest first.
    whole: Vec<(Row, u32)>,
    /// Times with a name, with about how many days ago they are; the longest first.
    dates: Vec<(Row, u32)>,
    /// "More than": a day is added.
    more: Vec<Vec<u64>>,
    /// Between two numbers of which the second counts: "two to three weeks".
    to: Vec<u64>,
}

impl Lengths {
    pub(super) fn new(listen: &Listen, lexicon: &Lexicon) -> Self {
        let table = |words: &BTreeMap<String, u32>| {
            words
                .iter()
                .filter_map(|(word, value)| Some((*lexicon.stems(word).first()?, *value)))
                .collect()
        };
        let phrases = |phrases: &BTreeMap<String, u32>| {
            let rows = phrases.iter().map(|(phrase, days)| (row(phrase, lexicon), *days));
            let mut rows: Vec<(Row, u32)> = rows.collect();
            rows.sort_by_key(|(row, _)| std::cmp::Reverse(row.len()));
            rows
        };
        Self {
            numbers: table(&listen.numbers),
            units: table(&listen.units),
            whole: phrases(&listen.lengths),
            dates: phrases(&listen.dates),
            more: listen.more_than.iter().map(|phrase| lexicon.stems(phrase)).collect(),
            to: listen.up_to.iter().flat_map(|word| lexicon.stems(word)).collect(),
        }
    }

    /// The length that the words begin with: how many words it takes, and its days.
    pub(super) fn length(&self, words: &[Word]) -> Option<(usize, u32)> {
        let more = self.more.iter().find(|row| starts_with(words, row)).map_or(0, Vec::len);
        let rest = words.get(more..)?;
        let (taken, days) = first(&self.whole, rest).or_else(|| self.counted(rest))?;
        Some((more + taken, days + u32::from(more > 0)))
    }

    /// The time with a name that the words begin with: how many words it takes, and about how many
    /// days ago it is.
    pub(super) fn date(&self, words: &[Word]) -> Option<(usize, u32)> {
        first(&self.dates, words)
    }

    /// "Six weeks", "3.5 years", "two or three weeks", "a couple of months".
    fn counted(&self, words: &[Word]) -> Option<(usize, u32)> {
        let mut number = self.amount(words.first()?)?;
        let mut at = 1;
        loop {
            let word = words.get(at)?;
            if let Some(unit) = self.units.get(&word.stem) {
                let days = (number * f64::from(*unit)).round().clamp(0.0, MOST_DAYS);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped"
                )]
                return Some((at + 1, days as u32));
            }
            match self.amount(word) {
                Some(second) => number = second,
                None if self.to.contains(&word.stem) => {}
                None => return None,
            }
            at += 1;
        }
    }

    fn amount(&self, word: &Word) -> Option<f64> {
        let digits = word.text.parse::<f64>().ok().filter(|number| number.is_finite());
        digits.or_else(|| self.numbers.get(&word.stem).map(|number| f64::from(*number)))
    }
}

/// The first of `rows` that the words begin with: how many words it takes, and its days.
fn first(rows: &[(Row, u32)], words: &[Word]) -> Option<(usize, u32)> {
    let begins = |row: &Row| {
        let mut pairs = row.iter().zip(words);
        !row.is_empty() && row.len() <= words.len() && pairs.all(|(wanted, word)| wanted.is(word))
    };
    let (row, days) = rows.iter().find(|(row, _)| begins(row))?;
    Some((row.len(), *days))
}

fn starts_with(words: &[Word], stems: &[u64]) -> bool {
    !stems.is_empty()
        && stems.len() <= words.len()
        && stems.iter().zip(words).all(|(stem, word)| *stem == word.stem)
}
