//! How much each kind of feature counts. docs/matching.md shows what each one earns.

/// Weights of the kinds of features, each at least 0; 0 leaves a kind out. The default is what is
/// shipped; `eval --ablation` switches kinds off one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Hyperparameters {
    /// Weight of single stems.
    pub unigrams: f32,
    /// Weight of pairs of neighbouring stems, with marks for the first and the last.
    pub bigrams: f32,
    /// Weight of pairs of stems with one word between.
    pub skip_bigrams: f32,
    /// Weight of the synonym groups of `words.toml`.
    pub synonyms: f32,
    /// Weight of the embedding: what words mean beyond their letters.
    pub embedding: f32,
}

impl Default for Hyperparameters {
    fn default() -> Self {
        Self { unigrams: 1.0, bigrams: 0.6, skip_bigrams: 0.4, synonyms: 0.2, embedding: 1.3 }
    }
}
