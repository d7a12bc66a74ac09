//! Which words are common English, and how rare the others are.
//!
//! Two uses: a word that is common English is never taken for a typo, and a rare word of a message
//! that the FAQ does not know weighs more against an answer than a common one.

use crate::text;

/// So many words are common. People mistype the words of a FAQ more often than they use rarer ones.
const COMMON: u32 = 20_000;

pub(crate) fn is_common(word: &str) -> bool {
    text::english_rank(word).is_some_and(|rank| rank < COMMON)
}

/// How rare a word is, from 0 ("the") to 1 (not common): the logarithm of its rank.
pub(crate) fn rarity(word: &str) -> f32 {
    let most = (COMMON as f32 + 1.0).ln();
    text::english_rank(word).map_or(1.0, |rank| ((rank as f32 + 1.0).ln() / most).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{is_common, rarity};

    #[test]
    fn rare_words_weigh_more() {
        assert!(rarity("the") < 0.01);
        assert!(rarity("how") < rarity("pillow"));
        assert!((rarity("qwertz") - 1.0).abs() < f32::EPSILON);
        assert!(is_common("dose") && !is_common("siatica") && !is_common("subside"));
    }
}
