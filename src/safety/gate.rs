//! The gate itself: a message in, the most urgent finding out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::guard::Guard;
use super::occurrence::{ConceptId, Lists, Occurrences};
use super::phrase::Place;
use super::reading::{Reader, Word};
use super::relation::Relation;
use super::vocabulary::Vocabulary;
use crate::knowledge::safety::{Level, SafetyFile};
use crate::text::{self, Message};

/// A sign of danger in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule that speaks.
    pub rule: String,
    /// How urgent it is.
    pub level: Level,
    /// Name of the card to answer with.
    pub card: String,
    /// What is done about it.
    pub outcome: Outcome,
    /// The words it rests on, as typed but in normal form, in the order of the rule.
    pub matched: Vec<String>,
}

impl Finding {
    /// Whether the card comes before any answer.
    #[must_use]
    pub fn interrupts(&self) -> bool {
        self.outcome == Outcome::Card
    }
}

/// What is done about a sign of danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Gentle check: the question is answered, and under the answer one sentence asks for the
    /// sign, with a button that leads to the card.
    Check,
    /// The card comes first.
    Card,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Rule {
    id: String,
    level: Level,
    card: String,
    relations: Vec<Relation>,
    /// Whether each guard counts.
    heeds: Vec<bool>,
}

/// Finds signs of danger. Made once from a checked file; [`Gate::check`] is pure and total.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Gate {
    reader: Reader,
    vocabulary: Vocabulary,
    lists: Lists,
    guards: Vec<(String, Guard)>,
    concepts: Vec<String>,
    rules: Vec<Rule>,
}

/// A message with everything found in it, before the rules.
struct Sighting {
    words: Vec<Word>,
    found: Occurrences,
    /// For each concept and place, the guards that hold it, with their cue.
    held: Vec<Vec<Vec<(usize, Place)>>>,
}

impl Gate {
    /// Prepares the rules of `file`. What the file names and does not have is left out: the
    /// loader has refused such a file.
    #[must_use]
    pub fn new(file: &SafetyFile) -> Self {
        let own: Vec<String> =
            file.reading.own_words.iter().flat_map(|word| text::words(word)).collect();
        let reader = Reader::new(&file.reading.rewrite, own.clone());
        let mut vocabulary = Vocabulary::new(own);
        let lists = Lists::new(file, &reader, &mut vocabulary);
        vocabulary.index();
        let ids: BTreeMap<&str, ConceptId> =
            file.concept.keys().enumerate().map(|(id, name)| (name.as_str(), id)).collect();
        let rules = file
            .rule
            .iter()
            .map(|rule| Rule {
                id: rule.id.clone(),
                level: rule.level,
                card: rule.card.clone(),
                relations: rule.when.iter().filter_map(|r| Relation::new(r, &ids)).collect(),
                heeds: file.guard.keys().map(|name| !rule.ignores.contains(name)).collect(),
            })
            .collect();
        Self {
            reader,
            vocabulary,
            lists,
            guards: file.guard.iter().map(|(name, g)| (name.clone(), Guard::new(g))).collect(),
            concepts: file.concept.keys().cloned().collect(),
            rules,
        }
    }

    /// The most urgent sign in `text`; of several, the one whose rule stands first in the file.
    #[must_use]
    pub fn check(&self, text: &str) -> Option<Finding> {
        let sighting = self.look(&Message::read(text), false);
        let mut best: Option<Finding> = None;
        for rule in &self.rules {
            if best.as_ref().is_some_and(|found| found.level >= rule.level) {
                continue;
            }
            if let Some(places) = sighting.apply(rule) {
                best = Some(Finding {
                    rule: rule.id.clone(),
                    level: rule.level,
                    card: rule.card.clone(),
                    outcome: if rule.level.interrupts() { Outcome::Card } else { Outcome::Check },
                    matched: places.iter().map(|place| sighting.typed(place)).collect(),
                });
            }
        }
        best
    }

    /// Whether a rule would speak if nothing in `text` were denied, long past or only asked about.
    #[must_use]
    pub fn is_held(&self, text: &str) -> bool {
        let mut sighting = self.look(&Message::read(text), false);
        for guards in sighting.held.iter_mut().flatten() {
            guards.clear();
        }
        self.rules.iter().any(|rule| rule.level.interrupts() && sighting.apply(rule).is_some())
    }

