//! The vocabulary of one set of files, and how a message is read with it.

use compact_str::{CompactString, format_compact};
use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

use super::common_words;
use super::hash;
use super::phrases::PhraseIndex;
use super::reading::{Mended, Reading, Word};
use super::short_forms::ShortForms;
use super::spelling::Spelling;
use crate::knowledge::words::WordsFile;
use crate::text::{self, Message};

/// A message is read as far as this many words: the longest text that Telegram sends (4,096
/// characters) has about 800, and time must stay bounded.
const MOST_WORDS: usize = 1_000;
/// Two words that are none of the vocabulary's are only guessed to be one if they are so long
/// together.
const SHORTEST_JOINED_GUESS: usize = 9;
/// A word that is no English is a term of ours, and no typo, from so many uses on.
const OFTEN: u32 = 3;
/// Parts of a word that was typed without its space have at least so many letters.
const SHORTEST_PART: usize = 3;

/// Everything that reading needs: made once from the files, then only asked.
#[derive(Debug)]
pub struct Lexicon {
    short_forms: ShortForms,
    stop_words: FxHashSet<u64>,
    synonyms: PhraseIndex,
    synonym_names: Vec<String>,
    /// How often the files use each word.
    uses: FxHashMap<String, u32>,
    stems: FxHashMap<String, u64>,
    spelling: Spelling,
}

/// A word on its way from the message to the reading, with the number of its token (of several the
/// first).
type Typed = (CompactString, usize);

