//! Who may ask: only the page itself, on this machine, by the address that was printed.
//!
//! Any web page that is open in the same browser can send requests to this machine, and a name of
//! its own can be made to lead here (DNS rebinding). So each request must carry the key, name this
//! very address as its host, and come from no other origin.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

/// What makes the address one that cannot be guessed.
#[derive(Clone)]
pub(super) struct Key(Arc<str>);

impl Key {
    /// 128 random bits.
    pub(super) fn random() -> io::Result<Self> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes).into()))
    }

    /// The key itself, for the address.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `shown` is it, in a time that tells nothing about how much of it is right.
    fn is(&self, shown: &str) -> bool {
        self.0.as_bytes().ct_eq(shown.as_bytes()).into()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What is checked of each request.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    key: Key,
    /// The names that this address has, as a `Host` header writes them.
    hosts: [String; 2],
}

impl Guard {
    pub(super) fn new(key: Key, address: SocketAddr) -> Self {
        Self { key, hosts: [address.to_string(), format!("localhost:{}", address.port())] }
    }

    /// The sentence for who is not let in.
    fn refusal(&self, path: &str, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
        let is_host = |name: &str| self.hosts.iter().any(|host| host == name);
        let one = |name: &HeaderName| {
            let mut all = headers.get_all(name).iter();
            let first = all.next().map(HeaderValue::to_str);
            first.filter(|_| all.next().is_none())
        };
        if !matches!(one(&HOST), Some(Ok(host)) if is_host(host)) {
            return Some((StatusCode::MISDIRECTED_REQUEST, "This page has another address.\n"));
        }
        let is_ours = |origin: &str| origin.strip_prefix("http://").is_some_and(is_host);
        if headers.contains_key(ORIGIN) && !matches!(one(&ORIGIN), Some(Ok(from)) if is_ours(from))
        {
            return Some((StatusCode::FORBIDDEN, "Another page may not ask here.\n"));
        }
        let shown = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        (!self.key.is(shown)).then_some((
            StatusCode::FORBIDDEN,
            "Open the whole address that `sciatica-bot preview` printed; each start has its own.\n",
        ))
    }
}

/// Nothing but the page's own files, no code in them but its script, no text ever read as HTML,
/// and no other page around it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'",
);

/// Lets a request through or refuses it, and marks every response.
pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = match guard.refusal(request.uri().path(), request.headers()) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    let same_origin = HeaderValue::from_static("same-origin");
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // The address holds the key.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), same_origin.clone());
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), same_origin);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard::new(Key("k3y".into()), SocketAddr::from(([127, 0, 0, 1], 4000)))
    }

    fn status(path: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap())
            })
            .collect();
        guard().refusal(path, &headers).map(|(status, _)| status.as_u16())
    }

    #[test]
    fn only_the_page_itself_is_let_in() {
        let host = ("host", "127.0.0.1:4000");
        assert_eq!(status("/k3y/chat", &[host]), None);
        assert_eq!(status("/k3y/", &[("host", "localhost:4000")]), None);
        assert_eq!(status("/k3y/say", &[host, ("origin", "http://127.0.0.1:4000")]), None);
        for path in ["/", "/k3", "/k3y4/", "/K3Y/", "//x/k3y", "/x/k3y/"] {
            assert_eq!(status(path, &[host]), Some(403), "{path}");
        }
        for other in ["evil.example", "127.0.0.1", "127.0.0.1:4001", "localhost.evil.example:4000"]
        {
            assert_eq!(status("/k3y/", &[("host", other)]), Some(421), "{other}");
        }
        assert_eq!(status("/k3y/", &[]), Some(421));
        for origin in ["http://evil.example", "null", "https://127.0.0.1:4000", "http://localhost"]
        {
            assert_eq!(status("/k3y/say", &[host, ("origin", origin)]), Some(403), "{origin}");
        }
    }

    #[test]
    fn a_key_is_long_and_new_each_time_and_hides_in_logs() {
        let (one, other) = (Key::random().unwrap(), Key::random().unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 22);
        assert!(!format!("{one:?}").contains(one.reveal()));
    }
}
