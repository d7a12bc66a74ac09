//! Whether the bot is in touch with Telegram: what `/readyz` tells.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::time::Instant;

/// Signs of life, shared between the parts that give them and the one that shows them.
#[derive(Debug)]
pub(crate) struct Readiness {
    started: Instant,
    /// Milliseconds from the start to the last call for updates that went well, or the last
    /// update that came by webhook; 0 before the first.
    last: AtomicU64,
    /// Whether updates come: not while the webhook is not set, or is another program's.
    hears: AtomicBool,
    stopping: AtomicBool,
}

impl Readiness {
    /// `hears` says whether updates come as soon as Telegram is there.
    pub(crate) fn new(hears: bool) -> Self {
        Self {
            started: Instant::now(),
            last: AtomicU64::new(0),
            hears: AtomicBool::new(hears),
            stopping: AtomicBool::new(false),
        }
    }

    /// Whether updates come from now on.
    pub(crate) fn hears(&self, hears: bool) {
        self.hears.store(hears, Ordering::Relaxed);
    }

    /// Telegram was heard of.
    pub(crate) fn in_touch(&self) {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now.max(1), Ordering::Relaxed);
    }

    /// The bot is about to end.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether Telegram was heard of within `seconds`, updates come, and no end is near.
    pub(crate) fn is_ready(&self, seconds: u64) -> bool {
        let last = self.last.load(Ordering::Relaxed);
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        last > 0
            && now.saturating_sub(last) <= seconds.saturating_mul(1000)
            && self.hears.load(Ordering::Relaxed)
            && !self.stopping.load(Ordering::Relaxed)
    }
}
