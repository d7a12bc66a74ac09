//! How like known signs of danger a message is, clause by clause, learnt from messages that were
//! signs and from messages that only sounded like it.
//!
//! Only the part of a message that is nearest to a sign counts, so a story around it speaks neither
//! for danger nor against it. Likeness alone never gives a card.

use std::ops::Range;

use rayon::prelude::*;

use crate::knowledge::safety::Level;
use crate::knowledge::signs::Signs;
use crate::learn::{
    FeatureSpace, FeatureVector, Hyperparameters, MultipleInstance, OneVsRest, train_on_chosen,
};
use crate::lexicon::Reading;

/// A part of a message has at most so many words, where its clauses allow.
const LONGEST_PART: usize = 22;
/// What a missed sign costs in training beside an alarm for nothing.
const SIGN_COST: f32 = 1.0;
/// So many messages are turned into rows at a time.
const MESSAGES_AT_A_TIME: usize = 1_000;
/// Words that are told of a part.
const TOLD: usize = 3;

/// What was learnt.
#[derive(Debug)]
pub(super) struct Likeness {
    space: FeatureSpace,
    /// Signs against all that is harmless.
    signs: OneVsRest,
    /// Each card against the other cards.
    cards: OneVsRest,
    /// Name and level of each card.
    names: Vec<(String, Level)>,
}

/// The part of a message that is most like a sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// How like a sign: 0 is the decision boundary, 1 plainly one, −1 plainly none.
    pub value: f32,
    /// The card of the signs it is most like.
    pub card: String,
    /// How urgent these are.
    pub level: Level,
    /// The words that speak for it, strongest first.
    pub words: Vec<String>,
    /// The words of the reading that it is made of.
    range: Range<usize>,
}

/// A part of a message, and how like a sign it is.
#[derive(Clone, Debug)]
pub(super) struct ScoredPart {
    value: f32,
    /// The words of the reading that it is made of.
    range: Range<usize>,
}

/// How like a sign the parts are that have words of the given clauses.
pub(super) fn of_clauses(reading: &Reading, parts: &[ScoredPart], clauses: &[usize]) -> f32 {
    let holds = |part: &&ScoredPart| {
        let words = reading.words.get(part.range.clone()).unwrap_or_default();
        words.iter().any(|word| clauses.contains(&usize::from(word.clause)))
    };
    parts.iter().filter(holds).map(|part| part.value).fold(f32::MIN, f32::max)
}

impl Likeness {
    /// Learns from the messages of `signs` (`taught`: those of each card, then the harmless ones)
    /// and from further `harmless` ones.
    pub(super) fn train(signs: &Signs, taught: &[Reading], harmless: &[Reading]) -> Self {
        let cards_of = signs.cards.iter().enumerate();
        let cards_of: Vec<usize> =
            cards_of.flat_map(|(card, sign)| vec![card; sign.messages.len()]).collect();
        let messages: Vec<&Reading> = taught.iter().chain(harmless).collect();
        let space =
            FeatureSpace::new(messages.par_iter().flat_map_iter(|m| parts(m)), &hyperparameters());
        let mut rows = space.no_rows();
        let mut bags: Vec<Option<usize>> = Vec::new();
        // The vectors of a message are in memory twice until they are in their rows.
        for (chunk, some) in messages.chunks(MESSAGES_AT_A_TIME).enumerate() {
            let vectors: Vec<Vec<(FeatureVector, u64)>> = some
                .par_iter()
                .map(|message| parts(message).map(|part| (space.vector(&part), part.key())))
                .map(Iterator::collect)
                .collect();
            for (message, vectors) in (chunk * MESSAGES_AT_A_TIME..).zip(&vectors) {
                let bag = (message < cards_of.len()).then_some(message);
                for (vector, key) in vectors {
                    rows.push(vector, *key);
                    bags.push(bag);
                }
            }
        }
        let learnt = MultipleInstance::train(&rows, &bags, space.len(), SIGN_COST);
        let classes: Vec<(usize, usize)> = learnt
            .chosen
            .iter()
            .filter_map(|row| {
                let message = bags.get(*row).copied().flatten()?;
                Some((*row, *cards_of.get(message)?))
            })
            .collect();
        let cards = train_on_chosen(&rows, &classes, signs.cards.len(), space.len());
        let names = signs.cards.iter().map(|sign| (sign.card.clone(), sign.level)).collect();
        Self { space, signs: learnt.classifier, cards, names }
    }

