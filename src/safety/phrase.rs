//! Phrases as an editor writes them, and where they stand in a message.

use std::collections::HashMap;

use super::reading::{Reader, Word, number};
use super::vocabulary::{How, Vocabulary, WordId};

/// How many filler words may stand between two words of a phrase.
const FILLERS_BETWEEN: usize = 3;

/// A misspelt word of fewer letters is like too many others to be sure of.
const SHORTEST_SURE_GUESS: usize = 7;

/// Whether a word is surely the one it was read as.
#[derive(Clone, Copy)]
struct Sureness(bool);

/// One part of a phrase.
#[derive(Clone, Debug)]
enum Part {
    Word(WordId),
    /// A number in this range, both ends included.
    Number(f64, f64),
}

impl Part {
    /// Whether it is `word`, and if so how sure that is.
    fn fits(&self, word: &Word) -> Option<Sureness> {
        match self {
            Self::Word(id) => {
                let reading = word.readings.iter().find(|reading| reading.id == *id)?;
                Some(Sureness(match reading.how {
                    How::Written => true,
                    How::Slip => word.typed.chars().count() >= SHORTEST_SURE_GUESS,
                    How::SlipInForm => false,
                }))
            }
            Self::Number(low, high) => {
                word.number.filter(|n| n >= low && n <= high).map(|_| Sureness(true))
            }
        }
    }
}

/// A phrase, ready to be looked for.
#[derive(Clone, Debug)]
struct Phrase {
    parts: Vec<Part>,
    /// Only at the start of a sentence.
    at_start: bool,
    /// Only at the end of a clause.
    at_end: bool,
    /// Number of the list it belongs to.
    list: usize,
}

/// Where a phrase stands: words `start..end`, of list `list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) list: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it was read without guessing at short words. Signs may be guessed at, but what
    /// calls an alarm off must be sure: a miss is worse than a false alarm.
    pub(super) sure: bool,
}

impl Place {
    pub(super) const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// All phrases of all lists, by their first part.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    by_first: HashMap<WordId, Vec<Phrase>>,
    by_number: Vec<Phrase>,
    fillers: Vec<WordId>,
}

impl Phrases {
    pub(super) fn new(fillers: &[String], vocabulary: &mut Vocabulary) -> Self {
        Self {
            fillers: fillers.iter().map(|word| vocabulary.add(word)).collect(),
            ..Self::default()
        }
    }

    /// Adds one phrase to list `list`. An empty phrase is left out.
    pub(super) fn add(
        &mut self,
        list: usize,
        phrase: &str,
        reader: &Reader,
        vocabulary: &mut Vocabulary,
    ) {
        let (at_start, rest) = match phrase.strip_prefix('^') {
            Some(rest) => (true, rest),
            None => (false, phrase),
        };
        let (at_end, rest) = match rest.trim_end().strip_suffix('$') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let mut parts = Vec::new();
        for piece in pieces(rest) {
            match piece {
                Piece::Range(low, high) => parts.push(Part::Number(low, high)),
                Piece::Text(text) => {
                    parts.extend(reader.plain(text).iter().map(|word| match number(word) {
                        Some(number) => Part::Number(number, number),
                        None => Part::Word(vocabulary.add(word)),
                    }));
                }
            }
        }
        let phrase = Phrase { parts, at_start, at_end, list };
        match phrase.parts.first() {
            Some(Part::Word(id)) => self.by_first.entry(*id).or_default().push(phrase),
            Some(Part::Number(..)) => self.by_number.push(phrase),
            None => {}
        }
    }

    /// All places of all phrases in `words`, in the order of their start.
    pub(super) fn places(&self, words: &[Word]) -> Vec<Place> {
        let mut places = Vec::new();
        for (start, word) in words.iter().enumerate() {
            let by_word = word.readings.iter().filter_map(|r| self.by_first.get(&r.id)).flatten();
            let by_number = self.by_number.iter().filter(|_| word.number.is_some());
            for phrase in by_word.chain(by_number) {
                if phrase.at_start && !starts_sentence(words, start) {
                    continue;
                }
                if let Some(place) = self.place_of(phrase, words, start)
                    && !places.contains_from_end(&place)
                {
                    places.push(place);
                }
            }
        }
        places
    }

    fn place_of(&self, phrase: &Phrase, words: &[Word], start: usize) -> Option<Place> {
        let clause = words.get(start)?.clause;
        let mut at = start;
        let mut sure = true;
        for (i, part) in phrase.parts.iter().enumerate() {
            let mut skipped = 0;
            loop {
                let word = words.get(at)?;
                if word.clause != clause {
                    return None;
                }
                if let Some(Sureness(fits_surely)) = part.fits(word) {
                    sure &= fits_surely;
                    break;
                }
                let may_skip = i > 0
                    && skipped < FILLERS_BETWEEN
                    && word.readings.iter().any(|r| self.fillers.contains(&r.id));
                if !may_skip {
                    return None;
                }
                skipped += 1;
                at += 1;
            }
            at += 1;
        }
        (!phrase.at_end || ends_clause(words, at)).then_some(Place {
            list: phrase.list,
            start,
            end: at,
            sure,
        })
    }
}

trait ContainsFromEnd {
    fn contains_from_end(&self, place: &Place) -> bool;
}

impl ContainsFromEnd for Vec<Place> {
    /// Places come in the order of their start, so equal ones are near the end.
    fn contains_from_end(&self, place: &Place) -> bool {
        self.iter().rev().take_while(|other| other.start == place.start).any(|other| other == place)
    }
}

fn starts_sentence(words: &[Word], at: usize) -> bool {
    let sentence = words.get(at).map(|word| word.sentence);
    let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.sentence);
    before.is_none() || before != sentence
}

/// Whether the word before `at` is the last of its clause.
fn ends_clause(words: &[Word], at: usize) -> bool {
    let last = at.checked_sub(1).and_then(|last| words.get(last)).map(|word| word.clause);
    words.get(at).map(|word| word.clause) != last
}

enum Piece<'a> {
    Text(&'a str),
    Range(f64, f64),
}

/// Parts a phrase at its number ranges (`<70-110>`).
fn pieces(phrase: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('<') {
        out.push(Piece::Text(before));
        let (range, tail) = after.split_once('>').unwrap_or((after, ""));
        if let Some((low, high)) = range.split_once('-')
            && let (Ok(low), Ok(high)) = (low.trim().parse(), high.trim().parse())
        {
            out.push(Piece::Range(low, high));
        }
        rest = tail;
    }
    out.push(Piece::Text(rest));
    out
}
