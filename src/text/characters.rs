//! Characters in the form all comparing is done in, each with its place in what was typed.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_security::confusable_detection::skeleton;

/// One character in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Character {
    /// Lower case, without accents.
    pub(super) letter: char,
    /// Whether it is a mark of its script that belongs to the letter before it (vowel signs of
    /// Indic scripts); accents of Latin letters are dropped instead.
    pub(super) is_mark: bool,
    /// The bytes it was typed with.
    pub(super) place: Range<usize>,
}

/// An ASCII character in normal form.
pub(super) fn plain(at: usize, byte: u8) -> Character {
    let letter = if byte == b'`' { '\'' } else { char::from(byte.to_ascii_lowercase()) };
    Character { letter, is_mark: false, place: at..at + 1 }
}

/// The characters of `typed`: compatibility forms folded (NFKD), accents dropped, letters in lower
/// case, apostrophes and quotes made plain, invisible characters left out, fractions as decimals,
/// and letters of other scripts that look Latin taken for Latin where the text is.
pub(super) fn characters(typed: &str) -> Vec<Character> {
    let mut out = Vec::with_capacity(typed.len());
    let mut push = |letter: char, is_mark: bool, place: Range<usize>| {
        out.push(Character { letter, is_mark, place });
    };
    let latin = reads_as_latin(typed);
    let mut previous = ' ';
    for (start, c) in typed.char_indices() {
        let place = start..start + c.len_utf8();
        let before = std::mem::replace(&mut previous, c);
        if let Ok(byte) = u8::try_from(c)
            && byte.is_ascii()
        {
            push(plain(start, byte).letter, false, place);
        } else if let Some(plain) = punctuation(c) {
            push(plain, false, place);
        } else if let Some(decimal) = fraction(c) {
            // "7½" is 7.5, "½" alone 0.5.
            let whole = if before.is_ascii_digit() { "" } else { "0" };
            for digit in whole.chars().chain(decimal.chars()) {
                push(digit, false, place.clone());
            }
        } else if is_invisible(c) {
            previous = before;
        } else if let Some(alike) = latin.then(|| latin_look_alike(c)).flatten() {
            push(alike, false, place);
        } else {
            decompose_compatible(c, |part| {
                let is_mark = is_combining_mark(part);
                if !(is_mark && is_accent(part)) {
                    for letter in part.to_lowercase() {
                        push(letter, is_mark, place.clone());
                    }
                }
            });
        }
    }
    out
}

/// Apostrophes, quotes and ellipses as phones and keyboards of many languages type them. Some of
/// them would fall apart under NFKD (U+00B4 into a space and an accent), so they come first.
fn punctuation(c: char) -> Option<char> {
    match c {
        '\u{00B4}' | '\u{02B9}' | '\u{02BB}' | '\u{02BC}' | '\u{02BD}' | '\u{02CA}'
        | '\u{02CB}' | '\u{055A}' | '\u{05F3}' | '\u{2018}' | '\u{2019}' | '\u{201B}'
        | '\u{2032}' | '\u{2035}' | '\u{FF07}' | '\u{FF40}' => Some('\''),
        '\u{00AB}' | '\u{00BB}' | '\u{05F4}' | '\u{201C}'..='\u{201F}' | '\u{2033}' => Some('"'),
        '\u{2026}' => Some('.'),
        _ => None,
    }
}

fn fraction(c: char) -> Option<&'static str> {
    match c {
        '\u{00BD}' => Some(".5"),
        '\u{00BC}' => Some(".25"),
        '\u{00BE}' => Some(".75"),
        '\u{2153}' => Some(".33"),
        '\u{2154}' => Some(".67"),
        _ => None,
    }
}

/// Characters without a shape of their own, which stand inside words by accident or to hide them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Marks that sit on Latin, Greek and Cyrillic letters, and around symbols (keycaps).
fn is_accent(mark: char) -> bool {
    matches!(mark,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Whether most letters of a text are plain Latin: then others that look the same are meant so.
fn reads_as_latin(typed: &str) -> bool {
    if typed.is_ascii() {
        return false;
    }
    let letters = typed.chars().filter(|c| c.is_alphabetic());
    let (mut plain, mut others) = (0_usize, 0_usize);
    for letter in letters {
        if letter.is_ascii() { plain += 1 } else { others += 1 }
    }
    plain > others
}

/// The Latin letter that a letter of another script looks like (Unicode Technical Standard 39),
/// in lower case.
fn latin_look_alike(c: char) -> Option<char> {
    if !c.is_alphabetic() {
        return None;
    }
    let mut bytes = [0; 4];
    let typed: &str = c.encode_utf8(&mut bytes);
    let mut alike = skeleton(typed);
    let letter = alike.next().filter(char::is_ascii_alphabetic)?;
    alike.next().is_none().then(|| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::characters;

    fn normal(typed: &str) -> String {
        characters(typed).into_iter().map(|character| character.letter).collect()
    }

    #[test]
    fn folds_what_a_phone_types_differently() {
        for (typed, plain) in [
            ("It’s SORE", "it's sore"),
            ("can´t, can′t, can׳t, can՚t", "can't, can't, can't, can't"),
            ("ﬁne", "fine"),
            ("hernié", "hernie"),
            ("nu\u{200B}mb pe\u{2062}e", "numb pee"),
            ("１２ weeks", "12 weeks"),
            ("7½ weeks, ½ a day", "7.5 weeks, 0.5 a day"),
            // Cyrillic and Greek letters in Latin words.
            ("cаn't рee, nυmb", "can't pee, numb"),
            ("болит нога", "болит нога"),
        ] {
            assert_eq!(normal(typed), plain);
        }
    }

    #[test]
    fn keeps_vowel_signs_of_other_scripts() {
        assert_eq!(normal("पीठ"), "पीठ");
    }
}
