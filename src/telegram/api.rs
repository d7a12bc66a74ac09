//! Calls of the Bot API: what is called ([`call`]), one call ([`client`]), what can go wrong with it ([`error`]), how often it is
//! tried ([`retry`]), and how fast calls may follow each other ([`rate_limit`]).

pub(crate) mod call;
pub(crate) mod client;
pub(crate) mod error;
pub(crate) mod rate_limit;
pub(crate) mod retry;
