//! The editors' inbox on the page: what people sent, like questions together, and what becomes of them.
//!
//! A decision is worked out first: its difference is shown, and what would be wrong after it. It is
//! carried out only as it was shown, by its number.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::MappedMutexGuard;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncGuard};

use super::place::Shown;
use super::{Editor, Loaded};
use crate::background::on_half_the_cores;
use crate::editor::decision::{Decision, Proposal};
use crate::editor::inbox::{Cluster, Question, clusters};
use crate::editor::undo::Undo;
use crate::knowledge::Folder;
use crate::knowledge::faq::FaqFile;
use crate::storage::{Settings, Store};

/// The inbox, if the config names a database.
#[derive(Debug)]
pub(super) struct Inbox {
    settings: Option<Settings>,
    /// Open while it answers.
    store: AsyncMutex<Option<Store>>,
    read: Mutex<Read>,
    /// What was worked out last, with its number.
    pending: Mutex<Option<(u64, Pending)>>,
    numbers: AtomicU64,
}

/// What was read last.
#[derive(Debug, Default)]
struct Read {
    questions: Vec<Question>,
    groups: Vec<Cluster>,
    /// The files that the groups were found with.
    loaded: Option<Arc<Loaded>>,
    can_undo: bool,
    state: ReadState,
}

/// How the inbox stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum ReadState {
    /// It was not read yet.
    #[default]
    Reading,
    /// The config names no database.
    None,
    /// The database cannot be asked now.
    Away(Trouble),
    Here,
}

/// What is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Trouble {
    what: String,
    mend: String,
}

/// What can be carried out.
#[derive(Clone, Debug)]
enum Pending {
    Decision(Proposal),
    Undo(Undo),
}

/// The inbox as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct ShownInbox {
    revision: u64,
    #[serde(flatten)]
    state: ReadState,
    groups: Vec<ShownGroup>,
    /// Whether there is an edit to be taken back.
    can_undo: bool,
}

#[derive(Debug, Serialize)]
struct ShownGroup {
    /// The code of its first question, which stays the same while others come in.
    code: String,
    questions: Vec<String>,
    first_day: String,
    last_day: String,
    /// Entries with their scores, best first.
    nearest: Vec<(String, u8)>,
    answered_by: Vec<String>,
    /// What a new entry of it could be called, and its topic.
    draft: Decision,
}

/// What an editor decides about a group, as the page sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    code: String,
    decision: Decision,
    /// What becomes of its questions, one a line, as the editor worded them.
    lines: String,
}

/// What a decision comes to.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// It can be carried out, by its number.
    Ready {
        number: u64,
        /// Empty where no file is changed.
        diff: String,
        /// The questions that leave the inbox, or come back.
        questions: Vec<String>,
        /// A file that was changed since, so that it stays as it is.
        stays: Option<String>,
    },
    /// The files would have these problems.
    Refused {
        diff: String,
        problems: Vec<Shown>,
    },
    Failed(Trouble),
    Done {
        can_be_undone: bool,
    },
}

impl Outcome {
    fn failed(what: &str, mend: &str) -> Self {
        Self::Failed(Trouble { what: what.to_owned(), mend: mend.to_owned() })
    }
}

impl ShownGroup {
    fn new(group: &Cluster, faq: &FaqFile) -> Self {
        let nearest = group.nearest.iter();
        Self {
            code: group.lead.id.clone(),
            questions: group.questions().map(|question| question.text.clone()).collect(),
            first_day: group.first_day().to_owned(),
            last_day: group.last_day().to_owned(),
            nearest: nearest.map(|near| (near.id.clone(), near.score)).collect(),
            answered_by: group.answered_by.clone(),
            draft: Decision::draft(group, faq),
        }
    }
}

impl Inbox {
    pub(super) fn new(settings: Option<Settings>) -> Self {
        Self {
            settings,
            store: AsyncMutex::default(),
            read: Mutex::default(),
            pending: Mutex::default(),
            numbers: AtomicU64::new(1),
        }
    }

    /// Reads it, and says whether anything is other than before.
    pub(super) async fn read(&self, folder: &Folder, loaded: Option<Arc<Loaded>>) -> bool {
        let state = match self.store().await {
            Err(state) => state,
            Ok(store) => match store.inbox().await {
                Ok(questions) => return self.take(folder, loaded, questions).await,
                Err(error) => ReadState::Away(Trouble {
                    what: error.to_string(),
                    mend: "check that it is there; it is asked again in a moment".to_owned(),
                }),
            },
        };
        // It is opened anew the next time.
        if state != ReadState::None {
            *self.store.lock().await = None;
        }
        let mut read = self.lock();
        let is_new = read.state != state;
        if is_new {
            *read = Read { state, ..Read::default() };
        }
        is_new
    }

