//! What a person chose in `/settings`.

use super::pool::on_either;
use super::{PersonKey, Store, Unavailable};

/// The choices of one person; nothing chosen is nothing stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Their country, as in `numbers.toml`.
    pub country: Option<String>,
    /// The language, as a folder of `faq/`.
    pub language: Option<String>,
}

impl Store {
    /// The choices of `person`; none while the database does not answer.
    pub async fn preferences(&self, person: &PersonKey) -> Preferences {
        const SQL: &str = "SELECT country, language FROM preference WHERE person = $1";
        if self.unwritten.forgets(person) {
            return Preferences::default();
        }
        let row: Option<(Option<String>, Option<String>)> = self
            .within("preferences", async {
                on_either!(&self.pool, |db| {
                    sqlx::query_as(SQL).bind(&person.0).fetch_optional(db).await
                })
            })
            .await
            .unwrap_or_default();
        row.map_or_else(Preferences::default, |(country, language)| Preferences {
            country,
            language,
        })
    }

    /// Keeps the choices of `person` in place of the earlier ones.
    ///
    /// # Errors
    /// When they could not be kept; the person should be told to try again.
    pub async fn set_preferences(
        &self,
        person: &PersonKey,
        chosen: &Preferences,
    ) -> Result<(), Unavailable> {
        const SQL: &str = "INSERT INTO preference (person, country, language) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET country = excluded.country, language = excluded.language";
        if *chosen == Preferences::default() {
            self.forget(person).await;
            return Ok(());
        }
        self.within("set preferences", async {
            on_either!(&self.pool, |db| {
                sqlx::query(SQL)
                    .bind(&person.0)
                    .bind(&chosen.country)
                    .bind(&chosen.language)
                    .execute(db)
                    .await
                    .map(drop)
            })
        })
        .await?;
        self.unwritten.keep(person);
        Ok(())
    }

    /// Forgets the choices of `person`: at once for every later question, and on the disk now or,
    /// if the database is down, as soon as it is back.
    pub async fn forget(&self, person: &PersonKey) {
        self.unwritten.forget(person.clone());
        if self.erase(person).await.is_ok() {
            self.unwritten.keep(person);
        }
    }

    pub(super) async fn erase(&self, person: &PersonKey) -> Result<(), Unavailable> {
        self.within("forget", async {
            on_either!(&self.pool, |db| {
                sqlx::query("DELETE FROM preference WHERE person = $1")
                    .bind(&person.0)
                    .execute(db)
                    .await
                    .map(drop)
            })
        })
        .await
    }
}
