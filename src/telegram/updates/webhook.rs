//! Updates brought by Telegram: a door that says "done" only when an update is.
//!
//! [`limits`] bounds what strangers cost, [`watch`] sees that the webhook stays ours.
//!
//! Telegram brings an update again until it hears 200, so a crash loses nothing here either. It
//! brings those of one chat one after the other, which keeps their order.

mod limits;
mod watch;

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum_server::Handle;
use axum_server::accept::DefaultAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use teloxide::payloads::{SetWebhook, SetWebhookSetters};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::config::{Token, Webhook};
use crate::telegram::Ended;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::api::retry::{Backoff, Requester};
use crate::telegram::dispatch::Dispatcher;
use crate::telegram::ops::readiness::Readiness;
use crate::telegram::updates::parse::number;
use crate::telegram::updates::tls::Tls;
use crate::telegram::updates::update::ALLOWED;
use crate::telegram::updates::webhook::watch::Watch;

/// The header that proves an update to be Telegram's.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// How long Telegram is kept waiting for an update's end. It brings the update again then.
const WAIT: Duration = Duration::from_secs(25);

/// How long a stop waits at least for Telegram to hear what is done.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// An open door.
pub(crate) struct WebhookServer {
    handle: Handle<SocketAddr>,
    serving: JoinHandle<()>,
    /// How it was made known to Telegram.
    call: SetWebhook,
    period: Duration,
}

#[derive(Clone)]
struct Guard {
    dispatcher: Arc<Dispatcher>,
    readiness: Arc<Readiness>,
    path: Arc<str>,
    secret: Arc<str>,
}

/// The secret that Telegram shows: made from the token, so that every instance of a bot knows
/// it, it needs no config, and it cannot be turned back into the token.
fn secret(token: &Token) -> String {
    let mut hash = Sha256::new();
    hash.update("sciatica-bot webhook secret\n");
    hash.update(token.reveal());
    let digest = hash.finalize();
    let hex = |digit: u8| char::from_digit(u32::from(digit), 16).unwrap_or('0');
    digest.iter().flat_map(|byte| [hex(byte >> 4), hex(byte & 15)]).collect()
}

impl WebhookServer {
    /// Listens, then asks Telegram to bring updates.
    ///
    /// # Errors
    /// When the address is taken or not one that Telegram accepts, the certificate cannot be used,
    /// or the token is wrong.
    pub(crate) async fn open(
        settings: &Webhook,
        token: &Token,
        requester: &Requester,
        dispatcher: &Arc<Dispatcher>,
        readiness: &Arc<Readiness>,
    ) -> Result<Self, Ended> {
        let url = reqwest::Url::parse(&settings.url).map_err(|_| Ended::WebhookRefused)?;
        let listen: SocketAddr = settings.listen;
        let tls = Tls::read(settings).await.map_err(|error| {
            tracing::error!(%error, "the certificate of the webhook cannot be used");
            Ended::CertificateUnusable
        })?;
        let listener = TcpListener::bind(listen)
            .and_then(axum_server::from_tcp)
            .map_err(|_| Ended::AddressTaken(listen))?;
        let secret = secret(token);
        let guard = Guard {
            dispatcher: Arc::clone(dispatcher),
            readiness: Arc::clone(readiness),
            path: url.path().into(),
            secret: secret.as_str().into(),
        };
        // No route: in an axum one some characters of an address mean something else.
        let app = Router::new().fallback(receive).with_state(guard);
        let handle = Handle::new();
        let mut listener =
            listener.handle(handle.clone()).http1_only().first_request_timeout(limits::HEAD);
        let mut http = listener.http_builder().http1();
        http.header_read_timeout(limits::HEAD).max_buf_size(limits::HEAD_MAX);
        let connections = settings.connections;
        let app = app.into_make_service();
        let serving = tokio::spawn(async move {
            let served = match tls {
                None => {
                    let acceptor = limits::Limited::new(DefaultAcceptor::new(), connections);
                    listener.acceptor(acceptor).serve(app).await
                }
                Some(tls) => {
                    let acceptor = RustlsAcceptor::new(tls.config());
                    let listener = listener.acceptor(limits::Limited::new(acceptor, connections));
                    tokio::select! {
                        served = listener.serve(app) => served,
                        never = tls.reload_on_request() => match never {},
                    }
                }
            };
            if let Err(error) = served {
                tracing::error!(%error, "the webhook's listener failed");
            }
        });
        let call = SetWebhook::new(url)
            .allowed_updates(ALLOWED)
            .max_connections(settings.connections)
            .secret_token(secret);
        announce(requester, &call).await?;
        readiness.in_touch();
        readiness.hears(true);
        tracing::info!(address = %listen, "updates come by webhook");
        let period = Duration::from_secs(settings.watch_seconds);
        Ok(Self { handle, serving, call, period })
    }

    /// Sees that the webhook stays ours, for ever.
    pub(crate) async fn watch(&self, requester: &Requester, readiness: &Readiness) -> Infallible {
        Watch::new(requester, readiness, &self.call).run(self.period).await
    }

    /// Lets no more updates in. Those that are in go on.
    pub(crate) fn shut(&self) {
        self.handle.graceful_shutdown(None);
    }

    /// Waits, up to `limit`, until Telegram heard of the updates that are done.
    pub(crate) async fn close(self, limit: Duration) {
        let _ = timeout(limit.max(LAST_WORDS), self.serving).await;
        self.handle.shutdown();
    }
}

/// Asks until Telegram answers.
async fn announce(requester: &Requester, call: &SetWebhook) -> Result<(), Ended> {
    let mut backoff = Backoff::new();
    loop {
        let done: Result<IgnoredAny, ApiError> = requester.insist(call).await;
        match done {
            Ok(_) => return Ok(()),
            Err(ApiError::Refused(Refusal::WrongToken)) => return Err(Ended::WrongToken),
            Err(error @ ApiError::Refused(_)) => {
                tracing::error!(%error, "Telegram refused the webhook");
                return Err(Ended::WebhookRefused);
            }
            Err(error) => {
                tracing::warn!(%error, "the webhook could not be set, trying again");
                sleep(backoff.next()).await;
            }
        }
    }
}

async fn receive(State(guard): State<Guard>, request: Request) -> StatusCode {
    if request.uri().path() != &*guard.path {
        return StatusCode::NOT_FOUND;
    }
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let shown = request.headers().get(SECRET_HEADER).map_or(&[][..], |value| value.as_bytes());
    if !bool::from(shown.ct_eq(guard.secret.as_bytes())) {
        // What a stranger brings is not even read.
        return StatusCode::UNAUTHORIZED;
    }
    let body = to_bytes(request.into_body(), limits::BODY_MAX);
    let body = match timeout(limits::BODY, body).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    guard.readiness.in_touch();
    let Ok(raw) = serde_json::from_slice::<&RawValue>(&body) else {
        tracing::warn!("an update that is not JSON was set aside");
        return StatusCode::OK;
    };
    guard.dispatcher.take_in(raw);
    match number(raw) {
        Some(update) if !guard.dispatcher.is_finished_within(update, WAIT).await => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ => StatusCode::OK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_stable_and_one_that_telegram_takes() {
        let token = |text: &str| Token::parse(text, "a test").unwrap();
        let made = secret(&token("1:a"));
        assert_eq!(made, secret(&token("1:a")));
        assert_ne!(made, secret(&token("1:b")));
        assert_eq!(made.len(), 64);
        assert!(made.chars().all(|c| c.is_ascii_alphanumeric()));
    }
}
