//! The triage quiz: answers in, urgency and pattern out.
//!
//! Pure, and without state: a button carries the whole quiz so far ([`Quiz::press`]), so old
//! buttons, double taps and restarts need no care. All that is asked, weighed and said is data
//! (`triage.toml`); the files below hold one idea each: the compiled quiz (`quiz`), what was
//! answered (`answers`), which answers a rule needs (`condition`), urgency and pattern (`assess`),
//! the quiz in a button (`token`), what a press leads to (`step`), which screen is due (`due`), what
//! is seen (`aside`, `screen`, `review`, `report`, `clinician`), what is typed (`typed`), what a
//! person's sentences answer (`listen`) and how that is taken over (`read`), why it can be trusted
//! (`proof`, `graph`).

mod answers;
mod answers_json;
mod aside;
mod assess;
mod clinician;
mod condition;
mod due;
pub mod graph;
mod listen;
pub mod proof;
mod quiz;
mod read;
mod report;
mod review;
mod screen;
mod step;
mod token;
mod typed;

pub use crate::knowledge::triage::Urgency;
pub use answers::Answers;
pub use answers_json::BadAnswers;
pub use assess::{Assessment, Fit, Reason, Score};
pub use listen::{AnswerReader, ReadAnswer};
pub use quiz::Quiz;
pub use read::Heard;
pub use step::{Choice, Page, Report, Setting, Step};
pub use token::{PREFIX, TOKEN_MAX};
