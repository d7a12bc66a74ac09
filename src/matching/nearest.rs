//! The phrasing of an entry that is nearest to a message, by the cosine of single words and
//! embedding together.

use crate::learn::{FeatureSpace, FeatureVector, Sample, dot};

/// All phrasings, entry by entry, each at length 1.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    /// Where the words of each phrasing end in `words`.
    ends: Vec<u32>,
    /// Number and value of each word, rising within a phrasing.
    words: Vec<(u32, f32)>,
    /// Embeddings, `dims` bytes each.
    embeddings: Vec<i8>,
    /// What the bytes of each phrasing are to be multiplied with.
    scales: Vec<f32>,
    dims: usize,
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
            all.dims = all.dims.max(vector.embedding.len());
            let (embedding, unit) = quantised(&vector.embedding);
            all.embeddings.extend(embedding);
            all.embeddings.resize(all.ends.len() * all.dims, 0);
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
        Query { words: values, embedding, scale: unit / length }
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
        own.map(|phrasing| (self.cosine(phrasing, query), Some(phrasing)))
            .fold((0.0, None), |best, other| if other.0 > best.0 { other } else { best })
    }

    /// The cosine of the out-of-scope message that is nearest to a message.
    pub(super) fn out_of_scope(&self, query: &Query, without: Option<usize>) -> f32 {
        self.of(query, self.firsts.len().saturating_sub(2), without).0
    }

    fn cosine(&self, phrasing: usize, query: &Query) -> f32 {
        let end = self.ends.get(phrasing).copied().unwrap_or_default() as usize;
        let start = phrasing.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let own = self.words.get(start.unwrap_or_default() as usize..end).unwrap_or_default();
        let of_words: f32 = own
            .iter()
            .map(|(word, value)| value * query.words.get(*word as usize).copied().unwrap_or(0.0))
            .sum();
        let bytes = self.embeddings.get(phrasing * self.dims..(phrasing + 1) * self.dims);
        let pairs = bytes.unwrap_or_default().iter().zip(&query.embedding);
        let product: i32 = pairs.map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        let scale = self.scales.get(phrasing).copied().unwrap_or_default() * query.scale;
        of_words + product as f32 * scale
    }
}

/// A message at length 1, ready to be compared with many phrasings.
#[derive(Debug)]
pub(super) struct Query {
    /// A value for each word of the feature space.
    words: Vec<f32>,
    embedding: Vec<i8>,
    /// What the bytes of the embedding are to be multiplied with.
    scale: f32,
}

/// An embedding in bytes, and what they are to be multiplied with: a hundredth more or less changes no
/// order.
fn quantised(embedding: &[f32]) -> (Vec<i8>, f32) {
    let largest = embedding.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    let unit = largest.max(f32::MIN_POSITIVE) / 127.0;
    (embedding.iter().map(|value| (value / unit).round() as i8).collect(), unit)
}

/// The single words of a vector, and its length with words and embedding alone.
fn words_of<'v>(space: &FeatureSpace, vector: &'v FeatureVector) -> (&'v [(u32, f32)], f32) {
    let end = vector.items.partition_point(|(feature, _)| *feature < space.unigrams());
    let words = vector.items.get(..end).unwrap_or_default();
    let squares: f32 = words.iter().map(|(_, value)| value * value).sum();
    let length = (squares + dot(&vector.embedding, &vector.embedding)).sqrt();
    (words, length.max(f32::MIN_POSITIVE))
}
