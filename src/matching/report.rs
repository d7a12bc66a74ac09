//! Reports: messages that tell of symptoms and ask nothing.
//!
//! People in pain tell a story and expect to be helped. What a story tells is found by the lists
//! `[[told]]` of `words.toml`, clause by clause, so that "no pain in my leg" tells of none.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::knowledge::words::{ReportFile, WordsFile};
use crate::text::{self, Message, Token};

/// A shorter message is the name of a thing ("leg pain"), and leads to what is known of it.
const FEWEST_WORDS: usize = 3;
/// So long a message is a story, even if nobody says "I" in it.
const STORY_WORDS: usize = 12;
/// A denial stands so many words before what it denies.
const DENIAL_REACH: usize = 2;
/// What relieves is told within so many words: "fine when I sit", "eases a bit if I lie down".
const RELIEF_REACH: usize = 4;
/// From so many letters on a word may be mistyped; shorter ones have too many neighbours ("less",
/// "legs").
const LONG_WORD: usize = 6;

/// What a message tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was understood of it, as the bot says it, in the order of `words.toml`; never empty.
    pub told: Vec<String>,
}

/// Finds reports.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    told: Vec<Told>,
    /// The phrases of all lists, by their first word: the other words, and what the phrase is for.
    phrases: FxHashMap<String, Vec<(Vec<String>, Use)>>,
    /// First words that may be mistyped.
    long_words: Vec<String>,
}

#[derive(Clone, Debug)]
struct Told {
    label: String,
    needs_with: bool,
    detail: bool,
}

/// What a phrase is for. `Told` and `With` name an entry of [`Reports::told`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Asks,
    AsksAtStart,
    Teller,
    Denies,
    Relieved,
    NotOurs,
    Told(usize),
    With(usize),
}

/// A phrase found, by the numbers of its words.
struct Found {
    used: Use,
    at: Range<usize>,
}

impl Reports {
    /// Reads the lists.
    #[must_use]
    pub fn new(words: &WordsFile) -> Self {
        let mut reports = Self::default();
        let ReportFile { asks, asks_at_start, teller, denies, relieved, not_ours } = &words.report;
        for (list, used) in [
            (asks, Use::Asks),
            (asks_at_start, Use::AsksAtStart),
            (teller, Use::Teller),
            (denies, Use::Denies),
            (relieved, Use::Relieved),
            (not_ours, Use::NotOurs),
        ] {
            reports.add(list, used);
        }
        for (number, told) in words.told.iter().enumerate() {
            reports.add(&told.words, Use::Told(number));
            reports.add(&told.with, Use::With(number));
            reports.told.push(Told {
                label: told.label.clone(),
                needs_with: !told.with.is_empty(),
                detail: told.detail,
            });
        }
        let long = reports.phrases.keys().filter(|word| word.chars().count() >= LONG_WORD);
        reports.long_words = long.cloned().collect();
        reports.long_words.sort_unstable();
        reports
    }

    fn add(&mut self, phrases: &[String], used: Use) {
        for phrase in phrases {
            let mut words = text::words(phrase).into_iter();
            if let Some(first) = words.next() {
                self.phrases.entry(first).or_default().push((words.collect(), used));
            }
        }
    }

    /// Whether a message asks something.
    #[must_use]
    pub fn asks(&self, message: &Message<'_>) -> bool {
        asks(&self.find(message.tokens()), message)
    }

    /// What a message reports; nothing if it asks something, or tells of nothing that is ours.
    #[must_use]
    pub fn report(&self, message: &Message<'_>) -> Option<Report> {
        let tokens = message.tokens();
        if tokens.len() < FEWEST_WORDS {
            return None;
        }
        let found = self.find(tokens);
        let has = |used: Use| found.iter().any(|phrase| phrase.used == used);
        let is_told = tokens.len() >= STORY_WORDS || has(Use::Teller);
        if asks(&found, message) || !is_told || has(Use::NotOurs) {
            return None;
        }
        let said = self.said(&found, tokens);
        let told: Vec<&Told> = self
            .told
            .iter()
            .enumerate()
            .filter(|(n, _)| said.contains(n))
            .map(|(_, t)| t)
            .collect();
        let ours = told.iter().any(|told| !told.detail);
        ours.then(|| Report { told: told.iter().map(|told| told.label.clone()).collect() })
    }

    /// The numbers of what a message tells of: one of the words, with one of those beside it in the
    /// same sentence, and not denied.
    fn said(&self, found: &[Found], tokens: &[Token]) -> FxHashSet<usize> {
        let denied = denied(found, tokens);
        let sentence = |phrase: &Found| tokens.get(phrase.at.start).map(|token| token.sentence);
        let standing = || found.iter().filter(|phrase| !denied.contains(&phrase.at.start));
        let with: FxHashSet<_> = standing()
            .filter_map(|phrase| match phrase.used {
                Use::With(number) => Some((number, sentence(phrase))),
                _ => None,
            })
            .collect();
        standing()
            .filter_map(|phrase| match phrase.used {
                Use::Told(number) => {
                    let alone = self.told.get(number).is_some_and(|told| !told.needs_with);
                    (alone || with.contains(&(number, sentence(phrase)))).then_some(number)
                }
                _ => None,
            })
            .collect()
    }

