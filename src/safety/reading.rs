//! A message as the rules see it: words with readings, clauses and sentences.

use std::collections::HashMap;

use super::vocabulary::{Vocabulary, WordId};
use crate::text;

/// One word of a message.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As typed, in normal form.
    pub(super) typed: String,
    /// What it can stand for.
    pub(super) ids: Vec<WordId>,
    /// Its value, if it is a number.
    pub(super) number: Option<f64>,
    /// Number of its clause, from 0, counted through the message.
    pub(super) clause: usize,
    /// Number of its sentence, from 0.
    pub(super) sentence: usize,
}

/// Rewrites short spellings and reads words.
#[derive(Clone, Debug, Default)]
pub(super) struct Reader {
    /// First word of a short spelling, with all its words and what they become.
    rewrites: HashMap<String, Vec<(Vec<String>, Vec<String>)>>,
}

impl Reader {
    pub(super) fn new<'a>(rewrites: impl IntoIterator<Item = (&'a String, &'a String)>) -> Self {
        let mut reader = Self::default();
        for (from, to) in rewrites {
            let from = text::words(from);
            if let Some(first) = from.first() {
                reader
                    .rewrites
                    .entry(first.clone())
                    .or_default()
                    .push((from.clone(), text::words(to)));
            }
        }
        // Longest first, so that "can not" wins over "can".
        for options in reader.rewrites.values_mut() {
            options.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        }
        reader
    }

    /// The words of a message, rewritten, each with its readings.
    pub(super) fn read(&self, message: &str, vocabulary: &Vocabulary) -> Vec<Word> {
        let mut words = Vec::new();
        let mut known: HashMap<String, Vec<WordId>> = HashMap::new();
        let mut clause = 0;
        for (sentence, part) in text::sentences(message).into_iter().enumerate() {
            let tokens = units(part);
            for (typed, own_clause) in self.rewrite(&tokens) {
                let ids =
                    known.entry(typed.clone()).or_insert_with(|| vocabulary.read(&typed)).clone();
                let number = typed.parse().ok();
                words.push(Word { typed, ids, number, clause: clause + own_clause, sentence });
            }
            clause += tokens.last().map_or(0, |(_, last)| last + 1);
        }
        words
    }

    /// The words of a phrase as an editor wrote it, rewritten like a message.
    pub(super) fn plain(&self, phrase: &str) -> Vec<String> {
        self.rewrite(&units(phrase)).into_iter().map(|(word, _)| word).collect()
    }

    fn rewrite(&self, tokens: &[(String, usize)]) -> Vec<(String, usize)> {
        let mut out = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some((word, clause)) = tokens.get(at) {
            let rewritten = self.rewrites.get(word).into_iter().flatten().find(|(from, _)| {
                from.iter().enumerate().all(|(i, part)| {
                    tokens.get(at + i).is_some_and(|(w, c)| w == part && c == clause)
                })
            });
            if let Some((from, to)) = rewritten {
                out.extend(to.iter().map(|word| (word.clone(), *clause)));
                at += from.len();
            } else {
                out.push((word.clone(), *clause));
                at += 1;
            }
        }
        out
    }
}

/// Words with their clause; a number is parted from its unit (`80yo`, `38.5C`).
fn units(part: &str) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    for token in text::tokens(part) {
        let letters = token.word.find(char::is_alphabetic);
        match letters {
            Some(cut) if cut > 0 => {
                let (number, unit) = token.word.split_at(cut);
                out.push((number.to_owned(), token.clause));
                out.push((unit.to_owned(), token.clause));
            }
            _ => out.push((token.word, token.clause)),
        }
    }
    out
}
