//! Updates that wait for Telegram's leave: confirmed to it, and not answered yet.
//!
//! Telegram shows a bot at most a hundred unconfirmed updates, so that one chat which has to wait
//! would hide what others send. Those few are kept here until they are answered.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::claims::seconds;
use super::db::on_either;
use super::{Store, TOOL_LIMIT, Unavailable};

/// Seconds for which an update is kept: as long as Telegram itself would.
const KEPT_SECONDS: u64 = 24 * 3_600;

/// Updates that were answered while the database did not take it.
#[derive(Debug, Default)]
pub(super) struct Answered(Mutex<BTreeSet<(i64, i64)>>);

impl Store {
    /// Whether what is written here outlives the process.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        self.durable && self.is_up()
    }

    /// Keeps updates of a bot, by number and as they came, at `now`: all or none.
    ///
    /// # Errors
    /// When they could not be kept.
    pub async fn keep_waiting(
        &self,
        bot: i64,
        updates: &[(u32, String)],
        now: u64,
    ) -> Result<(), Unavailable> {
        const SQL: &str = "INSERT INTO waiting_update (bot, update_id, kept_at, content) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (bot, update_id) DO NOTHING";
        self.limited(TOOL_LIMIT, "keep waiting updates", async {
            on_either!(&self.pool, |db| {
                let mut transaction = db.begin().await?;
                for (update, content) in updates {
                    sqlx::query(SQL)
                        .bind(bot)
                        .bind(i64::from(*update))
                        .bind(seconds(now))
                        .bind(content)
                        .execute(&mut *transaction)
                        .await?;
                }
                transaction.commit().await
            })
        })
        .await
    }

    /// What waits of a bot at `now`, in the order in which it came. What Telegram itself would have
    /// forgotten is thrown away.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn waiting(&self, bot: i64, now: u64) -> Result<Vec<String>, Unavailable> {
        const OLD: &str = "DELETE FROM waiting_update WHERE kept_at < $1";
        const SQL: &str = "SELECT content FROM waiting_update WHERE bot = $1 ORDER BY update_id";
        let oldest = seconds(now.saturating_sub(KEPT_SECONDS));
        self.limited(TOOL_LIMIT, "waiting updates", async {
            on_either!(&self.pool, |db| {
                sqlx::query(OLD).bind(oldest).execute(db).await?;
                sqlx::query_scalar(SQL).bind(bot).fetch_all(db).await
            })
        })
        .await
    }

    /// Forgets updates that were answered: now or, if the database is down, when it is back.
    pub async fn no_longer_waiting(&self, bot: i64, updates: &[u32]) {
        let rows = updates.iter().map(|update| (bot, i64::from(*update)));
        self.answered.rows().extend(rows);
        // If this fails it is tried again by `Store::maintain`.
        let _ = self.forget_answered().await;
    }

    /// Forgets all updates that were answered.
    pub(super) async fn forget_answered(&self) -> Result<(), Unavailable> {
        const SQL: &str = "DELETE FROM waiting_update WHERE bot = $1 AND update_id = $2";
        let rows: Vec<(i64, i64)> = self.answered.rows().iter().copied().collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.limited(TOOL_LIMIT, "answered updates", async {
            on_either!(&self.pool, |db| {
                let mut transaction = db.begin().await?;
                for (bot, update) in &rows {
                    sqlx::query(SQL).bind(bot).bind(update).execute(&mut *transaction).await?;
                }
                transaction.commit().await
            })
        })
        .await?;
        self.after_erasing().await;
        let mut answered = self.answered.rows();
        for row in &rows {
            answered.remove(row);
        }
        Ok(())
    }
}

impl Answered {
    fn rows(&self) -> std::sync::MutexGuard<'_, BTreeSet<(i64, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
