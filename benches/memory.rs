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
    drop(tell("the rules of safety", || Rules::new(knowledge.safety.as_ref().unwrap())));
    let whole = tell("all that is trained and compiled", || Understanding::new(&knowledge));
    println!("{:38} {:6.1} MB", "the most so far, while training", megabytes(HEAP.max_allocated()));
    drop(whole);
}
