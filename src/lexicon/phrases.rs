//! Finding words and phrases of a list in a message.

use rustc_hash::FxHashMap;

/// Phrases as sequences of stem keys, each with the number of the group it belongs to.
#[derive(Debug, Default)]
pub(crate) struct PhraseIndex {
    /// By the first stem: the rest of each phrase, longest first, and its group.
    by_first: FxHashMap<u64, Vec<(Vec<u64>, u32)>>,
}

/// A phrase found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The group.
    pub group: u32,
    /// Index of its first word.
    pub start: usize,
    /// Number of its words.
    pub length: usize,
}

impl PhraseIndex {
    pub(crate) fn insert(&mut self, phrase: &[u64], group: u32) {
        if let Some((first, rest)) = phrase.split_first() {
            let list = self.by_first.entry(*first).or_default();
            list.push((rest.to_vec(), group));
            list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }

    /// Every phrase in a sequence of stems, by start, then longest first. Of phrases of one group at one
    /// start only the longest is told.
    pub(crate) fn find(&self, keys: &[u64]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        if self.by_first.is_empty() {
            return found;
        }
        for (start, key) in keys.iter().enumerate() {
            let after = keys.get(start + 1..).unwrap_or_default();
            for (rest, group) in self.by_first.get(key).into_iter().flatten() {
                let told = found.iter().any(|f| f.start == start && f.group == *group);
                if after.starts_with(rest) && !told {
                    found.push(Found { group: *group, start, length: rest.len() + 1 });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, PhraseIndex};

    #[test]
    fn finds_the_longest_phrase_of_each_group() {
        let mut index = PhraseIndex::default();
        index.insert(&[1], 0);
        index.insert(&[1, 2], 0);
        index.insert(&[1, 2, 3], 1);
        assert_eq!(
            index.find(&[9, 1, 2, 4]),
            [Found { group: 0, start: 1, length: 2 }],
            "the longer phrase of group 0 hides the shorter"
        );
        assert_eq!(index.find(&[1, 2, 3]).len(), 2);
        assert_eq!(index.find(&[2, 3]), []);
    }
}
