//! How much of a message an entry, and the whole FAQ, know at all.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::learn::FeatureSpace;
use crate::learn::{Example, FOLDS, fold_of_class};
use crate::lexicon::Reading;
use crate::lexicon::hash_of;
use crate::lexicon::rarity;

/// Which entries use which stem or synonym, and how often in each fold.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Coverage {
    holders: FxHashMap<u64, Vec<Holder>>,
    /// Number of phrasings of each entry.
    sizes: Vec<usize>,
}

/// A word is one of an entry's own if at least one in so many of its phrasings has it: among a
/// hundred, some say it in passing ("flogging a dead horse").
const OWN_WORD_IN: usize = 60;

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct Holder {
    entry: u32,
    all: u16,
    /// How many of these stand aside in each fold.
    aside: [u16; FOLDS],
}

/// Shares of the weight of a message's words, 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Covered {
    /// In words that the entry uses, or has a synonym for.
    pub(super) by_entry: f32,
    /// In words that any entry uses.
    pub(super) by_any: f32,
}

impl Coverage {
    pub(super) fn new(readings: &[Reading], examples: &[Example]) -> Self {
        let mut coverage = Self::default();
        for (reading, example) in readings.iter().zip(examples) {
            if coverage.sizes.len() <= example.entry {
                coverage.sizes.resize(example.entry + 1, 0);
            }
            if let Some(size) = coverage.sizes.get_mut(example.entry) {
                *size += 1;
            }
            let groups = reading.groups.iter().map(|found| group_key(found.group));
            let mut keys: Vec<u64> = reading.keys.iter().copied().chain(groups).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let holders = coverage.holders.entry(key).or_default();
                let entry = example.entry as u32;
                // Examples come entry by entry, so an entry's holder is the last one.
                if holders.last().is_none_or(|holder| holder.entry != entry) {
                    holders.push(Holder { entry, all: 0, aside: [0; FOLDS] });
                }
                if let Some(holder) = holders.last_mut() {
                    holder.all = holder.all.saturating_add(1);
                    for (fold, aside) in holder.aside.iter_mut().enumerate() {
                        *aside += u16::from(example.stands_aside(fold));
                    }
                }
            }
        }
        coverage
    }

    /// How much of a message is covered. `fold` leaves out what stands aside in it.
    pub(super) fn of(
        &self,
        space: &FeatureSpace,
        reading: &Reading,
        entry: usize,
        fold: Option<usize>,
    ) -> Covered {
        let (mut all, mut by_entry, mut by_any) = (0.0_f32, 0.0, 0.0);
        for (at, word) in reading.words.iter().enumerate() {
            if word.stop {
                continue;
            }
            let weight = weight(space, word.key, &word.text);
            all += weight;
            let groups = reading
                .groups
                .iter()
                .filter(|found| (found.start..found.start + found.length).contains(&at))
                .map(|found| group_key(found.group));
            let (mut held, mut known) = (false, false);
            for key in std::iter::once(word.key).chain(groups) {
                for holder in self.holders.get(&key).into_iter().flatten() {
                    if holder.counts_in(fold) {
                        known = true;
                        held |= holder.entry as usize == entry;
                    }
                }
            }
            by_entry += if held { weight } else { 0.0 };
            by_any += if known { weight } else { 0.0 };
        }
        if all == 0.0 {
            return Covered::default();
        }
        Covered { by_entry: by_entry / all, by_any: by_any / all }
    }

    /// Whether a stem is one of an entry's own words.
    pub(super) fn is_own(&self, entry: usize, stem: u64) -> bool {
        let size = self.sizes.get(entry).copied().unwrap_or_default();
        let mut holders = self.holders.get(&stem).into_iter().flatten();
        holders
            .find(|holder| holder.entry as usize == entry)
            .is_some_and(|holder| usize::from(holder.all) * OWN_WORD_IN >= size)
    }

    /// Of the phrasings with a stem, the share that belongs to an entry; 0 for an unknown stem.
    pub(super) fn share(&self, entry: usize, stem: u64) -> f32 {
        self.share_of_key(entry, stem)
    }

    /// The same for a synonym group.
    pub(super) fn share_of_group(&self, entry: usize, group: u32) -> f32 {
        self.share_of_key(entry, group_key(group))
    }

    fn share_of_key(&self, entry: usize, key: u64) -> f32 {
        let holders = self.holders.get(&key).map(Vec::as_slice).unwrap_or_default();
        let all: f32 = holders.iter().map(|holder| f32::from(holder.all)).sum();
        let own = holders.iter().find(|holder| holder.entry as usize == entry);
        own.map_or(0.0, |holder| f32::from(holder.all) / all)
    }
}

impl Holder {
    fn counts_in(&self, fold: Option<usize>) -> bool {
        match fold {
            None => true,
            Some(fold) => {
                fold_of_class(self.entry as usize) != fold
                    && self.aside.get(fold).is_some_and(|aside| *aside < self.all)
            }
        }
    }
}

fn group_key(group: u32) -> u64 {
    hash_of(("group", group))
}

/// How much a word says: rare ones say more, unknown ones most.
fn weight(space: &FeatureSpace, key: u64, word: &str) -> f32 {
    match space.stem(key) {
        Some(feature) => space.idf(feature),
        None => space.idf_of_unseen() * rarity(word),
    }
}
