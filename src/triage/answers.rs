//! What was answered.

use crate::knowledge::triage::ScreenFile;

/// The answers given so far, one place for each screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(Vec<Answer>);

/// The answer to one screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// Options picked, as bits in their order.
    pub(super) picked: u32,
    /// Whether the screen is finished. Ticks count before that, too.
    pub(super) done: bool,
    /// Whether it was read from a message. Read and not done, it is a mark on the screen: it counts
    /// for nothing before the person has answered.
    pub(super) read: bool,
}

impl Answers {
    /// No answers to so many screens.
    pub(super) fn none(screens: usize) -> Self {
        Self(vec![Answer::default(); screens])
    }

    /// The options picked on a screen, as bits; 0 for a screen that does not exist.
    pub(super) fn picked(&self, screen: usize) -> u32 {
        self.0.get(screen).filter(|answer| answer.done || !answer.read).map_or(0, |a| a.picked)
    }

    /// The options that the screen shows as chosen: those picked, or those marked.
    pub(super) fn shown(&self, screen: usize) -> u32 {
        self.0.get(screen).map_or(0, |answer| answer.picked)
    }

    /// Whether what is shown was read from a message.
    pub(super) fn read(&self, screen: usize) -> bool {
        self.0.get(screen).is_some_and(|answer| answer.read)
    }

    /// Sets what was read from a message: as the answer, or as a mark only.
    pub(super) fn set_read(&mut self, screen: usize, picked: u32, done: bool) {
        if let Some(answer) = self.0.get_mut(screen) {
            *answer = Answer { picked, done, read: true };
        }
    }

    /// Whether a screen is finished.
    pub(super) fn done(&self, screen: usize) -> bool {
        self.0.get(screen).is_some_and(|answer| answer.done)
    }

    /// Sets the answer to a screen.
    pub(super) fn set(&mut self, screen: usize, picked: u32, done: bool) {
        if let Some(answer) = self.0.get_mut(screen) {
            *answer = Answer { picked, done, read: false };
        }
    }

    /// The same with one screen changed.
    pub(super) fn with(&self, screen: usize, picked: u32, done: bool) -> Self {
        let mut changed = self.clone();
        changed.set(screen, picked, done);
        changed
    }

    /// The first screen not finished.
    pub(super) fn open(&self) -> Option<usize> {
        self.0.iter().position(|answer| !answer.done)
    }

    /// How many screens are not finished.
    pub(super) fn left(&self) -> usize {
        self.0.iter().filter(|answer| !answer.done).count()
    }

    /// Whether no screen was answered.
    pub(super) fn is_empty(&self) -> bool {
        (0..self.0.len()).all(|screen| !self.done(screen) && self.picked(screen) == 0)
    }
}

/// The bit of an answer by its code.
pub(super) fn bit(screen: &ScreenFile, code: &str) -> Option<u32> {
    let index = screen.option.iter().position(|option| option.code == code)?;
    1_u32.checked_shl(u32::try_from(index).ok()?)
}

/// The bit of the screen's "Not sure".
pub(super) fn unsure(screen: &ScreenFile) -> u32 {
    screen
        .option
        .iter()
        .find(|option| option.unsure)
        .and_then(|option| bit(screen, &option.code))
        .unwrap_or(0)
}
