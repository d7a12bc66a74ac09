//! How often something happened on a day: no person, no chat, no time.
//!
//! Counting is a matter of memory; [`Store::maintain`] writes what came together. A crash loses the
//! counts of the last seconds, and a broken database loses none: they wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::db::on_either;
use super::{Day, Store, TOOL_LIMIT, Unavailable};
use crate::conversation::Why;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counted {
    /// An answer was shown; by entry.
    Shown,
    /// "Was this helpful?": yes; by entry.
    Helpful,
    /// "Was this helpful?": no; by entry. Those who then told why are counted once more, with it.
    NotHelpful(Option<Why>),
    /// A safety card was shown; by card.
    SafetyCard,
    /// A gentle check stood under an answer; by card.
    GentleCheck,
    /// What was decided on a typed question; by decision.
    Decision,
    /// One of the offered entries was chosen; by entry, or [`NONE_CHOSEN`].
    Chosen,
    /// "None of these" under a safety card; by card.
    CardDenied,
    /// The button of a gentle check was tapped; by card.
    GentleCheckTapped,
    /// The check was opened; by [`THE_QUIZ`].
    QuizStarted,
    /// A question of the check was shown after another one; by screen.
    QuizReached,
    /// A question of the check was left for another one or for the result; by screen.
    QuizPassed,
    /// The check came to its result or to an emergency; by [`THE_QUIZ`].
    QuizFinished,
}

/// Stands for "None of these" under a choice, in place of an entry.
pub const NONE_CHOSEN: &str = "none-of-these";

/// Stands for the check as a whole, in place of a screen.
pub const THE_QUIZ: &str = "quiz";

impl Counted {
    /// Its name in the tables and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Helpful => "helpful",
            Self::NotHelpful(None) => "not-helpful",
            Self::NotHelpful(Some(Why::WrongTopic)) => "not-helpful-wrong-topic",
            Self::NotHelpful(Some(Why::Unclear)) => "not-helpful-unclear",
            Self::NotHelpful(Some(Why::Missing)) => "not-helpful-missing",
            Self::NotHelpful(Some(Why::Scary)) => "not-helpful-scary",
            Self::SafetyCard => "safety-card",
            Self::GentleCheck => "gentle-check",
            Self::Decision => "decision",
            Self::Chosen => "chosen",
            Self::CardDenied => "card-denied",
            Self::GentleCheckTapped => "gentle-check-tapped",
            Self::QuizStarted => "quiz-started",
            Self::QuizReached => "quiz-reached",
            Self::QuizPassed => "quiz-passed",
            Self::QuizFinished => "quiz-finished",
        }
    }
}

/// What was counted on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Daily {
    /// The day.
    pub day: Day,
    /// [`Counted::name`].
    pub kind: String,
    /// The entry, card, screen or decision.
    pub id: String,
    /// How often.
    pub times: u64,
}

/// One line of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// [`Counted::name`].
    pub kind: String,
    /// The entry, card or decision.
    pub id: String,
    /// How often.
    pub times: u64,
}

type Counts = HashMap<(Day, Counted, String), u64>;

/// Counts that are not written yet.
#[derive(Debug, Default)]
pub(super) struct Pending(Mutex<Counts>);

/// A database that is down for weeks must not fill the memory: 17 kinds, most of a few ids and some
/// of 100 entries, are 1,000 lines a day.
const MOST_PENDING: usize = 50_000;

/// The longest id, as in `faq/`, with room for a rule of safety.
const ID_MAX: usize = 64;

impl Store {
    /// Counts one more of `kind` for the entry, card or decision `id`. Never waits.
    ///
    /// An `id` of other characters than `a-z`, `0-9` and `-` is not counted: what a person typed
    /// must not get in here by mistake.
    pub fn count(&self, day: Day, kind: Counted, id: &str) {
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || id.len() > ID_MAX || !id.chars().all(is_id) {
            tracing::debug!(kind = kind.name(), "something without an id was not counted");
            return;
        }
        self.counters.add((day, kind, id.to_owned()), 1);
    }

