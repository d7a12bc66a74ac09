//! What a message means: signs of danger first, then which entry answers it.

use crate::knowledge::Knowledge;
use crate::matching::{Matched, Matcher};

/// The safety gate and the matcher over one set of files.
#[derive(Debug)]
pub struct Understanding {
    matcher: Matcher,
}

/// How one message was understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// Which entries answer it.
    pub matched: Matched,
}

impl Understanding {
    /// Compiles and trains.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self { matcher: Matcher::train(&knowledge.faq, &knowledge.words, &knowledge.tests) }
    }

    /// Reads one message; `context` is the entry a follow-up may be about.
    #[must_use]
    pub fn read(&self, message: &str, context: Option<&str>) -> Understood {
        Understood { matched: self.matcher.ask(message, context) }
    }

    /// Why a message was understood as it was, for the editor.
    #[must_use]
    pub fn explain(&self, message: &str) -> String {
        format!("{:?}", self.matcher.ask(message, None))
    }
}
