//! Linear support vector machines, several trained side by side.
//!
//! Each separates the samples of one class from all others (squared hinge loss), by dual coordinate
//! descent with shrinking and another order of the samples in each round: Hsieh et al., ICML 2008,
//! algorithms 1 and 3, the method of LIBLINEAR.
//! All machines of a group look at the same samples, and most of the time goes into fetching the
//! weights of a sample's features from memory: so their weights lie side by side, and one look
//! serves all.

use super::sparse::SparseRows;
use crate::lexicon::hash;

/// A number of each machine of a group.
type Lanes<const N: usize> = [f32; N];

/// Penalty of a sample on the wrong side of its margin (C of the literature).
const C: f32 = 0.4;
/// Rounds at most; ten are usual.
const ROUNDS: usize = 40;
/// Shrinking: samples whose gradient is this share of the largest step beyond their bound are passed
/// over in the next rounds.
const SHRINK: f32 = 0.05;

/// One labelled message of the training set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    /// Number of its class; [`NO_CLASS`] for a message that belongs to none.
    pub(crate) class: usize,
    /// What an error on it costs beside others, at least 0; at 0 it is left out.
    pub(crate) cost: f32,
}

/// The class of messages that belong to none: negative samples for every machine.
pub(crate) const NO_CLASS: usize = usize::MAX;

/// What a group of machines learns from: rows, their squared lengths and samples side by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct TrainingSet<'a> {
    pub(super) rows: &'a SparseRows,
    pub(super) squares: &'a [f32],
    pub(super) samples: &'a [Sample],
    /// Number of classes.
    pub(super) classes: usize,
    /// Number of different features.
    pub(super) features: usize,
    /// A round in which no projected gradient is larger is the last; above 0.
    pub(super) tolerance: f32,
}

/// The machines of up to `N` neighbouring classes.
#[derive(Clone, Debug)]
pub(super) struct SvmGroup<'a, const N: usize> {
    set: TrainingSet<'a>,
    /// The class of the first machine.
    first: usize,
    /// How many machines have a class; the others stay as they are.
    live: usize,
    /// The weights of each feature.
    pub(super) weights: Vec<Lanes<N>>,
    /// The weights of each dimension of the embedding.
    pub(super) embedding: Vec<Lanes<N>>,
    /// The weights of a feature that every sample has with value 1.
    pub(super) bias: Lanes<N>,
    /// The dual variables, one for each sample and machine.
    duals: Vec<Lanes<N>>,
    /// The samples that shrinking has not passed over: the support vectors, and what is near to
    /// becoming one.
    active: Vec<u32>,
}

impl<'a, const N: usize> SvmGroup<'a, N> {
    /// Trains the machines of the classes from `first` on.
    pub(super) fn train(set: TrainingSet<'a>, first: usize) -> Self {
        let mut group = Self {
            set,
            first,
            live: set.classes.saturating_sub(first).min(N),
            weights: vec![[0.0; N]; set.features],
            embedding: vec![[0.0; N]; set.rows.dims()],
            bias: [0.0; N],
            duals: vec![[0.0; N]; set.samples.len()],
            active: Vec::new(),
        };
        let costs = (0..).zip(set.samples).filter(|(_, sample)| sample.cost > 0.0);
        let samples = costs.map(|(number, _)| number).collect();
        group.active = group.descend(samples);
        group
    }

    /// The machines as if the samples for which `held_out` holds had never been there. Only those
    /// that were near a margin descend again: the others hardly get there by it.
    pub(super) fn without(&self, held_out: impl Fn(usize) -> bool) -> Self {
        let mut less = self.clone();
        less.take_back(&held_out);
        let mut kept = self.active.clone();
        kept.retain(|sample| !held_out(*sample as usize));
        less.descend(kept);
        less
    }

