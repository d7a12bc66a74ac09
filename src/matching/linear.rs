//! A linear classifier for each entry, its own phrasings against all others.
//!
//! Support vector machines with squared hinge loss, trained by dual coordinate descent (Hsieh et
//! al. 2008, the method of LIBLINEAR). The order is fixed, so the same FAQ gives the same weights.

use super::features::Vector;
use super::folds::{Example, FOLDS, HeldOut};
use super::rows::{Rows, product};

/// Rounds over the phrasings at most; the weights hardly move after these.
const ROUNDS: usize = 4;
/// After each round, rounds over those phrasings alone that have a part in the weights.
const ROUNDS_OF_ACTIVE: usize = 4;
/// Rounds after phrasings were taken away; they start from the weights of all.
const ROUNDS_IN_FOLD: usize = 2;
/// A round in which no phrasing is further from its optimum is the last.
const TOLERANCE: f32 = 0.05;
/// What a phrasing on the wrong side costs beside the size of the weights (C of the literature).
const COST: f32 = 0.5;
/// Smaller weights do not change a ranking and only cost memory.
const SMALLEST_WEIGHT: f32 = 0.003;

/// The weights of all entries, by feature.
#[derive(Debug, Default)]
pub(super) struct Linear {
    /// Where the weights of each feature end.
    ends: Vec<u32>,
    entries: Vec<u16>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// The direction of meaning that speaks for each entry, `dims` numbers each.
    meanings: Vec<f32>,
    dims: usize,
}

/// The scores of held-out questions: one row of entries a question. Entries that stand aside in
/// its fold have negative infinity.
#[derive(Debug, Default)]
pub(super) struct HeldOutScores {
    entries: usize,
    scores: Vec<f32>,
}

impl HeldOutScores {
    pub(super) fn of(&self, question: usize) -> &[f32] {
        let start = question * self.entries;
        self.scores.get(start..start + self.entries).unwrap_or_default()
    }
}

impl Linear {
    /// Trains on `rows`, one a phrasing, and scores the held-out questions on the way.
    pub(super) fn train(
        rows: &Rows,
        examples: &[Example],
        entries: usize,
        features: usize,
        held_out: &[HeldOut],
    ) -> (Self, HeldOutScores) {
        let mut scores = vec![f32::NEG_INFINITY; held_out.len() * entries];
        let mut per_entry: Vec<Vec<(u32, f32)>> = Vec::with_capacity(entries);
        let mut bias = Vec::with_capacity(entries);
        let mut meanings = Vec::with_capacity(entries * rows.dims());
        let order = shuffled(examples.len());
        let squares: Vec<f32> = (0..rows.len()).map(|row| rows.row(row).squares()).collect();
        for entry in 0..entries {
            let mut machine = Machine::new(rows, &squares, examples, entry, features);
            machine.train(&order);
            bias.push(machine.bias);
            meanings.extend(&machine.meaning);
            per_entry.push(
                (0..)
                    .zip(&machine.weights)
                    .filter(|(_, weight)| weight.abs() > SMALLEST_WEIGHT)
                    .map(|(feature, weight)| (feature, *weight))
                    .collect(),
            );
            for fold in 0..FOLDS {
                if super::folds::fold_of_entry(entry) == fold {
                    continue;
                }
                let asked = held_out.iter().enumerate().filter(|(_, asked)| asked.fold == fold);
                let mut asked = asked.peekable();
                if asked.peek().is_none() {
                    continue;
                }
                let without = machine.without(|_, example| example.stands_aside(fold));
                for (question, asked) in asked {
                    if let Some(score) = scores.get_mut(question * entries + entry) {
                        *score = without.score(asked.example);
                    }
                }
            }
        }
        let sparse = Self::by_feature(&per_entry, features, bias);
        (Self { meanings, dims: rows.dims(), ..sparse }, HeldOutScores { entries, scores })
    }

