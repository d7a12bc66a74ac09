//! What people type, made comparable: a message read once into words, clauses and sentences, and
//! the likeness of words.
//!
//! The lowest layer. It knows nothing of FAQs, signs or Telegram.

mod characters;
mod english;
mod likeness;
mod message;
mod personal;

pub use english::english_rank;
pub use likeness::{edits_allowed, is_like, typo_distance};
pub use message::{Message, Token, words};
pub use personal::{GAP, strip_personal};
