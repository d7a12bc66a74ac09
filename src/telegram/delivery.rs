//! Takes updates in, and sees each through to its end: in order within a chat, chats side by
//! side, each once.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::value::RawValue;
use teloxide::types::{CallbackQueryId, Update};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::desk::{Desk, Failure, unix_now};
use super::incoming::{self, Incoming, Query, Reading};
use super::ledger::Ledger;
use super::lenient;
use super::measure;
use crate::conversation::Event;
use crate::storage::{CLAIM_RENEWAL, Claim};

/// How long one update may take, the trying of its replies included. An update that takes longer
/// is given up, unless it is Telegram that holds it up.
const UPDATE: Duration = Duration::from_mins(5);

/// How much longer an update may take that was held up.
const AFTER_OBSTACLE: Duration = Duration::from_mins(1);

/// How long the next picture of an album is waited for. They are sent one right after the other.
const ALBUM: Duration = Duration::from_millis(500);

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
    chats: HashMap<i64, Waiting>,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Taken>,
    /// Whether the person was told that they send too much, since the queue was last empty.
    told: bool,
}

/// An update that was taken in.
struct Taken {
    update: u32,
    job: Job,
    at: Instant,
}

enum Job {
    Answer(Incoming),
    Reload(i64),
    Greet(i64),
    Leave(i64),
    PressOnly(CallbackQueryId),
    Offer(Query),
    TooMany(i64),
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
        if self.books().ledger.knows(update_id) {
            return false;
        }
        let reading = match serde_json::from_str::<Update>(raw.get()) {
            Ok(update) => incoming::read(update, &self.desk.me),
            Err(_) => Reading::NotUnderstood,
        };
        let reading = self.read_leniently(update_id, raw, reading);
        let (chat, job) = match reading {
            Reading::NotUnderstood => return self.set_aside(update_id, "not understood"),
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
            Reading::Left(chat) => {
                measure::update("left");
                (chat, Job::Leave(chat))
            }
            Reading::Ignore(reason) => return self.set_aside(update_id, reason),
            // It was looked into above.
            Reading::Textless(_) => return self.set_aside(update_id, "not understood"),
        };
        self.enqueue(update_id, chat, job)
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

    fn set_aside(&self, update: u32, reason: &'static str) -> bool {
        measure::update("set-aside");
        tracing::debug!(update.id = update, reason, "an update was set aside");
        let mut books = self.books();
        let new = books.ledger.admit(update, 0, Instant::now());
        books.ledger.finish(update);
        new
    }

    fn enqueue(self: &Arc<Self>, update: u32, chat: i64, job: Job) -> bool {
        let mut books = self.books();
        if !books.ledger.admit(update, chat, Instant::now()) {
            return false;
        }
        let idle = !books.chats.contains_key(&chat);
        let waiting = books.chats.entry(chat).or_default();
        if waiting.jobs.len() < self.waiting_max {
            waiting.jobs.push_back(Taken { update, job, at: Instant::now() });
        } else if waiting.told || !is_chat(chat) {
            measure::flooded();
            books.ledger.finish(update);
            drop(books);
            self.progress.notify_waiters();
            return true;
        } else {
            waiting.told = true;
            measure::flooded();
            let job = Job::TooMany(chat);
            waiting.jobs.push_back(Taken { update, job, at: Instant::now() });
            tracing::warn!(
                "a chat sends faster than it can be answered; what is too much is not read"
            );
        }
        drop(books);
        if idle {
            let delivery = Arc::clone(self);
            tokio::spawn(async move { delivery.work_off(chat).await });
        }
        true
    }

    /// Works off what waits in one chat, one after the other, until nothing does.
    async fn work_off(&self, chat: i64) {
        loop {
            let next = {
                let mut books = self.books();
                let next = books.chats.get_mut(&chat).and_then(|waiting| waiting.jobs.pop_front());
                if next.is_none() {
                    books.chats.remove(&chat);
                }
                next
            };
            let Some(Taken { update, job, at }) = next else { return };
            let ours = self.claim_and_see_through(update, chat, job).await;
            measure::answered(at.elapsed());
            let (updates, chats) = {
                let mut books = self.books();
                if ours {
                    books.ledger.finish(update);
                } else {
                    books.ledger.give_back(update);
                }
                (books.ledger.under_way(), books.chats.len())
            };
            measure::load(updates, chats);
            self.progress.notify_waiters();
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
            Job::TooMany(chat) => self.desk.too_many(chat).await,
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
            waiting.jobs.iter().any(|taken| {
                matches!(&taken.job, Job::Answer(next) if next.album.as_ref() == Some(album))
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

    /// See [`Ledger::release`].
    pub(super) fn release(&self) {
        let released = self.books().ledger.release(Instant::now());
        if released > 0 {
            tracing::warn!(
                released,
                "messages that take long are held in memory so that others are seen"
            );
        }
    }

    /// How many updates under way were confirmed already, so that they would not come again.
    pub(super) fn released(&self) -> usize {
        self.books().ledger.released()
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
