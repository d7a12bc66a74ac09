//! What of a message is counted, and how much: a sparse vector of weighted features.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::embedding::Embedding;
use super::hyperparameters::Hyperparameters;
use super::sparse::SparseRows;
use crate::lexicon::Reading;
use crate::lexicon::hash_of;

/// What is counted of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FeatureVector {
    /// Feature numbers, rising, and their values.
    pub(crate) items: Vec<(u32, f32)>,
    /// Where the message points in the word table; empty if the table knows none of its words.
    pub(crate) meaning: Vec<f32>,
}

/// The kinds of features. Each is brought to the same length before it is weighted, so that a
/// kind with many members (pieces of words) cannot drown one with few (synonyms).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FeatureKind {
    Stems,
    Pairs,
    Skips,
    Pieces,
    Synonyms,
}

const FEATURE_KINDS: [FeatureKind; 5] = [
    FeatureKind::Stems,
    FeatureKind::Pairs,
    FeatureKind::Skips,
    FeatureKind::Pieces,
    FeatureKind::Synonyms,
];

/// So many vectors are worked out at a time.
const PIECE_OF_ROWS: usize = 1_000;
/// Marks for before the first and after the last word.
const START: u64 = 1;
const END: u64 = 2;
/// Pieces of words are so many letters long, the space before or after a word included. Other
/// lengths beside it cost time and change nothing (docs/matching.md).
const PIECE: usize = 3;
/// In how many phrasings a feature must be to count. What a single phrasing has tells nothing of
/// what others ask, and only costs time; but a rare word counts at once.
const fn in_at_least(kind: FeatureKind) -> u32 {
    match kind {
        FeatureKind::Stems | FeatureKind::Synonyms => 1,
        FeatureKind::Pairs | FeatureKind::Skips | FeatureKind::Pieces => 2,
    }
}

/// In how many phrasings each feature is.
type Spreads = FxHashMap<u64, (FeatureKind, u32)>;

/// Which features there are, and how much each weighs.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct FeatureSpace {
    numbers: FxHashMap<u64, u32>,
    /// How telling each feature is: `ln((1 + n) / (1 + in how many of n)) + 1`.
    idf: Vec<f32>,
    /// Number of phrasings each feature is in.
    spread: Vec<u32>,
    phrasings: usize,
    hyperparameters: Hyperparameters,
}

