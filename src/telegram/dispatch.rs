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

use crate::conversation::Event;
use crate::storage::{CLAIM_RENEWAL, Claim};
use crate::telegram::handler::{Failure, Handler, unix_now};
use crate::telegram::offsets::Offsets;
use crate::telegram::ops::metrics;
use crate::telegram::updates::lenient;
use crate::telegram::updates::redact::without_names;
use crate::telegram::updates::update::{self, ChatEvent, Query, Reading, Source};

/// How long one update may take, the trying of its replies included. An update that takes longer
/// is given up, unless it is Telegram that holds it up.
const UPDATE: Duration = Duration::from_mins(5);

/// How much longer an update may take that was held up.
const AFTER_OUTAGE: Duration = Duration::from_mins(1);

/// How long the next picture of an album is waited for. They are sent one right after the other.
/// The next call for updates may be half a second away.
const ALBUM: Duration = Duration::from_secs(1);

/// Takes updates in and sees them through.
pub(crate) struct Dispatcher {
    handler: Arc<Handler>,
    waiting_max: usize,
    /// Whether other instances may be brought the same updates.
    shared: bool,
    state: Mutex<State>,
    /// Told whenever an update is finished.
    progress: Notify,
}

#[derive(Default)]
struct State {
    offsets: Offsets,
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
    Answer(ChatEvent),
    Reload(i64),
    Greet(i64),
    Leave(i64),
    PressOnly(CallbackQueryId),
    Offer(Query),
    Together(Vec<ChatEvent>),
}

