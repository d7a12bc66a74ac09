//! How well the shipped FAQ is matched, and the counting itself.

use std::collections::HashSet;
use std::fs;

use sciatica_bot::conversation::Understood;
use sciatica_bot::eval::{
    Expected, Question, Report, Topics, from_jsonl, from_tests, overlap, with_typos,
};
use sciatica_bot::knowledge::faq::Status;
use sciatica_bot::matching::{Decision, Matched, Ranked, Reason};
use sciatica_bot::safety::Judgement;

use crate::support::shipped::{KNOWLEDGE, UNDERSTANDING};

fn dev() -> Vec<Question> {
    let topics: Topics =
        toml::from_str(&fs::read_to_string("tests/questions/topics.toml").unwrap()).unwrap();
    from_jsonl(&fs::read_to_string("tests/questions/dev.jsonl").unwrap(), &topics).unwrap()
}

fn report(questions: Vec<Question>) -> Report {
    let answered: Vec<(Question, Understood)> = questions
        .into_iter()
        .map(|question| {
            let understood = UNDERSTANDING.understand(&question.text, None);
            (question, understood)
        })
        .collect();
    Report::new(&answered, |text, id| UNDERSTANDING.words_for(text, id))
}

/// Floors a little under what docs/matching.md tells, so that a worse matcher fails and an edit
/// of the FAQ does not.
fn assert_good(report: &Report, first: f64, three: f64, wrong: f64) {
    assert!(report.right_first >= first, "{report:#?}");
    assert!(report.right_in_three >= three, "{report:#?}");
    assert!(report.refused >= 88.0, "{report:#?}");
    assert!(report.wrong_confident <= wrong, "{report:#?}");
}

#[test]
fn dev_questions_are_matched() {
    assert_good(&report(dev()), 86.0, 94.0, 9.0);
}

#[test]
fn the_test_questions_are_matched() {
    assert_good(&report(from_tests(&KNOWLEDGE.tests)), 92.0, 97.0, 4.0);
}

#[test]
fn typos_cost_little() {
    let clean = report(from_tests(&KNOWLEDGE.tests));
    let mut questions = from_tests(&KNOWLEDGE.tests);
    for question in &mut questions {
        question.text = with_typos(&question.text, 1);
    }
    let noisy = report(questions);
    assert!(
        noisy.right_first >= clean.right_first - 4.0,
        "{} {}",
        noisy.right_first,
        clean.right_first
    );
}

#[test]
fn every_topic_names_entries_that_exist() {
    for question in dev() {
        if let Expected::Entries(ids) = question.expected {
            for id in ids {
                assert!(KNOWLEDGE.faq.entry.iter().any(|entry| entry.id == id), "{id}");
            }
        }
    }
}

#[test]
fn no_dev_question_is_a_phrasing() {
    let plain = |text: &str| sciatica_bot::text::words(text).join(" ");
    let phrasings = KNOWLEDGE.faq.entry.iter().flat_map(|entry| &entry.phrasings);
    let phrasings: HashSet<String> = phrasings.map(|phrasing| plain(phrasing)).collect();
    for question in dev() {
        assert!(!phrasings.contains(&plain(&question.text)), "{}", question.text);
    }
}

fn matched(ids: &[&str], decision: Decision) -> Understood {
    let ranking = ids.iter().map(|id| Ranked { id: (*id).to_owned(), score: 50 }).collect();
    let reason = Reason::Likely;
    let matched = Matched { decision, reason, ranking, confidence: 50, mended: Vec::new() };
    Understood { judgement: Judgement::default(), matched }
}

#[test]
fn a_report_counts_each_kind_of_outcome() {
    let question = |expected| Question { text: "q".into(), expected, style: None };
    let sleep = || Expected::Entries(vec!["sleep".to_owned()]);
    let answer = |id: &str| Decision::Answer(vec![id.to_owned()]);
    let report = Report::new(
        &[
            (question(sleep()), matched(&["sleep", "mri"], answer("sleep"))),
            (question(sleep()), matched(&["mri", "sleep"], answer("mri"))),
            (question(sleep()), matched(&["mri", "x", "y", "sleep"], Decision::None)),
            (question(Expected::Nothing), matched(&["mri"], Decision::Choose(vec![]))),
            (question(Expected::Nothing), matched(&["mri"], answer("mri"))),
            (question(Expected::Alarm), matched(&["mri"], answer("mri"))),
        ],
        |_, _| Vec::new(),
    );
    assert_eq!((report.in_scope, report.out_of_scope, report.alarms_skipped), (3, 2, 1));
    let third = 100.0 / 3.0;
    for (got, wanted) in [
        (report.right_first, third),
        (report.right_in_three, 2.0 * third),
        (report.answered_right, third),
        (report.wrong_confident, third),
        (report.wrongly_refused, third),
        (report.refused, 50.0),
        (report.refused_strictly, 0.0),
        (report.mean_reciprocal_rank, (1.0 + 0.5 + 0.25) / 3.0),
    ] {
        assert!((got - wanted).abs() < 1e-9, "{got} is not {wanted}: {report:#?}");
    }
    assert_eq!(report.confusions.iter().map(|c| c.times).sum::<usize>(), 3);
}

#[test]
fn overlap_asks_every_phrasing() {
    let overlap = overlap(&KNOWLEDGE);
    let live = KNOWLEDGE.faq.entry.iter().filter(|entry| entry.status == Status::Live);
    let questions: usize = live.map(|entry| 1 + entry.phrasings.len()).sum();
    assert_eq!(overlap.phrasings, questions);
    assert!((55.0..100.0).contains(&overlap.recall), "{}", overlap.recall);
    assert!(overlap.pairs.iter().all(|pair| pair.from != pair.to));
}
