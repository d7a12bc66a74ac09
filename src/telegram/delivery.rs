//! Takes updates in, and sees each through to its end: in order within a chat, chats side by
//! side, each once.

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::value::RawValue;
use teloxide::types::{CallbackQueryId, Update};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::desk::{Desk, Failure, unix_now};
use super::incoming::{self, Incoming, Query, Reading, Source};
use super::ledger::Ledger;
use super::lenient;
use super::measure;
use super::scrub::without_names;
use crate::conversation::Event;
use crate::storage::{CLAIM_RENEWAL, Claim};

/// How long one update may take, the trying of its replies included. An update that takes longer
/// is given up, unless it is Telegram that holds it up.
const UPDATE: Duration = Duration::from_mins(5);

/// How much longer an update may take that was held up.
const AFTER_OBSTACLE: Duration = Duration::from_mins(1);

/// How long the next picture of an album is waited for. They are sent one right after the other.
/// The next call for updates may be half a second away.
const ALBUM: Duration = Duration::from_secs(1);

/// Takes updates in and sees them through.
pub(super) struct Delivery {
    desk: Arc<Desk>,
    waiting_max: usize,
    /// Whether other instances may be brought the same updates.
    shared: bool,
    books: Mutex<Books>,
    /// Told whenever an update is finished.
    progress: Notify,
}

#[derive(Default)]
struct Books {
    ledger: Ledger,
    /// What waits in each chat that has a task at work.
    chats: HashMap<i64, VecDeque<Waits>>,
    /// The updates under way, as they came.
    raws: HashMap<u32, Box<RawValue>>,
    /// Those that were confirmed and are kept nowhere else, finished ones included.
    in_memory: HashSet<u32>,
}

/// An update that waits for its turn.
struct Waits {
    update: u32,
    job: Job,
    at: Instant,
}

/// An update that was taken in.
struct Taken {
    update: u32,
    job: Job,
    at: Instant,
    /// As it came, in case it has to wait.
    raw: Box<RawValue>,
}

enum Job {
    Answer(Incoming),
    Reload(i64),
    Greet(i64),
    Leave(i64),
    PressOnly(CallbackQueryId),
    Offer(Query),
    Together(Vec<Incoming>),
}

impl Job {
    /// Whether it can be answered together with others: a press cannot, it may change a message,
    /// and an album is answered once anyway.
    fn is_message(&self) -> bool {
        match self {
            Self::Answer(Incoming { source, album, .. }) => {
                album.is_none() && !matches!(source, Source::Pressed { .. })
            }
            _ => false,
        }
    }
}

/// The number of an update, which is wanted even of one that cannot be read otherwise.
#[derive(serde::Deserialize)]
struct Numbered {
    update_id: u32,
}

/// Stands for a chat where one person's inline queries are worked off in order, beside the
/// person's own chat: no chat of Telegram's has a number so low.
fn typing_place(user: u64) -> i64 {
    i64::MIN.saturating_add_unsigned(user)
}

/// Whether something can be said in a chat with this number.
fn is_chat(chat: i64) -> bool {
    chat != 0 && chat > i64::MIN / 2
}

/// The number of an update, if it has one.
pub(super) fn number(raw: &RawValue) -> Option<u32> {
    serde_json::from_str::<Numbered>(raw.get()).ok().map(|numbered| numbered.update_id)
}

impl Delivery {
    /// `shared` says that other instances may be brought the same updates.
    pub(super) fn new(desk: Arc<Desk>, waiting_max: usize, shared: bool) -> Arc<Self> {
        Arc::new(Self {
            desk,
            waiting_max,
            shared,
            books: Mutex::default(),
            progress: Notify::new(),
        })
    }

    /// Takes an update in. `true` if it was not known yet.
    ///
    /// One that cannot be read is set aside: logged once by its number, and finished.
    pub(super) fn take_in(self: &Arc<Self>, raw: &RawValue) -> bool {
        let Some(update_id) = number(raw) else {
            tracing::warn!("an update without a number was set aside");
            return false;
        };
        // Those under way come again with each call; they are not worth reading twice.
        {
            let ledger = &mut self.books().ledger;
            ledger.see(update_id);
            if ledger.knows(update_id) {
                return false;
            }
        }
        self.take_up(update_id, raw, true)
    }

