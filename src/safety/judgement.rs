//! One judgement that weighs all evidence: what the editor said of a message, the rules, likeness
//! to known signs. It carries the evidence it rests on.

use std::collections::BTreeMap;

use super::likeness::{Likeness, Part};
use super::rules::{Hit, Rules};
use crate::knowledge::Knowledge;
use crate::knowledge::safety::{Level, Outcome};
use crate::lexicon::Reading;
use crate::text::Message;

/// A rule's card is only asked about if the words around it are this unlike known signs.
const AGAINST: f32 = -0.7;
/// A sign that could be one is plainly one if its words are this like known signs.
const PLAIN: f32 = 0.3;
/// From this likeness on a message is asked about, whatever the rules see.
const ALIKE: f32 = 0.2;
/// A message of fewer words tells nothing that happened ("suddenly").
const FEWEST_WORDS: usize = 2;

/// A sign of danger in a message, and what is done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule that speaks; `like-CARD` where none does, `signs-CARD` where the message
    /// stands in the files of signs.
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

    /// The order in which findings of one message count: a card before a check, then the more
    /// urgent.
    #[must_use]
    pub const fn weight(&self) -> (Outcome, Level) {
        (self.outcome, self.level)
    }
}

/// What was judged of a message, and on what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// The sign that counts, if there is one.
    pub finding: Option<Finding>,
    /// What settled it.
    pub reason: Option<Reason>,
    /// What the rules saw, denied signs among it.
    pub hits: Vec<Hit>,
    /// The part of the message most like a sign, beside what is denied.
    pub part: Option<Part>,
}

/// What settled a judgement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// The editor said of this very message that it is a sign.
    TaughtSign,
    /// The editor said of this very message that it is harmless.
    TaughtHarmless,
    /// A rule sees a plain sign.
    Rule,
    /// A rule sees a plain sign, in words that are this unlike known signs.
    RuleDoubted(f32),
    /// A rule sees what could be a sign, in words that are this like known ones.
    HalfRuleConfirmed(f32),
    /// A rule sees what could be a sign.
    HalfRule,
    /// No rule sees it, but its words are this like known signs.
    Alike(f32),
}

/// Judges messages. Made once from checked files; pure and total.
#[derive(Debug)]
pub struct Safety {
    rules: Rules,
    likeness: Option<Likeness>,
    /// The messages of the files of signs by their words, with their card; none for harmless ones.
    taught: BTreeMap<String, Option<(String, Level)>>,
}

impl Safety {
    /// Compiles the rules and learns the signs; `None` where there is no `safety.toml`. `taught` are the
    /// messages of the files of signs, as [`crate::knowledge::signs::Signs::texts`] gives them, `harmless` those of the
    /// FAQ.
    #[must_use]
    pub fn new(knowledge: &Knowledge, taught: &[Reading], harmless: &[Reading]) -> Option<Self> {
        let rules = Rules::new(knowledge.safety.as_ref()?);
        let Some(signs) = &knowledge.signs else {
            return Some(Self { rules, likeness: None, taught: BTreeMap::new() });
        };
        let likeness = Likeness::train(signs, taught, harmless);
        let words = |text: &str| Message::read(text).words().collect::<Vec<_>>().join(" ");
        let mut taught: BTreeMap<_, _> =
            signs.harmless.iter().map(|text| (words(text), None)).collect();
        for sign in &signs.cards {
            let card = Some((sign.card.clone(), sign.level));
            taught.extend(sign.messages.iter().map(|text| (words(text), card.clone())));
        }
        // A message without words is like every other without words.
        taught.remove("");
        Some(Self { rules, likeness: Some(likeness), taught })
    }

