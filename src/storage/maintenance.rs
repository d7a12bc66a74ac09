//! What is done beside the answers: mending, writing, throwing away.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::db::{Pool, on_either};
use super::health::Fault;
use super::{ChatKey, Day, Store, TOOL_LIMIT, Unavailable, inbox};

/// How often the store is maintained.
const EVERY: Duration = Duration::from_secs(1);

/// How often what has expired is deleted, in rounds of maintenance.
const ROUNDS_TO_DELETE: u32 = 300;

/// Things that must reach the database although it was down.
#[derive(Debug, Default)]
pub(super) struct Unwritten {
    /// Finished updates, by bot and number, with the time at which they expire.
    finished: Mutex<HashMap<(i64, i64), u64>>,
    /// Chats to be forgotten.
    chats: Mutex<HashSet<ChatKey>>,
}

/// More finished updates than this are not remembered while the database is down: half an hour of
/// a very busy bot.
const MOST_FINISHED: usize = 50_000;

impl Store {
    /// Brings the database up if it is down, and writes what waits. To be called about once a
    /// second; [`Store::maintain_until`] does.
    ///
    /// # Errors
    /// When the database is still down; nothing is lost by that.
    pub async fn maintain(&self) -> Result<(), Unavailable> {
        if self.is_up() && self.file.as_ref().is_some_and(|file| !file.is_there()) {
            self.health.failed("look", &Fault::Gone);
        }
        if !self.is_up()
            && let Err(error) = self.connect().await
        {
            self.health.failed("reconnect", &Fault::from(&error));
        }
        self.write_changes().await?;
        self.erase_chats().await?;
        self.forget_answered().await?;
        self.fold_journal().await?;
        for ((bot, update), until) in self.unwritten.to_finish() {
            self.note_finished(bot, update, until).await?;
            self.unwritten.noted(bot, update);
        }
        self.write_counts().await
    }

    /// Maintains the store once a second until `stop`, and a last time then. `now` is the clock, in
    /// seconds since 1970.
    pub async fn maintain_until(&self, stop: impl Future<Output = ()>, now: impl Fn() -> u64) {
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
            let up = self.maintain().await.is_ok();
            if up && round.is_multiple_of(ROUNDS_TO_DELETE) {
                let _ = self.delete_expired(now()).await;
            }
            round = round.wrapping_add(1);
        }
        let _ = self.maintain().await;
    }

    /// Deletes what has expired at `now`; how many rows that were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delete_expired(&self, now: u64) -> Result<u64, Unavailable> {
        let now_ = i64::try_from(now).unwrap_or(i64::MAX);
        let oldest = Day::of(now).before(inbox::INBOX_DAYS_KEPT).to_string();
        let (others, questions) = self
            .limited(TOOL_LIMIT, "delete expired", async {
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
                    Ok((chats + updates, questions))
                })
            })
            .await?;
        if questions > 0 {
            self.after_erasing().await;
        }
        Ok(others + questions)
    }

    /// Folds the journal of SQLite into the file, where something was erased: the journal holds it
    /// until then.
    pub(super) async fn fold_journal(&self) -> Result<(), Unavailable> {
        let (Some(file), Pool::Sqlite(db)) = (&self.file, &self.pool) else { return Ok(()) };
        if !file.has_erased() {
            return Ok(());
        }
        // While another program reads, SQLite says so in the first number and folds nothing.
        let busy: i64 = self
            .limited(TOOL_LIMIT, "fold journal", async {
                sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(db).await
            })
            .await?;
        if busy == 0 {
            file.note_folded();
        }
        Ok(())
    }

    /// Notes that something was erased, and folds the journal; if that cannot be done now,
    /// [`Store::maintain`] does it.
    pub(super) async fn after_erasing(&self) {
        if let Some(file) = &self.file {
            file.note_erased();
            let _ = self.fold_journal().await;
        }
    }

    /// Writes what waits and closes the connections. The store is down after.
    pub async fn close(&self) {
        let begun = Instant::now();
        if self.maintain().await.is_err() {
            tracing::warn!("what was counted last is lost: the database is down");
        }
        let left = TOOL_LIMIT.saturating_sub(begun.elapsed());
        let _ = timeout(left, self.pool.close()).await;
    }
}

impl Unwritten {
    pub(super) fn finish(&self, bot: i64, update: i64, until: u64) {
        let mut finished = self.finished();
        if finished.len() < MOST_FINISHED {
            finished.insert((bot, update), until);
        }
    }

    pub(super) fn has_finished(&self, bot: i64, update: i64) -> bool {
        self.finished().contains_key(&(bot, update))
    }

    fn noted(&self, bot: i64, update: i64) {
        self.finished().remove(&(bot, update));
    }

    fn to_finish(&self) -> Vec<((i64, i64), u64)> {
        self.finished().iter().map(|(update, until)| (*update, *until)).collect()
    }

    pub(super) fn erase_chat(&self, chat: &ChatKey) {
        self.chats().insert(chat.clone());
    }

    pub(super) fn chats_to_erase(&self) -> Vec<ChatKey> {
        self.chats().iter().cloned().collect()
    }

    pub(super) fn chat_erased(&self, chat: &ChatKey) {
        self.chats().remove(chat);
    }

    fn chats(&self) -> MutexGuard<'_, HashSet<ChatKey>> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finished(&self) -> MutexGuard<'_, HashMap<(i64, i64), u64>> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use crate::storage::db::Pool;
    use crate::storage::{Counted, Day, Settings, Store};

    /// SQLite ends a transaction by itself when a disk is full, and its connection does not know.
    #[tokio::test]
    async fn a_full_disk_is_written_to_when_there_is_room_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("sciatica.db").display());
        let store = Store::open(&Settings { url: Some(url), key_file: None }).await.unwrap();
        let Pool::Sqlite(db) = &store.pool else { panic!("it is SQLite") };
        sqlx::query("PRAGMA max_page_count = 1").execute(db).await.unwrap();
        let day = Day::of(1_795_507_200);
        for entry in 0..2_000 {
            store.count(day, Counted::Shown, &format!("entry-{entry}"));
        }
        assert!(store.maintain().await.is_err());
        sqlx::query("PRAGMA max_page_count = 100000").execute(db).await.unwrap();
        store.maintain().await.unwrap();
        let totals = store.totals(day, day).await.unwrap();
        assert_eq!((totals.len(), totals.iter().map(|t| t.times).sum()), (2_000, 2_000_u64));
    }
}
