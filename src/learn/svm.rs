//! Eight classifiers trained side by side.
//!
//! Each is a support vector machine with squared hinge loss: the phrasings of one entry against
//! all others, by dual coordinate descent with shrinking (Hsieh et al., ICML 2008, the method of
//! LIBLINEAR). All svms look at the same phrasings, so eight of them share each look: their
//! numbers lie side by side, and a processor works on several at once. That is about five times
//! as fast as one after the other.

use wide::f32x8;

use super::cross_validation::Example;
use super::sparse::SparseRows;

/// SvmGroup in one group.
pub(crate) const LANES: usize = 8;
/// A number of each machine.
pub(crate) type Lanes = f32x8;

/// What a phrasing on the wrong side costs beside the size of the weights (C of the literature).
const COST: f32 = 0.4;
/// The own phrasings and every so many of the others come first: they bring the weights near their
/// place in a fraction of the time.
const SAMPLE: u32 = 5;
/// Rounds over these.
const ROUNDS_OF_SAMPLE: usize = 4;
/// Rounds over the phrasings at most.
const ROUNDS: usize = 40;
/// Rounds after phrasings were taken away; they start from the weights of all.
const ROUNDS_WITHOUT: usize = 2;
/// A round in which no phrasing is further from its optimum is the last. Smaller steps change no
/// ranking (docs/matching.md).
const TOLERANCE: f32 = 0.3;
/// Phrasings this much further from having a part than the furthest step of a round are passed
/// over in the next ones.
const REACH: f32 = 0.1;

/// The phrasings that a group of svms learns from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Problem<'a> {
    pub(crate) rows: &'a SparseRows,
    /// The square of the length of each row.
    pub(crate) squares: &'a [f32],
    pub(crate) examples: &'a [Example],
    /// Number of entries; a phrasing of an entry beyond them is nobody's own.
    pub(crate) entries: usize,
    /// Number of different features.
    pub(crate) features: usize,
}

/// The svms of up to eight neighbouring entries.
#[derive(Clone, Debug)]
pub(crate) struct SvmGroup<'a> {
    problem: Problem<'a>,
    /// Number of the entry of the first machine.
    first: usize,
    /// How many have an entry; the others stay as they are.
    live: usize,
    /// The weights of each feature.
    pub(crate) weights: Vec<Lanes>,
    /// The weights of each direction of meaning.
    pub(crate) meaning: Vec<Lanes>,
    /// The weights of a feature that every phrasing has with value 1.
    pub(crate) bias: Lanes,
    /// How strongly each phrasing duals.
    duals: Vec<Lanes>,
    /// The phrasings that dual at all.
    support_vectors: Vec<u32>,
}

impl<'a> SvmGroup<'a> {
    /// Trains the svms of the entries from `first` on.
    pub(crate) fn train(problem: Problem<'a>, first: usize) -> Self {
        let phrasings = problem.examples.len();
        let mut svms = Self {
            problem,
            first,
            live: problem.entries.saturating_sub(first).min(LANES),
            weights: vec![Lanes::ZERO; problem.features],
            meaning: vec![Lanes::ZERO; problem.rows.dims()],
            bias: Lanes::ZERO,
            duals: vec![Lanes::ZERO; phrasings],
            support_vectors: Vec::new(),
        };
        let mut order: Vec<u32> = (0..phrasings as u32).collect();
        let mut sample = order.clone();
        sample.retain(|number| number % SAMPLE == 0 || svms.is_own(*number));
        svms.settle(&mut sample, ROUNDS_OF_SAMPLE);
        svms.settle(&mut order, ROUNDS);
        order.retain(|example| {
            svms.duals.get(*example as usize).is_some_and(|duals| *duals != Lanes::ZERO)
        });
        svms.support_vectors = order;
        svms
    }

    /// The svms as if the phrasings for which `aside` holds had never been there: their dual
    /// is taken back, then the rest settles again.
    pub(crate) fn without(&self, aside: impl Fn(usize, &Example) -> bool) -> Self {
        let mut less = self.clone();
        let mut kept = Vec::with_capacity(self.support_vectors.len());
        for number in &self.support_vectors {
            let at = *number as usize;
            let (Some(example), Some(duals)) =
                (self.problem.examples.get(at), less.duals.get_mut(at))
            else {
                continue;
            };
            if aside(at, example) {
                let back = std::mem::take(duals);
                less.dual(at, -back * self.signs(example.entry));
            } else {
                kept.push(*number);
            }
        }
        less.settle(&mut kept, ROUNDS_WITHOUT);
        less
    }

