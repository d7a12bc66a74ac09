//! The one path on which everything is sent: paced, tried again, and given up in the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::de::{DeserializeOwned, IgnoredAny};
use teloxide::payloads::GetMe;
use tokio::time::{Instant, sleep};

use crate::telegram::api::call::ApiCall;
use crate::telegram::api::client::{CALL, Client, SENDING};
use crate::telegram::api::error::ApiError;
use crate::telegram::api::rate_limit::RateLimiter;
use crate::telegram::ops::metrics;

/// How long one call is tried while the server answers others. What Telegram asks to wait and
/// what the server is away are not counted: a question from before an outage is answered after it.
const RETRY_LIMIT: Duration = Duration::from_mins(2);

/// Back-off after a failure: the first wait, doubled each time up to the second.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// How often a message is sent that may have arrived each time. A double is better than silence; a
/// proxy that breaks every answer must not flood a person with copies.
const UNCLEAR_TRIES: u32 = 2;

/// The slowest upload that is waited for, in bytes a second: the largest video takes three minutes.
const SLOWEST_UPLOAD: usize = 256 * 1024;

/// The longest pause that Telegram may ask of a call that is no message. Names can be set a few times
/// a day; nobody waits for one.
const LONGEST_ASIDE: Duration = Duration::from_mins(1);

/// What sending the same call twice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// Nothing more than sending it once: edits, settings.
    Idempotent,
    /// A second message.
    NewMessage,
    /// A third one: the words may have arrived twice already, in another form.
    LastTry,
}

impl CallKind {
    /// How often it is sent where each time may have arrived.
    fn unclear_tries(self) -> u32 {
        match self {
            Self::Idempotent => u32::MAX,
            Self::NewMessage => UNCLEAR_TRIES,
            Self::LastTry => 1,
        }
    }
}

/// How much longer a call may take that uploads so many bytes.
fn uploading(bytes: usize) -> Duration {
    Duration::from_secs((bytes / SLOWEST_UPLOAD) as u64)
}

/// Sends calls.
pub(crate) struct Requester {
    client: Client,
    rate_limiter: RateLimiter,
    outage: Outage,
}

impl Requester {
    pub(crate) fn new(client: Client, rate_limiter: RateLimiter) -> Self {
        Self { client, rate_limiter, outage: Outage::default() }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a message or an edit to `chat`, paced, as often as it takes.
    ///
    /// # Errors
    /// A refusal, or the last failure when all patience is gone.
    pub(crate) async fn to_chat<C: ApiCall, T: DeserializeOwned>(
        &self,
        chat: i64,
        call: &C,
        kind: CallKind,
    ) -> Result<T, ApiError> {
        self.deliver(Some(chat), call, kind).await
    }

    /// Makes a call that is no message, as often as it takes.
    ///
    /// # Errors
    /// As for [`Requester::to_chat`].
    pub(crate) async fn insist<C: ApiCall, T: DeserializeOwned>(
        &self,
        call: &C,
    ) -> Result<T, ApiError> {
        self.deliver(None, call, CallKind::Idempotent).await
    }

    async fn deliver<C: ApiCall, T: DeserializeOwned>(
        &self,
        chat: Option<i64>,
        call: &C,
        kind: CallKind,
    ) -> Result<T, ApiError> {
        let mut until = Instant::now() + RETRY_LIMIT;
        let mut backoff = Backoff::new();
        let mut unclear = 0;
        let limit = match kind {
            CallKind::Idempotent => CALL,
            CallKind::NewMessage | CallKind::LastTry => SENDING + uploading(call.upload()),
        };
        loop {
            if let Some(chat) = chat {
                self.rate_limiter.wait(chat).await;
            }
            let error = match self.client.call(call, limit).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            if !error.is_passing() || Instant::now() > until {
                return Err(error);
            }
            tracing::debug!(call = call.method(), %error, "trying again");
            if kind != CallKind::Idempotent && error.may_have_arrived() {
                unclear += 1;
                if unclear >= kind.unclear_tries() {
                    return Err(error);
                }
                metrics::unclear();
            }
            let not_counted = Instant::now();
            if let ApiError::TooMany(pause) = error {
                match chat {
                    Some(chat) => self.rate_limiter.hold(chat, pause),
                    None if pause > LONGEST_ASIDE => return Err(error),
                    None => {}
                }
                self.outage.pause(pause);
                sleep(pause).await;
                until += not_counted.elapsed();
            } else {
                sleep(backoff.next()).await;
                // A dead server would eat the few tries that are left.
                let away = Instant::now();
                self.until_alive().await;
                until += away.elapsed();
            }
        }
    }

    /// Waits until the server answers anything at all.
    async fn until_alive(&self) {
        let mut backoff = Backoff::new();
        while let Err(error) = self.client.call::<_, IgnoredAny>(&GetMe::new(), CALL).await {
            if error.is_an_answer() {
                break;
            }
            self.outage.server_away(true);
            sleep(backoff.next()).await;
        }
        self.outage.server_away(false);
    }

    /// Whether it is Telegram that keeps replies from leaving, so that one which takes long is not
    /// to be given up for it.
    pub(crate) fn is_held_up(&self) -> bool {
        self.outage.is_there()
    }
}

/// What keeps replies from leaving though nothing is wrong with them.
struct Outage {
    server_away: AtomicBool,
    /// The end of the longest pause that Telegram asked for.
    pause: Mutex<Instant>,
}

impl Default for Outage {
    fn default() -> Self {
        Self { server_away: AtomicBool::new(false), pause: Mutex::new(Instant::now()) }
    }
}

impl Outage {
    fn server_away(&self, away: bool) {
        self.server_away.store(away, Ordering::Relaxed);
    }

