//! Which updates of Telegram are taken, where several instances stand behind one webhook.
//!
//! An update is taken first and finished after its replies were sent. One that was taken by an
//! instance that then died is free again after a while, and Telegram sends it again until then: so
//! none is lost, and only those in flight at the death can be answered twice.
//!
//! The numbers of updates are those of one bot, so that each is kept with the number of its bot.

use std::time::Duration;

use super::db::on_either;
use super::{Store, Unavailable};

/// What to do with an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Handle it, then call [`Store::finish`].
    Ours,
    /// It was handled: say so to Telegram.
    Finished,
    /// Another instance is at it: let Telegram send it again.
    Elsewhere,
}

/// Seconds after which an unfinished update is free again, unless its instance says that it is
/// still at it. That leaves room for clocks that differ by seconds.
const TAKEN_SECONDS: u64 = 20;

/// How often an instance should say that it is still at an update, see [`Store::keep_claim`].
pub const CLAIM_RENEWAL: Duration = Duration::from_secs(5);

/// Seconds for which a finished update is remembered. Telegram keeps updates for 24 hours.
const FINISHED_SECONDS: u64 = 25 * 3_600;

impl Store {
    /// Takes an update of `bot` for this instance. While the database is down every update is
    /// [`Claim::Ours`]: a double answer is better than none.
    ///
    /// Without PostgreSQL there is no other instance, and all but what this one finished is ours.
    pub async fn claim(&self, bot: i64, update: i64, now: u64) -> Claim {
        if self.unwritten.has_finished(bot, update) {
            return Claim::Finished;
        }
        if !self.is_shared() {
            return Claim::Ours;
        }
        self.within("claim", self.take(bot, update, now)).await.unwrap_or(Claim::Ours)
    }

    async fn take(&self, bot: i64, update: i64, now: u64) -> sqlx::Result<Claim> {
        const TAKE: &str = "INSERT INTO taken_update (bot, update_id, finished, expires) \
             VALUES ($1, $2, 0, $3) ON CONFLICT (bot, update_id) \
             DO UPDATE SET finished = 0, expires = excluded.expires \
             WHERE taken_update.expires <= $4 RETURNING update_id";
        const LOOK: &str = "SELECT finished FROM taken_update WHERE bot = $1 AND update_id = $2";
        let (until, now) = (seconds(now + TAKEN_SECONDS), seconds(now));
        let taken: Option<i64> = on_either!(&self.pool, |db| {
            sqlx::query_scalar(TAKE)
                .bind(bot)
                .bind(update)
                .bind(until)
                .bind(now)
                .fetch_optional(db)
                .await?
        });
        if taken.is_some() {
            return Ok(Claim::Ours);
        }
        let finished: Option<i64> = on_either!(&self.pool, |db| {
            sqlx::query_scalar(LOOK).bind(bot).bind(update).fetch_optional(db).await?
        });
        Ok(if finished == Some(1) { Claim::Finished } else { Claim::Elsewhere })
    }

    /// Says at `now` that this instance is still at an update it took.
    pub async fn keep_claim(&self, bot: i64, update: i64, now: u64) {
        const SQL: &str = "UPDATE taken_update SET expires = $3 WHERE bot = $1 \
             AND update_id = $2 AND finished = 0";
        if !self.is_shared() {
            return;
        }
        let until = seconds(now + TAKEN_SECONDS);
        // If this fails the next one may do it; in the end a double answer is better than none.
        let _ = self
            .within("keep claim", async {
                on_either!(&self.pool, |db| {
                    sqlx::query(SQL).bind(bot).bind(update).bind(until).execute(db).await.map(drop)
                })
            })
            .await;
    }

    /// Notes that the replies to an update were sent. If the database is down this instance
    /// remembers it, and writes it later.
    pub async fn finish(&self, bot: i64, update: i64, now: u64) {
        if !self.is_shared() {
            return;
        }
        let until = now + FINISHED_SECONDS;
        if self.note_finished(bot, update, until).await.is_err() {
            self.unwritten.finish(bot, update, until);
        }
    }

    pub(super) async fn note_finished(
        &self,
        bot: i64,
        update: i64,
        until: u64,
    ) -> Result<(), Unavailable> {
        const SQL: &str = "INSERT INTO taken_update (bot, update_id, finished, expires) \
             VALUES ($1, $2, 1, $3) ON CONFLICT (bot, update_id) \
             DO UPDATE SET finished = 1, expires = excluded.expires";
        self.within("finish", async {
            on_either!(&self.pool, |db| {
                sqlx::query(SQL)
                    .bind(bot)
                    .bind(update)
                    .bind(seconds(until))
                    .execute(db)
                    .await
                    .map(drop)
            })
        })
        .await
    }

    /// Frees an update that was taken and not handled, so that the next sending of it counts.
    pub async fn release(&self, bot: i64, update: i64) {
        const SQL: &str = "DELETE FROM taken_update \
             WHERE bot = $1 AND update_id = $2 AND finished = 0";
        if !self.is_shared() {
            return;
        }
        // If this fails, the end of `TAKEN_SECONDS` frees it.
        let _ = self
            .within("release", async {
                on_either!(&self.pool, |db| {
                    sqlx::query(SQL).bind(bot).bind(update).execute(db).await.map(drop)
                })
            })
            .await;
    }
}

/// A time as the tables hold it.
pub(super) fn seconds(time: u64) -> i64 {
    i64::try_from(time).unwrap_or(i64::MAX)
}
