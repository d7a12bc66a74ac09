//! Which answers a rule needs.

use super::answers::{Answers, bit};
use crate::knowledge::triage::{Condition, ScreenFile};

/// A [`Condition`] with screens as indexes and answers as bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs(Vec<(usize, u32)>);

impl Needs {
    /// Compiles a condition. A screen or answer that does not exist can never hold; the load
    /// reports it.
    pub(super) fn new(condition: &Condition, screens: &[ScreenFile]) -> Self {
        Self(
            condition
                .iter()
                .map(|(key, codes)| {
                    let index = screens.iter().position(|screen| screen.key == *key);
                    let mask = index.and_then(|i| screens.get(i)).map_or(0, |screen| {
                        codes.iter().filter_map(|code| bit(screen, code)).fold(0, |a, b| a | b)
                    });
                    (index.unwrap_or(usize::MAX), mask)
                })
                .collect(),
        )
    }

    /// Whether each screen named has one of its answers.
    pub(super) fn hold(&self, answers: &Answers) -> bool {
        self.0.iter().all(|(screen, mask)| answers.picked(*screen) & mask != 0)
    }

    /// Whether any of the answers named was given.
    pub(super) fn touch(&self, answers: &Answers) -> bool {
        self.0.iter().any(|(screen, mask)| answers.picked(*screen) & mask != 0)
    }

    /// How many of the answers named were given.
    pub(super) fn count(&self, answers: &Answers) -> u32 {
        self.0.iter().map(|(screen, mask)| (answers.picked(*screen) & mask).count_ones()).sum()
    }

    /// Screens named, with their answers as bits.
    pub(super) fn parts(&self) -> &[(usize, u32)] {
        &self.0
    }
}