    /// Judges a message, read as text and with the lexicon.
    #[must_use]
    pub fn judge(&self, message: &Message<'_>, reading: &Reading) -> Judgement {
        let hits = self.rules.find(message);
        let mut judgement = Judgement { hits, ..Judgement::default() };
        let Some(likeness) = &self.likeness else {
            let hits = judgement.hits.iter();
            let found = hits.filter_map(|hit| Some((finding(hit, hit.outcome?), Reason::Rule)));
            let found = found.collect();
            return judgement.settled(found);
        };
        let words = message.words().collect::<Vec<_>>().join(" ");
        let taught = self.taught.get(&words);
        let is_denied = |clause: usize| {
            let mut silent = judgement.hits.iter().filter(|hit| hit.outcome.is_none());
            silent.any(|hit| hit.clauses.contains(&clause))
        };
        let part = likeness.most_alike(reading, is_denied);
        let part = part.filter(|_| message.tokens().len() >= FEWEST_WORDS);
        judgement.part.clone_from(&part);
        match taught {
            Some(None) => {
                // A line of the editor's silences no rule that sees an emergency.
                let urgent = judgement
                    .hits
                    .iter()
                    .find(|hit| hit.outcome == Some(Outcome::Card) && hit.level >= Level::U1);
                let reason = urgent.map_or(Reason::TaughtHarmless, |_| Reason::Rule);
                judgement.finding = urgent.map(|hit| finding(hit, Outcome::Card));
                judgement.reason = Some(reason);
                return judgement;
            }
            Some(Some((card, level))) => {
                let told = Finding {
                    rule: format!("signs-{card}"),
                    level: *level,
                    card: card.clone(),
                    outcome: level.outcome(),
                    matched: part.map(|part| part.words).unwrap_or_default(),
                };
                // A rule that is as urgent knows better what it saw.
                let by_rule = judgement
                    .hits
                    .iter()
                    .find(|hit| hit.outcome == Some(Outcome::Card) && hit.level >= *level);
                let found = by_rule.map_or(told, |hit| finding(hit, Outcome::Card));
                judgement.finding = Some(found);
                judgement.reason = Some(Reason::TaughtSign);
                return judgement;
            }
            None => {}
        }
        for hit in judgement.hits.iter_mut().filter(|hit| hit.outcome.is_some()) {
            hit.likeness = Some(likeness.of_clauses(reading, &hit.clauses));
        }
        let mut found: Vec<(Finding, Reason)> = judgement
            .hits
            .iter()
            .filter_map(|hit| {
                let value = hit.likeness.unwrap_or_default();
                Some(match hit.outcome? {
                    Outcome::Card if value < AGAINST => {
                        (finding(hit, Outcome::Check), Reason::RuleDoubted(value))
                    }
                    Outcome::Card => (finding(hit, Outcome::Card), Reason::Rule),
                    Outcome::Check if value >= PLAIN && is_raised(hit) => {
                        (finding(hit, Outcome::Card), Reason::HalfRuleConfirmed(value))
                    }
                    Outcome::Check => (finding(hit, Outcome::Check), Reason::HalfRule),
                })
            })
            .collect();
        if let Some(part) = part.filter(|part| part.value >= ALIKE) {
            let alike = Finding {
                rule: format!("like-{}", part.card),
                level: part.level,
                card: part.card,
                outcome: Outcome::Check,
                matched: part.words,
            };
            found.push((alike, Reason::Alike(part.value)));
        }
        judgement.settled(found)
    }

    /// Why a message was judged as it was, for the editor: the judgement's own record first.
    #[must_use]
    pub fn explain(&self, message: &Message<'_>, judgement: &Judgement) -> String {
        let mut out = judgement.told();
        out += &self.rules.explain(message);
        out
    }
}

fn finding(hit: &Hit, outcome: Outcome) -> Finding {
    Finding {
        rule: hit.rule.clone(),
        level: hit.level,
        card: hit.card.clone(),
        outcome,
        matched: hit.matched.clone(),
    }
}

/// Whether likeness can make a card of what a rule half sees: not of what is past or hedged, and never a
/// crisis card, as low mood is told in words like those of a crisis.
fn is_raised(hit: &Hit) -> bool {
    matches!(hit.level, Level::U1 | Level::U2) && !hit.demoted
}

impl Judgement {
    /// The finding that counts most; of several alike the first.
    fn settled(mut self, found: Vec<(Finding, Reason)>) -> Self {
        let best = found
            .into_iter()
            .reduce(|best, other| if other.0.weight() > best.0.weight() { other } else { best });
        if let Some((finding, reason)) = best {
            self.finding = Some(finding);
            self.reason = Some(reason);
        }
        self
    }

    /// The judgement in a sentence or two.
    fn told(&self) -> String {
        let why = match self.reason {
            None => "nothing in it is a sign".to_owned(),
            Some(Reason::TaughtSign) => "this very message stands among the signs".to_owned(),
            Some(Reason::TaughtHarmless) => {
                "this very message stands among the harmless".to_owned()
            }
            Some(Reason::Rule) => "a rule sees a plain sign".to_owned(),
            Some(Reason::RuleDoubted(value)) => {
                format!("a rule sees a sign, but its words are unlike known ones ({value:.2})")
            }
            Some(Reason::HalfRuleConfirmed(value)) => {
                format!("what a rule half sees is told in words like known signs ({value:.2})")
            }
            Some(Reason::HalfRule) => "a rule sees what could be a sign".to_owned(),
            Some(Reason::Alike(value)) => {
                format!("no rule sees it, but its words are like known signs ({value:.2})")
            }
        };
        let what = match &self.finding {
            Some(found) if found.interrupts() => format!("Card {}", found.card),
            Some(found) => format!("Gentle check for {}", found.card),
            None => "No sign of danger".to_owned(),
        };
        let part = self.part.as_ref().map_or_else(String::new, |part| {
            let words = part.words.join(", ");
            format!("most like a sign ({}, {:.2}): {words}\n", part.card, part.value)
        });
        let mut told = format!("{what}: {why}.\n{part}");
        for hit in &self.hits {
            told += &format!("{hit}\n");
        }
        told
    }
}
