//! `faq.toml`: the entries, as the editor writes them and as the bot uses them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::address::is_address;
use super::folder::Folder;
use super::markup::Rich;
use super::media::{self, Media, MediaItem};
use super::problem::{Problem, did_you_mean_or};
use super::{DATE_PATTERN, ID_PATTERN, Source, URL_PATTERN};
use crate::text;

/// The file as the editor writes it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaqFile {
    /// Papers, pages and people that answers rest on, by key.
    #[serde(default)]
    pub sources: BTreeMap<String, Reference>,
    /// The questions and answers.
    #[serde(default)]
    pub entry: Vec<Entry>,
}

/// One source of answers.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What it is, in plain words.
    #[schemars(length(min = 1, max = 300))]
    pub title: String,
    /// Where it can be read.
    #[schemars(regex(pattern = URL_PATTERN))]
    pub url: Option<String>,
}

/// One question with its answer.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Short fixed name: fits a deep link and a button.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// Topic of the menu it stands under.
    #[serde(default)]
    pub topic: String,
    /// The question as the menu shows it; at most [`QUESTION_MAX`] characters where people see it.
    #[schemars(length(min = 1, max = 1000))]
    pub question: String,
    /// The question in a few words, for its buttons; without it they carry the whole question.
    #[schemars(length(min = 1, max = 32))]
    pub button: Option<String>,
    /// Ways in which people ask it.
    #[serde(default)]
    pub phrasings: Vec<String>,
    /// Extra words that point to this entry.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// The answer in small Markdown; at most [`ANSWER_MAX`] characters as shown.
    #[schemars(length(min = 1))]
    pub answer: String,
    /// Entries offered as follow-up buttons.
    #[serde(default)]
    pub related: Vec<String>,
    /// Exercises of `exercises.toml` that are shown from buttons under the answer.
    #[serde(default)]
    pub exercises: Vec<String>,
    /// Pictures and videos that are shown with the answer.
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub media: Vec<MediaItem>,
    /// Whether the safety-net line is added.
    #[serde(default)]
    pub safety_net: bool,
    /// Whether the check is offered under the answer.
    #[serde(default)]
    pub offer_check: bool,
    /// Links shown under the answer; one with an empty address stays hidden.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Keys of the sources it rests on.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How certain the evidence is.
    pub certainty: Option<Certainty>,
    /// Facts of the owner that it states (F1 to F31), for the editor's records.
    #[serde(default)]
    pub owner_facts: Vec<String>,
    /// Day of the last review, `year-month-day`.
    #[schemars(regex(pattern = DATE_PATTERN))]
    pub reviewed: Option<String>,
    /// The clinician who read it on that day and stands for it; `sciatica-bot sign` writes both.
    #[schemars(length(min = 1, max = 120))]
    pub signed: Option<String>,
    /// Whether people see it.
    #[serde(default)]
    pub status: Status,
}

/// A link under an answer.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What the button says.
    #[schemars(length(min = 1, max = 32))]
    pub text: String,
    /// Where it leads; empty until the owner has given it.
    pub url: String,
}

/// How certain the evidence behind an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Several good studies or public guidance agree.
    Strong,
    /// Some studies, or one guideline.
    Some,
    /// Little or mixed evidence, or experience alone.
    Uncertain,
}

/// Whether an entry is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// For editors only.
    Draft,
    /// Shown to everybody.
    #[default]
    Live,
}

/// The longest answer as shown, in characters: leaves room for the safety net and notes in
/// Telegram's 4,096.
pub const ANSWER_MAX: usize = 3_500;

/// After so many days an answer is to be read against its sources again: half a year, as
/// guidance changes (clinical brief, "after launch").
pub const REVIEW_DAYS: i64 = 183;

/// After so many days without that, people are told how old an answer is: a year.
pub const OUTDATED_DAYS: i64 = 365;

/// The longest question of a menu, in characters: a button of two or three lines on a phone.
pub const QUESTION_MAX: usize = 120;

impl Entry {
    /// Days from its last review to `today`, as dates are written; `None` without a review.
    #[must_use]
    pub fn days_since_review(&self, today: &str) -> Option<i64> {
        let day = |date: &str| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok();
        Some((day(today)? - day(self.reviewed.as_deref()?)?).num_days())
    }

    /// What its buttons say.
    #[must_use]
    pub fn label(&self) -> &str {
        self.button.as_deref().unwrap_or(&self.question)
    }

    /// The pictures and videos that are shown with the answer.
    #[must_use]
    pub fn media(&self) -> Vec<Media> {
        media::shown(&self.media).collect()
    }

    /// The answer as blocks. [`check`] has shown that it parses; until then a text that does not
    /// is shown as it was written.
    #[must_use]
    pub fn rich_answer(&self) -> Rich {
        Rich::parse(&self.answer).unwrap_or_else(|_| Rich::plain(&self.answer))
    }
}

