//! A day: the finest time that is ever written down.

use std::fmt;

use chrono::{DateTime, NaiveDate};

/// A day of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The day of a time in seconds since 1970. Times beyond the calendar give its first day.
    #[must_use]
    pub fn of(now: u64) -> Self {
        let time = i64::try_from(now).ok().and_then(|now| DateTime::from_timestamp(now, 0));
        Self(time.unwrap_or_default().date_naive())
    }

    /// Reads `2026-11-24`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self)
    }

    /// The day `days` before this one.
    #[must_use]
    pub fn before(self, days: u64) -> Self {
        let earlier = self.0.checked_sub_days(chrono::Days::new(days));
        Self(earlier.unwrap_or(NaiveDate::MIN))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn a_day_is_that_of_greenwich() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (1_709_164_800, "2024-02-29"),
            (u64::MAX, "1970-01-01"),
        ] {
            assert_eq!(Day::of(seconds).to_string(), day);
            assert_eq!(Day::parse(day), Some(Day::of(seconds)));
        }
        assert_eq!(Day::of(86_400 * 60).before(60), Day::of(0));
        assert_eq!(Day::parse("24.11.2026"), None);
    }
}
