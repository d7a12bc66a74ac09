//! The requests to reload, one after the other: read, perhaps ask, swap, keep.
//!
//! `comparison` finds what a change means for people, beside the answers.

mod comparison;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::changes::FolderChanges;
use crate::config::Reload;
use crate::conversation::Languages;
use crate::faq_watch::{Contents, Seen};
use crate::knowledge::{Files, Problem};
use crate::snapshots::{Restored, SnapshotError};
use crate::telegram::faq_source::{FaqSource, Newer, Read, ReloadRequest, Verdict, report};
use crate::telegram::handler::{Handler, unix_now};
use crate::telegram::ops::metrics;
use comparison::{Comparisons, log};

/// What deals with requests to reload.
pub(crate) struct Reloads {
    source: Arc<FaqSource>,
    /// What people are answered from.
    current: Arc<ArcSwap<Languages>>,
    handler: Arc<Handler>,
    mode: Reload,
    comparisons: Arc<Comparisons>,
    /// The text files of what is in use.
    texts: BTreeSet<PathBuf>,
    /// What the files in use say.
    taken: Option<Contents>,
    /// What was told of files that were refused last; empty if they were good.
    told: String,
    /// The change that waits for an admin.
    waiting: Option<Waiting>,
    /// The code of the latest change that an admin decided about, and how.
    decided: Option<(String, Verdict)>,
    /// Whether it was told that no states can be kept.
    told_unkept: Arc<AtomicBool>,
}

/// A change that waits for an admin.
struct Waiting {
    code: String,
    read: Read,
    /// What it changes.
    brief: String,
}

impl Reloads {
    pub(crate) fn new(
        source: Arc<FaqSource>,
        current: Arc<ArcSwap<Languages>>,
        handler: Arc<Handler>,
        mode: Reload,
    ) -> Self {
        let texts = source.first.as_ref().map(|seen| seen.look.texts()).unwrap_or_default();
        let taken = source.first.as_ref().map(|seen| seen.contents);
        Self {
            source,
            current,
            handler,
            mode,
            comparisons: Arc::default(),
            texts,
            taken,
            told: String::new(),
            waiting: None,
            decided: None,
            told_unkept: Arc::default(),
        }
    }

    /// Deals with all requests, until nobody can ask any more.
    pub(crate) async fn run(mut self, mut requests: mpsc::Receiver<ReloadRequest>) {
        // What the bot began with may be wanted back after the first edit. No request waits for it.
        let (source, told) = (Arc::clone(&self.source), Arc::clone(&self.told_unkept));
        let first = move || source.first.as_ref().and_then(|seen| source.files_of(&seen.look));
        let source = Arc::clone(&self.source);
        tokio::spawn(async move {
            keep(&source, &told, spawn_blocking(first).await.ok().flatten()).await;
        });
        while let Some(asked) = requests.recv().await {
            match &asked {
                ReloadRequest::Folder if self.is_in_use().await => {
                    tracing::debug!("the folder says what is in use");
                }
                ReloadRequest::Decided { chat, code, verdict } => {
                    self.decide(*chat, code, *verdict).await;
                }
                ReloadRequest::BringBack { chat, name } => {
                    if self.bring_back(*chat, name).await {
                        self.read(&asked).await;
                    }
                }
                _ => self.read(&asked).await,
            }
        }
    }

    /// Whether the folder says what is in use, and nothing else was told of it meanwhile.
    async fn is_in_use(&self) -> bool {
        let is_settled = self.told.is_empty() && self.waiting.is_none() && self.decided.is_none();
        let Some(dir) = self.source.dir().filter(|_| is_settled) else { return false };
        let dir = dir.to_owned();
        let now = spawn_blocking(move || Seen::at(&dir).contents).await.ok();
        now.is_some() && now == self.taken
    }

