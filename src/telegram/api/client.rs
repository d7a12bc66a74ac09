//! One call of one Bot API method, and what came of it.
//!
//! The methods and their fields are teloxide's; the call is our own because teloxide's sleeps ten
//! seconds on a server error and does not tell a request that never left from an answer that
//! never came, which decides whether sending again may double a message.

use std::error::Error as _;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tokio::time::Instant;

use crate::config::Token;
use crate::telegram::api::call::ApiCall;
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
    /// The server as it may be shown: without the token, a name or a password.
    server: String,
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
            .map_err(|error| ApiError::Unsent(innermost(&error)))?;
        let base = format!("{}/bot{}/", api_url.trim_end_matches('/'), token.reveal());
        Ok(Self { http, base, server: shown(api_url), token: token.reveal().to_owned() })
    }

    /// Makes a call once, within `limit`.
    ///
    /// `T` holds the part of the result that is wanted. The less it asks for, the less a change
    /// of Telegram can make a message that was sent look like one that was not.
    pub(crate) async fn call<C: ApiCall, T: DeserializeOwned>(
        &self,
        call: &C,
        limit: Duration,
    ) -> Result<T, ApiError> {
        let started = Instant::now();
        let done = self.call_uncounted(call, limit).await;
        metrics::called(call.method(), started.elapsed());
        if let Err(error) = &done {
            metrics::failed_call(error);
        }
        done
    }

    /// As [`Client::call`], for one that the server holds open: how long it takes says nothing.
    pub(crate) async fn call_uncounted<T: DeserializeOwned>(
        &self,
        call: &impl ApiCall,
        limit: Duration,
    ) -> Result<T, ApiError> {
        let request = self.http.post(format!("{}{}", self.base, call.method())).timeout(limit);
        let request = call.fill(request)?;
        let response = request.send().await.map_err(|error| self.failed(&error))?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(|error| self.failed(&error))?;
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
    /// Names a failure below the Bot API, without its address: the token is in it.
    fn failed(&self, error: &reqwest::Error) -> ApiError {
        if error.is_connect() || error.is_builder() {
            let why = self.without_token(&innermost(error));
            ApiError::Unsent(format!("no connection to {}: {why}", self.server))
        } else if error.is_timeout() {
            ApiError::Silent
        } else {
            ApiError::Broken
        }
    }

    /// What a server says, without the token that it may quote from the path, in whatever letters.
    pub(crate) fn without_token(&self, said: &str) -> String {
        let secret = self.token.split(':').next_back().unwrap_or_default();
        if secret.is_empty() || !said.to_lowercase().contains(&secret.to_lowercase()) {
            return said.to_owned();
        }
        "(an answer that quotes the token)".to_owned()
    }
}

/// An address without what only its owner should know.
fn shown(api_url: &str) -> String {
    let Ok(url) = reqwest::Url::parse(api_url) else { return "the Bot API server".to_owned() };
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

/// The first cause of an error; those around it say the same in general words, and some show the
/// whole address.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let said = cause.to_string();
    // Were there no cause, the error itself would name its address.
    if error.source().is_none() { "the request could not be made".to_owned() } else { said }
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
