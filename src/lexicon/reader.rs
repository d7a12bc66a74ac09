//! From what a person typed to words that can be compared: short forms spelt out, typos mended,
//! endings dropped, synonyms found.

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::common_words;
use super::key;
use super::phrases::{Found, PhraseIndex};

use super::spelling::Spelling;
use crate::knowledge::words::WordsFile;
use crate::text;

/// A message is read as far as this many words; more is a story, and its start names the topic.
const MOST_WORDS: usize = 300;
/// The longest short form, in words.
const LONGEST_SHORT_FORM: usize = 3;
/// Two words that are none of the FAQ's are only guessed to be one if they are so long together.
const SHORTEST_JOINED_GUESS: usize = 9;
/// Parts of a word that was typed without its space have at least so many letters.
const SHORTEST_PART: usize = 3;

/// One word as it is compared.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// After mending.
    pub(crate) text: String,
    /// Key of its stem.
    pub(crate) key: u64,
    /// Whether it says little about what is asked.
    pub(crate) stop: bool,
}

/// A word that was read as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// What was typed.
    pub typed: String,
    /// What it was taken for.
    pub meant: String,
}

/// A message as the matcher sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) words: Vec<Word>,
    /// Keys of the words, in order.
    pub(crate) keys: Vec<u64>,
    /// Groups of synonyms in it.
    pub(crate) groups: Vec<Found>,
    /// Typos mended and short forms spelt out.
    pub(crate) mended: Vec<Mended>,
}

/// Everything that reading needs.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Reader {
    /// Short forms, by their words joined with spaces.
    short: FxHashMap<String, Vec<String>>,
    /// The first word of each.
    short_starts: FxHashSet<String>,
    stop: FxHashSet<u64>,
    groups: PhraseIndex,
    /// How often the FAQ uses each word.
    uses: FxHashMap<String, u32>,
    stems: FxHashMap<String, u64>,
    spelling: Option<Spelling>,
}

impl Reader {
    /// A reader that knows `words`, and no FAQ yet.
    pub(crate) fn new(words: &WordsFile, short_forms: bool) -> Self {
        let mut reader = Self {
            short: FxHashMap::default(),
            short_starts: FxHashSet::default(),
            stop: FxHashSet::default(),
            groups: PhraseIndex::default(),
            uses: FxHashMap::default(),
            stems: FxHashMap::default(),
            spelling: None,
        };
        if short_forms {
            for (short, long) in &words.short {
                let short = text::words(short);
                reader.short_starts.extend(short.first().cloned());
                reader.short.insert(short.join(" "), text::words(long));
            }
        }
        reader.stop = words.stop.iter().flat_map(|stop| reader.keys(stop)).collect();
        for (number, same) in (0..).zip(&words.same) {
            for phrase in &same.words {
                let keys = reader.keys(phrase);
                reader.groups.insert(&keys, number);
            }
        }
        let listed = words.same.iter().flat_map(|same| &same.words);
        let scope = words.home.iter().chain(&words.elsewhere).chain(&words.never);
        for text in listed.chain(scope).chain(words.short.values()) {
            reader.learn(text);
        }
        reader
    }

    /// Takes the words of `text` as well spelt.
    fn learn(&mut self, text: &str) {
        self.learn_words(&self.words(text));
    }

    fn learn_words(&mut self, words: &[String]) {
        for word in words {
            if let Some(uses) = self.uses.get_mut(word) {
                *uses += 1;
            } else {
                self.uses.insert(word.clone(), 1);
                self.stems.insert(word.clone(), stem(word));
            }
        }
    }

    /// Reads the texts that train, whose words are well spelt, and learns them.
    pub(crate) fn learn_all(&mut self, texts: &[String]) -> Vec<Reading> {
        let words: Vec<Vec<String>> = texts.par_iter().map(|text| self.words(text)).collect();
        for words in &words {
            self.learn_words(words);
        }
        words.into_par_iter().map(|words| self.reading(words, Vec::new())).collect()
    }

    /// The words of a text, short forms spelt out.
    fn words(&self, text: &str) -> Vec<String> {
        self.spell_out(text::words(text), &mut Vec::new())
    }

    /// Starts mending typos towards the words learnt so far.
    pub(crate) fn mend_typos(&mut self) {
        let words = self.uses.iter().map(|(word, uses)| (word.as_str(), *uses));
        self.spelling = Some(Spelling::new(words));
    }

    /// Reads a message.
    pub(crate) fn read(&self, message: &str) -> Reading {
        let mut typed = text::words(message);
        typed.truncate(MOST_WORDS);
        let mut mended = Vec::new();
        let typed = self.spell_out(typed, &mut mended);
        let words = if self.spelling.is_some() { self.mend(typed, &mut mended) } else { typed };
        self.reading(words, mended)
    }

