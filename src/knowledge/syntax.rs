//! Where a file stops being TOML, in words that let its editor mend it.
//!
//! The parser tells where it can go no further, which is often far behind the mistake: a text whose
//! closing `"""` is missing runs on to the next one. So when it finds an error, the file is read a
//! second time with an eye for what the editor meant ([`scan`]): a line `name = …` or `[name]` starts
//! anew, whatever is still open above it.

mod odd_value;
mod scan;

pub(super) use odd_value::date as date_written;
use scan::Scan;

/// So many mistakes are told of one file: what comes after is often their echo, and nobody mends
/// more of them at a time.
const MOST: usize = 10;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// The byte of the file where it is mended.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) what: String,
    /// What to do about it.
    pub(super) mend: String,
}

/// The first mistakes of a file that the parser has refused with `errors`, in their order.
///
/// `lists` are the names of the blocks that stand in two brackets, such as `entry`.
pub(super) fn mistakes(text: &str, errors: &[toml::de::Error], lists: &[String]) -> Vec<Mistake> {
    let seen = Scan::new(text, lists).mistakes(MOST);
    let first = seen.first().map_or(text.len() + 1, |mistake| line_start(text, mistake.at));
    let mut told: Vec<Mistake> = Vec::new();
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        // What follows in the same block is mostly an echo.
        let echo = told
            .last()
            .is_some_and(|before| !text.get(before.at..at).unwrap_or_default().contains("\n["));
        if at < first && !echo {
            told.push(refused(at, error.message()));
        }
    }
    told.extend(seen);
    told.truncate(MOST);
    told
}

/// What the parser says, for mistakes that only it sees.
fn refused(at: usize, message: &str) -> Mistake {
    let message = message.lines().next().unwrap_or_default();
    let (what, mend) = if message.contains("escape") || message.contains("unicode value") {
        (
            "after this \\ stands a character that means nothing there".to_owned(),
            r"write \\ for a backslash, or remove it",
        )
    } else if message.contains("duplicate key") {
        ("this name stands twice in the same block".to_owned(), "remove one of the two")
    } else {
        (
            format!("this cannot be read: {message}"),
            "compare with the lines around: name = \"text in quotes\", one to a line",
        )
    };
    Mistake { at, what, mend: mend.to_owned() }
}

/// The first byte of the line that holds the byte `at`.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |newline| newline + 1)
}

/// Whether a line begins something new at the left margin: `name = …`, `[name]` or `[[name]]`.
fn begins_anew(line: &str) -> bool {
    is_header(line) || name_before_equals(line).is_some()
}

/// Whether a line is a header: `[name]` or `[[name]]`, with a letter first.
fn is_header(line: &str) -> bool {
    let inner = line.trim_start_matches('[');
    let Some((name, rest)) = inner.split_once(']') else { return false };
    let rest = rest.trim_start_matches(']').trim();
    inner.len() < line.len()
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| is_of_name(c) || c == '.')
        && (rest.is_empty() || rest.starts_with('#'))
}

/// The name of a line `name = …` or `"name" = …`.
fn name_before_equals(line: &str) -> Option<&str> {
    let quoted = line.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    if let Some((name, rest)) = quoted {
        return rest.trim_start().starts_with('=').then_some(name);
    }
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    (!name.is_empty() && name.chars().all(|c| is_of_name(c) || c == '.')).then_some(name)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::MOST;
    use super::scan::Scan;
    use crate::knowledge::shape::lists;
    use crate::knowledge::{faq, numbers, phrases, safety, tests_file, triage, words};

    /// What is right is never called a mistake, or the first one told would be the wrong one.
    #[test]
    fn the_shipped_files_have_no_mistakes() {
        for (text, lists) in [
            (include_str!("../../faq/en/faq.toml"), lists::<faq::FaqFile>()),
            (include_str!("../../faq/en/words.toml"), lists::<words::WordsFile>()),
            (include_str!("../../faq/en/safety.toml"), lists::<safety::SafetyFile>()),
            (include_str!("../../faq/en/triage.toml"), lists::<triage::TriageFile>()),
            (include_str!("../../faq/en/phrases.toml"), lists::<phrases::PhrasesFile>()),
            (include_str!("../../faq/en/tests.toml"), lists::<tests_file::TestsFile>()),
            (include_str!("../../faq/numbers.toml"), lists::<numbers::NumbersFile>()),
        ] {
            assert_eq!(Scan::new(text, &lists).mistakes(MOST), []);
            // As an editor of another system saves it.
            let text = text.replace('\n', "\r\n");
            assert_eq!(Scan::new(&text, &lists).mistakes(MOST), []);
        }
    }

    #[test]
    fn brackets_without_end_are_not_followed() {
        for open in ["[", "{a=", "[{a=["] {
            let text = format!("a = {}", open.repeat(100_000));
            assert!(Scan::new(&text, &[]).mistakes(MOST).len() <= MOST);
        }
    }

    #[test]
    fn lists_of_blocks_are_known_by_their_headers() {
        assert_eq!(lists::<faq::FaqFile>(), ["entry", "entry.links", "entry.media"]);
        assert!(lists::<triage::TriageFile>().contains(&"screen.option".to_owned()));
    }
}
