//! Which entry of the FAQ answers a message, how sure that is, and why.
//!
//! A message's [`Reading`](crate::lexicon::Reading) is scored against each entry by a linear
//! classifier (`model`), whole and sentence by sentence. How likely the first entry is right
//! (`confidence`) is learnt at load by cross-validation; what is done about it is policy
//! (`policy`). docs/matching.md has the measurements behind each part.
//!
//! Everything is trained from the files of the FAQ when they are loaded. No randomness, no clock:
//! the same files and the same message give the same answer.

mod confidence;
mod cuts;
mod explanation;
mod groups;
mod left_out;
mod matched;
mod matcher;
mod model;
mod nearest;
mod policy;
mod report;
mod scope;
mod training;

pub use explanation::{Counted, Explanation, Synonym};
pub use left_out::LeftOut;
pub use matched::{Decision, Matched, Ranked, Reason};
pub use matcher::Matcher;
pub use report::{Report, Reports};
pub use training::TrainingTexts;
