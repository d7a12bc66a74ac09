//! What of a message is counted, and how much: a sparse vector of weighted features.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::key;
use super::reader::Reading;
use super::recipe::Recipe;
use super::rows::Rows;
use super::word_table::WordTable;

/// What is counted of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Vector {
    /// Feature numbers, rising, and their values.
    pub(super) items: Vec<(u32, f32)>,
    /// Where the message points in the word table; empty if the table knows none of its words.
    pub(super) meaning: Vec<f32>,
}

/// The kinds of features. Each is brought to the same length before it is weighted, so that a
/// kind with many members (pieces of words) cannot drown one with few (synonyms).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Block {
    Stems,
    Pairs,
    Skips,
    Pieces,
    Synonyms,
}

const BLOCKS: [Block; 5] =
    [Block::Stems, Block::Pairs, Block::Skips, Block::Pieces, Block::Synonyms];

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
const fn in_at_least(block: Block) -> u32 {
    match block {
        Block::Stems | Block::Synonyms => 1,
        Block::Pairs | Block::Skips | Block::Pieces => 2,
    }
}

/// In how many phrasings each feature is.
type Spreads = FxHashMap<u64, (Block, u32)>;

/// Which features there are, and how much each weighs.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct FeatureSpace {
    numbers: FxHashMap<u64, u32>,
    /// How telling each feature is: `ln((1 + n) / (1 + in how many of n)) + 1`.
    idf: Vec<f32>,
    /// Number of phrasings each feature is in.
    spread: Vec<u32>,
    phrasings: usize,
    recipe: Recipe,
}

impl FeatureSpace {
    /// Counts the features of all phrasings.
    pub(super) fn new(readings: &[Reading], recipe: &Recipe) -> Self {
        let mut counted = Vec::from_iter(spreads(readings, recipe));
        counted.retain(|(_, (block, spread))| *spread >= in_at_least(*block));
        // The commonest first, so that what is looked up most lies together.
        counted.sort_unstable_by_key(|(key, (_, spread))| (std::cmp::Reverse(*spread), *key));
        let n = readings.len() as f32;
        let idf = |spread: u32| ((1.0 + n) / (1.0 + spread as f32)).ln() + 1.0;
        Self {
            numbers: counted.iter().map(|(key, _)| *key).zip(0..).collect(),
            idf: counted.iter().map(|(_, (_, spread))| idf(*spread)).collect(),
            spread: counted.iter().map(|(_, (_, spread))| *spread).collect(),
            phrasings: readings.len(),
            recipe: recipe.clone(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.idf.len()
    }

    /// In how many phrasings a feature is.
    pub(super) fn spread(&self, feature: u32) -> u32 {
        self.spread.get(feature as usize).copied().unwrap_or_default()
    }

    /// The number of a stem's feature, if a phrasing has it.
    pub(super) fn stem(&self, stem: u64) -> Option<u32> {
        self.number(Block::Stems, stem)
    }

    /// The number of a feature, if a phrasing has it.
    pub(super) fn number(&self, block: Block, what: u64) -> Option<u32> {
        self.numbers.get(&tagged(block, what)).copied()
    }

    /// How telling a feature is.
    pub(super) fn idf(&self, feature: u32) -> f32 {
        self.idf.get(feature as usize).copied().unwrap_or(1.0)
    }

    /// The weight of a word that no phrasing has.
    pub(super) fn idf_of_unseen(&self) -> f32 {
        (1.0 + self.phrasings as f32).ln() + 1.0
    }

    /// The vectors of many messages, in their order.
    pub(super) fn rows(&self, readings: &[Reading]) -> Rows {
        let mut rows = Rows::new(WordTable::shipped().dims());
        // A piece at a time, as each vector is in memory twice until it is in its row.
        for readings in readings.chunks(PIECE_OF_ROWS) {
            let vectors: Vec<Vector> =
                readings.par_iter().map(|reading| self.vector(reading)).collect();
            for vector in &vectors {
                rows.push(vector);
            }
        }
        rows
    }

    /// The vector of a message. Its length is the same for all messages that have features of
    /// all kinds.
    pub(super) fn vector(&self, reading: &Reading) -> Vector {
        let mut items: Vec<(u32, f32)> = Vec::new();
        for (block, keys) in raw(reading, &self.recipe) {
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
                let scale = weight(block, &self.recipe) / squares.sqrt();
                for (_, value) in items.iter_mut().skip(start) {
                    *value *= scale;
                }
            }
        }
        items.sort_unstable_by_key(|(number, _)| *number);
        Vector { items, meaning: self.meaning(reading) }
    }

    /// The direction of the words' meanings, at the length that the recipe gives it.
    fn meaning(&self, reading: &Reading) -> Vec<f32> {
        if self.recipe.meaning == 0.0 {
            return Vec::new();
        }
        let words = reading.words.iter().map(|word| word.text.as_str());
        let mut meaning = WordTable::shipped().sentence(words).unwrap_or_default();
        for value in &mut meaning {
            *value *= self.recipe.meaning;
        }
        meaning
    }
}

fn spreads(readings: &[Reading], recipe: &Recipe) -> Spreads {
    let count = |mut spreads: Spreads, reading: &Reading| {
        for (block, keys) in raw(reading, recipe) {
            for (key, _) in keys {
                spreads.entry(key).or_insert((block, 0)).1 += 1;
            }
        }
        spreads
    };
    let add = |mut all: Spreads, some: Spreads| {
        for (key, (block, spread)) in some {
            all.entry(key).or_insert((block, 0)).1 += spread;
        }
        all
    };
    readings.par_iter().fold(Spreads::default, count).reduce(Spreads::default, add)
}

fn weight(block: Block, recipe: &Recipe) -> f32 {
    match block {
        Block::Stems => recipe.stems,
        Block::Pairs => recipe.pairs,
        Block::Skips => recipe.skips,
        Block::Pieces => recipe.pieces,
        Block::Synonyms => recipe.synonyms,
    }
}

fn tagged(block: Block, what: u64) -> u64 {
    key::of((block, what))
}

/// The features of each kind with their counts, in the order of the text.
fn raw(reading: &Reading, recipe: &Recipe) -> Vec<(Block, Vec<(u64, u32)>)> {
    BLOCKS
        .into_iter()
        .filter(|block| weight(*block, recipe) > 0.0)
        .map(|block| {
            let keys = match block {
                Block::Stems => reading.keys.clone(),
                Block::Pairs => {
                    let mut marked = Vec::with_capacity(reading.keys.len() + 2);
                    marked.push(START);
                    marked.extend(&reading.keys);
                    marked.push(END);
                    pairs(&marked, 1)
                }
                Block::Skips => pairs(&reading.keys, 2),
                Block::Pieces => pieces(reading),
                Block::Synonyms => {
                    reading.groups.iter().map(|found| u64::from(found.group)).collect()
                }
            };
            let mut tagged: Vec<u64> = keys.into_iter().map(|key| tagged(block, key)).collect();
            (block, counted(&mut tagged))
        })
        .collect()
}

/// Pairs of keys at a distance.
fn pairs(keys: &[u64], apart: usize) -> Vec<u64> {
    keys.iter().zip(keys.iter().skip(apart)).map(key::of).collect()
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
        keys.extend(padded.windows(PIECE).map(key::of));
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
