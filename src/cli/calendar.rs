//! Which day it is: the one place of the commands that looks at the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::storage::Day;

/// Now, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the core has no clock; this is a driver")]
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// This day in Greenwich, by which everything is counted.
pub(super) fn today() -> Day {
    Day::of(now())
}

/// The latest day that it is anywhere, as a review date is written: a clinician in the east dates by
/// it.
pub(super) fn latest_today() -> String {
    /// Kiribati is 14 hours before Greenwich.
    const FURTHEST_EAST: u64 = 14 * 60 * 60;
    Day::of(now() + FURTHEST_EAST).to_string()
}
