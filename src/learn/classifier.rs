//! Which of a few kinds a message is of, if of any, learnt from messages of each kind and from others
//! that are of none.
//!
//! The same reading, counting and training as for the entries of the FAQ, without the confidence:
//! whoever asks knows which mistake costs more, and sets the border.

use serde::{Deserialize, Serialize};

use super::cross_validation::Example;
use super::features::FeatureSpace;
use super::hyperparameters::Hyperparameters;
use super::one_vs_rest::OneVsRest;
use crate::knowledge::words::WordsFile;
use crate::lexicon::{Reader, Reading};

/// A message with fewer of its words known than this share is in another language, or noise: of no
/// kind.
const KNOWN_SHARE: f32 = 0.5;

/// What a message on the wrong side of the border costs beside one of the wrong kind. The two sides differ
/// by little ("my toes are numb", "my seat is numb"), so the border must follow them closely: of 2,448
/// plain questions of strangers 15 are beyond it instead of 29, at as many signs missed.
const BORDER_COST: f32 = 5.0;

/// Tells kinds of messages apart.
#[derive(Debug, Deserialize, Serialize)]
pub struct Classifier {
    reader: Reader,
    space: FeatureSpace,
    /// The messages of no kind against all others: one classifier.
    border: OneVsRest,
    /// Each kind against the other kinds. They do not see what is of no kind, which is most.
    kinds: OneVsRest,
}

/// What a message scores.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassScores {
    /// How far it is from what is of no kind: 0 is the border, 1 well beyond it, −1 well within.
    pub beyond: f32,
    /// A score for each kind, supposing that it is of one.
    pub kinds: Vec<f32>,
}

impl ClassScores {
    /// The likeliest kind; `None` if there are none.
    #[must_use]
    pub fn likeliest(&self) -> Option<usize> {
        let kinds = self.kinds.iter().enumerate();
        kinds.max_by(|a, b| a.1.total_cmp(b.1)).map(|(kind, _)| kind)
    }
}

impl Classifier {
    /// Learns from the messages of each kind, and of none.
    #[must_use]
    pub fn train(kinds: &[Vec<&str>], none: &[&str], words: &WordsFile) -> Self {
        let hyperparameters = Hyperparameters::default();
        let mut reader = Reader::new(words, hyperparameters.short_forms);
        let texts: Vec<String> =
            kinds.iter().flatten().chain(none).map(|text| (*text).to_owned()).collect();
        let readings = reader.learn_all(&texts);
        drop(texts);
        reader.mend_typos();
        let space = FeatureSpace::new(&readings, &hyperparameters);
        let of_kinds: Vec<usize> =
            kinds.iter().enumerate().flat_map(|(kind, texts)| vec![kind; texts.len()]).collect();
        let learn = |readings: &[Reading], entry_of_each: &[usize], entries: usize, cost: f32| {
            let rows = space.rows(readings);
            let example = |entry: &usize| Example { entry: *entry, question: true, fold: 0, cost };
            let examples: Vec<Example> = entry_of_each.iter().map(example).collect();
            OneVsRest::train(&rows, &examples, entries, space.len(), &[], false).linear
        };
        let sides: Vec<usize> =
            of_kinds.iter().map(|_| SOME_KIND).chain(none.iter().map(|_| NO_KIND)).collect();
        let (border, kinds) = rayon::join(
            || learn(&readings, &sides, 1, BORDER_COST),
            || {
                let of_some = readings.get(..of_kinds.len()).unwrap_or_default();
                learn(of_some, &of_kinds, kinds.len(), 1.0)
            },
        );
        Self { reader, space, border, kinds }
    }

    /// The scores of a message. `None` if its words are mostly unknown.
    #[must_use]
    pub fn scores(&self, message: &str) -> Option<ClassScores> {
        let reading = self.reader.read(message);
        let known = reading.keys.iter().filter(|key| self.space.stem(**key).is_some()).count();
        if known == 0 || (known as f32) < KNOWN_SHARE * reading.keys.len() as f32 {
            return None;
        }
        let vector = self.space.vector(&reading);
        let within = self.border.scores(&vector).first().copied().unwrap_or(f32::MAX);
        Some(ClassScores { beyond: -within, kinds: self.kinds.scores(&vector) })
    }

    /// The words of a message that speak for a kind, strongest first.
    #[must_use]
    pub fn words_for(&self, message: &str, kind: usize) -> Vec<String> {
        let reading = self.reader.read(message);
        let vector = self.space.vector(&reading);
        let share = |key: u64| {
            let stem = self.space.stem(key)?;
            let of_kind = self.kinds.share(kind, &vector, stem)?;
            let within = self.border.share(NO_KIND, &vector, stem)?;
            let share = of_kind - within;
            (share > 0.0).then_some(share)
        };
        let mut shares: Vec<(f32, String)> = reading
            .words
            .iter()
            .filter_map(|word| share(word.key).map(|share| (share, word.text.clone())))
            .collect();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0));
        shares.dedup();
        shares.into_iter().map(|(_, word)| word).collect()
    }
}

/// The two sides of the border, as numbers of entries; only the first is learnt, as the other is
/// its mirror image.
const NO_KIND: usize = 0;
const SOME_KIND: usize = 1;
