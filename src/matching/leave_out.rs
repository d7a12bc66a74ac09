//! Asking a phrasing as if it had never been there.

use super::matcher::Matcher;
use super::signals::TopTwo;
use crate::knowledge::faq::FaqFile;
use crate::knowledge::tests_file::TestsFile;
use crate::knowledge::words::WordsFile;
use crate::learn::Hyperparameters;

/// What came of leaving out one phrasing.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The phrasing.
    pub phrasing: String,
    /// The id of its entry.
    pub own: String,
    /// The id of the entry that wins without it.
    pub winner: String,
}

impl Matcher {
    /// Trains, and asks each phrasing as if it were not there.
    #[must_use]
    pub fn leave_one_out(
        faq: &FaqFile,
        words: &WordsFile,
        tests: &TestsFile,
    ) -> (Self, Vec<LeftOut>) {
        let (matcher, scores) =
            Self::rehearse(faq, words, tests, &Hyperparameters::default(), true);
        let asked = matcher.phrasings.iter().zip(&matcher.examples).enumerate();
        let left_out = asked
            .filter(|(_, (_, example))| example.question)
            .filter_map(|(number, (phrasing, example))| {
                Some(LeftOut {
                    phrasing: phrasing.clone(),
                    own: matcher.ids.get(example.entry)?.clone(),
                    winner: matcher.ids.get(TopTwo::of(scores.of(number))?.first)?.clone(),
                })
            })
            .collect();
        (matcher, left_out)
    }
}
