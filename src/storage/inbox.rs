//! Unanswered questions that their writers sent to the editors.

use serde::{Deserialize, Serialize};

use super::db::on_either;
use super::{Day, Store, TOOL_LIMIT, Unavailable};
use crate::text::strip_personal;

/// A question that somebody sent to the editors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name in the inbox.
    pub id: String,
    /// The day on which it was sent, `2026-11-30`.
    pub day: String,
    /// What was asked, without what may tell who asked it.
    pub text: String,
}

/// The longest question that is kept, in characters.
const LONGEST: usize = 1_000;

/// The inbox is full at so many questions: more is an attack, and more is never read.
const FULL: i64 = 10_000;

/// Days after which a question leaves the inbox, read or not.
pub const INBOX_DAYS_KEPT: u64 = 180;

impl Store {
    /// Whether there is an inbox: what is in memory only would be lost with the program.
    #[must_use]
    pub fn has_inbox(&self) -> bool {
        self.durable
    }

    /// Puts a question in the inbox, after [`strip_personal`]. The same question on the
    /// same day is kept once.
    ///
    /// # Errors
    /// When it could not be kept; the person should be told so.
    pub async fn send_to_editors(&self, question: &str, day: Day) -> Result<(), Unavailable> {
        const SQL: &str = "INSERT INTO inbox (id, day, question) \
             SELECT $1, $2, $3 WHERE (SELECT COUNT(*) FROM inbox) < $4 \
             ON CONFLICT (id) DO NOTHING";
        let text: String = strip_personal(question).chars().take(LONGEST).collect();
        if text.is_empty() {
            return Ok(());
        }
        let day = day.to_string();
        let id: String = self.key.hash("inbox", format!("{day} {text}").as_bytes());
        let id: String = id.chars().take(8).collect();
        self.within("inbox", async {
            on_either!(&self.pool, |db| {
                sqlx::query(SQL)
                    .bind(&id)
                    .bind(&day)
                    .bind(&text)
                    .bind(FULL)
                    .execute(db)
                    .await
                    .map(drop)
            })
        })
        .await
    }

    /// Puts questions back that were taken out of the inbox, as they were.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn put_back(&self, questions: &[Question]) -> Result<(), Unavailable> {
        const SQL: &str = "INSERT INTO inbox (id, day, question) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO NOTHING";
        self.limited(TOOL_LIMIT, "inbox put back", async {
            on_either!(&self.pool, |db| {
                let mut transaction = db.begin().await?;
                for question in questions {
                    sqlx::query(SQL)
                        .bind(&question.id)
                        .bind(&question.day)
                        .bind(&question.text)
                        .execute(&mut *transaction)
                        .await?;
                }
                transaction.commit().await
            })
        })
        .await
    }

    /// The questions of the inbox, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn inbox(&self) -> Result<Vec<Question>, Unavailable> {
        let rows: Vec<(String, String, String)> = self
            .limited(TOOL_LIMIT, "inbox list", async {
                on_either!(&self.pool, |db| {
                    sqlx::query_as("SELECT id, day, question FROM inbox ORDER BY day, id")
                        .fetch_all(db)
                        .await
                })
            })
            .await?;
        Ok(rows.into_iter().map(|(id, day, text)| Question { id, day, text }).collect())
    }

    /// How many questions wait.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn inbox_size(&self) -> Result<u64, Unavailable> {
        let size: i64 = self
            .limited(TOOL_LIMIT, "inbox size", async {
                on_either!(&self.pool, |db| {
                    sqlx::query_scalar("SELECT COUNT(*) FROM inbox").fetch_one(db).await
                })
            })
            .await?;
        Ok(u64::try_from(size).unwrap_or_default())
    }

    /// Deletes a question; whether it was there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn delete_from_inbox(&self, id: &str) -> Result<bool, Unavailable> {
        let deleted = self
            .limited(TOOL_LIMIT, "inbox delete", async {
                on_either!(&self.pool, |db| {
                    sqlx::query("DELETE FROM inbox WHERE id = $1")
                        .bind(id)
                        .execute(db)
                        .await
                        .map(|done| done.rows_affected() > 0)
                })
            })
            .await?;
        if deleted {
            self.after_erasing().await;
        }
        Ok(deleted)
    }
}
