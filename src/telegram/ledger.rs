//! Which updates are finished, and which offset may be confirmed to Telegram.
//!
//! Telegram keeps an update until a call for updates names a higher offset. The offset named
//! here is the lowest update not finished yet, so a crash at any moment loses no question.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// Updates of the recent past that are known to be finished. Telegram sends those above the
/// confirmed offset again, at most a hundred at a time.
const REMEMBERED: usize = 4096;

/// The most updates that one call returns: those behind an unfinished one cannot be seen beyond
/// this many.
pub(super) const WINDOW: u8 = 100;

/// From so many updates in the window on it is called full.
const FULL: usize = 80;

/// A chat with so many of them in a full window holds up all others, and is released.
const HEAVY: usize = 40;

/// The books of one run.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Updates under way, with their chats.
    unfinished: BTreeMap<u32, i64>,
    /// Updates under way that were confirmed early, see [`Ledger::release`].
    released: HashSet<u32>,
    finished: HashSet<u32>,
    finished_order: VecDeque<u32>,
    /// One above the highest update seen.
    next: u32,
}

impl Ledger {
    /// Takes up an update; `false` if it is under way or finished already.
    pub(super) fn admit(&mut self, update: u32, chat: i64) -> bool {
        let known = self.knows(update);
        if !known {
            self.unfinished.insert(update, chat);
            self.next = self.next.max(update.saturating_add(1));
        }
        !known
    }

    /// Whether this update was taken up before.
    pub(super) fn knows(&self, update: u32) -> bool {
        self.is_under_way(update) || self.finished.contains(&update)
    }

    /// Whether this update was taken up and is not finished.
    pub(super) fn is_under_way(&self, update: u32) -> bool {
        self.unfinished.contains_key(&update) || self.released.contains(&update)
    }

    /// Notes that an update needs no more work.
    pub(super) fn finish(&mut self, update: u32) {
        self.unfinished.remove(&update);
        self.released.remove(&update);
        if self.finished.insert(update) {
            self.finished_order.push_back(update);
            if self.finished_order.len() > REMEMBERED
                && let Some(oldest) = self.finished_order.pop_front()
            {
                self.finished.remove(&oldest);
            }
        }
    }

    /// Whether this update needs no more work.
    pub(super) fn is_finished(&self, update: u32) -> bool {
        self.finished.contains(&update)
    }

    /// Forgets an update that another instance works on: it counts again when it is brought again.
    pub(super) fn give_back(&mut self, update: u32) {
        self.unfinished.remove(&update);
        self.released.remove(&update);
    }

    /// The offset to confirm: everything below it is finished or released. 0 before any update.
    pub(super) fn offset(&self) -> u32 {
        self.unfinished.keys().next().copied().unwrap_or(self.next)
    }

    /// Whether nothing is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.unfinished.is_empty() && self.released.is_empty()
    }

    /// How many updates are under way.
    pub(super) fn under_way(&self) -> usize {
        self.unfinished.len() + self.released.len()
    }

    /// Forgets where Telegram's numbers stood: after a week without updates they start anew at
    /// any number, and a higher offset would confirm what was never seen.
    pub(super) fn restart_numbers(&mut self) {
        if self.is_idle() {
            self.next = 0;
        }
    }

    /// If one chat fills the window, confirms its updates early, so that the other chats' can be
    /// seen. Returns how many; they are still answered, but a crash now would lose them. This
    /// takes one chat that sends dozens of messages faster than answers may be sent to it.
    pub(super) fn release(&mut self) -> usize {
        let span = self.next.saturating_sub(self.offset()) as usize;
        if span < FULL {
            return 0;
        }
        let mut per_chat: HashMap<i64, usize> = HashMap::new();
        for chat in self.unfinished.values() {
            *per_chat.entry(*chat).or_default() += 1;
        }
        let Some((&heavy, _)) =
            per_chat.iter().filter(|(_, count)| **count >= HEAVY).max_by_key(|(_, count)| **count)
        else {
            return 0;
        };
        let before = self.released.len();
        let released = &mut self.released;
        self.unfinished.retain(|update, chat| {
            let keep = *chat != heavy;
            if !keep {
                released.insert(*update);
            }
            keep
        });
        self.released.len() - before
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_offset_is_the_lowest_unfinished() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.offset(), 0);
        for update in [7, 8, 9] {
            assert!(ledger.admit(update, 1));
            assert!(!ledger.admit(update, 1));
        }
        ledger.finish(8);
        assert_eq!(ledger.offset(), 7);
        ledger.finish(7);
        assert_eq!(ledger.offset(), 9);
        ledger.finish(9);
        assert_eq!(ledger.offset(), 10);
        assert!(!ledger.admit(8, 1), "finished ones are remembered");
    }

    #[test]
    fn what_is_given_back_counts_again() {
        let mut ledger = Ledger::default();
        assert!(ledger.admit(7, 1));
        ledger.give_back(7);
        assert!(!ledger.is_finished(7));
        assert!(ledger.is_idle());
        assert!(ledger.admit(7, 1));
        ledger.finish(7);
        assert!(ledger.is_finished(7));
    }

    #[test]
    fn a_chat_that_fills_the_window_is_released() {
        let mut ledger = Ledger::default();
        for update in 0..50 {
            ledger.admit(update, 1);
        }
        assert_eq!(ledger.release(), 0, "there is room yet");
        for update in 50..100 {
            ledger.admit(update, i64::from(update));
        }
        assert_eq!(ledger.release(), 50);
        assert_eq!(ledger.offset(), 50);
        assert_eq!(ledger.under_way(), 100);
        assert!(!ledger.admit(3, 1));
    }

    #[test]
    fn many_busy_chats_are_not_released() {
        let mut ledger = Ledger::default();
        for update in 0..100 {
            ledger.admit(update, i64::from(update % 5));
        }
        assert_eq!(ledger.release(), 0);
        assert_eq!(ledger.offset(), 0);
    }

    proptest! {
        #[test]
        fn nothing_unfinished_is_ever_confirmed(
            steps in proptest::collection::vec((0..60u32, any::<bool>()), 0..200)
        ) {
            let mut ledger = Ledger::default();
            let mut open = std::collections::BTreeSet::new();
            for (update, done) in steps {
                if done {
                    if open.remove(&update) {
                        ledger.finish(update);
                    }
                } else if ledger.admit(update, 1) {
                    open.insert(update);
                }
                if let Some(lowest) = open.first() {
                    prop_assert!(ledger.offset() <= *lowest);
                }
                prop_assert_eq!(ledger.under_way(), open.len());
            }
        }
    }
}
