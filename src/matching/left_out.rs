//! Asking each phrasing as if it had never been there.

use super::matcher::Matcher;
use super::model::{Model, TopTwo};
use super::training::{TrainingTexts, live};
use crate::knowledge::Knowledge;
use crate::learn::{Hyperparameters, Sample};
use crate::lexicon::Lexicon;
use crate::text::Message;

/// Each phrasing is left out together with a fifth of the others: that differs little from one at a time
/// and takes a fraction of the time.
const FOLDS: u8 = 5;

/// What came of leaving out one phrasing.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The phrasing.
    pub phrasing: String,
    /// The id of its entry.
    pub own: String,
    /// The id of the entry that wins without it.
    pub winner: String,
}

impl Matcher {
    /// Asks each phrasing as if it were not there.
    #[must_use]
    pub fn leave_out(lexicon: &Lexicon, knowledge: &Knowledge) -> Vec<LeftOut> {
        let entries = live(&knowledge.faq);
        let texts = TrainingTexts::new(knowledge);
        let readings = lexicon.read_all(Message::read_all(&texts.as_strs()));
        let is_phrasing = |sample: usize| {
            texts.is_message.get(sample).copied().unwrap_or_default()
                && texts.samples.get(sample).is_some_and(|s| s.class < entries.len())
        };
        let (model, validated) = Model::train(
            &readings,
            &texts,
            entries.len(),
            &Hyperparameters::default(),
            FOLDS,
            is_phrasing,
        );
        let id = |class: usize| entries.get(class).map(|entry| entry.id.clone());
        let labelled = texts.texts.iter().zip(&texts.samples).enumerate();
        labelled
            .filter_map(|(sample, (phrasing, Sample { class, .. }))| {
                let winner = TopTwo::of(&validated.scored(&model, sample)?.values)?.first;
                Some(LeftOut { phrasing: phrasing.clone(), own: id(*class)?, winner: id(winner)? })
            })
            .collect()
    }
}
