//! Inline mode: `@bot how long` in any chat offers answers as cards.

use std::time::Duration;

use serde::de::IgnoredAny;
use teloxide::payloads::{AnswerInlineQuery, AnswerInlineQuerySetters};
use teloxide::types::{
    InlineQueryResult, InlineQueryResultArticle, InlineQueryResultsButton,
    InlineQueryResultsButtonKind, InputMessageContent, InputMessageContentText, ParseMode,
};
use tokio::time::timeout;

use crate::conversation::{Button, Card, Offer, offer};
use crate::telegram::api::error::ApiError;
use crate::telegram::failure::Failure;
use crate::telegram::handler::Handler;
use crate::telegram::reply::render;
use crate::telegram::reply::send::no_preview;
use crate::telegram::updates::update::Query;

/// How long Telegram may give one person the same cards for the same words, in seconds: short, so
/// that a changed FAQ shows soon. Another person may speak another language.
const CACHE_SECONDS: u32 = 30;

/// How long after a query its answer is of use: the person types on.
const QUERY: Duration = Duration::from_secs(10);

/// How long finding answers may take.
const THINKING: Duration = Duration::from_secs(5);

/// What `/start` says when someone comes from the button above the cards.
const FROM_INLINE: &str = "inline";

impl Handler {
    /// Offers answers to a query.
    ///
    /// # Errors
    /// When they could not be found, and nothing was offered.
    pub(crate) async fn offer(&self, query: Query) -> Result<(), Failure> {
        let Query { id, user, speaks, text } = query;
        // In a private chat the number of the chat is that of its person.
        let known = i64::try_from(user).ok().and_then(|chat| self.chats.get(chat));
        let chosen = known.and_then(|known| known.session.language);
        let assistant = self.languages.load().speaking([chosen.as_deref(), speaks.as_deref()]);
        let label = assistant.phrases().buttons.private_chat.clone();
        let thinking = tokio::task::spawn_blocking(move || offer(&assistant, &text));
        let cards = match timeout(THINKING, thinking).await {
            Ok(Ok(Offer::Cards(cards))) => cards,
            Ok(Ok(Offer::PrivateChat)) => Vec::new(),
            Ok(Err(_)) => return Err(Failure::Panicked),
            Err(_) => return Err(Failure::TookTooLong),
        };
        let articles: Vec<InlineQueryResult> =
            cards.iter().filter_map(|card| self.article(card, &label)).collect();
        let answer = AnswerInlineQuery::new(id, articles)
            .cache_time(CACHE_SECONDS)
            .is_personal(true)
            .button(InlineQueryResultsButton {
                text: label,
                kind: InlineQueryResultsButtonKind::StartParameter(FROM_INLINE.to_owned()),
            });
        let sending = self.replies.requester().insist::<_, IgnoredAny>(&answer);
        if let Ok(Err(error)) = timeout(QUERY, sending).await {
            log(&error);
        }
        Ok(())
    }

    /// A card as Telegram takes it; `None` if it does not fit into one message.
    fn article(&self, card: &Card, label: &str) -> Option<InlineQueryResult> {
        let [page] = <[render::Page; 1]>::try_from(render::pages(&card.text)).ok()?;
        let content = InputMessageContentText::new(page.html)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        let mut article = InlineQueryResultArticle::new(
            &card.id,
            &card.title,
            InputMessageContent::Text(content),
        )
        .description(&card.summary);
        let more = Button { label: label.to_owned(), press: self.me.deep_link(&card.id) };
        article.reply_markup = render::keyboard(&[vec![more]]);
        Some(InlineQueryResult::Article(article))
    }
}

fn log(error: &ApiError) {
    if error.is_harmless() {
        tracing::debug!(%error, "cards were not offered");
    } else {
        tracing::warn!(%error, "cards were not offered");
    }
}
