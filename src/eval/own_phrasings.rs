//! Each phrasing asked of the whole bot: what its own entry does not answer is named.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::conversation::{Understanding, Understood};
use crate::knowledge::faq::Status;
use crate::knowledge::{Knowledge, Problem};
use crate::matching::Decision;
use crate::text;

/// A word of danger that takes part in cards for so many plain questions is too common to be one.
/// Of the shipped 16,000 phrasings nine get a card, and no word takes part in more than three.
const CARDS: usize = 15;

/// The same for cards and gentle checks together, which cost a person less.
const ALARMS: usize = 60;

/// What asking every phrasing shows.
#[derive(Clone, Debug, Default)]
pub struct OwnPhrasings {
    /// Number of phrasings asked.
    pub asked: usize,
    /// Those answered by another entry or refused, and words of danger that are too common.
    pub problems: Vec<Problem>,
    /// Those that get an emergency card in place of the answer: a clinician decides.
    pub warnings: Vec<Problem>,
    /// How many are answered with a gentle check beside.
    pub checks: usize,
    /// How many are offered among others.
    pub choices: usize,
}

/// How a phrasing fares.
enum Fate {
    Answered { check: Option<Vec<String>> },
    Offered { check: Option<Vec<String>> },
    Card { rule: String, matched: Vec<String> },
    Lost { to: String },
}

/// Asks each phrasing of each live entry, on all cores.
#[must_use]
pub fn own_phrasings(knowledge: &Knowledge, understanding: &Understanding) -> OwnPhrasings {
    let live = knowledge.faq.entry.iter().enumerate().filter(|(_, e)| e.status == Status::Live);
    let all: Vec<(usize, &str, usize, &str)> = live
        .flat_map(|(number, entry)| {
            let phrasings = entry.phrasings.iter().enumerate();
            phrasings.map(move |(k, phrasing)| (number, entry.id.as_str(), k, phrasing.as_str()))
        })
        .collect();
    let fates: Vec<Fate> = all
        .par_iter()
        .map(|(_, id, _, phrasing)| fate(id, &understanding.understand(phrasing, None)))
        .collect();
    let common = common_words(&fates);
    let mut found = OwnPhrasings { asked: all.len(), ..OwnPhrasings::default() };
    for (word, count) in &common {
        found.problems.push(too_common(knowledge, word, *count));
    }
    for ((number, id, k, phrasing), fate) in all.iter().zip(&fates) {
        let say = |what, mend: &str| {
            knowledge.places.phrasing((*number, id), (*k, phrasing), what, mend.to_owned())
        };
        match fate {
            Fate::Answered { check } => found.checks += usize::from(check.is_some()),
            Fate::Offered { check } => {
                found.choices += 1;
                found.checks += usize::from(check.is_some());
            }
            Fate::Card { matched, .. } if matched.iter().any(|word| common.contains_key(word)) => {}
            Fate::Card { rule, matched } => found.warnings.push(say(
                format!(
                    "this phrasing of `{id}` gets an emergency card: rule {rule} sees {}",
                    matched.join(" + ")
                ),
                "if it is a sign, move it to signs/; if not, let the rule of safety.toml pass it by",
            )),
            Fate::Lost { to } => found.problems.push(say(
                format!("this phrasing is not answered by its own entry `{id}`, but {to}"),
                "move it to the entry whose answer fits it, or word it so that it fits its own",
            )),
        }
    }
    found
}

fn fate(id: &str, understood: &Understood) -> Fate {
    let finding = understood.finding();
    if let Some(finding) = finding.filter(|finding| finding.interrupts()) {
        return Fate::Card { rule: finding.rule.clone(), matched: finding.matched.clone() };
    }
    let check = finding.map(|finding| finding.matched.clone());
    match &understood.matched.decision {
        Decision::Answer(ids) if ids.iter().any(|other| other == id) => Fate::Answered { check },
        Decision::Choose(ids) if ids.iter().any(|other| other == id) => Fate::Offered { check },
        Decision::Answer(ids) => Fate::Lost { to: format!("by `{}`", ids.join("` and `")) },
        Decision::Choose(ids) => {
            Fate::Lost { to: format!("among those offered are only `{}`", ids.join("`, `")) }
        }
        Decision::None => Fate::Lost { to: "refused".to_owned() },
    }
}

/// Words of danger that alarm at too many plain questions, with the number of these.
fn common_words(fates: &[Fate]) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for fate in fates {
        let (matched, card) = match fate {
            Fate::Card { matched, .. } => (matched.as_slice(), 1),
            Fate::Answered { check: Some(matched) } | Fate::Offered { check: Some(matched) } => {
                (matched.as_slice(), 0)
            }
            _ => continue,
        };
        for word in matched {
            let (cards, alarms) = counts.entry(word.clone()).or_default();
            *cards += card;
            *alarms += 1;
        }
    }
    let is_common = |(cards, alarms): (usize, usize)| cards >= CARDS || alarms >= ALARMS;
    let common = counts.into_iter().filter(|(_, counts)| is_common(*counts));
    common.map(|(word, (_, alarms))| (word, alarms)).collect()
}

/// The place of a word that is too common: the list of `safety.toml` that it stands in.
fn too_common(knowledge: &Knowledge, word: &str, count: usize) -> Problem {
    let concepts = knowledge.safety.iter().flat_map(|file| &file.concept);
    let lists = concepts.flat_map(|(name, concept)| {
        concept.words.iter().enumerate().map(move |(k, phrase)| (name.as_str(), k, phrase))
    });
    let place = lists
        .into_iter()
        .find(|(_, _, phrase)| text::words(phrase).join(" ") == word)
        .map_or(("", 0), |(name, k, _)| (name, k));
    let what = format!(
        "`{word}` is too common: {count} plain questions of the FAQ are alarmed at because of it"
    );
    let mend = "take it out, or write the words around it that make it a sign";
    knowledge.places.word_of_danger(place.0, place.1, what, mend.to_owned())
}
