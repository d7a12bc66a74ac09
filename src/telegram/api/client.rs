//! One call of one Bot API method, and what came of it.
//!
//! The methods and their fields are teloxide's; the call is our own because teloxide's sleeps ten
//! seconds on a server error and does not tell a request that never left from an answer that
//! never came, which decides whether sending again may double a message.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use teloxide::requests::Payload;
use tokio::time::Instant;

use crate::config::Token;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::ops::metrics;

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(3);

/// How long a call may take that can be repeated without harm. Telegram answers within a fraction
/// of this, mostly.
pub(crate) const CALL: Duration = Duration::from_secs(4);

/// How long a call may take that would do its deed twice: a slow Telegram answers within this.
pub(crate) const SENDING: Duration = Duration::from_secs(15);

/// The Bot API as one bot sees it. Has no `Debug`: the token is part of its address.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    /// `https://…/bot<token>/`.
    base: String,
    /// What must not be said again, though a server may quote it.
    token: String,
}

/// What the server answers to any call.
#[derive(serde::Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(serde::Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Client {
    /// Prepares calls to `api_url` as the bot with this token; connects to nothing yet.
    pub(crate) fn new(api_url: &str, token: &Token) -> Result<Self, ApiError> {
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            // The token stands in the path: it goes to no other host.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("sciatica-bot/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| ApiError::Unsent)?;
        let base = format!("{}/bot{}/", api_url.trim_end_matches('/'), token.reveal());
        Ok(Self { http, base, token: token.reveal().to_owned() })
    }

    /// Calls the method of `payload` once, within `limit`.
    ///
    /// `T` holds the part of the result that is wanted. The less it asks for, the less a change
    /// of Telegram can make a message that was sent look like one that was not.
    pub(crate) async fn call<P, T>(&self, payload: &P, limit: Duration) -> Result<T, ApiError>
    where
        P: Payload + Serialize,
        T: DeserializeOwned,
    {
        let started = Instant::now();
        let done = self.call_within(limit, P::NAME, payload).await;
        metrics::called(P::NAME, started.elapsed());
        if let Err(error) = &done {
            metrics::failed_call(error);
        }
        done
    }

    /// As [`Client::call`], with a limit of its own: a call for updates is held open by the server.
    pub(crate) async fn call_within<T: DeserializeOwned>(
        &self,
        limit: Duration,
        method: &str,
        payload: &impl Serialize,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_vec(payload).map_err(|_| ApiError::Unsent)?;
        let request = self
            .http
            .post(format!("{}{method}", self.base))
            .header("content-type", "application/json")
            .body(body)
            .timeout(limit);
        let response = request.send().await.map_err(|error| ApiError::of_request(&error))?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(|error| ApiError::of_request(&error))?;
        match serde_json::from_slice::<Answer<'_>>(&bytes) {
            Ok(Answer { ok: true, result: Some(result), .. }) => {
                serde_json::from_str(result.get()).map_err(|_| ApiError::Unreadable)
            }
            Ok(answer) if !answer.ok => {
                let description = answer.description.as_deref().unwrap_or_default();
                Err(refused(&answer, &self.without_token(description)))
            }
            _ if status.is_server_error() => Err(ApiError::Gateway(status.as_u16())),
            Ok(_) | Err(_) => Err(ApiError::Garbled),
        }
    }
}

impl Client {
    /// What a server says, without the token that it may quote from the path, in whatever letters.
    fn without_token(&self, said: &str) -> String {
        let secret = self.token.split(':').next_back().unwrap_or_default();
        if secret.is_empty() || !said.to_lowercase().contains(&secret.to_lowercase()) {
            return said.to_owned();
        }
        "(an answer that quotes the token)".to_owned()
    }
}

fn refused(answer: &Answer<'_>, description: &str) -> ApiError {
    match answer.parameters {
        Some(Parameters { retry_after: Some(seconds), .. }) => {
            return ApiError::TooMany(Duration::from_secs(seconds));
        }
        Some(Parameters { migrate_to_chat_id: Some(chat), .. }) => {
            return ApiError::Refused(Refusal::Moved(chat));
        }
        _ => {}
    }
    match answer.error_code {
        Some(code @ 500..) => ApiError::Server(code),
        Some(429) => ApiError::TooMany(Duration::from_secs(1)),
        code => ApiError::refused(code.unwrap_or(0), description),
    }
}
