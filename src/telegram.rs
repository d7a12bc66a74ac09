//! The bot on Telegram: the same core as in the terminal, and a delivery that loses nothing.
//!
//! Telegram is the journal: an update is confirmed only after its replies were sent, or after it was
//! kept on the disk where it has to wait. An update goes through the files in this order:
//! `updates` (it is fetched and read), `dispatch` (queues by chat, time limit, `offsets`), `handler`
//! (the session is begun, the core answers, the session is committed), `reply` (rendered and sent),
//! `api` (the call itself, paced and retried). `ops` is what an operator needs.

mod admin;
mod api;
mod dispatch;
mod failure;
mod faq_source;
mod handler;
mod inline;
mod offsets;
mod ops;
mod profile;
mod reload;
mod reply;
mod sessions;
mod updates;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arc_swap::ArcSwap;
use teloxide::payloads::GetMe;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::config::{self, Config, Mode, Token};
use crate::conversation::{Assistant, Event, Languages, Session, Turn};
use crate::storage::{Settings, Store};
use crate::telegram::api::client::Client;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::api::rate_limit::RateLimiter;
use crate::telegram::api::retry::{Backoff, Requester};
use crate::telegram::dispatch::Dispatcher;
use crate::telegram::faq_source::FaqState;
use crate::telegram::handler::{Handler, unix_now};
use crate::telegram::ops::http::OpsState;
use crate::telegram::ops::readiness::Readiness;
use crate::telegram::ops::signals::StopSignals;
use crate::telegram::reload::Reloads;
use crate::telegram::reply::files::MediaFiles;
use crate::telegram::reply::send::ReplySender;
use crate::telegram::sessions::memory::ChatCache;
use crate::telegram::updates::poll::Poller;
use crate::telegram::updates::update::BotUser;
use crate::telegram::updates::webhook::WebhookServer;

pub use faq_source::FaqSource;

/// The function that answers: [`crate::conversation::respond`], or one that a test gives.
pub type Core = fn(&Assistant, Session, Event, u64) -> Turn;

/// Threads that think, and read files. A few cores keep no more busy, and each keeps about a megabyte; some
/// may hang for ever, which a bug of the core would do.
const THINKING_THREADS: usize = 16;

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
/// `languages` answer until `source` gives newer ones.
///
/// # Errors
/// See [`Ended`].
pub fn run(
    languages: Languages,
    source: FaqSource,
    config: &Config,
    token: &Token,
    core: Core,
) -> Result<(), Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(THINKING_THREADS)
        .build()
        .map_err(|_| Ended::NotStarted)?;
    let ended = runtime.block_on(serve(languages, source, config, token, core));
    // A core that hangs, which its callers have given up on, must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

