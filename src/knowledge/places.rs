//! Where things stand in the files: for checks that are made once everything is read.

use super::lists::List;
use super::problem::Problem;
use super::source::Source;

/// The places of entries, exercises, phrasings, harmless lines and words of danger.
#[derive(Clone, Debug, Default)]
pub struct Places {
    faq: Option<Source>,
    exercises: Option<Source>,
    safety: Option<Source>,
    lists: Vec<List>,
}

impl Places {
    pub(super) fn new(
        faq: Option<Source>,
        exercises: Option<Source>,
        safety: Option<Source>,
        lists: Vec<List>,
    ) -> Self {
        Self { faq, exercises, safety, lists }
    }

    /// A problem with a field of an entry, by the number of the entry in the file.
    #[must_use]
    pub fn entry(&self, number: usize, field: &str, what: String, mend: String) -> Problem {
        Self::at(self.faq.as_ref(), &format!("/entry/{number}/{field}"), what, mend)
    }

    /// A problem with a field of an exercise, by the number of the exercise in the file.
    #[must_use]
    pub fn exercise(&self, number: usize, field: &str, what: String, mend: String) -> Problem {
        Self::at(self.exercises.as_ref(), &format!("/exercise/{number}/{field}"), what, mend)
    }

    /// A problem with the phrasing `phrasing` of an entry, wherever it stands; `index` is its number
    /// among the phrasings of the entry.
    #[must_use]
    pub fn phrasing(
        &self,
        (number, id): (usize, &str),
        (index, phrasing): (usize, &str),
        what: String,
        mend: String,
    ) -> Problem {
        match self.line(&format!("phrasings/{id}.txt"), phrasing) {
            Some((file, line)) => in_line(file, line, phrasing, what, mend),
            None => self.entry(number, &format!("phrasings/{index}"), what, mend),
        }
    }

    /// A problem with a line of `signs/harmless.txt`.
    #[must_use]
    pub fn harmless(&self, message: &str, what: String, mend: String) -> Problem {
        match self.line("signs/harmless.txt", message) {
            Some((file, line)) => in_line(file, line, message, what, mend),
            None => Problem::whole_file("signs/harmless.txt", what, mend),
        }
    }

    /// A problem with a word of a concept, by its number in the list.
    #[must_use]
    pub fn word_of_danger(&self, name: &str, number: usize, what: String, mend: String) -> Problem {
        Self::at(self.safety.as_ref(), &format!("/concept/{name}/words/{number}"), what, mend)
    }

    fn at(source: Option<&Source>, pointer: &str, what: String, mend: String) -> Problem {
        match source {
            Some(source) => source.problem(pointer, what, mend),
            None => Problem::whole_file("", what, mend),
        }
    }

    fn line(&self, file: &str, message: &str) -> Option<(&str, usize)> {
        let list = self.lists.iter().find(|list| {
            list.file.strip_suffix(file).is_some_and(|before| before.ends_with(['/', '\\']))
        })?;
        let (line, _) = list.lines.iter().find(|(_, text)| text == message)?;
        Some((&list.file, *line))
    }
}

fn in_line(file: &str, line: usize, excerpt: &str, what: String, mend: String) -> Problem {
    Problem { file: file.to_owned(), line, column: 1, excerpt: excerpt.to_owned(), what, mend }
}