    async fn read(&mut self, asked: &ReloadRequest) {
        let is_brought_back = matches!(asked, ReloadRequest::BringBack { .. });
        let source = Arc::clone(&self.source);
        // What an earlier state does not have is gone on purpose.
        let known = if is_brought_back { BTreeSet::new() } else { self.texts.clone() };
        let Ok(read) = spawn_blocking(move || source.read(&known)).await else {
            metrics::reload(false);
            tracing::error!("a bug: reading the FAQ failed; the last good one stays");
            return;
        };
        metrics::reload(read.is_ok());
        match read {
            Err(problems) => self.refuse(&problems, asked).await,
            Ok(read) => {
                let is_same = read.contents == self.taken;
                let must_ask = self.mode == Reload::Confirm && !is_same && !is_brought_back;
                match read.contents.filter(|_| must_ask) {
                    Some(contents) => self.ask(contents.code(), read, asked).await,
                    None => self.reload(read, is_same, asked).await,
                }
            }
        }
    }

    async fn refuse(&mut self, problems: &[Problem], asked: &ReloadRequest) {
        for problem in problems {
            tracing::error!(problem = %problem, "the changed FAQ was not taken");
        }
        self.waiting = None;
        let report = report(problems);
        self.handler.note_newer(Newer::Refused(report.clone()));
        if report != self.told || asked.chat().is_some() {
            for admin in &self.handler.admins {
                self.handler.not_reloaded(*admin, &report).await;
            }
            self.told = report;
        }
    }

    /// Answers from good files, and finds out beside that what they change.
    async fn reload(&mut self, read: Read, is_same: bool, asked: &ReloadRequest) {
        let (old, new, files) = self.swap(read, asked);
        if let Some(chat) = asked.chat() {
            self.handler.reloaded(chat, is_same).await;
        }
        if !is_same {
            // Who brings a state back has seen what it changes.
            let chat = match asked {
                ReloadRequest::Admin(chat) => Some(*chat),
                _ => None,
            };
            self.compare_later(old, new, chat);
        }
        self.keep(files).await;
    }

    /// Answers from these files from now on. Gives the languages before and now, and the files.
    fn swap(
        &mut self,
        read: Read,
        asked: &ReloadRequest,
    ) -> (Arc<Languages>, Arc<Languages>, Option<Files>) {
        let Read { languages, texts, contents, files } = read;
        tracing::info!(
            asked = asked.name(),
            entries = languages.first().entries().count(),
            languages = languages.all().count(),
            "FAQ reloaded"
        );
        let new = Arc::new(languages);
        let old = self.current.swap(Arc::clone(&new));
        self.handler.note_taken();
        (self.texts, self.taken) = (texts, contents);
        (self.waiting, self.decided) = (None, None);
        self.told.clear();
        (old, new, files)
    }

    /// Shows a change to the admins, or to the one who asked, and waits for one of them. What changes
    /// remarks alone is used at once.
    async fn ask(&mut self, code: String, read: Read, asked: &ReloadRequest) {
        let is_known = self.waiting.as_ref().is_some_and(|waiting| waiting.code == code);
        let brief = if let Some(waiting) = self.waiting.take().filter(|_| is_known) {
            waiting.brief
        } else {
            let (old, new) = (self.current.load_full(), Arc::new(read.languages.clone()));
            let changes = self.source.compare(old, new).await;
            if changes.as_ref().is_some_and(FolderChanges::is_none) {
                return self.reload(read, true, asked).await;
            }
            changes.iter().for_each(log);
            tracing::info!(change = code, "the changed FAQ waits for an admin");
            changes.map(|changes| changes.brief()).unwrap_or_default()
        };
        let chats = match asked.chat() {
            Some(chat) => vec![chat],
            None if is_known => Vec::new(),
            None => self.handler.admins.clone(),
        };
        self.told.clear();
        self.decided = None;
        self.handler.note_newer(Newer::Waits);
        let mut is_asked = chats.is_empty();
        for chat in chats {
            is_asked |= self.handler.ask_about_changes(chat, &brief, &code).await;
        }
        if !is_asked {
            tracing::error!(
                "no admin could be asked about the changed FAQ, so the old one stays in use: let \
                 an admin press Start in the chat with the bot, and send /reload"
            );
        }
        self.waiting = Some(Waiting { code, read, brief });
    }

