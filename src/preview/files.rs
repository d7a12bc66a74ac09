//! What the page tells of the files.

use serde::Serialize;

use super::changes::Changes;
use super::coverage::{ShownEntry, Topic};
use super::place::Shown;

/// The state of the files.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Files {
    /// Grows with each change of this.
    pub(super) revision: u64,
    /// Where they are.
    pub(super) folder: String,
    /// Whether they are those inside the program, which cannot be edited.
    pub(super) built_in: bool,
    /// Which files the chat answers from.
    pub(super) taken: Taken,
    /// What is wrong in the files as they are now.
    pub(super) problems: Vec<Shown>,
    /// What the last good save changed.
    pub(super) changes: Option<Changes>,
    /// The name of the bot.
    pub(super) bot: String,
    /// Commands of the menu, with what each does.
    pub(super) commands: Vec<(String, String)>,
    pub(super) topics: Vec<Topic>,
    pub(super) entries: Vec<ShownEntry>,
}

/// Which files the chat answers from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Taken {
    /// Those that are there now.
    Now,
    /// The last good ones: those that are there now have problems.
    LastGood,
    /// None: there were no good ones yet.
    None,
}
