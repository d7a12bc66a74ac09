//! What each kind of feature earns: the same questions with one kind switched off.

use crate::conversation::Understanding;
use crate::knowledge::Knowledge;
use crate::learn::Hyperparameters;

/// The whole without one kind of features in the matcher.
#[derive(Debug)]
pub struct Ablated {
    /// What is missing.
    pub without: &'static str,
    /// The rest.
    pub understanding: Understanding,
}

/// The whole first, then one without each kind. They are trained as they are asked for.
pub fn ablations(knowledge: &Knowledge) -> impl Iterator<Item = Ablated> {
    let whole = Hyperparameters::default();
    let all = [
        ("nothing (the whole)", whole.clone()),
        ("unigrams", Hyperparameters { unigrams: 0.0, ..whole.clone() }),
        ("bigrams", Hyperparameters { bigrams: 0.0, ..whole.clone() }),
        ("skip-bigrams", Hyperparameters { skip_bigrams: 0.0, ..whole.clone() }),
        ("synonyms", Hyperparameters { synonyms: 0.0, ..whole.clone() }),
        ("embedding", Hyperparameters { embedding: 0.0, ..whole }),
    ];
    all.into_iter().map(|(without, hyperparameters)| Ablated {
        without,
        understanding: Understanding::with(knowledge, &hyperparameters),
    })
}
