//! Answers one event of one chat: begins its session, asks the core, sends the replies, commits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwap;
use teloxide::types::{MessageId, ThreadId};
use tokio::time::{Instant, sleep, timeout};

use crate::conversation::{Assistant, Effect, Event, Languages, Placement, Reply, Session, Turn};
use crate::knowledge::markup::Rich;
use crate::storage::{Day, Store, Unavailable};
use crate::telegram::Core;
use crate::telegram::failure::Failure;
use crate::telegram::faq_source::{FaqSource, FaqState, ReloadSender};
use crate::telegram::ops::metrics;
use crate::telegram::reply::send::{ReplySender, Target};
use crate::telegram::sessions::memory::{ChatCache, ChatState};
use crate::telegram::updates::groups;
use crate::telegram::updates::update::{Audience, BotUser, ChatEvent, Source};

/// How long the core may think. It takes milliseconds; this is for the bug nobody thought of.
const THINKING: Duration = Duration::from_secs(5);

/// How long Telegram's effects about a group that became a supergroup may take to arrive.
const MOVING: Duration = Duration::from_secs(2);

/// Everything that answering needs.
pub(crate) struct Handler {
    pub(crate) replies: ReplySender,
    /// The latest good ones; an event is answered with the one it began with.
    pub(crate) languages: Arc<ArcSwap<Languages>>,
    pub(crate) core: Core,
    pub(crate) chats: ChatCache,
    /// What outlives an answer.
    pub(crate) store: Arc<Store>,
    /// The bot's own user.
    pub(crate) me: BotUser,
    /// Private chats of the admins.
    pub(crate) admins: Vec<i64>,
    /// How the files stand that are answered from.
    pub(crate) faq_state: Mutex<FaqState>,
    /// Where the files are.
    pub(crate) source: Arc<FaqSource>,
    /// Where an admin asks for a reload.
    pub(crate) reload_sender: ReloadSender,
}

impl Handler {
    /// A panic while it is open leaves it as it was or as it is to be.
    pub(crate) fn faq_state(&self) -> MutexGuard<'_, FaqState> {
        self.faq_state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers an event. What could not be sent is logged here.
    ///
    /// # Errors
    /// When the core failed, and the person got no answer.
    pub(crate) async fn answer(&self, chat_event: ChatEvent) -> Result<(), Failure> {
        if let Some(request) = self.admin_request(&chat_event) {
            if let Source::Pressed { query, .. } = &chat_event.source {
                self.replies.acknowledge(query).await;
            }
            self.answer_admin(chat_event.chat, request).await;
            return Ok(());
        }
        let Source::Pressed { query, .. } = &chat_event.source else {
            return self.answer_all(vec![chat_event]).await;
        };
        // The button stops spinning while the answer is found.
        let query = query.clone();
        let (acknowledged, answered) =
            tokio::join!(self.replies.acknowledge(&query), self.answer_all(vec![chat_event]));
        if !acknowledged {
            self.replies.acknowledge_late(&query).await;
        }
        answered
    }

    /// Answers what came faster than it can be answered one by one: each is read, what sounds like
    /// an emergency gets its card, and of the others the last is answered.
    ///
    /// # Errors
    /// As for [`Handler::answer`].
    pub(crate) async fn answer_together(&self, all: Vec<ChatEvent>) -> Result<(), Failure> {
        if let Some(first) = all.first()
            && self.chats.is_flood_notice_due(first.chat)
        {
            let assistant = self.assistant_for(first.chat);
            let text = rich(&assistant.phrases().say.too_many);
            let target = Target { topic: first.topic, ..Target::chat(first.chat) };
            self.replies.send(target, &Reply::new(text)).await;
        }
        self.answer_all(all).await
    }

    /// Answers events of one chat. Of several, only what [`worth_sending`] says.
    async fn answer_all(&self, all: Vec<ChatEvent>) -> Result<(), Failure> {
        let Some(&ChatEvent { chat, audience, .. }) = all.first() else { return Ok(()) };
        let together = all.len() > 1;
        let now = unix_now();
        let mut session = self.begin(chat, audience, now).await;
        let mut due = Vec::new();
        let mut done = Ok(());
        for event in all {
            match self.respond_to(event, &mut session.state, now).await {
                Ok(answer) => due.extend(answer),
                Err(failure) => done = Err(failure),
            }
        }
        self.remember(&session);
        if together {
            due = worth_sending(due);
        }
        for answer in due {
            self.send_all(chat, answer, &mut session.state).await;
        }
        self.commit(session).await;
        done
    }

