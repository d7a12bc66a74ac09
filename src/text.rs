//! What people type, made comparable: normal form, words and clauses, likeness of words.
//!
//! The lowest layer. It knows nothing of FAQs, signs or Telegram.

mod english;
mod likeness;
mod normalise;
mod sentences;
mod tokens;

pub use english::english_rank;
pub use likeness::{edits_allowed, is_like, typo_distance};
pub use normalise::normalise;
pub use sentences::sentences;
pub use tokens::{Token, tokens, words};
