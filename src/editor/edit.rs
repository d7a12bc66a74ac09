//! One edit of the FAQ as a value: what would be written, how it differs, what would be wrong then.
//! Nothing is written before [`Edit::apply`].

mod diff;
mod write;

use super::inbox::as_line;
use crate::conversation::Understanding;
use crate::eval::own_phrasings;
use crate::knowledge::{Folder, Knowledge, Problem};
use crate::safety::harmless_but_urgent;

pub use diff::unified;
pub use write::NotWritten;

/// What an editor wants to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Further ways in which people ask an entry.
    Phrasings {
        /// The entry.
        entry: String,
        /// What people asked.
        lines: Vec<String>,
    },
    /// Messages that no entry answers.
    OutOfScope(Vec<String>),
    /// Messages that only sound like a sign of danger.
    Harmless(Vec<String>),
    /// A new entry, for editors only until it is written.
    Draft {
        /// Its id.
        id: String,
        /// The topic of the menu.
        topic: String,
        /// The question.
        question: String,
    },
}

/// A file of the folder, as it is and as it would be. All edits add something at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file by its path within the folder, with `/`.
    pub file: String,
    /// What it says now; `None` where it is not there.
    before: Option<String>,
    /// What is added.
    added: String,
}

/// Stands in a draft in place of its answer.
const TO_BE_WRITTEN: &str = "To be written.";

impl Edit {
    /// The edit that makes a change in the language `lang` of `folder`.
    ///
    /// # Errors
    /// A problem where the file cannot be read, or where there is nothing to be written.
    pub fn new(folder: &Folder, lang: &str, change: &Change) -> Result<Self, Problem> {
        if let Change::Phrasings { entry: id, .. } | Change::Draft { id, .. } = change
            && !is_id(id)
        {
            return Err(Problem::whole_file(
                folder.shown(lang),
                format!("`{id}` can be the id of no entry"),
                "use small letters, digits and hyphens, 28 at most",
            ));
        }
        let (file, added) = match change {
            Change::Phrasings { entry, lines } => {
                (format!("{lang}/phrasings/{entry}.txt"), as_lines(lines))
            }
            Change::OutOfScope(lines) => (format!("{lang}/out_of_scope.txt"), as_lines(lines)),
            Change::Harmless(lines) => (format!("{lang}/signs/harmless.txt"), as_lines(lines)),
            Change::Draft { id, topic, question } => {
                (format!("{lang}/faq.toml"), draft(id, topic, question))
            }
        };
        if added.is_empty() {
            return Err(Problem::whole_file(
                folder.shown(&file),
                "there are no words to be added",
                "word the question anew in an editor",
            ));
        }
        let before = folder.text(&file)?;
        let open = before.as_deref().is_some_and(|text| !text.is_empty() && !text.ends_with('\n'));
        let added = if open { format!("\n{added}") } else { added };
        let windows = before.as_deref().is_some_and(|text| text.contains("\r\n"));
        let added = if windows { added.replace('\n', "\r\n") } else { added };
        Ok(Self { file, before, added })
    }

    /// What the file would say.
    #[must_use]
    pub fn after(&self) -> String {
        self.before.clone().unwrap_or_default() + &self.added
    }

    /// What is added.
    #[must_use]
    pub fn added(&self) -> &str {
        &self.added
    }

    /// The difference, as `patch -p1` and `git apply` take it in the folder.
    #[must_use]
    pub fn diff(&self) -> String {
        unified(&self.file, self.before.as_deref(), Some(&self.after()))
    }

    /// What would be wrong with the folder after it and is not wrong now: what keeps it from being
    /// loaded, a harmless line that a rule takes for an emergency, a phrasing that finds another
    /// entry. Learning the folder takes seconds.
    #[must_use]
    pub fn problems(&self, folder: &Folder, lang: &str) -> Vec<Problem> {
        let edited = match folder.with(&self.file, self.after()) {
            Ok(edited) => edited,
            Err(problem) => return vec![problem],
        };
        let mut problems = all_problems(&edited, lang);
        if !problems.is_empty() {
            let known = all_problems(folder, lang);
            problems.retain(|problem| !known.contains(problem));
        }
        problems
    }
}

fn all_problems(folder: &Folder, lang: &str) -> Vec<Problem> {
    let knowledge = match Knowledge::load(folder, lang) {
        Ok(knowledge) => knowledge,
        Err(problems) => return problems,
    };
    let mut problems = own_phrasings(&knowledge, &Understanding::new(&knowledge)).problems;
    problems.extend(harmless_but_urgent(&knowledge).into_iter().map(|(line, rule)| {
        knowledge.places.harmless(
            &line,
            format!("the rule `{rule}` takes this for an emergency"),
            "leave it out, or let the rule of safety.toml pass it by first".to_owned(),
        )
    }));
    problems
}

/// Questions as lines of a text file.
fn as_lines(questions: &[String]) -> String {
    let lines = questions.iter().map(|question| as_line(question));
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

fn draft(id: &str, topic: &str, question: &str) -> String {
    let question = as_line(question);
    if question.is_empty() {
        return question;
    }
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "\n[[entry]]\nid = {}\ntopic = {}\nquestion = {}\nstatus = \"draft\"\nanswer = {}\n",
        text(id),
        text(topic),
        text(&question),
        text(TO_BE_WRITTEN),
    )
}

/// Whether this can be the id of an entry, as [`crate::knowledge::ID_PATTERN`] says: a file is named
/// after it.
fn is_id(id: &str) -> bool {
    (1..=28).contains(&id.len())
        && id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}