    /// Takes in what waited when the program ended. It was confirmed, and does not come again.
    pub(super) async fn take_in_waiting(self: &Arc<Self>) {
        let waiting = match self.desk.store.waiting(self.desk.me.id.cast_signed(), unix_now()).await
        {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%error, "what waited for Telegram at the last end is not known");
                return;
            }
        };
        if !waiting.is_empty() {
            tracing::info!(updates = waiting.len(), "answering what waited at the last end");
        }
        for content in waiting {
            if let Ok(raw) = serde_json::from_str::<&RawValue>(&content)
                && let Some(update) = number(raw)
            {
                self.take_up(update, raw, false);
            }
        }
    }

    /// Reads an update and lets it be worked off; `shown` says whether Telegram shows it.
    fn take_up(self: &Arc<Self>, update_id: u32, raw: &RawValue, shown: bool) -> bool {
        let reading = match serde_json::from_str::<Update>(raw.get()) {
            Ok(update) => incoming::read(update, &self.desk.me),
            Err(_) => Reading::NotUnderstood,
        };
        let reading = self.read_leniently(update_id, raw, reading);
        let (chat, job) = match reading {
            Reading::NotUnderstood | Reading::Textless(_) => {
                return self.not_understood(update_id);
            }
            Reading::Answer(incoming) => {
                measure::update(incoming.kind());
                let chat = incoming.chat;
                let reload = self.desk.is_reload(&incoming);
                (chat, if reload { Job::Reload(chat) } else { Job::Answer(incoming) })
            }
            Reading::PressOnly(query) => (0, Job::PressOnly(query)),
            Reading::Offer(query) => {
                measure::update("inline");
                (typing_place(query.user), Job::Offer(query))
            }
            Reading::Joined(chat) => {
                measure::update("joined");
                (chat, Job::Greet(chat))
            }
            Reading::Moved(chat) => {
                self.desk.chats.note_moved(chat);
                return self.set_aside(update_id, "a group that moved");
            }
            Reading::Left(chat) => {
                measure::update("left");
                (chat, Job::Leave(chat))
            }
            Reading::Ignore(reason) => return self.set_aside(update_id, reason),
        };
        let taken = Taken { update: update_id, job, at: Instant::now(), raw: raw.to_owned() };
        self.enqueue(taken, chat, shown)
    }

    /// Where teloxide found nothing to answer, or no text: what there is all the same.
    fn read_leniently(&self, update: u32, raw: &RawValue, typed: Reading) -> Reading {
        let otherwise = match typed {
            Reading::NotUnderstood => Reading::NotUnderstood,
            Reading::Textless(reading) => *reading,
            reading => return reading,
        };
        match lenient::read(raw, &self.desk.me) {
            Some(reading) => {
                measure::lenient();
                tracing::info!(
                    update.id = update,
                    "an update with fields that this version does not know was read leniently"
                );
                reading
            }
            None => otherwise,
        }
    }

    fn not_understood(&self, update: u32) -> bool {
        measure::update("unreadable");
        self.finish_unanswered(update, "not understood")
    }

    fn set_aside(&self, update: u32, reason: &'static str) -> bool {
        measure::update("set-aside");
        self.finish_unanswered(update, reason)
    }

    fn finish_unanswered(&self, update: u32, reason: &'static str) -> bool {
        tracing::debug!(update.id = update, reason, "an update was set aside");
        let mut books = self.books();
        let new = !books.ledger.knows(update);
        books.ledger.finish(update);
        new
    }

    fn enqueue(self: &Arc<Self>, taken: Taken, chat: i64, shown: bool) -> bool {
        let mut books = self.books();
        let ledger = &mut books.ledger;
        let new = if shown {
            ledger.admit(taken.update, chat, Instant::now())
        } else {
            ledger.admit_released(taken.update)
        };
        if !new {
            return false;
        }
        let idle = !books.chats.contains_key(&chat);
        if is_chat(chat) || books.chats.get(&chat).is_none_or(|jobs| jobs.len() < self.waiting_max)
        {
            books.raws.insert(taken.update, taken.raw);
            let job = Waits { update: taken.update, job: taken.job, at: taken.at };
            books.chats.entry(chat).or_default().push_back(job);
        } else {
            // Somebody types faster than cards can be offered: the later queries matter.
            measure::flooded();
            books.ledger.finish(taken.update);
            drop(books);
            self.progress.notify_waiters();
            return true;
        }
        drop(books);
        if idle {
            let delivery = Arc::clone(self);
            tokio::spawn(async move { delivery.work_off(chat).await });
        }
        true
    }

    /// What is worked off next in a chat: one update, or all messages in a row where more of them
    /// wait than can be answered one by one.
    fn next(&self, chat: i64) -> Option<(Vec<u32>, Job, Instant)> {
        let mut books = self.books();
        let waiting = books.chats.get_mut(&chat)?;
        let Some(first) = waiting.pop_front() else {
            books.chats.remove(&chat);
            return None;
        };
        let mut updates = vec![first.update];
        if waiting.len() < self.waiting_max || !first.job.is_message() {
            return Some((updates, first.job, first.at));
        }
        let mut messages = Vec::new();
        let mut next = Some(first.job);
        while let Some(Job::Answer(incoming)) = next {
            messages.push(incoming);
            let more = waiting.pop_front_if(|waits| waits.job.is_message());
            updates.extend(more.as_ref().map(|waits| waits.update));
            next = more.map(|waits| waits.job);
        }
        drop(books);
        for _ in &messages {
            measure::flooded();
        }
        tracing::warn!(
            messages = messages.len(),
            "a chat sends faster than it can be answered; what waits is answered together"
        );
        Some((updates, Job::Together(messages), first.at))
    }

    /// Works off what waits in one chat, one after the other, until nothing does.
    async fn work_off(&self, chat: i64) {
        while let Some((updates, job, at)) = self.next(chat) {
            let first = updates.first().copied().unwrap_or_default();
            let ours = self.claim_and_see_through(first, chat, job).await;
            measure::answered(at.elapsed());
            let (under_way, chats, kept) = {
                let mut books = self.books();
                let kept: Vec<u32> =
                    updates.iter().copied().filter(|at| books.ledger.is_released(*at)).collect();
                for update in &updates {
                    books.raws.remove(update);
                    if ours {
                        books.ledger.finish(*update);
                    } else {
                        books.ledger.give_back(*update);
                    }
                }
                (books.ledger.under_way(), books.chats.len(), kept)
            };
            measure::load(under_way, chats);
            self.progress.notify_waiters();
            if !kept.is_empty() {
                let bot = self.desk.me.id.cast_signed();
                self.desk.store.no_longer_waiting(bot, &kept).await;
            }
        }
        let (under_way, chats) = {
            let books = self.books();
            (books.ledger.under_way(), books.chats.len())
        };
        measure::load(under_way, chats);
    }

    /// Confirms what holds up others and takes long. Where there is a disk it is kept there first;
    /// where there is none only what cannot be helped is confirmed, and a crash would lose it.
    pub(super) async fn clear_window(&self) {
        let durable = self.desk.store.is_durable();
        let rows: Vec<(u32, String)> = {
            let books = self.books();
            let updates = books.ledger.in_the_way(Instant::now(), durable);
            let with_text = |update: u32| {
                (update, books.raws.get(&update).map_or_else(String::new, |raw| without_names(raw)))
            };
            updates.into_iter().map(with_text).collect()
        };
        if rows.is_empty() {
            return;
        }
        let bot = self.desk.me.id.cast_signed();
        let updates: Vec<u32> = rows.iter().map(|(update, _)| *update).collect();
        if durable {
            if self.desk.store.keep_waiting(bot, &rows, unix_now()).await.is_err() {
                return;
            }
            tracing::info!(updates = updates.len(), "what takes long waits on the disk");
        } else {
            tracing::warn!(
                updates = updates.len(),
                "what takes long waits in memory so that others are seen; a database would keep it"
            );
        }
        measure::waiting(if durable { "disk" } else { "memory" }, updates.len());
        let done: Vec<u32> = {
            let mut books = self.books();
            books.ledger.release(&updates);
            let ledger = &books.ledger;
            let done = updates.iter().copied().filter(|update| ledger.is_finished(*update));
            let done = done.collect();
            if !durable {
                books.in_memory.extend(updates);
            }
            done
        };
        if durable && !done.is_empty() {
            self.desk.store.no_longer_waiting(bot, &done).await;
        }
    }

    /// Sees an update through unless another instance does; `false` if one is at it.
    async fn claim_and_see_through(&self, update: u32, chat: i64, job: Job) -> bool {
        if !self.shared {
            self.see_through(update, chat, job).await;
            return true;
        }
        let (store, number) = (&self.desk.store, i64::from(update));
        match store.claim(number, unix_now()).await {
            Claim::Ours => {
                let keeping = async {
                    loop {
                        sleep(CLAIM_RENEWAL).await;
                        store.keep_claim(number, unix_now()).await;
                    }
                };
                tokio::select! {
                    () = self.see_through(update, chat, job) => {}
                    () = keeping => {}
                }
                store.finish(number, unix_now()).await;
                true
            }
            Claim::Finished => true,
            Claim::Elsewhere => {
                tracing::debug!(update.id = update, "another instance is at this update");
                false
            }
        }
    }

    async fn see_through(&self, update: u32, chat: i64, job: Job) {
        let work = AssertUnwindSafe(self.work(job)).catch_unwind();
        let mut work = std::pin::pin!(work);
        let mut limit = UPDATE;
        let failure = loop {
            match timeout(limit, &mut work).await {
                Ok(Ok(Ok(()))) => return,
                Ok(Ok(Err(failure))) => break failure,
                Ok(Err(_)) => break Failure::Panicked,
                Err(_) if self.desk.outbox.courier().is_held_up() => limit = AFTER_OBSTACLE,
                Err(_) => break Failure::TookTooLong,
            }
        };
        measure::failure(failure);
        tracing::error!(update.id = update, failure = ?failure, "an update was not answered");
        if is_chat(chat) {
            let sorry = AssertUnwindSafe(self.desk.apologise(chat)).catch_unwind();
            // Neither a second failure nor a dead line is worth a second apology.
            let _ = timeout(UPDATE, sorry).await;
        }
    }

    async fn work(&self, job: Job) -> Result<(), Failure> {
        match job {
            Job::Answer(incoming) => {
                if self.goes_on_in_its_album(&incoming).await {
                    return Ok(());
                }
                return self.desk.answer(incoming).await;
            }
            Job::Offer(query) => return self.desk.offer(query).await,
            Job::Greet(chat) => self.desk.greet_group(chat).await,
            Job::Leave(chat) => self.desk.leave(chat).await,
            Job::Reload(chat) => self.desk.ask_for_reload(chat).await,
            Job::PressOnly(query) => {
                self.desk.outbox.acknowledge(&query).await;
            }
            Job::Together(all) => return self.desk.answer_together(all).await,
        }
        Ok(())
    }

    /// Whether this is a picture of an album without a word, and another one of it came meanwhile:
    /// the last one is answered, unless there are words under one of them.
    async fn goes_on_in_its_album(&self, incoming: &Incoming) -> bool {
        let (Some(album), Event::Sent(_)) = (&incoming.album, &incoming.event) else {
            return false;
        };
        sleep(ALBUM).await;
        let books = self.books();
        books.chats.get(&incoming.chat).is_some_and(|waiting| {
            waiting.iter().any(|waits| {
                matches!(&waits.job, Job::Answer(next) if next.album.as_ref() == Some(album))
            })
        })
    }

    /// The offset to confirm to Telegram.
    pub(super) fn offset(&self) -> u32 {
        self.books().ledger.offset()
    }

    pub(super) fn is_idle(&self) -> bool {
        self.books().ledger.is_idle()
    }

    pub(super) fn under_way(&self) -> usize {
        self.books().ledger.under_way()
    }

    pub(super) fn restart_numbers(&self) {
        self.books().ledger.restart_numbers();
    }

    /// How many updates under way were confirmed already and are kept nowhere else.
    pub(super) fn only_in_memory(&self) -> usize {
        let books = self.books();
        books.in_memory.iter().filter(|update| books.ledger.is_under_way(**update)).count()
    }

    /// Waits until the offset is `wanted` or higher or nothing is under way, or `limit` is over.
    pub(super) async fn progress_to(&self, wanted: u32, limit: Duration) {
        let reached = || self.offset() >= wanted || self.is_idle();
        let waiting = async {
            loop {
                let told = self.progress.notified();
                if reached() {
                    return;
                }
                told.await;
            }
        };
        // Being late is what the limit is for.
        let _ = timeout(limit, waiting).await;
    }

    /// Whether this update is finished, waited for up to `limit`. It is not, either, when another
    /// instance is at it.
    pub(super) async fn is_finished_within(&self, update: u32, limit: Duration) -> bool {
        let waiting = async {
            loop {
                let told = self.progress.notified();
                if !self.books().ledger.is_under_way(update) {
                    return;
                }
                told.await;
            }
        };
        timeout(limit, waiting).await.is_ok() && self.books().ledger.is_finished(update)
    }

    /// Waits until nothing is under way, or `limit` is over.
    pub(super) async fn drain(&self, limit: Duration) {
        self.progress_to(u32::MAX, limit).await;
    }

    /// A panic while the books are open cannot leave them half written in a way that matters.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
