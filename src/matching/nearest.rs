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
    /// Embeddings, `dims` numbers each, as bytes: a hundredth more or less changes no order.
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
        for (vector, sample) in vectors.zip(samples) {
            let (words, length) = words_of(space, &vector);
            all.words.extend(words.iter().map(|(word, value)| (*word, value / length)));
            all.ends.push(all.words.len() as u32);
            all.dims = all.dims.max(vector.embedding.len());
            let largest =
                vector.embedding.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
            let unit = largest.max(f32::MIN_POSITIVE) / 127.0;
            all.embeddings
                .extend(vector.embedding.iter().map(|value| (value / unit).round() as i8));
            all.embeddings.resize(all.ends.len() * all.dims, 0);
            all.scales.push(unit / length);
        }
        let of_entries = samples.get(..all.ends.len()).unwrap_or_default();
        let first = |entry| of_entries.partition_point(|sample| sample.class < entry);
        all.firsts = (0..=entries).map(first).chain([all.ends.len()]).collect();
        all
    }

    /// The cosine of the out-of-scope message that is nearest to a message.
    pub(super) fn out_of_scope(
        &self,
        space: &FeatureSpace,
        vector: &FeatureVector,
        without: Option<usize>,
    ) -> f32 {
        self.of(space, vector, self.firsts.len().saturating_sub(2), without).0
    }

    /// The phrasing of an entry that is nearest to a message, as if the one numbered `without` were
    /// not there: its cosine, 0 to 1, and its number.
    pub(super) fn of(
        &self,
        space: &FeatureSpace,
        vector: &FeatureVector,
        entry: usize,
        without: Option<usize>,
    ) -> (f32, Option<usize>) {
        let (words, length) = words_of(space, vector);
        let first = |entry: usize| self.firsts.get(entry).copied().unwrap_or_default();
        let own = (first(entry)..first(entry + 1)).filter(|phrasing| Some(*phrasing) != without);
        let cosine = |phrasing| self.product(phrasing, words, &vector.embedding) / length;
        own.map(|phrasing| (cosine(phrasing), Some(phrasing)))
            .fold((0.0, None), |best, other| if other.0 > best.0 { other } else { best })
    }

    fn product(&self, phrasing: usize, words: &[(u32, f32)], embedding: &[f32]) -> f32 {
        let end = self.ends.get(phrasing).copied().unwrap_or_default() as usize;
        let start = phrasing.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let own = self.words.get(start.unwrap_or_default() as usize..end).unwrap_or_default();
        let mut sum = 0.0;
        let mut own = own.iter().peekable();
        for (word, value) in words {
            while own.next_if(|(other, _)| other < word).is_some() {}
            if let Some((_, other)) = own.next_if(|(other, _)| other == word) {
                sum += value * other;
            }
        }
        let bytes = self.embeddings.get(phrasing * self.dims..(phrasing + 1) * self.dims);
        let bytes = bytes.unwrap_or_default();
        let alike: f32 = bytes.iter().zip(embedding).map(|(a, b)| f32::from(*a) * b).sum();
        sum + alike * self.scales.get(phrasing).copied().unwrap_or_default()
    }
}

/// The single words of a vector, and its length with words and embedding alone.
fn words_of<'v>(space: &FeatureSpace, vector: &'v FeatureVector) -> (&'v [(u32, f32)], f32) {
    let end = vector.items.partition_point(|(feature, _)| *feature < space.unigrams());
    let words = vector.items.get(..end).unwrap_or_default();
    let squares: f32 = words.iter().map(|(_, value)| value * value).sum();
    let length = (squares + dot(&vector.embedding, &vector.embedding)).sqrt();
    (words, length.max(f32::MIN_POSITIVE))
}
