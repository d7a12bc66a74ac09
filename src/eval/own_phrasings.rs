//! Each phrasing asked of the whole bot: what its own entry does not answer is named.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::conversation::{Understanding, Understood};
use crate::knowledge::faq::Status;
use crate::knowledge::{Knowledge, Problem};
use crate::matching::Decision;
use crate::text;

/// How often a word of danger takes part in alarms at plain questions.
#[derive(Clone, Copy, Debug, Default)]
struct Alarms {
    cards: usize,
    checks: usize,
}

impl Alarms {
    /// Of the shipped 17,100 phrasings 23 get a card, by different words. A word of every day in a list
    /// of danger ("pain" among "numb") gives a few cards and dozens of checks, as likeness lowers
    /// most of its cards.
    const fn is_too_common(self) -> bool {
        self.cards >= 15 || (self.cards >= 5 && self.cards + self.checks >= 20)
    }

    /// A check costs a person one sentence, so a clinician decides.
    const fn is_common(self) -> bool {
        self.is_too_common() || self.checks >= 30
    }
}

/// What asking every phrasing shows.
#[derive(Clone, Debug, Default)]
pub struct OwnPhrasings {
    /// Number of phrasings asked.
    pub asked: usize,
    /// Those answered by another entry or refused, and words of danger that are too common.
    pub problems: Vec<Problem>,
    /// Those that get an emergency card in place of the answer: a clinician decides.
    pub warnings: Vec<Problem>,
    /// How many get an emergency card.
    pub cards: usize,
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
    for (word, alarms) in &common {
        let told = if alarms.is_too_common() { &mut found.problems } else { &mut found.warnings };
        told.push(common_word(knowledge, word, *alarms));
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
            Fate::Card { matched, .. } if matched.iter().any(|word| common.contains_key(word)) => {
                found.cards += 1;
            }
            Fate::Card { rule, matched } => {
                found.cards += 1;
                let sees = matched.join(" + ");
                let what = format!(
                    "this phrasing of `{id}` gets an emergency card: rule {rule} sees {sees}"
                );
                let mend = "if it is a sign, move it to signs/; if not, let the rule of safety.toml pass it by";
                found.warnings.push(say(what, mend));
            }
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

/// Words of danger that alarm at many plain questions.
fn common_words(fates: &[Fate]) -> BTreeMap<String, Alarms> {
    let mut counts: BTreeMap<String, Alarms> = BTreeMap::new();
    for fate in fates {
        let (matched, card) = match fate {
            Fate::Card { matched, .. } => (matched, true),
            Fate::Answered { check: Some(matched) } | Fate::Offered { check: Some(matched) } => {
                (matched, false)
            }
            _ => continue,
        };
        for word in matched {
            let alarms = counts.entry(word.clone()).or_default();
            if card {
                alarms.cards += 1;
            } else {
                alarms.checks += 1;
            }
        }
    }
    counts.retain(|_, alarms| alarms.is_common());
    counts
}

/// A word that is too common, at its place in a list of `safety.toml`.
fn common_word(knowledge: &Knowledge, word: &str, alarms: Alarms) -> Problem {
    let concepts = knowledge.safety.iter().flat_map(|file| &file.concept);
    let mut lists = concepts.flat_map(|(name, concept)| {
        concept.words.iter().enumerate().map(move |(k, phrase)| (name.as_str(), k, phrase))
    });
    let place = lists.find(|(_, _, phrase)| text::words(phrase).join(" ") == word);
    let (name, number) = place.map_or(("", 0), |(name, number, _)| (name, number));
    let what = format!(
        "the word `{word}` is common: because of it {} plain questions of the FAQ get an emergency \
         card and {} a gentle check",
        alarms.cards, alarms.checks
    );
    let mend = "take it out, or write the words around it that make it a sign";
    knowledge.places.word_of_danger(name, number, what, mend.to_owned())
}
