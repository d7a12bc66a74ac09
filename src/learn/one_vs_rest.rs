//! A linear classifier for each class, its own samples against all others (one-vs-rest).

use rayon::prelude::*;

use super::cross_validation::Folds;
use super::sparse::{FeatureVector, SparseRows, dot};
use super::svm::{Sample, SvmGroup, TrainingSet};

/// Machines in one group: the weights of a feature fill a cache line of 64 bytes.
const LANES: usize = 16;
/// Near enough to the optimum that a phrasing more changes what it is about, and little else: of 31,000
/// messages 8 get something else, at 0.08 18 (docs/matching.md).
const TOLERANCE: f32 = 0.05;
/// Smaller weights do not change a ranking and only cost memory.
const SMALLEST_WEIGHT: f32 = 0.01;

/// The weights of all classes, by feature.
#[derive(Debug, Default)]
pub(crate) struct OneVsRest {
    /// Where the weights of each feature end (compressed sparse rows).
    ends: Vec<u32>,
    classes: Vec<u16>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// The weights of the dimensions of the embedding, `dims` numbers a class.
    embeddings: Vec<f32>,
    dims: usize,
}

/// The decision values of samples by classifiers that have not seen them.
#[derive(Debug, Default)]
pub(crate) struct HeldOut {
    classes: usize,
    /// One row of classes a sample; NaN where a sample was not held out.
    values: Vec<f32>,
}

impl HeldOut {
    /// The decision values of a sample, one a class; `None` if it was not held out.
    pub(crate) fn of(&self, sample: usize) -> Option<&[f32]> {
        let start = sample * self.classes;
        let row = self.values.get(start..start + self.classes)?;
        row.first().is_some_and(|value| !value.is_nan()).then_some(row)
    }
}

/// A sample that was held out, with the decision values of one group of machines.
struct Scored {
    sample: usize,
    values: [f32; LANES],
}

impl OneVsRest {
    /// Trains on `rows` and `samples` side by side; further rows train nothing. The rows of each
    /// fold are also scored by machines that have seen no sample of the fold.
    pub(crate) fn train(
        rows: &SparseRows,
        samples: &[Sample],
        classes: usize,
        features: usize,
        folds: &Folds,
    ) -> (Self, HeldOut) {
        let squares = rows.squares();
        let tolerance = TOLERANCE;
        let set = TrainingSet { rows, squares: &squares, samples, classes, features, tolerance };
        // No machine knows another, so the groups are trained side by side; they are put together
        // in the order of the classes, whichever was ready first.
        let groups: Vec<Group> = (0..classes.div_ceil(LANES))
            .into_par_iter()
            .map(|group| Group::train(set, group * LANES, folds))
            .collect();
        let mut held_out = HeldOut { classes, values: vec![f32::NAN; folds.len() * classes] };
        for group in &groups {
            for Scored { sample, values } in &group.held_out {
                let start = sample * classes;
                let row = held_out.values.get_mut(start..start + classes).unwrap_or_default();
                for (slot, value) in row.iter_mut().skip(group.first).zip(values) {
                    *slot = *value;
                }
            }
        }
        (Self::gather(&groups, classes, features, rows.dims()), held_out)
    }

    /// The classifier of a lone machine.
    pub(super) fn of_one(svm: &SvmGroup<'_, 1>, features: usize, dims: usize) -> Self {
        Self::gather(&[Group::of(svm, 0, Vec::new())], 1, features, dims)
    }

    /// Puts the weights of all classes in the order of the features.
    fn gather(groups: &[Group], classes: usize, features: usize, dims: usize) -> Self {
        let mut all = Self { dims, ..Self::default() };
        for group in groups {
            all.bias.extend(&group.bias);
            all.embeddings.extend(&group.embeddings);
        }
        all.bias.truncate(classes);
        all.embeddings.truncate(classes * dims);
        let mut next: Vec<_> = groups.iter().map(|group| group.weights.iter().peekable()).collect();
        for feature in 0..features as u32 {
            for group in &mut next {
                while let Some((_, class, weight)) = group.next_if(|(of, ..)| *of == feature) {
                    all.classes.push(*class);
                    all.weights.push(*weight);
                }
            }
            all.ends.push(all.weights.len() as u32);
        }
        all
    }

    /// The decision value of each class: above 0 speaks for it, −1 is "nothing in common".
    pub(crate) fn decision(&self, vector: &FeatureVector) -> Vec<f32> {
        let mut values = self.bias.clone();
        if !vector.embedding.is_empty() && self.dims > 0 {
            for (value, weights) in values.iter_mut().zip(self.embeddings.chunks(self.dims)) {
                *value += dot(&vector.embedding, weights);
            }
        }
        for (feature, count) in &vector.items {
            for (class, weight) in self.weights_of(*feature) {
                if let Some(value) = values.get_mut(class) {
                    *value += weight * count;
                }
            }
        }
        values
    }

    /// What a feature of a message adds to the decision value of a class; `None` if the message
    /// does not have it.
    pub(crate) fn contribution(
        &self,
        class: usize,
        vector: &FeatureVector,
        feature: u32,
    ) -> Option<f32> {
        let (_, value) = vector.items.iter().find(|(number, _)| *number == feature)?;
        let mut weights = self.weights_of(feature);
        let weight = weights.find(|(owner, _)| *owner == class).map_or(0.0, |(_, weight)| weight);
        Some(value * weight)
    }

