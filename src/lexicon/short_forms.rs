//! Short forms, sound spellings and what they stand for.

use std::collections::BTreeMap;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::reading::Mended;
use crate::text;

/// The short forms of `words.toml`.
#[derive(Debug, Default)]
pub(super) struct ShortForms {
    /// Long forms, by the words of the short one joined with spaces.
    long: FxHashMap<String, Vec<CompactString>>,
    /// The first word of each short form.
    first_words: FxHashSet<String>,
    /// Words of the longest short form.
    longest: usize,
}

impl ShortForms {
    pub(super) fn new(table: &BTreeMap<String, String>) -> Self {
        let mut forms = Self::default();
        for (short, long) in table {
            let short = text::words(short);
            forms.longest = forms.longest.max(short.len());
            forms.first_words.extend(short.first().cloned());
            let long = text::words(long).into_iter().map(CompactString::from).collect();
            forms.long.insert(short.join(" "), long);
        }
        forms
    }

    /// Puts the long form for each short one; the longest short form first. Each word carries the
    /// number of its token.
    pub(super) fn spell_out(
        &self,
        words: Vec<(CompactString, usize)>,
        mended: &mut Vec<Mended>,
    ) -> Vec<(CompactString, usize)> {
        if self.long.is_empty() {
            return words;
        }
        let mut out = Vec::with_capacity(words.len() + 4);
        let mut rest = words.as_slice();
        while let Some(((first, token), after)) = rest.split_first() {
            let longest = if self.first_words.contains(first.as_str()) { self.longest } else { 0 };
            let short = (1..=longest).rev().find_map(|length| {
                let (head, tail) = rest.split_at_checked(length)?;
                let typed =
                    head.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
                Some((self.long.get(&typed)?, typed, tail))
            });
            if let Some((long, typed, tail)) = short {
                out.extend(long.iter().map(|word| (word.clone(), *token)));
                let meant = long.join(" ");
                if meant != typed {
                    mended.push(Mended { typed, meant });
                }
                rest = tail;
            } else {
                out.push((first.clone(), *token));
                rest = after;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use compact_str::CompactString;

    use super::ShortForms;

    #[test]
    fn puts_the_longest_form_first() {
        let table = [("pt", "physical therapy"), ("a and e", "emergency"), ("a", "one")];
        let table: BTreeMap<String, String> =
            table.into_iter().map(|(s, l)| (s.to_owned(), l.to_owned())).collect();
        let forms = ShortForms::new(&table);
        let typed =
            ["go", "a", "and", "e", "pt"].map(CompactString::from).into_iter().zip(0..).collect();
        let mut mended = Vec::new();
        let out = forms.spell_out(typed, &mut mended);
        let words: Vec<(&str, usize)> = out.iter().map(|(word, at)| (word.as_str(), *at)).collect();
        assert_eq!(words, [("go", 0), ("emergency", 1), ("physical", 4), ("therapy", 4)]);
        assert_eq!(mended.len(), 2);
    }
}
