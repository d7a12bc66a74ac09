//! Soft state of chats, where several instances share it.
//!
//! A chat is open at one instance at a time: opening waits until the other one closes it. The hold
//! is a row that lapses, not a lock of a connection: it outlives neither a crash nor a cut wire for
//! long, and a thousand open chats need no thousand connections.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::claims::seconds;
use super::db::on_either;
use super::{ChatKey, Store, Unavailable};
use crate::conversation::Session;

/// A chat under way at this instance. Close it with [`Store::close_chat`].
#[derive(Debug)]
pub struct OpenChat {
    /// What is remembered of it; nothing if it is new, expired, or the database is down.
    pub session: Option<Session>,
    chat: ChatKey,
    /// The mark of this opening in the row; none if the row is not held.
    hold: Option<String>,
}

impl OpenChat {
    /// Whether no other instance has this chat now, and what is remembered of it is known.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.hold.is_some()
    }
}

/// Seconds that a chat is held if its instance dies meanwhile: as long as a slow answer takes.
const HELD_SECONDS: u64 = 10;

/// The longest wait for another instance; after it the answer goes on without the soft state.
const PATIENCE: Duration = Duration::from_secs(12);

/// The first and the longest pause between two looks at a chat that is held elsewhere.
const PAUSES: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(80));

/// What a look at a chat found.
enum Opening {
    Opened(Option<Box<Session>>),
    Busy,
}

impl Store {
    /// Opens a chat at `now` (seconds since 1970), and waits while another instance has it open.
    ///
    /// Without PostgreSQL the soft state is the driver's, and this returns at once with nothing.
    pub async fn open_chat(&self, chat: &ChatKey, now: u64) -> OpenChat {
        let closed = OpenChat { session: None, chat: chat.clone(), hold: None };
        if !self.is_shared() {
            return closed;
        }
        let hold = format!("{}-{}", self.instance, self.openings.fetch_add(1, Ordering::Relaxed));
        let begun = Instant::now();
        let mut pause = PAUSES.0;
        while begun.elapsed() < PATIENCE {
            let now = now + begun.elapsed().as_secs();
            match self.within("open chat", self.look(chat, &hold, now)).await {
                Ok(Opening::Opened(session)) => {
                    let session = session.map(|session| *session);
                    return OpenChat { session, hold: Some(hold), ..closed };
                }
                Ok(Opening::Busy) => sleep(pause).await,
                Err(Unavailable) => return closed,
            }
            pause = (pause * 2).min(PAUSES.1);
        }
        tracing::warn!("a chat stayed open at another instance; its answer goes on without it");
        closed
    }

    async fn look(&self, chat: &ChatKey, hold: &str, now: u64) -> sqlx::Result<Opening> {
        const SQL: &str = "INSERT INTO chat (chat_key, session, expires, holder, held_until) \
             VALUES ($1, NULL, 0, $2, $3) ON CONFLICT (chat_key) \
             DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until \
             WHERE chat.held_until <= $4 RETURNING session, expires";
        let row: Option<(Option<String>, i64)> = on_either!(&self.pool, |db| {
            sqlx::query_as(SQL)
                .bind(&chat.0)
                .bind(hold)
                .bind(seconds(now + HELD_SECONDS))
                .bind(seconds(now))
                .fetch_optional(db)
                .await?
        });
        Ok(match row {
            None => Opening::Busy,
            Some((session, expires)) => Opening::Opened(
                session
                    .filter(|_| expires > seconds(now))
                    // Written by another version, it may not fit; losing it loses no answer.
                    .and_then(|json| serde_json::from_str(&json).ok()),
            ),
        })
    }

    /// Forgets a chat: now or, if the database is down, when it is back.
    pub async fn forget_chat(&self, chat: &ChatKey) {
        if self.is_shared() {
            self.unwritten.erase_chat(chat);
            // If this fails it is tried again by `Store::maintain`.
            let _ = self.erase_chats().await;
        }
    }

    /// Erases all chats that are to be forgotten.
    pub(super) async fn erase_chats(&self) -> Result<(), Unavailable> {
        for chat in self.unwritten.chats_to_erase() {
            self.within("forget chat", async {
                on_either!(&self.pool, |db| {
                    sqlx::query("DELETE FROM chat WHERE chat_key = $1")
                        .bind(&chat.0)
                        .execute(db)
                        .await
                        .map(drop)
                })
            })
            .await?;
            self.unwritten.chat_erased(&chat);
        }
        Ok(())
    }

    /// Closes a chat and remembers `session` until `expires` (seconds since 1970); nothing is
    /// remembered of it without a session. Whether the database knows it now.
    pub async fn close_chat(
        &self,
        open: OpenChat,
        session: Option<&Session>,
        expires: u64,
    ) -> bool {
        const KEEP: &str = "UPDATE chat SET session = $1, expires = $2, held_until = 0 \
             WHERE chat_key = $3 AND holder = $4";
        const DROP: &str = "DELETE FROM chat WHERE chat_key = $1 AND holder = $2";
        let Some(hold) = open.hold else { return false };
        let json = session.and_then(|session| serde_json::to_string(session).ok());
        // If this fails the hold lapses by itself, and the session is lost: losing it loses no
        // answer.
        let closed = self
            .within("close chat", async {
                on_either!(&self.pool, |db| match &json {
                    Some(json) => {
                        sqlx::query(KEEP)
                            .bind(json)
                            .bind(seconds(expires))
                            .bind(&open.chat.0)
                            .bind(&hold)
                            .execute(db)
                            .await
                            .map(drop)
                    }
                    None => {
                        sqlx::query(DROP).bind(&open.chat.0).bind(&hold).execute(db).await.map(drop)
                    }
                })
            })
            .await;
        closed.is_ok()
    }
}
