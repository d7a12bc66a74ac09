//! Where the phrasings of each entry point on the whole, in the directions of the word table.
//!
//! How near a message is to the entry that is first tells best of all signs whether the FAQ speaks
//! of its matter at all (docs/matching.md).

use serde::{Deserialize, Serialize};

use crate::learn::{Example, FOLDS};
use crate::learn::{SparseRows, dot};

/// The centroids of all entries.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Centroids {
    dims: usize,
    /// Unit vectors of `dims` numbers, one an entry; all zero where no phrasing has a meaning.
    whole: Vec<f32>,
    /// The same without what stands aside in each fold. Only training asks for them.
    #[serde(skip)]
    in_folds: [Vec<f32>; FOLDS],
}

impl Centroids {
    pub(super) fn new(rows: &SparseRows, examples: &[Example], entries: usize) -> Self {
        let of = |is_aside: &dyn Fn(&Example) -> bool| centroids(rows, examples, entries, is_aside);
        Self {
            dims: rows.dims(),
            whole: of(&|_| false),
            in_folds: std::array::from_fn(|fold| of(&|example| example.stands_aside(fold))),
        }
    }

    /// Cosine of a meaning (of any length) with the centroid of an entry, −1 to 1; 0 without a
    /// meaning. `fold` leaves out what stands aside in it.
    pub(super) fn cosine(&self, entry: usize, meaning: &[f32], fold: Option<usize>) -> f32 {
        let centroids = match fold {
            None => Some(&self.whole),
            Some(fold) => self.in_folds.get(fold),
        };
        let start = entry * self.dims;
        let centroid =
            centroids.and_then(|all| all.get(start..start + self.dims)).unwrap_or_default();
        let length = dot(meaning, meaning).sqrt();
        if length > 0.0 { dot(meaning, centroid) / length } else { 0.0 }
    }

    /// Lets go of what only training needs.
    pub(super) fn forget_folds(&mut self) {
        self.in_folds = Default::default();
    }
}

/// The direction of the sum of each entry's phrasings, those aside left out.
fn centroids(
    rows: &SparseRows,
    examples: &[Example],
    entries: usize,
    is_aside: &dyn Fn(&Example) -> bool,
) -> Vec<f32> {
    let dims = rows.dims();
    let mut sums = vec![0.0; entries * dims];
    for (number, example) in examples.iter().enumerate() {
        let start = example.entry * dims;
        let sum = sums.get_mut(start..start + dims).unwrap_or_default();
        if !is_aside(example) {
            for (sum, value) in sum.iter_mut().zip(rows.row(number).meaning) {
                *sum += value;
            }
        }
    }
    for sum in sums.chunks_mut(dims.max(1)) {
        let length = dot(sum, sum).sqrt().max(f32::MIN_POSITIVE);
        for value in sum {
            *value /= length;
        }
    }
    sums
}
