//! The rules: a message in, every sign out that a rule sees in it, with what holds it back.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::guard::Guard;
use super::occurrence::{ConceptId, Lists, Occurrences};
use super::phrase::{Dropped, Place};
use super::reading::{Reader, Word};
use super::relation::{Live, Relation};
use super::vocabulary::Vocabulary;
use crate::knowledge::Knowledge;
use crate::knowledge::safety::{Leaves, Level, Outcome, SafetyFile};
use crate::text::{self, Message};

#[derive(Clone, Debug)]
struct Rule {
    id: String,
    level: Level,
    card: String,
    relations: Vec<Relation>,
    /// Whether each guard counts.
    heeds: Vec<bool>,
}

/// The rules of `safety.toml`, compiled. Made once from a checked file; [`Rules::find`] is pure and
/// total.
#[derive(Clone, Debug)]
pub struct Rules {
    reader: Reader,
    vocabulary: Vocabulary,
    lists: Lists,
    guards: Vec<(String, Guard)>,
    concepts: Vec<String>,
    all: Vec<Rule>,
}

/// A sign that a rule sees in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Id of the rule.
    pub rule: String,
    /// How urgent the sign is.
    pub level: Level,
    /// Name of its card.
    pub card: String,
    /// A plain sign, or one that could be; `None` if it is denied or only asked about.
    pub outcome: Option<Outcome>,
    /// The words it rests on, as typed but in normal form, in the order of the rule.
    pub matched: Vec<String>,
    /// The clauses of the message that these words stand in, rising.
    pub clauses: Vec<usize>,
    /// Whether a guard leaves only a check of it: it is old, vague or there now and then, whatever
    /// its words are like.
    pub demoted: bool,
    /// How like known signs these clauses are, where that was asked.
    pub likeness: Option<f32>,
}

impl fmt::Display for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Some(Outcome::Card) => "a sign",
            Some(Outcome::Check) => "could be a sign",
            None => "held back",
        };
        let words = self.matched.join(" + ");
        write!(f, "rule {} ({:?}, card {}): {outcome}", self.rule, self.level, self.card)?;
        if let Some(value) = self.likeness {
            write!(f, ", likeness {value:.2}")?;
        }
        write!(f, ": {words}")
    }
}

/// What of a guarded place counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guards {
    /// Places under any guard are left out.
    All,
    /// Places under a guard that leaves a check count.
    Silencing,
    /// All places count.
    Ignored,
}

/// A message with everything found in it, before the rules.
struct Sighting {
    words: Vec<Word>,
    found: Occurrences,
    /// For each concept and place, the guards that hold it, with their cue.
    held: Vec<Vec<Vec<(usize, Place)>>>,
}

