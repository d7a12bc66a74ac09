//! All that the page shows, and how it changes: by what a person does in the chat, and by a save.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use super::changes::Changes;
use super::chat::{Chat, MessageId, ShownMessage, ShownWhy};
use super::files::{Files, Taken};
use super::inbox::{Asked, Inbox, Outcome, ShownInbox};
use super::people::ForPeople;
use super::place::Shown;
use super::study::{Dated, Found, Study, overlap};
use super::{Checked, Editor, Library, Loaded, coverage, now};
use crate::changes::FolderChanges;
use crate::knowledge::{Folder, Problem};

/// How often each part changed. The page asks again for what grew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Revisions {
    pub(super) chat: u64,
    pub(super) files: u64,
    pub(super) study: u64,
    pub(super) inbox: u64,
}

/// The chat as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct ShownChat {
    revision: u64,
    /// Whether there are files to answer from.
    ready: bool,
    /// The language it is held in.
    language: String,
    messages: Vec<ShownMessage>,
    whys: Vec<ShownWhy>,
}

/// What is shared by all requests.
#[derive(Debug)]
pub(super) struct State {
    library: Library,
    editor: Editor,
    inbox: Inbox,
    shown: Mutex<Inner>,
    revisions: watch::Sender<Revisions>,
}

#[derive(Debug)]
struct Inner {
    loaded: Option<Arc<Loaded>>,
    /// What was answered from before the last save, until the two are compared.
    before: Option<Arc<Loaded>>,
    problems: Vec<Problem>,
    changes: Option<Changes>,
    chat: Chat,
    study: Study,
}

impl State {
    pub(super) fn new(library: Library, editor: Editor) -> Self {
        let inner = Inner {
            loaded: None,
            before: None,
            problems: Vec::new(),
            changes: None,
            chat: Chat::begin(now()),
            study: Study::default(),
        };
        let (revisions, _) = watch::channel(Revisions::default());
        let inbox = Inbox::new(library.database.clone());
        Self { library, editor, inbox, shown: Mutex::new(inner), revisions }
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.library.folder
    }

    /// Tells of each change.
    pub(super) fn follow(&self) -> watch::Receiver<Revisions> {
        self.revisions.subscribe()
    }

