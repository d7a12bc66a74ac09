//! What each part of the matcher earns: the same questions with one part switched off.

use crate::knowledge::Knowledge;
use crate::learn::Hyperparameters;
use crate::matching::Matcher;

/// A matcher without one part.
#[derive(Debug)]
pub struct Ablated {
    /// What is missing.
    pub without: &'static str,
    /// The matcher.
    pub matcher: Matcher,
}

/// The whole matcher first, then one without each part. They are trained as they are asked for.
pub fn ablations(knowledge: &Knowledge) -> impl Iterator<Item = Ablated> {
    let whole = Hyperparameters::default();
    let recipes = [
        ("nothing (the whole)", whole.clone()),
        ("single stems", Hyperparameters { stems: 0.0, ..whole.clone() }),
        ("pairs of stems", Hyperparameters { pairs: 0.0, ..whole.clone() }),
        ("pairs with a word between", Hyperparameters { skips: 0.0, ..whole.clone() }),
        ("pieces of words", Hyperparameters { pieces: 0.0, ..whole.clone() }),
        ("synonyms", Hyperparameters { synonyms: 0.0, ..whole.clone() }),
        ("word table", Hyperparameters { meaning: 0.0, ..whole.clone() }),
        (
            "synonyms and word table",
            Hyperparameters { synonyms: 0.0, meaning: 0.0, ..whole.clone() },
        ),
        ("mending of typos", Hyperparameters { spelling: false, ..whole.clone() }),
        ("short forms", Hyperparameters { short_forms: false, ..whole }),
    ];
    recipes.into_iter().map(|(without, hyperparameters)| Ablated {
        without,
        matcher: Matcher::train_with(
            &knowledge.faq,
            &knowledge.words,
            &knowledge.tests,
            &hyperparameters,
        ),
    })
}
