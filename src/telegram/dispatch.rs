//! Takes updates in, and sees each through to its end: in order within a chat, chats side by
//! side, each once.

use std::collections::{HashMap, HashSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::value::RawValue;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use crate::conversation::Event;
use crate::storage::{CLAIM_RENEWAL, Claim};
use crate::telegram::failure::Failure;
use crate::telegram::handler::{Handler, unix_now};
use crate::telegram::offsets::Offsets;
use crate::telegram::ops::metrics;
use crate::telegram::updates::parse::{Parsed, number, parse};
use crate::telegram::updates::redact::redacted;
use crate::telegram::updates::update::{ChatEvent, Source, Update};

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
    queues: HashMap<i64, VecDeque<Queued>>,
    /// The updates under way, as they came.
    raws: HashMap<u32, Box<RawValue>>,
    /// Those that were confirmed and are kept nowhere else, finished ones included.
    in_memory: HashSet<u32>,
}

/// An update that waits for its turn.
struct Queued {
    number: u32,
    update: Update,
    at: Instant,
}

/// What is worked off in one go.
enum Work {
    One(Update),
    /// All messages in a row where more of them wait than can be answered one by one.
    Together(Vec<ChatEvent>),
}

/// Whether it can be answered together with others: a press cannot, it may change a message, and an
/// album is answered once anyway.
fn is_message(update: &Update) -> bool {
    match update {
        Update::Chat(ChatEvent { source, album, .. }) => {
            album.is_none() && !matches!(source, Source::Pressed { .. })
        }
        _ => false,
    }
}

/// Stands for a chat where one person's inline queries are worked off in order, beside the
/// person's own chat: no chat of Telegram's has a number so low.
fn inline_queue(user: u64) -> i64 {
    i64::MIN.saturating_add_unsigned(user)
}

