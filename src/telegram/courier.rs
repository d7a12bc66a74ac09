//! The one path on which everything is sent: paced, tried again, and given up in the end.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use teloxide::payloads::GetMe;
use teloxide::requests::Payload;
use tokio::time::{Instant, sleep, timeout_at};

use super::api::Api;
use super::fault::Fault;
use super::measure;
use super::pacing::Pacing;

/// How long one call is tried. Long enough for an outage of a minute; after it the person has
/// asked again or left, and the updates behind it must not wait for ever.
const PATIENCE: Duration = Duration::from_mins(2);

/// Back-off after a failure: the first wait, doubled each time up to the second.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// How often a message is sent where it is unclear whether it arrived. A double is better than
/// silence, a fourth copy is not.
const UNCLEAR_TRIES: u32 = 3;

/// What sending the same call twice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Nothing more than sending it once: edits, settings.
    Harmless,
    /// A second message.
    Doubles,
}

/// Sends calls.
pub(super) struct Courier {
    api: Api,
    pacing: Pacing,
}

impl Courier {
    pub(super) fn new(api: Api, pacing: Pacing) -> Self {
        Self { api, pacing }
    }

    pub(super) fn api(&self) -> &Api {
        &self.api
    }

    /// Sends a message or an edit to `chat`, paced, as often as it takes.
    ///
    /// # Errors
    /// A refusal, or the last failure when all patience is gone.
    pub(super) async fn to_chat<P, T>(
        &self,
        chat: i64,
        payload: &P,
        repeat: Repeat,
    ) -> Result<T, Fault>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        self.deliver(Some(chat), payload, repeat).await
    }

    /// Makes a call that is no message, as often as it takes.
    ///
    /// # Errors
    /// As for [`Courier::to_chat`].
    pub(super) async fn insist<P, T>(&self, payload: &P) -> Result<T, Fault>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        self.deliver(None, payload, Repeat::Harmless).await
    }

    async fn deliver<P, T>(
        &self,
        chat: Option<i64>,
        payload: &P,
        repeat: Repeat,
    ) -> Result<T, Fault>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        let until = Instant::now() + PATIENCE;
        let mut backoff = Backoff::new();
        let mut unclear = 0;
        loop {
            if let Some(chat) = chat {
                self.pacing.wait(chat).await;
            }
            let fault = match self.api.call(payload).await {
                Ok(done) => return Ok(done),
                Err(fault) => fault,
            };
            if !fault.is_passing() {
                return Err(fault);
            }
            tracing::debug!(call = P::NAME, fault = %fault, "trying again");
            if let (Fault::TooMany(pause), Some(chat)) = (&fault, chat) {
                self.pacing.hold(chat, *pause);
            }
            let wait = match fault {
                Fault::TooMany(pause) => pause,
                _ => backoff.next(),
            };
            if Instant::now() + wait > until {
                return Err(fault);
            }
            sleep(wait).await;
            if matches!(fault, Fault::Silent | Fault::Garbled) && repeat == Repeat::Doubles {
                unclear += 1;
                measure::unclear();
                // A dead server would eat the few tries that are left.
                if unclear >= UNCLEAR_TRIES || timeout_at(until, self.alive()).await.is_err() {
                    return Err(fault);
                }
            }
        }
    }

    /// Waits until the server answers anything at all.
    async fn alive(&self) {
        let mut backoff = Backoff::new();
        while let Err(fault) = self.api.call::<_, serde::de::IgnoredAny>(&GetMe::new()).await {
            if !fault.is_passing() {
                return;
            }
            sleep(backoff.next()).await;
        }
    }
}

/// Waits that double, each between half and all of its length, so that chats which failed
/// together do not come back together.
pub(super) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self { next: FIRST_WAIT }
    }

    pub(super) fn next(&mut self) -> Duration {
        let wait = self.next.mul_f64(0.5 + fastrand::f64() / 2.0);
        self.next = (self.next * 2).min(LONGEST_WAIT);
        wait
    }
}
