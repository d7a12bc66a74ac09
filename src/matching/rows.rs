//! Many vectors in one piece of memory.

use super::features::Vector;

/// Vectors, one after another.
#[derive(Debug, Default)]
pub(super) struct Rows {
    ends: Vec<usize>,
    features: Vec<u32>,
    values: Vec<f32>,
    /// Meanings, `dims` numbers each.
    meanings: Vec<f32>,
    dims: usize,
}

impl Rows {
    /// No vectors yet, whose meanings will have `dims` numbers.
    pub(super) fn new(dims: usize) -> Self {
        Self { dims, ..Self::default() }
    }

    /// Numbers in a meaning.
    pub(super) const fn dims(&self) -> usize {
        self.dims
    }

    pub(super) fn push(&mut self, vector: &Vector) {
        self.meanings.extend(&vector.meaning);
        self.meanings.resize((self.ends.len() + 1) * self.dims, 0.0);
        self.features.extend(vector.items.iter().map(|(feature, _)| *feature));
        self.values.extend(vector.items.iter().map(|(_, value)| *value));
        self.ends.push(self.features.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Features and values of a row; empty beyond the last.
    pub(super) fn row(&self, row: usize) -> Row<'_> {
        let end = self.ends.get(row).copied().unwrap_or_default();
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = start.unwrap_or_default()..end;
        Row {
            features: self.features.get(range.clone()).unwrap_or_default(),
            values: self.values.get(range).unwrap_or_default(),
            meaning: self.meanings.get(row * self.dims..(row + 1) * self.dims).unwrap_or_default(),
        }
    }
}

/// One vector of [`Rows`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    features: &'a [u32],
    values: &'a [f32],
    /// Its meaning; all zero where there is none.
    pub(super) meaning: &'a [f32],
}

impl Row<'_> {
    pub(super) fn iter(self) -> impl Iterator<Item = (u32, f32)> {
        self.features.iter().copied().zip(self.values.iter().copied())
    }

    /// The product of the features with a dense vector. Four sums run side by side, which is twice as fast.
    pub(super) fn dot(self, dense: &[f32]) -> f32 {
        let mut sums = [0.0_f32; 4];
        let features = self.features.chunks_exact(4);
        let values = self.values.chunks_exact(4);
        let (rest_features, rest_values) = (features.remainder(), values.remainder());
        for (features, values) in features.zip(values) {
            for ((sum, feature), value) in sums.iter_mut().zip(features).zip(values) {
                *sum += value * dense.get(*feature as usize).copied().unwrap_or_default();
            }
        }
        let rest: f32 = rest_features
            .iter()
            .zip(rest_values)
            .map(|(feature, value)| value * dense.get(*feature as usize).copied().unwrap_or(0.0))
            .sum();
        sums.iter().sum::<f32>() + rest
    }

    /// Adds `scale` times this row to a dense vector.
    pub(super) fn add_to(self, dense: &mut [f32], scale: f32) {
        for (feature, value) in self.iter() {
            if let Some(target) = dense.get_mut(feature as usize) {
                *target += scale * value;
            }
        }
    }

    pub(super) fn squares(self) -> f32 {
        self.values.iter().chain(self.meaning).map(|value| value * value).sum()
    }
}

/// The product of two dense vectors, eight sums side by side.
pub(super) fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}
