//! Asks Telegram for updates, again and again, and confirms what is finished.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use teloxide::payloads::{GetUpdates, GetUpdatesSetters};
use teloxide::types::AllowedUpdate;
use tokio::time::{Instant, sleep};

use super::Ended;
use super::api::{Api, CALL};
use super::courier::Backoff;
use super::delivery::Delivery;
use super::fault::{Fault, Refusal};
use super::ledger::WINDOW;

/// What the bot wants to hear of. Sent with each call: one that fails would lose it.
const ALLOWED: [AllowedUpdate; 3] =
    [AllowedUpdate::Message, AllowedUpdate::EditedMessage, AllowedUpdate::CallbackQuery];

/// While updates are under way a call returns at once with them; so the next call waits for
/// progress, at least this long, doubled while nothing new comes.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
/// … up to this long, the most that a slow reply to one person delays another's.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// After so long without an update Telegram's numbers are taken to be unknown. They restart
/// after a week.
const QUIET: Duration = Duration::from_hours(24);

/// Reads updates for ever.
///
/// # Errors
/// Never returns but with an error that no waiting can mend.
pub(super) async fn poll(
    api: &Api,
    delivery: &Arc<Delivery>,
    poll_seconds: u32,
) -> Result<std::convert::Infallible, Ended> {
    let mut backoff = Backoff::new();
    let mut pause = SHORTEST_PAUSE;
    let mut last_new = Instant::now();
    loop {
        let offset = delivery.offset();
        let updates = match get(api, offset, poll_seconds).await {
            Ok(updates) => updates,
            Err(Fault::Refused(Refusal::WrongToken)) => return Err(Ended::WrongToken),
            Err(fault) => {
                let wait = match fault {
                    Fault::TooMany(wait) => wait,
                    _ => backoff.next(),
                };
                tracing::warn!(fault = %fault, wait_ms = wait.as_millis(), "no updates, trying again");
                sleep(wait).await;
                continue;
            }
        };
        backoff = Backoff::new();
        let new = updates.iter().filter(|update| delivery.take_in(update)).count();
        if new > 0 {
            tracing::debug!(new, under_way = delivery.under_way(), "updates");
            last_new = Instant::now();
            pause = SHORTEST_PAUSE;
        } else if last_new.elapsed() > QUIET {
            delivery.restart_numbers();
            last_new = Instant::now();
        }
        delivery.release();
        if updates.is_empty() || delivery.is_idle() {
            continue;
        }
        // A full window hides what is behind it: worth the next call when half of it is done.
        // In any other case all there is has been seen, and only what comes next is waited for.
        let wanted = offset.max(1).saturating_add(u32::try_from(updates.len() / 2).unwrap_or(0));
        let full = updates.len() >= usize::from(WINDOW);
        delivery.progress_to(if full { wanted } else { u32::MAX }, pause).await;
        if new == 0 {
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Tells Telegram that everything below `offset` is finished.
pub(super) async fn confirm(api: &Api, offset: u32) -> Result<(), Fault> {
    let call = updates_from(offset).timeout(0).limit(1);
    let limit = CALL;
    api.call_within::<Vec<Box<RawValue>>>(limit, "GetUpdates", &call).await.map(|_| ())
}

async fn get(api: &Api, offset: u32, seconds: u32) -> Result<Vec<Box<RawValue>>, Fault> {
    let call = updates_from(offset).timeout(seconds).limit(WINDOW);
    let limit = Duration::from_secs(u64::from(seconds)) + CALL;
    api.call_within(limit, "GetUpdates", &call).await
}

fn updates_from(offset: u32) -> GetUpdates {
    let call = GetUpdates::new().allowed_updates(ALLOWED);
    match i32::try_from(offset) {
        Ok(offset) if offset > 0 => call.offset(offset),
        _ => call,
    }
}
