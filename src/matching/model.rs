//! The trained whole: from a reading to a decision value for each entry.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::nearest::Nearest;
use super::training::TrainingTexts;
use crate::learn::{
    FeatureSpace, FeatureVector, Folds, HeldOut, Hyperparameters, NO_CLASS, OneVsRest, SparseRows,
};
use crate::lexicon::Reading;

/// How much the best sentence of a message counts beside the whole of it. People tell a story and
/// ask in one sentence of it; the whole says what the question is about.
const SENTENCE_SHARE: f32 = 0.35;

/// Everything learnt from the phrasings.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) space: FeatureSpace,
    pub(super) classifier: OneVsRest,
    nearest: Nearest,
    /// The entry of each phrasing, by the hash of its stems in order.
    exact: FxHashMap<u64, usize>,
}

/// What a message scores.
#[derive(Clone, Debug, Default)]
pub(super) struct Scored {
    pub(super) vector: FeatureVector,
    /// A value for each entry: its decision value, and for the first few the nearest phrasing
    /// added. Around −1 for nothing in common, 5 for an own phrasing.
    pub(super) values: Vec<f32>,
    /// The cosine of the nearest out-of-scope message.
    pub(super) out_of_scope: f32,
}

/// The nearest phrasing is looked for in so many entries, those with the highest decision values.
const CANDIDATES: usize = 5;
/// How much the cosine of the nearest phrasing counts beside the decision value. A classifier says
/// what words mean for an entry in general; a phrasing that is nearly the message is as good a
/// reason, above all in long messages (docs/matching.md).
const NEAREST_SHARE: f32 = 4.0;

/// The two best entries. Of equal values the first entry of the file wins.
#[derive(Clone, Copy, Debug)]
pub(super) struct TopTwo {
    pub(super) first: usize,
    pub(super) first_value: f32,
    pub(super) second_value: f32,
}

impl TopTwo {
    /// `None` without any entry.
    pub(super) fn of(values: &[f32]) -> Option<Self> {
        let best = |except: Option<usize>| {
            let others = values.iter().copied().enumerate().filter(|(e, _)| Some(*e) != except);
            others.reduce(|best, other| if other.1 > best.1 { other } else { best })
        };
        let (first, first_value) = best(None)?;
        let second_value = best(Some(first)).map_or(first_value - 1.0, |(_, value)| value);
        Some(Self { first, first_value, second_value })
    }

    pub(super) fn lead(&self) -> f32 {
        self.first_value - self.second_value
    }
}

/// Messages that were held out while training, with the decision values of classifiers that have
/// not seen them.
#[derive(Debug)]
pub(super) struct CrossValidated {
    held_out: HeldOut,
    /// Of each sample.
    vectors: SparseRows,
    /// The rows of the sentences of each sample; none where it has one sentence only.
    sentences: Vec<std::ops::Range<usize>>,
}

impl CrossValidated {
    /// What a sample scores, as if it were not there; `None` if it was not held out.
    pub(super) fn scored(&self, model: &Model, sample: usize) -> Option<Scored> {
        let whole = self.held_out.of(sample)?.to_vec();
        let rows = self.sentences.get(sample)?.clone();
        let parts: Vec<&[f32]> = rows.filter_map(|row| self.held_out.of(row)).collect();
        let vector = self.vectors.vector(sample);
        Some(model.scored(pooled(whole, &parts), vector, Some(sample)))
    }
}

