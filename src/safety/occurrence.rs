//! Where concepts and guard cues occur in a message.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::phrase::{Dropped, Phrases, Place};
use super::reading::{Reader, Word};
use super::vocabulary::Vocabulary;
use crate::knowledge::safety::{DEEPEST, SafetyFile};

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
        let lines = lines(file);
        // The numbers of the lines of each list, as [`lines`] counts them.
        let mut numbered: BTreeMap<&str, Vec<(u32, &str)>> = BTreeMap::new();
        for (number, line) in (0..).zip(&lines) {
            numbered.entry(&line.list).or_default().push((number, line.phrase));
        }
        let of = |list: &str| numbered.get(list).map_or(&[][..], Vec::as_slice);
        let words_of = |name: &str| of(&format!("concept.{name}.words"));
        let mut add = |used: Use, phrases: &[(u32, &str)]| {
            let list = lists.uses.len() as u32;
            lists.uses.push(used);
            for (number, phrase) in phrases {
                for expanded in expand(phrase, *number, &words_of, DEEPEST) {
                    lists.phrases.add(list, &expanded.text, &expanded.lines, reader, vocabulary);
                }
            }
        };
        add(Use::Idiom, of("reading.idioms"));
        for (id, (name, concept)) in file.concept.iter().enumerate() {
            if !signs.contains(name) && !calling_off.contains(name) {
                continue;
            }
            add(Use::Concept(id), words_of(name));
            // The exceptions of a concept, and of those it takes in as a whole (`@name` alone).
            let taken_in = concept.words.iter().filter_map(|word| word.strip_prefix('@'));
            let except: Vec<(u32, &str)> = std::iter::once(name.as_str())
                .chain(taken_in)
                .flat_map(|name| of(&format!("concept.{name}.except")))
                .copied()
                .collect();
            add(Use::NotConcept(id), &except);
        }
        for (id, name) in file.guard.keys().enumerate() {
            add(Use::Cue(id), of(&format!("guard.{name}.words")));
            add(Use::NotCue(id), of(&format!("guard.{name}.except")));
            add(Use::End(id), of(&format!("guard.{name}.ends")));
            add(Use::HandOn(id), of(&format!("guard.{name}.hands_on")));
            add(Use::Lift(id), of(&format!("guard.{name}.lifted_by")));
            add(Use::Told(id), of(&format!("guard.{name}.told_by")));
        }
        lists.phrases.index();
        lists
    }

    /// The lines of the file of which some phrase stands in a message, by number.
    pub(super) fn lines_in(&self, words: &[Word]) -> Vec<u32> {
        self.phrases.lines_in(words)
    }

    /// Finds all lists in a message, the `dropped` lines left out. Idioms and exceptions hide what lies wholly within them.
    pub(super) fn find(&self, words: &[Word], dropped: &Dropped) -> Occurrences {
        let mut found = Occurrences {
            concepts: vec![Vec::new(); self.signs.len()],
            guards: vec![GuardPlaces::default(); self.guards],
        };
        let mut idioms = Vec::new();
        let mut not_concepts: HashMap<ConceptId, Vec<Place>> = HashMap::new();
        let mut not_cues: HashMap<usize, Vec<Place>> = HashMap::new();
        for place in self.phrases.places(words, dropped) {
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

/// A phrase of the file, and the list that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The list, as it is written in the file: `concept.numb.words`.
    pub list: String,
    /// The phrase, as it is written in the file.
    pub phrase: &'a str,
}

/// Every phrase of the file; its place here is its number.
#[must_use]
pub(super) fn lines(file: &SafetyFile) -> Vec<Line<'_>> {
    let mut lists: Vec<(String, &[String])> = Vec::new();
    let mut add = |list: String, phrases| lists.push((list, phrases));
    add("reading.idioms".to_owned(), &file.reading.idioms);
    for (name, concept) in &file.concept {
        add(format!("concept.{name}.words"), &concept.words);
        add(format!("concept.{name}.except"), &concept.except);
    }
    for (name, guard) in &file.guard {
        add(format!("guard.{name}.words"), &guard.words);
        add(format!("guard.{name}.except"), &guard.except);
        add(format!("guard.{name}.ends"), &guard.ends);
        add(format!("guard.{name}.hands_on"), &guard.hands_on);
        add(format!("guard.{name}.lifted_by"), &guard.lifted_by);
        add(format!("guard.{name}.told_by"), &guard.told_by);
    }
    lists
        .into_iter()
        .flat_map(|(list, phrases)| {
            phrases.iter().map(move |phrase| Line { list: list.clone(), phrase })
        })
        .collect()
}

/// A phrase written out, and the lines it was made of.
struct Expanded {
    text: String,
    lines: Vec<u32>,
}

/// A phrase with each `@name` replaced by each phrase of that concept.
fn expand<'a>(
    phrase: &str,
    number: u32,
    words_of: &impl Fn(&str) -> &'a [(u32, &'a str)],
    depth: usize,
) -> Vec<Expanded> {
    let Some((before, after)) = phrase.split_once('@') else {
        let text = alternatives(phrase).into_iter();
        return text.map(|text| Expanded { text, lines: vec![number] }).collect();
    };
    if depth == 0 {
        return Vec::new();
    }
    let (name, rest) = after.split_once(' ').unwrap_or((after, ""));
    let befores = alternatives(before);
    let rests = expand(rest, number, words_of, depth);
    let mut expanded = Vec::new();
    for word in words_of(name).iter().flat_map(|(n, word)| expand(word, *n, words_of, depth - 1)) {
        for rest in &rests {
            let mut lines = [&word.lines[..], &rest.lines, &[number]].concat();
            lines.sort_unstable();
            lines.dedup();
            for before in &befores {
                let text = format!("{before}{} {}", word.text, rest.text);
                expanded.push(Expanded { text, lines: lines.clone() });
            }
        }
    }
    expanded
}

/// A phrase with each `one/other` written out: "no/lost power" is "no power" and "lost power".
fn alternatives(phrase: &str) -> Vec<String> {
    if !phrase.contains('/') {
        return vec![phrase.to_owned()];
    }
    let (mark, rest) = phrase.strip_prefix('^').map_or(("", phrase), |rest| ("^", rest));
    let (rest, end) = rest.strip_suffix('$').map_or((rest, ""), |rest| (rest, "$"));
    let mut written = vec![mark.to_owned()];
    for (at, word) in rest.split(' ').enumerate() {
        let space = if at == 0 { "" } else { " " };
        let with = |text: &String| {
            word.split('/').map(|one| format!("{text}{space}{one}")).collect::<Vec<_>>()
        };
        written = written.iter().flat_map(with).collect();
    }
    written.iter().map(|text| format!("{text}{end}")).collect()
}

#[cfg(test)]
mod tests {
    use super::alternatives;

    #[test]
    fn a_stroke_parts_words_that_may_stand_for_each_other() {
        assert_eq!(alternatives("numb legs"), ["numb legs"]);
        assert_eq!(
            alternatives("^no/lost power/strength$"),
            ["^no power$", "^no strength$", "^lost power$", "^lost strength$"]
        );
    }
}
