//! An answer of the symptom check that a message gave, for those who look why it was understood so.

use std::fmt;

use serde::Serialize;

use crate::triage::{Quiz, ReadAnswer};

/// An answer to the symptom check that was read from a message. Fields are never renamed: `ask
/// --json` prints them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckAnswer {
    /// The name of its screen.
    pub screen: String,
    /// The codes of the answers that it can mean.
    pub options: Vec<String>,
    /// Whether it leaves no choice; only then it is taken over.
    pub sure: bool,
    /// The words that it was read from.
    pub words: String,
}

impl CheckAnswer {
    /// What was read from the text `typed`.
    pub(super) fn all(quiz: &Quiz, read: &[ReadAnswer], typed: &str) -> Vec<Self> {
        let one = |answer: &ReadAnswer| {
            let (screen, options) = quiz.codes(answer);
            Self {
                screen: screen.to_owned(),
                options: options.into_iter().map(str::to_owned).collect(),
                sure: answer.is_sure(),
                words: typed.get(answer.place()).unwrap_or_default().to_owned(),
            }
        };
        read.iter().map(one).collect()
    }
}

impl fmt::Display for CheckAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (join, aside) = if self.sure { (" and ", "") } else { (" or ", ", so it is asked") };
        write!(f, "{} = {}{aside} (“{}”)", self.screen, self.options.join(join), self.words)
    }
}
