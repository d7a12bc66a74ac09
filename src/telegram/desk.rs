//! Answers one event of one chat: recalls the chat, asks the core, sends the replies.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    AnswerCallbackQuery, EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters,
};
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode,
    ReplyParameters,
};
use tokio::time::{Instant, timeout};

use super::Core;
use super::courier::{Courier, Repeat};
use super::fault::{Fault, Refusal};
use super::groups;
use super::incoming::{Identity, Incoming, Place, Source};
use super::measure;
use super::memory::{Chats, Remembered};
use super::reload::{Asked, Bell};
use super::render::{self, Page};
use crate::conversation::{Assistant, Event, Placement, Reply, Session, Turn};
use crate::knowledge::markup::Rich;

/// How long the core may think. It takes milliseconds; this is for the bug nobody thought of.
const THINKING: Duration = Duration::from_secs(5);

/// Why an event was not answered as it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The core panicked.
    Panicked,
    /// The core took too long.
    TookTooLong,
}

/// Everything that answering needs.
pub(super) struct Desk {
    pub(super) courier: Arc<Courier>,
    /// The latest good one; an event is answered with the one it began with.
    pub(super) assistant: Arc<ArcSwap<Assistant>>,
    pub(super) core: Core,
    pub(super) chats: Chats,
    /// The bot's own user.
    pub(super) me: Identity,
    /// Private chats of those who may reload the files.
    pub(super) admins: Vec<i64>,
    /// Rung for a reload.
    pub(super) bell: Bell,
    /// The zero of the clock that the core sees.
    pub(super) started: Instant,
}

/// Where a reply goes.
struct Target {
    chat: i64,
    /// The message it takes the place of, if that can be edited.
    over: Option<MessageId>,
    /// The message it is shown to answer.
    to: Option<MessageId>,
}

/// What is wanted of a message that was sent.
#[derive(Deserialize)]
struct Sent {
    message_id: i32,
}

impl Desk {
    /// Answers an event. What could not be sent is logged here.
    ///
    /// # Errors
    /// When the core failed, and the person got no answer.
    pub(super) async fn answer(&self, incoming: Incoming) -> Result<(), Failure> {
        let Incoming { chat, event, source, place } = incoming;
        let assistant = self.assistant.load_full();
        if place == Place::Group {
            return self.answer_group(chat, event, &source, assistant).await;
        }
        let mut state = self.chats.recall(chat);
        let now = self.started.elapsed().as_secs();
        if let Source::Pressed { query, message } = &source {
            self.acknowledge(query).await;
            if let (Some(message), Event::Pressed(data)) = (message, &event)
                && state.is_double_tap(*message, data, now)
            {
                tracing::debug!("double tap");
                return Ok(());
            }
        }
        let session = std::mem::take(&mut state.session);
        let Turn { session, replies } = self.think(assistant, session, event, now).await?;
        state.session = session;
        self.chats.keep(chat, state.clone());
        self.send_all(chat, &source, replies, &mut state).await;
        self.chats.keep(chat, state);
        Ok(())
    }

    /// Answers a group: nothing is remembered, and nothing personal is asked there.
    async fn answer_group(
        &self,
        chat: i64,
        event: Event,
        source: &Source,
        assistant: Arc<Assistant>,
    ) -> Result<(), Failure> {
        let now = self.started.elapsed().as_secs();
        let personal = matches!(&event, Event::Text(text) if groups::is_personal(text));
        let replies = if personal {
            let sentence = Reply::new(rich(&assistant.phrases().say.private_only));
            vec![groups::in_private(sentence, &self.me, assistant.phrases())]
        } else {
            let thinking = Arc::clone(&assistant);
            let turn = self.think(thinking, Session::default(), event, now).await?;
            let shown = |reply| groups::shown(reply, &self.me, assistant.phrases());
            turn.replies.into_iter().map(shown).collect()
        };
        let mut to = match source {
            Source::Sent(question) => Some(*question),
            Source::Edited(_) | Source::Pressed { .. } => None,
        };
        for reply in &replies {
            let target = Target { chat, over: None, to: to.take() };
            if let Err(fault) = self.send(target, reply).await {
                log(&fault);
            }
        }
        Ok(())
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
        measure::thought(begun.elapsed());
        Ok(turn)
    }

    /// Says that something went wrong, and where to turn in an emergency.
    pub(super) async fn apologise(&self, chat: i64) {
        let assistant = self.assistant.load_full();
        self.say(chat, rich(&assistant.phrases().say.went_wrong)).await;
    }

    /// Says that so many messages at once are not read.
    pub(super) async fn too_many(&self, chat: i64) {
        let assistant = self.assistant.load_full();
        self.say(chat, rich(&assistant.phrases().say.too_many)).await;
    }

    /// Whether this is an admin's `/reload`.
    pub(super) fn is_reload(&self, incoming: &Incoming) -> bool {
        incoming.place == Place::Private
            && self.admins.contains(&incoming.chat)
            && matches!(&incoming.event, Event::Text(text) if text.trim() == "/reload")
    }

    /// Passes an admin's wish on; the reload answers.
    pub(super) async fn ask_for_reload(&self, chat: i64) {
        // Nobody listens any more only when the bot is about to end.
        let _ = self.bell.send(Asked::Admin(chat)).await;
    }

