//! From the phrases found to answers.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::clauses::Clauses;
use super::phrase::{Found, Phrase, Vocabulary};
use crate::knowledge::triage::{OptionFile, ScreenFile, TriageFile};
use crate::knowledge::words::WordsFile;
use crate::lexicon::{Lexicon, Reading, Word};
use crate::text::Message;

/// A sentence of so few words that tells a length of time is about the complaint.
const SHORT_SENTENCE: usize = 5;

/// Reads answers to the screens of one quiz from messages.
#[derive(Clone, Debug, Default)]
pub struct AnswerReader {
    screens: Vec<ScreenFile>,
    known: Vocabulary,
    clauses: Clauses,
    phrases: Vec<(Phrase, Use)>,
    /// Places in `phrases` by the stems that they start with.
    by_first: FxHashMap<u64, Vec<usize>>,
    /// Places of those that start with no word.
    anywhere: Vec<usize>,
    complaint: Vec<Vec<u64>>,
    other_matters: Vec<Vec<u64>>,
}

/// What a phrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// An answer: screen and option.
    Said(usize, usize),
    /// An answer while its screen is open.
    Here(usize, usize),
    /// The number that a screen asks for.
    Number(usize),
    /// How long it has lasted.
    Lasted,
    /// How long ago something happened.
    Ago,
}

/// What a message answers of one screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAnswer {
    pub(crate) screen: usize,
    /// The options that it can mean, as bits.
    pub(crate) options: u32,
    /// Whether it means all of them (one, or several ticks), and not one of them.
    pub(crate) sure: bool,
    place: Range<usize>,
}

impl ReadAnswer {
    /// An answer that leaves no choice, of no message.
    pub(crate) const fn sure(screen: usize, options: u32) -> Self {
        Self { screen, options, sure: true, place: 0..0 }
    }

    /// Where in the message it stands, in bytes.
    #[must_use]
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// Whether it leaves no choice.
    #[must_use]
    pub const fn is_sure(&self) -> bool {
        self.sure
    }
}

