//! One reading of the files: all of them or none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::FaqSource;
use crate::conversation::Languages;
use crate::faq_watch::{Contents, Look, Seen};
use crate::knowledge::{Files, Folder, Problem};

/// Files that are fit to answer from.
pub(crate) struct Read {
    pub(crate) languages: Languages,
    /// The text files, by their path within the folder.
    pub(crate) texts: BTreeSet<PathBuf>,
    /// What the files said; `None` where they are in the program itself.
    pub(crate) contents: Option<Contents>,
    /// The files themselves, to be kept; `None` where they changed while they were read, or are in the
    /// program itself.
    pub(crate) files: Option<Files>,
}

/// Problems told to the admins in one message; the log has them all.
const TOLD: usize = 5;

impl FaqSource {
    /// Reads and checks a state of the folder, now or earlier.
    pub(crate) fn load_state(&self, folder: &Folder) -> Result<Languages, Vec<Problem>> {
        (self.load)(folder)
    }

    /// Reads and checks the folder as it is now.
    pub(crate) fn load_folder(&self) -> Result<Languages, Vec<Problem>> {
        self.load_state(&self.folder)
    }

    /// Reads and checks the folder. `known` are the text files of the last good reading.
    pub(crate) fn read(&self, known: &BTreeSet<PathBuf>) -> Result<Read, Vec<Problem>> {
        let seen = self.dir().map(Seen::at);
        let languages = self.load_folder()?;
        // Looked at after it was read: what vanished before that is missing.
        let texts = self.dir().map(|dir| Look::at(dir).texts()).unwrap_or_default();
        let problems = vanished(known, &texts, &languages);
        if !problems.is_empty() {
            return Err(problems);
        }
        let files = seen.as_ref().and_then(|seen| self.files_of(&seen.look));
        Ok(Read { languages, texts, contents: seen.map(|seen| seen.contents), files })
    }

    /// The files, if they are still as they looked.
    pub(crate) fn files_of(&self, look: &Look) -> Option<Files> {
        let files = self.files()?;
        (Look::at(self.dir()?) == *look).then_some(files)
    }
}

/// Files that were there and are not any more, though what they are about is: a folder that is
/// being copied or a disk that fails must not pass for an edit.
fn vanished(
    known: &BTreeSet<PathBuf>,
    now: &BTreeSet<PathBuf>,
    languages: &Languages,
) -> Vec<Problem> {
    let gone = known.difference(now).filter(|file| {
        let part = |nth: usize| file.iter().nth(nth).and_then(|part| part.to_str());
        let about = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let spoken = languages.all().find(|assistant| Some(assistant.language()) == part(0));
        match (spoken, part(1)) {
            (Some(assistant), Some("phrasings")) => assistant.entry(about).is_some(),
            (Some(assistant), Some("signs")) => {
                about == "harmless"
                    || assistant.safety().is_some_and(|file| file.card.contains_key(about))
            }
            _ => true,
        }
    });
    gone.map(|file| {
        Problem::whole_file(
            file.display().to_string(),
            "this file was there and is gone",
            "put it back; if it is meant to be gone, start the bot again",
        )
    })
    .collect()
}

/// The first problems, as admins are told of them.
pub(crate) fn report(problems: &[Problem]) -> String {
    let mut shown: Vec<String> = problems.iter().take(TOLD).map(ToString::to_string).collect();
    if problems.len() > TOLD {
        shown.push("…".to_owned());
    }
    shown.join("\n\n")
}
