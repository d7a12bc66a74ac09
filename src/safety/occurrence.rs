//! Where concepts and guard cues occur in a message.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::phrase::{Phrases, Place};
use super::reading::{Reader, Word};
use super::vocabulary::Vocabulary;
use crate::knowledge::safety::{ConceptFile, SafetyFile};

/// How deep `@` may lead from list to list; the loader refuses circles.
const DEEPEST: usize = 4;

/// Number of a concept, in the order of the file.
pub(super) type ConceptId = usize;

/// What a list of phrases is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Idiom,
    Concept(ConceptId),
    NotConcept(ConceptId),
    Cue(usize),
    NotCue(usize),
    End(usize),
    HandOn(usize),
    Lift(usize),
    Told(usize),
}

/// All lists of the file, ready to be looked for in one pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    uses: Vec<Use>,
    phrases: Phrases,
    /// For each concept, whether a rule builds on it. One that only calls rules off, or only
    /// stands in other lists (`@name`), is no sign and hides no cue.
    signs: Vec<bool>,
    guards: usize,
}

/// Places found in one message, each list in the order of the message.
#[derive(Clone, Debug, Default)]
pub(super) struct Occurrences {
    pub(super) concepts: Vec<Vec<Place>>,
    pub(super) guards: Vec<GuardPlaces>,
}

/// Places of one guard's words.
#[derive(Clone, Debug, Default)]
pub(super) struct GuardPlaces {
    pub(super) cues: Vec<Place>,
    pub(super) ends: Vec<Place>,
    pub(super) hands_on: Vec<Place>,
    pub(super) lifts: Vec<Place>,
    pub(super) told: Vec<Place>,
}

impl Lists {
    pub(super) fn new(file: &SafetyFile, reader: &Reader, vocabulary: &mut Vocabulary) -> Self {
        let relations = || file.rule.iter().flat_map(|rule| &rule.when);
        let signs: BTreeSet<&String> = relations().flat_map(|relation| &relation.all).collect();
        let calling_off: BTreeSet<&String> = relations()
            .flat_map(|relation| relation.not_between.iter().chain(&relation.unless))
            .collect();
        let mut lists = Self {
            uses: Vec::new(),
            phrases: Phrases::new(&file.reading.fillers, vocabulary),
            signs: file.concept.keys().map(|name| signs.contains(name)).collect(),
            guards: file.guard.len(),
        };
        let mut add = |used: Use, phrases: &[String]| {
            let list = lists.uses.len() as u32;
            lists.uses.push(used);
            for phrase in phrases {
                for expanded in expand(phrase, &file.concept, DEEPEST) {
                    lists.phrases.add(list, &expanded, reader, vocabulary);
                }
            }
        };
        add(Use::Idiom, &file.reading.idioms);
        for (id, (name, concept)) in file.concept.iter().enumerate() {
            if !signs.contains(name) && !calling_off.contains(name) {
                continue;
            }
            add(Use::Concept(id), &concept.words);
            add(Use::NotConcept(id), &exceptions(concept, &file.concept));
        }
        for (id, guard) in file.guard.values().enumerate() {
            add(Use::Cue(id), &guard.words);
            add(Use::NotCue(id), &guard.except);
            add(Use::End(id), &guard.ends);
            add(Use::HandOn(id), &guard.hands_on);
            add(Use::Lift(id), &guard.lifted_by);
            add(Use::Told(id), &guard.told_by);
        }
        lists.phrases.index();
        lists
    }

