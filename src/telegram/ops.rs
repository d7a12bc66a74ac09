//! What an operator needs: metrics, counts in the database, the pages of the HTTP server, signals.

pub(crate) mod counts;
pub(crate) mod http;
pub(crate) mod metrics;
pub(crate) mod readiness;
pub(crate) mod signals;
