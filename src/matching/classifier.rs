//! Which of a few kinds a message is of, learnt from messages of each kind.
//!
//! The same reading, counting and training as for the entries of the FAQ, without the confidence:
//! whoever asks knows which mistake costs more, and sets the border.

use serde::{Deserialize, Serialize};

use super::features::FeatureSpace;
use super::folds::Example;
use super::linear::Linear;
use super::reader::Reader;
use super::recipe::Recipe;
use crate::knowledge::words::WordsFile;

/// A message with fewer of its words known than this share is in another language, or noise: of no
/// kind.
const KNOWN_SHARE: f32 = 0.5;

/// Tells kinds of messages apart.
#[derive(Debug, Deserialize, Serialize)]
pub struct Classifier {
    reader: Reader,
    space: FeatureSpace,
    linear: Linear,
}

impl Classifier {
    /// Learns from the messages of each kind.
    #[must_use]
    pub fn train(kinds: &[Vec<&str>], words: &WordsFile) -> Self {
        let recipe = Recipe::default();
        let mut reader = Reader::new(words, &recipe);
        let texts: Vec<String> = kinds.iter().flatten().map(|text| (*text).to_owned()).collect();
        let kind_of_each =
            kinds.iter().enumerate().flat_map(|(kind, texts)| vec![kind; texts.len()]);
        let examples: Vec<Example> = kind_of_each
            .map(|entry| Example { entry, question: true, fold: 0, cost: 1.0 })
            .collect();
        let readings = reader.learn_all(&texts);
        reader.mend_typos();
        let space = FeatureSpace::new(&readings, &recipe);
        let rows = space.rows(&readings);
        drop(readings);
        let trained = Linear::train(&rows, &examples, kinds.len(), space.len(), &[], false);
        Self { reader, space, linear: trained.linear }
    }

    /// A score for each kind: above 0 speaks for it, −1 is far from it. `None` for a message whose
    /// words are mostly unknown.
    #[must_use]
    pub fn scores(&self, message: &str) -> Option<Vec<f32>> {
        let reading = self.reader.read(message);
        let known = reading.keys.iter().filter(|key| self.space.stem(**key).is_some()).count();
        (known as f32 >= KNOWN_SHARE * reading.keys.len() as f32 && known > 0)
            .then(|| self.linear.scores(&self.space.vector(&reading)))
    }

    /// The words of a message that speak for a kind, strongest first.
    #[must_use]
    pub fn words_for(&self, message: &str, kind: usize) -> Vec<String> {
        let reading = self.reader.read(message);
        let vector = self.space.vector(&reading);
        let share = |key: u64| {
            let share = self.linear.share(kind, &vector, self.space.stem(key)?)?;
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