impl Rules {
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
            all: rules,
        }
    }

    /// Every sign in a message, in the order of the file: one hit a rule at most.
    #[must_use]
    pub fn find(&self, message: &Message<'_>) -> Vec<Hit> {
        self.find_in(self.read(message), &[])
    }

    /// The words of a message, as the rules see them.
    pub(super) fn read(&self, message: &Message<'_>) -> Vec<Word> {
        self.reader.read(message, &self.vocabulary)
    }

    /// Every sign in the words of a message, as if the `dropped` lines of the file were not there.
    pub(super) fn find_in(&self, words: Vec<Word>, dropped: &Dropped) -> Vec<Hit> {
        let sighting = self.look(words, dropped, false);
        self.all.iter().filter_map(|rule| self.apply(rule, &sighting)).collect()
    }

    /// The lines of the file, by number, of which some phrase stands in the words of a message.
    pub(super) fn lines_in(&self, words: &[Word]) -> Vec<u32> {
        self.lists.lines_in(words)
    }

    /// How a rule reads what was found: plainly, else as something to be asked about, else as
    /// denied.
    fn apply(&self, rule: &Rule, sighting: &Sighting) -> Option<Hit> {
        let present = &sighting.found.concepts;
        let possible: Vec<&Relation> =
            rule.relations.iter().filter(|relation| relation.is_possible(present)).collect();
        if possible.is_empty() {
            return None;
        }
        let plain = rule.level.outcome();
        let tries = [
            (Guards::All, Some(Outcome::Card), Some(plain)),
            (Guards::All, Some(Outcome::Check), Some(Outcome::Check)),
            (Guards::Silencing, None, Some(Outcome::Check)),
            (Guards::Ignored, None, None),
        ];
        tries.into_iter().find_map(|(guards_applied, of, outcome)| {
            let live = self.live(rule, &possible, sighting, guards_applied);
            let mut relations = possible.iter().filter(|r| of.is_none_or(|of| r.outcome == of));
            let places = relations.find_map(|r| r.find(&live, present, &sighting.words))?;
            let mut clauses: Vec<usize> = places
                .iter()
                .flat_map(|place| sighting.words.get(place.start..place.end).unwrap_or_default())
                .map(|word| word.clause)
                .collect();
            clauses.sort_unstable();
            clauses.dedup();
            Some(Hit {
                rule: rule.id.clone(),
                level: rule.level,
                card: rule.card.clone(),
                outcome,
                matched: places.iter().map(|place| sighting.typed(place)).collect(),
                clauses,
                demoted: guards_applied == Guards::Silencing,
                likeness: None,
            })
        })
    }

    /// The places of the concepts that some of a rule's relations may build on.
    fn live(
        &self,
        rule: &Rule,
        relations: &[&Relation],
        sighting: &Sighting,
        guards_applied: Guards,
    ) -> Live {
        let counts = |guard: usize| {
            let leaves = self.guards.get(guard).map(|(_, guard)| guard.leaves);
            rule.heeds.get(guard).copied().unwrap_or(true)
                && match guards_applied {
                    Guards::All => true,
                    Guards::Silencing => leaves == Some(Leaves::Nothing),
                    Guards::Ignored => false,
                }
        };
        let mut live = Live::default();
        for &id in relations.iter().flat_map(|relation| relation.concepts()) {
            let (Some(places), Some(guarded)) =
                (sighting.found.concepts.get(id), sighting.held.get(id))
            else {
                continue;
            };
            if live.has(id) {
                continue;
            }
            let free = places.iter().zip(guarded);
            let free = free.filter(|(_, guards)| !guards.iter().any(|(guard, _)| counts(*guard)));
            live.add(id, free.map(|(place, _)| *place).collect());
        }
        live
    }

    /// What was found in a message, for the editor: which concepts each part of it was found in, and
    /// which guards hold them. Empty if no word of the message is in any list.
    #[must_use]
    pub fn explain(&self, message: &Message<'_>) -> String {
        let mut out = String::new();
        let sighting = self.look(self.read(message), &[], true);
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
            // Writing to a `String` cannot fail.
            let _ = writeln!(out, "\"{typed}\": {}{held}", concepts.join(", "));
        }
        out
    }

    /// Finds everything that the rules need; with `whole`, also what no rule can use.
    fn look(&self, words: Vec<Word>, dropped: &Dropped, whole: bool) -> Sighting {
        let found = self.lists.find(&words, dropped);
        let mut needed = vec![whole; self.concepts.len()];
        let relations = self.all.iter().flat_map(|rule| &rule.relations);
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

/// The lines under `harmless` in which a rule sees a plain emergency or a crisis, with the rule: such
/// a line would be alarmed at all the same.
#[must_use]
pub fn harmless_but_urgent(knowledge: &Knowledge) -> Vec<(String, String)> {
    let (Some(file), Some(signs)) = (&knowledge.safety, &knowledge.signs) else {
        return Vec::new();
    };
    let rules = Rules::new(file);
    let is_urgent = |hit: &Hit| hit.outcome == Some(Outcome::Card) && hit.level >= Level::U1;
    let lines = signs.harmless.iter().filter_map(|line| {
        let hit = rules.find(&Message::read(line)).into_iter().find(is_urgent)?;
        Some((line.clone(), hit.rule))
    });
    lines.collect()
}

impl Sighting {
    fn typed(&self, place: &Place) -> String {
        let words = self.words.iter().skip(place.start).take(place.end - place.start);
        words.map(|word| word.typed.as_str()).collect::<Vec<_>>().join(" ")
    }
}
