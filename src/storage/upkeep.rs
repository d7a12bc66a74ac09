//! What is done beside the answers: mending, writing, throwing away.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::db::on_either;
use super::health::Fault;
use super::{Day, Store, TOOL_LIMIT, Unavailable, inbox};

/// How often the store is tended.
const EVERY: Duration = Duration::from_secs(1);

/// How often what has expired is deleted, in rounds of tending.
const ROUNDS_TO_SWEEP: u32 = 300;

/// Things that must reach the database although it was down.
#[derive(Debug, Default)]
pub(super) struct Unwritten {
    finished: Mutex<HashMap<i64, u64>>,
}

/// More finished updates than this are not remembered while the database is down: half an hour of
/// a very busy bot.
const MOST_FINISHED: usize = 50_000;

impl Store {
    /// Brings the database up if it is down, and writes what waits. To be called about once a
    /// second; [`Store::tend_until`] does.
    ///
    /// # Errors
    /// When the database is still down; nothing is lost by that.
    pub async fn tend(&self) -> Result<(), Unavailable> {
        if !self.is_up() {
            match timeout(TOOL_LIMIT, self.pool.bring_up()).await {
                Ok(Ok(())) => self.health.mended(),
                Ok(Err(trouble)) => self.health.failed("mend", &Fault::from(&trouble)),
                Err(_) => self.health.failed("mend", &Fault::TooSlow),
            }
        }
        self.write_changes().await?;
        self.forget_answered().await?;
        for (update, until) in self.unwritten.to_finish() {
            self.note_finished(update, until).await?;
            self.unwritten.noted(update);
        }
        self.write_counts().await
    }

    /// Tends the store once a second until `stop`, and a last time then. `now` is the clock, in
    /// seconds since 1970.
    pub async fn tend_until(&self, stop: impl Future<Output = ()>, now: impl Fn() -> u64) {
        let mut stop = std::pin::pin!(stop);
        let mut rounds = interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut round = 0_u32;
        loop {
            tokio::select! {
                () = &mut stop => break,
                _ = rounds.tick() => {}
            }
            // A database that is down is logged by `Health`, and tried again in the next round.
            let up = self.tend().await.is_ok();
            if up && round.is_multiple_of(ROUNDS_TO_SWEEP) {
                let _ = self.sweep(now()).await;
            }
            round = round.wrapping_add(1);
        }
        let _ = self.tend().await;
    }

    /// Deletes what has expired at `now`; how many rows that were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sweep(&self, now: u64) -> Result<u64, Unavailable> {
        let now_ = i64::try_from(now).unwrap_or(i64::MAX);
        let oldest = Day::of(now).before(inbox::DAYS_KEPT).to_string();
        self.limited(TOOL_LIMIT, "sweep", async {
            on_either!(&self.pool, |db| {
                let chats =
                    sqlx::query("DELETE FROM chat WHERE expires <= $1 AND held_until <= $1")
                        .bind(now_)
                        .execute(db)
                        .await?
                        .rows_affected();
                let updates = sqlx::query("DELETE FROM taken_update WHERE expires <= $1")
                    .bind(now_)
                    .execute(db)
                    .await?
                    .rows_affected();
                let questions = sqlx::query("DELETE FROM inbox WHERE day < $1")
                    .bind(&oldest)
                    .execute(db)
                    .await?
                    .rows_affected();
                Ok(chats + updates + questions)
            })
        })
        .await
    }

    /// Writes what waits and closes the connections. The store is down after.
    pub async fn close(&self) {
        let begun = Instant::now();
        if self.tend().await.is_err() {
            tracing::warn!("what was counted last is lost: the database is down");
        }
        let left = TOOL_LIMIT.saturating_sub(begun.elapsed());
        let _ = timeout(left, self.pool.close()).await;
    }
}

impl Unwritten {
    pub(super) fn finish(&self, update: i64, until: u64) {
        let mut finished = self.finished();
        if finished.len() < MOST_FINISHED {
            finished.insert(update, until);
        }
    }

    pub(super) fn has_finished(&self, update: i64) -> bool {
        self.finished().contains_key(&update)
    }

    fn noted(&self, update: i64) {
        self.finished().remove(&update);
    }

    fn to_finish(&self) -> Vec<(i64, u64)> {
        self.finished().iter().map(|(update, until)| (*update, *until)).collect()
    }

    fn finished(&self) -> MutexGuard<'_, HashMap<i64, u64>> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