    /// The scores of every phrasing as if it had not been there, one row of entries each.
    ///
    /// The `n`-th phrasings of all entries are left out together, which hardly differs from one
    /// at a time and takes a fraction of the time.
    pub(super) fn leave_out(
        rows: &Rows,
        examples: &[Example],
        entries: usize,
        features: usize,
    ) -> HeldOutScores {
        let groups = nth_of_entry(examples);
        let rounds = groups.iter().copied().max().map_or(0, |last| last + 1);
        let mut scores = vec![f32::NEG_INFINITY; examples.len() * entries];
        let order = shuffled(examples.len());
        let squares: Vec<f32> = (0..rows.len()).map(|row| rows.row(row).squares()).collect();
        for entry in 0..entries {
            let mut machine = Machine::new(rows, &squares, examples, entry, features);
            machine.train(&order);
            for round in 0..rounds {
                let without = machine.without(|number, example| {
                    example.question && groups.get(number) == Some(&round)
                });
                for (number, _) in groups.iter().enumerate().filter(|(_, group)| **group == round) {
                    if let Some(score) = scores.get_mut(number * entries + entry) {
                        *score = without.score(number);
                    }
                }
            }
        }
        HeldOutScores { entries, scores }
    }

    fn by_feature(per_entry: &[Vec<(u32, f32)>], features: usize, bias: Vec<f32>) -> Self {
        let mut ends = vec![0_u32; features];
        for (feature, _) in per_entry.iter().flatten() {
            if let Some(end) = ends.get_mut(*feature as usize) {
                *end += 1;
            }
        }
        let mut total = 0;
        for end in &mut ends {
            // For now where the feature starts; filling moves it to its end.
            let count = *end;
            *end = total;
            total += count;
        }
        let mut entries = vec![0; total as usize];
        let mut weights = vec![0.0; total as usize];
        for (entry, list) in (0_u16..).zip(per_entry) {
            for (feature, weight) in list {
                if let Some(end) = ends.get_mut(*feature as usize) {
                    let at = *end as usize;
                    *end += 1;
                    if let (Some(e), Some(w)) = (entries.get_mut(at), weights.get_mut(at)) {
                        (*e, *w) = (entry, *weight);
                    }
                }
            }
        }
        Self { ends, entries, weights, bias, meanings: Vec::new(), dims: 0 }
    }

    /// The score of each entry: above 0 speaks for it, −1 is "nothing in common".
    pub(super) fn scores(&self, vector: &Vector) -> Vec<f32> {
        let mut scores = self.bias.clone();
        if !vector.meaning.is_empty() && self.dims > 0 {
            for (score, meaning) in scores.iter_mut().zip(self.meanings.chunks(self.dims)) {
                *score += product(&vector.meaning, meaning);
            }
        }
        for (feature, value) in &vector.items {
            for (entry, weight) in self.weights_of(*feature) {
                if let Some(score) = scores.get_mut(entry) {
                    *score += weight * value;
                }
            }
        }
        scores
    }

    /// The weights of a feature, by entry.
    pub(super) fn weights_of(&self, feature: u32) -> impl Iterator<Item = (usize, f32)> {
        let feature = feature as usize;
        let end = self.ends.get(feature).copied().unwrap_or_default() as usize;
        let start = feature.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = start.unwrap_or_default() as usize..end;
        let entries = self.entries.get(range.clone()).unwrap_or_default();
        let weights = self.weights.get(range).unwrap_or_default();
        entries.iter().map(|entry| usize::from(*entry)).zip(weights.iter().copied())
    }
}

/// The classifier of one entry while it is trained.
struct Machine<'a> {
    rows: &'a Rows,
    /// The square of the length of each row.
    squares: &'a [f32],
    examples: &'a [Example],
    entry: usize,
    weights: Vec<f32>,
    meaning: Vec<f32>,
    /// The weight of a feature that every phrasing has with value 1.
    bias: f32,
    /// How strongly each phrasing pulls.
    alpha: Vec<f32>,
}

impl<'a> Machine<'a> {
    fn new(
        rows: &'a Rows,
        squares: &'a [f32],
        examples: &'a [Example],
        entry: usize,
        features: usize,
    ) -> Self {
        Self {
            rows,
            squares,
            examples,
            entry,
            weights: vec![0.0; features],
            meaning: vec![0.0; rows.dims()],
            bias: 0.0,
            alpha: vec![0.0; rows.len()],
        }
    }