    /// Takes what the inbox holds, and finds the groups in it where it, or the files, are other ones.
    async fn take(
        &self,
        folder: &Folder,
        loaded: Option<Arc<Loaded>>,
        questions: Vec<Question>,
    ) -> bool {
        let can_undo = Undo::of_latest(folder).is_ok();
        let Some(loaded) = loaded else { return false };
        {
            let mut read = self.lock();
            let same_files = read.loaded.as_ref().is_some_and(|old| Arc::ptr_eq(old, &loaded));
            if same_files && read.questions == questions && read.state == ReadState::Here {
                return std::mem::replace(&mut read.can_undo, can_undo) != can_undo;
            }
        }
        let (asked, files) = (questions.clone(), Arc::clone(&loaded));
        let find = move || clusters(&asked, files.languages.first().understanding());
        let Ok(groups) = tokio::task::spawn_blocking(find).await else { return false };
        let loaded = Some(loaded);
        *self.lock() = Read { questions, groups, loaded, can_undo, state: ReadState::Here };
        true
    }

    pub(super) fn shown(&self, revision: u64) -> ShownInbox {
        let read = self.lock();
        let files = read.loaded.iter();
        let groups = files.flat_map(|loaded| {
            read.groups.iter().map(|group| ShownGroup::new(group, &loaded.knowledge.faq))
        });
        ShownInbox {
            revision,
            state: read.state.clone(),
            groups: groups.collect(),
            can_undo: read.can_undo,
        }
    }

    /// Works out what a decision changes, and what would be wrong then, which takes seconds.
    pub(super) async fn propose(&self, folder: &Folder, editor: &Editor, asked: Asked) -> Outcome {
        let Asked { code, decision, lines } = asked;
        let lines: Vec<String> =
            lines.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        let found = {
            let read = self.lock();
            let group = read.groups.iter().find(|group| group.has(&code)).cloned();
            group.zip(read.loaded.clone())
        };
        let Some((group, loaded)) = found else {
            return Outcome::failed(
                "this group is not in the inbox any more",
                "choose another one",
            );
        };
        let refused = |diff, problems: &[_]| Outcome::Refused {
            diff,
            problems: Shown::all(problems, folder, editor),
        };
        let lang = loaded.languages.first().language().to_owned();
        let proposal = match Proposal::new(folder, &lang, &group, &decision, &lines) {
            Ok(proposal) => proposal,
            Err(problem) => return refused(String::new(), &[problem]),
        };
        let (checked, files) = (proposal.clone(), folder.clone());
        let check = move || on_half_the_cores(|| checked.problems(&files, &lang));
        match tokio::task::spawn_blocking(check).await {
            Ok(Some(problems)) if problems.is_empty() => self.hold(Pending::Decision(proposal)),
            Ok(Some(problems)) => refused(proposal.diff(), &problems),
            Ok(None) | Err(_) => Outcome::failed("the checks could not be made", "try again"),
        }
    }

    /// Works out how the latest edit is taken back.
    pub(super) fn propose_undo(&self, folder: &Folder) -> Outcome {
        match Undo::of_latest(folder) {
            Ok(undo) => self.hold(Pending::Undo(undo)),
            Err(error) => {
                Outcome::failed(&error.to_string(), "look at the files in version control")
            }
        }
    }

    /// Does what was worked out under a number, if that was the last.
    pub(super) async fn carry_out(&self, folder: &Folder, number: u64) -> Outcome {
        let pending = {
            let mut held = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            held.take_if(|(known, _)| *known == number)
        };
        let Some((_, pending)) = pending else {
            return Outcome::failed("something else was looked at since", "look at this again");
        };
        let store = match self.store().await {
            Ok(store) => store,
            Err(ReadState::Away(trouble)) => return Outcome::Failed(trouble),
            Err(_) => return Outcome::failed("there is no inbox", "name a database in the config"),
        };
        let done = match pending {
            Pending::Decision(proposal) => proposal.carry_out(folder, &store).await,
            Pending::Undo(undo) => undo.carry_out(folder, &store).await,
        };
        match done {
            Ok(done) => Outcome::Done { can_be_undone: done.undo.is_some() },
            Err(error) => Outcome::failed(&error.to_string(), error.mend()),
        }
    }

    /// Keeps what can be carried out, in place of what was kept before.
    fn hold(&self, pending: Pending) -> Outcome {
        let (diff, questions, stays) = match &pending {
            Pending::Decision(proposal) => (proposal.diff(), proposal.questions(), None),
            Pending::Undo(undo) => {
                let Undo { record, .. } = undo;
                let stays = undo.file_stays.then(|| record.file.clone());
                (undo.diff(), record.questions.as_slice(), stays)
            }
        };
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let questions = questions.iter().map(|question| question.text.clone()).collect();
        *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = Some((number, pending));
        Outcome::Ready { number, diff, questions, stays }
    }

    /// The open database; it is opened where it is not, or was lost.
    async fn store(&self) -> Result<MappedMutexGuard<'_, Store>, ReadState> {
        let Some(settings) = &self.settings else { return Err(ReadState::None) };
        let mut store = self.store.lock().await;
        if store.is_none() {
            // Who only looks must not make one.
            if let Some(file) = settings.missing_file() {
                return Err(ReadState::Away(Trouble {
                    what: format!("there is no database at {} yet", file.display()),
                    mend: "start the bot with this config: it makes one".to_owned(),
                }));
            }
            *store = match Store::open(settings).await {
                Ok(opened) => Some(opened),
                Err(error) => {
                    let (what, mend) = (error.what, error.mend);
                    return Err(ReadState::Away(Trouble { what, mend }));
                }
            };
        }
        AsyncGuard::try_map(store, Option::as_mut).map_err(|_| ReadState::Reading)
    }

    fn lock(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
