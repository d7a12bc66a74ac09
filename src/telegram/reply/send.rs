//! Puts replies into messages: new ones, or in place of an earlier one.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{
    AnswerCallbackQuery, EditMessageText, EditMessageTextSetters, SendMessage, SendMessageSetters,
};
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardButtonKind, InlineKeyboardMarkup, LinkPreviewOptions,
    MessageId, ParseMode, ReplyMarkup, ReplyParameters, ThreadId,
};
use tokio::time::timeout;

use crate::conversation::Reply;
use crate::telegram::api::client::CALL;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::api::retry::{CallKind, Requester};
use crate::telegram::ops::metrics;
use crate::telegram::reply::render::{self, Page};

/// How long after a press its acknowledgement is of use.
const PRESS: Duration = Duration::from_secs(10);

/// Where replies leave.
pub(crate) struct ReplySender {
    requester: Arc<Requester>,
}

/// Where a reply goes.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) chat: i64,
    /// The topic of a forum that it goes into.
    pub(crate) topic: Option<ThreadId>,
    /// The message it takes the place of, if that can be edited.
    pub(crate) over: Option<MessageId>,
    /// The message it is shown to answer.
    pub(crate) to: Option<MessageId>,
}

impl Target {
    /// A new message in `chat`.
    pub(crate) fn chat(chat: i64) -> Self {
        Self { chat, topic: None, over: None, to: None }
    }
}

/// What is wanted of a message that was sent.
#[derive(Deserialize)]
struct Sent {
    message_id: i32,
}

impl ReplySender {
    pub(crate) fn new(requester: Arc<Requester>) -> Self {
        Self { requester }
    }

    pub(crate) fn requester(&self) -> &Requester {
        &self.requester
    }

    /// Sends one reply. Gives the number of its first message; `None`, and a line in the log, if
    /// it could not be sent.
    pub(crate) async fn send(&self, target: Target, reply: &Reply) -> Option<MessageId> {
        self.send_pages(target, reply).await.unwrap_or_else(|error| {
            log(&error);
            None
        })
    }

