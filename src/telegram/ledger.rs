//! Which updates are finished, and which offset may be confirmed to Telegram.
//!
//! Telegram keeps an update until a call for updates names a higher offset. The offset named
//! here is the lowest update not finished yet, so a crash at any moment loses no question.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

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

/// So many at most, where nearly all of a full window is finished, are stragglers: most chats are
/// answered, and what is behind the window is kept waiting by a few. When all of it is unfinished
/// there is no use in seeing more.
const STRAGGLERS: usize = 25;

/// After so long a straggler is released: many times what an answer takes.
const LONG: Duration = Duration::from_secs(3);

/// The books of one run.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Updates under way, with their chats and since when.
    unfinished: BTreeMap<u32, (i64, Instant)>,
    /// Updates under way that were confirmed early, see [`Ledger::release`].
    released: HashSet<u32>,
    finished: HashSet<u32>,
    finished_order: VecDeque<u32>,
    /// One above the highest update seen.
    next: u32,
}

impl Ledger {
    /// Takes up an update; `false` if it is under way or finished already.
    pub(super) fn admit(&mut self, update: u32, chat: i64, now: Instant) -> bool {
        let known = self.knows(update);
        if !known {
            self.unfinished.insert(update, (chat, now));
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

    /// Confirms a few updates early when nothing new can be seen for them: those of a chat that
    /// fills the window, or those that take long while all others are finished. Returns how many;
    /// they are still answered, but a crash now would lose them.
    pub(super) fn release(&mut self, now: Instant) -> usize {
        let span = self.next.saturating_sub(self.offset()) as usize;
        if span < FULL {
            return 0;
        }
        let mut per_chat: HashMap<i64, usize> = HashMap::new();
        for (chat, _) in self.unfinished.values() {
            *per_chat.entry(*chat).or_default() += 1;
        }
        let heavy = per_chat
            .into_iter()
            .filter(|(_, count)| *count >= HEAVY)
            .max_by_key(|(_, count)| *count)
            .map(|(chat, _)| chat);
        let few = self.unfinished.len() <= STRAGGLERS;
        let goes = |chat: i64, since: Instant| match heavy {
            Some(heavy) => chat == heavy,
            None => few && now.duration_since(since) >= LONG,
        };
        let before = self.released.len();
        let released = &mut self.released;
        self.unfinished.retain(|update, (chat, since)| {
            let goes = goes(*chat, *since);
            if goes {
                released.insert(*update);
            }
            !goes
        });
        self.released.len() - before
    }

    /// How many updates under way were confirmed early.
    pub(super) fn released(&self) -> usize {
        self.released.len()
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
            assert!(ledger.admit(update, 1, Instant::now()));
            assert!(!ledger.admit(update, 1, Instant::now()));
        }
        ledger.finish(8);
        assert_eq!(ledger.offset(), 7);
        ledger.finish(7);
        assert_eq!(ledger.offset(), 9);
        ledger.finish(9);
        assert_eq!(ledger.offset(), 10);
        assert!(!ledger.admit(8, 1, Instant::now()), "finished ones are remembered");
    }

    #[test]
    fn what_is_given_back_counts_again() {
        let mut ledger = Ledger::default();
        assert!(ledger.admit(7, 1, Instant::now()));
        ledger.give_back(7);
        assert!(!ledger.is_finished(7));
        assert!(ledger.is_idle());
        assert!(ledger.admit(7, 1, Instant::now()));
        ledger.finish(7);
        assert!(ledger.is_finished(7));
    }

    #[test]
    fn a_chat_that_fills_the_window_is_released() {
        let mut ledger = Ledger::default();
        for update in 0..50 {
            ledger.admit(update, 1, Instant::now());
        }
        assert_eq!(ledger.release(Instant::now()), 0, "there is room yet");
        for update in 50..100 {
            ledger.admit(update, i64::from(update), Instant::now());
        }
        assert_eq!(ledger.release(Instant::now()), 50);
        assert_eq!(ledger.offset(), 50);
        assert_eq!(ledger.under_way(), 100);
        assert!(!ledger.admit(3, 1, Instant::now()));
    }

    #[test]
    fn a_straggler_is_released_when_nothing_can_be_seen_for_it() {
        let mut ledger = Ledger::default();
        let start = Instant::now();
        for update in 0..100 {
            ledger.admit(update, i64::from(update), start);
        }
        for update in 1..100 {
            ledger.finish(update);
        }
        assert_eq!(ledger.release(start + LONG / 2), 0, "it may be answered any moment");
        assert_eq!(ledger.release(start + LONG), 1);
        assert_eq!(ledger.offset(), 100);
        assert_eq!((ledger.under_way(), ledger.released()), (1, 1));
        ledger.finish(0);
        assert!(ledger.is_idle());
    }

    #[test]
    fn an_outage_releases_nothing() {
        let mut ledger = Ledger::default();
        let start = Instant::now();
        for update in 0..100 {
            ledger.admit(update, i64::from(update), start);
        }
        assert_eq!(ledger.release(start + 100 * LONG), 0);
        assert_eq!(ledger.offset(), 0);
    }

    #[test]
    fn many_busy_chats_are_not_released() {
        let mut ledger = Ledger::default();
        for update in 0..100 {
            ledger.admit(update, i64::from(update % 5), Instant::now());
        }
        assert_eq!(ledger.release(Instant::now()), 0);
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
                } else if ledger.admit(update, 1, Instant::now()) {
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
