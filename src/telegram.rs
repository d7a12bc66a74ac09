//! The bot on Telegram: the same core as in the terminal, and a delivery that loses nothing.
//!
//! Telegram is the journal: an update is confirmed only after its replies were sent. The files
//! below hold one idea each: one call (`api`, `fault`), sending (`courier`, `pacing`), what goes
//! out (`render`) and comes in (`incoming`), answering (`desk`, `memory`), seeing each update
//! through (`delivery`, `ledger`), and where updates come from (`polling`).

mod api;
mod courier;
mod delivery;
mod desk;
mod fault;
mod incoming;
mod ledger;
mod measure;
mod memory;
mod operations;
mod pacing;
mod polling;
mod profile;
mod pulse;
mod render;
mod stop;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use teloxide::payloads::GetMe;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::config::{Config, Token};
use crate::conversation::{Assistant, Event, Session, Turn};
use api::Api;
use courier::{Backoff, Courier};
use delivery::Delivery;
use desk::Desk;
use fault::{Fault, Refusal};
use memory::Chats;
use operations::Panel;
use pacing::Pacing;
use polling::Poller;
use pulse::Pulse;
use stop::Stop;

/// The function that answers: [`crate::conversation::respond`], or one that a test gives.
pub type Core = fn(&Assistant, Session, Event, u64) -> Turn;

/// Why a run ended other than by being asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// Telegram does not know the token.
    #[error("Telegram does not accept this token")]
    WrongToken,
    /// The parts of the program could not be started.
    #[error("the network part of the program could not be started")]
    NotStarted,
    /// Another program holds an address that was to be listened on.
    #[error("{0} cannot be listened on; another program may hold it")]
    AddressTaken(SocketAddr),
}

/// How often timings are folded into their histograms. They pile up until then.
const UPKEEP: Duration = Duration::from_secs(5);

/// What is wanted of the bot's own user.
#[derive(Deserialize)]
struct Me {
    #[serde(default)]
    username: String,
}

/// Runs the bot until SIGINT or SIGTERM; then finishes what is under way and confirms it.
///
/// # Errors
/// See [`Ended`].
pub fn run(assistant: Assistant, config: &Config, token: &Token, core: Core) -> Result<(), Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|_| Ended::NotStarted)?;
    let ended = runtime.block_on(serve(Arc::new(assistant), config, token, core));
    // A core that hangs, which its callers have given up on, must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

async fn serve(
    assistant: Arc<Assistant>,
    config: &Config,
    token: &Token,
    core: Core,
) -> Result<(), Ended> {
    let mut stop = Stop::listen().map_err(|_| Ended::NotStarted)?;
    let api = Api::new(&config.telegram.api_url, token).map_err(|_| Ended::NotStarted)?;
    let pulse = Arc::new(Pulse::new());
    if let Some(address) = config.operations.listen {
        operate(address, &pulse, config).await?;
    }
    let username = tokio::select! {
        () = stop.asked() => return Ok(()),
        username = sign_in(&api) => username?,
    };
    tracing::info!(bot = username, "signed in to Telegram, waiting for messages");
    let courier = Arc::new(Courier::new(api.clone(), Pacing::new(&config.telegram.pace)));
    let presenting = tokio::spawn({
        let (courier, assistant) = (Arc::clone(&courier), Arc::clone(&assistant));
        async move { profile::present(&courier, assistant.phrases()).await }
    });
    let desk = Desk {
        courier,
        assistant,
        core,
        chats: Chats::new(&config.memory),
        started: Instant::now(),
    };
    let delivery = Delivery::new(desk, username, config.telegram.waiting_messages);
    let seconds = config.telegram.poll_seconds;
    let mut poller = Poller::new(api, Arc::clone(&delivery), Arc::clone(&pulse), seconds);
    let ended = tokio::select! {
        () = stop.asked() => Ok(()),
        Err(ended) = poller.poll() => Err(ended),
    };
    pulse.stop();
    presenting.abort();
    tracing::info!(under_way = delivery.under_way(), "stopping");
    let patience = Duration::from_secs(config.telegram.stop_seconds);
    tokio::select! {
        () = delivery.drain(patience) => {}
        () = stop.asked() => tracing::warn!("asked twice, stopping at once"),
    }
    let left = delivery.under_way();
    if left > 0 {
        tracing::warn!(left, "not finished in time; these come again after the next start");
    }
    poller.confirm().await;
    tracing::info!("stopped");
    ended
}

/// Answers an operator's tools from now on.
async fn operate(address: SocketAddr, pulse: &Arc<Pulse>, config: &Config) -> Result<(), Ended> {
    let metrics = measure::start().map_err(|_| Ended::NotStarted)?;
    let listener = TcpListener::bind(address).await.map_err(|_| Ended::AddressTaken(address))?;
    let upkeep = metrics.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    let panel = Panel {
        metrics,
        pulse: Arc::clone(pulse),
        // Two calls for updates may go wrong before it counts.
        silence_seconds: 3 * u64::from(config.telegram.poll_seconds),
    };
    tracing::info!(address = %address, "answering /metrics, /healthz and /readyz");
    tokio::spawn(async move { axum::serve(listener, operations::pages(panel)).await });
    Ok(())
}

/// Asks who the bot is, until the server answers.
async fn sign_in(api: &Api) -> Result<String, Ended> {
    let mut backoff = Backoff::new();
    loop {
        let fault = match api.call::<_, Me>(&GetMe::new()).await {
            Ok(me) => return Ok(me.username),
            Err(Fault::Refused(Refusal::WrongToken)) => return Err(Ended::WrongToken),
            Err(fault) => fault,
        };
        let wait = backoff.next();
        tracing::warn!(fault = %fault, wait_ms = wait.as_millis(), "could not sign in, trying again");
        tokio::time::sleep(wait).await;
    }
}
