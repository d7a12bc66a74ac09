//! Answers read from a person's own sentences.
//!
//! "Pain down my right leg to the foot for six weeks" answers three screens. What stands for an
//! answer is listed in the quiz's file (`said`, `said_number`, `lasting`, `[listen]`); here it is
//! found. What is denied, asked or told of another time is not taken, and where two answers of a
//! screen are found, neither is: a wrong reading is worse than none.

mod clauses;
mod length;
mod phrase;
mod reader;
mod row;

pub use reader::{AnswerReader, ReadAnswer};
