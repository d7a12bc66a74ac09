//! Which samples are held out together (k-fold cross-validation).

use std::ops::Range;

/// The fold of each sample.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folds {
    of_samples: Vec<Option<u8>>,
    count: u8,
}

impl Folds {
    /// No sample is held out.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// `count` folds; each sample lies in the fold that its key names, so that a new one moves no
    /// other. Those without a key are never held out.
    pub(crate) fn by_key(count: u8, keys: impl Iterator<Item = Option<u64>>) -> Self {
        let fold = |key: u64| (key % u64::from(count.max(1))) as u8;
        Self { of_samples: keys.map(|key| key.map(fold)).collect(), count }
    }

    /// Number of samples, held out or not.
    pub(crate) fn len(&self) -> usize {
        self.of_samples.len()
    }

    /// The numbers of the folds.
    pub(crate) const fn numbers(&self) -> Range<u8> {
        0..self.count
    }

    /// The fold of a sample.
    pub(crate) fn of(&self, sample: usize) -> Option<u8> {
        self.of_samples.get(sample).copied().flatten()
    }

    /// The samples of a fold.
    pub(crate) fn samples(&self, fold: u8) -> impl Iterator<Item = usize> {
        let numbered = self.of_samples.iter().enumerate();
        numbered.filter(move |(_, of)| **of == Some(fold)).map(|(sample, _)| sample)
    }
}

#[cfg(test)]
mod tests {
    use super::Folds;

    #[test]
    fn a_new_sample_moves_no_other_one() {
        let keys: Vec<u64> = (0..20).collect();
        let folds = |keys: &[u64]| {
            let folds = Folds::by_key(3, keys.iter().copied().map(Some));
            (0..keys.len()).map(|sample| folds.of(sample)).collect::<Vec<_>>()
        };
        let mut more = keys.clone();
        more.insert(0, 99);
        assert_eq!(folds(&keys)[..], folds(&more)[1..]);
        assert!((0..3).all(|fold| folds(&keys).contains(&Some(fold))));
    }
}
