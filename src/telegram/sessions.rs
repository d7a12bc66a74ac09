//! The session of a chat: begun before an event is answered, committed when its replies were sent.
//! It lives in memory, and where several instances share a database in a row there, which is held
//! in between.

pub(crate) mod memory;

use crate::conversation::Session;
use crate::storage::{ChatKey, OpenChat, PersonKey, Preferences};
use crate::telegram::handler::{Handler, unix_now};
use crate::telegram::sessions::memory::ChatState;
use crate::telegram::updates::update::Audience;

/// A session under way.
pub(crate) struct OpenSession {
    pub(crate) chat: i64,
    pub(crate) state: ChatState,
    /// How it stood at first.
    before: Session,
    /// The row that instances share; `None` in a group, of which nothing is stored.
    row: Option<OpenChat>,
}

impl Handler {
    /// What is remembered of a chat, or else what its person chose earlier.
    pub(crate) async fn begin(&self, chat: i64, audience: Audience, now: u64) -> OpenSession {
        let (mut state, row) = match audience {
            Audience::Private => {
                let (state, row) = self.begin_private(chat, now).await;
                (state, Some(row))
            }
            Audience::Group => (self.chats.get(chat).unwrap_or_default(), None),
        };
        state.session.takes_questions = audience == Audience::Private && self.store.has_inbox();
        OpenSession { chat, before: state.session.clone(), state, row }
    }

    async fn begin_private(&self, chat: i64, now: u64) -> (ChatState, OpenChat) {
        let mut row = self.store.open_chat(&self.chat_key(chat), now).await;
        let known = self.chats.get(chat);
        let mut state = match (known, row.session.take()) {
            // What the database did not take is newer than what it has.
            (Some(known), _) if known.unsaved || !row.is_held() => known,
            (known, Some(session)) => known.unwrap_or_default().after_others(session),
            (known, None) => {
                let mut state = known.unwrap_or_default().after_others(Session::default());
                state.choices_unknown = true;
                state
            }
        };
        if state.choices_unknown {
            self.add_choices(chat, &mut state).await;
        }
        (state, row)
    }

    /// Remembers a session in this process, before its replies are sent and again with them.
    pub(crate) fn remember(&self, session: &OpenSession) {
        self.chats.put(session.chat, session.state.clone());
    }

    /// Ends a session: what was chosen is stored, and the other instances may have the chat.
    pub(crate) async fn commit(&self, session: OpenSession) {
        self.remember(&session);
        let OpenSession { chat, mut state, before, row: Some(row) } = session else { return };
        self.keep_choices(chat, &before, &state.session).await;
        let expires = unix_now().saturating_add(self.chats.lasting().as_secs());
        // A chat that was forgotten leaves no row behind.
        let kept = Some(&state.session).filter(|_| !state.forgotten);
        let saved = self.store.close_chat(row, kept, expires).await;
        if state.forgotten {
            self.store.forget_chat(&self.chat_key(chat)).await;
        }
        let unsaved = self.store.is_shared() && !saved;
        if unsaved != state.unsaved || state.forgotten {
            state.unsaved = unsaved;
            state.forgotten = false;
            self.chats.put(chat, state);
        }
    }

    /// What the person chose earlier, where they have chosen nothing since.
    async fn add_choices(&self, chat: i64, state: &mut ChatState) {
        let Some(person) = self.person(chat) else { return };
        if let Ok(Preferences { country, language }) = self.store.preferences(&person).await {
            let session = &mut state.session;
            session.country = session.country.take().or(country);
            session.language = session.language.take().or(language);
            state.choices_unknown = false;
        }
    }

    /// Keeps a choice that was changed.
    async fn keep_choices(&self, chat: i64, before: &Session, after: &Session) {
        let newer = |before: &Option<String>, after: &Option<String>| {
            after.clone().filter(|after| before.as_ref() != Some(after))
        };
        let chosen = Preferences {
            country: newer(&before.country, &after.country),
            language: newer(&before.language, &after.language),
        };
        if let Some(person) = self.person(chat)
            && chosen != Preferences::default()
        {
            self.store.choose(&person, chosen).await;
        }
    }

    /// Forgets what is remembered of a chat that the bot is no longer in. What its person chose
    /// stays, should they come back; `/forget` clears it.
    pub(crate) async fn leave(&self, chat: i64) {
        self.chats.forget(chat);
        self.store.forget_chat(&self.chat_key(chat)).await;
    }

    /// Forgets the choices of a chat's person.
    pub(crate) async fn forget(&self, chat: i64) {
        if let Some(person) = self.person(chat) {
            self.store.forget(&person).await;
        }
    }

    /// The chat as the store knows it.
    fn chat_key(&self, chat: i64) -> ChatKey {
        self.store.chat_key(self.me.id.cast_signed(), chat)
    }

    /// In a private chat the number of the chat is that of its person.
    fn person(&self, chat: i64) -> Option<PersonKey> {
        u64::try_from(chat).ok().map(|user| self.store.person_key(user))
    }
}
