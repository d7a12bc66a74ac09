//! The bot on Telegram: the same core as in the terminal, and a delivery that loses nothing.
//!
//! Telegram is the journal: an update is confirmed only after its replies were sent, or after it was
//! kept on the disk where it has to wait. The files below hold one idea each: one call (`api`,
//! `fault`), sending (`courier`, `pacing`), what goes out (`outbox`, `render`) and comes in
//! (`incoming`, `heard`, `lenient`), answering (`desk`, `recall`, `memory`, `tally`, `inline`), seeing
//! each update through (`delivery`, `ledger`, `scrub`), where updates come from (`polling`,
//! `webhook`, `tls`), and what an operator needs (`reload`, `operations`, `measure`).

mod api;
mod courier;
mod delivery;
mod desk;
mod fault;
mod groups;
mod heard;
mod incoming;
mod inline;
mod ledger;
mod lenient;
mod measure;
mod memory;
mod operations;
mod outbox;
mod pacing;
mod polling;
mod profile;
mod pulse;
mod recall;
mod reload;
mod render;
mod scrub;
mod stop;
mod tally;
mod tls;
mod webhook;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use teloxide::payloads::GetMe;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::config::{self, Config, Mode, Token};
use crate::conversation::{Assistant, Event, Languages, Session, Turn};
use crate::storage::{Settings, Store};
use api::Api;
use courier::{Backoff, Courier};
use delivery::Delivery;
use desk::Desk;
use fault::{Fault, Refusal};
use incoming::Identity;
use memory::Chats;
use operations::Panel;
use outbox::Outbox;
use pacing::Pacing;
use polling::Poller;
use pulse::Pulse;
use stop::Stop;
use webhook::Door;

pub use reload::Library;

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
    /// Telegram does not accept the address of the webhook.
    #[error("Telegram does not accept the address of the webhook")]
    WebhookRefused,
    /// The files of the webhook's certificate cannot be used.
    #[error("the certificate of the webhook or its key cannot be used")]
    CertificateUnusable,
    /// Another program holds an address that was to be listened on.
    #[error("{0} cannot be listened on; another program may hold it")]
    AddressTaken(SocketAddr),
}

/// How often timings are folded into their histograms. They pile up until then.
const UPKEEP: Duration = Duration::from_secs(5);

/// Runs the bot until SIGINT or SIGTERM; then finishes what is under way and confirms it.
///
/// `languages` answer until `library` gives newer ones.
///
/// # Errors
/// See [`Ended`].
pub fn run(
    languages: Languages,
    library: Library,
    config: &Config,
    token: &Token,
    core: Core,
) -> Result<(), Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|_| Ended::NotStarted)?;
    let ended = runtime.block_on(serve(languages, library, config, token, core));
    // A core that hangs, which its callers have given up on, must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

