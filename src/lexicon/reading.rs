//! A message as it is compared and counted.

use compact_str::CompactString;

use super::hash;
use super::phrases::Found;

/// A message after reading.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its words, in order.
    pub words: Vec<Word>,
    /// The stems of the words, in order.
    pub stems: Vec<u64>,
    /// Groups of synonyms in it.
    pub synonyms: Vec<Found>,
    /// Typos mended and short forms spelt out.
    pub mended: Vec<Mended>,
}

/// One word as it is compared.
#[derive(Clone, Debug)]
pub struct Word {
    /// After mending.
    pub text: CompactString,
    /// Hash of its stem.
    pub stem: u64,
    /// Whether it says little about what is asked.
    pub is_stop: bool,
    /// Number of its token in the message, from 0; of several the first.
    pub token: u16,
    /// Number of its clause in the message, from 0.
    pub clause: u16,
    /// Number of its sentence in the message, from 0.
    pub sentence: u16,
}

/// A word that was read as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// What was typed.
    pub typed: String,
    /// What it was taken for.
    pub meant: String,
}

impl Reading {
    /// The hash of its stems in order: what messages have in common that differ in endings, short
    /// forms and typos only.
    pub(crate) fn key(&self) -> u64 {
        hash::of(&self.stems)
    }

    /// Its sentences, in order.
    pub fn sentences(&self) -> impl Iterator<Item = Self> {
        let mut from = 0;
        let same = self.words.chunk_by(|a, b| a.sentence == b.sentence);
        same.map(move |words| {
            let to = from + words.len();
            self.part(std::mem::replace(&mut from, to), to)
        })
    }

    /// The part of a reading with the words `from..to`, synonyms that lie wholly within it among
    /// it. Typos are told of the whole only.
    #[must_use]
    pub fn part(&self, from: usize, to: usize) -> Self {
        let synonyms = self.synonyms.iter().filter(|f| f.start >= from && f.start + f.length <= to);
        Self {
            words: self.words.get(from..to).unwrap_or_default().to_vec(),
            stems: self.stems.get(from..to).unwrap_or_default().to_vec(),
            synonyms: synonyms.map(|found| Found { start: found.start - from, ..*found }).collect(),
            mended: Vec::new(),
        }
    }

    /// This reading and, in a sentence of its own, another one after it.
    #[must_use]
    pub fn followed_by(&self, next: &Self) -> Self {
        let mut both = self.clone();
        let shift = self.words.len();
        let sentence = self.words.last().map_or(0, |word| word.sentence + 1);
        both.words.extend(
            next.words
                .iter()
                .map(|word| Word { sentence: word.sentence + sentence, ..word.clone() }),
        );
        both.stems.extend(&next.stems);
        let moved =
            next.synonyms.iter().map(|found| Found { start: found.start + shift, ..*found });
        both.synonyms.extend(moved);
        both
    }
}
