//! Looks after the webhook: another program with the same token can remove or change it, and
//! Telegram tells what waits and what went wrong.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;
use teloxide::payloads::{GetWebhookInfo, SetWebhook};
use tokio::time::sleep;

use crate::telegram::api::client::CALL;
use crate::telegram::api::error::ApiError;
use crate::telegram::api::retry::Requester;
use crate::telegram::handler::unix_now;
use crate::telegram::ops::metrics;
use crate::telegram::ops::readiness::Readiness;

/// What Telegram tells of a webhook.
#[derive(Debug, Deserialize)]
struct WebhookInfo {
    url: String,
    pending_update_count: u64,
    last_error_date: Option<u64>,
    last_error_message: Option<String>,
    /// Left out where it is Telegram's own choice.
    allowed_updates: Option<BTreeSet<String>>,
}

/// A webhook as it should be.
pub(super) struct Watch<'a> {
    requester: &'a Requester,
    readiness: &'a Readiness,
    call: &'a SetWebhook,
    allowed: BTreeSet<String>,
    /// When bringing an update failed last, as far as that is known, in Unix time.
    last_error: u64,
    /// Whether it was not ours at the last look, and could not be set again.
    is_lost: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(
        requester: &'a Requester,
        readiness: &'a Readiness,
        call: &'a SetWebhook,
    ) -> Self {
        let allowed = serde_json::to_value(&call.allowed_updates)
            .and_then(serde_json::from_value)
            .unwrap_or_default();
        // What failed before the bot was there is no news.
        Self { requester, readiness, call, allowed, last_error: unix_now(), is_lost: false }
    }

    /// Looks at it again and again.
    pub(super) async fn run(mut self, period: Duration) -> Infallible {
        loop {
            sleep(period).await;
            let info: Result<WebhookInfo, ApiError> =
                self.requester.client().call(&GetWebhookInfo::new(), CALL).await;
            match info {
                Ok(info) => self.look(&info).await,
                Err(error) => tracing::warn!(%error, "the webhook could not be looked at"),
            }
        }
    }

    async fn look(&mut self, info: &WebhookInfo) {
        self.readiness.in_touch();
        metrics::pending(info.pending_update_count);
        let refused = self.note_error(info);
        let what = if info.url.is_empty() {
            "it removed the webhook"
        } else if info.url != self.call.url.as_str() {
            "it set a webhook of its own"
        } else if info.allowed_updates.as_ref().is_some_and(|allowed| *allowed != self.allowed) {
            "it changed what the webhook brings"
        } else if refused {
            // Our address with a secret that is not ours.
            "it changed the secret of the webhook"
        } else {
            self.is_lost = false;
            self.readiness.hears(true);
            return;
        };
        self.readiness.hears(false);
        if !std::mem::replace(&mut self.is_lost, true) {
            metrics::webhook_changed();
            tracing::warn!("another program uses this token: {what}; it is set again");
        }
        let done: Result<IgnoredAny, ApiError> =
            self.requester.client().call(self.call, CALL).await;
        match done {
            Ok(_) => {
                self.is_lost = false;
                self.readiness.hears(true);
            }
            Err(error) => tracing::error!(%error, "the webhook could not be set again"),
        }
    }

    /// Logs a new error of Telegram's; whether it was that we refused what it brought.
    fn note_error(&mut self, info: &WebhookInfo) -> bool {
        let new = info.last_error_date.filter(|date| *date > self.last_error);
        let Some(date) = new else { return false };
        self.last_error = date;
        metrics::webhook_failed();
        let said = info.last_error_message.as_deref().unwrap_or_default();
        let said = self.requester.client().without_token(said);
        tracing::warn!(
            pending = info.pending_update_count,
            "Telegram could not bring an update: {said}"
        );
        said.contains("401")
    }
}