    /// How like a sign each part of a message is, those clauses left out for which `is_denied` holds.
    pub(super) fn parts(
        &self,
        reading: &Reading,
        is_denied: impl Fn(usize) -> bool,
    ) -> Vec<ScoredPart> {
        let scored = |range: Range<usize>| {
            let vector = self.space.vector(&reading.part(range.start, range.end));
            let value = self.signs.decision(&vector).first().copied().unwrap_or(f32::MIN);
            ScoredPart { value, range }
        };
        ranges(reading, is_denied).into_iter().map(scored).collect()
    }

    /// The part that is most like a sign, with its card and its words; `None` without any part.
    pub(super) fn most_alike(&self, reading: &Reading, parts: &[ScoredPart]) -> Option<Part> {
        let best = parts.iter().max_by(|a, b| a.value.total_cmp(&b.value))?;
        let (value, range) = (best.value, best.range.clone());
        let part = reading.part(range.start, range.end);
        let vector = self.space.vector(&part);
        let cards = self.cards.decision(&vector);
        let best = cards.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?.0;
        let (card, level) = self.names.get(best)?.clone();
        let mut words: Vec<(f32, &str)> = part
            .words
            .iter()
            .filter_map(|word| {
                let feature = self.space.unigram(word.stem)?;
                let value = self.signs.contribution(0, &vector, feature)?;
                (value > 0.0).then_some((value, word.text.as_str()))
            })
            .collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0));
        let words = words.into_iter().take(TOLD).map(|(_, word)| word.to_owned()).collect();
        Some(Part { value, card, level, words, range })
    }
}

/// Neither embedding nor synonyms: a foot is no seat.
fn hyperparameters() -> Hyperparameters {
    Hyperparameters { synonyms: 0.0, embedding: 0.0, ..Hyperparameters::default() }
}

/// The parts of a message, see [`ranges`].
fn parts(message: &Reading) -> impl Iterator<Item = Reading> {
    ranges(message, |_| false).into_iter().map(|range| message.part(range.start, range.end))
}

/// The parts of a message: its sentences, long ones in pieces of whole clauses, clauses left out for
/// which `is_denied` holds.
fn ranges(reading: &Reading, is_denied: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for sentence in reading.words.chunk_by(|a, b| a.sentence == b.sentence) {
        let end = from + sentence.len();
        let is_whole = sentence.len() <= LONGEST_PART
            && !sentence.iter().any(|word| is_denied(word.clause.into()));
        if is_whole {
            found.push(from..end);
            from = end;
            continue;
        }
        let mut part = from..from;
        for clause in sentence.chunk_by(|a, b| a.clause == b.clause) {
            let next = part.end + clause.len();
            let denied = clause.first().is_some_and(|word| is_denied(word.clause.into()));
            if denied || next - part.start > LONGEST_PART {
                found.extend(Some(part.clone()).filter(|part| !part.is_empty()));
                part = if denied { next..next } else { part.end..next };
            } else {
                part.end = next;
            }
        }
        found.extend(Some(part).filter(|part| !part.is_empty()));
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::ranges;
    use crate::knowledge::words::WordsFile;
    use crate::lexicon::Lexicon;
    use crate::text::Message;

    #[test]
    fn a_denied_clause_is_left_out_and_the_others_stay() {
        let lexicon = Lexicon::new(&WordsFile::default(), &[], &[], false);
        let text = "No chest pain, but my seat is like wool. It began on Monday.";
        let reading = lexicon.read(&Message::read(text));
        assert_eq!(ranges(&reading, |_| false), [0..9, 9..13]);
        assert_eq!(ranges(&reading, |clause| clause == 0), [3..9, 9..13]);
    }
}
