//! A problem or a place of the files, as the page shows it.

use std::path::Path;

use serde::Serialize;

use super::Editor;
use crate::knowledge::{Folder, Problem, absolute};

/// Where something stands.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Place {
    /// The path within the folder: `en/faq.toml`.
    file: String,
    /// The whole path, to be copied.
    path: String,
    /// From 1; 0 where the file as a whole is meant.
    line: usize,
    /// Opens the text editor there.
    link: Option<String>,
}

/// Something to mend, or to decide.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    place: Place,
    /// From 1, in characters; 0 where the file as a whole is meant.
    column: usize,
    /// The line it is in.
    excerpt: String,
    what: String,
    mend: String,
}

impl Place {
    /// The place that a problem names.
    pub(super) fn of(problem: &Problem, folder: &Folder, editor: &Editor) -> Self {
        let Problem { file, line, column, .. } = problem;
        let mut place = Self { file: file.clone(), path: file.clone(), line: *line, link: None };
        if let Folder::Disk(dir) = folder {
            let path = absolute(Path::new(file));
            if let Ok(within) = path.strip_prefix(absolute(dir)) {
                place.file = within.display().to_string().replace('\\', "/");
                place.link = editor.link(&path, *line, *column);
                place.path = path.display().to_string();
            }
        }
        place
    }
}

impl Shown {
    pub(super) fn all(problems: &[Problem], folder: &Folder, editor: &Editor) -> Vec<Self> {
        let shown = problems.iter().map(|problem| Self {
            place: Place::of(problem, folder, editor),
            column: problem.column,
            excerpt: problem.excerpt.clone(),
            what: problem.what.clone(),
            mend: problem.mend.clone(),
        });
        shown.collect()
    }
}
