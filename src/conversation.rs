//! The product: one pure function from what happened to what is answered.
//!
//! Synchronous and total: no I/O, no clock, no randomness, no panic, no error type. Odd input is
//! a variant of [`Event`].

mod event;
mod reply;

pub use event::{Attachment, Event};
pub use reply::{Button, Placement, Press, Reply, Turn};

use crate::knowledge::markup::Rich;
use serde::{Deserialize, Serialize};

/// Soft state of one chat. Losing it loses no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {}

/// All that is needed to answer: an immutable snapshot.
#[derive(Debug)]
pub struct Assistant {}

/// Answers one event of one chat.
///
/// `now` is the time in seconds since any fixed point, the same for all calls of a chat.
#[must_use]
pub fn respond(_assistant: &Assistant, session: Session, event: Event, _now: u64) -> Turn {
    let _ = event;
    Turn { session, replies: vec![Reply::new(Rich::plain("…"))] }
}
