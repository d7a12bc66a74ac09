//! What a person chose in `/settings`.
//!
//! A choice and its forgetting count from the moment they are made, whether the database answers
//! or not: what could not be written waits in memory, stands before what the database says, and is
//! written when it is back.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::db::on_either;
use super::{PersonKey, Store, Unavailable};

/// The choices of one person; nothing chosen is nothing stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Their country, as in `numbers.toml`.
    pub country: Option<String>,
    /// The language, as a folder of `faq/`.
    pub language: Option<String>,
}

impl Preferences {
    /// These, and where there are none `earlier` ones.
    fn over(self, earlier: Self) -> Self {
        Self {
            country: self.country.or(earlier.country),
            language: self.language.or(earlier.language),
        }
    }
}

/// What a person changed and the database does not know yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Change {
    /// Whether all earlier choices are to be forgotten.
    forgotten: bool,
    chosen: Preferences,
}

/// Changes that wait for the database.
#[derive(Debug, Default)]
pub(super) struct Changes {
    waiting: Mutex<HashMap<PersonKey, Change>>,
    /// Held while one is written: an older change must not land on a newer one.
    writing: tokio::sync::Mutex<()>,
}

impl Changes {
    fn of(&self, person: &PersonKey) -> Change {
        self.waiting().get(person).cloned().unwrap_or_default()
    }

    fn written(&self, person: &PersonKey, change: &Change) {
        let mut waiting = self.waiting();
        if waiting.get(person) == Some(change) {
            waiting.remove(person);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<PersonKey, Change>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// The choices of `person`.
    ///
    /// # Errors
    /// While the database does not answer: what they chose is unknown then, which is not nothing.
    pub async fn preferences(&self, person: &PersonKey) -> Result<Preferences, Unavailable> {
        const SQL: &str = "SELECT country, language FROM preference WHERE person = $1";
        let Change { forgotten, chosen } = self.changes.of(person);
        if forgotten {
            return Ok(chosen);
        }
        let row: Option<(Option<String>, Option<String>)> = self
            .within("preferences", async {
                on_either!(&self.pool, |db| {
                    sqlx::query_as(SQL).bind(&person.0).fetch_optional(db).await
                })
            })
            .await?;
        let (country, language) = row.unwrap_or_default();
        Ok(chosen.over(Preferences { country, language }))
    }

    /// Keeps what `person` chose: on the disk now or, if the database is down, as soon as it is
    /// back. What is not `chosen` stays as it was.
    pub async fn choose(&self, person: &PersonKey, chosen: Preferences) {
        {
            let mut waiting = self.changes.waiting();
            let change = waiting.entry(person.clone()).or_default();
            change.chosen = chosen.over(std::mem::take(&mut change.chosen));
        }
        // If this fails it is tried again by `Store::maintain`.
        let _ = self.write_change(person).await;
    }

    /// Forgets the choices of `person`: at once for every later question, and on the disk now or,
    /// if the database is down, as soon as it is back.
    pub async fn forget(&self, person: &PersonKey) {
        let forgotten = Change { forgotten: true, chosen: Preferences::default() };
        self.changes.waiting().insert(person.clone(), forgotten);
        let _ = self.write_change(person).await;
    }

    /// Writes all changes that wait.
    pub(super) async fn write_changes(&self) -> Result<(), Unavailable> {
        let people: Vec<PersonKey> = self.changes.waiting().keys().cloned().collect();
        for person in people {
            self.write_change(&person).await?;
        }
        Ok(())
    }

    async fn write_change(&self, person: &PersonKey) -> Result<(), Unavailable> {
        const ERASE: &str = "DELETE FROM preference WHERE person = $1";
        const KEEP: &str = "INSERT INTO preference (person, country, language) \
             VALUES ($1, $2, $3) ON CONFLICT (person) DO UPDATE SET \
             country = COALESCE(excluded.country, preference.country), \
             language = COALESCE(excluded.language, preference.language)";
        let _alone = self.changes.writing.lock().await;
        let change = self.changes.of(person);
        self.within("preferences", async {
            on_either!(&self.pool, |db| {
                if change.forgotten {
                    sqlx::query(ERASE).bind(&person.0).execute(db).await?;
                }
                if change.chosen != Preferences::default() {
                    sqlx::query(KEEP)
                        .bind(&person.0)
                        .bind(&change.chosen.country)
                        .bind(&change.chosen.language)
                        .execute(db)
                        .await?;
                }
            });
            Ok(())
        })
        .await?;
        if change.forgotten {
            self.after_erasing().await;
        }
        self.changes.written(person, &change);
        Ok(())
    }
}