impl AnswerReader {
    /// Compiles the phrases of a quiz. `words` has those that ask and deny.
    #[must_use]
    pub fn new(file: &TriageFile, words: &WordsFile, lexicon: &Lexicon) -> Self {
        let listen = &file.listen;
        let denies: Vec<String> =
            words.report.denies.iter().chain(&listen.denies).cloned().collect();
        let rows = |phrases: &[String]| phrases.iter().map(|p| lexicon.stems(p)).collect();
        let mut reader = Self {
            screens: file.screen.clone(),
            known: Vocabulary::new(listen, &denies, lexicon),
            clauses: Clauses::new(listen, words, lexicon),
            complaint: rows(&listen.complaint),
            other_matters: rows(&listen.other_matters),
            ..Self::default()
        };
        let mut add = |text: &String, used: Use| {
            let Some(phrase) = Phrase::new(text, listen, lexicon) else { return };
            let place = reader.phrases.len();
            let firsts = phrase.first_stems();
            if firsts.is_empty() {
                reader.anywhere.push(place);
            }
            for first in firsts {
                let places = reader.by_first.entry(first).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
            reader.phrases.push((phrase, used));
        };
        listen.lasted.iter().for_each(|text| add(text, Use::Lasted));
        listen.ago.iter().for_each(|text| add(text, Use::Ago));
        for (number, screen) in file.screen.iter().enumerate() {
            screen.said_number.iter().for_each(|text| add(text, Use::Number(number)));
            for (place, option) in screen.option.iter().enumerate() {
                option.said.iter().for_each(|text| add(text, Use::Said(number, place)));
                // Half an answer must not count as a sign, and "none of these" names no answer.
                let counts =
                    |text: &&String| option.at_least.is_none() && !file.typed.no.contains(*text);
                let typed = option.typed.iter().filter(counts);
                let here = option.said_here.iter().chain(typed);
                here.for_each(|text| add(text, Use::Here(number, place)));
            }
        }
        reader
    }

    /// The answers in a message, in the order of the screens; `open` is the screen it was typed to.
    #[must_use]
    pub fn read(
        &self,
        message: &Message<'_>,
        reading: &Reading,
        open: Option<usize>,
    ) -> Vec<ReadAnswer> {
        let words = &reading.words;
        if self.phrases.is_empty() || self.clauses.is_not_ours(words) {
            return Vec::new();
        }
        let mut found = self.find(words);
        for (used, _) in &mut found {
            if let Use::Here(screen, option) = *used
                && open == Some(screen)
            {
                *used = Use::Said(screen, option);
            }
        }
        let lasted = found
            .iter()
            .filter(|(used, at)| *used == Use::Lasted && self.is_about_complaint(words, *at));
        // "Over six months" is no "six months".
        let lengths: Vec<Found> =
            longest(lasted.map(|(_, at)| (0, *at))).into_iter().map(|(_, at)| at).collect();
        let found: Vec<(Use, Found)> = found
            .iter()
            .filter(|(used, at)| self.is_recent_enough(words, *used, *at, &found, &lengths))
            .copied()
            .collect();
        (0..self.screens.len())
            .filter_map(|number| self.answer(number, &found, &lengths))
            .map(|(screen, options, sure, at)| ReadAnswer {
                screen,
                options,
                sure,
                place: place(message, words, at),
            })
            .collect()
    }

    /// Every phrase that stands in the message and tells something.
    fn find(&self, words: &[Word]) -> Vec<(Use, Found)> {
        let mut found = Vec::new();
        for (start, word) in words.iter().enumerate() {
            let of_word = self.by_first.get(&word.stem).into_iter().flatten();
            for (phrase, used) in
                of_word.chain(&self.anywhere).filter_map(|place| self.phrases.get(*place))
            {
                if let Some(at) = phrase.at(words, start, &self.known)
                    && self.is_told(words, *used, at)
                {
                    found.push((*used, at));
                }
            }
        }
        found
    }

    fn is_told(&self, words: &[Word], used: Use, at: Found) -> bool {
        !self.clauses.is_asked(words, at)
            && !self.clauses.is_denied(words, at, &self.known)
            && (matches!(used, Use::Lasted | Use::Ago)
                || !self.clauses.is_of_another_time(words, at))
    }

    /// Whether what was said can be as late as its answer needs it: the times told in its sentence
    /// count, and where there are none, how long all has lasted.
    fn is_recent_enough(
        &self,
        words: &[Word],
        used: Use,
        at: Found,
        found: &[(Use, Found)],
        lengths: &[Found],
    ) -> bool {
        let Use::Said(screen, option) = used else { return true };
        let option = self.screens.get(screen).and_then(|screen| screen.option.get(option));
        let Some(within) = option.and_then(|option| option.within) else { return true };
        let sentence = |at: Found| words.get(at.start).map(|word| word.sentence);
        let beside = found.iter().filter(|(used, other)| {
            matches!(used, Use::Lasted | Use::Ago) && sentence(*other) == sentence(at)
        });
        let mut days: Vec<u32> = beside.filter_map(|(_, other)| other.number).collect();
        if days.is_empty() {
            days.extend(lengths.iter().filter_map(|length| length.number));
        }
        days.is_empty() || days.iter().any(|days| *days <= within)
    }

    /// Whether the sentence of a length of time is about the complaint, and its clause about
    /// nothing else that may last.
    fn is_about_complaint(&self, words: &[Word], at: Found) -> bool {
        let Some(first) = words.get(at.start) else { return false };
        let sentence: Vec<&Word> =
            words.iter().filter(|word| word.sentence == first.sentence).collect();
        let clause: Vec<&Word> = words.iter().filter(|word| word.clause == first.clause).collect();
        !has_any(&clause, &self.other_matters)
            && (sentence.len() <= SHORT_SENTENCE || has_any(&sentence, &self.complaint))
    }

    /// The answer to one screen: the screen, its options, whether it is sure, and where it stands.
    fn answer(
        &self,
        number: usize,
        found: &[(Use, Found)],
        lengths: &[Found],
    ) -> Option<(usize, u32, bool, Found)> {
        let screen = self.screens.get(number)?;
        let numbers: Vec<Found> = found
            .iter()
            .filter(|(used, _)| *used == Use::Number(number))
            .map(|(_, at)| *at)
            .collect();
        if let Some(first) = numbers.first() {
            // Of two ages one is somebody else's.
            let agree = numbers.iter().all(|other| other.number == first.number);
            let option = in_range(screen, |option| option.range, first.number?)?;
            return agree.then_some((number, 1 << option, true, *first));
        }
        let said = longest(found.iter().filter_map(|(used, at)| match used {
            Use::Said(of, option) if *of == number => Some((*option, *at)),
            _ => None,
        }));
        // Said with all it needs; said, for a length that was not told; by the length alone.
        let (mut sure, mut said_only, mut length_only) = (0, 0, 0);
        let mut at = None;
        // A screen that asks how long it has lasted; elsewhere a length alone tells nothing.
        let about_length =
            screen.option.iter().any(|option| option.lasting.is_some() && option.said.is_empty());
        for (place, option) in screen.option.iter().enumerate() {
            let bit = 1_u32.checked_shl(u32::try_from(place).ok()?)?;
            let told = said.iter().find(|(said, _)| *said == place).map(|(_, at)| *at);
            match (fits(option, lengths), told) {
                (Fits::Asked(true), _) if option.said.is_empty() => sure |= bit,
                (Fits::Asked(true) | Fits::NotAsked, Some(_)) => sure |= bit,
                (Fits::Asked(true), None) if about_length => length_only |= bit,
                (Fits::Unknown, Some(_)) => said_only |= bit,
                _ => continue,
            }
            at = at.or(told);
        }
        let at = at.or_else(|| lengths.first().copied());
        // What is said leaves no choice open to what only the length of time allows.
        let said = sure | said_only;
        let options = if said == 0 { length_only } else { said };
        let is_sure = sure != 0 && said_only == 0 && (screen.several || options.is_power_of_two());
        (options != 0).then_some((number, options, is_sure, at?))
    }
}

/// Whether an option's `lasting` is met.
enum Fits {
    /// It has none.
    NotAsked,
    /// It has one, and a length was told.
    Asked(bool),
    /// It has one, and no length was told.
    Unknown,
}

fn fits(option: &OptionFile, lengths: &[Found]) -> Fits {
    let Some(range) = option.lasting else { return Fits::NotAsked };
    if lengths.is_empty() {
        return Fits::Unknown;
    }
    let all = lengths.iter().filter_map(|length| length.number).all(|days| {
        usize::try_from(days).is_ok_and(|days| (range.from..=range.to).contains(&days))
    });
    Fits::Asked(all)
}

fn in_range(
    screen: &ScreenFile,
    range: impl Fn(&OptionFile) -> Option<crate::knowledge::triage::Range>,
    number: u32,
) -> Option<usize> {
    let number = usize::try_from(number).ok()?;
    screen
        .option
        .iter()
        .position(|option| range(option).is_some_and(|r| (r.from..=r.to).contains(&number)))
}

/// Those that do not stand wholly inside a longer one: "standing still" is no "standing".
fn longest(found: impl Iterator<Item = (usize, Found)>) -> Vec<(usize, Found)> {
    let all: Vec<(usize, Found)> = found.collect();
    let within = |inner: Found, outer: Found| {
        outer.start <= inner.start
            && inner.end <= outer.end
            && outer.end - outer.start > inner.end - inner.start
    };
    all.iter()
        .filter(|(_, inner)| !all.iter().any(|(_, outer)| within(*inner, *outer)))
        .copied()
        .collect()
}

fn has_any(words: &[&Word], rows: &[Vec<u64>]) -> bool {
    rows.iter().any(|row| {
        !row.is_empty()
            && words
                .windows(row.len())
                .any(|part| part.iter().zip(row).all(|(word, stem)| word.stem == *stem))
    })
}

/// Where in the message a phrase stands, in bytes.
fn place(message: &Message<'_>, words: &[Word], at: Found) -> Range<usize> {
    let token = |index: usize| message.tokens().get(usize::from(words.get(index)?.token));
    let start = token(at.start).map_or(0, |token| token.place.start);
    let end = token(at.end.saturating_sub(1)).map_or(start, |token| token.place.end);
    start..end
}
