//! A message as the rules see it: words with readings, clauses and sentences.

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::vocabulary::{How, Reading, Vocabulary, WordId};
use crate::text::{self, Message, Token};

/// Short spellings of fewer letters must be typed as they are: "arise"
/// is no mistyped "arse".
const SHORTEST_GUESSED: usize = 5;

/// One word of a message.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// As typed, in normal form.
    pub(super) typed: CompactString,
    /// What it can stand for.
    pub(super) readings: Vec<Reading>,
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
    /// The words of the short spellings, so that they too may be misspelt.
    spellings: Vocabulary,
    /// Those of them that are long enough to be guessed at.
    long: FxHashSet<WordId>,
    /// First word of a short spelling, with all its words and what they become.
    rewrites: FxHashMap<WordId, Vec<Rewrite>>,
}

#[derive(Clone, Debug)]
struct Rewrite {
    from: Vec<WordId>,
    to: Vec<CompactString>,
}

impl Reader {
    pub(super) fn new<'a>(
        rewrites: impl IntoIterator<Item = (&'a String, &'a String)>,
        own: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut reader = Self { spellings: Vocabulary::new(own), ..Self::default() };
        for (from, to) in rewrites {
            let from = text::words(from);
            let ids: Vec<WordId> =
                from.iter().map(|word| reader.spellings.add_exact(word)).collect();
            let long = from.iter().map(|word| word.chars().count() >= SHORTEST_GUESSED);
            reader.long.extend(ids.iter().zip(long).filter(|(_, long)| *long).map(|(id, _)| *id));
            let from = ids;
            if let Some(&first) = from.first() {
                let to = text::words(to).into_iter().map(CompactString::from).collect();
                reader.rewrites.entry(first).or_default().push(Rewrite { from, to });
            }
        }
        reader.spellings.index();
        // Longest first, so that "can not" wins over "can".
        for options in reader.rewrites.values_mut() {
            options.sort_by_key(|rewrite| std::cmp::Reverse(rewrite.from.len()));
        }
        reader
    }

    /// The words of a message, rewritten, each with its readings.
    pub(super) fn read(&self, message: &Message<'_>, vocabulary: &Vocabulary) -> Vec<Word> {
        let mut words = Vec::with_capacity(message.tokens().len() + 4);
        let mut known: FxHashMap<CompactString, Vec<Reading>> = FxHashMap::default();
        let guess = |word: &str| !vocabulary.knows(word);
        for (typed, token) in self.rewrite(message.tokens(), guess) {
            let readings = known.entry(typed.clone()).or_insert_with(|| vocabulary.read(&typed));
            let mut readings = readings.clone();
            if let Some(or) = &token.or {
                readings.extend(vocabulary.read(or));
            }
            let number = number(&typed);
            let (clause, sentence) = (token.clause, token.sentence);
            words.push(Word { typed, readings, number, clause, sentence });
        }
        words
    }

    /// The words of a phrase as an editor wrote it, rewritten like a message.
    pub(super) fn plain(&self, phrase: &str) -> Vec<String> {
        let phrase = Message::read(phrase);
        self.rewrite(phrase.tokens(), |_| false)
            .into_iter()
            .map(|(word, _)| word.into_string())
            .collect()
    }

    /// Replaces short spellings; each word comes with the (first) token that it stands for. Words
    /// for which `guess` holds may be misspelt ones.
    fn rewrite<'m>(
        &self,
        tokens: &'m [Token],
        guess: impl Fn(&str) -> bool,
    ) -> Vec<(CompactString, &'m Token)> {
        let readings: Vec<Vec<Reading>> = tokens
            .iter()
            .map(|Token { word, .. }| {
                if !guess(word) {
                    return self.spellings.as_written(word);
                }
                let mut readings = self.spellings.read(word);
                readings.retain(|reading| {
                    reading.how == How::Written || self.long.contains(&reading.id)
                });
                readings
            })
            .collect();
        let is = |at: usize, id: WordId| {
            readings.get(at).is_some_and(|readings| readings.iter().any(|r| r.id == id))
        };
        let mut out = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let firsts = readings.get(at).into_iter().flatten();
            let mut options = firsts.filter_map(|first| self.rewrites.get(&first.id)).flatten();
            let rewrite = options.find(|rewrite| {
                rewrite.from.iter().enumerate().all(|(i, id)| {
                    is(at + i, *id)
                        && tokens.get(at + i).is_some_and(|other| other.clause == token.clause)
                })
            });
            if let Some(Rewrite { from, to }) = rewrite {
                out.extend(to.iter().map(|word| (word.clone(), token)));
                at += from.len();
            } else {
                out.push((token.word.clone(), token));
                at += 1;
            }
        }
        out
    }
}

/// The value of a word of digits. ("nan" and "inf" are words, whatever Rust says.)
pub(super) fn number(word: &str) -> Option<f64> {
    word.parse().ok().filter(|_| word.starts_with(|first: char| first.is_ascii_digit()))
}