    /// Brings samples into the order of a round, which follows from their keys and is another one in each
    /// round: going through them always in the same order takes more than twice as many rounds. A sample
    /// more or less leaves the order of the others as it was, and so hardly changes what is learnt from them.
    fn shuffle(&self, samples: &mut [u32], round: usize) {
        let round = hash::of(round);
        samples.sort_by_cached_key(|sample| hash::of(self.set.rows.key(*sample as usize) ^ round));
    }

    /// Takes back what the samples for which `is_gone` holds gave to the weights.
    fn take_back(&mut self, is_gone: impl Fn(usize) -> bool) {
        for sample in self.active.clone() {
            let at = sample as usize;
            let Some(duals) = self.duals.get_mut(at).filter(|_| is_gone(at)) else { continue };
            let mut back = std::mem::replace(duals, [0.0; N]);
            for (dual, sign) in back.iter_mut().zip(self.signs(at)) {
                *dual *= -sign;
            }
            self.add(at, back);
        }
    }

    /// The decision values of a sample.
    pub(super) fn decision(&self, sample: usize) -> Lanes<N> {
        let row = self.set.rows.row(sample);
        let mut values = self.bias;
        for (feature, value) in row.iter() {
            if let Some(weights) = self.weights.get(feature as usize) {
                add_multiple(&mut values, weights, value);
            }
        }
        for (value, weights) in row.embedding.iter().zip(&self.embedding) {
            add_multiple(&mut values, weights, *value);
        }
        values
    }

    /// Coordinate descent over samples until each is near its optimum. Those that are far from becoming
    /// support vectors of any machine are passed over from then on; returns those that are not.
    fn descend(&mut self, mut samples: Vec<u32>) -> Vec<u32> {
        let mut bound = f32::INFINITY;
        for round in 0..ROUNDS {
            self.shuffle(&mut samples, round);
            let mut largest = 0.0_f32;
            samples.retain(|sample| {
                let step = self.step(*sample as usize);
                largest = largest.max(step.gradient);
                step.slack <= bound
            });
            if largest < self.set.tolerance {
                break;
            }
            bound = largest * SHRINK;
        }
        samples
    }

    /// One step with a sample, in each machine.
    fn step(&mut self, sample: usize) -> Step {
        let cost = self.set.samples.get(sample).map_or(1.0, |sample| sample.cost);
        let diagonal = 0.5 / (cost * C);
        let square = self.set.squares.get(sample).copied().unwrap_or(1.0);
        let curvature = square + 1.0 + diagonal;
        let signs = self.signs(sample);
        let values = self.decision(sample);
        let Some(duals) = self.duals.get_mut(sample) else { return Step::default() };
        let mut step = Step { gradient: 0.0, slack: f32::INFINITY };
        let mut changes = [0.0; N];
        let mut moved = false;
        let lanes = duals.iter_mut().zip(signs).zip(values);
        for (change, ((dual, sign), value)) in changes.iter_mut().zip(lanes).take(self.live) {
            let gradient = sign * value - 1.0 + diagonal * *dual;
            if *dual == 0.0 && gradient >= 0.0 {
                step.slack = step.slack.min(gradient);
                continue;
            }
            step.slack = 0.0;
            step.gradient = step.gradient.max(gradient.abs());
            let new = (*dual - gradient / curvature).max(0.0);
            *change = (new - *dual) * sign;
            *dual = new;
            moved = true;
        }
        if moved {
            self.add(sample, changes);
        }
        step
    }

    /// Adds a multiple of a sample to the weights.
    fn add(&mut self, sample: usize, by: Lanes<N>) {
        let row = self.set.rows.row(sample);
        for (feature, value) in row.iter() {
            if let Some(weights) = self.weights.get_mut(feature as usize) {
                add_multiple(weights, &by, value);
            }
        }
        for (value, weights) in row.embedding.iter().zip(&mut self.embedding) {
            add_multiple(weights, &by, *value);
        }
        add_multiple(&mut self.bias, &by, 1.0);
    }

