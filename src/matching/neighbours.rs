//! The nearest phrasing and the centre of each entry, by cosine.

use serde::{Deserialize, Serialize};

use super::features::{FeatureSpace, Vector};
use super::folds::Example;
use super::rows::Rows;

/// Features in more phrasings than this share do not tell phrasings apart, but cost most of the
/// time.
const WIDEST_SHARE: usize = 8;
/// In a small FAQ every feature counts; in a large one the lists stay this short.
const WIDEST: std::ops::RangeInclusive<usize> = 60..=300;

/// For each feature the phrasings that have it.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Neighbours {
    ends: Vec<u32>,
    phrasings: Vec<u32>,
    values: Vec<f32>,
    /// Length of each phrasing in the features kept.
    norms: Vec<f32>,
    /// Number of the entry of each phrasing.
    owners: Vec<u32>,
    centre_norms: Vec<f32>,
    /// Number of phrasings of each entry.
    sizes: Vec<f32>,
}

/// How near a message is to each entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Nearness {
    /// Cosine with the nearest phrasing of each entry, 0 to 1.
    pub(super) nearest: Vec<f32>,
    /// Which phrasing that is.
    pub(super) phrasing: Vec<u32>,
    /// Cosine with the centre of each entry, 0 to 1.
    pub(super) centre: Vec<f32>,
    /// Mean cosine with all phrasings.
    pub(super) mean: f32,
}

impl Neighbours {
    pub(super) fn new(
        space: &FeatureSpace,
        rows: &Rows,
        examples: &[Example],
        entries: usize,
    ) -> Self {
        let widest = (rows.len() / WIDEST_SHARE).clamp(*WIDEST.start(), *WIDEST.end()) as u32;
        let mut lists: Vec<Vec<(u32, f32)>> = vec![Vec::new(); space.len()];
        let mut norms = Vec::with_capacity(rows.len());
        let mut centres: Vec<Vec<(u32, f32)>> = vec![Vec::new(); entries];
        let mut sizes = vec![0.0; entries];
        for (number, example) in (0_u32..).zip(examples) {
            let mut squares = 0.0;
            for (feature, value) in rows.row(number as usize).iter() {
                if space.spread(feature) > widest {
                    continue;
                }
                squares += value * value;
                if let Some(list) = lists.get_mut(feature as usize) {
                    list.push((number, value));
                }
                if let Some(centre) = centres.get_mut(example.entry) {
                    centre.push((feature, value));
                }
            }
            norms.push(squares.sqrt().max(f32::MIN_POSITIVE));
            if let Some(size) = sizes.get_mut(example.entry) {
                *size += 1.0;
            }
        }
        let mut neighbours = Self {
            norms,
            owners: examples.iter().map(|example| example.entry as u32).collect(),
            centre_norms: centres.iter_mut().map(|centre| norm_of_sum(centre)).collect(),
            sizes,
            ..Self::default()
        };
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

    /// How near a message is to each entry, as if the phrasings for which `aside` holds were not
    /// there.
    pub(super) fn nearness(&self, vector: &Vector, aside: impl Fn(usize) -> bool) -> Nearness {
        let mut products = vec![0.0_f32; self.norms.len()];
        let mut squares = 0.0;
        for (feature, value) in &vector.items {
            let (phrasings, values) = self.list(*feature);
            if phrasings.is_empty() {
                continue;
            }
            squares += value * value;
            for (phrasing, other) in phrasings.iter().zip(values) {
                if let Some(product) = products.get_mut(*phrasing as usize) {
                    *product += value * other;
                }
            }
        }
        let norm = squares.sqrt().max(f32::MIN_POSITIVE);
        let entries = self.sizes.len();
        let mut nearness = Nearness {
            nearest: vec![0.0; entries],
            phrasing: vec![u32::MAX; entries],
            centre: vec![0.0; entries],
            mean: 0.0,
        };
        let mut kept = 0.0_f32;
        let mut kept_of_entry = self.sizes.clone();
        for (number, ((product, own), owner)) in
            (0_u32..).zip(products.iter().zip(&self.norms).zip(&self.owners))
        {
            let entry = *owner as usize;
            if aside(number as usize) {
                if let Some(kept) = kept_of_entry.get_mut(entry) {
                    *kept -= 1.0;
                }
                continue;
            }
            kept += 1.0;
            if *product == 0.0 {
                continue;
            }
            let cosine = product / (own * norm);
            nearness.mean += cosine;
            if let (Some(nearest), Some(phrasing), Some(centre)) = (
                nearness.nearest.get_mut(entry),
                nearness.phrasing.get_mut(entry),
                nearness.centre.get_mut(entry),
            ) {
                *centre += product;
                if cosine > *nearest {
                    (*nearest, *phrasing) = (cosine, number);
                }
            }
        }
        nearness.mean /= kept.max(1.0);
        let lengths = self.centre_norms.iter().zip(self.sizes.iter().zip(&kept_of_entry));
        for (centre, (length, (all, kept))) in nearness.centre.iter_mut().zip(lengths) {
            // The length of the rest of a centre is about its share of the whole.
            *centre /= norm * length * (kept / all).max(0.1);
        }
        nearness
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

/// The length of the sum of vectors whose items are all in one list.
fn norm_of_sum(items: &mut [(u32, f32)]) -> f32 {
    items.sort_by_key(|(feature, _)| *feature);
    items
        .chunk_by(|(a, _), (b, _)| a == b)
        .map(|same| same.iter().map(|(_, value)| value).sum::<f32>().powi(2))
        .sum::<f32>()
        .sqrt()
        .max(f32::MIN_POSITIVE)
}
