//! How long the slowest questions take: percentiles over many askings, which `divan` does not tell.

use std::hint::black_box;
use std::time::{Duration, Instant};

use sciatica_bot::conversation::Understanding;

use super::{QUESTIONS, UNDERSTANDING, made_up, trained};

/// Each question is asked so often; what else the machine does in between counts, too.
const ROUNDS: usize = 20;

/// Prints the percentiles for the shipped FAQ and for one of 150 entries of 100 phrasings.
pub(super) fn print() {
    line("the shipped FAQ", &UNDERSTANDING);
    line("150 x 100", &trained(made_up(150, 100)));
}

fn line(name: &str, understanding: &Understanding) {
    let mut times: Vec<Duration> = Vec::new();
    for question in QUESTIONS.iter().cycle().take(ROUNDS * QUESTIONS.len()) {
        let start = Instant::now();
        black_box(understanding.understand(black_box(question), None));
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let of = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{name}: p50 {:?}, p90 {:?}, p99 {:?}, most {:?}", of(50), of(90), of(99), of(100));
}
