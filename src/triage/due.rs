//! Which screen is due: a screen whose answer can change nothing any more is left out.
//!
//! That is tried, not guessed: all answers to it, with all answers to the screens after it. As long
//! as these are too many to try, the screen is asked. Warning signs are always asked.

use super::answers::Answers;
use super::assess::Fit;
use super::quiz::{Quiz, UrgencyNeeds};
use crate::knowledge::triage::Urgency;

/// The most sets of answers tried for one screen: a few milliseconds.
const SETS_MAX: usize = 4_000;

/// All that an answer can change for the person: urgency, what to do, the pattern and its fit.
/// Where no pattern is shown, none is compared.
#[derive(PartialEq, Eq)]
struct Outcome<'a> {
    urgency: Urgency,
    what_to_do: &'a str,
    pattern: Option<(&'a str, Option<Fit>)>,
}

impl Quiz {
    /// The first open screen whose answer can still change something.
    pub(super) fn due(&self, answers: &Answers) -> Option<usize> {
        let mut given = answers.clone();
        let open: Vec<usize> = (0..self.file().screen.len())
            .filter(|screen| {
                !answers.done(*screen) || self.is_asked_after_reading(*screen, answers)
            })
            .collect();
        for (place, screen) in open.iter().enumerate() {
            let later = open.get(place + 1..).unwrap_or_default();
            if *screen <= self.safety_part || self.matters(*screen, later, &mut given) {
                return Some(*screen);
            }
            // Left out, which changes nothing, as was tried; so the later ones are judged without.
            given.set(*screen, 0, true);
        }
        None
    }

    /// Whether the answer to `screen` can change the outcome, whatever is answered to the `later`
    /// ones; also where that would take too long to find out.
    fn matters(&self, screen: usize, later: &[usize], given: &mut Answers) -> bool {
        let sets = std::iter::once(&screen)
            .chain(later)
            .fold(1_usize, |sets, screen| sets.saturating_mul(self.count(*screen)));
        if sets > SETS_MAX {
            return true;
        }
        let own = (screen, self.choices(screen));
        let others: Vec<(usize, Vec<u32>)> =
            later.iter().map(|screen| (*screen, self.choices(*screen))).collect();
        let differs = self.differs(&own, &others, given);
        for screen in later {
            given.set(*screen, 0, false);
        }
        differs
    }

    fn differs(
        &self,
        own: &(usize, Vec<u32>),
        others: &[(usize, Vec<u32>)],
        given: &mut Answers,
    ) -> bool {
        if let Some(((other, choices), rest)) = others.split_first() {
            return choices.iter().any(|picked| {
                given.set(*other, *picked, true);
                self.differs(own, rest, given)
            });
        }
        let mut first = None;
        own.1.iter().any(|picked| {
            given.set(own.0, *picked, true);
            let outcome = self.outcome(given);
            let Some(first) = &first else {
                first = Some(outcome);
                return false;
            };
            *first != outcome
        })
    }

    fn outcome<'a>(&'a self, answers: &Answers) -> Outcome<'a> {
        let points = self.points(answers);
        let result = self.result(answers, &points);
        let raised = result.and_then(|result| result.raises.as_ref()).map(|raise| raise.to);
        let urgency = self.safety_level(answers).max(raised.unwrap_or(Urgency::U4));
        Outcome {
            urgency,
            what_to_do: self.what_to_do(urgency, answers),
            pattern: result
                .filter(|_| urgency < Urgency::U2)
                .map(|result| (result.id.as_str(), self.fit(result, &points))),
        }
    }

    /// How many [`choices`](Self::choices) there are.
    fn count(&self, screen: usize) -> usize {
        let several = self.file().screen.get(screen).is_some_and(|screen| screen.several);
        let bits = self.named.get(screen).map_or(0, |named| named.count_ones());
        if several { 1_usize.checked_shl(bits).unwrap_or(usize::MAX) } else { bits as usize + 1 }
    }

    /// What can be picked on a screen, as far as rules and weights tell it apart: nothing, one
    /// answer that they name, or any of these where several may be ticked.
    fn choices(&self, screen: usize) -> Vec<u32> {
        let several = self.file().screen.get(screen).is_some_and(|screen| screen.several);
        let named = self.named.get(screen).copied().unwrap_or_default();
        let mut choices = vec![0];
        for bit in bits(named) {
            let with: Vec<u32> =
                if several { choices.iter().map(|other| other | bit).collect() } else { vec![bit] };
            choices.extend(with);
        }
        choices
    }

    /// The answers that rules and weights name, as bits for each screen; where one answer is given, of
    /// those that they do not tell apart ("walking" and "standing") the first.
    pub(super) fn answers_named(&self) -> Vec<u32> {
        let rules = self.urgency.iter().flat_map(UrgencyNeeds::parts);
        let patterns = self.patterns.iter().flat_map(|rule| {
            let counted = rule.count.as_ref().map_or(&[][..], |(of, _)| of.parts());
            rule.when.parts().iter().chain(rule.unless.parts()).chain(counted).copied()
        });
        let weights = self.scores.iter().flatten().map(|(screen, bit, _)| (*screen, *bit));
        let none = self.no_pattern.parts().iter().copied();
        let parts: Vec<(usize, u32)> = rules.chain(patterns).chain(none).collect();
        let mut named = vec![0_u32; self.file().screen.len()];
        for (screen, bits) in parts.iter().copied().chain(weights) {
            if let Some(known) = named.get_mut(screen) {
                *known |= bits;
            }
        }
        for (screen, named) in named.iter_mut().enumerate() {
            if self.file().screen.get(screen).is_some_and(|file| !file.several) {
                *named = self.told_apart(screen, *named, &parts);
            }
        }
        named
    }

    /// Of the answers `named`, those that the `parts` of rules or a weight tell from each one before.
    fn told_apart(&self, screen: usize, named: u32, parts: &[(usize, u32)]) -> u32 {
        let weights = |bit: u32| -> Vec<i32> {
            let of = |weight: &&(usize, u32, i32)| weight.0 == screen && weight.1 == bit;
            self.scores.iter().map(|score| score.iter().filter(of).map(|w| w.2).sum()).collect()
        };
        let alike = |one: u32, other: u32| {
            let mut here = parts.iter().filter(|(of, _)| *of == screen);
            here.all(|(_, mask)| (mask & one == 0) == (mask & other == 0))
                && weights(one) == weights(other)
        };
        bits(named).fold(0, |kept, bit| {
            if bits(kept).any(|other| alike(bit, other)) { kept } else { kept | bit }
        })
    }
}

/// The answers in a set of them, each alone.
fn bits(set: u32) -> impl Iterator<Item = u32> {
    (0..u32::BITS).map(|i| 1_u32 << i).filter(move |bit| set & bit != 0)
}