    /// Says that the files were reloaded.
    pub(super) async fn reloaded(&self, chat: i64) {
        let assistant = self.assistant.load_full();
        self.say(chat, rich(&assistant.phrases().say.reloaded)).await;
    }

    /// Says that the files were not taken, and why.
    pub(super) async fn not_reloaded(&self, chat: i64, report: &str) {
        let assistant = self.assistant.load_full();
        let mut text = rich(&assistant.phrases().say.not_reloaded);
        text.extend(Rich::plain(report));
        self.say(chat, text).await;
    }

    /// Stops the spinning of a pressed button. Once: it is decoration, and Telegram refuses it
    /// after a while.
    pub(super) async fn acknowledge(&self, query: &CallbackQueryId) {
        let answer = AnswerCallbackQuery::new(query.clone());
        let done: Result<IgnoredAny, Fault> = self.courier.api().call(&answer).await;
        if let Err(fault) = done {
            tracing::debug!(fault = %fault, "a press was not acknowledged");
        }
    }

    async fn say(&self, chat: i64, text: Rich) {
        let target = Target { chat, over: None, to: None };
        if let Err(fault) = self.send(target, &Reply::new(text)).await {
            log(&fault);
        }
    }

    async fn send_all(
        &self,
        chat: i64,
        source: &Source,
        replies: Vec<Reply>,
        state: &mut Remembered,
    ) {
        // The message that the first reply may take the place of.
        let mut place = match source {
            Source::Sent(_) => None,
            Source::Edited(question) => state.answer_to(*question),
            Source::Pressed { message, .. } => *message,
        };
        for reply in replies {
            let over = match (source, reply.placement) {
                (Source::Pressed { .. }, Placement::New) => None,
                _ => place.take(),
            };
            match self.send(Target { chat, over, to: None }, &reply).await {
                Ok(sent) => {
                    if let (Source::Sent(question) | Source::Edited(question), Some(sent)) =
                        (source, sent)
                        && state.answer_to(*question).is_none()
                    {
                        state.note_answer(*question, sent);
                    }
                }
                Err(fault) => log(&fault),
            }
        }
    }

    /// Sends one reply. Buttons stand under its last page. Gives the number of its first message.
    async fn send(&self, mut target: Target, reply: &Reply) -> Result<Option<MessageId>, Fault> {
        let pages = render::pages(&reply.text);
        let keyboard = render::keyboard(&reply.buttons);
        let last = pages.len().saturating_sub(1);
        let mut first = None;
        for (i, page) in pages.iter().enumerate() {
            let keyboard = keyboard.as_ref().filter(|_| i == last);
            let sent = match target.over.take() {
                Some(message) => match self.edit(target.chat, message, page, keyboard).await {
                    Err(Fault::Refused(Refusal::NotEditable)) => {
                        self.send_new(&mut target, page, keyboard).await?
                    }
                    Ok(()) | Err(Fault::Refused(Refusal::NotModified)) => message,
                    Err(fault) => return Err(fault),
                },
                None => self.send_new(&mut target, page, keyboard).await?,
            };
            first.get_or_insert(sent);
        }
        Ok(first)
    }

    async fn send_new(
        &self,
        target: &mut Target,
        page: &Page,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<MessageId, Fault> {
        let chat = target.chat;
        let mut payload = SendMessage::new(ChatId(chat), &page.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
        }
        if let Some(question) = target.to.take() {
            // Were it deleted meanwhile, the answer would be refused.
            payload = payload
                .reply_parameters(ReplyParameters::new(question).allow_sending_without_reply());
        }
        let mut sent: Result<Sent, Fault> =
            self.courier.to_chat(chat, &payload, Repeat::Doubles).await;
        if is_broken_markup(&sent) {
            payload.text.clone_from(&page.plain);
            payload.parse_mode = None;
            sent = self.courier.to_chat(chat, &payload, Repeat::Doubles).await;
        }
        sent.map(|sent| {
            measure::reply("sent");
            MessageId(sent.message_id)
        })
    }

    async fn edit(
        &self,
        chat: i64,
        message: MessageId,
        page: &Page,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<(), Fault> {
        let mut payload = EditMessageText::new(ChatId(chat), message, &page.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
        }
        let mut edited: Result<IgnoredAny, Fault> =
            self.courier.to_chat(chat, &payload, Repeat::Harmless).await;
        if is_broken_markup(&edited) {
            payload.text.clone_from(&page.plain);
            payload.parse_mode = None;
            edited = self.courier.to_chat(chat, &payload, Repeat::Harmless).await;
        }
        edited.map(|_| measure::reply("edited"))
    }
}

/// Parses Markdown that the load has checked; were it broken after all, it is shown as written.
fn rich(sentence: &str) -> Rich {
    Rich::parse(sentence).unwrap_or_else(|_| Rich::plain(sentence))
}

/// Whether Telegram did not take the markup, which is a bug of ours and logged as one.
fn is_broken_markup<T>(sent: &Result<T, Fault>) -> bool {
    let broken = matches!(sent, Err(Fault::Refused(Refusal::BrokenMarkup)));
    if broken {
        tracing::error!("a bug: Telegram refused the markup of a reply; it was sent as plain text");
    }
    broken
}

/// Pages that answers link to would cover the buttons.
fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

fn log(fault: &Fault) {
    measure::unsent(fault);
    if fault.is_harmless() {
        tracing::debug!(fault = %fault, "a reply was not sent");
    } else {
        tracing::error!(fault = %fault, "a reply was not sent");
    }
}