impl Job {
    /// Whether it can be answered together with others: a press cannot, it may change a message,
    /// and an album is answered once anyway.
    fn is_message(&self) -> bool {
        match self {
            Self::Answer(ChatEvent { source, album, .. }) => {
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
pub(crate) fn number(raw: &RawValue) -> Option<u32> {
    serde_json::from_str::<Numbered>(raw.get()).ok().map(|numbered| numbered.update_id)
}

impl Dispatcher {
    /// `shared` says that other instances may be brought the same updates.
    pub(crate) fn new(handler: Arc<Handler>, waiting_max: usize, shared: bool) -> Arc<Self> {
        Arc::new(Self {
            handler,
            waiting_max,
            shared,
            state: Mutex::default(),
            progress: Notify::new(),
        })
    }

    /// Takes an update in. `true` if it was not known yet.
    ///
    /// One that cannot be read is set aside: logged once by its number, and finished.
    pub(crate) fn take_in(self: &Arc<Self>, raw: &RawValue) -> bool {
        let Some(update_id) = number(raw) else {
            tracing::warn!("an update without a number was set aside");
            return false;
        };
        // Those under way come again with each call; they are not worth reading twice.
        {
            let offsets = &mut self.state().offsets;
            offsets.see(update_id);
            if offsets.knows(update_id) {
                return false;
            }
        }
        self.take_up(update_id, raw, true)
    }

    /// Takes in what waited when the program ended. It was confirmed, and does not come again.
    pub(crate) async fn take_in_waiting(self: &Arc<Self>) {
        let waiting =
            match self.handler.store.waiting(self.handler.me.id.cast_signed(), unix_now()).await {
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
            Ok(update) => update::read(update, &self.handler.me),
            Err(_) => Reading::NotUnderstood,
        };
        let reading = self.read_leniently(update_id, raw, reading);
        let (chat, job) = match reading {
            Reading::NotUnderstood | Reading::Textless(_) => {
                return self.not_understood(update_id);
            }
            Reading::Answer(incoming) => {
                metrics::update(incoming.kind());
                let chat = incoming.chat;
                let reload = self.handler.is_reload(&incoming);
                (chat, if reload { Job::Reload(chat) } else { Job::Answer(incoming) })
            }
            Reading::PressOnly(query) => (0, Job::PressOnly(query)),
            Reading::Offer(query) => {
                metrics::update("inline");
                (typing_place(query.user), Job::Offer(query))
            }
            Reading::Joined(chat) => {
                metrics::update("joined");
                (chat, Job::Greet(chat))
            }
            Reading::Moved(chat) => {
                self.handler.chats.note_moved(chat);
                return self.set_aside(update_id, "a group that moved");
            }
            Reading::Left(chat) => {
                metrics::update("left");
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
        match lenient::read(raw, &self.handler.me) {
            Some(reading) => {
                metrics::lenient();
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
        metrics::update("unreadable");
        self.finish_unanswered(update, "not understood")
    }

    fn set_aside(&self, update: u32, reason: &'static str) -> bool {
        metrics::update("set-aside");
        self.finish_unanswered(update, reason)
    }

    fn finish_unanswered(&self, update: u32, reason: &'static str) -> bool {
        tracing::debug!(update.id = update, reason, "an update was set aside");
        let mut state = self.state();
        let new = !state.offsets.knows(update);
        state.offsets.finish(update);
        new
    }

    fn enqueue(self: &Arc<Self>, taken: Taken, chat: i64, shown: bool) -> bool {
        let mut state = self.state();
        let offsets = &mut state.offsets;
        let new = if shown {
            offsets.admit(taken.update, chat, Instant::now())
        } else {
            offsets.admit_released(taken.update)
        };
        if !new {
            return false;
        }
        let idle = !state.chats.contains_key(&chat);
        if is_chat(chat) || state.chats.get(&chat).is_none_or(|jobs| jobs.len() < self.waiting_max)
        {
            state.raws.insert(taken.update, taken.raw);
            let job = Waits { update: taken.update, job: taken.job, at: taken.at };
            state.chats.entry(chat).or_default().push_back(job);
        } else {
            // Somebody types faster than cards can be offered: the later queries matter.
            metrics::flooded();
            state.offsets.finish(taken.update);
            drop(state);
            self.progress.notify_waiters();
            return true;
        }
        drop(state);
        if idle {
            let dispatcher = Arc::clone(self);
            tokio::spawn(async move { dispatcher.work_off(chat).await });
        }
        true
    }

    /// What is worked off next in a chat: one update, or all messages in a row where more of them
    /// wait than can be answered one by one.
    fn next(&self, chat: i64) -> Option<(Vec<u32>, Job, Instant)> {
        let mut state = self.state();
        let waiting = state.chats.get_mut(&chat)?;
        let Some(first) = waiting.pop_front() else {
            state.chats.remove(&chat);
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
        drop(state);
        for _ in &messages {
            metrics::flooded();
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
            metrics::answered(at.elapsed());
            let (under_way, chats, kept) = {
                let mut state = self.state();
                let kept: Vec<u32> =
                    updates.iter().copied().filter(|at| state.offsets.is_released(*at)).collect();
                for update in &updates {
                    state.raws.remove(update);
                    if ours {
                        state.offsets.finish(*update);
                    } else {
                        state.offsets.give_back(*update);
                    }
                }
                (state.offsets.under_way(), state.chats.len(), kept)
            };
            metrics::load(under_way, chats);
            self.progress.notify_waiters();
            if !kept.is_empty() {
                let bot = self.handler.me.id.cast_signed();
                self.handler.store.no_longer_waiting(bot, &kept).await;
            }
        }
        let (under_way, chats) = {
            let state = self.state();
            (state.offsets.under_way(), state.chats.len())
        };
        metrics::load(under_way, chats);
    }

    /// Confirms what holds up others and takes long. Where there is a disk it is kept there first;
    /// where there is none only what cannot be helped is confirmed, and a crash would lose it.
    pub(crate) async fn clear_window(&self) {
        let durable = self.handler.store.is_durable();
        let rows: Vec<(u32, String)> = {
            let state = self.state();
            let updates = state.offsets.in_the_way(Instant::now(), durable);
            let with_text = |update: u32| {
                (update, state.raws.get(&update).map_or_else(String::new, |raw| without_names(raw)))
            };
            updates.into_iter().map(with_text).collect()
        };
        if rows.is_empty() {
            return;
        }
        let bot = self.handler.me.id.cast_signed();
        let updates: Vec<u32> = rows.iter().map(|(update, _)| *update).collect();
        if durable {
            if self.handler.store.keep_waiting(bot, &rows, unix_now()).await.is_err() {
                return;
            }
            tracing::info!(updates = updates.len(), "what takes long waits on the disk");
        } else {
            tracing::warn!(
                updates = updates.len(),
                "what takes long waits in memory so that others are seen; a database would keep it"
            );
        }
        metrics::waiting(if durable { "disk" } else { "memory" }, updates.len());
        let done: Vec<u32> = {
            let mut state = self.state();
            state.offsets.release(&updates);
            let offsets = &state.offsets;
            let done = updates.iter().copied().filter(|update| offsets.is_finished(*update));
            let done = done.collect();
            if !durable {
                state.in_memory.extend(updates);
            }
            done
        };
        if durable && !done.is_empty() {
            self.handler.store.no_longer_waiting(bot, &done).await;
        }
    }

    /// Sees an update through unless another instance does; `false` if one is at it.
    async fn claim_and_see_through(&self, update: u32, chat: i64, job: Job) -> bool {
        if !self.shared {
            self.see_through(update, chat, job).await;
            return true;
        }
        let (store, number) = (&self.handler.store, i64::from(update));
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
                Err(_) if self.handler.replies.requester().is_held_up() => limit = AFTER_OUTAGE,
                Err(_) => break Failure::TookTooLong,
            }
        };
        metrics::failure(failure);
        tracing::error!(update.id = update, failure = ?failure, "an update was not answered");
        if is_chat(chat) {
            let sorry = AssertUnwindSafe(self.handler.apologise(chat)).catch_unwind();
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
                return self.handler.answer(incoming).await;
            }
            Job::Offer(query) => return self.handler.offer(query).await,
            Job::Greet(chat) => self.handler.greet_group(chat).await,
            Job::Leave(chat) => self.handler.leave(chat).await,
            Job::Reload(chat) => self.handler.ask_for_reload(chat).await,
            Job::PressOnly(query) => {
                self.handler.replies.acknowledge(&query).await;
            }
            Job::Together(all) => return self.handler.answer_together(all).await,
        }
        Ok(())
    }

    /// Whether this is a picture of an album without a word, and another one of it came meanwhile:
    /// the last one is answered, unless there are words under one of them.
    async fn goes_on_in_its_album(&self, incoming: &ChatEvent) -> bool {
        let (Some(album), Event::Sent(_)) = (&incoming.album, &incoming.event) else {
            return false;
        };
        sleep(ALBUM).await;
        let state = self.state();
        state.chats.get(&incoming.chat).is_some_and(|waiting| {
            waiting.iter().any(|waits| {
                matches!(&waits.job, Job::Answer(next) if next.album.as_ref() == Some(album))
            })
        })
    }

    /// The offset to confirm to Telegram.
    pub(crate) fn offset(&self) -> u32 {
        self.state().offsets.offset()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.state().offsets.is_idle()
    }

    pub(crate) fn under_way(&self) -> usize {
        self.state().offsets.under_way()
    }

    pub(crate) fn restart_numbers(&self) {
        self.state().offsets.restart_numbers();
    }

    /// How many updates under way were confirmed already and are kept nowhere else.
    pub(crate) fn only_in_memory(&self) -> usize {
        let state = self.state();
        state.in_memory.iter().filter(|update| state.offsets.is_under_way(**update)).count()
    }

    /// Waits until the offset is `wanted` or higher or nothing is under way, or `limit` is over.
    pub(crate) async fn progress_to(&self, wanted: u32, limit: Duration) {
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
    pub(crate) async fn is_finished_within(&self, update: u32, limit: Duration) -> bool {
        let waiting = async {
            loop {
                let told = self.progress.notified();
                if !self.state().offsets.is_under_way(update) {
                    return;
                }
                told.await;
            }
        };
        timeout(limit, waiting).await.is_ok() && self.state().offsets.is_finished(update)
    }

    /// Waits until nothing is under way, or `limit` is over.
    pub(crate) async fn drain(&self, limit: Duration) {
        self.progress_to(u32::MAX, limit).await;
    }

    /// A panic while the state are open cannot leave them half written in a way that matters.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
