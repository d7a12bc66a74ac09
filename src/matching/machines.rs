//! Eight classifiers trained side by side.
//!
//! Each is a support vector machine with squared hinge loss: the phrasings of one entry against
//! all others, by dual coordinate descent with shrinking (Hsieh et al., ICML 2008, the method of
//! LIBLINEAR). All machines look at the same phrasings, so eight of them share each look: their
//! numbers lie side by side, and a processor works on several at once. That is about five times
//! as fast as one after the other.

use wide::f32x8;

use super::folds::Example;
use super::rows::Rows;

/// Machines in one group.
pub(super) const LANES: usize = 8;
/// A number of each machine.
pub(super) type Lanes = f32x8;

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

/// The phrasings that a group of machines learns from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Material<'a> {
    pub(super) rows: &'a Rows,
    /// The square of the length of each row.
    pub(super) squares: &'a [f32],
    pub(super) examples: &'a [Example],
    /// Number of entries; a phrasing of an entry beyond them is nobody's own.
    pub(super) entries: usize,
    /// Number of different features.
    pub(super) features: usize,
}

/// The machines of up to eight neighbouring entries.
#[derive(Clone, Debug)]
pub(super) struct Machines<'a> {
    material: Material<'a>,
    /// Number of the entry of the first machine.
    first: usize,
    /// How many have an entry; the others stay as they are.
    live: usize,
    /// The weights of each feature.
    pub(super) weights: Vec<Lanes>,
    /// The weights of each direction of meaning.
    pub(super) meaning: Vec<Lanes>,
    /// The weights of a feature that every phrasing has with value 1.
    pub(super) bias: Lanes,
    /// How strongly each phrasing pulls.
    pulls: Vec<Lanes>,
    /// The phrasings that pull at all.
    pulling: Vec<u32>,
}

impl<'a> Machines<'a> {
    /// Trains the machines of the entries from `first` on.
    pub(super) fn train(material: Material<'a>, first: usize) -> Self {
        let phrasings = material.examples.len();
        let mut machines = Self {
            material,
            first,
            live: material.entries.saturating_sub(first).min(LANES),
            weights: vec![Lanes::ZERO; material.features],
            meaning: vec![Lanes::ZERO; material.rows.dims()],
            bias: Lanes::ZERO,
            pulls: vec![Lanes::ZERO; phrasings],
            pulling: Vec::new(),
        };
        let mut order: Vec<u32> = (0..phrasings as u32).collect();
        let mut sample = order.clone();
        sample.retain(|number| number % SAMPLE == 0 || machines.is_own(*number));
        machines.settle(&mut sample, ROUNDS_OF_SAMPLE);
        machines.settle(&mut order, ROUNDS);
        order.retain(|example| {
            machines.pulls.get(*example as usize).is_some_and(|pulls| *pulls != Lanes::ZERO)
        });
        machines.pulling = order;
        machines
    }

    /// The machines as if the phrasings for which `aside` holds had never been there: their pull
    /// is taken back, then the rest settles again.
    pub(super) fn without(&self, aside: impl Fn(usize, &Example) -> bool) -> Self {
        let mut less = self.clone();
        let mut kept = Vec::with_capacity(self.pulling.len());
        for number in &self.pulling {
            let at = *number as usize;
            let (Some(example), Some(pulls)) =
                (self.material.examples.get(at), less.pulls.get_mut(at))
            else {
                continue;
            };
            if aside(at, example) {
                let back = std::mem::take(pulls);
                less.pull(at, -back * self.signs(example.entry));
            } else {
                kept.push(*number);
            }
        }
        less.settle(&mut kept, ROUNDS_WITHOUT);
        less
    }

    /// The score of a phrasing with each machine.
    pub(super) fn scores(&self, example: usize) -> Lanes {
        let row = self.material.rows.row(example);
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
        let Some(info) = self.material.examples.get(example) else { return Step::default() };
        let softness = 0.5 / (info.cost * COST);
        let square = self.material.squares.get(example).copied().unwrap_or(1.0);
        let curvature = square + 1.0 + softness;
        let signs = self.signs(info.entry);
        let scores = self.scores(example);
        let Some(pulls) = self.pulls.get_mut(example) else { return Step::default() };
        let mut step = Step { violation: 0.0, distance: f32::INFINITY };
        let mut changes = [0.0; LANES];
        let mut moved = false;
        let lanes = pulls.as_mut_array().iter_mut().zip(signs.to_array()).zip(scores.to_array());
        for (change, ((pull, sign), score)) in changes.iter_mut().zip(lanes).take(self.live) {
            let gradient = sign * score - 1.0 + softness * *pull;
            if *pull == 0.0 && gradient >= 0.0 {
                step.distance = step.distance.min(gradient);
                continue;
            }
            step.distance = 0.0;
            step.violation = step.violation.max(gradient.abs());
            let new = (*pull - gradient / curvature).max(0.0);
            *change = (new - *pull) * sign;
            *pull = new;
            moved = true;
        }
        if moved {
            self.pull(example, changes.into());
        }
        step
    }

    /// Pulls the weights towards a phrasing, or away from it.
    fn pull(&mut self, example: usize, by: Lanes) {
        let row = self.material.rows.row(example);
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

    /// Whether a phrasing belongs to the entry of one of the machines.
    fn is_own(&self, example: u32) -> bool {
        let entries = self.first..self.first + self.live;
        self.material.examples.get(example as usize).is_some_and(|e| entries.contains(&e.entry))
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
