//! Signs of danger in what a person types: emergencies and crises.
//!
//! The rules know no sentences, only relations: `safety.toml` lists concepts (words for loss of
//! feeling, words for the saddle area, …) and says which together are a sign. Guards then ask
//! whether the sign is denied, long past, or only asked about. The method follows the
//! clinical-text algorithms `NegEx` (Chapman 2001) and `ConText` (Harkema 2009), turned to lay
//! words with typing mistakes. Beside them stands what was learnt from known signs (`likeness`),
//! and one `judgement` weighs both.
//!
//! The stages of the rules, one file each: `reading` of words, `phrase` and `occurrence` of
//! concepts, `guard`, `relation`, `rules`. `need` tells the editor which phrases earn their place.

mod guard;
mod judgement;
mod likeness;
mod need;
mod occurrence;
mod phrase;
mod reading;
mod relation;
mod rules;
pub mod score;
mod vocabulary;

pub use crate::knowledge::safety::{Level, Outcome};
pub use judgement::{Finding, Judgement, Reason, Safety};
pub use likeness::Part;
pub use need::unneeded;
pub use occurrence::Line;
pub use rules::{Hit, Rules, harmless_but_urgent};
