//! Measuring the matcher on questions whose answers are known.
//!
//! `question` reads sets of questions, `noise` adds typos, `report` counts, `overlap` asks each
//! phrasing as if it were not there, `own_phrasings` as it stands, `ablation` switches parts of the matcher off.

mod ablation;
mod noise;
mod overlap;
mod own_phrasings;
mod question;
mod report;

pub use ablation::{Ablated, ablations};
pub use noise::with_typos;
pub use overlap::{Overlap, Pair, overlap};
pub use own_phrasings::{OwnPhrasings, own_phrasings};
pub use question::{Expected, Question, Topics, from_jsonl, from_tests};
pub use report::{Confusion, EntryScore, Report, StyleScore};