    /// What the embedding of a message adds to the decision value of a class.
    pub(crate) fn contribution_of_embedding(&self, class: usize, vector: &FeatureVector) -> f32 {
        let start = class * self.dims;
        let own = self.embeddings.get(start..start + self.dims).unwrap_or_default();
        dot(&vector.embedding, own)
    }

    /// The weights of a feature, by class.
    fn weights_of(&self, feature: u32) -> impl Iterator<Item = (usize, f32)> {
        let feature = feature as usize;
        let end = self.ends.get(feature).copied().unwrap_or_default() as usize;
        let start = feature.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = start.unwrap_or_default() as usize..end;
        let classes = self.classes.get(range.clone()).unwrap_or_default();
        let weights = self.weights.get(range).unwrap_or_default();
        classes.iter().map(|class| usize::from(*class)).zip(weights.iter().copied())
    }
}

/// What stays of a group of machines.
struct Group {
    /// The class of the first machine.
    first: usize,
    /// A number a machine.
    bias: Vec<f32>,
    /// As in [`OneVsRest`].
    embeddings: Vec<f32>,
    /// Feature, class and weight, by feature; only those that are worth keeping.
    weights: Vec<(u32, u16, f32)>,
    held_out: Vec<Scored>,
}

impl Group {
    fn train(set: TrainingSet<'_>, first: usize, folds: &Folds) -> Self {
        let svms = SvmGroup::<LANES>::train(set, first);
        let mut held_out = Vec::new();
        for fold in folds.numbers() {
            let without = svms.without(|sample| folds.of(sample) == Some(fold));
            let samples = folds.samples(fold);
            held_out
                .extend(samples.map(|sample| Scored { sample, values: without.decision(sample) }));
        }
        Self::of(&svms, first, held_out)
    }

    fn of<const N: usize>(svms: &SvmGroup<'_, N>, first: usize, held_out: Vec<Scored>) -> Self {
        let kept = (0_u32..).zip(&svms.weights).flat_map(|(feature, of_lanes)| {
            let classes = (first..).map(|class| u16::try_from(class).unwrap_or(u16::MAX));
            classes
                .zip(of_lanes.iter().copied())
                .filter(|(_, weight)| weight.abs() > SMALLEST_WEIGHT)
                .map(move |(class, weight)| (feature, class, weight))
        });
        let weights = kept.collect();
        let lanes = |lane| svms.embedding.iter().filter_map(move |lanes| lanes.get(lane));
        let embeddings = (0..N).flat_map(lanes).copied().collect();
        Self { first, bias: svms.bias.to_vec(), embeddings, weights, held_out }
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::OneVsRest;
    use crate::knowledge::words::WordsFile;
    use crate::learn::{FeatureSpace, Folds, Hyperparameters, Sample};
    use crate::lexicon::Lexicon;
    use crate::text::Message;

    /// Decision values of every text by classifiers trained on all of them.
    fn decisions(texts: &[(&str, usize)], classes: usize) -> Vec<Vec<f32>> {
        let words = WordsFile::default();
        let messages: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let messages = Message::read_all(&messages);
        let readings = Lexicon::new(&words, &messages, &[], false).read_all(messages);
        let space = FeatureSpace::new(readings.par_iter(), &Hyperparameters::default());
        let samples: Vec<Sample> =
            texts.iter().map(|(_, class)| Sample { class: *class, cost: 1.0 }).collect();
        let folds = Folds::none();
        let rows = space.rows(&readings);
        let (trained, _) = OneVsRest::train(&rows, &samples, classes, space.len(), &folds);
        readings.iter().map(|reading| trained.decision(&space.vector(reading))).collect()
    }

    const TEXTS: [(&str, usize); 6] = [
        ("how long does it last", 0),
        ("how many weeks does it take", 0),
        ("can I go for a walk", 1),
        ("is walking good for me", 1),
        ("which pills help", 2),
        ("can I take pills at night", 2),
    ];

    #[test]
    fn each_class_wins_its_own_samples() {
        for (values, (text, class)) in decisions(&TEXTS, 3).iter().zip(TEXTS) {
            let best = (0..3).max_by(|a, b| values[*a].total_cmp(&values[*b]));
            assert_eq!(best, Some(class), "{text}: {values:?}");
        }
    }

    #[test]
    fn one_thread_and_four_give_the_same() {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| decisions(&TEXTS, 3))
        };
        assert_eq!(with(1), with(4));
    }

    #[test]
    fn a_sample_of_another_matter_flips_nothing() {
        let mut more = TEXTS.to_vec();
        more.push(("my horse won the derby", usize::MAX));
        let (before, after) = (decisions(&TEXTS, 3), decisions(&more, 3));
        for (before, after) in before.iter().zip(&after) {
            let best = |v: &[f32]| (0..3).max_by(|a, b| v[*a].total_cmp(&v[*b]));
            assert_eq!(best(before), best(after));
        }
    }
}
