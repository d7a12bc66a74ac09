//! Words that stand in a row.

use compact_str::CompactString;

use crate::lexicon::{Lexicon, Word};

/// Words in a row.
pub(super) type Row = Vec<RowWord>;

/// A word as a phrase has it.
#[derive(Clone, Debug)]
pub(super) struct RowWord {
    pub(super) stem: u64,
    /// Its text, where no other ending will do.
    exact: Option<CompactString>,
}

impl RowWord {
    /// Whether a word of a message is this one.
    pub(super) fn is(&self, word: &Word) -> bool {
        self.stem == word.stem && self.exact.as_ref().is_none_or(|exact| *exact == word.text)
    }
}

/// The words of a phrase; `=word` stands for itself alone.
pub(super) fn row(phrase: &str, lexicon: &Lexicon) -> Row {
    let mut row = Row::new();
    let mut plain: Vec<&str> = Vec::new();
    // Words side by side are read together, as a message is: "can't" and "pins and needles".
    let read = |plain: &mut Vec<&str>, row: &mut Row| {
        let stems = lexicon.stems(&plain.join(" ")).into_iter();
        row.extend(stems.map(|stem| RowWord { stem, exact: None }));
        plain.clear();
    };
    for word in phrase.split_whitespace() {
        match word.strip_prefix('=') {
            None => plain.push(word),
            Some(exact) => {
                read(&mut plain, &mut row);
                let stems = lexicon.stems(exact);
                let exact: CompactString = exact.into();
                row.extend(
                    stems.into_iter().map(|stem| RowWord { stem, exact: Some(exact.clone()) }),
                );
            }
        }
    }
    read(&mut plain, &mut row);
    row
}

/// Phrases as rows of words, the longest first.
pub(super) fn rows(phrases: &[String], lexicon: &Lexicon) -> Vec<Row> {
    let mut rows: Vec<Row> = phrases.iter().map(|phrase| row(phrase, lexicon)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.len()));
    rows
}
