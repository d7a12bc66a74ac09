//! Replies: how they look on Telegram ([`render`]) and how they get there ([`send`]).

pub(crate) mod render;
pub(crate) mod send;