impl Model {
    /// Trains on the readings of `texts`, side by side. Those for which `holds_out` is true are also
    /// scored, in `folds` folds, as if they were not there.
    pub(super) fn train(
        readings: &[Reading],
        texts: &TrainingTexts,
        classes: usize,
        hyperparameters: &Hyperparameters,
        folds: u8,
        holds_out: impl Fn(usize) -> bool,
    ) -> (Self, CrossValidated) {
        let space = FeatureSpace::new(readings.par_iter(), hyperparameters);
        let mut rows = space.rows(readings);
        let mut owners: Vec<usize> = (0..readings.len()).collect();
        let mut sentences = vec![0..0; readings.len()];
        for (sample, reading) in readings.iter().enumerate().filter(|(at, _)| holds_out(*at)) {
            let start = rows.len();
            for part in several_sentences(reading) {
                rows.push(&space.vector(&part), part.key());
                owners.push(sample);
            }
            if let Some(range) = sentences.get_mut(sample) {
                *range = start..rows.len();
            }
        }
        let of_rows = owners
            .iter()
            .map(|sample| readings.get(*sample).filter(|_| holds_out(*sample)).map(Reading::key));
        let folds = Folds::by_key(folds, of_rows);
        let (classifier, held_out) =
            OneVsRest::train(&rows, &texts.samples, classes, space.len(), &folds);
        let vectors = (0..readings.len()).map(|row| rows.vector(row));
        let nearest = Nearest::new(&space, vectors, &texts.samples, classes);
        let mut exact = FxHashMap::default();
        let labelled = readings.iter().zip(&texts.samples).zip(&texts.is_message);
        for ((reading, sample), _) in labelled.filter(|(_, is_message)| **is_message) {
            if sample.class != NO_CLASS && !reading.stems.is_empty() {
                exact.entry(reading.key()).or_insert(sample.class);
            }
        }
        let model = Self { space, classifier, nearest, exact };
        (model, CrossValidated { held_out, vectors: rows, sentences })
    }

    /// Scores a message.
    pub(super) fn score(&self, reading: &Reading) -> Scored {
        let vector = self.space.vector(reading);
        let whole = self.classifier.decision(&vector);
        let parts: Vec<Vec<f32>> = several_sentences(reading)
            .map(|part| self.classifier.decision(&self.space.vector(&part)))
            .collect();
        let parts: Vec<&[f32]> = parts.iter().map(Vec::as_slice).collect();
        self.scored(pooled(whole, &parts), vector, None)
    }

    /// Adds the nearest phrasing to the values of the first entries.
    fn scored(
        &self,
        mut values: Vec<f32>,
        vector: FeatureVector,
        without: Option<usize>,
    ) -> Scored {
        let mut order: Vec<usize> = (0..values.len()).collect();
        let candidates = CANDIDATES.min(order.len());
        let value = |entry: &usize| values.get(*entry).copied().unwrap_or(f32::MIN);
        if candidates < order.len() {
            order.select_nth_unstable_by(candidates, |a, b| value(b).total_cmp(&value(a)));
        }
        let query = Nearest::query(&self.space, &vector);
        for entry in order.into_iter().take(candidates) {
            let (cosine, _) = self.nearest.of(&query, entry, without);
            if let Some(value) = values.get_mut(entry) {
                *value += NEAREST_SHARE * cosine;
            }
        }
        let out_of_scope = self.nearest.out_of_scope(&query, without);
        Scored { vector, values, out_of_scope }
    }

    /// The number of the phrasing of an entry that is nearest to a message, and its cosine.
    pub(super) fn nearest(&self, vector: &FeatureVector, entry: usize) -> Option<(usize, f32)> {
        let query = Nearest::query(&self.space, vector);
        let (cosine, phrasing) = self.nearest.of(&query, entry, None);
        Some((phrasing?, cosine))
    }

    /// The entry that has the message as a phrasing, word by word but for endings, short forms and
    /// typos.
    pub(super) fn exact(&self, reading: &Reading) -> Option<usize> {
        self.exact.get(&reading.key()).copied()
    }
}

/// The sentences of a reading that has more than one.
fn several_sentences(reading: &Reading) -> impl Iterator<Item = Reading> {
    let ends = |words: &[crate::lexicon::Word]| words.first().map(|word| word.sentence);
    let several = ends(&reading.words) != reading.words.last().map(|word| word.sentence);
    several.then(|| reading.sentences()).into_iter().flatten()
}

/// For each class the value of the whole message and the best of its sentences together.
fn pooled(mut whole: Vec<f32>, sentences: &[&[f32]]) -> Vec<f32> {
    if sentences.is_empty() {
        return whole;
    }
    for (class, value) in whole.iter_mut().enumerate() {
        let values = sentences.iter().filter_map(|values| values.get(class).copied());
        let best = values.fold(f32::MIN, f32::max);
        *value = (1.0 - SENTENCE_SHARE) * *value + SENTENCE_SHARE * best;
    }
    whole
}
