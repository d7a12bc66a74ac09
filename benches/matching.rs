//! What one question costs, what loading costs, and how both grow. `cargo bench`
//!
//! The same questions go to a plain scan over all phrasings (`strsim`) and to a fuzzy search crate
//! (`simsearch`), so that the numbers can be compared on one machine in one run.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench may fail by panicking, and nobody calls it"
)]

use std::path::Path;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::{Entry, FaqFile};
use sciatica_bot::knowledge::tests_file::TestsFile;
use sciatica_bot::knowledge::words::WordsFile;
use sciatica_bot::matching::Matcher;
use simsearch::Index;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::load(Path::new("faq"), "en").unwrap());
static MATCHER: LazyLock<Matcher> =
    LazyLock::new(|| Matcher::train(&KNOWLEDGE.faq, &KNOWLEDGE.words, &KNOWLEDGE.tests));
static QUESTIONS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| KNOWLEDGE.tests.answer.values().flatten().map(String::as_str).collect());

fn main() {
    divan::main();
}

/// Goes round the questions, one a call, so that the median is the median question.
fn ask_in_turn(bencher: Bencher<'_, '_>, mut ask: impl FnMut(&str)) {
    let mut turn = 0;
    bencher.bench_local(|| {
        turn = (turn + 1) % QUESTIONS.len();
        ask(black_box(QUESTIONS[turn]));
    });
}

#[divan::bench(sample_count = 2_000)]
fn one_question(bencher: Bencher<'_, '_>) {
    LazyLock::force(&MATCHER);
    ask_in_turn(bencher, |question| {
        black_box(MATCHER.ask(question, None));
    });
}

#[divan::bench(sample_count = 10)]
fn load_and_train() -> Matcher {
    Matcher::train(&KNOWLEDGE.faq, &KNOWLEDGE.words, &KNOWLEDGE.tests)
}

#[divan::bench(sample_count = 200)]
fn one_question_by_strsim_scan(bencher: Bencher<'_, '_>) {
    ask_in_turn(bencher, |question| {
        let best = KNOWLEDGE
            .faq
            .entry
            .iter()
            .flat_map(|entry| entry.phrasings.iter().map(move |phrasing| (entry, phrasing)))
            .map(|(entry, phrasing)| (strsim::sorensen_dice(question, phrasing), &entry.id))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        black_box(best);
    });
}

#[divan::bench(sample_count = 200)]
fn one_question_by_simsearch(bencher: Bencher<'_, '_>) {
    let mut engine: Index<usize> = Index::new();
    let phrasings = KNOWLEDGE.faq.entry.iter().flat_map(|entry| &entry.phrasings);
    for (number, phrasing) in phrasings.enumerate() {
        engine.insert(number, phrasing);
    }
    ask_in_turn(bencher, |question| {
        black_box(engine.search(question));
    });
}

/// A made-up FAQ: each entry has its own few words among many shared ones, as real ones have.
fn made_up(entries: usize, phrasings: usize) -> FaqFile {
    let words: Vec<&str> = KNOWLEDGE
        .faq
        .entry
        .iter()
        .flat_map(|entry| entry.phrasings.iter())
        .flat_map(|phrasing| phrasing.split(' '))
        .collect();
    let mut state = 1_u64;
    let mut pick = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let entry = (0..entries)
        .map(|number| Entry {
            id: format!("e{number}"),
            question: format!("question {number}"),
            phrasings: (0..phrasings)
                .map(|_| {
                    let start = pick(words.len() - 6);
                    format!("{} {}{}", words[start..start + 6].join(" "), words[number], number)
                })
                .collect(),
            answer: "Yes.".to_owned(),
            ..Entry::default()
        })
        .collect();
    FaqFile { entry, ..FaqFile::default() }
}

#[divan::bench(args = [100, 200, 500, 1_000, 2_000], sample_count = 300)]
fn one_question_among_entries_of_10(bencher: Bencher<'_, '_>, entries: usize) {
    let faq = made_up(entries, 10);
    let matcher = Matcher::train(&faq, &WordsFile::default(), &TestsFile::default());
    ask_in_turn(bencher, |question| {
        black_box(matcher.ask(question, None));
    });
}

#[divan::bench(sample_count = 300)]
fn one_question_among_200_entries_of_150(bencher: Bencher<'_, '_>) {
    let faq = made_up(200, 150);
    let matcher = Matcher::train(&faq, &WordsFile::default(), &TestsFile::default());
    ask_in_turn(bencher, |question| {
        black_box(matcher.ask(question, None));
    });
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn load_and_train_200_entries_of_150() -> Matcher {
    let faq = made_up(200, 150);
    Matcher::train(&faq, &WordsFile::default(), &TestsFile::default())
}
