//! What the shape of `triage.toml` cannot say: names that must exist, texts a chat can show.

use super::TriageFile;
use crate::knowledge::faq::FaqFile;
use crate::knowledge::{Problem, Source};

/// All problems of the file; `faq` is what results may link to.
pub(in crate::knowledge) fn check(
    _file: &TriageFile,
    _source: &Source,
    _faq: Option<&FaqFile>,
) -> Vec<Problem> {
    Vec::new()
}