    /// What is answered to an event; `None` if nothing is.
    async fn respond_to(
        &self,
        chat_event: ChatEvent,
        state: &mut ChatState,
        now: u64,
    ) -> Result<Option<Answer>, Failure> {
        let ChatEvent { chat, event, source, audience, topic, album, speaks } = chat_event;
        if !is_new(state, &source, &event, album.as_deref()) {
            return Ok(None);
        }
        let pressed = match (&source, &event) {
            (Source::Pressed { message: Some(message), .. }, Event::Pressed(data)) => {
                Some((*message, data))
            }
            _ => None,
        };
        if pressed.is_some_and(|(message, data)| state.is_double_tap(message, data)) {
            tracing::debug!("double tap");
            return Ok(None);
        }
        let answer = |effects: &[Effect], replies, to| Answer {
            replies,
            source: source.clone(),
            topic,
            to,
            urgent: effects
                .iter()
                .any(|effect| matches!(effect, Effect::Card(_) | Effect::Check(_))),
        };
        if audience == Audience::Group {
            let (effects, replies) = self.think_for_group(event, speaks.as_deref(), now).await?;
            let to = match source {
                Source::Sent(question) => Some(question),
                Source::Edited(_) | Source::Pressed { .. } => None,
            };
            return Ok(Some(answer(&effects, replies, to)));
        }
        state.speaks = speaks.or_else(|| state.speaks.take());
        let assistant = self.assistant_of(state);
        let session = state.session.clone();
        // What waits for an answer stays where it is.
        if session.asks() && matches!(source, Source::Edited(_)) {
            state.note_other();
        }
        let wants_help = matches!(&event, Event::Text(text) if groups::asks_for_help(text));
        let asked = session.asked.clone();
        let thinking = Arc::clone(&assistant);
        let Turn { mut session, mut replies, effects } =
            self.think(thinking, session, event, now).await?;
        if wants_help && let Some(last) = replies.pop() {
            replies.push(groups::invited(last, &self.me, assistant.phrases()));
        }
        self.count(&effects, now);
        if self.send_to_editors(&effects, now).await.is_err() {
            // The question stays, to be sent by another tap.
            session.asked = asked;
            replies = vec![Reply::new(rich(&assistant.phrases().say.not_sent_to_editors))];
        }
        if effects.contains(&Effect::Forgotten) {
            self.forget(chat).await;
            state.forget();
        }
        state.session = session;
        Ok(Some(answer(&effects, replies, None)))
    }

    /// Puts what a person sent to the editors into their inbox.
    async fn send_to_editors(&self, effects: &[Effect], now: u64) -> Result<(), Unavailable> {
        for effect in effects {
            if let Effect::ToEditors(question) = effect {
                self.store.send_to_editors(question, Day::of(now)).await?;
            }
        }
        Ok(())
    }

    /// What a group is answered: nothing personal is asked there, and nothing remembered but which
    /// message answered the latest question, for when that is edited.
    async fn think_for_group(
        &self,
        event: Event,
        speaks: Option<&str>,
        now: u64,
    ) -> Result<(Vec<Effect>, Vec<Reply>), Failure> {
        let assistant = self.languages.load().speaking([speaks]);
        let asked = match &event {
            Event::Text(text) | Event::Edited(text) => groups::is_personal(text),
            _ => false,
        };
        let thinking = Arc::clone(&assistant);
        let turn = self.think(thinking, Session::default(), event, now).await?;
        // In whatever words it was asked for: the check is opened in the private chat only.
        if asked || turn.session.quiz.is_some() {
            let sentence = Reply::new(rich(&assistant.phrases().say.private_only));
            let reply = groups::in_private(sentence, &self.me, assistant.phrases());
            return Ok((Vec::new(), vec![reply]));
        }
        self.count(&turn.effects, now);
        let shown = |reply| groups::shown(reply, &self.me, assistant.phrases());
        Ok((turn.effects, turn.replies.into_iter().map(shown).collect()))
    }

    /// Says in a group that the bot came to how it is asked there.
    ///
    /// A group that became a supergroup is one that the bot comes to, too, and knows how it is asked.
    pub(crate) async fn greet_group(&self, chat: i64) {
        sleep(MOVING).await;
        if self.chats.has_moved(chat) {
            return;
        }
        let assistant = Arc::clone(self.languages.load().first());
        let sentence = Reply::new(rich(&assistant.phrases().say.added_to_group));
        let reply = groups::shown(sentence, &self.me, assistant.phrases());
        self.replies.send(Target::chat(chat), &reply).await;
    }

    /// The assistant in the language of a person: the one they chose, or that of their Telegram.
    fn assistant_of(&self, person: &ChatState) -> Arc<Assistant> {
        let chosen = person.session.language.as_deref();
        self.languages.load().speaking([chosen, person.speaks.as_deref()])
    }

