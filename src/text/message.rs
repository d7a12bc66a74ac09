//! A message read once: words in normal form, each with its clause, its sentence and its place in
//! what was typed.

use std::ops::Range;

use compact_str::CompactString;
use rayon::prelude::*;

use super::characters::{Character, characters, plain};
use super::english_rank;

/// A text and its words.
#[derive(Clone, Debug)]
pub struct Message<'t> {
    typed: &'t str,
    tokens: Vec<Token>,
}

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word in normal form: letters and digits only, apostrophes dropped (`can't` is `cant`),
    /// letters drawn out made short (`soooo` is `so`).
    pub word: CompactString,
    /// Another word that drawn-out letters may stand for: `weee` is "we", or else "wee".
    pub or: Option<CompactString>,
    /// Where it stands in the text as typed, in bytes.
    pub place: Range<usize>,
    /// Number of its clause, from 0. Clauses end at `. , ; : ! ? ( ) "`, at a dash with spaces
    /// around it, and at line breaks. A point or comma between digits ends none.
    pub clause: usize,
    /// Number of its sentence, from 0. Sentences end at `. ! ? ; …` and at line breaks.
    pub sentence: usize,
}

/// Spellings of messengers that begin with a digit; any other number is parted from the letters
/// after it (`6weeks`, `70yo`, `38.5C`).
const WITH_DIGIT: [&str; 5] = ["2day", "2nite", "2moro", "2morrow", "4get"];

impl<'t> Message<'t> {
    /// Reads a text. It has no tokens if the text has neither letters nor digits.
    #[must_use]
    pub fn read(typed: &'t str) -> Self {
        let mut reader = Tokeniser::default();
        if typed.is_ascii() {
            // Most messages: nothing to fold but the letters' case.
            reader.take_all((0..).zip(typed.bytes()).map(|(at, byte)| plain(at, byte)));
        } else {
            reader.take_all(characters(typed).into_iter());
        }
        Self { typed, tokens: reader.tokens }
    }

    /// Reads many texts, side by side.
    #[must_use]
    pub fn read_all(texts: &[&'t str]) -> Vec<Self> {
        texts.par_iter().map(|text| Self::read(text)).collect()
    }

    /// The text as typed.
    #[must_use]
    pub const fn typed(&self) -> &'t str {
        self.typed
    }

    /// Its words, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The words alone, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.word.as_str())
    }

    /// Whether it has no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}

/// The words of `text` in normal form, in order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    Message::read(text).tokens.into_iter().map(|token| token.word.into_string()).collect()
}

#[derive(Default)]
struct Tokeniser {
    tokens: Vec<Token>,
    word: CompactString,
    place: Range<usize>,
    previous: Option<char>,
    clause: usize,
    clause_has_words: bool,
    sentence: usize,
    sentence_has_words: bool,
}

impl Tokeniser {
    fn take_all(&mut self, characters: impl Iterator<Item = Character>) {
        let mut rest = characters.peekable();
        while let Some(character) = rest.next() {
            self.take(&character, rest.peek().map_or(' ', |next| next.letter));
        }
        self.end_word();
    }

