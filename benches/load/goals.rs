//! The figures that have a goal, measured one after the other and printed together.

use std::path::Path;

use crate::contender::Contender;
use crate::figures::{Spread, median};
use crate::server::Weather;

/// Of a hundred calls so many never get an answer.
const HANGING: u32 = 3;

/// In the storm so many of a hundred messages are refused, for a second each.
const REFUSED: u32 = 20;

/// A figure and what it should be.
struct Figure {
    what: String,
    measured: f64,
    unit: &'static str,
    /// What is wanted, and whether it is the most or the least.
    goal: f64,
    at_most: bool,
}

impl Figure {
    fn print(&self) {
        let Self { what, measured, unit, goal, at_most } = self;
        let met = if *at_most { measured <= goal } else { measured >= goal };
        let (limit, verdict) =
            (if *at_most { "at most" } else { "at least" }, if met { "met" } else { "MISSED" });
        println!("{what:58} {measured:8.2} {unit:4} {limit} {goal} {unit}: {verdict}");
    }
}

/// How people write while the figures are measured.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) chats: usize,
    /// Answers after which the memory was looked at.
    pub(crate) answers: usize,
    /// Updates a second.
    pub(crate) rate: u32,
    pub(crate) seconds: u64,
}

/// Measures what is left to be measured, and prints all figures that have a goal. `share` is the
/// throughput beside the echo bot's, in percent; `memory` what was used after so many answers, in MiB;
/// `faq` the folder that the bot reads, which is edited.
pub(crate) fn measure(bot: &Contender, faq: &Path, load: Load, share: f64, memory: u64) {
    let under = |weather| {
        bot.set_weather(weather);
        let waits = bot.steady(load.chats, load.rate, load.seconds);
        bot.set_weather(Weather::Fair);
        let asked = usize::try_from(u64::from(load.rate) * load.seconds).unwrap();
        println!("{weather:?}: {} of {asked} answered, {}", waits.len(), Spread::of(waits.clone()));
        Spread::of(waits).median().as_secs_f64() * 1e3
    };
    let hanging = under(Weather::Hanging(HANGING));
    let storm = under(Weather::TooMany(REFUSED));
    let reload = reload(bot, faq, load);
    let figure =
        |what: String, measured, unit, goal| Figure { what, measured, unit, goal, at_most: true };
    let rate = load.rate;
    println!();
    Figure {
        at_most: false,
        ..figure("throughput beside a bare teloxide echo".to_owned(), share, "%", 50.0)
    }
    .print();
    for figure in [
        figure(format!("memory after {} answers", load.answers), memory as f64, "MiB", 80.0),
        figure(format!("median at {rate}/s, {HANGING} % of calls hang"), hanging, "ms", 1_000.0),
        figure(format!("median at {rate}/s, {REFUSED} % get a 429"), storm, "ms", 1_000.0),
        figure(format!("CPU of a reload at {rate}/s"), reload, "s", 0.8),
    ] {
        figure.print();
    }
}

/// CPU seconds that a reload takes while people write: what more is used than without one, the median
/// of three.
fn reload(bot: &Contender, faq: &Path, load: Load) -> f64 {
    let file = faq.join("en/words.toml");
    let text = std::fs::read(&file).unwrap();
    let cpu = || {
        let before = bot.cpu();
        bot.steady(load.chats, load.rate, load.seconds);
        bot.cpu().saturating_sub(before)
    };
    let more = (0..3).map(|time: usize| {
        let usual = cpu();
        let remark = format!("\n# edit {time}\n");
        std::fs::write(&file, [text.as_slice(), remark.as_bytes()].concat()).unwrap();
        let with_reload = cpu();
        println!("CPU in {} s: {usual:.2?}, with a reload {with_reload:.2?}", load.seconds);
        with_reload.as_secs_f64() - usual.as_secs_f64()
    });
    median(more)
}

/// A copy of the folder, to be edited.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