    /// Why [`Gate::check`] decides as it does, for the editor: which rules speak, which concepts
    /// each part of the message was found in, and which guards hold it. Empty if no word of the
    /// message is in any list.
    #[must_use]
    pub fn explain(&self, text: &str) -> String {
        let sighting = self.look(&Message::read(text), true);
        let mut out = String::new();
        for rule in &self.rules {
            if let Some(places) = sighting.apply(rule) {
                let words: Vec<String> = places.iter().map(|place| sighting.typed(place)).collect();
                // Writing to a `String` cannot fail.
                let _ = writeln!(
                    out,
                    "rule {} ({:?}, card {}): {}",
                    rule.id,
                    rule.level,
                    rule.card,
                    words.join(" + ")
                );
            }
        }
        // Guards ask where something stands, not what it is: one line tells of all its concepts.
        let mut seen: BTreeMap<(usize, usize), (String, Vec<&str>, String)> = BTreeMap::new();
        for (id, name) in self.concepts.iter().enumerate() {
            let places = sighting.found.concepts.get(id).into_iter().flatten();
            let held = sighting.held.get(id).into_iter().flatten();
            for (place, guards) in places.zip(held) {
                let held = |(guard, cue): &(usize, Place)| {
                    let guard = self.guards.get(*guard).map_or("", |(name, _)| name.as_str());
                    format!("; held by {guard} (\"{}\")", sighting.typed(cue))
                };
                let new = || (sighting.typed(place), Vec::new(), guards.iter().map(held).collect());
                seen.entry((place.start, place.end)).or_insert_with(new).1.push(name);
            }
        }
        for (typed, concepts, held) in seen.into_values() {
            let _ = writeln!(out, "\"{typed}\": {}{held}", concepts.join(", "));
        }
        out
    }

    /// Finds everything that the rules need; with `whole`, also what no rule can use.
    fn look(&self, message: &Message<'_>, whole: bool) -> Sighting {
        let words = self.reader.read(message, &self.vocabulary);
        let found = self.lists.find(&words);
        let mut needed = vec![whole; self.concepts.len()];
        let relations = self.rules.iter().flat_map(|rule| &rule.relations);
        for relation in relations.filter(|relation| relation.is_possible(&found.concepts)) {
            for &id in relation.concepts() {
                if let Some(needed) = needed.get_mut(id) {
                    *needed = true;
                }
            }
        }
        let held = found
            .concepts
            .iter()
            .zip(needed)
            .map(|(places, needed)| {
                let places = if needed { places.as_slice() } else { &[] };
                places.iter().map(|place| self.holds(place, &found, &words)).collect()
            })
            .collect();
        Sighting { words, found, held }
    }

    fn holds(&self, place: &Place, found: &Occurrences, words: &[Word]) -> Vec<(usize, Place)> {
        self.guards
            .iter()
            .zip(&found.guards)
            .enumerate()
            .filter_map(|(id, ((_, guard), places))| {
                guard.holds(place, places, words).map(|cue| (id, cue))
            })
            .collect()
    }
}

impl Sighting {
    fn apply(&self, rule: &Rule) -> Option<Vec<Place>> {
        if !rule.relations.iter().any(|relation| relation.is_possible(&self.found.concepts)) {
            return None;
        }
        let mut live: Vec<Vec<Place>> = vec![Vec::new(); self.found.concepts.len()];
        let used = rule.relations.iter().flat_map(Relation::concepts);
        for &id in used {
            let (Some(places), Some(held)) = (self.found.concepts.get(id), self.held.get(id))
            else {
                continue;
            };
            let free = places.iter().zip(held).filter(|(_, guards)| {
                !guards.iter().any(|(guard, _)| rule.heeds.get(*guard).copied().unwrap_or(true))
            });
            if let Some(slot) = live.get_mut(id) {
                *slot = free.map(|(place, _)| *place).collect();
            }
        }
        rule.relations
            .iter()
            .find_map(|relation| relation.find(&live, &self.found.concepts, &self.words))
    }

    fn typed(&self, place: &Place) -> String {
        let words = self.words.iter().skip(place.start).take(place.end - place.start);
        words.map(|word| word.typed.as_str()).collect::<Vec<_>>().join(" ")
    }
}
