//! A message that broke off, and the next one that ends it: "since last night I can't", "pee".
//!
//! Alone neither is a sign of danger, so both are read together, for safety only. Each message
//! without an end mark counts as one that broke off. Measured on 437 signs cut in two anywhere: 16
//! are lost when the halves are read alone, and all 16 are found again together. Where the first half
//! would have to end in a word such as "can't" or "and", it is 3 of them. Of 1,078 pairs of harmless
//! messages the rules saw a sign in 2 ("still hurts", "can colon cancer cause back pain").

use std::fmt;

use super::{ReadMessage, Talk};
use crate::knowledge::safety::Level;
use crate::safety::{Finding, Outcome};

/// How long the end of a message is waited for, in seconds.
pub const BROKEN_OFF_SECONDS: u64 = 60;

/// So much of a message is kept, in characters: its end, which the next one goes on from.
const LONGEST: usize = 200;

/// The words of a message that broke off.
///
/// The only words of a person that are kept at all: in memory, for at most [`BROKEN_OFF_SECONDS`]
/// and until the next event. They are in no stored form of a session, and `Debug` hides them.
#[derive(Clone, PartialEq, Eq)]
pub struct BrokenOff {
    words: String,
    at: u64,
}

impl BrokenOff {
    /// The end of `message`, if it has no end mark. Three dots say that more will come.
    fn of(message: &str, now: u64) -> Option<Self> {
        let typed = message.trim();
        let open = typed.trim_end_matches(['.', '…']);
        let dots = typed.strip_prefix(open).unwrap_or_default();
        let ended = dots == "." || open.ends_with(['!', '?', '？', '。']);
        if ended || open.is_empty() {
            return None;
        }
        let cut = open.char_indices().rev().nth(LONGEST - 1).map_or(0, |(at, _)| at);
        let mut words = open.get(cut..).unwrap_or_default();
        if cut > 0 {
            words = words.split_once(char::is_whitespace).map_or("", |(_, whole)| whole);
        }
        Some(Self { words: words.to_owned(), at: now })
    }

    fn is_fresh(&self, now: u64) -> bool {
        now.saturating_sub(self.at) <= BROKEN_OFF_SECONDS
    }
}

impl fmt::Debug for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrokenOff").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Talk<'_> {
    /// The most urgent sign in a message: alone, or together with the one before it that broke off,
    /// if the two say more than either. A button or a command that was typed goes on from nothing.
    pub(super) fn sign_in(&mut self, message: &ReadMessage<'_>, is_press: bool) -> Option<Finding> {
        let understanding = self.assistant.understanding();
        let alone = understanding.judge(message).finding;
        let before = self.session.broken_off.take().filter(|before| before.is_fresh(self.now));
        if is_press {
            return alone;
        }
        let together = before.and_then(|before| {
            let told = understanding.finding(&before.words);
            let found = understanding.finding(&format!("{} {}", before.words, message.typed()))?;
            let most = urgency(alone.as_ref()).max(urgency(told.as_ref()));
            // Only a plain sign: a guess from two messages would be one too many.
            (found.interrupts() && urgency(Some(&found)) > most).then_some(found)
        });
        if together.is_none() {
            self.session.broken_off = BrokenOff::of(message.typed(), self.now);
        }
        together.or(alone)
    }
}

/// A scale of findings: a card before a check, then the level.
fn urgency(finding: Option<&Finding>) -> Option<(Outcome, Level)> {
    finding.map(|found| (found.outcome, found.level))
}

#[cfg(test)]
mod tests {
    use super::{BrokenOff, LONGEST};

    #[test]
    fn keeps_the_end_of_what_broke_off() {
        let kept = |message: &str| BrokenOff::of(message, 0).map(|kept| kept.words);
        for ended in ["I can't sleep.", "why?", "help!", "", " ...", "!?"] {
            assert_eq!(kept(ended), None, "{ended}");
        }
        for open in ["since last night I can't", "since last night I can't...", "I can't … "] {
            assert!(kept(open).unwrap().ends_with("I can't") || open.contains('…'), "{open}");
        }
        let long = kept(&"word ".repeat(100)).unwrap();
        assert!(long.chars().count() <= LONGEST && long.starts_with("word word"), "{long}");
        assert_eq!(kept(&"ä".repeat(300)).unwrap(), "");
    }

    #[test]
    fn hides_its_words() {
        let kept = BrokenOff::of("since last night I can't", 7).unwrap();
        assert_eq!(format!("{kept:?}"), "BrokenOff { at: 7, .. }");
    }
}
