//! What a message means: signs of danger first, then which entry answers it.

use serde::{Deserialize, Serialize};

use super::second_look::{Judged, SecondLook};
use crate::knowledge::Knowledge;
use crate::matching::{Matched, Matcher};
use crate::safety::{Finding, Gate};

/// The safety gate, its second look and the matcher over one set of files.
#[derive(Debug, Deserialize, Serialize)]
pub struct Understanding {
    gate: Option<Gate>,
    second_look: Option<SecondLook>,
    matcher: Matcher,
}

/// How one message was understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The most urgent sign of danger in it.
    pub finding: Option<Finding>,
    /// Which entries answer it.
    pub matched: Matched,
}

impl Understanding {
    /// Compiles and trains.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        // Side by side: each is a good part of what a start takes, and neither knows the other.
        let (matcher, (gate, second_look)) = rayon::join(
            || Matcher::train(&knowledge.faq, &knowledge.words, &knowledge.tests),
            || {
                rayon::join(
                    || knowledge.safety.as_ref().map(Gate::new),
                    || knowledge.signs.as_ref().map(|signs| SecondLook::new(knowledge, signs)),
                )
            },
        );
        Self { gate, second_look, matcher }
    }

    /// Reads one message; `context` is the entry a follow-up may be about.
    #[must_use]
    pub fn read(&self, message: &str, context: Option<&str>) -> Understood {
        Understood { finding: self.finding(message), matched: self.matched(message, context) }
    }

    /// Which entries answer a message in which signs of danger were looked for already.
    #[must_use]
    pub fn matched(&self, message: &str, context: Option<&str>) -> Matched {
        self.matcher.ask(message, context)
    }

    /// The most urgent sign of danger in a message: what the editor said of this very message (unless a
    /// rule sees something as urgent), else what a rule sees, else what it is like.
    #[must_use]
    pub fn finding(&self, message: &str) -> Option<Finding> {
        let by_rule = self.gate.as_ref().and_then(|gate| gate.check(message));
        let interrupts = |found: &Finding| found.interrupts();
        let look = self.second_look.as_ref();
        match look.and_then(|look| look.judged(message)) {
            Some(Judged::Harmless) => return None,
            // A rule that is as urgent knows better what it saw.
            Some(Judged::Sign(sign)) => {
                return by_rule.filter(|found| found.level >= sign.level).or(Some(sign));
            }
            None => {}
        }
        if by_rule.as_ref().is_some_and(interrupts) {
            return by_rule;
        }
        look.and_then(|look| look.find(message))
            .filter(|_| {
                // What a rule saw and took for denied stays denied.
                !self.gate.as_ref().is_some_and(|gate| gate.is_held(message))
            })
            .or(by_rule)
    }

    /// Why a message was understood as it was, for the editor.
    #[must_use]
    pub fn explain(&self, message: &str) -> String {
        let mut out = String::new();
        if let Some(gate) = &self.gate {
            let none = if gate.check(message).is_some() { "" } else { ": none" };
            let signs = gate.explain(message);
            out.push_str(&format!("Signs of danger by rule{none}\n{signs}\n"));
        }
        if let Some(look) = &self.second_look {
            out.push_str(&format!("Signs of danger by example\n{}\n", look.explain(message)));
        }
        out.push_str(&self.matcher.explain(message, None));
        out
    }
}
