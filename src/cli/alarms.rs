//! The part of `eval` about signs of danger: what is missed, and where there is an alarm for nothing.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::input;
use super::output::Failure;
use crate::conversation::Understanding;
use crate::knowledge::tests_file::FlagTest;
use crate::knowledge::{Knowledge, absolute, unreadable};
use crate::safety::Finding;
use crate::safety::score::{Corpus, Score, Wrong, percent, score};
use crate::safety::unneeded;

/// All corpora (`*.toml`) of `folder`, in the order of their names.
#[expect(clippy::disallowed_methods, reason = "a command lists the folder that it is given")]
pub(super) fn corpora(folder: &Path) -> Result<Vec<(String, Corpus)>, Failure> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Failure::Problems(vec![unreadable(folder, &error)]))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let corpus = toml::from_str(&input::text(path)?)
                .map_err(|error| no_corpus(path, error.message()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, corpus))
        })
        .collect()
}

fn no_corpus(path: &Path, why: &str) -> Failure {
    Failure::sentence(
        format!("{} is no corpus of messages ({why})", absolute(path).display()),
        "give a folder of corpora such as tests/safety_corpus after --safety",
    )
}

/// Prints the scores of each corpus. `true` if no sign was missed, and enough of them got a card.
pub(super) fn tell(
    understanding: &Understanding,
    corpora: &[(String, Corpus)],
    out: &mut impl Write,
) -> Result<bool, Failure> {
    let mut total = Score::default();
    for (name, corpus) in corpora {
        let scored = score(|text| understanding.finding(text), corpus);
        writeln!(out, "{name}: {}", counts(&scored))?;
        list("missed", &scored.misses, out)?;
        list("card for nothing", &scored.false_alarms, out)?;
        total.add(scored);
    }
    writeln!(out, "all: {}", counts(&total))?;
    Ok(total.misses.is_empty() && percent(total.cards, total.signs) >= CARDS_MIN)
}

/// Of 100 signs at least so many must get their card at once; the others are asked about.
const CARDS_MIN: f64 = 85.0;

fn counts(score: &Score) -> String {
    let asked = score.signs - score.cards - score.misses.len();
    format!(
        "{} signs: {} with a card ({:.1} %), {asked} asked about, {} missed; \
         {} harmless: {} with a card ({:.1} %), {} asked about ({:.1} %)",
        score.signs,
        score.cards,
        percent(score.cards, score.signs),
        score.misses.len(),
        score.harmless,
        score.false_alarms.len(),
        percent(score.false_alarms.len(), score.harmless),
        score.checks,
        percent(score.checks, score.harmless),
    )
}

/// Prints for each list of `safety.toml` the phrases that no message needs.
pub(super) fn tell_phrases(
    knowledge: &Knowledge,
    corpora: &[(String, Corpus)],
    out: &mut impl Write,
) -> Result<(), Failure> {
    let Some(file) = &knowledge.safety else { return Ok(()) };
    let of_corpora = || corpora.iter().flat_map(|(_, corpus)| &corpus.sign);
    let signs = of_corpora().flat_map(|sign| sign.fire.iter().chain(&sign.misspelt));
    let taught = knowledge.signs.iter().flat_map(|signs| &signs.cards);
    let signs = signs.chain(taught.flat_map(|sign| &sign.messages));
    let quiet = of_corpora().flat_map(|sign| &sign.quiet);
    let neutral = corpora.iter().flat_map(|(_, corpus)| &corpus.sentences);
    let taught = knowledge.signs.iter().flat_map(|signs| &signs.harmless);
    let entries = knowledge.faq.entry.iter();
    let asked = entries.flat_map(|entry| entry.phrasings.iter().chain([&entry.question]));
    let harmless = quiet.chain(neutral).chain(taught).chain(asked).chain(&knowledge.out_of_scope);
    let lines = unneeded(file, signs.cloned(), harmless.cloned());
    for list in lines.chunk_by(|a, b| a.list == b.list) {
        let name = list.first().map_or("", |line| line.list.as_str());
        let phrases: Vec<String> = list.iter().map(|line| format!("{:?}", line.phrase)).collect();
        writeln!(out, "{name}: {}", phrases.join(", "))?;
    }
    writeln!(out, "{} phrases are needed by no message", lines.len())?;
    Ok(())
}

/// Prints the `[[flag]]` tests that fail. `true` if none does.
pub(super) fn tell_flags(
    understanding: &Understanding,
    flags: &[FlagTest],
    out: &mut impl Write,
) -> Result<bool, Failure> {
    let mut good = 0;
    for flag in flags {
        let found = understanding.finding(&flag.text).filter(Finding::interrupts);
        let rule = found.map(|found| found.rule);
        if rule == flag.rule {
            good += 1;
        } else {
            let [wanted, got] = [&flag.rule, &rule].map(|r| r.as_deref().unwrap_or("no alarm"));
            writeln!(out, "  flag: wanted {wanted}, got {got}: {}", flag.text)?;
        }
    }
    writeln!(out, "flags of tests.toml: {good} of {} as written", flags.len())?;
    Ok(good == flags.len())
}

fn list(what: &str, wrong: &[Wrong], out: &mut impl Write) -> Result<(), Failure> {
    for wrong in wrong {
        let rule = wrong.rule.as_deref().unwrap_or("no rule");
        writeln!(out, "  {what} ({}, {rule}): {}", wrong.sign, wrong.text)?;
    }
    Ok(())
}
