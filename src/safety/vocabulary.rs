//! The words that rules know, and which of them a typed word can stand for.

use std::collections::{HashMap, HashSet};

use crate::text;

/// Number of a word in the vocabulary.
pub(super) type WordId = u32;

/// Words of fewer letters have too many neighbours to be guessed at from a misspelling.
const SHORTEST_GUESSED: usize = 4;
/// From this length a first letter may be wrong too.
const SHORTEST_WITH_FIRST_WRONG: usize = 5;
/// From this length two letters may be wrong.
const SHORTEST_WITH_TWO_WRONG: usize = 8;

/// All words of all phrases, with their endings and their misspellings.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, WordId>,
    /// Each word and each of its forms, with the words it is a form of.
    forms: HashMap<String, Vec<WordId>>,
    /// Forms with one or two letters left out: typed words meet them half-way.
    cut: HashMap<String, Vec<String>>,
    own: HashSet<String>,
}

impl Vocabulary {
    /// A vocabulary that will never read one of the `own` words as a form or a misspelling.
    pub(super) fn new(own: impl IntoIterator<Item = String>) -> Self {
        Self { own: own.into_iter().collect(), ..Self::default() }
    }

    /// The number of `word`, added if new.
    pub(super) fn add(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = WordId::try_from(self.ids.len()).unwrap_or(WordId::MAX);
        self.ids.insert(word.to_owned(), id);
        self.forms.entry(word.to_owned()).or_default().push(id);
        for form in forms(word) {
            if !self.own.contains(&form) {
                let known = self.forms.entry(form).or_default();
                if !known.contains(&id) {
                    known.push(id);
                }
            }
        }
        id
    }

    /// Prepares the look-up of misspellings; call once, after the last [`Vocabulary::add`].
    pub(super) fn index(&mut self) {
        for form in self.forms.keys() {
            let letters = form.chars().count();
            if letters < SHORTEST_GUESSED || form.chars().any(char::is_numeric) {
                continue;
            }
            for cut in cuts(form, depth(letters)) {
                self.cut.entry(cut).or_default().push(form.clone());
            }
        }
        for forms in self.cut.values_mut() {
            forms.sort_unstable();
        }
    }

    /// The words that `typed` can stand for: itself and what it is a form of, or else what it may
    /// be a misspelling of.
    pub(super) fn read(&self, typed: &str) -> Vec<WordId> {
        if let Some(ids) = self.forms.get(typed) {
            return ids.clone();
        }
        let letters = typed.chars().count();
        if letters < SHORTEST_GUESSED
            || self.own.contains(typed)
            || typed.chars().any(char::is_numeric)
        {
            return Vec::new();
        }
        let mut ids = Vec::new();
        for cut in cuts(typed, depth(letters)) {
            for form in self.cut.get(&cut).into_iter().flatten() {
                if may_be(typed, form) {
                    ids.extend(self.forms.get(form).into_iter().flatten());
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Letters that may be left out of a word on either side of a comparison.
const fn depth(letters: usize) -> usize {
    // One below the length at which two may be wrong: the other side may be a letter longer.
    if letters + 1 < SHORTEST_WITH_TWO_WRONG { 1 } else { 2 }
}

/// Whether `typed` can be `known` mistyped: one slip from four letters on (in the first letter
/// from five), two from eight on.
fn may_be(typed: &str, known: &str) -> bool {
    let letters = known.chars().count();
    let slips = strsim::osa_distance(typed, known);
    let weighted = text::typo_distance(typed, known);
    (weighted <= 1 && letters >= SHORTEST_GUESSED)
        || (slips <= 1 && letters >= SHORTEST_WITH_FIRST_WRONG)
        || (weighted <= 2 && letters >= SHORTEST_WITH_TWO_WRONG)
}

/// `word` itself and all strings that remain when up to `depth` letters are left out.
fn cuts(word: &str, depth: usize) -> HashSet<String> {
    let mut all = HashSet::from([word.to_owned()]);
    let mut last = vec![word.to_owned()];
    for _ in 0..depth {
        let mut shorter = Vec::new();
        for longer in &last {
            for (at, c) in longer.char_indices() {
                let mut cut = longer.clone();
                cut.replace_range(at..at + c.len_utf8(), "");
                if all.insert(cut.clone()) {
                    shorter.push(cut);
                }
            }
        }
        last = shorter;
    }
    all
}

/// `word` with the common English endings. Some of the strings are no words; they do no harm.
fn forms(word: &str) -> Vec<String> {
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let mut forms: Vec<String> = ["s", "es", "ed", "ing", "in", "ness", "ly"]
        .iter()
        .map(|end| format!("{word}{end}"))
        .collect();
    if let Some(stem) = word.strip_suffix('e') {
        forms.extend([format!("{word}d"), format!("{stem}ing")]);
    }
    if let Some(stem) = word.strip_suffix('y') {
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{stem}iness")]);
    }
    if let Some(last) = word.chars().last()
        && !"aeiouwxy".contains(last)
    {
        forms.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    #[test]
    fn reads_endings_and_misspellings_but_not_other_words() {
        let mut vocabulary = Vocabulary::new(["number", "ladder"].map(str::to_owned));
        for word in ["numb", "bladder", "pee", "wipe", "genitals", "leg"] {
            vocabulary.add(word);
        }
        vocabulary.index();
        for (typed, known) in [
            ("numbness", true),
            ("nubmness", true),
            ("nunb", true),
            ("number", false),
            ("dumb", false),
            ("ladder", false),
            ("bladdr", true),
            ("vladder", true),
            ("peeing", true),
            ("peed", true),
            ("pea", false),
            ("wiping", true),
            ("genitels", true),
            ("gentials", true),
            ("log", false),
        ] {
            assert_eq!(!vocabulary.read(typed).is_empty(), known, "{typed}");
        }
    }
}