/// Checks what the shape cannot say: markup, lengths, and everything that refers to another place.
#[must_use]
pub fn check(faq: &FaqFile, source: &Source, folder: &Folder) -> Vec<Problem> {
    let mut problems = Vec::new();
    if faq.entry.is_empty() {
        problems.push(Problem::whole_file(
            source.file(),
            "this file has no entry",
            "add a block that starts with [[entry]] and has an id, a question and an answer",
        ));
    }
    let ids: BTreeSet<&str> = faq.entry.iter().map(|entry| entry.id.as_str()).collect();
    check_unique_ids(faq, source, &mut problems);
    for (i, entry) in faq.entry.iter().enumerate() {
        let at = format!("/entry/{i}");
        check_answer(entry, &at, source, &mut problems);
        problems.extend(media::check(&entry.media, &format!("{at}/media"), source, folder));
        for (k, related) in entry.related.iter().enumerate() {
            if !ids.contains(related.as_str()) {
                problems.push(source.problem(
                    &format!("{at}/related/{k}"),
                    format!("`{related}` is related here, but no entry has this id"),
                    did_you_mean_or(
                        related,
                        ids.iter().copied(),
                        "use the id of an entry, or remove it",
                    ),
                ));
            }
        }
        for (k, key) in entry.sources.iter().enumerate() {
            if !faq.sources.contains_key(key) {
                problems.push(source.problem(
                    &format!("{at}/sources/{k}"),
                    format!("`{key}` is not among the [sources] of this file"),
                    did_you_mean_or(
                        key,
                        faq.sources.keys().map(String::as_str),
                        format!("add a block [sources.{key}] with a title, or remove it"),
                    ),
                ));
            }
        }
        for (k, link) in entry.links.iter().enumerate() {
            if !link.url.is_empty() && !is_address(&link.url) {
                problems.push(source.problem(
                    &format!("{at}/links/{k}/url"),
                    "this is no address that a chat can open",
                    "write the full address, such as https://example.org/page, or leave it empty to hide the link",
                ));
            }
        }
    }
    problems
}

fn check_unique_ids(faq: &FaqFile, source: &Source, problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, entry) in faq.entry.iter().enumerate() {
        if let Some(first) = seen.get(entry.id.as_str()) {
            let first_line = source.problem(&format!("/entry/{first}/id"), "", "").line;
            problems.push(source.problem(
                &format!("/entry/{i}/id"),
                format!("the id `{}` is already taken (line {first_line})", entry.id),
                "give this entry another id, or join the two entries",
            ));
        } else {
            seen.insert(&entry.id, i);
        }
    }
}

/// Phrasings that stand twice, or have no words. One phrasing may lead to one entry only: with
/// two, which answer a person gets is chance.
#[must_use]
pub fn check_phrasings(faq: &FaqFile, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, (&str, String)> = BTreeMap::new();
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for (i, entry) in faq.entry.iter().enumerate() {
        // Of an entry that stands twice, its id alone is told.
        if !ids.insert(&entry.id) {
            continue;
        }
        for (k, phrasing) in entry.phrasings.iter().enumerate() {
            let pointer = format!("/entry/{i}/phrasings/{k}");
            let words = text::words(phrasing).join(" ");
            if words.is_empty() {
                problems.push(source.problem(
                    &pointer,
                    "this phrasing has no words",
                    "write how a person would ask, or remove it",
                ));
                continue;
            }
            let Some((other, first)) = seen.get(&words) else {
                seen.insert(words, (&entry.id, pointer));
                continue;
            };
            let line = source.problem(first, "", "").line;
            let (what, mend) = if *other == entry.id {
                (
                    format!("this phrasing stands twice in `{other}` (also in line {line})"),
                    "remove one of the two",
                )
            } else {
                (
                    format!("this phrasing is also one of `{other}` (line {line})"),
                    "keep it only in the entry whose answer fits it",
                )
            };
            problems.push(source.problem(&pointer, what, mend));
        }
    }
    problems
}

fn check_answer(entry: &Entry, at: &str, source: &Source, problems: &mut Vec<Problem>) {
    let pointer = format!("{at}/answer");
    match Rich::parse(&entry.answer) {
        Err((offset, what)) => {
            let snippet: String = entry
                .answer
                .get(offset..)
                .unwrap_or_default()
                .lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(40)
                .collect();
            problems.push(source.problem(
                &pointer,
                format!("the answer of `{}` has {what}, at “{snippet}”", entry.id),
                if what == "a table" {
                    "write each row as a line of a list: - first column: second column"
                } else {
                    "use paragraphs, **bold**, *italic*, lists and links only"
                },
            ));
        }
        Ok(rich) => {
            let length = rich.to_plain().chars().count();
            if length > ANSWER_MAX {
                problems.push(source.problem(
                    &pointer,
                    format!("the answer of `{}` has {length} characters as shown", entry.id),
                    format!("shorten it to {ANSWER_MAX} or fewer, or split the entry in two"),
                ));
            }
            if length == 0 {
                problems.push(source.problem(
                    &pointer,
                    format!("the answer of `{}` is empty", entry.id),
                    "write the answer, or set status = \"draft\" and some text until then",
                ));
            }
        }
    }
}