    fn reading(&self, words: Vec<String>, mended: Vec<Mended>) -> Reading {
        let words: Vec<Word> = words
            .into_iter()
            .map(|text| {
                let key = self.stem_key(&text);
                Word { stop: self.stop.contains(&key), text, key }
            })
            .collect();
        let keys: Vec<u64> = words.iter().map(|word| word.key).collect();
        Reading { groups: self.groups.find(&keys), words, keys, mended }
    }

    /// Stem keys of a text, typos left as they are.
    pub(crate) fn keys(&self, text: &str) -> Vec<u64> {
        self.words(text).iter().map(|word| self.stem_key(word)).collect()
    }

    fn stem_key(&self, word: &str) -> u64 {
        self.stems.get(word).copied().unwrap_or_else(|| stem(word))
    }

    /// Puts the long form for each short one; the longest short form first.
    fn spell_out(&self, words: Vec<String>, mended: &mut Vec<Mended>) -> Vec<String> {
        if self.short.is_empty() {
            return words;
        }
        let mut out = Vec::with_capacity(words.len() + 4);
        let mut rest = words.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let longest = if self.short_starts.contains(first) { LONGEST_SHORT_FORM } else { 0 };
            let short = (1..=longest).rev().find_map(|length| {
                let (head, tail) = rest.split_at_checked(length)?;
                let typed = head.join(" ");
                Some((self.short.get(&typed)?, typed, tail))
            });
            if let Some((long, typed, tail)) = short {
                out.extend(long.iter().cloned());
                let meant = long.join(" ");
                if meant != typed {
                    mended.push(Mended { typed, meant });
                }
                rest = tail;
            } else {
                out.push(first.clone());
                rest = after;
            }
        }
        out
    }

    fn in_faq(&self, word: &str) -> bool {
        self.uses.contains_key(word)
    }

    /// Good English, or a word of the FAQ, or no word at all (a number, a letter).
    fn well_spelt(&self, word: &str) -> bool {
        self.in_faq(word)
            || common_words::is_common(word)
            || word.len() < SHORTEST_PART
            || word.contains(|c: char| c.is_ascii_digit())
    }

    fn mend(&self, typed: Vec<String>, mended: &mut Vec<Mended>) -> Vec<String> {
        let mut words: Vec<String> = Vec::with_capacity(typed.len() + 2);
        let mut next = typed.into_iter().peekable();
        while let Some(word) = next.next() {
            if self.in_faq(&word) || word.len() < SHORTEST_PART {
                words.push(word);
                continue;
            }
            // "chiro practor": one word with a space in it.
            if let Some(meant) = next.peek().and_then(|after| self.joined(&word, after)) {
                let typed = format!("{word} {}", next.next().unwrap_or_default());
                mended.push(Mended { typed, meant: meant.clone() });
                words.push(meant);
                continue;
            }
            if self.well_spelt(&word) {
                words.push(word);
            } else if let Some(meant) = self.spelling.as_ref().and_then(|s| s.correct(&word)) {
                mended.push(Mended { typed: word, meant: meant.to_owned() });
                words.push(meant.to_owned());
            } else if let Some((left, right)) = self.split(&word) {
                mended.push(Mended { meant: format!("{left} {right}"), typed: word.clone() });
                words.extend([left.to_owned(), right.to_owned()]);
            } else {
                words.push(word);
            }
        }
        words
    }

    /// The word that two are without the space between them: exactly, or, if neither is a word of
    /// the FAQ, nearly ("pane killers").
    fn joined(&self, word: &str, after: &str) -> Option<String> {
        let joined = format!("{word}{after}");
        if joined.len() >= 2 * SHORTEST_PART && self.in_faq(&joined) {
            return Some(joined);
        }
        let may_guess = joined.len() >= SHORTEST_JOINED_GUESS
            && after.len() >= SHORTEST_PART
            && !self.in_faq(after);
        let spelling = self.spelling.as_ref().filter(|_| may_guess)?;
        spelling.correct(&joined).map(str::to_owned)
    }

    /// "lowerback": two words of the FAQ without the space; the split whose rarer part is
    /// commonest.
    fn split<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        (SHORTEST_PART..word.len().saturating_sub(SHORTEST_PART - 1))
            .filter_map(|at| {
                let (left, right) = word.split_at_checked(at)?;
                let uses = *self.uses.get(left)?.min(self.uses.get(right)?);
                Some((uses, left, right))
            })
            .max_by_key(|(uses, left, _)| (*uses, left.len()))
            .map(|(_, left, right)| (left, right))
    }
}

fn stem(word: &str) -> u64 {
    key::of(&*Stemmer::create(Algorithm::English).stem(word))
}
