//! The quiz, compiled from its file.

use super::answers::{Answers, bit};
use super::condition::Needs;
use crate::knowledge::triage::{PatternRule, ScoreTest, TriageFile, UrgencyRule};

/// A quiz ready to be asked. Immutable; any file of the shape gives one, and the load has shown
/// that its references exist.
#[derive(Clone, Debug)]
pub struct Quiz {
    file: TriageFile,
    pub(super) urgency: Vec<UrgencyNeeds>,
    pub(super) no_pattern: Needs,
    pub(super) gentle: Needs,
    pub(super) scores: Vec<Weights>,
    pub(super) patterns: Vec<PatternNeeds>,
    /// The answers that rules and weights name, as bits for each screen.
    pub(super) named: Vec<u32>,
    pub(super) safety_part: usize,
    pub(super) shape: u16,
}

/// An urgency rule, compiled.
#[derive(Clone, Debug)]
pub(super) struct UrgencyNeeds {
    /// Its place in the file.
    pub(super) rule: usize,
    when: Needs,
    also: Needs,
}

impl UrgencyNeeds {
    /// The screens that it rests on, with the answers named.
    pub(super) fn parts(&self) -> impl Iterator<Item = (usize, u32)> {
        self.when.parts().iter().chain(self.also.parts()).copied()
    }

    /// The last screen that it rests on.
    pub(super) fn last_screen(&self) -> Option<usize> {
        self.parts().map(|(screen, _)| screen).max()
    }

    /// Whether it holds.
    pub(super) fn hold(&self, answers: &Answers) -> bool {
        self.when.hold(answers) && self.also.hold(answers)
    }
}

/// A pattern rule, compiled.
#[derive(Clone, Debug)]
pub(super) struct PatternNeeds {
    /// Place of its result in the file.
    pub(super) result: Option<usize>,
    pub(super) when: Needs,
    pub(super) unless: Needs,
    pub(super) count: Option<(Needs, u32)>,
    /// Place of each score it tests, with the test.
    pub(super) score: Vec<(usize, ScoreTest)>,
}

/// Points by screen and answer: (screen, bit, points).
pub(super) type Weights = Vec<(usize, u32, i32)>;

impl Quiz {
    /// Compiles `file`.
    #[must_use]
    pub fn new(file: &TriageFile) -> Self {
        let screens = &file.screen;
        let urgency = file
            .urgency
            .iter()
            .enumerate()
            .map(|(rule, UrgencyRule { when, also, .. })| UrgencyNeeds {
                rule,
                when: Needs::new(when, screens),
                also: Needs::new(also, screens),
            })
            .collect();
        let scores = file
            .score
            .iter()
            .map(|score| {
                screens
                    .iter()
                    .enumerate()
                    .filter_map(|(i, screen)| Some((i, screen, score.weights.get(&screen.key)?)))
                    .flat_map(|(i, screen, weights)| {
                        weights.iter().filter_map(move |(code, points)| {
                            Some((i, bit(screen, code)?, *points))
                        })
                    })
                    .collect()
            })
            .collect();
        let mut quiz = Self {
            urgency,
            no_pattern: Needs::new(&file.no_pattern.when, screens),
            gentle: file
                .gentle
                .as_ref()
                .map_or_else(Needs::default, |gentle| Needs::new(&gentle.any, screens)),
            scores,
            patterns: file.pattern.iter().map(|rule| pattern(rule, file)).collect(),
            safety_part: screens
                .iter()
                .position(|screen| screen.key == file.safety_part_ends)
                .unwrap_or_else(|| screens.len().saturating_sub(1)),
            shape: shape(file),
            named: Vec::new(),
            file: file.clone(),
        };
        quiz.named = quiz.answers_named();
        quiz
    }

    /// The file it was made from.
    #[must_use]
    pub fn file(&self) -> &TriageFile {
        &self.file
    }

    /// The version as a clinician reads it: the number in the file and the check sum of screens
    /// and answers.
    #[must_use]
    pub fn version(&self) -> String {
        format!("{}-{:04x}", self.file.version, self.shape)
    }
}

fn pattern(rule: &PatternRule, file: &TriageFile) -> PatternNeeds {
    PatternNeeds {
        result: file.result.iter().position(|result| result.id == rule.gives),
        when: Needs::new(&rule.when, &file.screen),
        unless: Needs::new(&rule.unless, &file.screen),
        count: rule
            .count
            .as_ref()
            .map(|count| (Needs::new(&count.of, &file.screen), count.at_least)),
        score: rule
            .score
            .iter()
            .map(|(id, test)| {
                // A score that does not exist can pass no test, as its place is outside the list.
                let place = file.score.iter().position(|score| score.id == *id);
                (place.unwrap_or(usize::MAX), *test)
            })
            .collect(),
    }
}

/// The form of a button's bits; another one in each version of the program that packs them
/// differently.
const FORM: u16 = 2;

/// A check sum of all that decides what a button's bits mean, so that a button of an older quiz
/// is known for one. Wording is left out: correcting a typo must not end anybody's quiz.
fn shape(file: &TriageFile) -> u16 {
    let screens = file.screen.iter().map(|screen| {
        let codes: Vec<&str> = screen.option.iter().map(|option| option.code.as_str()).collect();
        let again = screen.again.is_some();
        format!("{} {} {again} {}", screen.key, screen.several, codes.join(" "))
    });
    let described: Vec<String> =
        std::iter::once(format!("{FORM} {}", file.version)).chain(screens).collect();
    let sum = crc32fast::hash(described.join("\n").as_bytes());
    u16::try_from((sum >> 16) ^ (sum & 0xFFFF)).unwrap_or(0)
}
