//! (stub until the matcher lands)
pub mod word_table;

use crate::knowledge::{faq::FaqFile, tests_file::TestsFile, words::WordsFile};
/// Decision.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Sure.
    Answer(Vec<String>),
    /// Ask.
    Choose(Vec<String>),
    /// No.
    None,
}
/// Matched.
#[derive(Clone, Debug)]
pub struct Matched {
    /// Decision.
    pub decision: Decision,
    /// Ranking.
    pub ranking: Vec<Ranked>,
    /// Confidence.
    pub confidence: u8,
}
/// Ranked.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// Id.
    pub id: String,
    /// Score.
    pub score: u8,
}
/// Matcher.
#[derive(Debug)]
pub struct Matcher;
impl Matcher {
    /// Train.
    #[must_use]
    pub fn train(_: &FaqFile, _: &WordsFile, _: &TestsFile) -> Self {
        Self
    }
    /// Ask.
    #[must_use]
    pub fn ask(&self, _: &str, _: Option<&str>) -> Matched {
        Matched { decision: Decision::None, ranking: Vec::new(), confidence: 0 }
    }
}
