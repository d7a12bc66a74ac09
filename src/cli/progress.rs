//! A sign of life on what takes long: on a terminal, after two seconds, gone when it is done.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::voice::Voice;

/// What is done sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the sign of life moves.
const TICK: Duration = Duration::from_millis(125);

/// Shown while the value lives.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    /// Closed at the end, which wakes the thread that waits to show the bar.
    _done: Sender<()>,
}

impl Progress {
    /// For work whose steps cannot be counted.
    pub(super) fn waiting(what: &'static str, voice: Voice) -> Self {
        Self::start(ProgressBar::no_length(), "{spinner} {msg} ({elapsed})", what, voice)
    }

    /// For `steps` steps; each is told by [`Progress::step`].
    pub(super) fn of(steps: usize, what: &'static str, voice: Voice) -> Self {
        let bar = ProgressBar::new(steps as u64);
        Self::start(bar, "{msg} {wide_bar} {pos} of {len}, {eta} left", what, voice)
    }

    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    fn start(bar: ProgressBar, template: &str, what: &'static str, voice: Voice) -> Self {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        let (done, wait) = channel::<()>();
        if !matches!(voice, Voice::Quiet | Voice::Logged) {
            let bar = bar.clone();
            thread::spawn(move || {
                let late = wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
                if late && !bar.is_finished() {
                    // Where stderr is no terminal, nothing is drawn.
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            });
        }
        Self { bar, _done: done }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
