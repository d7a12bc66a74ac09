//! How likely the first entry of a ranking is right: a logistic regression over a few numbers,
//! fitted at load to messages that the classifiers have not seen.

use rayon::prelude::*;

use super::model::{CrossValidated, Model, Scored, TopTwo};
use super::scope::{Matters, Scope};
use super::training::TrainingTexts;
use crate::learn::{Case, Logistic, NO_CLASS};
use crate::lexicon::Reading;

/// How many numbers a prediction rests on.
const INPUTS: usize = 4;
/// How much a message counts that no entry answers: there are few of them, and people send them in a
/// thousand ways.
const OUT_OF_SCOPE_WEIGHT: f32 = 1.0;

/// The fitted prediction.
#[derive(Debug)]
pub(super) struct Confidence {
    logistic: Logistic<INPUTS>,
}

impl Confidence {
    /// Fits to what was held out.
    pub(super) fn calibrate(
        readings: &[Reading],
        texts: &TrainingTexts,
        model: &Model,
        validated: &CrossValidated,
        scope: &Scope,
    ) -> Self {
        let case = |sample: usize| {
            let reading = readings.get(sample)?;
            let class = texts.samples.get(sample)?.class;
            let scored = validated.scored(model, sample)?;
            let top = TopTwo::of(&scored.values)?;
            let weight = if class == NO_CLASS { OUT_OF_SCOPE_WEIGHT } else { 1.0 };
            let inputs = inputs(&scored, &top, &scope.matters(reading));
            Some(Case { inputs, is_true: class == top.first, weight })
        };
        let cases: Vec<Case<INPUTS>> =
            (0..texts.samples.len()).into_par_iter().filter_map(case).collect();
        Self { logistic: Logistic::fit(&cases) }
    }

    /// The probability, 0 to 1, that the first of `top` is right.
    pub(super) fn of(&self, scored: &Scored, top: &TopTwo, matters: &Matters) -> f32 {
        self.logistic.predict(&inputs(scored, top, matters))
    }
}

/// The first value, its lead, how near an out-of-scope message is, words of other matters.
///
/// Length was an input once: among phrasings longer messages are surer, among real ones they are not.
fn inputs(scored: &Scored, top: &TopTwo, matters: &Matters) -> [f32; INPUTS] {
    [top.first_value, top.lead().min(3.0), scored.out_of_scope, (matters.foreign() as f32).min(2.0)]
}
