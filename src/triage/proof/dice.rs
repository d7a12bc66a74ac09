//! Sets of answers drawn with a fixed seed, so that each run tries the same.

use crate::knowledge::triage::Urgency;
use crate::triage::answers::Answers;
use crate::triage::quiz::Quiz;

/// `SplitMix64`: tiny, and even enough for drawing answers.
pub(super) struct Dice(u64);

/// One in so many boxes is ticked: about one on a screen of eight.
const TICK_ONE_IN: usize = 8;

impl Dice {
    pub(super) fn new() -> Self {
        Self(0x5C1A_71CA)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `sides`; 0 if there are none.
    pub(super) fn throw(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from(self.next() % sides).unwrap_or(0)
    }

    /// Answers to all screens; `calm` draws none that are urgent by themselves.
    pub(super) fn answers(&mut self, quiz: &Quiz, calm: bool) -> Answers {
        let mut answers = quiz.no_answers();
        for (index, screen) in quiz.file().screen.iter().enumerate() {
            let allowed: Vec<usize> = screen
                .option
                .iter()
                .enumerate()
                .filter(|(_, option)| !calm || option.at_least < Some(Urgency::U2))
                .map(|(i, _)| i)
                .collect();
            let picked = if screen.several {
                allowed
                    .iter()
                    .filter(|_| self.throw(TICK_ONE_IN) == 0)
                    .fold(0, |picked, i| picked | 1 << i)
            } else {
                allowed.get(self.throw(allowed.len())).map_or(0, |i| 1 << i)
            };
            answers.set(index, picked, true);
        }
        answers
    }
}
