//! Asking a phrasing as if it had never been there.

use super::matcher::Matcher;
use super::reader::Reading;
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
    #[must_use]
    pub fn leave_one_out(&self) -> Vec<LeftOut<'_>> {
        let readings: Vec<Reading> =
            self.phrasings.iter().map(|phrasing| self.reader.read(phrasing)).collect();
        let scores = self.model.leave_one_out(&readings, &self.examples, self.ids.len());
        let asked = self.phrasings.iter().zip(&self.examples).enumerate();
        asked
            .filter(|(_, (_, example))| example.question)
            .filter_map(|(number, (phrasing, example))| {
                Some(LeftOut {
                    phrasing,
                    own: self.ids.get(example.entry)?,
                    winner: self.ids.get(Podium::of(scores.of(number))?.first)?,
                })
            })
            .collect()
    }
}