    /// Finds all lists in a message. Idioms and exceptions hide what lies wholly within them.
    pub(super) fn find(&self, words: &[Word]) -> Occurrences {
        let mut found = Occurrences {
            concepts: vec![Vec::new(); self.signs.len()],
            guards: vec![GuardPlaces::default(); self.guards],
        };
        let mut idioms = Vec::new();
        let mut not_concepts: HashMap<ConceptId, Vec<Place>> = HashMap::new();
        let mut not_cues: HashMap<usize, Vec<Place>> = HashMap::new();
        for place in self.phrases.places(words) {
            let used = self.uses.get(place.list);
            let calls_off = matches!(used, Some(Use::Idiom | Use::NotConcept(_) | Use::Cue(_)));
            if calls_off && !place.sure {
                continue;
            }
            let list = match used {
                Some(Use::Idiom) => Some(&mut idioms),
                Some(Use::Concept(id)) => found.concepts.get_mut(*id),
                Some(Use::NotConcept(id)) => Some(not_concepts.entry(*id).or_default()),
                Some(Use::Cue(id)) => found.guards.get_mut(*id).map(|guard| &mut guard.cues),
                Some(Use::NotCue(id)) => Some(not_cues.entry(*id).or_default()),
                Some(Use::End(id)) => found.guards.get_mut(*id).map(|guard| &mut guard.ends),
                Some(Use::HandOn(id)) => found.guards.get_mut(*id).map(|g| &mut g.hands_on),
                Some(Use::Lift(id)) => found.guards.get_mut(*id).map(|guard| &mut guard.lifts),
                Some(Use::Told(id)) => found.guards.get_mut(*id).map(|guard| &mut guard.told),
                None => None,
            };
            if let Some(list) = list {
                list.push(place);
            }
        }
        for (id, concept) in found.concepts.iter_mut().enumerate() {
            let exceptions = not_concepts.get(&id).map_or(&[][..], Vec::as_slice);
            concept.retain(|place| !hides(exceptions, place) && !hides(&idioms, place));
        }
        // "No" in "no feeling" is part of the sign and denies nothing.
        let mut signs: Vec<Place> = found
            .concepts
            .iter()
            .zip(&self.signs)
            .filter(|(_, is_sign)| **is_sign)
            .flat_map(|(places, _)| places)
            .filter(|place| place.end - place.start > 1)
            .copied()
            .collect();
        signs.sort_unstable_by_key(|place| place.start);
        for (id, guard) in found.guards.iter_mut().enumerate() {
            let exceptions = not_cues.get(&id).map_or(&[][..], Vec::as_slice);
            guard.cues.retain(|cue| {
                !hides(exceptions, cue) && !hides(&idioms, cue) && !hides(&signs, cue)
            });
        }
        found
    }
}

/// Longest place that is looked at when asking whether it hides another, in words.
const LONGEST_PHRASE: usize = 40;

/// The places of `sorted` that start early enough to hide `place`.
fn near<'a>(sorted: &'a [Place], place: &Place) -> impl Iterator<Item = &'a Place> {
    let from = sorted.partition_point(|p| p.start + LONGEST_PHRASE < place.start);
    let end = place.end;
    sorted.iter().skip(from).take_while(move |p| p.start < end)
}

fn hides(sorted: &[Place], place: &Place) -> bool {
    near(sorted, place).any(|other| other.start <= place.start && place.end <= other.end)
}

/// The exceptions of a concept and of those it takes in as a whole (`@name` alone).
fn exceptions(concept: &ConceptFile, concepts: &BTreeMap<String, ConceptFile>) -> Vec<String> {
    let taken_in = concept.words.iter().filter_map(|word| concepts.get(word.strip_prefix('@')?));
    concept.except.iter().chain(taken_in.flat_map(|other| &other.except)).cloned().collect()
}

/// A phrase with each `@name` replaced by each phrase of that concept.
fn expand(phrase: &str, concepts: &BTreeMap<String, ConceptFile>, depth: usize) -> Vec<String> {
    let Some((before, after)) = phrase.split_once('@') else {
        return vec![phrase.to_owned()];
    };
    let (name, rest) = after.split_once(' ').unwrap_or((after, ""));
    let Some(concept) = concepts.get(name).filter(|_| depth > 0) else {
        return Vec::new();
    };
    let rests = expand(rest, concepts, depth);
    let mut expanded = Vec::new();
    for word in concept.words.iter().flat_map(|word| expand(word, concepts, depth - 1)) {
        for rest in &rests {
            expanded.push(format!("{before}{word} {rest}"));
        }
    }
    expanded
}
