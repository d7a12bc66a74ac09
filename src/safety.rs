//! The safety gate: finds emergencies and crises in what a person types.
//!
//! It knows no sentences, only relations: `safety.toml` lists concepts (words for loss of feeling,
//! words for the saddle area, …) and rules that say which concepts together are a sign. Guards
//! then ask whether the sign is denied, long past, or only asked about. The method follows the
//! clinical-text algorithms `NegEx` (Chapman 2001) and `ConText` (Harkema 2009), turned to lay
//! words with typing mistakes.
//!
//! The stages, one file each: [`reading`](self) of words, `phrase` and `occurrence` of concepts,
//! `guard`, `relation`.

mod gate;
mod guard;
mod occurrence;
mod phrase;
mod reading;
mod relation;
pub mod score;
mod vocabulary;

pub use crate::knowledge::safety::Level;
pub use gate::{Finding, Gate, Outcome};
