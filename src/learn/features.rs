//! What of a message is counted, and how much: a sparse vector of TF-IDF weighted features beside
//! an embedding.

use std::borrow::Borrow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::embedding::Embeddings;
use super::hyperparameters::Hyperparameters;
use super::sparse::{FeatureVector, SparseRows};
use crate::lexicon::{Reading, hash};

/// The kinds of features. Each is brought to the same length before it is weighted, so that a
/// kind with many members cannot drown one with few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FeatureKind {
    Unigrams,
    Bigrams,
    SkipBigrams,
    Synonyms,
}

const KINDS: [FeatureKind; 4] =
    [FeatureKind::Unigrams, FeatureKind::Bigrams, FeatureKind::SkipBigrams, FeatureKind::Synonyms];

/// So many vectors are worked out at a time, as each is in memory twice until it is in its row.
const ROWS_AT_A_TIME: usize = 1_000;
/// Marks for before the first and after the last word.
const START: u64 = 1;
const END: u64 = 2;

/// In how many messages a feature must be to count. What a single one has tells nothing of
/// what others ask, and only costs time; but a rare word counts at once.
const fn minimum_document_frequency(kind: FeatureKind) -> u32 {
    match kind {
        FeatureKind::Unigrams | FeatureKind::Synonyms => 1,
        FeatureKind::Bigrams | FeatureKind::SkipBigrams => 2,
    }
}

/// Kind and document frequency of each feature, by its hash.
type Frequencies = FxHashMap<u64, (FeatureKind, u32)>;

/// Which features there are, and how much each weighs.
#[derive(Debug)]
pub(crate) struct FeatureSpace {
    numbers: FxHashMap<u64, u32>,
    /// Inverse document frequency: `ln((1 + n) / (1 + in how many of n)) + 1`.
    idf: Vec<f32>,
    /// The features below this number are single words.
    unigrams: u32,
    hyperparameters: Hyperparameters,
}

