//! Asking a phrasing as if it had never been there.

use super::matcher::Matcher;
use super::signals::Podium;

/// What came of leaving out one phrasing.
#[derive(Clone, Copy, Debug)]
pub struct LeftOut<'a> {
    /// The phrasing.
    pub phrasing: &'a str,
    /// The id of its entry.
    pub own: &'a str,
    /// The id of the entry that wins without it.
    pub winner: &'a str,
}

impl Matcher {
    /// Leaves out each phrasing in turn and asks it.
    ///
    /// The classifiers are not trained again: the pull of the phrasing on its own entry is taken
    /// back, which is what training without it would mostly change.
    pub fn leave_one_out(&self) -> impl Iterator<Item = LeftOut<'_>> {
        self.examples.iter().enumerate().filter(|(_, example)| example.question).filter_map(
            |(number, example)| {
                let phrasing = self.phrasings.get(number)?;
                let reading = self.reader.read(phrasing);
                let scores = self.model.scores_without(&reading, number, example.entry);
                let podium = Podium::of(&scores)?;
                Some(LeftOut {
                    phrasing,
                    own: self.ids.get(example.entry)?,
                    winner: self.ids.get(podium.first)?,
                })
            },
        )
    }
}
