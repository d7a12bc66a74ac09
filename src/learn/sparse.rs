//! Feature vectors: one alone, and many in one piece of memory (compressed sparse rows).

/// What is counted of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FeatureVector {
    /// Feature numbers, rising, and their values.
    pub(crate) items: Vec<(u32, f32)>,
    /// Where the message points in the embedding; empty if none of its words is known there.
    pub(crate) embedding: Vec<f32>,
}

/// Vectors, one after another.
#[derive(Debug, Default)]
pub(crate) struct SparseRows {
    /// Where each row ends in `features` and `values`.
    ends: Vec<usize>,
    features: Vec<u32>,
    values: Vec<f32>,
    /// Embeddings, `dims` numbers each.
    embeddings: Vec<f32>,
    dims: usize,
    /// What each row is known by, whatever rows there are besides.
    keys: Vec<u64>,
}

impl SparseRows {
    /// No rows yet, whose embeddings will have `dims` numbers.
    pub(crate) fn new(dims: usize) -> Self {
        Self { dims, ..Self::default() }
    }

    /// Numbers in an embedding.
    pub(crate) const fn dims(&self) -> usize {
        self.dims
    }

    /// `key` is to be the same for the same message: in the order of the keys rows are trained on.
    pub(crate) fn push(&mut self, vector: &FeatureVector, key: u64) {
        self.embeddings.extend(vector.embedding.iter().take(self.dims));
        self.embeddings.resize((self.ends.len() + 1) * self.dims, 0.0);
        self.features.extend(vector.items.iter().map(|(feature, _)| *feature));
        self.values.extend(vector.items.iter().map(|(_, value)| *value));
        self.ends.push(self.features.len());
        self.keys.push(key);
    }

    pub(crate) fn push_row(&mut self, row: Row<'_>) {
        self.keys.push(row.key);
        self.embeddings.extend(row.embedding);
        self.features.extend(row.features);
        self.values.extend(row.values);
        self.ends.push(self.features.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A row as a vector.
    pub(crate) fn vector(&self, row: usize) -> FeatureVector {
        let row = self.row(row);
        FeatureVector { items: row.iter().collect(), embedding: row.embedding.to_vec() }
    }

    /// The square of the length of each row.
    pub(crate) fn squares(&self) -> Vec<f32> {
        (0..self.len()).map(|row| self.row(row).squares()).collect()
    }

    /// A row; empty beyond the last.
    pub(crate) fn row(&self, row: usize) -> Row<'_> {
        let end = self.ends.get(row).copied().unwrap_or_default();
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = start.unwrap_or_default()..end;
        let embedding = self.embeddings.get(row * self.dims..(row + 1) * self.dims);
        Row {
            features: self.features.get(range.clone()).unwrap_or_default(),
            values: self.values.get(range).unwrap_or_default(),
            embedding: embedding.unwrap_or_default(),
            key: self.key(row),
        }
    }

    /// What a row is known by.
    pub(crate) fn key(&self, row: usize) -> u64 {
        self.keys.get(row).copied().unwrap_or_default()
    }
}

/// One row of [`SparseRows`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    features: &'a [u32],
    values: &'a [f32],
    /// Its embedding; all zero where there is none.
    pub(crate) embedding: &'a [f32],
    key: u64,
}

impl Row<'_> {
    pub(crate) fn iter(self) -> impl Iterator<Item = (u32, f32)> {
        self.features.iter().copied().zip(self.values.iter().copied())
    }

    fn squares(self) -> f32 {
        self.values.iter().chain(self.embedding).map(|value| value * value).sum()
    }
}

/// The product of two dense vectors, eight sums side by side.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}
