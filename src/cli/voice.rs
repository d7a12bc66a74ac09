//! What is told on stderr beside the results: more with `-v`, nothing with `-q`.

use std::io::{self, IsTerminal, Write};

use textwrap::{Options, WordSplitter, fill};

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// What is wrong, and nothing else.
    Quiet,
    /// What most people want to know.
    Usual,
    /// And what helps to find out why.
    Verbose,
    /// What most people want to know, as lines of the log: beside JSON no other line may stand.
    Logged,
}

impl Voice {
    /// Something to know about the files that are used.
    pub(super) fn note(self, text: &str) {
        if self == Self::Logged {
            tracing::warn!("{text}");
        } else {
            self.tell(&format!("note: {text}"));
        }
    }

    /// A line for everybody.
    pub(super) fn tell(self, text: &str) {
        if self == Self::Logged {
            tracing::info!("{text}");
        } else if self != Self::Quiet {
            let mut err = io::stderr();
            // Nowhere is left to tell that stderr is closed.
            let _ = if err.is_terminal() {
                // A path is never cut: it must stay one to be copied.
                let page = Options::with_termwidth().break_words(false);
                writeln!(err, "{}", fill(text, page.word_splitter(WordSplitter::NoHyphenation)))
            } else {
                writeln!(err, "{text}")
            };
        }
    }

    /// A line for those who asked for more.
    pub(super) fn detail(self, text: &str) {
        if self == Self::Verbose {
            self.tell(text);
        }
    }
}
