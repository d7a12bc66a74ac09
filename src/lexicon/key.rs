//! Stems, word pairs and pieces of words as 64-bit keys, so that no text is kept or compared.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// The key of anything hashable. Two different things share a key by a chance of 1 in 2⁶⁴.
pub(crate) fn of(thing: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}
