//! `quizzes/NAME.toml`: a further quiz. What it does not say itself, it takes over from
//! `triage.toml`: warning signs with their rules and cards, levels, sentences and buttons.
//!
//! A quiz made whole is checked as `triage.toml` is, and proved and asked by the same code.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CardFile, Condition, Consent, Gentle, NoPattern, PatternRule, ResultFile, ScoreFile,
    ScreenFile, TriageFile, UrgencyRule, check,
};
use crate::knowledge::exercises::ExercisesFile;
use crate::knowledge::faq::{FaqFile, Reference};
use crate::knowledge::{DATE_PATTERN, Problem, Source, did_you_mean_or};

/// The whole file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizFile {
    /// The button that opens it.
    #[schemars(length(min = 1, max = 32))]
    pub button: String,
    /// Entries of the FAQ that offer it.
    #[serde(default)]
    pub entries: Vec<String>,
    /// Exercises that offer it.
    #[serde(default)]
    pub exercises: Vec<String>,
    /// Raised by hand when the meaning of an answer changes while its code stays.
    #[schemars(range(min = 1, max = 9999))]
    pub version: u16,
    /// Day of the last clinical review, `year-month-day`.
    #[schemars(regex(pattern = DATE_PATTERN))]
    pub reviewed: String,
    /// The screen that ends the safety part: a U2 sign found until then ends the quiz there.
    pub safety_part_ends: String,
    /// Screens of `triage.toml` that are asked first, by key, with those of its urgency rules that
    /// name no other screen.
    #[schemars(length(min = 1))]
    pub first: Vec<String>,
    /// Asked before the first question.
    pub consent: Consent,
    /// Sentences in place of those of `triage.toml`, by their names there.
    #[serde(default)]
    pub say: BTreeMap<String, String>,
    /// Button labels in place of those of `triage.toml`, by their names there.
    #[serde(default)]
    pub buttons: BTreeMap<String, String>,
    /// Its own screens, after the first.
    #[schemars(length(min = 1, max = 40))]
    pub screen: Vec<ScreenFile>,
    /// Sums of weights that the pattern rules compare.
    #[serde(default)]
    pub score: Vec<ScoreFile>,
    /// Its own rules that raise urgency.
    #[serde(default)]
    pub urgency: Vec<UrgencyRule>,
    /// Who gets no result.
    pub no_pattern: NoPattern,
    /// Who should leave exercises until they have been examined.
    #[serde(default)]
    pub gentle: Option<Gentle>,
    /// Rules for the result; the first that holds wins, the last one always holds.
    #[schemars(length(min = 1))]
    pub pattern: Vec<PatternRule>,
    /// What is said for each result.
    #[schemars(length(min = 1))]
    pub result: Vec<ResultFile>,
    /// Its own emergency cards.
    #[serde(default)]
    pub card: Vec<CardFile>,
    /// What its rules and results rest on.
    #[serde(default)]
    pub sources: BTreeMap<String, Reference>,
}

/// A further quiz, made whole.
#[derive(Clone, Debug, Serialize)]
pub struct MoreQuiz {
    /// Its name: that of its file.
    pub name: String,
    /// The button that opens it.
    pub button: String,
    /// Entries of the FAQ that offer it.
    pub entries: Vec<String>,
    /// Exercises that offer it.
    pub exercises: Vec<String>,
    /// The quiz.
    #[serde(flatten)]
    pub file: TriageFile,
}

impl MoreQuiz {
    /// Its file as the editor knows it; `folder` is that of its language.
    #[must_use]
    pub fn path(&self, folder: &str) -> String {
        format!("{folder}/quizzes/{}.toml", self.name)
    }
}

