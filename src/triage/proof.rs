//! Why the quiz can be trusted: what must hold for any answers, shown for the file at hand.
//!
//! Urgency rules can only name answers that were given, and the highest level wins; so by its very
//! form no answer takes away what another one asks for. What the form does not show is tried out:
//! each option, each rule, each screen, and many sets of answers drawn with a fixed seed.

mod dice;
mod lengths;
mod trial;

use std::fmt;

use super::quiz::Quiz;
use crate::knowledge::Problem;
use trial::Trial;

/// Sets of answers drawn at load: enough to take each answer of the shipped quiz away many times,
/// in milliseconds. Tests draw more.
pub const SETS_AT_LOAD: usize = 5_000;

/// A walk tries thousands of sets at some screens, so one in so many is taken.
const WALK_ONE_IN: usize = 100;

/// The longest message, in characters: Telegram takes 4,096, the rest is for longer numbers.
pub const TEXT_MAX: usize = 3_900;

/// What was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Version of the quiz.
    pub version: String,
    /// Number of screens: no path asks more questions.
    pub screens: usize,
    /// Answers that may not end below a level, and do not.
    pub signs: usize,
    /// Urgency rules, each of which decides for some answers.
    pub rules: usize,
    /// Results, each of which somebody can get.
    pub results: usize,
    /// Sets of answers tried.
    pub sets: usize,
    /// Sets of answers walked through screen by screen, to see that leaving some out is safe.
    pub walks: usize,
    /// Screens left out in all these walks.
    pub left_out: usize,
    /// Walks begun with answers read from a message, right or wrong, none of which ended lower.
    pub heard: usize,
    /// Bytes in a button.
    pub token: usize,
    /// Characters of the longest message there can be.
    pub longest: usize,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "quiz {}: {} screens, {} signs never end below their level, {} urgency rules, {} \
             results all within reach, {} sets of answers tried, {} screens left out in {} walks without changing a \
             result, {} walks with answers read from a message ended no lower, {} bytes in a button, longest message {} characters",
            self.version,
            self.screens,
            self.signs,
            self.rules,
            self.results,
            self.sets,
            self.left_out,
            self.walks,
            self.heard,
            self.token,
            self.longest
        )
    }
}

/// Shows what must hold for any answers, with `sets` sets drawn; `file` is how the editor knows
/// the file.
///
/// # Errors
/// A problem for each thing that does not hold.
pub fn prove(quiz: &Quiz, file: &str, sets: usize) -> Result<Proof, Vec<Problem>> {
    let mut trial = Trial::new(quiz);
    trial.every_path_ends();
    let signs = trial.signs_keep_their_level();
    trial.every_rule_decides();
    trial.emergencies_come_first();
    trial.not_sure_is_not_self_care();
    trial.nothing_lowers(sets);
    trial.every_result_is_reached();
    let left_out = trial.left_out_changes_nothing(sets / WALK_ONE_IN);
    let heard = trial.reading_lowers_nothing(sets / WALK_ONE_IN);
    let token = trial.tokens_fit();
    let longest = trial.texts_fit();
    if trial.wrong.is_empty() {
        Ok(Proof {
            version: quiz.version(),
            screens: quiz.file().screen.len(),
            signs,
            rules: quiz.file().urgency.len(),
            results: quiz.file().result.len(),
            sets,
            walks: sets / WALK_ONE_IN,
            left_out,
            heard,
            token,
            longest,
        })
    } else {
        let problem = |(what, mend): &(String, String)| Problem::whole_file(file, what, mend);
        Err(trial.wrong.iter().map(problem).collect())
    }
}
