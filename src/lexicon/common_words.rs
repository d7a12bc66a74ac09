//! Which words are common English: such a word is never taken for a typo.

use crate::text;

/// So many words are common. People mistype the words of a FAQ more often than they use rarer ones.
const COMMON: u32 = 20_000;

pub(crate) fn is_common(word: &str) -> bool {
    text::english_rank(word).is_some_and(|rank| rank < COMMON)
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn knows_common_words_from_typos_and_rare_ones() {
        assert!(is_common("dose") && !is_common("siatica") && !is_common("subside"));
    }
}
