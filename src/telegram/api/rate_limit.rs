//! Sending no faster than Telegram takes it, without slowing down a lone reply.
//!
//! Each limit is a generic cell rate algorithm: one moment a chat, no queue and no timer task. A
//! chat's task waits for its own limit first and takes its place in the overall one only then,
//! so a chat that gets much never holds more than one place before the others.

use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::config::Pace;

/// Replies that may leave at once over all chats before the average counts: a few people who
/// write in the same moment are not slowed down, and a second holds hardly more than its limit.
const OVERALL_BURST: u32 = 4;

/// Chats whose pace is remembered. One forgotten too early may cost a "too many requests".
const CHATS: u64 = 100_000;

/// How long a chat's pace is remembered after its last message: longer than any limit takes to be
/// as new, and than most pauses that Telegram asks for.
const REMEMBERED: Duration = Duration::from_hours(1);

/// Paces sending over all chats.
pub(crate) struct RateLimiter {
    overall: Mutex<Instant>,
    chats: Cache<i64, Instant>,
    overall_limit: Limit,
    chat_limit: Limit,
    group_limit: Limit,
}

/// So many in a row, then one each `every`.
#[derive(Clone, Copy, Debug)]
struct Limit {
    every: Duration,
    burst: u32,
}

impl Limit {
    /// When one more may be sent, and the mark that is kept for the next: the moment until which
    /// the pace is used up.
    fn next(self, used_up: Instant, now: Instant) -> (Instant, Instant) {
        let used_up = used_up.max(now);
        let tolerance = self.every * self.burst.saturating_sub(1);
        let at = used_up.checked_sub(tolerance).map_or(now, |at| at.max(now));
        (at, used_up + self.every)
    }
}

impl RateLimiter {
    pub(crate) fn new(pace: &Pace) -> Self {
        let every = |per_second: f64| Duration::from_secs_f64(1.0 / per_second.max(1e-3));
        let group_limit =
            Limit { every: every(pace.group_per_minute / 60.0), burst: pace.chat_burst };
        Self {
            overall: Mutex::new(Instant::now()),
            chats: Cache::builder().max_capacity(CHATS).time_to_idle(REMEMBERED).build(),
            overall_limit: Limit { every: every(pace.overall_per_second), burst: OVERALL_BURST },
            chat_limit: Limit { every: every(pace.chat_per_second), burst: pace.chat_burst },
            group_limit,
        }
    }

    /// Waits until a message may go to `chat`. Calls for one chat come one after the other.
    pub(crate) async fn wait(&self, chat: i64) {
        // Groups have negative ids; their limit is the stricter one.
        let limit = if chat < 0 { self.group_limit } else { self.chat_limit };
        let now = Instant::now();
        let (at, used_up) = limit.next(self.chats.get(&chat).unwrap_or(now), now);
        self.chats.insert(chat, used_up);
        if at > now {
            sleep_until(at).await;
        }
        let at = {
            let mut overall = self.overall.lock().await;
            let (at, used_up) = self.overall_limit.next(*overall, Instant::now());
            *overall = used_up;
            at
        };
        sleep_until(at).await;
    }

    /// Nothing goes to `chat` before `pause` is over: Telegram asked for it.
    pub(crate) fn hold(&self, chat: i64, pause: Duration) {
        let limit = if chat < 0 { self.group_limit } else { self.chat_limit };
        self.chats
            .insert(chat, Instant::now() + pause + limit.every * limit.burst.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds after the start at which each of `count` messages to `chat` leaves.
    async fn leave(rate_limiter: &RateLimiter, chat: i64, count: usize) -> Vec<f64> {
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..count {
            rate_limiter.wait(chat).await;
            times.push((start.elapsed().as_secs_f64() * 10.0).round() / 10.0);
        }
        times
    }

    #[tokio::test(start_paused = true)]
    async fn a_lone_reply_does_not_wait() {
        let rate_limiter = RateLimiter::new(&Pace::default());
        assert_eq!(leave(&rate_limiter, 1, 1).await, [0.0]);
        tokio::time::advance(Duration::from_mins(1)).await;
        assert_eq!(leave(&rate_limiter, 1, 1).await, [0.0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_chat_gets_a_burst_then_one_a_second() {
        let rate_limiter = RateLimiter::new(&Pace::default());
        assert_eq!(leave(&rate_limiter, 1, 6).await, [0.0, 0.0, 0.0, 1.0, 2.0, 3.0]);
        // Another chat does not feel it.
        assert_eq!(leave(&rate_limiter, 2, 1).await, [0.0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_group_gets_twenty_a_minute() {
        let rate_limiter = RateLimiter::new(&Pace::default());
        assert_eq!(leave(&rate_limiter, -1, 5).await, [0.0, 0.0, 0.0, 3.0, 6.0]);
    }

    #[tokio::test(start_paused = true)]
    async fn all_chats_together_get_thirty_a_second() {
        let rate_limiter = RateLimiter::new(&Pace::default());
        let start = Instant::now();
        for chat in 0..304 {
            rate_limiter.wait(chat).await;
        }
        let seconds = start.elapsed().as_secs_f64();
        assert!((9.9..10.1).contains(&seconds), "{seconds}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_held_chat_waits() {
        let rate_limiter = RateLimiter::new(&Pace::default());
        rate_limiter.hold(1, Duration::from_secs(7));
        assert_eq!(leave(&rate_limiter, 1, 2).await, [7.0, 8.0]);
        assert_eq!(leave(&rate_limiter, 2, 1).await, [0.0]);
    }
}