    fn pause(&self, pause: Duration) {
        let mut until = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Instant::now() + pause);
    }

    fn is_there(&self) -> bool {
        let paused = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        self.server_away.load(Ordering::Relaxed) || *paused > Instant::now()
    }
}

/// Waits that double, each between half and all of its length, so that chats which failed
/// together do not come back together.
pub(crate) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { next: FIRST_WAIT }
    }

    pub(crate) fn next(&mut self) -> Duration {
        let wait = self.next.mul_f64(0.5 + fastrand::f64() / 2.0);
        self.next = (self.next * 2).min(LONGEST_WAIT);
        wait
    }

    /// How long to wait after a error: as long as Telegram asks, if it does.
    pub(crate) fn after(&mut self, error: &ApiError) -> Duration {
        match error {
            ApiError::TooMany(wait) => *wait,
            _ => self.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use teloxide::payloads::SendMessage;
    use teloxide::types::ChatId;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::{Pace, Token};

    /// Answers one connection after the other with the same.
    async fn answer_all(address: SocketAddr, status: &str, body: &str) {
        let listener = TcpListener::bind(address).await.unwrap();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
            let answer = format!("{head}Connection: close\r\n\r\n{body}");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    }

    /// An address that nobody listens on yet.
    async fn free_address() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
    }

    fn requester(address: SocketAddr) -> Requester {
        let token = Token::parse("1:a", "a test").unwrap();
        let client = Client::new(&format!("http://{address}"), &token).unwrap();
        Requester::new(client, RateLimiter::new(&Pace::default()))
    }

    async fn send(requester: &Requester) -> Result<IgnoredAny, ApiError> {
        let message = SendMessage::new(ChatId(7), "a");
        requester.to_chat(7, &message, CallKind::NewMessage).await
    }

    #[tokio::test]
    async fn a_message_from_before_a_long_outage_is_sent_after_it() {
        let address = free_address().await;
        let requester = std::sync::Arc::new(requester(address));
        tokio::time::pause();
        let sending = tokio::spawn({
            let requester = std::sync::Arc::clone(&requester);
            async move { send(&requester).await }
        });
        sleep(RETRY_LIMIT * 10).await;
        assert!(!sending.is_finished(), "it was given up");
        assert!(requester.is_held_up());
        tokio::time::resume();
        tokio::spawn(answer_all(address, "200 OK", "{\"ok\":true,\"result\":{}}"));
        assert!(sending.await.unwrap().is_ok());
        assert!(!requester.is_held_up());
    }

    #[tokio::test]
    async fn what_cannot_be_read_was_done_and_is_not_done_again() {
        let address = free_address().await;
        tokio::spawn(answer_all(address, "200 OK", "{\"ok\":true,\"result\":7}"));
        let message = SendMessage::new(ChatId(7), "a");
        let sent: Result<String, ApiError> =
            requester(address).to_chat(7, &message, CallKind::NewMessage).await;
        // Were the connection refused, the test would have begun before the server.
        assert!(matches!(sent, Err(ApiError::Unreadable)), "{sent:?}");
    }

    #[test]
    fn a_pause_is_an_obstacle_until_it_is_over() {
        let outage = Outage::default();
        assert!(!outage.is_there());
        outage.pause(Duration::from_mins(1));
        outage.pause(Duration::from_secs(1));
        assert!(outage.is_there(), "a shorter pause does not end a longer one");
    }
}
