//! Urgency and pattern of a set of answers.
//!
//! Safety first: urgency rules look only at answers given and the highest level wins, so nothing
//! can lower it. The pattern comes after that, and may raise the level but not lower it.

use std::collections::BTreeSet;

use super::answers::Answers;
use super::quiz::{PatternNeeds, Quiz};
use crate::knowledge::triage::{ResultFile, ScoreTest, Urgency, UrgencyRule};

/// What a set of answers comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// How soon to be seen.
    pub urgency: Urgency,
    /// Id of the pattern's result; `None` in an emergency, for those who get no pattern, and
    /// while a screen is due.
    pub pattern: Option<String>,
    /// Whether the person is told the pattern: not in U1 and U2.
    pub shown: bool,
    /// How well it fits, where a score says so.
    pub fit: Option<Fit>,
    /// All scores in the order of the file; no values where there is no pattern.
    pub scores: Vec<Score>,
    /// Why this urgent: each rule that holds, the most urgent first.
    pub reasons: Vec<Reason>,
}

/// How well a pattern fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The score is `fits_well` or more.
    Well,
    /// It is less.
    Partly,
}

impl Fit {
    /// The name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Partly => "partly",
        }
    }
}

/// One sum of weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Its id in the file.
    pub id: String,
    /// The sum.
    pub value: Option<i32>,
}

/// Why it is this urgent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The level it asks for.
    pub level: Urgency,
    /// The rule or result that asks for it.
    pub rule: String,
    /// In words for the person.
    pub text: String,
    /// Whom to turn to, if not as usual; mostly empty.
    pub advice: String,
}

impl From<&UrgencyRule> for Reason {
    fn from(rule: &UrgencyRule) -> Self {
        Self {
            level: rule.level,
            rule: rule.id.clone(),
            text: rule.reason.clone(),
            advice: rule.advice.clone(),
        }
    }
}

impl Quiz {
    /// Urgency, pattern and reasons.
    #[must_use]
    pub fn assess(&self, answers: &Answers) -> Assessment {
        let mut reasons: Vec<Reason> = self.rules_that_hold(answers).map(Reason::from).collect();
        let urgency = self.urgency(answers);
        let points = self.points(answers);
        let result = self.result(answers, &points);
        if let Some(result) = result
            && let Some(raise) = &result.raises
        {
            reasons.push(Reason {
                level: raise.to,
                rule: result.id.clone(),
                text: raise.reason.clone(),
                advice: String::new(),
            });
        }
        if reasons.is_empty() {
            reasons.push(Reason {
                level: urgency,
                rule: String::new(),
                text: self.file().level.of(urgency).reason.clone(),
                advice: String::new(),
            });
        }
        // Stable: within a level the order of the file, which puts the gravest first.
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
        // Two rules may give one reason ("cancer" with this or with that answer).
        let mut told = BTreeSet::new();
        reasons.retain(|reason| told.insert(reason.text.clone()));
        Assessment {
            urgency,
            shown: result.is_some() && urgency < Urgency::U2,
            fit: result.and_then(|result| self.fit(result, &points)),
            pattern: result.map(|result| result.id.clone()),
            scores: self
                .file()
                .score
                .iter()
                .zip(&points)
                .map(|(score, points)| Score {
                    id: score.id.clone(),
                    value: result.map(|_| *points),
                })
                .collect(),
            reasons,
        }
    }

    /// How soon to be seen: the level of the urgency rules, which the pattern may raise.
    pub(super) fn urgency(&self, answers: &Answers) -> Urgency {
        let raised = self
            .result(answers, &self.points(answers))
            .and_then(|result| result.raises.as_ref())
            .map_or(Urgency::U4, |raise| raise.to);
        self.safety_level(answers).max(raised)
    }

    /// Whether the quiz must stop at once.
    pub(super) fn is_emergency(&self, answers: &Answers) -> bool {
        self.safety_level(answers) == Urgency::U1
    }

    /// The level of the urgency rules alone.
    pub(super) fn safety_level(&self, answers: &Answers) -> Urgency {
        self.rules_that_hold(answers).map(|rule| rule.level).max().unwrap_or(Urgency::U4)
    }

    /// The urgency rules that hold, in the order of the file.
    pub(super) fn rules_that_hold<'a>(
        &'a self,
        answers: &'a Answers,
    ) -> impl Iterator<Item = &'a UrgencyRule> {
        self.urgency
            .iter()
            .filter(|needs| needs.hold(answers))
            .filter_map(|needs| self.file().urgency.get(needs.rule))
    }

    /// What to do at this level: the text of the first rule that has its own, or the level's.
    pub(super) fn what_to_do(&self, urgency: Urgency, answers: &Answers) -> &str {
        self.urgency
            .iter()
            .filter(|needs| needs.hold(answers))
            .filter_map(|needs| self.file().urgency.get(needs.rule))
            .find(|rule| rule.level == urgency && !rule.text.is_empty())
            .map_or(&self.file().level.of(urgency).text, |rule| &rule.text)
    }

    /// All scores, in the order of the file.
    pub(super) fn points(&self, answers: &Answers) -> Vec<i32> {
        self.scores
            .iter()
            .map(|weights| {
                weights
                    .iter()
                    .filter(|(screen, bit, _)| answers.picked(*screen) & bit != 0)
                    .map(|(_, _, points)| *points)
                    .fold(0, i32::saturating_add)
            })
            .collect()
    }

    /// The result of the first pattern rule that holds; none in an emergency, for those who get
    /// no pattern, and while a screen is due.
    pub(super) fn result(&self, answers: &Answers, points: &[i32]) -> Option<&ResultFile> {
        if self.no_pattern.hold(answers)
            || self.is_emergency(answers)
            || self.due(answers).is_some()
        {
            return None;
        }
        let rule = self.patterns.iter().find(|rule| holds(rule, answers, points))?;
        self.file().result.get(rule.result?)
    }

    /// The first pattern rule that holds.
    pub(super) fn pattern_rule(&self, answers: &Answers) -> Option<&PatternNeeds> {
        let points = self.points(answers);
        self.patterns.iter().find(|rule| holds(rule, answers, &points))
    }

    pub(super) fn fit(&self, result: &ResultFile, points: &[i32]) -> Option<Fit> {
        let id = result.score.as_ref()?;
        let (score, points) =
            self.file().score.iter().zip(points).find(|(score, _)| score.id == *id)?;
        Some(if *points >= score.fits_well { Fit::Well } else { Fit::Partly })
    }
}

fn holds(rule: &PatternNeeds, answers: &Answers, points: &[i32]) -> bool {
    rule.when.hold(answers)
        && !rule.unless.touch(answers)
        && rule.count.as_ref().is_none_or(|(of, at_least)| of.count(answers) >= *at_least)
        && rule.score.iter().all(|(place, test)| passes(*place, *test, points))
}

fn passes(place: usize, test: ScoreTest, points: &[i32]) -> bool {
    let Some(score) = points.get(place).copied() else {
        return false;
    };
    let others = points.iter().enumerate().filter(|(i, _)| *i != place).map(|(_, other)| *other);
    test.at_least.is_none_or(|least| score >= least)
        && test.below.is_none_or(|limit| score < limit)
        && test
            .lead
            .is_none_or(|lead| others.into_iter().all(|other| score >= other.saturating_add(lead)))
}