    fn take(&mut self, character: &Character, next: char) {
        let c = character.letter;
        let previous = self.previous.replace(c).unwrap_or(' ');
        let is_mark_in_word = character.is_mark && !self.word.is_empty();
        if c.is_alphanumeric() || is_mark_in_word {
            if self.word.is_empty() {
                self.place.start = character.place.start;
            }
            self.word.push(c);
            self.place.end = character.place.end;
            return;
        }
        let joins_letters = c == '\'' && previous.is_alphabetic() && next.is_alphabetic();
        let in_number = matches!(c, '.' | ',') && previous.is_numeric() && next.is_numeric();
        if joins_letters || in_number {
            if in_number {
                self.word.push('.');
            }
            return;
        }
        self.end_word();
        let dash = matches!(c, '-' | '\u{2013}' | '\u{2014}') && previous == ' ' && next == ' ';
        let ends_sentence = matches!(c, '.' | '!' | '?' | ';' | '\n' | '\u{3002}');
        if (ends_sentence || dash || matches!(c, ',' | ':' | '(' | ')' | '"'))
            && self.clause_has_words
        {
            self.clause += 1;
            self.clause_has_words = false;
        }
        if ends_sentence && self.sentence_has_words {
            self.sentence += 1;
            self.sentence_has_words = false;
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let letters = word.find(char::is_alphabetic).unwrap_or(0);
        let (number, unit) = word.split_at_checked(letters).unwrap_or((&word, ""));
        let is_ordinal = matches!(unit, "st" | "nd" | "rd" | "th");
        if number.is_empty() || is_ordinal || WITH_DIGIT.contains(&word.as_str()) {
            let place = self.place.clone();
            self.push(word, place);
        } else {
            // The digits of any script may be longer than one byte each as typed; the cut is
            // exact for those that people type.
            let cut = (self.place.start + number.len()).min(self.place.end);
            self.push(number.into(), self.place.start..cut);
            self.push(unit.into(), cut..self.place.end);
        }
    }

    fn push(&mut self, word: CompactString, place: Range<usize>) {
        let (word, or) = without_drawl(word);
        let (clause, sentence) = (self.clause, self.sentence);
        self.tokens.push(Token { word, or, place, clause, sentence });
        self.clause_has_words = true;
        self.sentence_has_words = true;
    }
}

/// A word whose letters are drawn out for feeling: each run of three and more as two, and as one,
/// the commoner English word first. One that is English in neither form is taken with single
/// letters.
fn without_drawl(word: CompactString) -> (CompactString, Option<CompactString>) {
    let is_drawn = word
        .as_bytes()
        .windows(3)
        .any(|run| matches!(run, [a, b, c] if a == b && b == c && a.is_ascii_alphabetic()));
    if !is_drawn {
        return (word, None);
    }
    let (double, single) = (with_runs_of(2, &word), with_runs_of(1, &word));
    match (english_rank(&double), english_rank(&single)) {
        (Some(two), Some(one)) if two < one => (double, Some(single)),
        (Some(_), Some(_)) => (single, Some(double)),
        (Some(_), None) => (double, None),
        (None, _) => (single, None),
    }
}

/// `word` with each run of three and more of a letter cut to `length`; shorter runs stay, they
/// are spelling.
fn with_runs_of(length: usize, word: &str) -> CompactString {
    let mut out = CompactString::with_capacity(word.len());
    let mut rest = word.chars().peekable();
    while let Some(letter) = rest.next() {
        let mut run = 1;
        while rest.next_if_eq(&letter).is_some() {
            run += 1;
        }
        let kept = if run > 2 { length } else { run };
        out.extend(std::iter::repeat_n(letter, kept));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Message, words};

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
    fn parts_a_number_from_its_unit() {
        for (typed, read) in [
            ("6weeks", "6 weeks"),
            ("my 70yo dad", "my 70 yo dad"),
            ("38.5C", "38.5 c"),
            ("the 2nd disc at L5", "the 2nd disc at l5"),
            ("b4 2day", "b4 2day"),
        ] {
            assert_eq!(words(typed).join(" "), read);
        }
    }

    #[test]
    fn reads_drawn_out_letters_as_two_and_as_one() {
        for (typed, read) in [
            ("I want to dieeee", "i want to die"),
            ("nuuumb and goooood", "numb and good"),
            ("I can't peeee", "i cant pee"),
            ("soooo bad, need to feel", "so bad need to feel"),
        ] {
            assert_eq!(words(typed).join(" "), read);
        }
        let message = Message::read("cant weeee");
        assert_eq!(message.tokens()[1].word, "we");
        assert_eq!(message.tokens()[1].or.as_deref(), Some("wee"));
    }

    #[test]
    fn counts_clauses_and_sentences_by_punctuation() {
        let message = Message::read("No numbness, but weak 38.5. Why?\n\nok");
        let places: Vec<(usize, usize)> =
            message.tokens().iter().map(|t| (t.clause, t.sentence)).collect();
        assert_eq!(places, [(0, 0), (0, 0), (1, 0), (1, 0), (1, 0), (2, 1), (3, 2)]);
    }

    #[test]
    fn knows_where_each_word_stands() {
        let typed = "It’s “ﬁne”, 6weeks";
        let message = Message::read(typed);
        let placed: Vec<Option<&str>> =
            message.tokens().iter().map(|token| typed.get(token.place.clone())).collect();
        assert_eq!(placed, [Some("It’s"), Some("ﬁne"), Some("6"), Some("weeks")]);
    }
}
