//! A linear classifier for each entry, its own phrasings against all others.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::cross_validation::{Example, FOLDS, HeldOut, fold_of_class};
use super::features::FeatureVector;
use super::sparse::{SparseRows, dot};
use super::svm::{LANES, Lanes, Problem, SvmGroup};

/// Smaller weights do not change a ranking and only cost memory.
const SMALLEST_WEIGHT: f32 = 0.01;
/// In leaving out, rounds at most; more would only make `check --overlap` slow.
const LEAVE_OUT_ROUNDS: usize = 5;

/// The weights of all entries, by feature.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct OneVsRest {
    /// Where the weights of each feature end.
    ends: Vec<u32>,
    entries: Vec<u16>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// The direction of meaning that speaks for each entry, `dims` numbers each.
    meanings: Vec<f32>,
    dims: usize,
}

/// The scores of phrasings by classifiers that have not seen them: one row of entries a phrasing.
/// Entries that stand aside in its fold have negative infinity.
#[derive(Debug, Default)]
pub(crate) struct HeldOutScores {
    entries: usize,
    scores: Vec<f32>,
}

impl HeldOutScores {
    pub(crate) fn of(&self, question: usize) -> &[f32] {
        let start = question * self.entries;
        self.scores.get(start..start + self.entries).unwrap_or_default()
    }

    /// Puts together what the groups were asked.
    fn gather(
        entries: usize,
        questions: usize,
        groups: &[Group],
        asked: impl Fn(&Group) -> &[Asked],
    ) -> Self {
        let mut scores = vec![f32::NEG_INFINITY; questions * entries];
        for group in groups {
            for Asked { question, scores: of_lanes } in asked(group) {
                let start = question * entries;
                let row = scores.get_mut(start..start + entries).unwrap_or_default();
                for (slot, score) in row.iter_mut().skip(group.first).zip(of_lanes.to_array()) {
                    *slot = score;
                }
            }
        }
        Self { entries, scores }
    }
}

/// What training gives.
pub(crate) struct Trained {
    pub(crate) linear: OneVsRest,
    /// The scores of the held-out questions.
    pub(crate) held_out: HeldOutScores,
    /// The scores of every phrasing as if it had not been there; empty if nobody asked.
    pub(crate) left_out: HeldOutScores,
}

/// A question that a group of svms was asked.
struct Asked {
    question: usize,
    scores: Lanes,
}

impl OneVsRest {
    /// Trains on `rows`, one a phrasing, and asks on the way: the questions of `held_out`, and with
    /// `leave_out` every phrasing.
    pub(crate) fn train(
        rows: &SparseRows,
        examples: &[Example],
        entries: usize,
        features: usize,
        held_out: &[HeldOut],
        leave_out: bool,
    ) -> Trained {
        let squares = rows.squares();
        let problem = Problem { rows, squares: &squares, examples, entries, features };
        let turns = if leave_out { turns(examples) } else { Vec::new() };
        // No machine knows another, so the groups are trained side by side; they are put together
        // in the order of the entries, whichever was ready first.
        let groups: Vec<Group> = (0..entries.div_ceil(LANES))
            .into_par_iter()
            .map(|group| {
                let first = group * LANES;
                let svms = SvmGroup::train(problem, first);
                let held_out = in_folds(&svms, first, held_out);
                let left_out = in_turns(&svms, &turns);
                Group::new(first, svms, held_out, left_out)
            })
            .collect();
        let held_out = HeldOutScores::gather(entries, held_out.len(), &groups, |g| &g.held_out);
        let left_out = HeldOutScores::gather(entries, turns.len(), &groups, |g| &g.left_out);
        Trained {
            linear: Self::gather(&groups, entries, features, rows.dims()),
            held_out,
            left_out,
        }
    }

    /// Puts the weights of all entries in the order of the features.
    fn gather(groups: &[Group], entries: usize, features: usize, dims: usize) -> Self {
        let mut linear = Self { dims, ..Self::default() };
        let lanes = || groups.iter().flat_map(|group| (0..LANES).map(move |lane| (group, lane)));
        for (group, lane) in lanes().take(entries) {
            linear.bias.extend(group.bias.as_array().get(lane));
            linear
                .meanings
                .extend(group.meaning.iter().filter_map(|of_lanes| of_lanes.as_array().get(lane)));
        }
        let mut next: Vec<_> = groups.iter().map(|group| group.weights.iter().peekable()).collect();
        for feature in 0..features as u32 {
            for group in &mut next {
                while let Some((_, entry, weight)) = group.next_if(|(of, ..)| *of == feature) {
                    linear.entries.push(*entry);
                    linear.weights.push(*weight);
                }
            }
            linear.ends.push(linear.weights.len() as u32);
        }
        linear
    }

