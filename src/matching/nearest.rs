//! The phrasing of an entry that is nearest to a message, by the cosine of single words and
//! embedding together.

use wide::{i16x8, i32x4};

use crate::learn::{FeatureSpace, FeatureVector, Sample, dot};

/// All phrasings, entry by entry, each at length 1.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    /// Where the words of each phrasing end in `words`.
    ends: Vec<u32>,
    /// Number and value of each word, rising within a phrasing.
    words: Vec<(u32, f32)>,
    /// The length of the words of each phrasing.
    word_lengths: Vec<f32>,
    /// Embeddings, `blocks` times eight numbers each.
    embeddings: Vec<i16x8>,
    /// What the numbers of each embedding are to be multiplied with.
    scales: Vec<f32>,
    blocks: usize,
    /// The first phrasing of each entry, the first message of none, and the number of all.
    firsts: Vec<usize>,
}

impl Nearest {
    /// Prepares the look-up. The samples come entry by entry, those of no entry last.
    pub(super) fn new(
        space: &FeatureSpace,
        vectors: impl Iterator<Item = FeatureVector>,
        samples: &[Sample],
        entries: usize,
    ) -> Self {
        let mut all = Self::default();
        for vector in vectors {
            let (words, length) = words_of(space, &vector);
            all.words.extend(words.iter().map(|(word, value)| (*word, value / length)));
            all.ends.push(all.words.len() as u32);
            all.word_lengths.push(length_of(words) / length);
            let (embedding, unit) = quantised(&vector.embedding);
            all.blocks = all.blocks.max(embedding.len());
            all.embeddings.extend(embedding);
            all.embeddings.resize(all.ends.len() * all.blocks, i16x8::ZERO);
            all.scales.push(unit / length);
        }
        let first = |entry| samples.partition_point(|sample| sample.class < entry);
        all.firsts = (0..=entries).map(first).chain([all.ends.len()]).collect();
        all
    }

    /// Prepares a message to be compared with phrasings.
    pub(super) fn query(space: &FeatureSpace, vector: &FeatureVector) -> Query {
        let (words, length) = words_of(space, vector);
        let mut values = vec![0.0; space.unigrams() as usize];
        for (word, value) in words {
            if let Some(slot) = values.get_mut(*word as usize) {
                *slot = value / length;
            }
        }
        let (embedding, unit) = quantised(&vector.embedding);
        let word_length = length_of(words) / length;
        Query { words: values, word_length, embedding, scale: unit / length }
    }

    /// The phrasing of an entry that is nearest to a message, as if the one numbered `without` were
    /// not there: its cosine, 0 to 1, and its number.
    pub(super) fn of(
        &self,
        query: &Query,
        entry: usize,
        without: Option<usize>,
    ) -> (f32, Option<usize>) {
        let first = |entry: usize| self.firsts.get(entry).copied().unwrap_or_default();
        let own = (first(entry)..first(entry + 1)).filter(|phrasing| Some(*phrasing) != without);
        own.fold((0.0, None), |best, phrasing| match self.cosine_above(best.0, phrasing, query) {
            Some(cosine) => (cosine, Some(phrasing)),
            None => best,
        })
    }

    /// The cosine of the out-of-scope message that is nearest to a message.
    pub(super) fn out_of_scope(&self, query: &Query, without: Option<usize>) -> f32 {
        self.of(query, self.firsts.len().saturating_sub(2), without).0
    }

    /// The cosine of a phrasing, if it is above `least`.
    fn cosine_above(&self, least: f32, phrasing: usize, query: &Query) -> Option<f32> {
        let blocks = self.embeddings.get(phrasing * self.blocks..(phrasing + 1) * self.blocks);
        let pairs = blocks.unwrap_or_default().iter().zip(&query.embedding);
        let product = pairs.fold(i32x4::ZERO, |sum, (a, b)| sum + a.dot(*b)).reduce_add();
        let scale = self.scales.get(phrasing).copied().unwrap_or_default() * query.scale;
        let of_embedding = product as f32 * scale;
        // The words add at most the product of their lengths: for most phrasings that is too little.
        let word_length = self.word_lengths.get(phrasing).copied().unwrap_or_default();
        if of_embedding + word_length * query.word_length <= least {
            return None;
        }
        let end = self.ends.get(phrasing).copied().unwrap_or_default() as usize;
        let start = phrasing.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let own = self.words.get(start.unwrap_or_default() as usize..end).unwrap_or_default();
        let of_words: f32 = own
            .iter()
            .map(|(word, value)| value * query.words.get(*word as usize).copied().unwrap_or(0.0))
            .sum();
        Some(of_embedding + of_words).filter(|cosine| *cosine > least)
    }
}

/// A message at length 1, ready to be compared with many phrasings.
#[derive(Debug)]
pub(super) struct Query {
    /// A value for each word of the feature space.
    words: Vec<f32>,
    /// The length of the words alone.
    word_length: f32,
    embedding: Vec<i16x8>,
    /// What the numbers of the embedding are to be multiplied with.
    scale: f32,
}

/// An embedding in numbers from −127 to 127, eight side by side, and what they are to be multiplied
/// with: a hundredth more or less changes no order.
fn quantised(embedding: &[f32]) -> (Vec<i16x8>, f32) {
    let largest = embedding.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    let unit = largest.max(f32::MIN_POSITIVE) / 127.0;
    let block = |values: &[f32]| {
        let mut block = [0; 8];
        for (slot, value) in block.iter_mut().zip(values) {
            *slot = (value / unit).round() as i16;
        }
        i16x8::from(block)
    };
    (embedding.chunks(8).map(block).collect(), unit)
}

/// The single words of a vector, and its length with words and embedding alone.
fn words_of<'v>(space: &FeatureSpace, vector: &'v FeatureVector) -> (&'v [(u32, f32)], f32) {
    let end = vector.items.partition_point(|(feature, _)| *feature < space.unigrams());
    let words = vector.items.get(..end).unwrap_or_default();
    let length = length_of(words).hypot(dot(&vector.embedding, &vector.embedding).sqrt());
    (words, length.max(f32::MIN_POSITIVE))
}

fn length_of(words: &[(u32, f32)]) -> f32 {
    words.iter().map(|(_, value)| value * value).sum::<f32>().sqrt()
}
