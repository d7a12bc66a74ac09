//! What the parts of a loaded FAQ take of the heap, in MB, and the most while they were made.
//! `cargo bench --bench memory`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench may fail by panicking, and prints its figures"
)]

use std::alloc::System;
use std::path::Path;

use cap::Cap;
use sciatica_bot::conversation::Understanding;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::matching::Matcher;
use sciatica_bot::safety::Rules;

#[global_allocator]
static HEAP: Cap<System> = Cap::new(System, usize::MAX);

/// Prints what `build` leaves on the heap.
fn tell<T>(what: &str, build: impl FnOnce() -> T) -> T {
    let before = HEAP.allocated();
    let part = build();
    println!("{what:38} {:6.1} MB", megabytes(HEAP.allocated().saturating_sub(before)));
    part
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn main() {
    let knowledge = tell("the texts of faq/", || Knowledge::load(Path::new("faq"), "en").unwrap());
    let gate = tell("the safety rules", || Rules::new(knowledge.safety.as_ref().unwrap()));
    drop(gate);
    let matcher =
        tell("the matcher", || Matcher::train(&knowledge.faq, &knowledge.words, &knowledge.tests));
    println!("{:38} {:6.1} MB", "the most so far, while training", megabytes(HEAP.max_allocated()));
    let kept = postcard::to_stdvec(&Understanding::new(&knowledge)).unwrap();
    drop(matcher);
    tell("both, read back after an earlier start", || {
        postcard::from_bytes::<Understanding>(&kept).unwrap()
    });
}