impl FeatureSpace {
    /// Counts the features of all training messages.
    pub(crate) fn new<R: Borrow<Reading>>(
        readings: impl ParallelIterator<Item = R>,
        hyperparameters: &Hyperparameters,
    ) -> Self {
        let (frequencies, n) = frequencies(readings, hyperparameters);
        let mut counted = Vec::from_iter(frequencies);
        counted.retain(|(_, (kind, frequency))| *frequency >= minimum_document_frequency(*kind));
        // Single words first, and of each kind the commonest, so that what is looked up most lies
        // together.
        counted.sort_unstable_by_key(|(hash, (kind, frequency))| {
            (*kind != FeatureKind::Unigrams, std::cmp::Reverse(*frequency), *hash)
        });
        let is_unigram =
            |(_, (kind, _)): &(u64, (FeatureKind, u32))| *kind == FeatureKind::Unigrams;
        let n = n as f32;
        let idf = |frequency: u32| ((1.0 + n) / (1.0 + frequency as f32)).ln() + 1.0;
        Self {
            numbers: counted.iter().map(|(hash, _)| *hash).zip(0..).collect(),
            idf: counted.iter().map(|(_, (_, frequency))| idf(*frequency)).collect(),
            unigrams: counted.partition_point(is_unigram) as u32,
            hyperparameters: hyperparameters.clone(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.idf.len()
    }

    /// The features below this number are single words.
    pub(crate) const fn unigrams(&self) -> u32 {
        self.unigrams
    }

    /// The number of a stem's feature, if a training message has it.
    pub(crate) fn unigram(&self, stem: u64) -> Option<u32> {
        self.number(FeatureKind::Unigrams, stem)
    }

    /// The number of a feature, if a training message has it.
    pub(crate) fn number(&self, kind: FeatureKind, what: u64) -> Option<u32> {
        self.numbers.get(&tagged(kind, what)).copied()
    }

    /// The inverse document frequency of a feature.
    pub(crate) fn idf(&self, feature: u32) -> f32 {
        self.idf.get(feature as usize).copied().unwrap_or(1.0)
    }

    /// No rows yet, for vectors of this space.
    pub(crate) fn no_rows(&self) -> SparseRows {
        let embeds = self.hyperparameters.embedding > 0.0;
        SparseRows::new(if embeds { Embeddings::shipped().dims() } else { 0 })
    }

    /// The vectors of many messages, in their order.
    pub(crate) fn rows(&self, readings: &[Reading]) -> SparseRows {
        let mut rows = self.no_rows();
        for readings in readings.chunks(ROWS_AT_A_TIME) {
            let vectors: Vec<FeatureVector> =
                readings.par_iter().map(|reading| self.vector(reading)).collect();
            for (vector, reading) in vectors.iter().zip(readings) {
                rows.push(vector, reading.key());
            }
        }
        rows
    }

    /// The vector of a message. Its length is the same for all messages that have features of
    /// all kinds.
    pub(crate) fn vector(&self, reading: &Reading) -> FeatureVector {
        let mut items: Vec<(u32, f32)> = Vec::with_capacity(4 * reading.stems.len());
        for kind in KINDS {
            let weight = weight(kind, &self.hyperparameters);
            if weight == 0.0 {
                continue;
            }
            let start = items.len();
            let mut squares = 0.0;
            for (hash, count) in features(kind, reading) {
                if let Some(number) = self.numbers.get(&hash) {
                    let value = (1.0 + (count as f32).ln()) * self.idf(*number);
                    squares += value * value;
                    items.push((*number, value));
                }
            }
            if squares > 0.0 {
                let scale = weight / squares.sqrt();
                for (_, value) in items.iter_mut().skip(start) {
                    *value *= scale;
                }
            }
        }
        items.sort_unstable_by_key(|(number, _)| *number);
        FeatureVector { items, embedding: self.embedding(reading) }
    }

    /// The direction of the words' embeddings, at the length that the hyperparameters give it.
    fn embedding(&self, reading: &Reading) -> Vec<f32> {
        if self.hyperparameters.embedding == 0.0 {
            return Vec::new();
        }
        let words = reading.words.iter().map(|word| word.text.as_str());
        let mut direction = Embeddings::shipped().sentence(words).unwrap_or_default();
        for value in &mut direction {
            *value *= self.hyperparameters.embedding;
        }
        direction
    }
}

/// The document frequencies of all features, and the number of messages.
fn frequencies<R: Borrow<Reading>>(
    readings: impl ParallelIterator<Item = R>,
    hyperparameters: &Hyperparameters,
) -> (Frequencies, usize) {
    let count = |(mut frequencies, messages): (Frequencies, usize), reading: R| {
        for kind in KINDS.into_iter().filter(|kind| weight(*kind, hyperparameters) > 0.0) {
            for (hash, _) in features(kind, reading.borrow()) {
                frequencies.entry(hash).or_insert((kind, 0)).1 += 1;
            }
        }
        (frequencies, messages + 1)
    };
    let add = |some: (Frequencies, usize), others: (Frequencies, usize)| {
        let (mut all, few) =
            if some.0.len() < others.0.len() { (others.0, some.0) } else { (some.0, others.0) };
        for (hash, (kind, frequency)) in few {
            all.entry(hash).or_insert((kind, 0)).1 += frequency;
        }
        (all, some.1 + others.1)
    };
    let none = || (Frequencies::default(), 0);
    readings.fold(none, count).reduce(none, add)
}

const fn weight(kind: FeatureKind, hyperparameters: &Hyperparameters) -> f32 {
    match kind {
        FeatureKind::Unigrams => hyperparameters.unigrams,
        FeatureKind::Bigrams => hyperparameters.bigrams,
        FeatureKind::SkipBigrams => hyperparameters.skip_bigrams,
        FeatureKind::Synonyms => hyperparameters.synonyms,
    }
}

fn tagged(kind: FeatureKind, what: u64) -> u64 {
    hash::of((kind, what))
}

/// The hashes of a message's features of one kind with their counts, in a fixed order.
fn features(kind: FeatureKind, reading: &Reading) -> Vec<(u64, u32)> {
    let hashes = match kind {
        FeatureKind::Unigrams => reading.stems.clone(),
        FeatureKind::Bigrams => {
            let mut marked = Vec::with_capacity(reading.stems.len() + 2);
            marked.push(START);
            marked.extend(&reading.stems);
            marked.push(END);
            pairs(&marked, 1)
        }
        FeatureKind::SkipBigrams => pairs(&reading.stems, 2),
        FeatureKind::Synonyms => {
            reading.synonyms.iter().map(|found| u64::from(found.group)).collect()
        }
    };
    let mut tagged: Vec<u64> = hashes.into_iter().map(|hash| tagged(kind, hash)).collect();
    counted(&mut tagged)
}

/// Pairs at a distance.
fn pairs(stems: &[u64], apart: usize) -> Vec<u64> {
    stems.iter().zip(stems.iter().skip(apart)).map(hash::of).collect()
}

/// Each hash once with its count.
fn counted(hashes: &mut [u64]) -> Vec<(u64, u32)> {
    hashes.sort_unstable();
    let mut counted: Vec<(u64, u32)> = Vec::with_capacity(hashes.len());
    for hash in hashes {
        match counted.last_mut() {
            Some((last, count)) if *last == *hash => *count += 1,
            _ => counted.push((*hash, 1)),
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::{FeatureSpace, FeatureVector};
    use crate::knowledge::words::WordsFile;
    use crate::learn::Hyperparameters;
    use crate::lexicon::Lexicon;
    use crate::text::Message;

    fn vectors(texts: &[&str], hyperparameters: &Hyperparameters) -> Vec<FeatureVector> {
        let words = WordsFile::default();
        let messages = Message::read_all(texts);
        let readings = Lexicon::new(&words, &messages, &[], false).read_all(messages);
        let space = FeatureSpace::new(readings.par_iter(), hyperparameters);
        readings.iter().map(|reading| space.vector(reading)).collect()
    }

    #[test]
    fn unigrams_are_tf_idf_at_length_one() {
        let only = Hyperparameters {
            bigrams: 0.0,
            skip_bigrams: 0.0,
            embedding: 0.0,
            ..Default::default()
        };
        let vectors = vectors(&["leg pain", "back pain", "pain pain"], &only);
        // "leg" is in one of three messages: ln(4 / 2) + 1; "pain" in all: ln(4 / 4) + 1.
        let (leg, pain) = (2.0_f32.ln() + 1.0, 1.0_f32);
        let length = leg.hypot(pain);
        let mut values: Vec<f32> = vectors[0].items.iter().map(|(_, value)| *value).collect();
        values.sort_by(f32::total_cmp);
        assert!((values[0] - pain / length).abs() < 1e-6, "{values:?}");
        assert!((values[1] - leg / length).abs() < 1e-6, "{values:?}");
        assert_eq!(vectors[2].items.len(), 1);
        assert!((vectors[2].items[0].1 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_bigram_counts_from_its_second_message_on() {
        let only = Hyperparameters {
            unigrams: 0.0,
            bigrams: 1.0,
            skip_bigrams: 0.0,
            synonyms: 0.0,
            embedding: 0.0,
        };
        let vectors = vectors(&["my leg hurts", "my leg burns", "an arm aches"], &only);
        // "^ my" and "my leg".
        assert_eq!(vectors.iter().map(|v| v.items.len()).collect::<Vec<_>>(), [2, 2, 0]);
    }
}
