//! Replies: how they look on Telegram ([`render`]), how they get there ([`send`]), and the pictures
//! and videos ([`media`]) with their files ([`files`]).

pub(crate) mod files;
pub(crate) mod media;
pub(crate) mod render;
pub(crate) mod send;
