//! One normal form for text that means the same to a reader.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns `text` in the form all comparing is done in.
///
/// Compatibility forms are folded (NFKD), accents dropped, letters lower-cased, typographic
/// apostrophes and quotes made plain, and zero-width characters removed. Line breaks stay: they
/// end a clause.
#[must_use]
pub fn normalise(text: &str) -> String {
    if text.is_ascii() {
        // Most messages: nothing to fold but the letters' case.
        return text.to_ascii_lowercase().replace('`', "'");
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '`' | '\u{00B4}' => out.push('\''),
            '\u{201C}' | '\u{201D}' | '\u{00AB}' | '\u{00BB}' => out.push('"'),
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' => {}
            c if is_combining_mark(c) => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn folds_what_a_phone_types_differently() {
        for (typed, normal) in [
            ("It’s SORE", "it's sore"),
            ("ﬁne", "fine"),
            ("hernié", "hernie"),
            ("a\u{200B}b", "ab"),
            ("１２ weeks", "12 weeks"),
        ] {
            assert_eq!(normalise(typed), normal);
        }
    }
}