    /// For each machine 1 if the sample is of its class, else −1.
    fn signs(&self, sample: usize) -> Lanes<N> {
        let class = self.set.samples.get(sample).map_or(NO_CLASS, |sample| sample.class);
        let own = class.checked_sub(self.first);
        std::array::from_fn(|lane| if own == Some(lane) { 1.0 } else { -1.0 })
    }
}

/// Adds a multiple of some lanes to others.
fn add_multiple<const N: usize>(sum: &mut Lanes<N>, lanes: &Lanes<N>, by: f32) {
    for (sum, lane) in sum.iter_mut().zip(lanes) {
        *sum += lane * by;
    }
}

/// What a step found.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// The largest projected gradient of the machines.
    gradient: f32,
    /// How far the sample is from becoming a support vector, in the machine where it is nearest
    /// to that; 0 if it is one.
    slack: f32,
}

#[cfg(test)]
mod tests {
    use super::{C, NO_CLASS, Sample, SvmGroup, TrainingSet};
    use crate::learn::sparse::{FeatureVector, SparseRows};

    fn rows(values: &[f32]) -> SparseRows {
        let mut rows = SparseRows::new(0);
        for value in values {
            let vector = FeatureVector { items: vec![(0, *value)], embedding: Vec::new() };
            rows.push(&vector, u64::from(value.to_bits()));
        }
        rows
    }

    fn one_class<'a>(
        rows: &'a SparseRows,
        squares: &'a [f32],
        samples: &'a [Sample],
    ) -> TrainingSet<'a> {
        TrainingSet { rows, squares, samples, classes: 1, features: 1, tolerance: 0.1 }
    }

    /// Two samples at +1 and −1: by symmetry the bias is 0 and both duals are equal. The optimum of
    /// min w²/2 + C Σ max(0, 1 − y w x)² is w = 4C / (1 + 4C).
    #[test]
    fn finds_the_known_optimum_of_a_small_problem() {
        let rows = rows(&[1.0, -1.0]);
        let samples = [0, NO_CLASS].map(|class| Sample { class, cost: 1.0 });
        let squares = rows.squares();
        let set = one_class(&rows, &squares, &samples);
        let mut group = SvmGroup::<1>::train(set, 0);
        // The tolerance of training is coarse; the optimum is reached by going on.
        for _ in 0..200 {
            group.step(0);
            group.step(1);
        }
        let [weight] = group.weights[0];
        let [bias] = group.bias;
        let optimum = 4.0 * C / (1.0 + 4.0 * C);
        assert!((weight - optimum).abs() < 1e-4, "{weight} is not {optimum}");
        assert!(bias.abs() < 1e-4, "{bias}");
    }

    #[test]
    fn a_sample_more_leaves_the_order_of_the_others() {
        let order = |values: &[i8]| -> Vec<i8> {
            let rows = rows(&values.iter().map(|value| f32::from(*value)).collect::<Vec<_>>());
            let samples = vec![Sample { class: NO_CLASS, cost: 1.0 }; values.len()];
            let squares = rows.squares();
            let group = SvmGroup::<1>::train(one_class(&rows, &squares, &samples), 0);
            let mut samples: Vec<u32> = (0..).take(values.len()).collect();
            group.shuffle(&mut samples, 1);
            samples.iter().map(|sample| values[*sample as usize]).collect()
        };
        let mut values: Vec<i8> = (1..20).collect();
        let before = order(&values);
        values.insert(3, 99);
        let mut after = order(&values);
        after.retain(|value| *value != 99);
        assert_eq!(before, after);
    }

    #[test]
    fn a_held_out_sample_leaves_no_trace() {
        let rows = rows(&[1.0, -1.0, 5.0]);
        let samples = [0, NO_CLASS, NO_CLASS].map(|class| Sample { class, cost: 1.0 });
        let squares = rows.squares();
        let set = one_class(&rows, &squares, &samples);
        let without = SvmGroup::<1>::train(set, 0).without(|sample| sample == 2);
        let [weight] = without.weights[0];
        assert!(weight > 0.3, "{weight}: the sample at 5 would turn it negative");
    }
}
