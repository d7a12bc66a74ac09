//! What a message gets.

use std::fmt;

use serde::Serialize;

use crate::conversation::Understood;
use crate::knowledge::safety::{self, Level};
use crate::matching::Decision;

/// What a message gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The sign of danger in it.
    pub sign: Option<Sign>,
    /// The entries that answer it; none where a card comes first.
    pub answers: Vec<String>,
    /// The entries that it may choose from, by name; none where a card comes first.
    pub choices: Vec<String>,
}

/// What is done about a sign of danger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sign {
    /// Whether it gets its card at once, or is asked about under the answer.
    pub r#as: safety::Outcome,
    /// How urgent it is.
    pub level: Level,
    /// Its card.
    pub card: String,
    /// The rule that speaks, as `ask --json` names it.
    pub rule: String,
}

impl Outcome {
    /// What comes of a message that was understood so.
    #[must_use]
    pub fn new(understood: &Understood) -> Self {
        let sign = understood.finding().map(|finding| Sign {
            r#as: finding.outcome,
            level: finding.level,
            card: finding.card.clone(),
            rule: finding.rule.clone(),
        });
        let (mut answers, mut choices) = (Vec::new(), Vec::new());
        if !understood.card_is_due() {
            match &understood.matched.decision {
                Decision::Answer(ids) => answers.clone_from(ids),
                Decision::Choose(ids) => choices.clone_from(ids),
                Decision::None => {}
            }
        }
        // In which order they are offered changes little for whoever chooses.
        choices.sort();
        Self { sign, answers, choices }
    }

    /// Whether a card comes before any answer.
    #[must_use]
    pub fn is_card(&self) -> bool {
        self.sign.as_ref().is_some_and(|sign| sign.r#as == safety::Outcome::Card)
    }

    /// Whether nothing answers it.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.is_card() && self.answers.is_empty() && self.choices.is_empty()
    }
}

impl Sign {
    /// What a person gets, and how urgent it is; the rule behind it changes nothing for them.
    pub(super) fn shown(&self) -> (safety::Outcome, Level, &str) {
        (self.r#as, self.level, &self.card)
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (card, level) = (&self.card, self.level);
        match self.r#as {
            safety::Outcome::Card => write!(f, "card {card} ({level:?})"),
            safety::Outcome::Check => write!(f, "gentle check {card} ({level:?})"),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sign) = self.sign.as_ref().filter(|_| self.is_card()) {
            return sign.fmt(f);
        }
        if !self.answers.is_empty() {
            f.write_str(&self.answers.join(" + "))?;
        } else if self.choices.is_empty() {
            f.write_str("refused")?;
        } else {
            write!(f, "choice of {}", self.choices.join(", "))?;
        }
        self.sign.as_ref().map_or(Ok(()), |sign| write!(f, ", {sign}"))
    }
}
