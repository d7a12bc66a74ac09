//! What the counters say: of a span of days, in figures, as charts and as a table.
//!
//! Pure: counts go in, figures and drawings come out. The command line prints them, and a chat sends
//! them.

mod chart;
mod figures;
mod picture;
mod table;

pub use chart::{ChartError, daily_chart, entries_chart, left_chart};
pub use figures::{Cards, EntryFigures, Figures, ScreenFigures};
pub use picture::daily_picture;
pub use table::{csv, table};

use std::collections::BTreeMap;

use crate::storage::{Counted, Daily, Day};

/// The counts of a span of days.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// Each day of the span, in order.
    days: Vec<Day>,
    counts: BTreeMap<(String, String), BTreeMap<Day, u64>>,
}

impl Statistics {
    /// The counts of the `length` days that end with `last`.
    #[must_use]
    pub fn new(counts: &[Daily], last: Day, length: u64) -> Self {
        let days: Vec<Day> = (0..length.max(1)).rev().map(|ago| last.before(ago)).collect();
        let mut statistics = Self { days, counts: BTreeMap::new() };
        for count in counts.iter().filter(|count| statistics.days.contains(&count.day)) {
            let key = (count.kind.clone(), count.id.clone());
            *statistics.counts.entry(key).or_default().entry(count.day).or_default() += count.times;
        }
        statistics
    }

    /// The days of the span, in order.
    #[must_use]
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Whether nothing at all was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How often something happened in the whole span, by id, the most frequent first.
    fn by_id(&self, kind: Counted) -> Vec<(&str, u64)> {
        let of_kind = self.counts.iter().filter(|((name, _), _)| name == kind.name());
        let mut by_id: Vec<(&str, u64)> =
            of_kind.map(|((_, id), days)| (id.as_str(), days.values().sum())).collect();
        by_id.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        by_id
    }

    /// How often something happened in the whole span.
    fn total(&self, kind: Counted) -> u64 {
        self.by_id(kind).iter().map(|(_, times)| times).sum()
    }

    /// How often something happened to one id in the whole span.
    fn of(&self, kind: Counted, id: &str) -> u64 {
        self.by_id(kind).iter().find(|(other, _)| *other == id).map_or(0, |(_, times)| *times)
    }

    /// How often something happened on each day of the span, for these ids.
    fn by_day(&self, kind: Counted, ids: &[&str]) -> Vec<u64> {
        let of_kind: Vec<&BTreeMap<Day, u64>> = self
            .counts
            .iter()
            .filter(|((name, id), _)| name == kind.name() && ids.contains(&id.as_str()))
            .map(|(_, days)| days)
            .collect();
        let on = |day: &Day| of_kind.iter().filter_map(|days| days.get(day)).sum();
        self.days.iter().map(on).collect()
    }
}