/// Whether something can be said in a chat with this number.
fn is_chat(chat: i64) -> bool {
    chat != 0 && chat > i64::MIN / 2
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
    fn take_up(self: &Arc<Self>, number: u32, raw: &RawValue, shown: bool) -> bool {
        let Parsed { update, leniently } = parse(raw, &self.handler.me);
        if leniently {
            metrics::lenient();
            tracing::info!(
                update.id = number,
                "an update with fields that this version does not know was read leniently"
            );
        }
        metrics::update(update.kind());
        let chat = match &update {
            Update::Chat(event) => event.chat,
            Update::PressElsewhere(_) => 0,
            Update::InlineQuery(query) => inline_queue(query.user),
            Update::AddedToGroup(chat) | Update::Removed(chat) => *chat,
            Update::Migrated(chat) => {
                self.handler.chats.note_moved(*chat);
                return self.set_aside(number, "a group that moved");
            }
            Update::Unreadable => return self.set_aside(number, "not understood"),
            Update::Ignored(reason) => return self.set_aside(number, reason),
        };
        self.enqueue(Queued { number, update, at: Instant::now() }, chat, raw, shown)
    }

    fn set_aside(&self, number: u32, reason: &'static str) -> bool {
        tracing::debug!(update.id = number, reason, "an update was set aside");
        let mut state = self.state();
        let new = !state.offsets.knows(number);
        state.offsets.finish(number);
        new
    }

    /// Puts an update into the queue of its chat; `raw` is kept in case it has to wait.
    fn enqueue(self: &Arc<Self>, queued: Queued, chat: i64, raw: &RawValue, shown: bool) -> bool {
        let number = queued.number;
        let mut state = self.state();
        let offsets = &mut state.offsets;
        let new = if shown {
            offsets.admit(number, chat, Instant::now())
        } else {
            offsets.admit_released(number)
        };
        if !new {
            return false;
        }
        let idle = !state.queues.contains_key(&chat);
        let waiting = state.queues.get(&chat).map_or(0, VecDeque::len);
        if !is_chat(chat) && waiting >= self.waiting_max {
            // Somebody types faster than cards can be offered: the later queries matter.
            metrics::flooded();
            state.offsets.finish(number);
            drop(state);
            self.progress.notify_waiters();
            return true;
        }
        state.raws.insert(number, raw.to_owned());
        state.queues.entry(chat).or_default().push_back(queued);
        drop(state);
        if idle {
            let dispatcher = Arc::clone(self);
            tokio::spawn(async move { dispatcher.run_queue(chat).await });
        }
        true
    }

    /// What is worked off next in a chat: one update, or all messages in a row where more of them
    /// wait than can be answered one by one.
    fn next(&self, chat: i64) -> Option<(Vec<u32>, Work, Instant)> {
        let mut state = self.state();
        let queue = state.queues.get_mut(&chat)?;
        let Some(first) = queue.pop_front() else {
            state.queues.remove(&chat);
            return None;
        };
        let mut numbers = vec![first.number];
        if queue.len() < self.waiting_max || !is_message(&first.update) {
            return Some((numbers, Work::One(first.update), first.at));
        }
        let mut messages = Vec::new();
        let mut next = Some(first.update);
        while let Some(Update::Chat(event)) = next {
            messages.push(event);
            let more = queue.pop_front_if(|queued| is_message(&queued.update));
            numbers.extend(more.as_ref().map(|queued| queued.number));
            next = more.map(|queued| queued.update);
        }
        drop(state);
        for _ in &messages {
            metrics::flooded();
        }
        tracing::warn!(
            messages = messages.len(),
            "a chat sends faster than it can be answered; what waits is answered together"
        );
        Some((numbers, Work::Together(messages), first.at))
    }

    /// Works off what waits in one chat, one after the other, until nothing does.
    async fn run_queue(&self, chat: i64) {
        while let Some((updates, work, at)) = self.next(chat) {
            let first = updates.first().copied().unwrap_or_default();
            let ours = self.claim_and_process(first, chat, work).await;
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
                (state.offsets.under_way(), state.queues.len(), kept)
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
            (state.offsets.under_way(), state.queues.len())
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
                (update, state.raws.get(&update).map_or_else(String::new, |raw| redacted(raw)))
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
    async fn claim_and_process(&self, update: u32, chat: i64, work: Work) -> bool {
        if !self.shared {
            self.process(update, chat, work).await;
            return true;
        }
        let (store, number) = (&self.handler.store, i64::from(update));
        let bot = self.handler.me.id.cast_signed();
        match store.claim(bot, number, unix_now()).await {
            Claim::Ours => {
                let keeping = async {
                    loop {
                        sleep(CLAIM_RENEWAL).await;
                        store.keep_claim(bot, number, unix_now()).await;
                    }
                };
                tokio::select! {
                    () = self.process(update, chat, work) => {}
                    () = keeping => {}
                }
                store.finish(bot, number, unix_now()).await;
                true
            }
            Claim::Finished => true,
            Claim::Elsewhere => {
                tracing::debug!(update.id = update, "another instance is at this update");
                false
            }
        }
    }

    async fn process(&self, update: u32, chat: i64, work: Work) {
        let work = AssertUnwindSafe(self.work(work)).catch_unwind();
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

    async fn work(&self, work: Work) -> Result<(), Failure> {
        let update = match work {
            Work::One(update) => update,
            Work::Together(all) => return self.handler.answer_together(all).await,
        };
        match update {
            Update::Chat(event) => {
                if !self.goes_on_in_its_album(&event).await {
                    return self.handler.answer(event).await;
                }
            }
            Update::InlineQuery(query) => return self.handler.offer(query).await,
            Update::AddedToGroup(chat) => self.handler.greet_group(chat).await,
            Update::Removed(chat) => self.handler.leave(chat).await,
            Update::PressElsewhere(query) => {
                self.handler.replies.acknowledge(&query).await;
            }
            // Set aside when they were taken in.
            Update::Migrated(_) | Update::Unreadable | Update::Ignored(_) => {}
        }
        Ok(())
    }

    /// Whether this is a picture of an album without a word, and another one of it came meanwhile:
    /// the last one is answered, unless there are words under one of them.
    async fn goes_on_in_its_album(&self, event: &ChatEvent) -> bool {
        let (Some(album), Event::Sent(_)) = (&event.album, &event.event) else {
            return false;
        };
        sleep(ALBUM).await;
        let state = self.state();
        state.queues.get(&event.chat).is_some_and(|waiting| {
            waiting.iter().any(|queued| {
                matches!(&queued.update, Update::Chat(next) if next.album.as_ref() == Some(album))
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
