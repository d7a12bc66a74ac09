//! Stems, n-grams and phrases as 64-bit hashes, so that no text is kept or compared.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// The hash of anything hashable. Two different things share one by a chance of 1 in 2⁶⁴.
pub(crate) fn of(thing: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    hasher.finish()
}
