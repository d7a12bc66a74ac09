//! What is counted and timed, under which names. Numbers only: no chat, no word, no entry.
//!
//! Counting costs next to nothing when nobody listens (`operations.listen` is not set).

use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::conversation::Effect;
use crate::telegram::api::error::{ApiError, Refusal};
use crate::telegram::failure::Failure;

const UPDATES: &str = "sciatica_updates_total";
const REPLIES: &str = "sciatica_replies_total";
const UNSENT: &str = "sciatica_replies_unsent_total";
const FAILED_CALLS: &str = "sciatica_faults_total";
const UNCLEAR: &str = "sciatica_unclear_sends_total";
const FAILURES: &str = "sciatica_failed_updates_total";
const FLOODED: &str = "sciatica_unread_updates_total";
const LENIENT: &str = "sciatica_lenient_updates_total";
const WAITING: &str = "sciatica_waiting_updates_total";
const RELOADS: &str = "sciatica_reloads_total";
const ANSWERS: &str = "sciatica_answers_total";
const FEEDBACK: &str = "sciatica_feedback_total";
const WEBHOOK_CHANGED: &str = "sciatica_webhook_changed_total";
const WEBHOOK_FAILED: &str = "sciatica_webhook_failed_total";
const PENDING: &str = "sciatica_webhook_pending_updates";
const MEDIA: &str = "sciatica_media_total";
const CARDS: &str = "sciatica_safety_cards_total";
const DECISIONS: &str = "sciatica_decisions_total";
const ANSWER: &str = "sciatica_answer_seconds";
const THINK: &str = "sciatica_think_seconds";
const CALL: &str = "sciatica_call_seconds";
const UNDER_WAY: &str = "sciatica_updates_under_way";
const BUSY_CHATS: &str = "sciatica_busy_chats";

/// From a tenth of a millisecond, what the core takes, to the patience of a person.
const SECONDS: [f64; 16] = [
    0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 15.0,
    60.0,
];

/// Starts counting for the rest of the program.
pub(crate) fn start() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    describe_counter!(UPDATES, "Updates taken in, by kind.");
    describe_counter!(REPLIES, "Replies that arrived, by whether they were sent or edited.");
    describe_counter!(UNSENT, "Replies given up, by reason.");
    describe_counter!(FAILED_CALLS, "Calls that failed, by reason; most are tried again.");
    describe_counter!(UNCLEAR, "Messages sent again though the first may have arrived.");
    describe_counter!(FAILURES, "Updates that ended in an apology, by reason.");
    describe_counter!(FLOODED, "Messages answered together because their chat sent too many.");
    describe_counter!(WAITING, "Updates confirmed before their answer, by where they wait.");
    describe_counter!(LENIENT, "Updates with fields that are not known, read leniently.");
    describe_counter!(RELOADS, "Reloads of the FAQ, by result.");
    describe_counter!(ANSWERS, "Answers of the FAQ that were shown.");
    describe_counter!(MEDIA, "Pictures and videos, by how they were sent or that they were not.");
    describe_counter!(
        WEBHOOK_CHANGED,
        "Times that another program removed or changed the webhook."
    );
    describe_counter!(WEBHOOK_FAILED, "Times that Telegram could not bring updates, as it tells.");
    describe_gauge!(PENDING, "Updates that wait at Telegram to be brought by webhook.");
    describe_counter!(FEEDBACK, "Taps on whether an answer was helpful, by what was said.");
    describe_counter!(CARDS, "Cards of the safety gate and the quiz that were shown.");
    describe_counter!(DECISIONS, "Typed texts, by what was decided.");
    describe_histogram!(ANSWER, "From taking an update in to its last reply arriving.");
    describe_histogram!(THINK, "What the core takes for one event.");
    describe_histogram!(CALL, "What one call of the Bot API takes, by method.");
    describe_gauge!(UNDER_WAY, "Updates taken in and not finished.");
    describe_gauge!(BUSY_CHATS, "Chats with an update under way.");
    start_at_zero();
    Ok(handle)
}

/// A counter that is not there before its first event hides that event from `increase()`.
fn start_at_zero() {
    for kind in [
        "text",
        "edit",
        "press",
        "attachment",
        "inline",
        "joined",
        "left",
        "set-aside",
        "unreadable",
    ] {
        counter!(UPDATES, "kind" => kind).increment(0);
    }
    for how in ["sent", "edited"] {
        counter!(REPLIES, "how" => how).increment(0);
    }
    for how in MEDIA_SENT {
        counter!(MEDIA, "how" => how).increment(0);
    }
    for reason in ["panic", "time"] {
        counter!(FAILURES, "reason" => reason).increment(0);
    }
    for result in ["good", "bad"] {
        counter!(RELOADS, "result" => result).increment(0);
    }
    for said in ["yes", "no", "why"] {
        counter!(FEEDBACK, "said" => said).increment(0);
    }
    for decision in ["answer", "choose", "none", "urgent", "crisis"] {
        counter!(DECISIONS, "decision" => decision).increment(0);
    }
    for place in ["disk", "memory"] {
        counter!(WAITING, "place" => place).increment(0);
    }
    for reason in REASONS {
        counter!(FAILED_CALLS, "reason" => reason).increment(0);
        counter!(UNSENT, "reason" => reason).increment(0);
    }
    for single in [UNCLEAR, FLOODED, LENIENT, WEBHOOK_CHANGED, WEBHOOK_FAILED, ANSWERS, CARDS] {
        counter!(single).increment(0);
    }
    load(0, 0);
    pending(0);
}

