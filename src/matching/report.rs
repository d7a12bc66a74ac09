//! Reports: messages that tell of symptoms and ask nothing.
//!
//! People in pain tell a story and expect to be helped. What a story tells is found by the lists
//! `[[told]]` of `words.toml`, clause by clause, so that "no pain in my leg" tells of none.

use std::ops::Range;

use crate::knowledge::words::{ReportFile, WordsFile};
use crate::text::{self, Message, Token};

/// A shorter message is the name of a thing ("leg pain"), and leads to what is known of it.
const FEWEST_WORDS: usize = 3;
/// So long a message is a story, even if nobody says "I" in it.
const STORY_WORDS: usize = 12;
/// A denial stands so many words before what it denies.
const DENIAL_REACH: usize = 2;

/// From so many letters on a word may be mistyped.
const LONG_WORD: usize = 6;

/// What a message tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was understood of it, as the bot says it, in the order of `words.toml`; never empty.
    pub told: Vec<String>,
}

/// Finds reports.
#[derive(Clone, Debug)]
pub struct Reports {
    asks: Phrases,
    asks_at_start: Phrases,
    teller: Phrases,
    denies: Phrases,
    not_ours: Phrases,
    told: Vec<Told>,
}

#[derive(Clone, Debug)]
struct Told {
    label: String,
    words: Phrases,
    with: Phrases,
    detail: bool,
}

impl Reports {
    /// Reads the lists.
    #[must_use]
    pub fn new(words: &WordsFile) -> Self {
        let ReportFile { asks, asks_at_start, teller, denies, not_ours } = &words.report;
        let told = words.told.iter().map(|told| Told {
            label: told.label.clone(),
            words: Phrases::new(&told.words),
            with: Phrases::new(&told.with),
            detail: told.detail,
        });
        Self {
            asks: Phrases::new(asks),
            asks_at_start: Phrases::new(asks_at_start),
            teller: Phrases::new(teller),
            denies: Phrases::new(denies),
            not_ours: Phrases::new(not_ours),
            told: told.collect(),
        }
    }

    /// What a message reports; nothing if it asks something, or tells of nothing that is ours.
    #[must_use]
    pub fn report(&self, message: &Message<'_>) -> Option<Report> {
        let tokens = message.tokens();
        let is_told = tokens.len() >= STORY_WORDS || self.teller.is_in(tokens);
        if tokens.len() < FEWEST_WORDS
            || !is_told
            || self.asks(message)
            || self.not_ours.is_in(tokens)
        {
            return None;
        }
        let told: Vec<&Told> = self.told.iter().filter(|told| self.tells(told, tokens)).collect();
        let ours = told.iter().any(|told| !told.detail);
        ours.then(|| Report { told: told.iter().map(|told| told.label.clone()).collect() })
    }

    fn asks(&self, message: &Message<'_>) -> bool {
        let starts_a_clause = |at: &Range<usize>| {
            let clause = |index: usize| message.tokens().get(index).map(|token| token.clause);
            at.start == 0 || clause(at.start - 1) != clause(at.start)
        };
        message.typed().contains(['?', '？', '؟'])
            || self.asks.is_in(message.tokens())
            || self.asks_at_start.find(message.tokens()).iter().any(starts_a_clause)
    }

    /// Whether a message tells of something: one of its words, with one of those beside it in the
    /// same sentence, and not denied.
    fn tells(&self, told: &Told, tokens: &[Token]) -> bool {
        let with = told.with.find(tokens);
        let sentence = |at: &Range<usize>| tokens.get(at.start).map(|token| token.sentence);
        told.words.find(tokens).iter().any(|at| {
            let beside = |other: &&Range<usize>| sentence(other) == sentence(at);
            !self.is_denied(at, tokens)
                && (told.with.is_empty()
                    || with.iter().filter(beside).any(|other| !self.is_denied(other, tokens)))
        })
    }

    fn is_denied(&self, at: &Range<usize>, tokens: &[Token]) -> bool {
        let clause = tokens.get(at.start).map(|token| token.clause);
        let before = tokens.get(at.start.saturating_sub(DENIAL_REACH)..at.start);
        let before = before.unwrap_or_default();
        let same = before.iter().position(|token| Some(token.clause) == clause);
        same.is_some_and(|from| self.denies.is_in(before.get(from..).unwrap_or_default()))
    }
}

/// A list of words and phrases.
#[derive(Clone, Debug)]
struct Phrases(Vec<Vec<String>>);

impl Phrases {
    fn new(phrases: &[String]) -> Self {
        let phrases = phrases.iter().map(|phrase| text::words(phrase));
        Self(phrases.filter(|words| !words.is_empty()).collect())
    }

    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn is_in(&self, tokens: &[Token]) -> bool {
        (0..tokens.len()).any(|start| self.at(start, tokens).is_some())
    }

    /// Where they stand, by the numbers of their words.
    fn find(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        (0..tokens.len()).filter_map(|start| self.at(start, tokens)).collect()
    }

    /// The longest that starts here, within one clause. Typos in long words are forgiven; short ones
    /// have too many neighbours ("less", "legs").
    fn at(&self, start: usize, tokens: &[Token]) -> Option<Range<usize>> {
        let clause = tokens.get(start)?.clause;
        let stands = |phrase: &&Vec<String>| {
            tokens.get(start..start + phrase.len()).is_some_and(|here| {
                here.iter().zip(phrase.iter()).all(|(token, word)| {
                    token.clause == clause
                        && (token.word == *word
                            || word.len() >= LONG_WORD && text::is_like(&token.word, word))
                })
            })
        };
        let length = self.0.iter().filter(stands).map(Vec::len).max()?;
        Some(start..start + length)
    }
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
