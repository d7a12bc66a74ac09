//! One judgement that weighs all evidence: what the editor said of a message, the rules, likeness
//! to known signs. It carries the evidence it rests on.

use std::collections::BTreeMap;

use super::likeness::{Likeness, Part, of_clauses};
use super::rules::{Hit, Rules};
use crate::knowledge::Knowledge;
use crate::knowledge::safety::{Level, Outcome};
use crate::lexicon::Reading;
use crate::text::Message;

/// A rule's card is only asked about if the words around it are this unlike known signs.
const AGAINST: f32 = -0.7;
/// A sign that could be one is plainly one if its words are this like known signs.
const PLAIN: f32 = 0.35;
/// From this likeness on a message is asked about, whatever the rules see.
const ALIKE: f32 = 0.25;
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

impl Judgement {
    /// The sign that a rule sees plainly or the editor named, if that is what settled it.
    #[must_use]
    pub fn plain_sign(&self) -> Option<&Finding> {
        let is_plain = matches!(self.reason, Some(Reason::Rule | Reason::TaughtSign));
        self.finding.as_ref().filter(|_| is_plain)
    }
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
        let mut judgement = Judgement { hits: self.rules.find(message), ..Judgement::default() };
        if let Some(likeness) = &self.likeness {
            judgement.compare(likeness, message, reading);
        }
        let words = message.words().collect::<Vec<_>>().join(" ");
        match self.taught.get(&words) {
            Some(None) => judgement.of_harmless(),
            Some(Some((card, level))) => judgement.of_sign(card, *level),
            None => judgement.weighed(),
        }
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
    /// Notes how like known signs the message is where no rule denies one, and what the rules see.
    fn compare(&mut self, likeness: &Likeness, message: &Message<'_>, reading: &Reading) {
        let is_denied = |clause: usize| {
            let mut silent = self.hits.iter().filter(|hit| hit.outcome.is_none());
            silent.any(|hit| hit.clauses.contains(&clause))
        };
        let parts = likeness.parts(reading, |_| false);
        let part = if self.hits.iter().any(|hit| hit.outcome.is_none()) {
            likeness.most_alike(reading, &likeness.parts(reading, is_denied))
        } else {
            likeness.most_alike(reading, &parts)
        };
        self.part = part.filter(|_| message.tokens().len() >= FEWEST_WORDS);
        for hit in self.hits.iter_mut().filter(|hit| hit.outcome.is_some()) {
            hit.likeness = Some(of_clauses(reading, &parts, &hit.clauses));
        }
    }

    /// The judgement of a message that the editor calls harmless. That silences no rule that sees an
    /// emergency.
    fn of_harmless(mut self) -> Self {
        let urgent = self.card_from(Level::U1);
        self.reason = Some(urgent.as_ref().map_or(Reason::TaughtHarmless, |_| Reason::Rule));
        self.finding = urgent;
        self
    }

    /// The judgement of a message that the editor calls a sign. A rule that is as urgent knows better
    /// what it saw.
    fn of_sign(mut self, card: &str, level: Level) -> Self {
        let told = || Finding {
            rule: format!("signs-{card}"),
            level,
            card: card.to_owned(),
            outcome: level.outcome(),
            matched: self.part.as_ref().map(|part| part.words.clone()).unwrap_or_default(),
        };
        self.finding = Some(self.card_from(level).unwrap_or_else(told));
        self.reason = Some(Reason::TaughtSign);
        self
    }

    /// The first card of a rule of this level or a more urgent one.
    fn card_from(&self, level: Level) -> Option<Finding> {
        let is_one = |hit: &&Hit| hit.outcome == Some(Outcome::Card) && hit.level >= level;
        self.hits.iter().find(is_one).map(|hit| finding(hit, Outcome::Card))
    }

    /// The judgement of any other message: of what rules and likeness find, what counts most; of
    /// several alike the first.
    fn weighed(mut self) -> Self {
        let by_rules = self.hits.iter().filter_map(|hit| {
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
        });
        let alike = self.part.as_ref().filter(|part| part.value >= ALIKE).map(|part| {
            let found = Finding {
                rule: format!("like-{}", part.card),
                level: part.level,
                card: part.card.clone(),
                outcome: Outcome::Check,
                matched: part.words.clone(),
            };
            (found, Reason::Alike(part.value))
        });
        let best = by_rules
            .chain(alike)
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
