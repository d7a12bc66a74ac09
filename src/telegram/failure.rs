//! What can go wrong with an answer besides sending it.

/// Why an event was not answered as it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The core panicked.
    Panicked,
    /// The core took too long.
    TookTooLong,
}
