//! How likely the first entry of a ranking is right: a logistic regression over a few numbers,
//! fitted at load to messages that the classifiers have not seen.

use rayon::prelude::*;

use super::model::{CrossValidated, Model, TopTwo};
use super::scope::{Matters, Scope};
use super::training::TrainingTexts;
use crate::learn::{Case, FeatureSpace, Logistic, NO_CLASS};
use crate::lexicon::{Reading, rarity};

/// How many numbers a prediction rests on.
const INPUTS: usize = 6;
/// How much a message counts that no entry answers: there are few of them, and people send them in a
/// thousand ways.
const OUT_OF_SCOPE_WEIGHT: f32 = 3.0;

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
            let top = TopTwo::of(&validated.values(model, sample)?)?;
            let weight = if class == NO_CLASS { OUT_OF_SCOPE_WEIGHT } else { 1.0 };
            let inputs = inputs(&model.space, reading, &top, &scope.matters(reading));
            Some(Case { inputs, is_true: class == top.first, weight })
        };
        let cases: Vec<Case<INPUTS>> =
            (0..texts.samples.len()).into_par_iter().filter_map(case).collect();
        Self { logistic: Logistic::fit(&cases) }
    }

    /// The probability, 0 to 1, that the first of `top` is right.
    pub(super) fn of(
        &self,
        space: &FeatureSpace,
        reading: &Reading,
        top: &TopTwo,
        matters: &Matters,
    ) -> f32 {
        self.logistic.predict(&inputs(space, reading, top, matters))
    }
}

/// The first decision value, its lead, the share of the message that the FAQ knows, the length,
/// words of other matters, words of our own.
fn inputs(
    space: &FeatureSpace,
    reading: &Reading,
    top: &TopTwo,
    matters: &Matters,
) -> [f32; INPUTS] {
    let foreign = matters.never + if matters.home > 0 { 0 } else { matters.elsewhere };
    [
        top.first_value,
        top.lead().min(3.0),
        known_share(space, reading),
        (1.0 + reading.words.len() as f32).ln(),
        (foreign as f32).min(2.0),
        (matters.home as f32).min(2.0),
    ]
}

/// How much of the weight of a message's telling words is in words that several phrasings have; rare
/// words weigh more.
fn known_share(space: &FeatureSpace, reading: &Reading) -> f32 {
    let (mut all, mut known) = (0.0_f32, 0.0_f32);
    for word in reading.words.iter().filter(|word| !word.is_stop) {
        let feature = space.unigram(word.stem).filter(|f| space.document_frequency(*f) > 1);
        let weight = match feature {
            Some(feature) => space.idf(feature),
            None => space.idf_of_unseen() * rarity(&word.text),
        };
        all += weight;
        known += if feature.is_some() { weight } else { 0.0 };
    }
    if all > 0.0 { known / all } else { 0.0 }
}
