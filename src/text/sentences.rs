//! Sentences, for rules that must not reach from one into the next.

/// The sentences of `text`, without the marks that end them.
///
/// A sentence ends at `. ! ?` and at a line break; a point between two digits (`38.5`) ends none.
/// Pieces without letters or digits are left out.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map_or(' ', |&(_, next)| next);
        let in_number = c == '.' && previous.is_numeric() && next.is_numeric();
        if matches!(c, '.' | '!' | '?' | '\n' | '\u{2026}' | '\u{3002}') && !in_number {
            found.push(text.get(start..at).unwrap_or_default());
            start = at + c.len_utf8();
        }
        previous = c;
    }
    found.push(text.get(start..).unwrap_or_default());
    found.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    found
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn cuts_at_marks_but_not_in_numbers() {
        assert_eq!(
            sentences("Temp is 38.5! Legs weak.. why?\n\nok"),
            ["Temp is 38.5", " Legs weak", " why", "ok"]
        );
    }
}