async fn serve(
    languages: Languages,
    library: Library,
    config: &Config,
    token: &Token,
    core: Core,
) -> Result<(), Ended> {
    let mut stop = Stop::listen().map_err(|_| Ended::NotStarted)?;
    let settings = &config.telegram;
    let api = Api::new(&settings.api_url, token).map_err(|_| Ended::NotStarted)?;
    let pulse = Arc::new(Pulse::new());
    if let Some(address) = config.operations.listen {
        operate(address, &pulse, config).await?;
    }
    let store = Arc::new(open_store(&config.storage).await?);
    let me = tokio::select! {
        () = stop.asked() => return Ok(()),
        me = sign_in(&api) => me?,
    };
    pulse.beat();
    tracing::info!(bot = me.username, "signed in to Telegram, waiting for messages");
    let courier = Arc::new(Courier::new(api.clone(), Pacing::new(&settings.pace)));
    let languages = Arc::new(ArcSwap::from_pointee(languages));
    let (bell, ear) = reload::bell();
    let desk = Arc::new(Desk {
        outbox: Outbox::new(Arc::clone(&courier)),
        languages: Arc::clone(&languages),
        core,
        chats: Chats::new(&config.memory),
        store: Arc::clone(&store),
        me,
        admins: settings.admins.clone(),
        bell: bell.clone(),
    });
    // One that polls is alone: Telegram gives each update to one reader.
    let shared = settings.mode == Mode::Webhook && store.is_shared();
    let delivery = Delivery::new(Arc::clone(&desk), settings.waiting_messages, shared);
    let _watching = reload::watch(&library, bell.clone());
    let mut aside = JoinSet::new();
    aside.spawn({
        let (courier, languages) = (Arc::clone(&courier), languages.load_full());
        async move { profile::present(&courier, &languages).await }
    });
    aside.spawn(reload::keep_fresh(Arc::new(library), languages, ear, desk));
    aside.spawn(stop::on_hangup(bell));

    let end = Arc::new(Notify::new());
    let tending = tokio::spawn({
        let (store, end) = (Arc::clone(&store), Arc::clone(&end));
        async move { store.tend_until(end.notified(), desk::unix_now).await }
    });

    let patience = Duration::from_secs(settings.stop_seconds);
    let ended = match settings.mode {
        Mode::Polling => {
            delivery.take_in_waiting().await;
            let mut poller =
                Poller::new(api, Arc::clone(&delivery), Arc::clone(&pulse), settings.poll_seconds);
            let ended = tokio::select! {
                () = stop.asked() => Ok(()),
                Err(ended) = poller.poll() => Err(ended),
            };
            pulse.stop();
            wind_up(&delivery, &mut stop, patience).await;
            poller.confirm().await;
            ended
        }
        Mode::Webhook => {
            let opening = Door::open(&settings.webhook, token, &courier, &delivery, &pulse);
            tokio::select! {
                () = stop.asked() => return Ok(()),
                door = opening => {
                    let door = door?;
                    stop.asked().await;
                    pulse.stop();
                    wind_up(&delivery, &mut stop, patience).await;
                    door.close().await;
                }
            }
            Ok(())
        }
    };
    aside.shutdown().await;
    end.notify_one();
    // It ended in a panic at worst; what is left to write is written by the next line.
    let _ = tending.await;
    store.close().await;
    tracing::info!("stopped");
    ended
}

/// Opens the database of the config; one that cannot be opened never keeps the bot from answering.
async fn open_store(storage: &config::Storage) -> Result<Store, Ended> {
    let settings = Settings { url: storage.url.clone(), key_file: storage.key_file.clone() };
    match Store::open(&settings).await {
        Ok(store) => Ok(store),
        Err(error) => {
            tracing::error!(
                mend = error.mend,
                "{}; until that is mended, counts and choices are kept in memory only",
                error.what
            );
            Store::in_memory().await.map_err(|_| Ended::NotStarted)
        }
    }
}

/// Finishes what is under way, as far as it can be done in time.
async fn wind_up(delivery: &Delivery, stop: &mut Stop, patience: Duration) {
    tracing::info!(under_way = delivery.under_way(), "stopping");
    tokio::select! {
        () = delivery.drain(patience) => {}
        () = stop.asked() => tracing::warn!("asked twice, stopping at once"),
    }
    let lost = delivery.only_in_memory();
    let left = delivery.under_way().saturating_sub(lost);
    if left > 0 {
        tracing::warn!(left, "not finished in time; these come again after the next start");
    }
    if lost > 0 {
        tracing::error!(
            lost,
            "not finished in time and held in memory only; these are not answered"
        );
    }
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
        silence_seconds: match config.telegram.mode {
            // Two calls for updates may go wrong before it counts.
            Mode::Polling => 3 * u64::from(config.telegram.poll_seconds),
            // Nobody writing is no fault.
            Mode::Webhook => u64::MAX,
        },
    };
    tracing::info!(address = %address, "answering /metrics, /healthz and /readyz");
    tokio::spawn(async move { axum::serve(listener, operations::pages(panel)).await });
    Ok(())
}

/// Asks who the bot is, until the server answers.
async fn sign_in(api: &Api) -> Result<Identity, Ended> {
    let mut backoff = Backoff::new();
    loop {
        let fault = match api.call::<_, Identity>(&GetMe::new(), api::CALL).await {
            Ok(me) => return Ok(me),
            Err(Fault::Refused(Refusal::WrongToken)) => return Err(Ended::WrongToken),
            Err(fault) => fault,
        };
        let wait = backoff.after(&fault);
        tracing::warn!(fault = %fault, wait_ms = wait.as_millis(), "could not sign in, trying again");
        tokio::time::sleep(wait).await;
    }
}