    /// The assistant for what is said in a chat out of turn.
    pub(crate) fn assistant_for(&self, chat: i64) -> Arc<Assistant> {
        self.assistant_of(&self.chats.get(chat).unwrap_or_default())
    }

    /// Asks the core, on a thread where neither a panic nor a loop harms anyone else.
    async fn think(
        &self,
        assistant: Arc<Assistant>,
        session: Session,
        event: Event,
        now: u64,
    ) -> Result<Turn, Failure> {
        let core = self.core;
        let begun = Instant::now();
        let thinking = tokio::task::spawn_blocking(move || core(&assistant, session, event, now));
        let turn = match timeout(THINKING, thinking).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) => return Err(Failure::Panicked),
            Err(_) => return Err(Failure::TookTooLong),
        };
        metrics::thought(begun.elapsed());
        Ok(turn)
    }

    /// Says that something went wrong, and where to turn in an emergency.
    pub(crate) async fn apologise(&self, chat: i64) {
        let assistant = self.assistant_for(chat);
        self.say(chat, rich(&assistant.phrases().say.went_wrong)).await;
    }

    /// Says that the files were reloaded; `is_same` where they say the same as before.
    pub(crate) async fn reloaded(&self, chat: i64, is_same: bool) {
        let assistant = self.assistant_for(chat);
        let say = &assistant.phrases().say;
        self.say(chat, rich(if is_same { &say.reloaded_same } else { &say.reloaded })).await;
    }

    /// Says that the files were not taken, and why.
    pub(crate) async fn not_reloaded(&self, chat: i64, report: &str) {
        let assistant = self.assistant_for(chat);
        let mut text = rich(&assistant.phrases().say.not_reloaded);
        text.extend(Rich::plain(report));
        self.say(chat, text).await;
    }

    async fn say(&self, chat: i64, text: Rich) {
        self.replies.send(Target::chat(chat), &Reply::new(text)).await;
    }

    /// Sends what answers an event.
    async fn send_all(&self, chat: i64, answer: Answer, state: &mut ChatState) {
        let Answer { replies, source, topic, to, .. } = answer;
        // The message that the first reply may take the place of; the one it is shown to answer.
        let (mut place, mut to) = match &source {
            Source::Sent(_) => (None, to),
            Source::Edited(question) => {
                let latest = state.latest_answer_to(*question);
                (latest, latest.is_none().then_some(*question))
            }
            Source::Pressed { message, is_text, .. } => (message.filter(|_| *is_text), None),
        };
        for reply in replies {
            let over = match (&source, reply.placement) {
                (Source::Pressed { .. }, Placement::New) => None,
                _ => place.take(),
            };
            let target = Target { chat, topic, over, to: to.take() };
            let sent = self.replies.send(target, &reply).await;
            if let (Source::Sent(question) | Source::Edited(question), Some(sent)) = (&source, sent)
            {
                state.note_answer(*question, sent);
            } else {
                state.note_other();
            }
        }
    }
}

/// What is sent for one event.
struct Answer {
    replies: Vec<Reply>,
    source: Source,
    topic: Option<ThreadId>,
    /// The message it is shown to answer.
    to: Option<MessageId>,
    /// Whether it is about a sign of danger.
    urgent: bool,
}

/// Of the answers to many messages at once: those about signs of danger, each once, and the last.
fn worth_sending(all: Vec<Answer>) -> Vec<Answer> {
    let last = all.len().saturating_sub(1);
    let mut kept: Vec<Answer> = Vec::new();
    for (nth, answer) in all.into_iter().enumerate() {
        let said = kept.iter().any(|known| known.replies == answer.replies);
        if !said && (answer.urgent || nth == last) {
            kept.push(answer);
        }
    }
    kept
}

/// Whether an event says something that its chat did not know: no edit without a change, and no
/// further picture of an album.
fn is_new(state: &mut ChatState, source: &Source, event: &Event, album: Option<&str>) -> bool {
    let text = match event {
        Event::Text(text) | Event::Edited(text) => Some(text),
        _ => None,
    };
    let new = match (source, text) {
        (Source::Sent(message), Some(text)) => {
            state.says_something_new(*message, text);
            true
        }
        (Source::Edited(message), Some(text)) => state.says_something_new(*message, text),
        _ => true,
    };
    new && album.is_none_or(|album| state.is_due_in_album(album, text.is_some()))
}

/// Parses Markdown that the load has checked; were it broken after all, it is shown as written.
pub(crate) fn rich(sentence: &str) -> Rich {
    Rich::parse(sentence).unwrap_or_else(|_| Rich::plain(sentence))
}

/// Unix time in seconds, the clock that the core sees: it means the same to every instance.
#[expect(clippy::disallowed_methods, reason = "a driver passes the time into the core")]
pub(crate) fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
