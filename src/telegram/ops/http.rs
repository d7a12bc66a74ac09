//! What an operator's tools ask: `/metrics`, `/healthz`, `/readyz`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::telegram::ops::readiness::Readiness;

/// What the pages show.
#[derive(Clone)]
pub(crate) struct OpsState {
    pub(crate) metrics: PrometheusHandle,
    pub(crate) readiness: Arc<Readiness>,
    /// So long ago the last word from Telegram may be.
    pub(crate) silence_seconds: u64,
}

/// The pages.
pub(crate) fn pages(panel: OpsState) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .with_state(panel)
}

async fn metrics(State(panel): State<OpsState>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], panel.metrics.render())
}

async fn ready(State(panel): State<OpsState>) -> (StatusCode, &'static str) {
    if panel.readiness.is_ready(panel.silence_seconds) {
        (StatusCode::OK, "in touch with Telegram\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not in touch with Telegram\n")
    }
}
