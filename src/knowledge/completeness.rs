//! What a folder that people talk to needs beyond one that is only matched against.

use std::collections::{BTreeMap, BTreeSet};

use super::faq::{FaqFile, QUESTION_MAX, Status};
use super::phrases::PhrasesFile;
use super::problem::{Problem, did_you_mean_or};
use super::source::Source;
use super::tests_file::TestsFile;
use super::{owner, wording};
use crate::text;

/// Phrasings that each entry needs in `faq.toml`. With fewer, the matcher learns an entry badly
/// (measured in `docs/matching.md`: each doubling of phrasings gains several points).
pub const PHRASINGS_MIN: usize = 6;

/// Test questions that each entry needs in `tests.toml`.
pub const TESTS_MIN: usize = 5;

/// Each entry has a topic of the menu, each live one phrasings, sources, a certainty and a review date.
pub(super) fn check_faq(faq: &FaqFile, source: &Source, phrases: &PhrasesFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, reference) in &faq.sources {
        if let Some(placeholder) = owner::unknown_placeholder(&reference.title) {
            let what = format!("nothing fills in {placeholder} in the title of `{key}`");
            problems.push(source.problem(&format!("/sources/{key}/title"), what, owner::USE_ONLY));
        }
    }
    for (i, entry) in faq.entry.iter().enumerate() {
        let at = format!("/entry/{i}");
        let id = &entry.id;
        // A draft may still be without one.
        let has_topic = entry.status == Status::Live || !entry.topic.is_empty();
        if has_topic && !phrases.topics.contains_key(&entry.topic) {
            problems.push(source.problem(
                &format!("{at}/topic"),
                format!("the topic `{}` of `{id}` is not in phrases.toml", entry.topic),
                did_you_mean_or(
                    &entry.topic,
                    phrases.topics.keys().map(String::as_str),
                    "use one of the names under [topics] there, or add this one",
                ),
            ));
        }
        if entry.status != Status::Live {
            continue;
        }
        let mut lacks = |what: String, mend: &str| {
            problems.push(source.problem(&format!("{at}/id"), what, mend));
        };
        let question = entry.question.chars().count();
        if question > QUESTION_MAX {
            lacks(
                format!("the question of `{id}` has {question} characters"),
                "shorten it: it must fit a button of a phone, at most 120 characters",
            );
        }
        if entry.phrasings.len() < PHRASINGS_MIN {
            lacks(
                format!("`{id}` has {} phrasings and needs {PHRASINGS_MIN}", entry.phrasings.len()),
                "add more ways in which people ask this, in different words",
            );
        }
        if entry.sources.is_empty() {
            lacks(format!("`{id}` names no sources"), "add a line: sources = [\"KEY\"]");
        }
        if entry.certainty.is_none() {
            lacks(
                format!("`{id}` does not say how certain it is"),
                "add a line: certainty = \"strong\", \"some\" or \"uncertain\"",
            );
        }
        if entry.reviewed.is_none() {
            lacks(format!("`{id}` has no review date"), "add a line: reviewed = 2026-11-23");
        }
        if let Some(placeholder) = owner::unknown_placeholder(&entry.answer) {
            let what = format!("nothing fills in {placeholder} in the answer of `{id}`");
            problems.push(source.problem(&format!("{at}/answer"), what, owner::USE_ONLY));
        }
        for (what, mend) in wording::objections(&entry.rich_answer().to_plain()) {
            let what = format!("the answer of `{id}` {what}");
            problems.push(source.problem(&format!("{at}/answer"), what, mend));
        }
    }
    problems
}

/// Test questions name entries that exist, are not phrasings, and cover each live entry.
pub(super) fn check_tests(faq: &FaqFile, tests: &TestsFile, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let ids: BTreeSet<&str> = faq.entry.iter().map(|entry| entry.id.as_str()).collect();
    let mut phrasings: BTreeMap<String, &str> = BTreeMap::new();
    for entry in &faq.entry {
        for phrasing in &entry.phrasings {
            phrasings.insert(text::words(phrasing).join(" "), &entry.id);
        }
    }
    for (id, questions) in &tests.answer {
        if !ids.contains(id.as_str()) {
            problems.push(source.problem(
                &format!("/answer/{id}"),
                format!("there is no entry `{id}`"),
                did_you_mean_or(
                    id,
                    ids.iter().copied(),
                    "use the id of an entry, or remove these questions",
                ),
            ));
        }
        for (k, question) in questions.iter().enumerate() {
            if let Some(owner) = phrasings.get(&text::words(question).join(" ")) {
                problems.push(source.problem(
                    &format!("/answer/{id}/{k}"),
                    format!("this question is also a phrasing of `{owner}`, so it tests nothing"),
                    "word it in another way, or remove it from one of the two places",
                ));
            }
        }
    }
    for entry in faq.entry.iter().filter(|entry| entry.status == Status::Live) {
        let questions = tests.answer.get(&entry.id).map_or(0, Vec::len);
        if questions < TESTS_MIN {
            problems.push(source.problem(
                "/answer",
                format!("`{}` has {questions} test questions and needs {TESTS_MIN}", entry.id),
                format!("add questions to: {} = [\"…\"]", entry.id),
            ));
        }
    }
    problems
}
