//! What one question costs, what loading costs, and how both grow. `cargo bench`
//!
//! The same questions go to a plain scan over all phrasings (`strsim`) and to a fuzzy search crate
//! (`simsearch`), so that the numbers can be compared on one machine in one run.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench may fail by panicking, and nobody calls it"
)]

mod made_up;
mod percentiles;

use std::path::Path;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use sciatica_bot::conversation::Understanding;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::FaqFile;
use simsearch::Index;

use made_up::made_up;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::load(Path::new("faq"), "en").unwrap());
static UNDERSTANDING: LazyLock<Understanding> = LazyLock::new(|| Understanding::new(&KNOWLEDGE));
static QUESTIONS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| KNOWLEDGE.tests.answer.values().flatten().map(String::as_str).collect());

fn main() {
    divan::main();
    // `cargo bench` itself passes `--bench`; anything else picks single benches.
    if std::env::args().skip(1).all(|argument| argument == "--bench") {
        percentiles::print();
    }
}

/// Trained on a FAQ alone.
fn trained(faq: FaqFile) -> Understanding {
    Understanding::new(&Knowledge { faq, ..Knowledge::default() })
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
    LazyLock::force(&UNDERSTANDING);
    ask_in_turn(bencher, |question| {
        black_box(UNDERSTANDING.understand(question, None));
    });
}

#[divan::bench(sample_count = 10)]
fn load_and_train() -> Understanding {
    Understanding::new(&KNOWLEDGE)
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

#[divan::bench(args = [100, 200, 500, 1_000, 2_000], sample_count = 300)]
fn one_question_among_entries_of_10(bencher: Bencher<'_, '_>, entries: usize) {
    let faq = made_up(entries, 10);
    let understanding = trained(faq);
    ask_in_turn(bencher, |question| {
        black_box(understanding.understand(question, None));
    });
}

#[divan::bench(sample_count = 300)]
fn one_question_among_200_entries_of_150(bencher: Bencher<'_, '_>) {
    let faq = made_up(200, 150);
    let understanding = trained(faq);
    ask_in_turn(bencher, |question| {
        black_box(understanding.understand(question, None));
    });
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn load_and_train_200_entries_of_150() -> Understanding {
    trained(made_up(200, 150))
}