    /// The score of a phrasing with each machine.
    pub(crate) fn scores(&self, example: usize) -> Lanes {
        let row = self.problem.rows.row(example);
        let mut scores = self.bias;
        for (feature, value) in row.iter() {
            if let Some(weights) = self.weights.get(feature as usize) {
                scores = weights.mul_add(Lanes::splat(value), scores);
            }
        }
        for (value, weights) in row.meaning.iter().zip(&self.meaning) {
            scores = weights.mul_add(Lanes::splat(*value), scores);
        }
        scores
    }

    /// Goes over phrasings in changing order until each is near its optimum. Those that are far
    /// from having a part in any machine are passed over from then on.
    fn settle(&mut self, order: &mut [u32], rounds: usize) {
        let (mut end, mut reach) = (order.len(), f32::INFINITY);
        for round in 0..rounds {
            shuffle(order.get_mut(..end).unwrap_or_default(), round as u64 + 1);
            let (mut worst, mut at) = (0.0_f32, 0);
            while let Some(example) = order.get(..end).and_then(|active| active.get(at)).copied() {
                let step = self.step(example as usize);
                worst = worst.max(step.violation);
                if step.distance > reach {
                    end -= 1;
                    order.swap(at, end);
                } else {
                    at += 1;
                }
            }
            if worst < TOLERANCE {
                break;
            }
            reach = worst * REACH;
        }
    }

    /// One step of coordinate descent with a phrasing, in each machine.
    fn step(&mut self, example: usize) -> Step {
        let Some(info) = self.problem.examples.get(example) else { return Step::default() };
        let softness = 0.5 / (info.cost * COST);
        let square = self.problem.squares.get(example).copied().unwrap_or(1.0);
        let curvature = square + 1.0 + softness;
        let signs = self.signs(info.entry);
        let scores = self.scores(example);
        let Some(duals) = self.duals.get_mut(example) else { return Step::default() };
        let mut step = Step { violation: 0.0, distance: f32::INFINITY };
        let mut changes = [0.0; LANES];
        let mut moved = false;
        let lanes = duals.as_mut_array().iter_mut().zip(signs.to_array()).zip(scores.to_array());
        for (change, ((dual, sign), score)) in changes.iter_mut().zip(lanes).take(self.live) {
            let gradient = sign * score - 1.0 + softness * *dual;
            if *dual == 0.0 && gradient >= 0.0 {
                step.distance = step.distance.min(gradient);
                continue;
            }
            step.distance = 0.0;
            step.violation = step.violation.max(gradient.abs());
            let new = (*dual - gradient / curvature).max(0.0);
            *change = (new - *dual) * sign;
            *dual = new;
            moved = true;
        }
        if moved {
            self.dual(example, changes.into());
        }
        step
    }

    /// Pulls the weights towards a phrasing, or away from it.
    fn dual(&mut self, example: usize, by: Lanes) {
        let row = self.problem.rows.row(example);
        for (feature, value) in row.iter() {
            if let Some(weights) = self.weights.get_mut(feature as usize) {
                *weights = by.mul_add(Lanes::splat(value), *weights);
            }
        }
        for (value, weights) in row.meaning.iter().zip(&mut self.meaning) {
            *weights = by.mul_add(Lanes::splat(*value), *weights);
        }
        self.bias += by;
    }

    /// Whether a phrasing belongs to the entry of one of the svms.
    fn is_own(&self, example: u32) -> bool {
        let entries = self.first..self.first + self.live;
        self.problem.examples.get(example as usize).is_some_and(|e| entries.contains(&e.entry))
    }

    /// For each machine 1 if the entry is its own, else −1.
    fn signs(&self, entry: usize) -> Lanes {
        let own = entry.checked_sub(self.first);
        let signs: [f32; LANES] =
            std::array::from_fn(|lane| if own == Some(lane) { 1.0 } else { -1.0 });
        signs.into()
    }
}

/// What a step found.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// How far the phrasing was from its optimum in the machine where it was furthest.
    violation: f32,
    /// How far it is from having a part in the machine where it is nearest to that.
    distance: f32,
}

/// Brings `order` into a disorder that is always the same for the same seed: neighbours in the
/// file are phrasings of one entry, and going through them in a row converges slowly.
fn shuffle(order: &mut [u32], seed: u64) {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed);
    for i in (1..order.len()).rev() {
        // Xorshift (Marsaglia 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(i, (state % (i as u64 + 1)) as usize);
    }
}
