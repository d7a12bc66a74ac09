//! Which samples are held out together (k-fold cross-validation).

use std::ops::Range;

use crate::lexicon::hash;

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

    /// `count` folds; each text lies in the fold that the hash of its words names, so that a new
    /// text moves no other one. Texts that are `None` are never held out.
    pub(crate) fn by_text<'a>(count: u8, texts: impl Iterator<Item = Option<&'a [u64]>>) -> Self {
        let fold = |stems: &[u64]| (hash::of(stems) % u64::from(count.max(1))) as u8;
        Self { of_samples: texts.map(|stems| stems.map(fold)).collect(), count }
    }

    /// Number of texts, held out or not.
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
    fn a_new_text_moves_no_other_one() {
        let texts: Vec<[u64; 2]> = (0..20).map(|n| [n, n + 1]).collect();
        let folds = |texts: &[[u64; 2]]| {
            let folds = Folds::by_text(3, texts.iter().map(|stems| Some(stems.as_slice())));
            (0..texts.len()).map(|sample| folds.of(sample)).collect::<Vec<_>>()
        };
        let mut more = texts.clone();
        more.insert(0, [99, 100]);
        assert_eq!(folds(&texts)[..], folds(&more)[1..]);
        assert!((0..3).all(|fold| folds(&texts).contains(&Some(fold))));
    }
}
