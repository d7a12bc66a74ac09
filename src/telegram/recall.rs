//! What a chat begins with: what is remembered of it, or else what its person chose earlier.

use super::desk::Desk;
use super::memory::Remembered;
use crate::conversation::Session;
use crate::storage::{PersonKey, Preferences};

impl Desk {
    /// What is remembered of a private chat.
    pub(super) async fn recall(&self, chat: i64) -> Remembered {
        match self.chats.recall(chat) {
            Some(state) => state,
            None => Remembered::new(self.begin(chat).await),
        }
    }

    /// A new session with the choices of the person.
    async fn begin(&self, chat: i64) -> Session {
        let Some(person) = self.person(chat) else {
            return Session::default();
        };
        let Preferences { country, .. } = self.store.preferences(&person).await;
        Session { country, ..Session::default() }
    }

    /// Keeps a choice that was changed. The session has it in any case, so that a database that is
    /// down costs it only for later.
    pub(super) async fn keep_choices(&self, chat: i64, before: &Session, after: &Session) {
        if before.country == after.country {
            return;
        }
        let Some(person) = self.person(chat) else { return };
        let country = after.country.clone();
        let chosen = Preferences { country, ..self.store.preferences(&person).await };
        if self.store.set_preferences(&person, &chosen).await.is_err() {
            tracing::debug!("a choice could not be kept");
        }
    }

    /// Forgets the choices of a chat's person.
    pub(super) async fn forget(&self, chat: i64) {
        if let Some(person) = self.person(chat) {
            self.store.forget(&person).await;
        }
    }

    /// In a private chat the number of the chat is that of its person.
    fn person(&self, chat: i64) -> Option<PersonKey> {
        u64::try_from(chat).ok().map(|user| self.store.person_key(user))
    }
}
