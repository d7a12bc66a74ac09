//! The 20,000 commonest English words by rank.
//!
//! Two uses: a word that is good English is never taken for a typo, and a rare word of a message
//! that the FAQ does not know weighs more against an answer than a common one.
//!
//! The list is the head of the English frequency dictionary of `SymSpell` (MIT licence, Wolf
//! Garbe), which crosses the Google Books n-gram counts (CC BY 3.0) with the SCOWL word lists.

use rustc_hash::FxHashMap;

static LIST: &str = include_str!("common_words.txt");

/// Ranks of common words, 0 for the commonest.
#[derive(Debug)]
pub(super) struct CommonWords {
    ranks: FxHashMap<&'static str, u32>,
}

impl CommonWords {
    pub(super) fn load() -> Self {
        Self { ranks: LIST.lines().zip(0..).collect() }
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        // People leave the apostrophe out; the list has none of these forms.
        self.ranks.contains_key(word)
    }

    /// How rare a word is, from 0 ("the") to 1 (not in the list): the logarithm of its rank.
    pub(super) fn rarity(&self, word: &str) -> f32 {
        let most = (self.ranks.len() as f32 + 1.0).ln();
        self.ranks.get(word).map_or(1.0, |rank| (*rank as f32 + 1.0).ln() / most)
    }
}

#[cfg(test)]
mod tests {
    use super::CommonWords;

    #[test]
    fn rare_words_weigh_more() {
        let words = CommonWords::load();
        assert!(words.rarity("the") < 0.01);
        assert!(words.rarity("how") < words.rarity("pillow"));
        assert!((words.rarity("qwertz") - 1.0).abs() < f32::EPSILON);
        assert!(words.contains("dose") && !words.contains("siatica"));
    }
}
