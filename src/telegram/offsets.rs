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
pub(crate) const WINDOW: u8 = 100;

/// From so many updates in the window on it is called full.
const FULL: usize = 80;

/// A chat with so many of them in a full window holds up all others, and is soon released.
const HEAVY: usize = 40;

/// An update that so many later ones have overtaken, finished before it, is held up by its own chat, and
/// holds up others in a full window. When all of the window is unfinished there is no use in seeing more.
const OVERTAKEN: usize = 50;

/// After so long an update leaves a full window: one of a chat that fills it, one that was overtaken, or
/// any where that is safe. Many times what an answer takes, and as long as a chat that got too much waits.
const SHORT: Duration = Duration::from_secs(1);

/// After so long it leaves one that is not full, where that is safe.
const LONG: Duration = Duration::from_secs(3);

/// The state of one run.
#[derive(Debug, Default)]
pub(crate) struct Offsets {
    /// Updates under way, with their chats and since when.
    unfinished: BTreeMap<u32, (i64, Instant)>,
    /// Updates under way that were confirmed, see [`Offsets::release`].
    released: HashSet<u32>,
    finished: HashSet<u32>,
    finished_order: VecDeque<u32>,
    /// One above the highest update seen.
    next: u32,
}

impl Offsets {
    /// Takes up an update; `false` if it is under way or finished already.
    pub(crate) fn admit(&mut self, update: u32, chat: i64, now: Instant) -> bool {
        let known = self.knows(update);
        if !known {
            self.unfinished.insert(update, (chat, now));
            self.next = self.next.max(update.saturating_add(1));
        }
        !known
    }

    /// Whether this update was taken up before.
    pub(crate) fn knows(&self, update: u32) -> bool {
        self.is_under_way(update) || self.finished.contains(&update)
    }

    /// Whether this update was taken up and is not finished.
    pub(crate) fn is_under_way(&self, update: u32) -> bool {
        self.unfinished.contains_key(&update) || self.released.contains(&update)
    }

