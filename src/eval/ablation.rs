//! What each part of the matcher earns: the same questions with one part switched off.

use crate::knowledge::Knowledge;
use crate::matching::{Matcher, Recipe};

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
    let whole = Recipe::default();
    let recipes = [
        ("nothing (the whole)", whole.clone()),
        ("single stems", Recipe { stems: 0.0, ..whole.clone() }),
        ("pairs of stems", Recipe { pairs: 0.0, ..whole.clone() }),
        ("pairs with a word between", Recipe { skips: 0.0, ..whole.clone() }),
        ("pieces of words", Recipe { pieces: 0.0, ..whole.clone() }),
        ("synonyms", Recipe { synonyms: 0.0, ..whole.clone() }),
        ("word table", Recipe { meaning: 0.0, ..whole.clone() }),
        ("synonyms and word table", Recipe { synonyms: 0.0, meaning: 0.0, ..whole.clone() }),
        ("mending of typos", Recipe { spelling: false, ..whole.clone() }),
        ("short forms", Recipe { short_forms: false, ..whole }),
    ];
    recipes.into_iter().map(|(without, recipe)| Ablated {
        without,
        matcher: Matcher::train_with(&knowledge.faq, &knowledge.words, &knowledge.tests, &recipe),
    })
}
