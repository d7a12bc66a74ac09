//! How the files stand, for admins.

/// How the files stand that the bot answers from.
#[derive(Debug)]
pub(crate) struct FaqState {
    /// The folder, or that it is the built-in one.
    pub(crate) place: String,
    /// When they were taken, in Unix seconds.
    pub(crate) taken: u64,
    /// What became of newer ones, if there are any.
    pub(crate) newer: Newer,
}

/// What became of files that are newer than those in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Newer {
    /// There are none.
    None,
    /// They were not taken, because of this.
    Refused(String),
    /// They wait for an admin.
    Waits,
    /// An admin wants the old ones to stay.
    KeptOld,
}

impl FaqState {
    /// Files of `place`, taken at a time in Unix seconds.
    pub(crate) fn new(place: String, taken: u64) -> Self {
        Self { place, taken, newer: Newer::None }
    }
}
