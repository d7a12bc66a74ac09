//! Words, and the clause each stands in.

use super::normalise;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word in normal form: letters and digits only, apostrophes dropped (`can't` is `cant`).
    pub word: String,
    /// Number of the clause it stands in, from 0. Clauses end at `. , ; : ! ? ( ) "`, at a dash
    /// with spaces around it, and at line breaks. A point or comma between digits ends none.
    pub clause: usize,
}

/// Splits `text` into words with their clauses. Empty for a text without letters or digits.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let normal = normalise(text);
    let mut rest = normal.chars().peekable();
    let mut previous = ' ';
    let mut found = Vec::new();
    let mut word = String::new();
    let mut clause = 0;
    let mut clause_has_words = false;
    while let Some(c) = rest.next() {
        let previous = std::mem::replace(&mut previous, c);
        let next = rest.peek().copied().unwrap_or(' ');
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        let joins_letters = c == '\'' && previous.is_alphabetic() && next.is_alphabetic();
        let in_number = matches!(c, '.' | ',') && previous.is_numeric() && next.is_numeric();
        if joins_letters || in_number {
            if in_number {
                word.push('.');
            }
            continue;
        }
        if !word.is_empty() {
            found.push(Token { word: std::mem::take(&mut word), clause });
            clause_has_words = true;
        }
        let dash = matches!(c, '-' | '\u{2013}' | '\u{2014}') && previous == ' ' && next == ' ';
        let ends_clause =
            dash || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '"' | '\n');
        if ends_clause && clause_has_words {
            clause += 1;
            clause_has_words = false;
        }
    }
    if !word.is_empty() {
        found.push(Token { word, clause });
    }
    found
}

/// The words of `text` alone, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.word).collect()
}

#[cfg(test)]
mod tests {
    use super::{tokens, words};

    #[test]
    fn splits_words_and_keeps_contractions_whole() {
        assert_eq!(
            words("I can't pee!! (since 3.5 days)"),
            ["i", "cant", "pee", "since", "3.5", "days"]
        );
        assert_eq!(words("pins-and-needles"), ["pins", "and", "needles"]);
        assert_eq!(words("🙂 ..."), Vec::<String>::new());
    }

    #[test]
    fn counts_clauses_by_punctuation() {
        let clauses: Vec<usize> =
            tokens("no numbness, but weak. ok").iter().map(|t| t.clause).collect();
        assert_eq!(clauses, [0, 0, 1, 1, 2]);
    }
}
