//! The nearest phrasing of an entry, by cosine.

use serde::{Deserialize, Serialize};

use crate::learn::Example;
use crate::learn::SparseRows;
use crate::learn::{FeatureSpace, FeatureVector};

/// Features in more phrasings than this share do not tell phrasings apart, but cost most of the
/// memory.
const WIDEST_SHARE: usize = 8;
/// In a small FAQ every feature counts; in a large one the lists stay this short.
const WIDEST: std::ops::RangeInclusive<usize> = 60..=300;

/// For each feature the phrasings that have it.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Neighbours {
    ends: Vec<u32>,
    /// Rising for each feature.
    phrasings: Vec<u32>,
    values: Vec<f32>,
    /// Length of each phrasing in the features kept.
    norms: Vec<f32>,
    /// Number of the first phrasing of each entry, and of the first beyond the last.
    firsts: Vec<u32>,
}

/// The nearest phrasing of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    /// Its cosine with the message, 0 to 1; 0 if none has anything in common.
    pub(super) cosine: f32,
    /// Its number.
    pub(super) phrasing: u32,
}

impl Neighbours {
    /// Prepares the look-up. Phrasings (`rows` and `examples` side by side) come entry by entry.
    pub(super) fn new(
        space: &FeatureSpace,
        rows: &SparseRows,
        examples: &[Example],
        entries: usize,
    ) -> Self {
        let widest = (rows.len() / WIDEST_SHARE).clamp(*WIDEST.start(), *WIDEST.end()) as u32;
        let mut lists: Vec<Vec<(u32, f32)>> = vec![Vec::new(); space.len()];
        let mut norms = Vec::with_capacity(rows.len());
        for number in 0..rows.len() {
            let mut squares = 0.0;
            for (feature, value) in rows.row(number).iter() {
                if space.spread(feature) > widest {
                    continue;
                }
                squares += value * value;
                if let Some(list) = lists.get_mut(feature as usize) {
                    list.push((number as u32, value));
                }
            }
            norms.push(squares.sqrt().max(f32::MIN_POSITIVE));
        }
        let first = |entry| examples.partition_point(|example| example.entry < entry) as u32;
        let firsts = (0..=entries).map(first).collect();
        let mut neighbours = Self { norms, firsts, ..Self::default() };
        let total = lists.iter().map(Vec::len).sum();
        neighbours.phrasings.reserve_exact(total);
        neighbours.values.reserve_exact(total);
        for list in lists {
            for (phrasing, value) in list {
                neighbours.phrasings.push(phrasing);
                neighbours.values.push(value);
            }
            neighbours.ends.push(neighbours.phrasings.len() as u32);
        }
        neighbours
    }

    /// The phrasing of an entry that is nearest to a message, as if those for which `aside` holds
    /// were not there.
    pub(super) fn nearest(
        &self,
        vector: &FeatureVector,
        entry: usize,
        aside: impl Fn(usize) -> bool,
    ) -> Nearest {
        let first = |entry: usize| self.firsts.get(entry).copied().unwrap_or_default();
        let own = first(entry)..first(entry + 1);
        let mut products = vec![0.0_f32; own.len()];
        let mut squares = 0.0;
        for (feature, value) in &vector.items {
            let (phrasings, values) = self.list(*feature);
            if phrasings.is_empty() {
                continue;
            }
            squares += value * value;
            let start = phrasings.partition_point(|phrasing| *phrasing < own.start);
            let of_entry = phrasings.iter().zip(values).skip(start);
            for (phrasing, other) in of_entry.take_while(|(phrasing, _)| **phrasing < own.end) {
                if let Some(product) = products.get_mut((phrasing - own.start) as usize) {
                    *product += value * other;
                }
            }
        }
        let norm = squares.sqrt().max(f32::MIN_POSITIVE);
        let mut nearest = Nearest { cosine: 0.0, phrasing: u32::MAX };
        for (phrasing, product) in own.zip(products) {
            let own_norm = self.norms.get(phrasing as usize).copied().unwrap_or(1.0);
            let cosine = product / (own_norm * norm);
            if cosine > nearest.cosine && !aside(phrasing as usize) {
                nearest = Nearest { cosine, phrasing };
            }
        }
        nearest
    }

    fn list(&self, feature: u32) -> (&[u32], &[f32]) {
        let feature = feature as usize;
        let end = self.ends.get(feature).copied().unwrap_or_default() as usize;
        let start = feature.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = start.unwrap_or_default() as usize..end;
        (
            self.phrasings.get(range.clone()).unwrap_or_default(),
            self.values.get(range).unwrap_or_default(),
        )
    }
}
