//! How well signs are judged on a two-sided corpus: what is missed, where there is an alarm for
//! nothing.

use serde::Deserialize;

use super::judgement::Finding;
use crate::knowledge::safety::{Level, Outcome};

/// A two-sided corpus, as its TOML file is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corpus {
    /// The signs.
    #[serde(default)]
    pub sign: Vec<Sign>,
    /// Messages about nothing in particular; none of them may raise the alarm.
    #[serde(default)]
    pub sentences: Vec<String>,
}

/// One sign: messages that tell it, and messages that come near and do not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// What it is called in a report.
    pub name: String,
    /// The level that the card for each of `fire` and `misspelt` must reach or exceed.
    pub level: Level,
    /// Messages that must be noticed.
    pub fire: Vec<String>,
    /// More of them, typed with slips or in a foreigner's spelling.
    #[serde(default)]
    pub misspelt: Vec<String>,
    /// Messages that must get no card.
    pub quiet: Vec<String>,
}

/// A message that was judged wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The sign it belongs to.
    pub sign: String,
    /// The message.
    pub text: String,
    /// The rule that spoke, if one did.
    pub rule: Option<String>,
}

/// The result of [`score`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Messages that must be noticed.
    pub signs: usize,
    /// Those of them that got a card of the right level or above.
    pub cards: usize,
    /// Those that got neither that nor a gentle check.
    pub misses: Vec<Wrong>,
    /// Harmless messages.
    pub harmless: usize,
    /// Those of them that got a gentle check.
    pub checks: usize,
    /// Those that got a card.
    pub false_alarms: Vec<Wrong>,
}

impl Score {
    /// Adds the counts of another corpus.
    pub fn add(&mut self, other: Self) {
        self.signs += other.signs;
        self.cards += other.cards;
        self.misses.extend(other.misses);
        self.harmless += other.harmless;
        self.checks += other.checks;
        self.false_alarms.extend(other.false_alarms);
    }

    fn harmless(&mut self, sign: &str, text: &str, found: Option<Finding>) {
        self.harmless += 1;
        match found {
            Some(found) if found.outcome == Outcome::Card => {
                let rule = Some(found.rule);
                self.false_alarms.push(Wrong {
                    sign: sign.to_owned(),
                    text: text.to_owned(),
                    rule,
                });
            }
            Some(_) => self.checks += 1,
            None => {}
        }
    }
}

/// Judges each message of `corpus`.
#[must_use]
pub fn score(judge: impl Fn(&str) -> Option<Finding>, corpus: &Corpus) -> Score {
    let mut score = Score::default();
    for sign in &corpus.sign {
        for text in sign.fire.iter().chain(&sign.misspelt) {
            score.signs += 1;
            let found = judge(text);
            match &found {
                Some(found) if found.interrupts() && found.level >= sign.level => score.cards += 1,
                Some(found) if !found.interrupts() => {}
                _ => {
                    let rule = found.map(|found| found.rule);
                    let (sign, text) = (sign.name.clone(), text.clone());
                    score.misses.push(Wrong { sign, text, rule });
                }
            }
        }
        for text in &sign.quiet {
            score.harmless(&sign.name, text, judge(text));
        }
    }
    for text in &corpus.sentences {
        score.harmless("neutral", text, judge(text));
    }
    score
}

/// Percent of `part` in `whole`; 0 if that is 0.
#[must_use]
pub fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