async fn serve(
    languages: Languages,
    source: FaqSource,
    config: &Config,
    token: &Token,
    core: Core,
) -> Result<(), Ended> {
    let mut stop = StopSignals::listen().map_err(|_| Ended::NotStarted)?;
    let source = Arc::new(source);
    let settings = &config.telegram;
    let client = Client::new(&settings.api_url, token).map_err(|_| Ended::NotStarted)?;
    let readiness = Arc::new(Readiness::new(settings.mode == Mode::Polling));
    if let Some(address) = config.operations.listen {
        operate(address, &readiness, config).await?;
    }
    let store = Arc::new(open_store(&config.storage).await?);
    let me = tokio::select! {
        () = stop.asked() => return Ok(()),
        me = sign_in(&client) => me?,
    };
    readiness.in_touch();
    tracing::info!(bot = me.username, "signed in to Telegram, waiting for messages");
    let requester = Arc::new(Requester::new(client.clone(), RateLimiter::new(&settings.pace)));
    let languages = Arc::new(ArcSwap::from_pointee(languages));
    let (reload_sender, reload_requests) = faq_source::reload_requests();
    let folder = languages.load().first().folder().cloned();
    let media = MediaFiles::new(folder.clone());
    let handler = Arc::new(Handler {
        replies: ReplySender::new(Arc::clone(&requester), media),
        languages: Arc::clone(&languages),
        core,
        chats: ChatCache::new(&config.memory),
        store: Arc::clone(&store),
        me,
        admins: settings.admins.clone(),
        faq_state: Mutex::new(FaqState::new(source.place(), unix_now())),
        source: Arc::clone(&source),
        reload_sender: reload_sender.clone(),
    });
    // One that polls is alone: Telegram gives each update to one reader.
    let shared = settings.mode == Mode::Webhook && store.is_shared();
    let dispatcher = Dispatcher::new(Arc::clone(&handler), settings.waiting_messages, shared);
    let mut aside = JoinSet::new();
    aside.spawn(faq_source::watch(Arc::clone(&source), reload_sender.clone()));
    aside.spawn({
        let (requester, languages) = (Arc::clone(&requester), languages.load_full());
        let admins = settings.admins.clone();
        async move { profile::present(&requester, &languages, &admins).await }
    });
    aside.spawn(Reloads::new(source, languages, handler, settings.reload).run(reload_requests));
    aside.spawn(ops::signals::on_hangup(reload_sender));
    if let Some(folder) = folder {
        aside.spawn(admin::forget_old(folder));
    }

    let end = Arc::new(Notify::new());
    let maintenance = tokio::spawn({
        let (store, end) = (Arc::clone(&store), Arc::clone(&end));
        async move { store.maintain_until(end.notified(), handler::unix_now).await }
    });

    let patience = Duration::from_secs(settings.stop_seconds);
    let ended = match settings.mode {
        Mode::Polling => {
            dispatcher.take_in_waiting().await;
            let mut poller = Poller::new(
                client,
                Arc::clone(&dispatcher),
                Arc::clone(&readiness),
                settings.poll_seconds,
            );
            let ended = tokio::select! {
                () = stop.asked() => Ok(()),
                Err(ended) = poller.poll() => Err(ended),
            };
            readiness.stop();
            drain(&dispatcher, &mut stop, patience).await;
            poller.confirm().await;
            ended
        }
        Mode::Webhook => {
            let opening =
                WebhookServer::open(&settings.webhook, token, &requester, &dispatcher, &readiness);
            tokio::select! {
                () = stop.asked() => return Ok(()),
                door = opening => {
                    let door = door?;
                    tokio::select! {
                        () = stop.asked() => {}
                        never = door.watch(&requester, &readiness) => match never {},
                    }
                    readiness.stop();
                    let begun = Instant::now();
                    door.shut();
                    drain(&dispatcher, &mut stop, patience).await;
                    door.close(patience.saturating_sub(begun.elapsed())).await;
                }
            }
            Ok(())
        }
    };
    aside.shutdown().await;
    end.notify_one();
    // It ended in a panic at worst; what is left to write is written by the next line.
    let _ = maintenance.await;
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
async fn drain(dispatcher: &Dispatcher, stop: &mut StopSignals, patience: Duration) {
    tracing::info!(under_way = dispatcher.under_way(), "stopping");
    tokio::select! {
        () = dispatcher.drain(patience) => {}
        () = stop.asked() => tracing::warn!("asked twice, stopping at once"),
    }
    let lost = dispatcher.only_in_memory();
    let left = dispatcher.under_way().saturating_sub(lost);
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
async fn operate(
    address: SocketAddr,
    readiness: &Arc<Readiness>,
    config: &Config,
) -> Result<(), Ended> {
    let metrics = ops::metrics::start().map_err(|_| Ended::NotStarted)?;
    let listener = TcpListener::bind(address).await.map_err(|_| Ended::AddressTaken(address))?;
    let upkeep = metrics.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    let panel = OpsState {
        metrics,
        readiness: Arc::clone(readiness),
        silence_seconds: match config.telegram.mode {
            // Two calls for updates may go wrong before it counts.
            Mode::Polling => 3 * u64::from(config.telegram.poll_seconds),
            // Nobody writing is no error; that Telegram does not answer is.
            Mode::Webhook => 3 * config.telegram.webhook.watch_seconds.max(20),
        },
    };
    tracing::info!(address = %address, "answering /metrics, /healthz and /readyz");
    tokio::spawn(async move { axum::serve(listener, ops::http::pages(panel)).await });
    Ok(())
}

/// Asks who the bot is, until the server answers.
async fn sign_in(client: &Client) -> Result<BotUser, Ended> {
    let mut backoff = Backoff::new();
    loop {
        let error = match client.call::<_, BotUser>(&GetMe::new(), api::client::CALL).await {
            Ok(me) => return Ok(me),
            Err(ApiError::Refused(Refusal::WrongToken)) => return Err(Ended::WrongToken),
            Err(error) => error,
        };
        let wait = backoff.after(&error);
        tracing::warn!(%error, wait_ms = wait.as_millis(), "could not sign in, trying again");
        tokio::time::sleep(wait).await;
    }
}
