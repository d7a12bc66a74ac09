//! Signals: Ctrl-C and SIGTERM ask to stop, SIGHUP asks to read the FAQ again.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::telegram::faq_source::{ReloadRequest, ReloadSender};

/// Listens for being asked to stop. Made early, so that no signal is missed.
pub(crate) struct StopSignals {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
}

impl StopSignals {
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Returns when asked, and again when asked again.
    #[cfg(unix)]
    pub(crate) async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Returns when asked, and again when asked again.
    #[cfg(not(unix))]
    pub(crate) async fn asked(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Rings for a reload at each SIGHUP, as service managers send it for "reload".
pub(crate) async fn on_hangup(reload_sender: ReloadSender) {
    #[cfg(unix)]
    if let Ok(mut hangup) = signal(SignalKind::hangup()) {
        while hangup.recv().await.is_some() {
            // A full queue holds the same wish already.
            let _ = reload_sender.try_send(ReloadRequest::Signal);
        }
    }
    #[cfg(not(unix))]
    drop(reload_sender);
}
