//! What is told on stderr beside the results: more with `-v`, nothing with `-q`.

use std::io::{self, Write};

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// What is wrong, and nothing else.
    Quiet,
    /// What most people want to know.
    Usual,
    /// And what helps to find out why.
    Verbose,
}

impl Voice {
    /// Something to know about the files that are used.
    pub(super) fn note(self, text: &str) {
        self.tell(&format!("note: {text}"));
    }

    /// A line for everybody.
    pub(super) fn tell(self, text: &str) {
        if self != Self::Quiet {
            // Nowhere is left to tell that stderr is closed.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// A line for those who asked for more.
    pub(super) fn detail(self, text: &str) {
        if self == Self::Verbose {
            self.tell(text);
        }
    }
}
