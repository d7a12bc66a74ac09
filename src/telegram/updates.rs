//! Updates: where they come from ([`poll`], [`webhook`]) and what each asks of the bot ([`update`],
//! read from a [`message`] as teloxide knows it or as [`lenient`] finds it, and in [`groups`] only if
//! it speaks to the bot).

pub(crate) mod groups;
pub(crate) mod lenient;
pub(crate) mod message;
pub(crate) mod poll;
pub(crate) mod redact;
pub(crate) mod tls;
pub(crate) mod update;
pub(crate) mod webhook;
