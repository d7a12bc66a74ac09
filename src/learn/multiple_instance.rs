//! A binary classifier of parts of messages, learnt from messages that are labelled as a whole.
//!
//! A positive message is positive by one of its parts; which one is not said. mi-SVM (Andrews,
//! Tsochantaridis and Hofmann, NIPS 2002): train with every part of the positive messages, keep of
//! each only the part with the highest decision value, train again, until little changes.

use super::cross_validation::Folds;
use super::one_vs_rest::OneVsRest;
use super::sparse::SparseRows;
use rustc_hash::FxHashSet;

use super::svm::{NO_CLASS, Sample, SvmGroup, TrainingSet};

/// Times the parts are chosen anew. After the second few change.
const CHOICES: usize = 2;
/// Nearer to the optimum few other parts are chosen; at 0.3 a phrasing more changes some.
const TOLERANCE: f32 = 0.1;
/// Further parts of a positive message that lie so far beyond the decision boundary stay, too: a
/// message may tell of its sign twice.
const ALSO_FROM: f32 = 0.5;

/// A trained classifier: one class, the positive one.
#[derive(Debug)]
pub(crate) struct MultipleInstance {
    pub(crate) classifier: OneVsRest,
    /// The row that stands for each positive message.
    pub(crate) chosen: Vec<usize>,
}

impl MultipleInstance {
    /// Learns from `rows`, one a part. `bags` names the positive message of each row, `None` for the
    /// parts of negative ones; `cost` is what an error on a positive row costs beside one on a negative.
    pub(crate) fn train(
        rows: &SparseRows,
        bags: &[Option<usize>],
        features: usize,
        cost: f32,
    ) -> Self {
        let squares = rows.squares();
        let mut samples: Vec<Sample> = bags
            .iter()
            .map(|bag| match bag {
                Some(_) => Sample { class: 0, cost },
                None => Sample { class: NO_CLASS, cost: 1.0 },
            })
            .collect();
        let all = TrainingSet {
            rows,
            squares: &squares,
            samples: &[],
            classes: 1,
            features,
            tolerance: TOLERANCE,
        };
        for _ in 0..CHOICES {
            // Anew each time: without half of the positive rows the bias of the trained machine would be
            // far from its place, and come back to it in steps so small that training ends before.
            let (chosen, also) =
                best_parts(&SvmGroup::train(TrainingSet { samples: &samples, ..all }, 0), bags);
            let stays: FxHashSet<usize> = chosen.into_iter().chain(also).collect();
            for (row, sample) in samples.iter_mut().enumerate().filter(|(_, s)| s.class == 0) {
                sample.cost = if stays.contains(&row) { cost } else { 0.0 };
            }
        }
        let svm = SvmGroup::train(TrainingSet { samples: &samples, ..all }, 0);
        let (chosen, _) = best_parts(&svm, bags);
        let classifier = OneVsRest::of_one(&svm, features, rows.dims());
        Self { classifier, chosen }
    }
}

/// The row with the highest decision value of each positive message, and further rows well beyond the
/// decision boundary.
fn best_parts(svm: &SvmGroup<'_, 1>, bags: &[Option<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut best: Vec<Option<(f32, usize)>> = Vec::new();
    let mut also = Vec::new();
    for (row, bag) in bags.iter().enumerate() {
        let Some(bag) = *bag else { continue };
        let [value] = svm.decision(row);
        if value >= ALSO_FROM {
            also.push(row);
        }
        if best.len() <= bag {
            best.resize(bag + 1, None);
        }
        if let Some(slot) = best.get_mut(bag)
            && slot.is_none_or(|(known, _)| value > known)
        {
            *slot = Some((value, row));
        }
    }
    (best.into_iter().flatten().map(|(_, row)| row).collect(), also)
}

/// A classifier of the chosen rows alone.
pub(crate) fn train_on_chosen(
    rows: &SparseRows,
    classes_of: &[(usize, usize)],
    classes: usize,
    features: usize,
) -> OneVsRest {
    let mut own = SparseRows::new(rows.dims());
    for (row, _) in classes_of {
        own.push_row(rows.row(*row));
    }
    let samples: Vec<Sample> =
        classes_of.iter().map(|(_, class)| Sample { class: *class, cost: 1.0 }).collect();
    OneVsRest::train(&own, &samples, classes, features, &Folds::none()).0
}

#[cfg(test)]
mod tests {
    use super::MultipleInstance;
    use crate::learn::sparse::{FeatureVector, SparseRows};

    #[test]
    fn finds_the_part_that_makes_a_message_positive() {
        // Feature 0 is the sign, feature 1 a story that negative messages tell as well.
        let part = |feature: u32| FeatureVector { items: vec![(feature, 1.0)], embedding: vec![] };
        let mut rows = SparseRows::new(0);
        let mut bags = Vec::new();
        for bag in 0..6 {
            rows.push(&part(1), rows.len() as u64);
            rows.push(&part(0), rows.len() as u64);
            bags.extend([Some(bag), Some(bag)]);
        }
        for _ in 0..6 {
            rows.push(&part(1), rows.len() as u64);
            bags.push(None);
        }
        let learnt = MultipleInstance::train(&rows, &bags, 2, 1.0);
        assert_eq!(learnt.chosen, [1, 3, 5, 7, 9, 11]);
        let value = |feature| learnt.classifier.decision(&part(feature))[0];
        assert!(value(0) > 0.3 && value(1) < -0.3, "{} {}", value(0), value(1));
    }
    #[test]
    fn parts_that_are_not_chosen_leave_the_boundary_in_its_place() {
        // Hundreds of messages tell a story in many parts, and their sign in one.
        let part = |feature: u32| FeatureVector { items: vec![(feature, 1.0)], embedding: vec![] };
        let mut rows = SparseRows::new(0);
        let mut bags = Vec::new();
        for bag in 0..300 {
            for feature in [1, 2, 3, 1, 2, 0] {
                rows.push(&part(feature), rows.len() as u64);
                bags.push(Some(bag));
            }
        }
        for row in 0..900 {
            rows.push(&part(1 + row % 3), rows.len() as u64);
            bags.push(None);
        }
        let learnt = MultipleInstance::train(&rows, &bags, 4, 1.0);
        for story in 1..4 {
            let value = learnt.classifier.decision(&part(story))[0];
            assert!((-1.2..-0.8).contains(&value), "{story}: {value}");
        }
        let value = learnt.classifier.decision(&part(0))[0];
        assert!((0.8..1.2).contains(&value), "{value}");
    }
}
