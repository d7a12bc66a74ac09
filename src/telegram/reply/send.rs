//! Puts replies into messages: new ones, or in place of an earlier one.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use teloxide::payloads::{AnswerCallbackQuery, EditMessageText, EditMessageTextSetters};
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardButtonKind, InlineKeyboardMarkup, LinkPreviewOptions,
    MessageId, ParseMode, ReplyParameters, ThreadId,
};
use tokio::time::timeout;

use crate::conversation::Reply;
use crate::knowledge::markup::{Block, Inline, Rich};
use crate::knowledge::media::Media;
use crate::telegram::api::call::NewMessage;
use crate::telegram::api::client::CALL;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::api::retry::{CallKind, Requester};
use crate::telegram::ops::metrics;
use crate::telegram::reply::files::MediaFiles;
use crate::telegram::reply::render::{self, CAPTION_MAX, Page, utf16};

/// How long after a press its acknowledgement is of use.
const PRESS: Duration = Duration::from_secs(10);

/// Where replies leave.
pub(crate) struct ReplySender {
    requester: Arc<Requester>,
    pub(crate) files: Arc<MediaFiles>,
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

/// The words of a message.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    page: &'a Page,
    keyboard: Option<&'a InlineKeyboardMarkup>,
    kind: CallKind,
}

impl ReplySender {
    pub(crate) fn new(requester: Arc<Requester>, files: MediaFiles) -> Self {
        Self { requester, files: Arc::new(files) }
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
        let mut pages = render::pages(&reply.text);
        let keyboard = render::keyboard(&reply.buttons);
        let keyboard = keyboard.as_ref();
        let mut kind = CallKind::NewMessage;
        if !reply.media.is_empty() {
            // A text cannot become a picture.
            target.over = None;
            let words = caption(&pages, reply).map(|page| Words { page, keyboard, kind });
            match self.send_media(&mut target, &reply.media, words).await {
                Ok(()) if words.is_some() => return Ok(None),
                Ok(()) => {}
                Err(error) => {
                    if words.is_some() && error.may_have_arrived() {
                        kind = CallKind::LastTry;
                    }
                    log_media(&error, reply.media.len());
                    pages = render::pages(&told(&reply.media, &reply.text));
                }
            }
        }
        let last = pages.len().saturating_sub(1);
        let mut first = None;
        for (i, page) in pages.iter().enumerate() {
            let words = Words { page, keyboard: keyboard.filter(|_| i == last), kind };
            let sent = match target.over.take() {
                Some(message) => match self.edit(target.chat, message, words).await {
                    Err(ApiError::Refused(Refusal::NotEditable)) => {
                        self.send_text(&mut target, words).await?
                    }
                    Ok(()) | Err(ApiError::Refused(Refusal::NotModified)) => message,
                    Err(error) => return Err(error),
                },
                None => self.send_text(&mut target, words).await?,
            };
            first.get_or_insert(sent);
        }
        // What has a picture is not edited: the words would stand under the wrong one.
        Ok(first.filter(|_| reply.media.is_empty()))
    }

    async fn send_text(
        &self,
        target: &mut Target,
        words: Words<'_>,
    ) -> Result<MessageId, ApiError> {
        let mut call = NewMessage::new("SendMessage", target.chat);
        call.set("link_preview_options", &no_preview());
        let sent: Sent = self.send_new(target, call, Some(words)).await?;
        Ok(MessageId(sent.message_id))
    }

    /// Sends a new message; what Telegram does not take of it is left out.
    pub(crate) async fn send_new<T: DeserializeOwned>(
        &self,
        target: &mut Target,
        mut call: NewMessage,
        words: Option<Words<'_>>,
    ) -> Result<T, ApiError> {
        let kind = words.map_or(CallKind::NewMessage, |words| words.kind);
        let text = if call.method == "SendMessage" { "text" } else { "caption" };
        if let Some(Words { page, keyboard, .. }) = words {
            call.set(text, &page.html);
            call.set("parse_mode", &ParseMode::Html);
            if let Some(keyboard) = keyboard {
                call.set("reply_markup", keyboard);
            }
        }
        if let Some(topic) = target.topic {
            call.set("message_thread_id", &topic);
        }
        if let Some(question) = target.to {
            // Were it deleted meanwhile, the answer would be refused.
            call.set(
                "reply_parameters",
                &ReplyParameters::new(question).allow_sending_without_reply(),
            );
        }
        let mut sent: Result<T, ApiError> = self.requester.to_chat(target.chat, &call, kind).await;
        if let Some(words) = words
            && is_broken_markup(&sent)
        {
            call.set(text, &words.page.plain);
            call.fields.remove("parse_mode");
            sent = self.requester.to_chat(target.chat, &call, kind).await;
        }
        if is_bad_link(&sent) {
            call.fields.remove("reply_markup");
            let keyboard = words.and_then(|words| words.keyboard).cloned();
            if let Some(keyboard) = keyboard.and_then(without_links) {
                call.set("reply_markup", &keyboard);
            }
            sent = self.requester.to_chat(target.chat, &call, kind).await;
        }
        if let Err(ApiError::Refused(Refusal::NoTopic)) = sent {
            target.topic = None;
            call.fields.remove("message_thread_id");
            sent = self.requester.to_chat(target.chat, &call, kind).await;
        }
        if let Err(ApiError::Refused(Refusal::Moved(chat))) = sent {
            // What follows goes there, too. What was asked has another number there.
            *target = Target { to: None, topic: None, chat, ..*target };
            call.set("chat_id", &chat);
            call.fields.remove("reply_parameters");
            call.fields.remove("message_thread_id");
            sent = self.requester.to_chat(chat, &call, kind).await;
        }
        if sent.is_ok() {
            target.to = None;
            metrics::reply("sent");
        }
        sent
    }

    async fn edit(
        &self,
        chat: i64,
        message: MessageId,
        Words { page, keyboard, .. }: Words<'_>,
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
            payload.reply_markup = keyboard.cloned().and_then(without_links);
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
fn without_links(mut keyboard: InlineKeyboardMarkup) -> Option<InlineKeyboardMarkup> {
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

/// The text that fits under the picture of a reply.
fn caption<'a>(pages: &'a [Page], reply: &Reply) -> Option<&'a Page> {
    match (pages, reply.media.as_slice()) {
        ([page], [_]) if utf16(&page.plain) <= CAPTION_MAX => Some(page),
        _ => None,
    }
}

/// A text that says what pictures show, which did not arrive.
fn told(media: &[Media], text: &Rich) -> Rich {
    let said = |medium: &Media| {
        Block::Paragraph(vec![Inline { italic: true, ..Inline::plain(medium.alt.as_str()) }])
    };
    let mut told = Rich { blocks: media.iter().map(said).collect() };
    told.extend(text.clone());
    told
}

pub(crate) fn log_media(error: &ApiError, count: usize) {
    metrics::media("failed", count);
    tracing::warn!(%error, "a picture was not sent; its words are sent alone");
}

fn log(error: &ApiError) {
    metrics::unsent(error);
    if error.is_harmless() {
        tracing::debug!(%error, "a reply was not sent");
    } else {
        tracing::error!(%error, "a reply was not sent");
    }
}
