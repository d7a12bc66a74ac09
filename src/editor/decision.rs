//! What becomes of a group of questions of the inbox: the same from the terminal, from Telegram and on
//! the preview page.

use serde::{Deserialize, Serialize};

use super::edit::{Change, Edit, NotWritten};
use super::inbox::{Cluster, Question};
use super::undo::{Record, Undo, note};
use crate::knowledge::faq::FaqFile;
use crate::knowledge::{Folder, Problem};
use crate::storage::{Store, Unavailable};

/// What an editor decides about a group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Decision {
    /// It is a way in which people ask an entry.
    Phrasing {
        /// The id of the entry.
        entry: String,
    },
    /// It needs a new entry, for editors only until it is written.
    Draft {
        /// The id of the new entry.
        id: String,
        /// Its topic of the menu.
        topic: String,
    },
    /// No entry should answer it.
    OutOfScope,
    /// It only sounds like a sign of danger.
    Harmless,
    /// It is of no use, and is deleted.
    Drop,
}

impl Decision {
    /// The draft to suggest for a group: its id from the words of the question, its topic that of the
    /// entry which comes nearest.
    #[must_use]
    pub fn draft(group: &Cluster, faq: &FaqFile) -> Self {
        let entry = |id: &str| faq.entry.iter().find(|entry| entry.id == id);
        let nearest = group.nearest.first().and_then(|ranked| entry(&ranked.id));
        let topic = nearest.or(faq.entry.first()).map(|entry| entry.topic.clone());
        let numbered = (2..).map(|number| format!("{}-{number}", group.slug));
        let mut names = std::iter::once(group.slug.clone()).chain(numbered);
        let id = names.find(|name| entry(name).is_none()).unwrap_or_default();
        Self::Draft { id, topic: topic.unwrap_or_default() }
    }
}

/// A decision as it would be carried out. Nothing is done before [`Proposal::carry_out`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is written; `None` where the questions are only deleted.
    edit: Option<Edit>,
    /// All questions of the group: they leave the inbox.
    questions: Vec<Question>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The code of what would be taken back next (see [`Undo::of`]): this, or what came before an edit
    /// that was taken back; `None` if nothing can be.
    pub undo: Option<String>,
}

/// Why a decision was not carried out, or not wholly.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// The file was not written, and nothing was deleted.
    #[error(transparent)]
    NotWritten(#[from] NotWritten),
    /// Questions stay in the inbox; a file was written, where one was to be.
    #[error("{0}; the question may still be in the inbox, though it was dealt with")]
    StillInInbox(Unavailable),
    /// Nothing was taken back.
    #[error(transparent)]
    Unavailable(Unavailable),
}

impl NotDone {
    /// What the editor can do. "What is shown" is [`Proposal::diff`].
    #[must_use]
    pub const fn mend(&self) -> &'static str {
        match self {
            Self::NotWritten(NotWritten::BuiltIn) => {
                "write it out with `sciatica-bot init DIR`, and apply what is shown above with `patch -p1` there"
            }
            Self::NotWritten(NotWritten::ReadOnly(_)) => {
                "apply what is shown above with `patch -p1` in the folder where it is edited"
            }
            Self::NotWritten(NotWritten::Changed) => "look at it again",
            Self::NotWritten(NotWritten::Unreadable(_) | NotWritten::Failed(_)) => {
                "check the folder, its disk and its rights"
            }
            Self::StillInInbox(_) => {
                "look at the inbox again in a moment, and drop what is in the file by now"
            }
            Self::Unavailable(_) => "check that it is there, and try again in a moment",
        }
    }
}

impl Proposal {
    /// What `decision` about `group` means for the language `lang` of `folder`. `lines` are what becomes
    /// of its questions, as an editor worded them; without any, the first question stands for all.
    ///
    /// # Errors
    /// See [`Edit::new`].
    pub fn new(
        folder: &Folder,
        lang: &str,
        group: &Cluster,
        decision: &Decision,
        lines: &[String],
    ) -> Result<Self, Problem> {
        let lines = || match lines {
            [] => vec![group.lead.text.clone()],
            lines => lines.to_vec(),
        };
        let change = match decision {
            Decision::Phrasing { entry } => {
                Some(Change::Phrasings { entry: entry.clone(), lines: lines() })
            }
            Decision::Draft { id, topic } => Some(Change::Draft {
                id: id.clone(),
                topic: topic.clone(),
                question: lines().swap_remove(0),
            }),
            Decision::OutOfScope => Some(Change::OutOfScope(lines())),
            Decision::Harmless => Some(Change::Harmless(lines())),
            Decision::Drop => None,
        };
        let edit = change.map(|change| Edit::new(folder, lang, &change)).transpose()?;
        Ok(Self { edit, questions: group.questions().cloned().collect() })
    }

    /// The questions that leave the inbox.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The file that is changed, by its path within the folder, if one is.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.edit.as_ref().map(|edit| edit.file.as_str())
    }

    /// The difference, as `patch -p1` takes it; empty where the questions are only deleted.
    #[must_use]
    pub fn diff(&self) -> String {
        self.edit.as_ref().map(Edit::diff).unwrap_or_default()
    }

    /// See [`Edit::problems`], which takes seconds.
    #[must_use]
    pub fn problems(&self, folder: &Folder, lang: &str) -> Vec<Problem> {
        self.edit.as_ref().map(|edit| edit.problems(folder, lang)).unwrap_or_default()
    }

    /// Writes the file, then deletes the questions, and notes how both are taken back.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn carry_out(&self, folder: &Folder, store: &Store) -> Result<Done, NotDone> {
        let undo = match &self.edit {
            Some(edit) => Some(edit.apply(folder, self.questions.clone())?),
            // A folder that cannot be written to keeps nobody from deleting what is of no use.
            None => self.note_dropped(folder),
        };
        for question in &self.questions {
            store.delete_from_inbox(&question.id).await.map_err(NotDone::StillInInbox)?;
        }
        Ok(Done { undo })
    }

    fn note_dropped(&self, folder: &Folder) -> Option<String> {
        let Folder::Disk(dir) = folder else { return None };
        let record = Record {
            code: String::new(),
            file: String::new(),
            added: String::new(),
            made: false,
            questions: self.questions.clone(),
        };
        note(dir, record).ok()
    }
}

impl Undo {
    /// Puts the questions back into the inbox, and takes the edit back.
    ///
    /// # Errors
    /// See [`NotDone`]. Questions may be back in the inbox though the file is as it was.
    pub async fn carry_out(&self, folder: &Folder, store: &Store) -> Result<Done, NotDone> {
        store.put_back(&self.record.questions).await.map_err(NotDone::Unavailable)?;
        self.apply(folder)?;
        Ok(Done { undo: Self::of_latest(folder).ok().map(|before| before.record.code) })
    }
}
