//! One vocabulary: short forms spelt out, typing mistakes mended, stems, synonyms, phrases.
//!
//! A [`Reader`] knows the words of `words.toml` and of the texts it learnt from, and turns what a
//! person typed into a [`Reading`]: words that can be compared and counted.

mod common_words;
mod key;
mod phrases;
mod reader;
mod spelling;

pub(crate) use common_words::rarity;
pub(crate) use key::of as hash_of;
pub(crate) use phrases::PhraseIndex;
pub use reader::Mended;
pub(crate) use reader::{Reader, Reading, Word};