    /// The problems of the files as they are now.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.lock().problems.clone()
    }

    /// Reads the files again. Good ones are taken, and the chat is played again on them; others
    /// leave everything as it is but for their problems. `saved` are the files that changed.
    pub(super) fn reload(&self, saved: &[String]) {
        let read = (self.library.load)();
        let mut inner = self.lock();
        match read {
            Err(problems) => {
                inner.problems = problems;
                self.note(|revisions| revisions.files += 1);
            }
            Ok(loaded) => {
                inner.take(loaded, saved);
                self.note(|revisions| {
                    revisions.files += 1;
                    revisions.chat += 1;
                    revisions.study += 1;
                });
            }
        }
    }

    /// A person types. Nothing happens where there are no files to answer from.
    pub(super) fn typed(&self, text: String) {
        self.talk(|chat, loaded| chat.typed(text, &loaded.languages, now()));
    }

    /// A person taps a button of a message.
    pub(super) fn tapped(&self, message: MessageId, data: String) {
        self.talk(|chat, loaded| chat.tapped(message, data, &loaded.languages, now()));
    }

    /// The chat begins anew.
    pub(super) fn start_over(&self) {
        self.talk(|chat, loaded| {
            *chat = Chat::begin(now());
            chat.replay(&loaded.languages);
        });
    }

    pub(super) fn chat(&self) -> ShownChat {
        let inner = self.lock();
        let speaking = inner
            .loaded
            .as_ref()
            .map(|loaded| loaded.languages.speaking([inner.chat.language()]).language().to_owned());
        ShownChat {
            revision: self.revisions.borrow().chat,
            ready: inner.loaded.is_some(),
            language: speaking.unwrap_or_default(),
            messages: inner.chat.messages(),
            whys: inner.chat.whys(),
        }
    }

    pub(super) fn files(&self) -> Files {
        let (folder, editor) = (self.folder(), &self.editor);
        let inner = self.lock();
        let taken = match (&inner.loaded, inner.problems.is_empty()) {
            (Some(_), true) => Taken::Now,
            (Some(_), false) => Taken::LastGood,
            (None, _) => Taken::None,
        };
        let knowledge = inner.loaded.as_ref().map(|loaded| &loaded.knowledge);
        let phrases = knowledge.and_then(|knowledge| knowledge.phrases.as_ref());
        let commands = phrases.map(|phrases| phrases.commands.clone().into_iter().collect());
        Files {
            revision: self.revisions.borrow().files,
            folder: folder.to_string(),
            built_in: matches!(folder, Folder::BuiltIn(_)),
            taken,
            problems: Shown::all(&inner.problems, folder, editor),
            changes: inner.changes.clone(),
            bot: phrases.map(|phrases| phrases.bot.name.clone()).unwrap_or_default(),
            commands: commands.unwrap_or_default(),
            topics: knowledge.map(coverage::topics).unwrap_or_default(),
            entries: knowledge
                .map(|knowledge| coverage::entries(knowledge, folder, editor))
                .unwrap_or_default(),
        }
    }

    pub(super) fn study(&self) -> Study {
        let mut study = self.lock().study.clone();
        study.revision = self.revisions.borrow().study;
        study
    }

    pub(super) fn inbox(&self) -> ShownInbox {
        self.inbox.shown(self.revisions.borrow().inbox)
    }

    /// Reads the inbox again.
    pub(super) async fn read_inbox(&self) {
        if self.inbox.read(self.folder(), self.loaded()).await {
            self.note(|revisions| revisions.inbox += 1);
        }
    }

    /// Works out what an editor decides about a group of the inbox.
    pub(super) async fn propose(&self, asked: Asked) -> Outcome {
        self.inbox.propose(self.folder(), &self.editor, asked).await
    }

    /// Works out how the latest edit is taken back.
    pub(super) fn propose_undo(&self) -> Outcome {
        self.inbox.propose_undo(self.folder())
    }

    /// Does what was worked out under this number. A file that changes is then read as after any save.
    pub(super) async fn carry_out(&self, number: u64) -> Outcome {
        let outcome = self.inbox.carry_out(self.folder(), number).await;
        self.read_inbox().await;
        outcome
    }

    /// The files that are answered from.
    pub(super) fn loaded(&self) -> Option<Arc<Loaded>> {
        self.lock().loaded.clone()
    }

    /// Finds out what the save of `loaded` changes for people and makes the longer checks, the work of
    /// seconds, and shows each when it is done. Gives up as soon as there are newer files.
    pub(super) fn look_into(&self, loaded: &Arc<Loaded>) {
        if let Some(before) = self.before(loaded) {
            let changes = FolderChanges::between(&before.languages, &loaded.languages);
            let people = ForPeople::new(&changes);
            drop(before);
            if !self.keep(loaded, |study| study.people = Some(Dated::now(people))) {
                return;
            }
        }
        let Checked { problems, warnings } = (self.library.check)(loaded);
        let shown = |problems: &[Problem]| Shown::all(problems, self.folder(), &self.editor);
        let found = Found { problems: shown(&problems), warnings: shown(&warnings) };
        if self.keep(loaded, |study| study.check = Some(Dated::now(found))) {
            let found = overlap(&loaded.knowledge, self.folder(), &self.editor);
            self.keep(loaded, |study| study.overlap = Some(Dated::now(found)));
        }
    }

    /// Takes what was answered from before `loaded`, if that is what is answered from now.
    fn before(&self, loaded: &Arc<Loaded>) -> Option<Arc<Loaded>> {
        let mut inner = self.lock();
        let is_current = inner.loaded.as_ref().is_some_and(|current| Arc::ptr_eq(current, loaded));
        if is_current { inner.before.take() } else { None }
    }

    /// Keeps what was found out about `loaded`, and says whether it is still what is answered from.
    fn keep(&self, loaded: &Arc<Loaded>, note: impl FnOnce(&mut Study)) -> bool {
        let mut inner = self.lock();
        let current = inner.loaded.as_ref();
        let is_current = current.is_some_and(|current| Arc::ptr_eq(current, loaded));
        if is_current {
            note(&mut inner.study);
            self.note(|revisions| revisions.study += 1);
        }
        is_current
    }

    fn talk(&self, act: impl FnOnce(&mut Chat, &Loaded)) {
        let mut inner = self.lock();
        if let Some(loaded) = inner.loaded.clone() {
            act(&mut inner.chat, &loaded);
            self.note(|revisions| revisions.chat += 1);
        }
    }

    fn note(&self, change: impl FnOnce(&mut Revisions)) {
        self.revisions.send_modify(change);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Answers from these files from now on.
    fn take(&mut self, loaded: Loaded, saved: &[String]) {
        let answers = self.chat.replay(&loaded.languages);
        self.before = self.loaded.take();
        self.changes = self.before.as_ref().map(|old| Changes {
            at: now(),
            files: saved.to_vec(),
            answers,
            ..Changes::between(&old.knowledge, &loaded.knowledge)
        });
        self.loaded = Some(Arc::new(loaded));
        self.problems.clear();
        self.study.mark_outdated();
    }
}
