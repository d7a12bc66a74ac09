//! Concepts in relation: close enough, in order where it matters, and nothing that calls it off.

use std::collections::BTreeMap;

use super::occurrence::ConceptId;
use super::phrase::Place;
use super::reading::Word;
use crate::knowledge::safety::{Outcome, RelationFile, UNLESS_REACH, WITHIN};

/// A sentence's end between two concepts counts as so many words: people do go on in the next
/// sentence ("I am numb. Between my legs."), but less often than within one.
const SENTENCE_COST: usize = 3;

/// The places that count of the few concepts that a rule may build on.
#[derive(Debug, Default)]
pub(super) struct Live(Vec<(ConceptId, Vec<Place>)>);

impl Live {
    pub(super) fn add(&mut self, id: ConceptId, places: Vec<Place>) {
        self.0.push((id, places));
    }

    pub(super) fn has(&self, id: ConceptId) -> bool {
        self.0.iter().any(|(known, _)| *known == id)
    }

    fn of(&self, id: ConceptId) -> &[Place] {
        self.0.iter().find(|(known, _)| *known == id).map_or(&[], |(_, places)| places)
    }
}

/// A relation, ready to be looked for.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    all: Vec<ConceptId>,
    within: usize,
    ordered: bool,
    not_between: Vec<ConceptId>,
    unless: Vec<ConceptId>,
    /// Whether it is a plain sign or could be one.
    pub(super) outcome: Outcome,
}

impl Relation {
    /// `None` if a concept is not there; the loader tells the editor.
    pub(super) fn new(file: &RelationFile, ids: &BTreeMap<&str, ConceptId>) -> Option<Self> {
        let numbers = |names: &[String]| -> Option<Vec<ConceptId>> {
            names.iter().map(|name| ids.get(name.as_str()).copied()).collect()
        };
        Some(Self {
            all: numbers(&file.all)?,
            within: file.within.unwrap_or(WITHIN),
            ordered: file.ordered,
            not_between: numbers(&file.not_between)?,
            unless: numbers(&file.unless)?,
            outcome: file.r#as,
        })
    }

    /// The concepts it is made of.
    pub(super) fn concepts(&self) -> &[ConceptId] {
        &self.all
    }

    /// Whether each of its concepts is there at all.
    pub(super) fn is_possible(&self, present: &[Vec<Place>]) -> bool {
        self.all.iter().all(|id| present.get(*id).is_some_and(|places| !places.is_empty()))
    }

    /// The first place where it holds: one place for each concept. `live` are the places of its
    /// concepts that count, `present` all places, guarded or not.
    pub(super) fn find(
        &self,
        live: &Live,
        present: &[Vec<Place>],
        words: &[Word],
    ) -> Option<Vec<Place>> {
        if self.all.iter().any(|id| live.of(*id).is_empty()) {
            return None;
        }
        let order: Vec<usize> = (0..self.all.len()).collect();
        let starts = if self.ordered { order.get(..1).unwrap_or_default() } else { &order[..] };
        for &first in starts {
            let places = self.all.get(first).map_or(&[][..], |id| live.of(*id));
            for place in places {
                let mut rest: Vec<ConceptId> = self.all.clone();
                rest.remove(first);
                let mut chosen = vec![*place];
                if self.complete(&rest, live, present, words, &mut chosen) {
                    return Some(chosen);
                }
            }
        }
        None
    }

    /// Adds a place for each concept of `rest` behind the first chosen one.
    fn complete(
        &self,
        rest: &[ConceptId],
        live: &Live,
        present: &[Vec<Place>],
        words: &[Word],
        chosen: &mut Vec<Place>,
    ) -> bool {
        if rest.is_empty() {
            return !self.called_off(chosen, present, words);
        }
        let (Some(first), Some(last)) = (chosen.first().copied(), chosen.last().copied()) else {
            return false;
        };
        let choices = if self.ordered { 1 } else { rest.len() };
        for (i, id) in rest.iter().enumerate().take(choices) {
            let places = live.of(*id);
            let from = places.partition_point(|place| place.start < first.start);
            for place in places.iter().skip(from) {
                if place.start > last.end + self.within {
                    break;
                }
                if chosen.iter().any(|other| other.overlaps(place)) {
                    continue;
                }
                if self.ordered && place.start < last.end {
                    continue;
                }
                chosen.push(*place);
                if self.gap(chosen, words) <= self.within {
                    let mut others = rest.to_vec();
                    others.remove(i);
                    if self.complete(&others, live, present, words, chosen) {
                        return true;
                    }
                }
                chosen.pop();
            }
        }
        false
    }

    /// Words between the chosen places that belong to none of them.
    #[expect(clippy::unused_self, reason = "reads as one question among its siblings")]
    fn gap(&self, chosen: &[Place], words: &[Word]) -> usize {
        let start = chosen.iter().map(|place| place.start).min().unwrap_or(0);
        let end = chosen.iter().map(|place| place.end).max().unwrap_or(0);
        let covered: usize = chosen.iter().map(|place| place.end - place.start).sum();
        let sentence = |at: usize| words.get(at).map_or(0, |word| word.sentence);
        let sentences = sentence(end.saturating_sub(1)).saturating_sub(sentence(start));
        (end - start).saturating_sub(covered) + sentences * SENTENCE_COST
    }

    fn called_off(&self, chosen: &[Place], present: &[Vec<Place>], words: &[Word]) -> bool {
        let start = chosen.iter().map(|place| place.start).min().unwrap_or(0);
        let end = chosen.iter().map(|place| place.end).max().unwrap_or(0);
        let sentence = |at: usize| words.get(at).map(|word| word.sentence);
        let between = self.not_between.iter().filter_map(|id| present.get(*id)).flatten();
        let parted = between.into_iter().any(|place| {
            place.sure
                && place.start >= start
                && place.end <= end
                && !chosen.iter().any(|part| part.overlaps(place))
        });
        parted
            || self.unless.iter().filter_map(|id| present.get(*id)).flatten().any(|place| {
                place.sure
                    && !chosen.iter().any(|part| part.start <= place.start && place.end <= part.end)
                    && place.end + UNLESS_REACH >= start
                    && place.start <= end + UNLESS_REACH
                    && (sentence(place.start) == sentence(start)
                        || sentence(place.start) == sentence(end.saturating_sub(1)))
            })
    }
}