    /// Every phrase of the lists in a message, within one clause each.
    fn find(&self, tokens: &[Token]) -> Vec<Found> {
        let mut found = Vec::new();
        for (start, token) in tokens.iter().enumerate() {
            for (rest, used) in self.phrases_from(&token.word) {
                let at = start..start + 1 + rest.len();
                let here = tokens.get(start + 1..at.end).unwrap_or_default();
                let stands = here.len() == rest.len()
                    && here
                        .iter()
                        .zip(rest)
                        .all(|(next, word)| next.clause == token.clause && next.word == *word);
                if stands {
                    found.push(Found { used: *used, at });
                }
            }
        }
        found
    }

    /// The phrases that start with a word, or with the long word that it may be a typo of.
    fn phrases_from(&self, word: &str) -> &[(Vec<String>, Use)] {
        let known = self.phrases.get(word).or_else(|| {
            let is_long = word.chars().count() >= LONG_WORD;
            // Two edits would lead from "sleeping" to "sneezing".
            let meant = |known: &&String| {
                word.len().abs_diff(known.len()) <= 1 && text::typo_distance(word, known) == 1
            };
            let known = self.long_words.iter().filter(|_| is_long).find(meant)?;
            self.phrases.get(known)
        });
        known.map_or(&[], Vec::as_slice)
    }
}

/// Whether a message asks something: with a question mark, or by its words.
fn asks(found: &[Found], message: &Message<'_>) -> bool {
    let clause = |index: usize| message.tokens().get(index).map(|token| token.clause);
    let starts_a_clause = |at: usize| at == 0 || clause(at - 1) != clause(at);
    message.typed().contains(['?', '？', '؟'])
        || found.iter().any(|phrase| match phrase.used {
            Use::Asks => true,
            Use::AsksAtStart => starts_a_clause(phrase.at.start),
            _ => false,
        })
}

/// The numbers of the words that a denial stands just before, or what relieves, in their clause.
fn denied(found: &[Found], tokens: &[Token]) -> FxHashSet<usize> {
    let clause = |index: usize| tokens.get(index).map(|token| token.clause);
    found
        .iter()
        .filter_map(|phrase| match phrase.used {
            Use::Denies => Some((phrase, DENIAL_REACH)),
            Use::Relieved => Some((phrase, RELIEF_REACH)),
            _ => None,
        })
        .flat_map(|(phrase, reach)| {
            let reached = phrase.at.end..=phrase.at.start + reach;
            reached.filter(|index| clause(*index) == clause(phrase.at.start))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Reports;
    use crate::knowledge::words::{ReportFile, ToldFile, WordsFile};
    use crate::text::Message;

    fn reports() -> Reports {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let told = |label: &str, words: &[&str], with: &[&str], detail| ToldFile {
            label: label.to_owned(),
            words: list(words),
            with: list(with),
            detail,
        };
        Reports::new(&WordsFile {
            report: ReportFile {
                asks: list(&["should i", "any advice"]),
                asks_at_start: list(&["can", "how"]),
                teller: list(&["my", "i"]),
                denies: list(&["no", "not"]),
                relieved: list(&["fine", "eases"]),
                not_ours: list(&["dog has"]),
            },
            told: vec![
                told("pain in the leg", &["leg"], &["pain", "hurts"], false),
                told("worse at night", &["at night"], &[], true),
            ],
            ..WordsFile::default()
        })
    }

    #[test]
    fn a_report_tells_and_asks_nothing() {
        let reports = reports();
        let told = |message: &str| {
            reports.report(&Message::read(message)).map(|report| report.told.join(", "))
        };
        for (message, expected) in [
            ("my leg hurts at night", Some("pain in the leg, worse at night")),
            ("I can say my leg hurts. It's bad", Some("pain in the leg")),
            ("my leg hurts, no pain at night", Some("pain in the leg")),
            ("my leg hurts but it is fine at night", Some("pain in the leg")),
            ("my leg hurts and eases a bit at night", Some("pain in the leg")),
            ("my leg hurts?", None),
            ("my leg hurts, can it heal", None),
            ("my leg hurts should i walk", None),
            ("my leg hurts, any advice", None),
            ("leg pain", None),
            ("no pain in my leg", None),
            ("my shoulder hurts at night", None),
            ("my dog has pain in her leg", None),
        ] {
            assert_eq!(told(message).as_deref(), expected, "{message}");
        }
    }
}
