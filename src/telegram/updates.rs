//! Updates: where they come from ([`poll`], [`webhook`]) and what each asks of the bot
//! ([`update`]): [`parse`] reads it as teloxide knows it or as [`lenient`] finds it; what counts of a
//! [`message`] is the same for both, and in [`groups`] only what speaks to the bot counts.

pub(crate) mod groups;
pub(crate) mod lenient;
pub(crate) mod message;
pub(crate) mod parse;
pub(crate) mod poll;
pub(crate) mod redact;
pub(crate) mod tls;
pub(crate) mod update;
pub(crate) mod webhook;