    /// Sends a reply as one message or several. Buttons stand under the last one.
    async fn send_pages(
        &self,
        mut target: Target,
        reply: &Reply,
    ) -> Result<Option<MessageId>, ApiError> {
        let pages = render::pages(&reply.text);
        let keyboard = render::keyboard(&reply.buttons);
        let last = pages.len().saturating_sub(1);
        let mut first = None;
        for (i, page) in pages.iter().enumerate() {
            let keyboard = keyboard.as_ref().filter(|_| i == last);
            let sent = match target.over.take() {
                Some(message) => match self.edit(target.chat, message, page, keyboard).await {
                    Err(ApiError::Refused(Refusal::NotEditable)) => {
                        self.send_new(&mut target, page, keyboard).await?
                    }
                    Ok(()) | Err(ApiError::Refused(Refusal::NotModified)) => message,
                    Err(error) => return Err(error),
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
    ) -> Result<MessageId, ApiError> {
        let chat = target.chat;
        let mut payload = SendMessage::new(ChatId(chat), &page.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
        }
        if let Some(topic) = target.topic {
            payload = payload.message_thread_id(topic);
        }
        if let Some(question) = target.to.take() {
            // Were it deleted meanwhile, the answer would be refused.
            payload = payload
                .reply_parameters(ReplyParameters::new(question).allow_sending_without_reply());
        }
        let mut sent: Result<Sent, ApiError> =
            self.requester.to_chat(chat, &payload, CallKind::NewMessage).await;
        if is_broken_markup(&sent) {
            payload.text.clone_from(&page.plain);
            payload.parse_mode = None;
            sent = self.requester.to_chat(chat, &payload, CallKind::NewMessage).await;
        }
        if is_bad_link(&sent) {
            payload.reply_markup = payload.reply_markup.and_then(without_links);
            sent = self.requester.to_chat(chat, &payload, CallKind::NewMessage).await;
        }
        if let Err(ApiError::Refused(Refusal::NoTopic)) = sent {
            target.topic = None;
            payload.message_thread_id = None;
            sent = self.requester.to_chat(chat, &payload, CallKind::NewMessage).await;
        }
        if let Err(ApiError::Refused(Refusal::Moved(chat))) = sent {
            // The pages after this one go there, too. What was asked has another number there.
            target.chat = chat;
            payload.chat_id = ChatId(chat).into();
            payload.reply_parameters = None;
            payload.message_thread_id = None;
            sent = self.requester.to_chat(chat, &payload, CallKind::NewMessage).await;
        }
        sent.map(|sent| {
            metrics::reply("sent");
            MessageId(sent.message_id)
        })
    }

    async fn edit(
        &self,
        chat: i64,
        message: MessageId,
        page: &Page,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<(), ApiError> {
        let mut payload = EditMessageText::new(ChatId(chat), message, &page.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
        }
        let mut edited: Result<IgnoredAny, ApiError> =
            self.requester.to_chat(chat, &payload, CallKind::Idempotent).await;
        if is_broken_markup(&edited) {
            payload.text.clone_from(&page.plain);
            payload.parse_mode = None;
            edited = self.requester.to_chat(chat, &payload, CallKind::Idempotent).await;
        }
        if is_bad_link(&edited) {
            payload.reply_markup = keyboard.cloned().and_then(without_inline_links);
            edited = self.requester.to_chat(chat, &payload, CallKind::Idempotent).await;
        }
        edited.map(|_| metrics::reply("edited"))
    }

    /// Stops the spinning of a pressed button. Whether that is done with, well or not.
    ///
    /// Tried once, so that it never holds up the answer.
    pub(crate) async fn acknowledge(&self, query: &CallbackQueryId) -> bool {
        let answer = AnswerCallbackQuery::new(query.clone());
        let done: Result<IgnoredAny, ApiError> = self.requester.client().call(&answer, CALL).await;
        match done {
            Ok(_) => true,
            Err(error) => {
                tracing::debug!(%error, "a press was not acknowledged");
                !error.is_passing()
            }
        }
    }

    /// Tries again to stop the spinning, for as long as Telegram takes it.
    pub(crate) async fn acknowledge_late(&self, query: &CallbackQueryId) {
        let answer = AnswerCallbackQuery::new(query.clone());
        let trying = self.requester.insist::<_, IgnoredAny>(&answer);
        // It stops by itself in the end.
        let _ = timeout(PRESS, trying).await;
    }
}

/// Whether Telegram did not take the markup, which is a bug of ours and logged as one.
fn is_broken_markup<T>(sent: &Result<T, ApiError>) -> bool {
    let broken = matches!(sent, Err(ApiError::Refused(Refusal::BrokenMarkup)));
    if broken {
        tracing::error!("a bug: Telegram refused the markup of a reply; it was sent as plain text");
    }
    broken
}

/// Whether Telegram did not take the address of a button.
fn is_bad_link<T>(sent: &Result<T, ApiError>) -> bool {
    let bad = matches!(sent, Err(ApiError::Refused(Refusal::BadLink)));
    if bad {
        tracing::error!(
            "Telegram does not take the address of a button; the reply is sent without it. \
             Look at the links of the entries: a host needs a name such as example.org"
        );
    }
    bad
}

/// The buttons that are no links.
fn without_links(markup: ReplyMarkup) -> Option<ReplyMarkup> {
    match markup {
        ReplyMarkup::InlineKeyboard(keyboard) => {
            without_inline_links(keyboard).map(ReplyMarkup::InlineKeyboard)
        }
        other => Some(other),
    }
}

fn without_inline_links(mut keyboard: InlineKeyboardMarkup) -> Option<InlineKeyboardMarkup> {
    for row in &mut keyboard.inline_keyboard {
        row.retain(|button| !matches!(button.kind, InlineKeyboardButtonKind::Url(_)));
    }
    keyboard.inline_keyboard.retain(|row| !row.is_empty());
    (!keyboard.inline_keyboard.is_empty()).then_some(keyboard)
}

/// Pages that answers link to would cover the buttons.
pub(crate) fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

fn log(error: &ApiError) {
    metrics::unsent(error);
    if error.is_harmless() {
        tracing::debug!(%error, "a reply was not sent");
    } else {
        tracing::error!(%error, "a reply was not sent");
    }
}
