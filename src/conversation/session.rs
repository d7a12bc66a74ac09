//! Soft state of one chat.

use serde::{Deserialize, Serialize};

use super::alarm::{OpenCard, SafetyMode};
use super::reply::{Press, Reply};

/// What is remembered of one chat between two events: no words of the person, at most 30 minutes.
///
/// A driver keeps it; losing it loses no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Whether the not-a-doctor note was given.
    pub greeted: bool,
    /// Buttons last shown, so that they can be typed.
    pub shown: Vec<Shown>,
    /// The entry last answered: weak context for a follow-up.
    pub last_entry: Option<String>,
    /// When that was, in seconds on the clock of [`super::respond`].
    pub last_entry_at: u64,
    /// Callback data of the open screen of the quiz: the whole quiz so far.
    pub quiz: Option<String>,
    /// The card that waits for an answer.
    pub card: Option<OpenCard>,
    /// Set after "Yes, one of these".
    pub mode: Option<SafetyMode>,
    /// Code of the country the person chose.
    pub country: Option<String>,
    /// Whether the country was asked for.
    pub asked_country: bool,
    /// Code of the language the person chose.
    pub language: Option<String>,
}

/// A button that can be typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its label.
    pub label: String,
    /// Its data.
    pub data: String,
}

/// How long the last entry is context for a follow-up, in seconds: ten minutes, after which a new
/// message is most likely a new matter.
const CONTEXT_SECONDS: u64 = 600;

impl Session {
    /// The entry that a follow-up may be about.
    pub(super) fn context(&self, now: u64) -> Option<&str> {
        let fresh = now.saturating_sub(self.last_entry_at) <= CONTEXT_SECONDS;
        self.last_entry.as_deref().filter(|_| fresh)
    }

    /// Remembers which buttons are on the screen.
    pub(super) fn remember_buttons(&mut self, replies: &[Reply]) {
        self.shown = replies
            .iter()
            .flat_map(|reply| reply.buttons.iter().flatten())
            .filter_map(|button| match &button.press {
                Press::Data(data) => {
                    Some(Shown { label: button.label.clone(), data: data.clone() })
                }
                Press::Link(_) => None,
            })
            .collect();
    }
}
