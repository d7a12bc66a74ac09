//! What is measured, and how it is printed.

use std::fmt;
use std::time::Duration;

/// One round at full speed.
pub(crate) struct Round {
    pub(crate) answered: usize,
    pub(crate) took: Duration,
    /// Time on all cores of the bot's process.
    pub(crate) cpu: Duration,
    pub(crate) waits: Vec<Duration>,
}

impl Round {
    /// Updates answered a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.cpu.as_secs_f64() * 1e6 / self.answered.max(1) as f64;
        write!(
            f,
            "{} updates, {:.0}/s, {micros:.0} µs of CPU each, {}",
            self.answered,
            self.per_second(),
            Spread::of(self.waits.clone())
        )
    }
}

/// How long answers took.
pub(crate) struct Spread {
    half: Duration,
    most: Duration,
    nearly_all: Duration,
}

impl Spread {
    /// Half of the answers took no longer.
    pub(crate) fn median(&self) -> Duration {
        self.half
    }

    pub(crate) fn of(mut waits: Vec<Duration>) -> Self {
        waits.sort_unstable();
        let at = |percent: usize| {
            let rank = (waits.len() * percent).div_ceil(100).saturating_sub(1);
            waits.get(rank).copied().unwrap_or_default()
        };
        Self { half: at(50), most: at(95), nearly_all: at(99) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        write!(
            f,
            "p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
            ms(self.half),
            ms(self.most),
            ms(self.nearly_all)
        )
    }
}

/// The middle one; the higher of two.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
