//! Asks Telegram for updates, again and again, and confirms what is finished.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use teloxide::payloads::{DeleteWebhook, GetUpdates, GetUpdatesSetters};
use tokio::time::{Instant, sleep};

use super::Ended;
use super::api::{Api, CALL};
use super::courier::Backoff;
use super::delivery::Delivery;
use super::fault::{Fault, Refusal};
use super::incoming::ALLOWED;
use super::ledger::WINDOW;
use super::pulse::Pulse;

/// While updates are under way a call returns at once with them; so the next call waits for
/// progress, at least this long, doubled while nothing new comes.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
/// … up to this long, the most that a slow reply to one person delays another's.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// After so long without an update Telegram's numbers are taken to be unknown. They restart
/// after a week.
const QUIET: Duration = Duration::from_hours(24);

/// A call open for so long has reached the server.
const SURELY_ASKED: Duration = Duration::from_secs(1);

/// How long the last confirmation may take: whoever stops the bot is waiting.
const LAST_WORD: Duration = Duration::from_secs(2);

/// Reads updates.
pub(super) struct Poller {
    api: Api,
    delivery: Arc<Delivery>,
    pulse: Arc<Pulse>,
    poll_seconds: u32,
    /// The offset that the server is known to have heard.
    confirmed: u32,
    /// The offset of the call that is open, and since when.
    asking: (u32, Instant),
}

impl Poller {
    pub(super) fn new(
        api: Api,
        delivery: Arc<Delivery>,
        pulse: Arc<Pulse>,
        poll_seconds: u32,
    ) -> Self {
        Self { api, delivery, pulse, poll_seconds, confirmed: 0, asking: (0, Instant::now()) }
    }

    /// Reads updates for ever.
    ///
    /// # Errors
    /// Returns only with an error, one that no waiting can mend.
    pub(super) async fn poll(&mut self) -> Result<Infallible, Ended> {
        self.remove_webhook().await;
        let mut backoff = Backoff::new();
        let mut pause = SHORTEST_PAUSE;
        let mut last_new = Instant::now();
        loop {
            let offset = self.delivery.offset();
            let updates = match self.ask(offset).await {
                Ok(updates) => updates,
                Err(Fault::Refused(Refusal::WrongToken)) => return Err(Ended::WrongToken),
                Err(fault) => {
                    self.wait_after(&fault, &mut backoff).await;
                    continue;
                }
            };
            self.pulse.beat();
            backoff = Backoff::new();
            let new = updates.iter().filter(|update| self.delivery.take_in(update)).count();
            if new > 0 {
                last_new = Instant::now();
                pause = SHORTEST_PAUSE;
            } else if last_new.elapsed() > QUIET {
                self.delivery.restart_numbers();
                last_new = Instant::now();
            }
            self.delivery.release();
            if updates.is_empty() || self.delivery.is_idle() {
                continue;
            }
            // A full window hides what is behind it: worth the next call when half of it is done.
            // In any other case all there is has been seen, and only what comes is waited for.
            let wanted = if updates.len() >= usize::from(WINDOW) {
                offset.max(1).saturating_add(u32::from(WINDOW) / 2)
            } else {
                u32::MAX
            };
            self.delivery.progress_to(wanted, pause).await;
            if new == 0 {
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    async fn ask(&mut self, offset: u32) -> Result<Vec<Box<RawValue>>, Fault> {
        self.asking = (offset, Instant::now());
        let call = updates_from(offset).timeout(self.poll_seconds).limit(WINDOW);
        let limit = Duration::from_secs(u64::from(self.poll_seconds)) + CALL;
        let updates = self.api.call_within(limit, "GetUpdates", &call).await?;
        self.confirmed = offset;
        Ok(updates)
    }

    async fn wait_after(&self, fault: &Fault, backoff: &mut Backoff) {
        let wait = backoff.after(fault);
        tracing::warn!(fault = %fault, wait_ms = wait.as_millis(), "no updates, trying again");
        sleep(wait).await;
        if *fault == Fault::Refused(Refusal::OtherReader) {
            self.remove_webhook().await;
        }
    }

    /// A webhook would keep all updates away from here.
    async fn remove_webhook(&self) {
        let removed: Result<IgnoredAny, Fault> = self.api.call(&DeleteWebhook::new()).await;
        if let Err(fault) = removed {
            tracing::warn!(fault = %fault, "the webhook could not be removed");
        }
    }

    /// Tells Telegram what is finished, unless it knows.
    pub(super) async fn confirm(&self) {
        let offset = self.delivery.offset();
        let (asked, since) = self.asking;
        let known = offset == self.confirmed || (offset == asked && since.elapsed() > SURELY_ASKED);
        if known {
            return;
        }
        let call = updates_from(offset).timeout(0).limit(1);
        let confirmed: Result<IgnoredAny, Fault> =
            self.api.call_within(LAST_WORD, "GetUpdates", &call).await;
        if let Err(fault) = confirmed {
            tracing::warn!(fault = %fault, "the last updates were not confirmed; they come again");
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