    /// Notes that an update needs no more work.
    pub(crate) fn finish(&mut self, update: u32) {
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
    pub(crate) fn is_finished(&self, update: u32) -> bool {
        self.finished.contains(&update)
    }

    /// Forgets an update that another instance works on: it counts again when it is brought again.
    pub(crate) fn give_back(&mut self, update: u32) {
        self.unfinished.remove(&update);
        self.released.remove(&update);
    }

    /// The offset to confirm: everything below it is finished or released. 0 before any update.
    pub(crate) fn offset(&self) -> u32 {
        self.unfinished.keys().next().copied().unwrap_or(self.next)
    }

    /// Whether nothing is under way.
    pub(crate) fn is_idle(&self) -> bool {
        self.unfinished.is_empty() && self.released.is_empty()
    }

    /// How many updates are under way.
    pub(crate) fn under_way(&self) -> usize {
        self.unfinished.len() + self.released.len()
    }

    /// Forgets where Telegram's numbers stood: after a week without updates they start anew at
    /// any number, and a higher offset would confirm what was never seen.
    pub(crate) fn restart_numbers(&mut self) {
        if self.is_idle() {
            self.next = 0;
        }
    }

    /// The updates that hold up others, oldest first. Where what leaves the window is kept safe
    /// (`durable`), each that takes long; where it would only be in memory, those of a chat that
    /// fills the window, and those that many later ones have overtaken.
    pub(crate) fn in_the_way(&self, now: Instant, durable: bool) -> Vec<u32> {
        let span = self.next.saturating_sub(self.offset()) as usize;
        let full = span >= FULL;
        if !full && !durable {
            return Vec::new();
        }
        let mut per_chat: HashMap<i64, usize> = HashMap::new();
        for (chat, _) in self.unfinished.values() {
            *per_chat.entry(*chat).or_default() += 1;
        }
        let heavy = per_chat
            .into_iter()
            .filter(|(_, count)| full && *count >= HEAVY)
            .max_by_key(|(_, count)| *count)
            .map(|(chat, _)| chat);
        let overtaken = |nth: usize, update: u32| {
            let later = self.next.saturating_sub(update).saturating_sub(1) as usize;
            let unfinished_later = self.unfinished.len().saturating_sub(nth + 1);
            later.saturating_sub(unfinished_later) >= OVERTAKEN
        };
        let goes = |nth: usize, update: u32, chat: i64, since: Instant| {
            let age = now.duration_since(since);
            if full {
                age >= SHORT && (durable || heavy == Some(chat) || overtaken(nth, update))
            } else {
                age >= LONG
            }
        };
        let unfinished = self.unfinished.iter().enumerate();
        unfinished
            .filter(|(nth, (update, (chat, since)))| goes(*nth, **update, *chat, *since))
            .map(|(_, (update, _))| *update)
            .collect()
    }

    /// Takes updates out of the window: they count as confirmed, and are still answered.
    pub(crate) fn release(&mut self, updates: &[u32]) {
        for update in updates {
            if self.unfinished.remove(update).is_some() {
                self.released.insert(*update);
            }
        }
    }

    /// Takes up an update that left the window in an earlier run.
    pub(crate) fn admit_released(&mut self, update: u32) -> bool {
        !self.knows(update) && self.released.insert(update)
    }

    /// Notes that Telegram shows an update, known or not.
    pub(crate) fn see(&mut self, update: u32) {
        self.next = self.next.max(update.saturating_add(1));
    }

    /// Whether an update left the window and is not finished.
    pub(crate) fn is_released(&self, update: u32) -> bool {
        self.released.contains(&update)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_offset_is_the_lowest_unfinished() {
        let mut offsets = Offsets::default();
        assert_eq!(offsets.offset(), 0);
        for update in [7, 8, 9] {
            assert!(offsets.admit(update, 1, Instant::now()));
            assert!(!offsets.admit(update, 1, Instant::now()));
        }
        offsets.finish(8);
        assert_eq!(offsets.offset(), 7);
        offsets.finish(7);
        assert_eq!(offsets.offset(), 9);
        offsets.finish(9);
        assert_eq!(offsets.offset(), 10);
        assert!(!offsets.admit(8, 1, Instant::now()), "finished ones are remembered");
    }

    #[test]
    fn what_is_given_back_counts_again() {
        let mut offsets = Offsets::default();
        assert!(offsets.admit(7, 1, Instant::now()));
        offsets.give_back(7);
        assert!(!offsets.is_finished(7));
        assert!(offsets.is_idle());
        assert!(offsets.admit(7, 1, Instant::now()));
        offsets.finish(7);
        assert!(offsets.is_finished(7));
    }

    #[test]
    fn a_chat_that_fills_the_window_is_released() {
        let mut offsets = Offsets::default();
        for update in 0..50 {
            offsets.admit(update, 1, Instant::now());
        }
        assert!(offsets.in_the_way(Instant::now(), false).is_empty(), "there is room yet");
        for update in 50..100 {
            offsets.admit(update, i64::from(update), Instant::now());
        }
        let heavy: Vec<u32> = (0..50).collect();
        let start = Instant::now();
        assert!(offsets.in_the_way(start, false).is_empty(), "most are answered together at once");
        assert_eq!(offsets.in_the_way(start + SHORT, false), heavy);
        offsets.release(&heavy);
        assert_eq!(offsets.offset(), 50);
        assert_eq!(offsets.under_way(), 100);
        assert!(!offsets.admit(3, 1, Instant::now()));
    }

    #[test]
    fn what_was_overtaken_is_released_when_nothing_can_be_seen_for_it() {
        let mut offsets = Offsets::default();
        let start = Instant::now();
        for update in 0..100 {
            offsets.admit(update, i64::from(update), start);
        }
        for update in 50..100 {
            offsets.finish(update);
        }
        let most: Vec<u32> = (0..50).collect();
        assert_eq!(offsets.in_the_way(start + SHORT, false), most, "fifty have overtaken them");
        for update in 1..50 {
            offsets.finish(update);
        }
        assert!(
            offsets.in_the_way(start + SHORT / 2, false).is_empty(),
            "it may be done any moment"
        );
        assert_eq!(offsets.in_the_way(start + SHORT, false), [0]);
        offsets.release(&[0]);
        assert_eq!(offsets.offset(), 100);
        assert_eq!((offsets.under_way(), offsets.is_released(0)), (1, true));
        offsets.finish(0);
        assert!(offsets.is_idle());
    }

    #[test]
    fn what_takes_long_leaves_at_once_where_it_is_kept() {
        let mut offsets = Offsets::default();
        let start = Instant::now();
        offsets.admit(7, 1, start);
        offsets.admit(8, 2, start + LONG / 2);
        assert_eq!(offsets.in_the_way(start + LONG, true), [7]);
        assert!(offsets.in_the_way(start + LONG, false).is_empty());
        offsets.release(&[7]);
        assert_eq!(offsets.offset(), 8);
        assert!(offsets.is_released(7) && !offsets.is_released(8));
    }

    #[test]
    fn what_was_kept_confirms_nothing_that_was_not_seen() {
        let mut offsets = Offsets::default();
        assert!(offsets.admit_released(7));
        assert!(!offsets.admit_released(7));
        assert_eq!(offsets.offset(), 0);
        assert!(offsets.admit(5, 1, Instant::now()));
        assert!(!offsets.admit(7, 1, Instant::now()), "it came again");
        offsets.see(7);
        assert_eq!(offsets.offset(), 5);
        offsets.finish(5);
        assert_eq!(offsets.offset(), 8);
    }

    #[test]
    fn an_outage_releases_nothing() {
        let mut offsets = Offsets::default();
        let start = Instant::now();
        for update in 0..100 {
            offsets.admit(update, i64::from(update), start);
        }
        assert!(offsets.in_the_way(start + 100 * LONG, false).is_empty());
    }

    #[test]
    fn many_busy_chats_are_not_released() {
        let mut offsets = Offsets::default();
        for update in 0..100 {
            offsets.admit(update, i64::from(update % 5), Instant::now());
        }
        assert!(offsets.in_the_way(Instant::now(), false).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_unfinished_is_ever_confirmed(
            steps in proptest::collection::vec((0..60u32, any::<bool>()), 0..200)
        ) {
            let mut offsets = Offsets::default();
            let mut open = std::collections::BTreeSet::new();
            for (update, done) in steps {
                if done {
                    if open.remove(&update) {
                        offsets.finish(update);
                    }
                } else if offsets.admit(update, 1, Instant::now()) {
                    open.insert(update);
                }
                if let Some(lowest) = open.first() {
                    prop_assert!(offsets.offset() <= *lowest);
                }
                prop_assert_eq!(offsets.under_way(), open.len());
            }
        }
    }
}
