//! What is answered, before any driver renders it.

use super::{Effect, Session};
use crate::knowledge::markup::Rich;
use crate::knowledge::media::Media;

/// The outcome of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The chat's state from now on.
    pub session: Session,
    /// The replies, in order; never empty.
    pub replies: Vec<Reply>,
    /// What happened, for counting.
    pub effects: Vec<Effect>,
}

/// One message to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The text; at most 3,900 characters as plain text, never empty.
    pub text: Rich,
    /// Rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// Pictures and videos that are shown with it, at most ten.
    pub media: Vec<Media>,
    /// Whether it stands alone or replaces the message whose button was pressed.
    pub placement: Placement,
}

/// Where a reply goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// A new message.
    #[default]
    New,
    /// In place of the message whose button was pressed; a new message if there is none or it
    /// cannot be edited any more.
    Edit,
}

/// One button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says; can be typed instead of pressed.
    pub label: String,
    /// What it does.
    pub press: Press,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Comes back as [`super::Event::Pressed`]; 1 to 64 bytes.
    Data(String),
    /// Opens an address (`https://…`).
    Link(String),
}

impl Reply {
    /// A new message without buttons.
    #[must_use]
    pub fn new(text: Rich) -> Self {
        Self { text, buttons: Vec::new(), media: Vec::new(), placement: Placement::New }
    }

    /// The same with one more row of buttons.
    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        self.buttons.push(buttons.into_iter().collect());
        self
    }
}

impl Button {
    /// A button that sends `data` back.
    #[must_use]
    pub fn data(label: impl Into<String>, data: impl Into<String>) -> Self {
        Self { label: label.into(), press: Press::Data(data.into()) }
    }
}
