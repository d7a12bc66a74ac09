//! What is wrong in a file of `faq/`, said so that a non-programmer can mend it.

use std::fmt;

use super::unseen;

/// One problem, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// File as the editor knows it, e.g. `faq/en/faq.toml`.
    pub file: String,
    /// Line from 1; 0 when the problem is about the file as a whole.
    pub line: usize,
    /// Column from 1, in characters; 0 when the problem is about the file as a whole.
    pub column: usize,
    /// The line it is in, for showing; empty when the problem is about the file as a whole, or when
    /// the line may hold a secret.
    pub excerpt: String,
    /// What is wrong, in one sentence without a full stop.
    pub what: String,
    /// What to do about it, in one sentence without a full stop.
    pub mend: String,
}

impl Problem {
    /// A problem with a file or folder as a whole.
    #[must_use]
    pub fn whole_file(
        file: impl Into<String>,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            excerpt: String::new(),
            what: what.into(),
            mend: mend.into(),
        }
    }
}

/// The widest excerpt shown, in characters; longer lines are cut around the column.
const EXCERPT_WIDTH: usize = 100;

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            writeln!(f, "{}: {}", self.file, self.what)?;
        } else {
            writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)?;
        }
        if !self.excerpt.is_empty() {
            let from = if self.excerpt.chars().count() > EXCERPT_WIDTH {
                (self.column.saturating_sub(1)).saturating_sub(EXCERPT_WIDTH / 2)
            } else {
                0
            };
            let shown: String =
                self.excerpt.chars().skip(from).take(EXCERPT_WIDTH).map(shown).collect();
            writeln!(f, "  | {shown}")?;
            let indent = self.column.saturating_sub(1).saturating_sub(from);
            writeln!(f, "  | {}^", " ".repeat(indent))?;
        }
        write!(f, "  mend: {}", self.mend)
    }
}

/// A character as an excerpt shows it: what cannot be seen is marked, and can do nothing to the
/// terminal.
fn shown(c: char) -> char {
    match c {
        '\t' => ' ',
        _ if unseen::name(c).is_some() => '·',
        _ => c,
    }
}

/// The known name closest to `typed`, if it is close enough to be what was meant.
///
/// Damerau-Levenshtein distance of at most a third of the longer name, and at least 1; or another
/// ending of the same word ("entries", "entry").
#[must_use]
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(typed, name), name))
        .filter(|(distance, name)| {
            let (long, short) = (name.len().max(typed.len()), name.len().min(typed.len()));
            let shared = name.bytes().zip(typed.bytes()).take_while(|(a, b)| a == b).count();
            *distance <= (long / 3).max(1) || (shared >= 4 && shared + 1 >= short && *distance <= 3)
        })
        .min()
        .map(|(_, name)| name)
}

/// The mend for a name that nothing has: the known one that was meant, or `otherwise` if none is near.
#[must_use]
pub fn did_you_mean_or<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    did_you_mean(typed, known)
        .map_or_else(|| otherwise.into(), |near| format!("did you mean `{near}`?"))
}
