//! Which phrasings stand aside, so that the matcher learns what a question without an entry
//! looks like.
//!
//! In each fold a third of the entries is taken away whole: their phrasings become questions that
//! nothing answers. Of the other entries a third of the phrasings stands aside: questions with an
//! answer that the fold has not seen.

use serde::{Deserialize, Serialize};

/// Number of folds.
pub(crate) const FOLDS: usize = 3;
/// At most about so many questions are asked in all folds together; a large FAQ does not need
/// more to fit a handful of numbers.
const MOST_QUESTIONS: usize = 1_000;

/// One phrasing, for the folds.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Example {
    /// Number of its entry.
    pub(crate) entry: usize,
    /// Whether it is a whole question (a list of keywords is not).
    pub(crate) question: bool,
    /// The fold in which it stands aside though its entry stays.
    pub(crate) fold: usize,
    /// How much a mistake on it costs in training.
    pub(crate) cost: f32,
}

/// A phrasing asked in a fold that has not seen it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeldOut {
    pub(crate) example: usize,
    pub(crate) fold: usize,
    /// Whether its entry stayed.
    pub(crate) answerable: bool,
}

pub(crate) const fn fold_of_class(entry: usize) -> usize {
    entry % FOLDS
}

impl Example {
    /// Whether a fold must not see it.
    pub(crate) const fn stands_aside(&self, fold: usize) -> bool {
        fold_of_class(self.entry) == fold || (self.question && self.fold == fold)
    }
}

/// All questions of all folds, fold by fold.
pub(crate) fn held_out(examples: &[Example]) -> Vec<HeldOut> {
    let mut all = Vec::new();
    for fold in 0..FOLDS {
        for (number, example) in examples.iter().enumerate() {
            if example.question && example.stands_aside(fold) {
                let answerable = fold_of_class(example.entry) != fold;
                all.push(HeldOut { example: number, fold, answerable });
            }
        }
    }
    let step = all.len().div_ceil(MOST_QUESTIONS).max(1);
    all.into_iter().step_by(step).collect()
}
