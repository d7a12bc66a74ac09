//! What a chat begins with: what is remembered of it, or else what its person chose earlier.

use super::desk::{Desk, unix_now};
use super::memory::Remembered;
use crate::conversation::Session;
use crate::storage::{OpenChat, PersonKey, Preferences};

impl Desk {
    /// What is remembered of a private chat, and the hold on it where instances share it.
    pub(super) async fn recall(&self, chat: i64, now: u64) -> (Remembered, OpenChat) {
        let mut open = self.store.open_chat(&self.store.chat_key(chat), now).await;
        let known = self.chats.recall(chat);
        let state = match (known, open.is_held()) {
            (Some(known), false) => known,
            (None, false) => Remembered::new(self.begin(chat).await),
            (known, true) => {
                let session = match open.session.take() {
                    Some(session) => session,
                    None => self.begin(chat).await,
                };
                known.unwrap_or_default().after_others(session)
            }
        };
        (state, open)
    }

    /// Lets the other instances have the chat, as `session` leaves it.
    pub(super) async fn let_go(&self, open: OpenChat, session: &Session) {
        let expires = unix_now().saturating_add(self.chats.lasting().as_secs());
        self.store.close_chat(open, Some(session), expires).await;
    }

    /// A new session with the choices of the person.
    async fn begin(&self, chat: i64) -> Session {
        let Some(person) = self.person(chat) else {
            return Session::default();
        };
        let Preferences { country, language } = self.store.preferences(&person).await;
        Session { country, language, ..Session::default() }
    }

    /// Keeps a choice that was changed. The session has it in any case, so that a database that is
    /// down costs it only for later.
    pub(super) async fn keep_choices(&self, chat: i64, before: &Session, after: &Session) {
        if before.country == after.country && before.language == after.language {
            return;
        }
        let Some(person) = self.person(chat) else { return };
        let known = self.store.preferences(&person).await;
        // What was not changed here may have been begun without: the database may have been down.
        let newer = |before: &Option<String>, after: &Option<String>, known: Option<String>| {
            if before == after { known } else { after.clone() }
        };
        let chosen = Preferences {
            country: newer(&before.country, &after.country, known.country),
            language: newer(&before.language, &after.language, known.language),
        };
        if self.store.set_preferences(&person, &chosen).await.is_err() {
            tracing::debug!("a choice could not be kept");
        }
    }

    /// Forgets what is remembered of a chat that the bot is no longer in. What its person chose
    /// stays, should they come back; `/forget` clears it.
    pub(super) async fn leave(&self, chat: i64) {
        let now = unix_now();
        let open = self.store.open_chat(&self.store.chat_key(chat), now).await;
        self.chats.forget(chat);
        self.store.close_chat(open, None, now).await;
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
