//! Phrases of `[listen]`, and where they stand in a message.

use rustc_hash::FxHashSet;

use super::length::Lengths;
use super::row::{Row, RowWord, row, rows};
use crate::knowledge::triage::Listen;
use crate::lexicon::{Lexicon, Word};

/// `…` stands for so many words at most.
const LONGEST_GAP: usize = 4;
/// So many words of `between` may stand between two parts.
const MOST_BETWEEN: usize = 3;

/// One part of a phrase.
#[derive(Clone, Debug)]
enum Part {
    /// One of these rows of words.
    Words(Vec<Row>),
    /// A whole number.
    Number,
    /// A length of time.
    Length,
    /// A time with a name.
    Date,
    /// Any words.
    Gap,
    /// The end of the clause.
    End,
}

/// A phrase, compiled.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// Whether it stands at the start of a clause only.
    at_start: bool,
    parts: Vec<Part>,
}

/// Where a phrase was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Index of its first word.
    pub(super) start: usize,
    /// Index after its last word.
    pub(super) end: usize,
    /// The number in it, or the days of the length or date in it.
    pub(super) number: Option<u32>,
}

/// Words that phrases are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    between: FxHashSet<u64>,
    goes_on: FxHashSet<u64>,
    not_across: FxHashSet<u64>,
    pub(super) lengths: Lengths,
}

impl Phrase {
    /// Compiles a phrase; `None` for one that names a class that does not exist, which the load
    /// reports.
    pub(super) fn new(text: &str, listen: &Listen, lexicon: &Lexicon) -> Option<Self> {
        let mut parts = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        let flush = |words: &mut Vec<&str>, parts: &mut Vec<Part>| {
            let row = row(&words.join(" "), lexicon);
            if !row.is_empty() {
                parts.push(Part::Words(vec![row]));
            }
            words.clear();
        };
        for word in text.split_whitespace() {
            let part = match word {
                "…" => Part::Gap,
                "." => Part::End,
                "{n}" => Part::Number,
                "{length}" => Part::Length,
                "{date}" => Part::Date,
                class => match class.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    None => {
                        words.push(word);
                        continue;
                    }
                    Some(name) => Part::Words(rows(listen.class.get(name)?, lexicon)),
                },
            };
            flush(&mut words, &mut parts);
            parts.push(part);
        }
        flush(&mut words, &mut parts);
        let at_start = matches!(parts.first(), Some(Part::End));
        if at_start {
            parts.remove(0);
        }
        (!parts.is_empty()).then_some(Self { at_start, parts })
    }

    /// The stems that it can start with; none if it starts with something else than words.
    pub(super) fn first_stems(&self) -> Vec<u64> {
        match self.parts.first() {
            Some(Part::Words(rows)) => {
                rows.iter().filter_map(|row| Some(row.first()?.stem)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The phrase as it stands from word `start` on, if it does.
    pub(super) fn at(&self, words: &[Word], start: usize, known: &Vocabulary) -> Option<Found> {
        let clause = words.get(start)?.clause;
        let before = start.checked_sub(1).and_then(|before| words.get(before));
        if self.at_start && before.is_some_and(|word| word.clause == clause) {
            return None;
        }
        // Within one clause.
        let length = words.iter().skip(start).take_while(|word| word.clause == clause).count();
        let clause = words.get(start..start + length)?;
        let (end, number) = follow(&self.parts, clause, known, true)?;
        Some(Found { start, end: start + end, number })
    }
}

/// How far the parts reach into `words`, and the number in them.
fn follow(
    parts: &[Part],
    words: &[Word],
    known: &Vocabulary,
    first: bool,
) -> Option<(usize, Option<u32>)> {
    let Some((part, rest)) = parts.split_first() else {
        return Some((0, None));
    };
    let gap = match part {
        Part::End => {
            let ends = words.first().is_none_or(|word| known.goes_on.contains(&word.stem));
            return if ends { follow(rest, words, known, false) } else { None };
        }
        Part::Gap => {
            let free = words.iter().take(LONGEST_GAP);
            let free = free.take_while(|word| !known.not_across.contains(&word.stem)).count();
            return (0..=free).find_map(|skipped| {
                let (end, number) = follow(rest, words.get(skipped..)?, known, true)?;
                Some((end + skipped, number))
            });
        }
        _ if first => 0,
        _ => words
            .iter()
            .take(MOST_BETWEEN)
            .take_while(|word| known.between.contains(&word.stem))
            .count(),
    };
    (0..=gap).find_map(|skipped| {
        let here = words.get(skipped..)?;
        let on = |taken: usize, number: Option<u32>| {
            let (end, later) = follow(rest, here.get(taken..)?, known, false)?;
            Some((skipped + taken + end, number.or(later)))
        };
        match part {
            Part::Words(rows) => rows.iter().find_map(|row| on(known.row(row, here)?, None)),
            // In digits: "a man" is no man of one year.
            Part::Number => on(1, Some(here.first()?.text.parse().ok()?)),
            Part::Length => {
                let (taken, days) = known.lengths.length(here)?;
                on(taken, Some(days))
            }
            Part::Date => {
                let (taken, days) = known.lengths.date(here)?;
                on(taken, Some(days))
            }
            Part::Gap | Part::End => None,
        }
    })
}

impl Vocabulary {
    pub(super) fn new(listen: &Listen, denies: &[String], lexicon: &Lexicon) -> Self {
        let set = |words: &[String]| words.iter().flat_map(|word| lexicon.stems(word)).collect();
        Self {
            between: set(&listen.between),
            goes_on: set(&listen.goes_on),
            not_across: denies
                .iter()
                .chain(&listen.not_across)
                .map(|phrase| lexicon.stems(phrase))
                .filter(|stems| stems.len() == 1)
                .flatten()
                .collect(),
            lengths: Lengths::new(listen, lexicon),
        }
    }

    /// How many words a row takes, words that may stand between included.
    fn row(&self, row: &[RowWord], words: &[Word]) -> Option<usize> {
        let mut taken = 0;
        for (place, wanted) in row.iter().enumerate() {
            let mut word = words.get(taken)?;
            while place > 0 && word.stem != wanted.stem && self.is_between(word) {
                taken += 1;
                word = words.get(taken)?;
            }
            if !wanted.is(word) {
                return None;
            }
            taken += 1;
        }
        Some(taken)
    }

    /// Whether a word may stand between two parts.
    pub(super) fn is_between(&self, word: &Word) -> bool {
        self.between.contains(&word.stem)
    }
}