impl QuizFile {
    /// The quiz with what it takes over from `main`. A screen that does not exist is left out, and
    /// a sentence or label of no known name; the check of the file tells of them.
    #[must_use]
    pub fn made_whole(&self, name: &str, main: &TriageFile) -> MoreQuiz {
        let first = self.first.iter().filter_map(|key| screen_of(main, key));
        let mut say = main.say.clone();
        for (sentence, text) in &self.say {
            say.set(sentence, text);
        }
        let mut buttons = main.buttons.clone();
        for (label, text) in &self.buttons {
            buttons.set(label, text);
        }
        let mut urgency = self.urgency.clone();
        urgency.extend(main.urgency.iter().filter(|rule| self.takes_over(rule)).cloned());
        let mut card = self.card.clone();
        let named =
            |card: &&CardFile| urgency.iter().any(|rule| rule.card.as_ref() == Some(&card.id));
        card.extend(main.card.iter().filter(named).cloned());
        let mut sources = main.sources.clone();
        sources.extend(self.sources.clone());
        MoreQuiz {
            name: name.to_owned(),
            button: self.button.clone(),
            entries: self.entries.clone(),
            exercises: self.exercises.clone(),
            file: TriageFile {
                version: self.version,
                reviewed: self.reviewed.clone(),
                safety_part_ends: self.safety_part_ends.clone(),
                consent: self.consent.clone(),
                level: main.level.clone(),
                say,
                buttons,
                typed: main.typed.clone(),
                listen: main.listen.clone(),
                screen: first.chain(&self.screen).cloned().collect(),
                score: self.score.clone(),
                urgency,
                no_pattern: self.no_pattern.clone(),
                gentle: self.gentle.clone(),
                pattern: self.pattern.clone(),
                result: self.result.clone(),
                card,
                sources,
            },
        }
    }

    /// Whether a rule of the main quiz names no screens but those taken over.
    fn takes_over(&self, rule: &UrgencyRule) -> bool {
        let known = |condition: &Condition| condition.keys().all(|key| self.first.contains(key));
        known(&rule.when) && known(&rule.also)
    }
}

/// All problems of a further quiz; `faq` and `exercises` are what it may be offered under.
pub(in crate::knowledge) fn check_quiz(
    file: &QuizFile,
    source: &Source,
    main: &TriageFile,
    faq: Option<&FaqFile>,
    exercises: Option<&ExercisesFile>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut known = |pointer: String, name: &str, kind: &str, all: Vec<&str>| {
        if !all.contains(&name) {
            let mend = did_you_mean_or(
                name,
                all.iter().copied(),
                format!("use one of: {}", all.join(", ")),
            );
            problems.push(source.problem(&pointer, format!("there is no {kind} `{name}`"), mend));
        }
    };
    for (i, key) in file.first.iter().enumerate() {
        let screens = main.screen.iter().map(|screen| screen.key.as_str()).collect();
        known(format!("/first/{i}"), key, "screen of triage.toml", screens);
    }
    for name in file.say.keys() {
        let sentences = main.say.all().into_iter().map(|(name, _)| name).collect();
        known(format!("/say/{name}"), name, "sentence", sentences);
    }
    for name in file.buttons.keys() {
        let labels = main.buttons.all().into_iter().map(|(name, _)| name).collect();
        known(format!("/buttons/{name}"), name, "button", labels);
    }
    // A file that could not be read has its own problems.
    if let Some(faq) = faq {
        for (i, id) in file.entries.iter().enumerate() {
            let entries = faq.entry.iter().map(|entry| entry.id.as_str());
            known(format!("/entries/{i}"), id, "entry", entries.collect());
        }
    }
    if let Some(exercises) = exercises {
        for (i, id) in file.exercises.iter().enumerate() {
            let all = exercises.exercise.iter().map(|exercise| exercise.id.as_str());
            known(format!("/exercises/{i}"), id, "exercise", all.collect());
        }
    }
    if problems.is_empty() {
        let whole = file.made_whole("", main).file;
        // Its own screens stand behind those taken over.
        let source = source.moved("/screen", file.first.len());
        problems = check(&whole, &source, faq, exercises);
    }
    problems
}

fn screen_of<'a>(main: &'a TriageFile, key: &str) -> Option<&'a ScreenFile> {
    main.screen.iter().find(|screen| screen.key == key)
}
