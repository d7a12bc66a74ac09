//! The trained whole: from a reading to a score for each entry and a confidence in the first.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::centroids::Centroids;
use super::coverage::Coverage;
use super::neighbours::Neighbours;
use super::signals::{TopTwo, signals};
use crate::learn::Hyperparameters;
use crate::learn::{Case, INPUTS, Logistic};
use crate::learn::{Example, HeldOut, held_out};
use crate::learn::{FeatureSpace, FeatureVector};
use crate::learn::{HeldOutScores, OneVsRest};
use crate::lexicon::Reading;

/// Everything learnt from the phrasings.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Model {
    pub(super) space: FeatureSpace,
    pub(super) linear: OneVsRest,
    pub(super) neighbours: Neighbours,
    centroids: Centroids,
    pub(super) coverage: Coverage,
    confidence: Logistic,
}

/// Questions that were asked while training.
#[derive(Debug)]
pub(super) struct Rehearsal {
    held_out: Vec<HeldOut>,
    /// Of each of them.
    readings: Vec<Reading>,
    scores: HeldOutScores,
    /// The scores of every phrasing as if it were not there, if that was wanted.
    pub(super) left_out: HeldOutScores,
}

/// What a message scores.
#[derive(Debug)]
pub(super) struct Scored {
    pub(super) vector: FeatureVector,
    /// A score for each entry; around 1 and more for a clear match, around −1 for none.
    pub(super) scores: Vec<f32>,
}

impl Model {
    /// Trains on phrasings (`readings` and `examples` side by side, entry by entry); with
    /// `leave_out` each is also scored as if it were not there.
    pub(super) fn train(
        readings: Vec<Reading>,
        examples: &[Example],
        entries: usize,
        hyperparameters: &Hyperparameters,
        leave_out: bool,
    ) -> (Self, Rehearsal) {
        let space = FeatureSpace::new(&readings, hyperparameters);
        let rows = space.rows(&readings);
        let coverage = Coverage::new(&readings, examples);
        let held_out = held_out(examples);
        let asked = held_out.iter().map(|asked| readings.get(asked.example).cloned());
        let asked = asked.map(Option::unwrap_or_default).collect();
        let centroids = Centroids::new(&rows, examples, entries);
        // They are larger than all else, and training takes memory too.
        drop(readings);
        let (trained, neighbours) = rayon::join(
            || OneVsRest::train(&rows, examples, entries, space.len(), &held_out, leave_out),
            || Neighbours::new(&space, &rows, examples, entries),
        );
        let confidence = Logistic::fit(&[]);
        let linear = trained.linear;
        let model = Self { space, linear, neighbours, centroids, coverage, confidence };
        let (scores, left_out) = (trained.held_out, trained.left_out);
        (model, Rehearsal { held_out, readings: asked, scores, left_out })
    }

    /// Scores a message.
    pub(super) fn score(&self, reading: &Reading) -> Scored {
        let vector = self.space.vector(reading);
        let scores = self.linear.scores(&vector);
        Scored { vector, scores }
    }

    /// The probability, 0 to 1, that the first of `top` is right.
    pub(super) fn confidence(
        &self,
        reading: &Reading,
        top: &TopTwo,
        vector: &FeatureVector,
    ) -> f32 {
        self.confidence.predict(&self.signals(reading, top, vector, None))
    }

    /// What the confidence rests on. `without` leaves out those of the phrasings that stand aside
    /// in a fold.
    fn signals(
        &self,
        reading: &Reading,
        top: &TopTwo,
        vector: &FeatureVector,
        without: Option<(usize, &[Example])>,
    ) -> [f32; INPUTS] {
        let is_aside = |number: usize| {
            without.is_some_and(|(fold, examples)| {
                examples.get(number).is_some_and(|example| example.stands_aside(fold))
            })
        };
        let fold = without.map(|(fold, _)| fold);
        let nearest = self.neighbours.nearest(vector, top.first, is_aside).cosine;
        let covered = self.coverage.of(&self.space, reading, top.first, fold);
        let meaning = self.centroids.cosine(top.first, &vector.meaning, fold);
        signals(top, nearest, covered, meaning, reading.words.len())
    }

    /// Learns how sure to be, from the held-out phrasings and from known questions (`known`: a
    /// reading and its entry, or `None` for a message that nothing answers).
    pub(super) fn calibrate(
        &mut self,
        examples: &[Example],
        rehearsal: &Rehearsal,
        known: &[(Reading, Option<usize>)],
    ) {
        let in_fold = |(question, (asked, reading)): (usize, (&HeldOut, &Reading))| {
            let example = examples.get(asked.example)?;
            let vector = self.space.vector(reading);
            let top = TopTwo::of(rehearsal.scores.of(question))?;
            let without = Some((asked.fold, examples));
            Some(Case {
                inputs: self.signals(reading, &top, &vector, without),
                right: asked.answerable && top.first == example.entry,
                weight: if asked.answerable { HELD_OUT_WEIGHT } else { ENTRY_GONE_WEIGHT },
            })
        };
        let of_known = |(reading, entry): &(Reading, Option<usize>)| {
            let scored = self.score(reading);
            let top = TopTwo::of(&scored.scores)?;
            Some(Case {
                inputs: self.signals(reading, &top, &scored.vector, None),
                right: *entry == Some(top.first),
                weight: if entry.is_some() { KNOWN_WEIGHT } else { REFUSED_WEIGHT },
            })
        };
        let asked = rehearsal.held_out.par_iter().zip(&rehearsal.readings).enumerate();
        let mut cases: Vec<Case> = asked.filter_map(in_fold).collect();
        cases.par_extend(known.par_iter().filter_map(of_known));
        self.confidence = Logistic::fit(&cases);
        self.centroids.forget_folds();
    }
}

/// How much a phrasing counts that stood aside while its entry stayed.
const HELD_OUT_WEIGHT: f32 = 1.0;
/// How much a phrasing counts whose entry was gone. Real messages without an entry are mostly
/// further away than these, so these count less.
const ENTRY_GONE_WEIGHT: f32 = 0.4;
/// How much a question of `tests.toml` counts.
const KNOWN_WEIGHT: f32 = 2.0;
/// How much a message counts that `tests.toml` wants refused: there are few of them, and people
/// send them in a thousand ways.
const REFUSED_WEIGHT: f32 = 5.0;
