//! What can be asked for: the page and its parts, the state as JSON, and what a person does.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State as Shared};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::assets::{ASSETS, Asset};
use super::chat::MessageId;
use super::guard::{self, Guard, Key};
use super::inbox::Asked;
use super::media;
use super::state::State;

/// The most that a person can send: a text of Telegram has at most 4,096 characters.
const BODY_MAX: usize = 32 * 1024;

const JSON: &str = "application/json";

/// A text that was typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    text: String,
}

/// A button that was tapped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tapped {
    message: MessageId,
    data: String,
}

/// What is to be carried out, by the number that was shown with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmed {
    number: u64,
}

/// `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// All pages. The first part of each path is the key, which the guard looks at.
pub(super) fn pages(state: Arc<State>, key: Key, address: SocketAddr) -> Router {
    let assets = ASSETS.iter().fold(Router::new(), |router, asset| {
        router.route(&format!("/{{key}}/{}", asset.name), file(*asset))
    });
    assets
        .route("/{key}/media/{name}", get(picture))
        .route(
            "/{key}/chat",
            get(|Shared(state): Shared<Arc<State>>| async move { json(&state.chat()) }),
        )
        .route(
            "/{key}/files",
            get(|Shared(state): Shared<Arc<State>>| async move { json(&state.files()) }),
        )
        .route(
            "/{key}/study",
            get(|Shared(state): Shared<Arc<State>>| async move { json(&state.study()) }),
        )
        .route(
            "/{key}/inbox",
            get(|Shared(state): Shared<Arc<State>>| async move { json(&state.inbox()) }),
        )
        .route("/{key}/propose", post(propose))
        .route("/{key}/propose-undo", post(propose_undo))
        .route("/{key}/carry-out", post(carry_out))
        .route("/{key}/changes", get(changes))
        .route("/{key}/type", post(typed))
        .route("/{key}/tap", post(tapped))
        .route("/{key}/start-over", post(start_over))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(Guard::new(key, address), guard::check))
        .with_state(state)
}

/// A file of the page.
fn file(asset: Asset) -> MethodRouter<Arc<State>> {
    get(move || async move { ([(CONTENT_TYPE, asset.kind)], asset.text) })
}

async fn picture(
    Shared(state): Shared<Arc<State>>,
    Path((_, name)): Path<(String, String)>,
) -> Response {
    match media::picture(state.folder(), &name) {
        Some((kind, bytes)) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Says at once and after each change how often each part changed.
async fn changes(
    Shared(state): Shared<Arc<State>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut revisions = state.follow();
    revisions.mark_changed();
    let events = unfold(revisions, |mut revisions| async move {
        revisions.changed().await.ok()?;
        let now = *revisions.borrow_and_update();
        let told = serde_json::to_string(&now).unwrap_or_default();
        Some((Ok(Event::default().data(told)), revisions))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn typed(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    let Typed { text } = read(&headers, &body)?;
    state.typed(text);
    Ok(json(&state.chat()))
}

async fn tapped(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    let Tapped { message, data } = read(&headers, &body)?;
    state.tapped(message, data);
    Ok(json(&state.chat()))
}

async fn start_over(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    read::<Nothing>(&headers, &body)?;
    state.start_over();
    Ok(json(&state.chat()))
}

async fn propose(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    let asked: Asked = read(&headers, &body)?;
    Ok(json(&state.propose(asked).await))
}

async fn propose_undo(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    read::<Nothing>(&headers, &body)?;
    Ok(json(&state.propose_undo()))
}

async fn carry_out(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    let Confirmed { number } = read(&headers, &body)?;
    Ok(json(&state.carry_out(number).await))
}

/// What was sent. A form of another page cannot send JSON without being asked for leave first.
fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, StatusCode> {
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != JSON) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)
}

fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(text) => ([(CONTENT_TYPE, JSON)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