    /// The score of each entry: above 0 speaks for it, −1 is "nothing in common".
    pub(crate) fn scores(&self, vector: &FeatureVector) -> Vec<f32> {
        let mut scores = self.bias.clone();
        if !vector.meaning.is_empty() && self.dims > 0 {
            for (score, meaning) in scores.iter_mut().zip(self.meanings.chunks(self.dims)) {
                *score += dot(&vector.meaning, meaning);
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

    /// What a feature of a message adds to the score of an entry; `None` if the message does not
    /// have it.
    pub(crate) fn share(&self, entry: usize, vector: &FeatureVector, feature: u32) -> Option<f32> {
        let (_, value) = vector.items.iter().find(|(number, _)| *number == feature)?;
        let mut weights = self.weights_of(feature);
        let weight = weights.find(|(owner, _)| *owner == entry).map_or(0.0, |(_, weight)| weight);
        Some(value * weight)
    }

    /// What the meaning of a message adds to the score of an entry.
    pub(crate) fn share_of_meaning(&self, entry: usize, vector: &FeatureVector) -> f32 {
        let start = entry * self.dims;
        let own = self.meanings.get(start..start + self.dims).unwrap_or_default();
        dot(&vector.meaning, own)
    }

    /// The weights of a feature, by entry.
    pub(crate) fn weights_of(&self, feature: u32) -> impl Iterator<Item = (usize, f32)> {
        let feature = feature as usize;
        let end = self.ends.get(feature).copied().unwrap_or_default() as usize;
        let start = feature.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = start.unwrap_or_default() as usize..end;
        let entries = self.entries.get(range.clone()).unwrap_or_default();
        let weights = self.weights.get(range).unwrap_or_default();
        entries.iter().map(|entry| usize::from(*entry)).zip(weights.iter().copied())
    }
}

/// What stays of a group of svms.
struct Group {
    first: usize,
    bias: Lanes,
    meaning: Vec<Lanes>,
    /// Feature, entry and weight, by feature; only those that are worth keeping.
    weights: Vec<(u32, u16, f32)>,
    held_out: Vec<Asked>,
    left_out: Vec<Asked>,
}

impl Group {
    fn new(first: usize, svms: SvmGroup<'_>, held_out: Vec<Asked>, left_out: Vec<Asked>) -> Self {
        let kept = (0_u32..).zip(&svms.weights).flat_map(|(feature, of_lanes)| {
            (first as u16..)
                .zip(of_lanes.to_array())
                .filter(|(_, weight)| weight.abs() > SMALLEST_WEIGHT)
                .map(move |(entry, weight)| (feature, entry, weight))
        });
        let weights = kept.collect();
        let (bias, meaning) = (svms.bias, svms.meaning);
        Self { first, bias, meaning, weights, held_out, left_out }
    }
}

/// The scores of the held-out questions, each by svms that have not seen what stands aside in
/// its fold.
fn in_folds(svms: &SvmGroup<'_>, first: usize, held_out: &[HeldOut]) -> Vec<Asked> {
    let mut scores = Vec::with_capacity(held_out.len());
    for fold in 0..FOLDS {
        let asked = held_out.iter().enumerate().filter(|(_, asked)| asked.fold == fold);
        let mut asked = asked.peekable();
        if asked.peek().is_none() {
            continue;
        }
        let without = svms.without(|_, example| example.stands_aside(fold));
        for (question, asked) in asked {
            let mut of_lanes = without.scores(asked.example);
            for (lane, score) in of_lanes.as_mut_array().iter_mut().enumerate() {
                if fold_of_class(first + lane) == fold {
                    *score = f32::NEG_INFINITY;
                }
            }
            scores.push(Asked { question, scores: of_lanes });
        }
    }
    scores
}

/// The scores of every phrasing as if it had not been there. The `n`-th phrasings of all entries
/// are left out together, and of long lists every fifth: that differs little from one at a time
/// and takes a fraction of the time.
fn in_turns(svms: &SvmGroup<'_>, turns: &[usize]) -> Vec<Asked> {
    let mut asked = Vec::with_capacity(turns.len());
    for turn in 0..LEAVE_OUT_ROUNDS {
        let mut left_out = turns.iter().enumerate().filter(|(_, other)| **other == turn).peekable();
        if left_out.peek().is_none() {
            continue;
        }
        let without =
            svms.without(|number, example| example.question && turns.get(number) == Some(&turn));
        asked.extend(
            left_out.map(|(question, _)| Asked { question, scores: without.scores(question) }),
        );
    }
    asked
}

/// For each phrasing, in which turn it is left out: neighbours of one entry in different ones.
fn turns(examples: &[Example]) -> Vec<usize> {
    let mut turn = 0;
    let mut previous = None;
    examples
        .iter()
        .map(|example| {
            turn = if previous == Some(example.entry) { (turn + 1) % LEAVE_OUT_ROUNDS } else { 0 };
            previous = Some(example.entry);
            turn
        })
        .collect()
}
