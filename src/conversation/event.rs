//! What can happen in a chat.

/// One thing a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// They sent a text, commands such as `/start quiz` included.
    Text(String),
    /// They changed a text they had sent; answered like a new question, whatever it was.
    Edited(String),
    /// They pressed a button; the button's own data, at most 64 bytes, possibly old or forged.
    Pressed(String),
    /// They sent something that is not text.
    Sent(Attachment),
}

/// A message that is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// A photo, picture or animation.
    Photo,
    /// A voice message or audio file.
    Voice,
    /// A video or video note.
    Video,
    /// A sticker.
    Sticker,
    /// A place on a map.
    Location,
    /// A file.
    Document,
    /// A phone contact.
    Contact,
    /// Anything else.
    Other,
}