    /// Does what an admin decided, if it is about the change that waits; else says what became of it.
    async fn decide(&mut self, chat: i64, code: &str, verdict: Verdict) {
        match self.waiting.take() {
            Some(waiting) if waiting.code == code => {
                let decided = ReloadRequest::Decided { chat, code: waiting.code, verdict };
                match verdict {
                    Verdict::Apply => {
                        let (.., files) = self.swap(waiting.read, &decided);
                        self.handler.changes_decided(chat, verdict).await;
                        self.keep(files).await;
                    }
                    Verdict::KeepOld => {
                        tracing::info!(change = code, "an admin keeps the old FAQ");
                        self.handler.note_newer(Newer::KeptOld);
                        self.handler.changes_decided(chat, verdict).await;
                    }
                }
                self.decided = Some((code.to_owned(), verdict));
            }
            waiting => {
                self.waiting = waiting;
                let decided = self.decided.as_ref().filter(|(known, _)| known == code);
                self.handler.changes_decided_before(chat, decided.map(|(_, how)| *how)).await;
            }
        }
    }

    /// Writes an earlier state into the folder; whether that was done.
    async fn bring_back(&self, chat: i64, name: &str) -> bool {
        let (source, own_name) = (Arc::clone(&self.source), name.to_owned());
        let taken = self.taken;
        let restored = spawn_blocking(move || source.restore(&own_name, taken)).await;
        match restored {
            Ok(Ok(restored)) => {
                tracing::info!(snapshot = name, files = restored.files, "an earlier FAQ is back");
                self.handler.brought_back(chat, name, restored.files).await;
                true
            }
            Ok(Err(why)) => {
                tracing::warn!(snapshot = name, %why, "an earlier FAQ could not be brought back");
                self.handler.not_brought_back(chat, &why).await;
                false
            }
            Err(_) => {
                tracing::error!("a bug: bringing an earlier FAQ back failed");
                false
            }
        }
    }

    async fn keep(&self, files: Option<Files>) {
        keep(&self.source, &self.told_unkept, files).await;
    }
}

/// Keeps a good state. Where that cannot be, it is told once.
async fn keep(source: &FaqSource, told: &AtomicBool, files: Option<Files>) {
    let (Some(files), Some(snapshots)) = (files, source.snapshots()) else { return };
    let keeping = move || snapshots.keep_unless_latest(&files, unix_now());
    match spawn_blocking(keeping).await {
        Ok(Ok(Some(snapshot))) => tracing::info!(snapshot, "this state of the FAQ is kept"),
        Ok(Err(error)) if !told.swap(true, Ordering::Relaxed) => tracing::warn!(
            "states of the FAQ cannot be kept, so that none can be brought back: {error}"
        ),
        _ => {}
    }
}

impl FaqSource {
    /// Brings the files of a snapshot back, if people could be answered from them. `taken` is what the
    /// files in use say.
    fn restore(&self, name: &str, taken: Option<Contents>) -> Result<Restored, String> {
        let told = |error: SnapshotError| error.to_string();
        let (Some(snapshots), Some(dir)) = (self.snapshots(), self.dir()) else {
            return Err("the FAQ is the one built into the program".to_owned());
        };
        let kept = snapshots.find(name).map_err(told)?;
        self.load_state(&kept.into()).map_err(|problems| report(&problems))?;
        // What is in use was found good when it was taken.
        let is_good = Some(Seen::at(dir).contents) == taken || self.load_folder().is_ok();
        snapshots.restore(name, dir, is_good, unix_now()).map_err(told)
    }
}
