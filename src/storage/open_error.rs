//! Why the store could not be opened, and what to do about it.

use std::fmt;

/// A failure that waiting does not mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenError {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub mend: String,
}

impl OpenError {
    pub(super) fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what: what.into(), mend: mend.into() }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  mend: {}", self.what, self.mend)
    }
}

impl std::error::Error for OpenError {}
