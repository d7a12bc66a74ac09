//! How alike two words are, for people who mistype.

/// How many typos a word of so many letters may carry and still be recognised.
///
/// Short words have too many neighbours ("pain", "gain", "main"): words of three letters and less
/// must be exact, four to seven allow one edit, longer ones two.
#[must_use]
pub const fn edits_allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Edits between two words: insertions, deletions, substitutions and swaps of neighbours
/// (optimal string alignment, `strsim::osa_distance`). A changed first letter counts one more,
/// because people seldom miss it and words that differ there are mostly other words.
#[must_use]
pub fn typo_distance(typed: &str, known: &str) -> usize {
    let edits = strsim::osa_distance(typed, known);
    if edits > 0 && typed.chars().next() != known.chars().next() { edits + 1 } else { edits }
}

/// Whether `typed` can be `known` with no more typos than [`edits_allowed`] for `known`.
#[must_use]
pub fn is_like(typed: &str, known: &str) -> bool {
    if typed == known {
        return true;
    }
    let letters = known.chars().count();
    let allowed = edits_allowed(letters);
    allowed > 0
        && typed.chars().count().abs_diff(letters) <= allowed
        && typo_distance(typed, known) <= allowed
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn knows_typos_from_other_words() {
        for (typed, known, like) in [
            ("siatica", "sciatica", true),
            ("scaitica", "sciatica", true),
            ("nubm", "numb", true),
            ("gain", "pain", false),
            ("pee", "pea", false),
            ("chiropracter", "chiropractor", true),
        ] {
            assert_eq!(is_like(typed, known), like, "{typed} ~ {known}");
        }
    }
}
