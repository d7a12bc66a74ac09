//! One vocabulary: short forms spelt out, typing mistakes mended, stems, synonyms, phrases.
//!
//! A [`Lexicon`] knows the words of `words.toml` and of the texts it was made from, and turns a
//! [`Message`](crate::text::Message) into a [`Reading`]: words that can be compared and counted.

mod common_words;
pub(crate) mod hash;
#[expect(clippy::module_inception, reason = "the file is named after the type it holds")]
mod lexicon;
mod phrases;
mod reading;
mod short_forms;
mod spelling;

pub use lexicon::Lexicon;
pub use phrases::Found;
pub(crate) use phrases::PhraseIndex;
pub use reading::{Mended, Reading, Word};