    fn score(&self, example: usize) -> f32 {
        let row = self.rows.row(example);
        row.dot(&self.weights) + product(row.meaning, &self.meaning) + self.bias
    }

    /// Pulls the weights towards a phrasing, or away from it.
    fn pull(&mut self, example: usize, by: f32) {
        let row = self.rows.row(example);
        row.add_to(&mut self.weights, by);
        for (weight, value) in self.meaning.iter_mut().zip(row.meaning) {
            *weight += by * value;
        }
        self.bias += by;
    }

    fn train(&mut self, order: &[u32]) {
        let is_own = |example: &u32| {
            self.examples.get(*example as usize).is_some_and(|e| e.entry == self.entry)
        };
        // Own phrasings first: the others then mostly are far enough from the start.
        let (own, others): (Vec<u32>, Vec<u32>) = order.iter().partition(|e| is_own(e));
        let mut all = own;
        all.extend(others);
        for _ in 0..ROUNDS {
            let mut worst = 0.0_f32;
            let mut active = Vec::new();
            for example in &all {
                let (violation, takes_part) = self.step(*example as usize);
                worst = worst.max(violation);
                if takes_part {
                    active.push(*example);
                }
            }
            if worst < TOLERANCE {
                break;
            }
            for _ in 0..ROUNDS_OF_ACTIVE {
                for example in &active {
                    self.step(*example as usize);
                }
            }
        }
    }

    /// One step of coordinate descent: how far the phrasing was from its optimum, and whether it
    /// still has a part in it.
    fn step(&mut self, example: usize) -> (f32, bool) {
        let Some(info) = self.examples.get(example) else { return (0.0, false) };
        let sign = if info.entry == self.entry { 1.0 } else { -1.0 };
        let softness = 0.5 / (info.cost * COST);
        let score = self.score(example);
        let Some(alpha) = self.alpha.get_mut(example) else { return (0.0, false) };
        let gradient = sign * score - 1.0 + softness * *alpha;
        if *alpha == 0.0 && gradient >= 0.0 {
            return (0.0, false);
        }
        let curvature = self.squares.get(example).copied().unwrap_or(1.0) + 1.0 + softness;
        let new = (*alpha - gradient / curvature).max(0.0);
        let change = (new - *alpha) * sign;
        *alpha = new;
        if change != 0.0 {
            self.pull(example, change);
        }
        (gradient.abs(), true)
    }

    /// The classifier as if the phrasings for which `aside` holds had never been there: their
    /// pull is taken back, then the rest settles again.
    fn without(&self, aside: impl Fn(usize, &Example) -> bool) -> Self {
        let mut less = Self {
            weights: self.weights.clone(),
            meaning: self.meaning.clone(),
            alpha: self.alpha.clone(),
            ..*self
        };
        let mut active = Vec::new();
        for (number, (example, alpha)) in self.examples.iter().zip(&self.alpha).enumerate() {
            if *alpha == 0.0 {
                continue;
            }
            if aside(number, example) {
                let sign = if example.entry == self.entry { -1.0 } else { 1.0 };
                less.pull(number, sign * *alpha);
                if let Some(alpha) = less.alpha.get_mut(number) {
                    *alpha = 0.0;
                }
            } else {
                active.push(number);
            }
        }
        for _ in 0..ROUNDS_IN_FOLD {
            for example in &active {
                less.step(*example);
            }
        }
        less
    }
}

/// The numbers below `n` in a fixed disorder: neighbours in the file are phrasings of one entry,
/// and going through them in a row converges slowly.
fn shuffled(n: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for i in (1..order.len()).rev() {
        // Xorshift (Marsaglia 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(i, (state % (i as u64 + 1)) as usize);
    }
    order
}

/// For each phrasing, how many of its entry come before it.
fn nth_of_entry(examples: &[Example]) -> Vec<usize> {
    let mut nth = 0;
    let mut previous = None;
    examples
        .iter()
        .map(|example| {
            nth = if previous == Some(example.entry) { nth + 1 } else { 0 };
            previous = Some(example.entry);
            nth
        })
        .collect()
}
