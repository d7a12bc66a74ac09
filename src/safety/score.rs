//! How well the gate does on a two-sided corpus: what it misses, where it cries wolf.

use serde::Deserialize;

use super::gate::Gate;
use crate::knowledge::safety::Level;

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
    /// The level each of `fire` and `misspelt` must reach or exceed.
    pub level: Level,
    /// Messages that must raise the alarm.
    pub fire: Vec<String>,
    /// More of them, typed with slips or in a foreigner's spelling.
    #[serde(default)]
    pub misspelt: Vec<String>,
    /// Messages that must raise none above [`Level::U3`].
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
    /// Messages that must raise the alarm.
    pub to_fire: usize,
    /// Those that raised none, or one of a lower level.
    pub misses: Vec<Wrong>,
    /// Messages that must raise none.
    pub to_stay_quiet: usize,
    /// Those that raised one.
    pub false_alarms: Vec<Wrong>,
}

impl Score {
    fn stay_quiet(&mut self, gate: &Gate, sign: &str, text: &str) {
        self.to_stay_quiet += 1;
        if let Some(found) = gate.check(text)
            && found.interrupts()
        {
            let rule = Some(found.rule);
            self.false_alarms.push(Wrong { sign: sign.to_owned(), text: text.to_owned(), rule });
        }
    }

    /// False alarms of a hundred harmless messages; 0 if there are none.
    #[must_use]
    pub fn false_alarms_per_hundred(&self) -> f64 {
        if self.to_stay_quiet == 0 {
            return 0.0;
        }
        100.0 * self.false_alarms.len() as f64 / self.to_stay_quiet as f64
    }
}

/// Judges each message of `corpus`.
#[must_use]
pub fn score(gate: &Gate, corpus: &Corpus) -> Score {
    let mut score = Score::default();
    for sign in &corpus.sign {
        for text in sign.fire.iter().chain(&sign.misspelt) {
            score.to_fire += 1;
            let found = gate.check(text);
            if found.as_ref().is_none_or(|found| found.level < sign.level) {
                let rule = found.map(|found| found.rule);
                score.misses.push(Wrong { sign: sign.name.clone(), text: text.clone(), rule });
            }
        }
        for text in &sign.quiet {
            score.stay_quiet(gate, &sign.name, text);
        }
    }
    for text in &corpus.sentences {
        score.stay_quiet(gate, "neutral", text);
    }
    score
}
