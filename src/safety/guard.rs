//! Whether a concept's place in a message is denied, long past, or only asked about.

use super::occurrence::GuardPlaces;
use super::phrase::Place;
use super::reading::Word;
use crate::knowledge::safety::{GuardFile, Leaves};

/// Words after the sign in which a lifting word still counts: "numbness between *my* legs".
const LIFT_AFTER: usize = 3;

/// A list goes on over a comma if a word that hands on is this close to the sign.
const LIST_REACH: usize = 4;

/// Cues further off than this are not looked at, whatever hands them on.
const FURTHEST: usize = 60;

/// How far a guard reaches.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    before: usize,
    after: usize,
    over_commas: bool,
    over_sentences: bool,
    answers: bool,
    pub(super) leaves: Leaves,
}

impl Guard {
    pub(super) const fn new(file: &GuardFile) -> Self {
        Self {
            before: file.before,
            after: file.after,
            over_commas: file.over_commas || file.over_sentences,
            over_sentences: file.over_sentences,
            answers: file.answers,
            leaves: file.leaves,
        }
    }

    /// The cue that takes the alarm out of `sign`, if any.
    pub(super) fn holds(&self, sign: &Place, found: &GuardPlaces, words: &[Word]) -> Option<Place> {
        let from = found.cues.partition_point(|cue| cue.start + FURTHEST < sign.start);
        found
            .cues
            .iter()
            .skip(from)
            .take_while(|cue| cue.start <= sign.end + self.after)
            .find(|cue| {
                let apart = sentences_apart(words, cue.start, sign.start);
                let holds = (self.answers && answers(words, cue.start, sign.start))
                    || apart.is_some_and(|apart| apart <= usize::from(self.over_sentences))
                        && (self.reaches_forward(cue, sign, found, words)
                            || self.reaches_back(cue, sign, found, words));
                holds && !told(sign, found, words)
            })
            .copied()
    }

    fn reaches_forward(
        &self,
        cue: &Place,
        sign: &Place,
        found: &GuardPlaces,
        words: &[Word],
    ) -> bool {
        if self.before == 0 {
            return false;
        }
        // "What cancers cause this?": the cue itself has the word of the sign. What lifts it may
        // follow: "is numbness between my legs an emergency?"
        if cue.start <= sign.start && sign.end <= cue.end {
            return !lifted(found, words, cue, cue.start, cue.end + LIFT_AFTER);
        }
        if cue.end > sign.start {
            return false;
        }
        let last_hand_on = within(&found.hands_on, cue.end, sign.start).last();
        let counted_from = last_hand_on.map_or(cue.end, |place| place.end);
        sign.start - counted_from <= self.before
            && within(&found.ends, cue.end, sign.start).next().is_none()
            && (self.over_commas
                || same_clause(words, cue.start, sign.start)
                || self.list_goes_on(sign, found, words))
            && !lifted(found, words, cue, cue.start, sign.end + LIFT_AFTER)
    }

    fn reaches_back(&self, cue: &Place, sign: &Place, found: &GuardPlaces, words: &[Word]) -> bool {
        self.after > 0
            && cue.start >= sign.end
            && cue.start - sign.end <= self.after
            && within(&found.ends, sign.end, cue.start).next().is_none()
            && (self.over_commas || same_clause(words, cue.start, sign.start))
            && !lifted(found, words, cue, sign.start.saturating_sub(LIFT_AFTER), cue.end)
    }

    /// "no numbness, tingling **or** leaking": the comma ends nothing.
    #[expect(clippy::unused_self, reason = "reads as one question among its siblings")]
    fn list_goes_on(&self, sign: &Place, found: &GuardPlaces, words: &[Word]) -> bool {
        within(&found.hands_on, sign.start.saturating_sub(LIST_REACH), sign.end + LIST_REACH)
            .any(|place| same_clause(words, place.start, sign.start))
    }
}

/// Whether a lifting word of the cue's sentence stands in `from..to`.
fn lifted(found: &GuardPlaces, words: &[Word], cue: &Place, from: usize, to: usize) -> bool {
    within(&found.lifts, from, to).any(|place| same_sentence(words, place.start, cue.start))
}

/// The places that lie wholly in `from..to`.
fn within(sorted: &[Place], from: usize, to: usize) -> impl Iterator<Item = &Place> {
    let first = sorted.partition_point(|place| place.start < from);
    sorted.iter().skip(first).take_while(move |place| place.start < to).filter(move |p| p.end <= to)
}

/// Whether words that say that the sign is there now stand in its sentence or in the next: "Is it
/// normal to be numb there? Started today."
fn told(sign: &Place, found: &GuardPlaces, words: &[Word]) -> bool {
    let sentence = |at: usize| words.get(at).map(|word| word.sentence);
    let own = sentence(sign.start);
    within(&found.told, sign.start.saturating_sub(FURTHEST), sign.end + FURTHEST).any(|place| {
        let there = sentence(place.start);
        there == own || there == own.map(|own| own + 1)
    })
}

/// Whether word `a` stands in the sentence after that of word `b`.
fn answers(words: &[Word], a: usize, b: usize) -> bool {
    let sentence = |at: usize| words.get(at).map(|word| word.sentence);
    sentence(a).is_some() && sentence(a) == sentence(b).map(|before| before + 1)
}

fn same_sentence(words: &[Word], a: usize, b: usize) -> bool {
    words.get(a).map(|word| word.sentence) == words.get(b).map(|word| word.sentence)
}

/// How many sentences lie from one word to the other; 0 within one.
fn sentences_apart(words: &[Word], a: usize, b: usize) -> Option<usize> {
    Some(words.get(a)?.sentence.abs_diff(words.get(b)?.sentence))
}

fn same_clause(words: &[Word], a: usize, b: usize) -> bool {
    words.get(a).map(|word| word.clause) == words.get(b).map(|word| word.clause)
}
