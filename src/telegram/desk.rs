//! Answers one event of one chat: recalls the chat, asks the core, sends the replies.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    AnswerCallbackQuery, EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters,
};
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId, ParseMode,
};
use tokio::time::{Instant, timeout};

use super::Core;
use super::courier::{Courier, Repeat};
use super::fault::{Fault, Refusal};
use super::incoming::{Incoming, Source};
use super::measure;
use super::memory::{Chats, Remembered};
use super::render::{self, Page};
use crate::conversation::{Assistant, Placement, Reply, Turn};
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
    pub(super) assistant: Arc<Assistant>,
    pub(super) core: Core,
    pub(super) chats: Chats,
    /// The zero of the clock that the core sees.
    pub(super) started: Instant,
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
        let Incoming { chat, event, source } = incoming;
        let mut state = self.chats.recall(chat);
        let now = self.started.elapsed().as_secs();
        if let Source::Pressed { query, message } = &source {
            self.acknowledge(query).await;
            if let (Some(message), crate::conversation::Event::Pressed(data)) = (message, &event)
                && state.is_double_tap(*message, data, now)
            {
                tracing::debug!("double tap");
                return Ok(());
            }
        }
        let session = std::mem::take(&mut state.session);
        let (core, assistant) = (self.core, Arc::clone(&self.assistant));
        let begun = Instant::now();
        let thinking = tokio::task::spawn_blocking(move || core(&assistant, session, event, now));
        let Turn { session, replies } = match timeout(THINKING, thinking).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) => return Err(Failure::Panicked),
            Err(_) => return Err(Failure::TookTooLong),
        };
        measure::thought(begun.elapsed());
        state.session = session;
        self.chats.keep(chat, state.clone());
        self.send_all(chat, &source, replies, &mut state).await;
        self.chats.keep(chat, state);
        Ok(())
    }

    /// Says that something went wrong, and where to turn in an emergency.
    pub(super) async fn apologise(&self, chat: i64) {
        self.say(chat, &self.assistant.phrases().say.went_wrong).await;
    }

    /// Says that so many messages at once are not read.
    pub(super) async fn too_many(&self, chat: i64) {
        self.say(chat, &self.assistant.phrases().say.too_many).await;
    }

    /// Says that the bot talks in private chats only.
    pub(super) async fn elsewhere(&self, chat: i64) {
        self.say(chat, &self.assistant.phrases().say.private_only).await;
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

    async fn say(&self, chat: i64, sentence: &str) {
        let text = Rich::parse(sentence).unwrap_or_else(|_| Rich::plain(sentence));
        for page in render::pages(&text) {
            if let Err(fault) = self.send_new(chat, &page, None).await {
                log(&fault);
            }
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
            match self.send(chat, over, &reply).await {
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

    /// Sends one reply, in place of `over` if that can be. Buttons stand under its last page.
    /// Gives the number of its first message.
    async fn send(
        &self,
        chat: i64,
        mut over: Option<MessageId>,
        reply: &Reply,
    ) -> Result<Option<MessageId>, Fault> {
        let pages = render::pages(&reply.text);
        let keyboard = render::keyboard(&reply.buttons);
        let last = pages.len().saturating_sub(1);
        let mut first = None;
        for (i, page) in pages.iter().enumerate() {
            let keyboard = keyboard.as_ref().filter(|_| i == last);
            let sent = match over.take() {
                Some(message) => match self.edit(chat, message, page, keyboard).await {
                    Err(Fault::Refused(Refusal::NotEditable)) => {
                        self.send_new(chat, page, keyboard).await?
                    }
                    Ok(()) | Err(Fault::Refused(Refusal::NotModified)) => message,
                    Err(fault) => return Err(fault),
                },
                None => self.send_new(chat, page, keyboard).await?,
            };
            first.get_or_insert(sent);
        }
        Ok(first)
    }

    async fn send_new(
        &self,
        chat: i64,
        page: &Page,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<MessageId, Fault> {
        let mut payload = SendMessage::new(ChatId(chat), &page.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
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
