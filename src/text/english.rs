//! The 60,000 commonest English words by rank.
//!
//! What is good English is likelier meant than mistyped: a rare word for a known one, or "subside"
//! for "suicide".
//!
//! The list is the head of the English frequency dictionary of `SymSpell` (MIT licence, Wolf
//! Garbe), which crosses the Google Books n-gram counts (CC BY 3.0) with the SCOWL word lists.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static LIST: &str = include_str!("english_words.txt");
static RANKS: LazyLock<FxHashMap<&'static str, u32>> =
    LazyLock::new(|| LIST.lines().zip(0..).collect());

/// The rank of a word among the commonest, 0 for "the"; `None` from 60,000 on. Forms with an
/// apostrophe stand in the list neither with nor without it.
#[must_use]
pub fn english_rank(word: &str) -> Option<u32> {
    RANKS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::english_rank;

    #[test]
    fn ranks_words() {
        assert_eq!(english_rank("the"), Some(0));
        assert!(english_rank("subside").is_some_and(|rank| rank > 20_000));
        assert_eq!(english_rank("siatica"), None);
    }
}