impl FeatureSpace {
    /// Counts the features of all phrasings.
    pub(crate) fn new(readings: &[Reading], hyperparameters: &Hyperparameters) -> Self {
        let mut counted = Vec::from_iter(spreads(readings, hyperparameters));
        counted.retain(|(_, (kind, spread))| *spread >= in_at_least(*kind));
        // The commonest first, so that what is looked up most lies together.
        counted.sort_unstable_by_key(|(key, (_, spread))| (std::cmp::Reverse(*spread), *key));
        let n = readings.len() as f32;
        let idf = |spread: u32| ((1.0 + n) / (1.0 + spread as f32)).ln() + 1.0;
        Self {
            numbers: counted.iter().map(|(key, _)| *key).zip(0..).collect(),
            idf: counted.iter().map(|(_, (_, spread))| idf(*spread)).collect(),
            spread: counted.iter().map(|(_, (_, spread))| *spread).collect(),
            phrasings: readings.len(),
            hyperparameters: hyperparameters.clone(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.idf.len()
    }

    /// In how many phrasings a feature is.
    pub(crate) fn spread(&self, feature: u32) -> u32 {
        self.spread.get(feature as usize).copied().unwrap_or_default()
    }

    /// The number of a stem's feature, if a phrasing has it.
    pub(crate) fn stem(&self, stem: u64) -> Option<u32> {
        self.number(FeatureKind::Stems, stem)
    }

    /// The number of a feature, if a phrasing has it.
    pub(crate) fn number(&self, kind: FeatureKind, what: u64) -> Option<u32> {
        self.numbers.get(&tagged(kind, what)).copied()
    }

    /// How telling a feature is.
    pub(crate) fn idf(&self, feature: u32) -> f32 {
        self.idf.get(feature as usize).copied().unwrap_or(1.0)
    }

    /// The weight of a word that no phrasing has.
    pub(crate) fn idf_of_unseen(&self) -> f32 {
        (1.0 + self.phrasings as f32).ln() + 1.0
    }

    /// The vectors of many messages, in their order.
    pub(crate) fn rows(&self, readings: &[Reading]) -> SparseRows {
        let mut rows = SparseRows::new(Embedding::shipped().dims());
        // A piece at a time, as each vector is in memory twice until it is in its row.
        for readings in readings.chunks(PIECE_OF_ROWS) {
            let vectors: Vec<FeatureVector> =
                readings.par_iter().map(|reading| self.vector(reading)).collect();
            for vector in &vectors {
                rows.push(vector);
            }
        }
        rows
    }

    /// The vector of a message. Its length is the same for all messages that have features of
    /// all kinds.
    pub(crate) fn vector(&self, reading: &Reading) -> FeatureVector {
        let mut items: Vec<(u32, f32)> = Vec::new();
        for (kind, keys) in raw(reading, &self.hyperparameters) {
            let start = items.len();
            let mut squares = 0.0;
            for (key, count) in keys {
                if let Some(number) = self.numbers.get(&key) {
                    let value = (1.0 + (count as f32).ln()) * self.idf(*number);
                    squares += value * value;
                    items.push((*number, value));
                }
            }
            if squares > 0.0 {
                let scale = weight(kind, &self.hyperparameters) / squares.sqrt();
                for (_, value) in items.iter_mut().skip(start) {
                    *value *= scale;
                }
            }
        }
        items.sort_unstable_by_key(|(number, _)| *number);
        FeatureVector { items, meaning: self.meaning(reading) }
    }

    /// The direction of the words' meanings, at the length that the hyperparameters gives it.
    fn meaning(&self, reading: &Reading) -> Vec<f32> {
        if self.hyperparameters.meaning == 0.0 {
            return Vec::new();
        }
        let words = reading.words.iter().map(|word| word.text.as_str());
        let mut meaning = Embedding::shipped().sentence(words).unwrap_or_default();
        for value in &mut meaning {
            *value *= self.hyperparameters.meaning;
        }
        meaning
    }
}

fn spreads(readings: &[Reading], hyperparameters: &Hyperparameters) -> Spreads {
    let count = |mut spreads: Spreads, reading: &Reading| {
        for (kind, keys) in raw(reading, hyperparameters) {
            for (key, _) in keys {
                spreads.entry(key).or_insert((kind, 0)).1 += 1;
            }
        }
        spreads
    };
    let add = |mut all: Spreads, some: Spreads| {
        for (key, (kind, spread)) in some {
            all.entry(key).or_insert((kind, 0)).1 += spread;
        }
        all
    };
    readings.par_iter().fold(Spreads::default, count).reduce(Spreads::default, add)
}

fn weight(kind: FeatureKind, hyperparameters: &Hyperparameters) -> f32 {
    match kind {
        FeatureKind::Stems => hyperparameters.stems,
        FeatureKind::Pairs => hyperparameters.pairs,
        FeatureKind::Skips => hyperparameters.skips,
        FeatureKind::Pieces => hyperparameters.pieces,
        FeatureKind::Synonyms => hyperparameters.synonyms,
    }
}

fn tagged(kind: FeatureKind, what: u64) -> u64 {
    hash_of((kind, what))
}

/// The features of each kind with their counts, in the order of the text.
fn raw(
    reading: &Reading,
    hyperparameters: &Hyperparameters,
) -> Vec<(FeatureKind, Vec<(u64, u32)>)> {
    FEATURE_KINDS
        .into_iter()
        .filter(|kind| weight(*kind, hyperparameters) > 0.0)
        .map(|kind| {
            let keys = match kind {
                FeatureKind::Stems => reading.keys.clone(),
                FeatureKind::Pairs => {
                    let mut marked = Vec::with_capacity(reading.keys.len() + 2);
                    marked.push(START);
                    marked.extend(&reading.keys);
                    marked.push(END);
                    pairs(&marked, 1)
                }
                FeatureKind::Skips => pairs(&reading.keys, 2),
                FeatureKind::Pieces => pieces(reading),
                FeatureKind::Synonyms => {
                    reading.groups.iter().map(|found| u64::from(found.group)).collect()
                }
            };
            let mut tagged: Vec<u64> = keys.into_iter().map(|key| tagged(kind, key)).collect();
            (kind, counted(&mut tagged))
        })
        .collect()
}

/// Pairs of keys at a distance.
fn pairs(keys: &[u64], apart: usize) -> Vec<u64> {
    keys.iter().zip(keys.iter().skip(apart)).map(hash_of).collect()
}

/// The pieces of all words, with a space before and after each word.
fn pieces(reading: &Reading) -> Vec<u64> {
    let mut keys = Vec::new();
    let mut padded: Vec<char> = Vec::new();
    for word in &reading.words {
        padded.clear();
        padded.push(' ');
        padded.extend(word.text.chars());
        padded.push(' ');
        keys.extend(padded.windows(PIECE).map(hash_of));
    }
    keys
}

/// Each key once with its count, in a fixed order.
fn counted(keys: &mut [u64]) -> Vec<(u64, u32)> {
    keys.sort_unstable();
    let mut counted: Vec<(u64, u32)> = Vec::with_capacity(keys.len());
    for key in keys {
        match counted.last_mut() {
            Some((last, count)) if *last == *key => *count += 1,
            _ => counted.push((*key, 1)),
        }
    }
    counted
}
