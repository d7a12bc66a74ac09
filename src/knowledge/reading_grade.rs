//! How hard a text is to read.

use crate::text;

/// Answers above this grade are named: people read them in pain, on a phone, and many in a language
/// that is not theirs. Public guidance for patients asks for grade 6 to 8 at most.
pub const GRADE_MAX: f64 = 8.0;

/// The Flesch-Kincaid grade of a text: the school year in which it is read with ease; the age is
/// about five more. 0 for a text without words.
///
/// 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid, Fishburne, Rogers and Chissom:
/// Derivation of new readability formulas for Navy enlisted personnel, Research Branch Report 8-75,
/// 1975). It is made for English.
#[must_use]
pub fn grade(text: &str) -> f64 {
    let sentences = sentences(text);
    let words = || sentences.iter().flatten();
    let count = words().count();
    if count == 0 {
        return 0.0;
    }
    let syllables: usize = words().map(|word| syllables(word)).sum();
    0.39 * count as f64 / sentences.len() as f64 + 11.8 * syllables as f64 / count as f64 - 15.59
}

/// The words of each sentence. Items of a list and what stands before a colon count as sentences.
#[must_use]
pub fn sentences(text: &str) -> Vec<Vec<String>> {
    let parts = text.split(['.', '!', '?', '\n', ':']).map(text::words);
    parts.filter(|words| !words.is_empty()).collect()
}

/// Syllables by groups of vowels, a silent final e left out: near enough for a mean over a text.
fn syllables(word: &str) -> usize {
    let mut count = 0;
    let mut in_vowel = false;
    for c in word.chars() {
        let vowel = "aeiouy".contains(c);
        if vowel && !in_vowel {
            count += 1;
        }
        in_vowel = vowel;
    }
    if word.ends_with('e') && !word.ends_with("le") && count > 1 {
        count -= 1;
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::{grade, sentences};

    #[test]
    fn long_words_and_sentences_are_hard() {
        // 6 words, 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 1 − 15.59.
        assert!((grade("Rest a bit, then walk home.") - -1.45).abs() < 1e-9);
        assert!(
            grade("Contemporary recommendations prioritise multidisciplinary rehabilitation.")
                > 20.0
        );
        assert!(grade("").abs() < f64::EPSILON);
    }

    #[test]
    fn items_of_a_list_are_sentences() {
        assert_eq!(sentences("It helps:\n• to walk\n• to rest. And sleep").len(), 4);
    }
}
