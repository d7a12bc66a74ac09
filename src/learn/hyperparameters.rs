//! How much each part of the matcher counts. docs/matching.md shows what each one earns.

use serde::{Deserialize, Serialize};

/// Weights of the parts. [`Hyperparameters::default`] is what is shipped; `eval --ablation` switches
/// parts off one by one.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Hyperparameters {
    /// Weight of single stems.
    pub stems: f32,
    /// Weight of pairs of neighbouring stems, with marks for the first and the last.
    pub pairs: f32,
    /// Weight of pairs of stems with one word between.
    pub skips: f32,
    /// Weight of pieces of words, three letters long.
    pub pieces: f32,
    /// Weight of the synonym groups of `words.toml`.
    pub synonyms: f32,
    /// Weight of the word table: what words mean beyond their letters.
    pub meaning: f32,
    /// Whether typos are corrected.
    pub spelling: bool,
    /// Whether the short forms of `words.toml` are spelt out.
    pub short_forms: bool,
}

impl Default for Hyperparameters {
    fn default() -> Self {
        Self {
            stems: 1.0,
            pairs: 0.6,
            skips: 0.4,
            pieces: 0.9,
            synonyms: 0.4,
            meaning: 1.3,
            spelling: true,
            short_forms: true,
        }
    }
}