    /// The sums of the days from `first` to `last`, both included, the most frequent first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn totals(&self, first: Day, last: Day) -> Result<Vec<Total>, Unavailable> {
        const SQL: &str = "SELECT kind, id, CAST(SUM(times) AS BIGINT) FROM counter \
             WHERE day >= $1 AND day <= $2 GROUP BY kind, id ORDER BY 3 DESC, 1, 2";
        self.write_counts().await?;
        let (first, last) = (first.to_string(), last.to_string());
        let rows: Vec<(String, String, i64)> = self
            .limited(TOOL_LIMIT, "totals", async {
                on_either!(&self.pool, |db| {
                    sqlx::query_as(SQL).bind(&first).bind(&last).fetch_all(db).await
                })
            })
            .await?;
        let total =
            |(kind, id, times)| Total { kind, id, times: u64::try_from(times).unwrap_or_default() };
        Ok(rows.into_iter().map(total).collect())
    }

    /// All counts of the days from `first` to `last`, both included, in the order of days, kinds and
    /// ids.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn daily(&self, first: Day, last: Day) -> Result<Vec<Daily>, Unavailable> {
        const SQL: &str = "SELECT day, kind, id, times FROM counter \
             WHERE day >= $1 AND day <= $2 ORDER BY day, kind, id";
        self.write_counts().await?;
        let (first, last) = (first.to_string(), last.to_string());
        let rows: Vec<(String, String, String, i64)> = self
            .limited(TOOL_LIMIT, "daily counts", async {
                on_either!(&self.pool, |db| {
                    sqlx::query_as(SQL).bind(&first).bind(&last).fetch_all(db).await
                })
            })
            .await?;
        let daily = |(day, kind, id, times): (String, String, String, i64)| {
            let times = u64::try_from(times).unwrap_or_default();
            Some(Daily { day: Day::parse(&day)?, kind, id, times })
        };
        Ok(rows.into_iter().filter_map(daily).collect())
    }

    /// Writes the pending counts in one transaction; those that could not be written stay pending.
    /// Where it is unclear whether the last moment of a transaction succeeded, its counts are
    /// written again: a count may be a little high after a fault, never low.
    pub(super) async fn write_counts(&self) -> Result<(), Unavailable> {
        const SQL: &str = "INSERT INTO counter (day, kind, id, times) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (day, kind, id) DO UPDATE SET times = counter.times + excluded.times";
        if self.counters.is_empty() || !self.is_up() {
            return if self.is_up() { Ok(()) } else { Err(Unavailable) };
        }
        let batch = self.counters.begin();
        let rows = batch.rows();
        self.limited(TOOL_LIMIT, "counters", async {
            on_either!(&self.pool, |db| {
                let mut transaction = db.begin().await?;
                for (day, kind, id, times) in &rows {
                    sqlx::query(SQL)
                        .bind(day)
                        .bind(kind)
                        .bind(id)
                        .bind(times)
                        .execute(&mut *transaction)
                        .await?;
                }
                transaction.commit().await
            })
        })
        .await?;
        batch.written();
        Ok(())
    }
}

impl Pending {
    fn add(&self, what: (Day, Counted, String), times: u64) {
        let mut counts = self.lock();
        if counts.len() < MOST_PENDING || counts.contains_key(&what) {
            *counts.entry(what).or_default() += times;
        }
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes all counts out, to be written.
    fn begin(&self) -> Batch<'_> {
        Batch { pending: self, counts: std::mem::take(&mut *self.lock()) }
    }
}

/// Counts on their way; they go back to the pending ones unless they arrive, even where the
/// writing itself is given up half-way.
struct Batch<'a> {
    pending: &'a Pending,
    counts: Counts,
}

impl Batch<'_> {
    /// Day, kind, id and times, in a fixed order, so that two instances that write at once never
    /// wait for each other in a circle.
    fn rows(&self) -> Vec<(String, String, String, i64)> {
        let mut rows: Vec<_> = self
            .counts
            .iter()
            .map(|((day, kind, id), times)| {
                let times = i64::try_from(*times).unwrap_or(i64::MAX);
                (day.to_string(), kind.name().to_owned(), id.clone(), times)
            })
            .collect();
        rows.sort();
        rows
    }

    fn written(mut self) {
        self.counts.clear();
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        for (what, times) in self.counts.drain() {
            self.pending.add(what, times);
        }
    }
}
