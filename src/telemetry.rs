//! Logging: to stderr, readable or JSON, never a word that a person wrote and never the token.

use std::io;
use std::panic;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat, LogLevel};

/// Starts logging for the rest of the program. A second call changes nothing.
pub fn start(log: &Log) {
    let level = match log.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
    };
    // The libraries below us log addresses and bodies at low levels: token and messages in them.
    let filter = EnvFilter::new(format!(
        "warn,sciatica_bot={level},reqwest=off,hyper=off,h2=off,sqlx=error"
    ));
    // Where stderr cannot be written to, a file on a full disk, the default would tell so there: a
    // panic for each line of the log.
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .log_internal_errors(false);
    // An error means that someone else has set up logging, as a test may.
    let _ = match log.format {
        LogFormat::Readable => builder.with_target(false).with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_target(false).try_init(),
    };
    log_panics();
}

/// Logs where a panic happened, and not its message: that may quote what a person wrote.
fn log_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(panic.place = place, "a bug: a part of the program stopped unexpectedly");
    }));
}
