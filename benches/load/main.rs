//! How much the bot bears, beside a bare teloxide echo bot in the same run. See `README.md`.

#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measuring tool has a clock and a terminal, and ends at the first surprise"
)]

mod contender;
mod echo;
mod figures;
mod goals;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use sciatica_bot::knowledge::Knowledge;

use contender::Contender;
use figures::{Spread, median};
use goals::Load;

/// Measures updates a second, latency, CPU time and memory of the bot and of an echo bot.
#[derive(Parser)]
struct Options {
    /// The folder with the FAQ; its phrasings are the questions that are asked.
    #[arg(long, default_value = "faq")]
    faq: PathBuf,
    /// Updates in each round at full speed.
    #[arg(long, default_value_t = 20_000)]
    updates: usize,
    /// Rounds at full speed; the two bots take turns, and the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Chats that write at the same time.
    #[arg(long, default_value_t = 1_000)]
    chats: usize,
    /// Chats that write once each, for the memory they take.
    #[arg(long, default_value_t = 100_000)]
    many_chats: usize,
    /// Updates a second in the round that measures latency.
    #[arg(long, default_value_t = 100)]
    rate: u32,
    /// Seconds that this round takes.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// The longest any round may take, in seconds.
    #[arg(long, default_value_t = 300)]
    limit: u64,
    /// Only the figures that have a goal: nothing of waits at a steady rate and of many chats.
    #[arg(long)]
    goals: bool,
    /// A command that starts a third bot; it finds token and address in `TELOXIDE_TOKEN` and
    /// `TELOXIDE_API_URL`.
    #[arg(long)]
    also: Option<String>,
    /// Only the echo bot itself, as the tool starts it.
    #[arg(long, hide = true)]
    echo: bool,
    /// `cargo bench` adds it.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let options = Options::parse();
    if options.echo {
        return echo::run();
    }
    let knowledge = Knowledge::load(&options.faq, "en").unwrap();
    let questions: Arc<[String]> =
        knowledge.faq.entry.into_iter().flat_map(|entry| entry.phrasings).collect();
    println!("{} questions; rounds of {} updates", questions.len(), options.updates);
    let limit = Duration::from_secs(options.limit);

    let edited = tempfile::tempdir().unwrap();
    goals::copy(&options.faq, edited.path());
    let mut contenders =
        vec![Contender::start_bot(edited.path(), &questions), Contender::start_echo(&questions)];
    if let Some(command) = &options.also {
        contenders.push(Contender::start_other(command, &questions));
    }
    for contender in &contenders {
        // Connections, caches and pages of the program: not what a round should measure.
        contender.round(options.chats, 1_000, limit);
    }
    let mut memory = 0;
    for number in 0..options.rounds {
        for contender in &mut contenders {
            let round = contender.round(options.chats, options.updates, limit);
            println!("{:14} {round}", contender.name);
            contender.rounds.push(round);
        }
        if number == 0 {
            memory = contenders[0].memory();
        }
    }
    let speeds: Vec<f64> = contenders
        .iter()
        .map(|contender| median(contender.rounds.iter().map(figures::Round::per_second)))
        .collect();
    let share = 100.0 * speeds[0] / speeds[1];
    println!("throughput: {share:.0} % of the echo bot's");
    let load = Load {
        chats: options.chats,
        answers: options.updates,
        rate: options.rate,
        seconds: options.seconds,
    };
    goals::measure(&contenders[0], edited.path(), load, share, memory);
    if options.goals {
        return;
    }
    for contender in &contenders {
        let waits = contender.steady(options.chats, options.rate, options.seconds);
        let name = contender.name;
        println!("{name:14} at {} updates/s: {}", options.rate, Spread::of(waits));
        let few = contender.memory();
        let round = contender.round(options.many_chats, options.many_chats, limit);
        let many = contender.memory();
        println!("{name:14} {:6} chats: {few} MiB", options.chats);
        println!("{name:14} {:6} chats: {many} MiB ({round})", options.many_chats);
    }
}