impl Lexicon {
    /// A lexicon that knows the words of `words.toml`, of `texts` those that are English or stand in
    /// several of them, and the English ones of `messages`: a word that was mistyped once must not
    /// become what others are corrected to. Without `corrects_typos` no word is taken for another.
    pub(crate) fn new(
        words: &WordsFile,
        texts: &[Message<'_>],
        messages: &[Message<'_>],
        corrects_typos: bool,
    ) -> Self {
        let mut lexicon = Self {
            short_forms: ShortForms::new(&words.short),
            stop_words: FxHashSet::default(),
            synonyms: PhraseIndex::default(),
            synonym_names: words.same.iter().map(|same| same.name.clone()).collect(),
            uses: FxHashMap::default(),
            stems: FxHashMap::default(),
            spelling: Spelling::default(),
        };
        lexicon.stop_words = words.stop.iter().flat_map(|stop| lexicon.stems(stop)).collect();
        for (number, same) in (0..).zip(&words.same) {
            for phrase in &same.words {
                let stems = lexicon.stems(phrase);
                lexicon.synonyms.insert(&stems, number);
            }
        }
        let listed = words.same.iter().flat_map(|same| &same.words);
        let scope = words.home.iter().chain(&words.elsewhere).chain(&words.never);
        for text in listed.chain(scope).chain(words.short.values()) {
            lexicon.learn_words(&Message::read(text), |_| true);
        }
        let is_english = |word: &str| text::english_rank(word).is_some();
        let mut counts: FxHashMap<&str, u32> = FxHashMap::default();
        for word in texts.iter().flat_map(Message::words).filter(|word| !is_english(word)) {
            *counts.entry(word).or_default() += 1;
        }
        let is_frequent = |word: &str| counts.get(word).is_some_and(|count| *count >= OFTEN);
        for text in texts {
            lexicon.learn_words(text, |word| is_english(word) || is_frequent(word));
        }
        for message in messages {
            lexicon.learn_words(message, is_english);
        }
        if corrects_typos {
            let words = lexicon.uses.iter().map(|(word, uses)| (word.as_str(), *uses));
            lexicon.spelling = Spelling::new(words);
        }
        lexicon
    }

    fn learn_words(&mut self, text: &Message<'_>, is_known: impl Fn(&str) -> bool) {
        for word in text.words() {
            if let Some(uses) = self.uses.get_mut(word) {
                *uses += 1;
            } else if is_known(word) {
                self.stems.insert(word.to_owned(), stem(word));
                self.uses.insert(word.to_owned(), 1);
            }
        }
    }

    /// Reads a message.
    #[must_use]
    pub fn read(&self, message: &Message<'_>) -> Reading {
        let tokens = message.tokens().iter().take(MOST_WORDS).enumerate();
        let typed = tokens.map(|(number, token)| (token.word.clone(), number)).collect();
        let mut mended = Vec::new();
        let spelt_out = self.short_forms.spell_out(typed, &mut mended);
        let words = self.corrected(spelt_out, &mut mended);
        // Thousands of readings are in memory while training: none of them keeps room to spare.
        let mut read = Vec::with_capacity(words.len());
        read.extend(words.into_iter().filter_map(|(text, number)| {
            let token = message.tokens().get(number)?;
            let stem = self.stem(&text);
            let is_stop = self.stop_words.contains(&stem);
            // There are no more of them than words.
            let (clause, sentence) = (token.clause as u16, token.sentence as u16);
            Some(Word { text, stem, is_stop, token: number as u16, clause, sentence })
        }));
        let words: Vec<Word> = read;
        let stems: Vec<u64> = words.iter().map(|word| word.stem).collect();
        Reading { synonyms: self.synonyms.find(&stems), words, stems, mended }
    }

    /// Reads many messages, side by side. Each is gone once it is read: words of thousands of messages
    /// take more memory than all that is learnt from them. What was mended is left out, too.
    #[must_use]
    pub(crate) fn read_all(&self, messages: Vec<Message<'_>>) -> Vec<Reading> {
        let read = |message: Message<'_>| Reading { mended: Vec::new(), ..self.read(&message) };
        messages.into_par_iter().map(read).collect()
    }

    /// The stems of a phrase of the files, typos left as they are.
    pub(crate) fn stems(&self, phrase: &str) -> Vec<u64> {
        self.spelt_out(phrase).iter().map(|word| self.stem(word)).collect()
    }

    fn spelt_out(&self, phrase: &str) -> Vec<CompactString> {
        let typed = text::words(phrase).into_iter().map(|word| (word.into(), 0)).collect();
        let words = self.short_forms.spell_out(typed, &mut Vec::new());
        words.into_iter().map(|(word, _)| word).collect()
    }

    fn stem(&self, word: &str) -> u64 {
        self.stems.get(word).copied().unwrap_or_else(|| stem(word))
    }

    /// The name of a group of synonyms, by its number.
    pub(crate) fn synonym_name(&self, group: u32) -> Option<&str> {
        self.synonym_names.get(group as usize).map(String::as_str)
    }

    fn knows(&self, word: &str) -> bool {
        self.uses.contains_key(word)
    }

    /// Good English, or a word of the files, or no word at all (a number, a letter).
    fn is_well_spelt(&self, word: &str) -> bool {
        self.knows(word)
            || common_words::is_common(word)
            || word.len() < SHORTEST_PART
            || word.contains(|c: char| c.is_ascii_digit())
    }

    fn corrected(&self, typed: Vec<Typed>, mended: &mut Vec<Mended>) -> Vec<Typed> {
        if self.spelling.is_empty() {
            return typed;
        }
        let mut words: Vec<Typed> = Vec::with_capacity(typed.len() + 2);
        let mut next = typed.into_iter().peekable();
        while let Some((word, token)) = next.next() {
            if self.knows(&word) || word.len() < SHORTEST_PART {
                words.push((word, token));
                continue;
            }
            // "chiro practor": one word with a space in it.
            if let Some(meant) = next.peek().and_then(|(after, _)| self.joined(&word, after)) {
                let after = next.next().map(|(after, _)| after).unwrap_or_default();
                mended.push(Mended { typed: format!("{word} {after}"), meant: meant.to_string() });
                words.push((meant, token));
                continue;
            }
            if self.is_well_spelt(&word) {
                words.push((word, token));
            } else if let Some(meant) = self.spelling.correct(&word) {
                mended.push(Mended { typed: word.into_string(), meant: meant.to_owned() });
                words.push((meant.into(), token));
            } else if let Some((left, right)) = self.split(&word) {
                mended.push(Mended { meant: format!("{left} {right}"), typed: word.to_string() });
                words.extend([(left.into(), token), (right.into(), token)]);
            } else {
                words.push((word, token));
            }
        }
        words
    }

    /// The word that two are without the space between them: exactly, or, if neither is a word of
    /// the files, nearly ("pane killers").
    fn joined(&self, word: &str, after: &str) -> Option<CompactString> {
        let joined = format_compact!("{word}{after}");
        if joined.len() >= 2 * SHORTEST_PART && self.knows(&joined) {
            return Some(joined);
        }
        let may_guess = joined.len() >= SHORTEST_JOINED_GUESS
            && after.len() >= SHORTEST_PART
            && !self.knows(after);
        if may_guess { self.spelling.correct(&joined).map(CompactString::from) } else { None }
    }

    /// "lowerback": two words of the files without the space; the split whose rarer part is
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
    hash::of(&*Stemmer::create(Algorithm::English).stem(word))
}