pub(crate) fn update(kind: &'static str) {
    counter!(UPDATES, "kind" => kind).increment(1);
}

pub(crate) fn reply(how: &'static str) {
    counter!(REPLIES, "how" => how).increment(1);
}

pub(crate) fn webhook_changed() {
    counter!(WEBHOOK_CHANGED).increment(1);
}

pub(crate) fn webhook_failed() {
    counter!(WEBHOOK_FAILED).increment(1);
}

pub(crate) fn pending(updates: u64) {
    gauge!(PENDING).set(updates as f64);
}

/// Counts pictures and videos, by one of [`MEDIA_SENT`].
pub(crate) fn media(how: &'static str, count: usize) {
    counter!(MEDIA, "how" => how).increment(count as u64);
}

/// Ways in which a picture or video is sent: as a file, by Telegram's id of it, by its link; or not.
pub(crate) const MEDIA_SENT: [&str; 4] = ["uploaded", "known", "link", "failed"];

pub(crate) fn unsent(error: &ApiError) {
    counter!(UNSENT, "reason" => name(error)).increment(1);
}

pub(crate) fn failed_call(error: &ApiError) {
    counter!(FAILED_CALLS, "reason" => name(error)).increment(1);
}

pub(crate) fn unclear() {
    counter!(UNCLEAR).increment(1);
}

pub(crate) fn failure(failure: Failure) {
    let reason = match failure {
        Failure::Panicked => "panic",
        Failure::TookTooLong => "time",
    };
    counter!(FAILURES, "reason" => reason).increment(1);
}

pub(crate) fn flooded() {
    counter!(FLOODED).increment(1);
}

pub(crate) fn waiting(place: &'static str, updates: usize) {
    counter!(WAITING, "place" => place).increment(updates as u64);
}

pub(crate) fn lenient() {
    counter!(LENIENT).increment(1);
}

pub(crate) fn reload(good: bool) {
    counter!(RELOADS, "result" => if good { "good" } else { "bad" }).increment(1);
}

/// Counts an effect without its entry: of a small bot, numbers every few seconds could tell who asked.
pub(crate) fn effect(effect: &Effect) {
    match effect {
        Effect::Shown(_) => counter!(ANSWERS).increment(1),
        Effect::Helpful { yes, .. } => {
            counter!(FEEDBACK, "said" => if *yes { "yes" } else { "no" }).increment(1);
        }
        Effect::NotHelpful(..) => counter!(FEEDBACK, "said" => "why").increment(1),
        Effect::Card(_) => counter!(CARDS).increment(1),
        Effect::Decision(decided) => {
            counter!(DECISIONS, "decision" => decided.name()).increment(1);
        }
        // The store counts these by card, entry or screen; as figures of their own they would say
        // little.
        Effect::Check(_)
        | Effect::CardDenied(_)
        | Effect::CheckTapped(_)
        | Effect::Chosen(_)
        | Effect::Quiz(_)
        | Effect::ToEditors(_)
        | Effect::Forgotten => {}
    }
}

pub(crate) fn answered(took: Duration) {
    histogram!(ANSWER).record(took);
}

pub(crate) fn thought(took: Duration) {
    histogram!(THINK).record(took);
}

pub(crate) fn called(method: &'static str, took: Duration) {
    histogram!(CALL, "method" => method).record(took);
}

pub(crate) fn load(updates: usize, chats: usize) {
    gauge!(UNDER_WAY).set(updates as f64);
    gauge!(BUSY_CHATS).set(chats as f64);
}

/// All that [`name`] gives.
const REASONS: [&str; 21] = [
    "unsent",
    "broken",
    "silent",
    "garbled",
    "unreadable",
    "server",
    "gateway",
    "too-many",
    "wrong-token",
    "other-reader",
    "chat-gone",
    "moved",
    "not-modified",
    "press-too-old",
    "not-editable",
    "broken-markup",
    "bad-link",
    "no-topic",
    "bad-media",
    "media-forbidden",
    "other",
];

fn name(error: &ApiError) -> &'static str {
    match error {
        ApiError::Unsent(_) => "unsent",
        ApiError::Broken => "broken",
        ApiError::Silent => "silent",
        ApiError::Garbled => "garbled",
        ApiError::Unreadable => "unreadable",
        ApiError::Server(_) => "server",
        ApiError::Gateway(_) => "gateway",
        ApiError::TooMany(_) => "too-many",
        ApiError::Refused(refusal) => match refusal {
            Refusal::WrongToken => "wrong-token",
            Refusal::OtherReader => "other-reader",
            Refusal::ChatGone => "chat-gone",
            Refusal::Moved(_) => "moved",
            Refusal::NotModified => "not-modified",
            Refusal::PressTooOld => "press-too-old",
            Refusal::NotEditable => "not-editable",
            Refusal::BrokenMarkup => "broken-markup",
            Refusal::BadLink => "bad-link",
            Refusal::NoTopic => "no-topic",
            Refusal::BadMedia => "bad-media",
            Refusal::MediaForbidden => "media-forbidden",
            Refusal::Other(..) => "other",
        },
    }
}
