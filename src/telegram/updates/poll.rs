//! Asks Telegram for updates, again and again, and confirms what is finished.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use teloxide::payloads::{DeleteWebhook, GetUpdates, GetUpdatesSetters};
use tokio::time::{Instant, sleep};

use crate::telegram::Ended;
use crate::telegram::api::client::{CALL, Client};
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::api::retry::Backoff;
use crate::telegram::dispatch::Dispatcher;
use crate::telegram::offsets::WINDOW;
use crate::telegram::ops::metrics;
use crate::telegram::ops::readiness::Readiness;
use crate::telegram::updates::update::ALLOWED;

/// Between two calls lies at least this much, so that answers which end together are confirmed
/// together.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// The longest that a full window is waited for to be half done.
const HALF_DONE: Duration = Duration::from_millis(100);

/// Calls with the same offset keep so far apart. The Bot API server answers an earlier one with a
/// single update, the oldest: the very one that is not finished (`Client.cpp`,
/// `previous_get_updates_offset_`).
const SAME_OFFSET: Duration = Duration::from_millis(520);

/// How long Telegram may refuse a token that it took at the start. Servers that restart do so.
const REFUSED: Duration = Duration::from_mins(10);

/// After so long without an update Telegram's numbers are taken to be unknown. They restart
/// after a week.
const QUIET: Duration = Duration::from_hours(24);

/// A call that is out for so long has reached the server, whether it answers or not.
const SURELY_ASKED: Duration = Duration::from_millis(300);

/// How long the last confirmation may take: whoever stops the bot is waiting.
const LAST_WORD: Duration = Duration::from_secs(2);

/// Reads updates.
pub(crate) struct Poller {
    client: Client,
    dispatcher: Arc<Dispatcher>,
    readiness: Arc<Readiness>,
    poll_seconds: u32,
    /// The offset that the server is known to have heard.
    confirmed: u32,
    /// The offset of the call that is open, and since when.
    asking: (u32, Instant),
    has_asked: bool,
}

impl Poller {
    pub(crate) fn new(
        client: Client,
        dispatcher: Arc<Dispatcher>,
        readiness: Arc<Readiness>,
        poll_seconds: u32,
    ) -> Self {
        let asking = (0, Instant::now());
        Self { client, dispatcher, readiness, poll_seconds, confirmed: 0, asking, has_asked: false }
    }

    /// Reads updates for ever.
    ///
    /// # Errors
    /// Returns only with an error, one that no waiting can mend.
    pub(crate) async fn poll(&mut self) -> Result<Infallible, Ended> {
        self.remove_webhook().await;
        let mut backoff = Backoff::new();
        let mut last_new = Instant::now();
        let mut refused: Option<Instant> = None;
        loop {
            self.dispatcher.clear_window().await;
            let offset = self.dispatcher.offset();
            let (asked, since) = self.asking;
            let apart = if offset == asked { SAME_OFFSET } else { SHORTEST_PAUSE };
            let early = apart.saturating_sub(since.elapsed());
            if self.has_asked && !early.is_zero() {
                // Progress makes it another offset.
                self.dispatcher.progress_to(offset.saturating_add(1), early).await;
                if offset != asked {
                    sleep(SHORTEST_PAUSE.saturating_sub(since.elapsed())).await;
                } else if self.dispatcher.offset() == offset {
                    sleep(apart.saturating_sub(since.elapsed())).await;
                }
                continue;
            }
            let updates = match self.ask(offset).await {
                Ok(updates) => updates,
                Err(error) => {
                    metrics::failed_call(&error);
                    if error != ApiError::Refused(Refusal::WrongToken) {
                        refused = None;
                    } else if refused.get_or_insert_with(Instant::now).elapsed() > REFUSED {
                        return Err(Ended::WrongToken);
                    }
                    self.wait_after(&error, &mut backoff).await;
                    continue;
                }
            };
            refused = None;
            self.readiness.in_touch();
            backoff = Backoff::new();
            let new = updates.iter().filter(|update| self.dispatcher.take_in(update)).count();
            if new > 0 {
                last_new = Instant::now();
            } else if last_new.elapsed() > QUIET {
                self.dispatcher.restart_numbers();
                last_new = Instant::now();
            }
            // A full window hides what is behind it: worth the next call when half of it is done.
            if updates.len() >= usize::from(WINDOW) {
                let half = offset.max(1).saturating_add(u32::from(WINDOW) / 2);
                self.dispatcher.progress_to(half, HALF_DONE).await;
            }
        }
    }

    async fn ask(&mut self, offset: u32) -> Result<Vec<Box<RawValue>>, ApiError> {
        self.asking = (offset, Instant::now());
        self.has_asked = true;
        let call = updates_from(offset).timeout(self.poll_seconds).limit(WINDOW);
        let limit = Duration::from_secs(u64::from(self.poll_seconds)) + CALL;
        let updates = self.client.call_uncounted(&call, limit).await?;
        self.confirmed = offset;
        Ok(updates)
    }

    async fn wait_after(&self, error: &ApiError, backoff: &mut Backoff) {
        let wait = backoff.after(error);
        tracing::warn!(%error, wait_ms = wait.as_millis(), "no updates, trying again");
        sleep(wait).await;
        if *error == ApiError::Refused(Refusal::OtherReader) {
            self.remove_webhook().await;
        }
    }

    /// A webhook would keep all updates away from here.
    async fn remove_webhook(&self) {
        let removed: Result<IgnoredAny, ApiError> =
            self.client.call(&DeleteWebhook::new(), CALL).await;
        if let Err(error) = removed {
            tracing::warn!(%error, "the webhook could not be removed");
        }
    }

    /// Tells Telegram what is finished, unless it knows.
    pub(crate) async fn confirm(&self) {
        let offset = self.dispatcher.offset();
        let (asked, since) = self.asking;
        let known = offset == self.confirmed || (offset == asked && since.elapsed() > SURELY_ASKED);
        if known {
            return;
        }
        let call = updates_from(offset).timeout(0).limit(1);
        // The server holds a call with the offset of the last one open; it has heard it then.
        let limit = if offset == asked { SURELY_ASKED } else { LAST_WORD };
        let confirmed: Result<IgnoredAny, ApiError> =
            self.client.call_uncounted(&call, limit).await;
        if let Err(error) = confirmed
            && error != ApiError::Silent
        {
            tracing::warn!(%error, "the last updates were not confirmed; they come again");
        }
    }
}

fn updates_from(offset: u32) -> GetUpdates {
    // Sent with each call: Telegram keeps the last list it heard, whoever sent it.
    let call = GetUpdates::new().allowed_updates(ALLOWED);
    match i32::try_from(offset) {
        Ok(offset) if offset > 0 => call.offset(offset),
        _ => call,
    }
}
