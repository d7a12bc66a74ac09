//! The result, and the emergency card.

use super::answers::Answers;
use super::assess::{Assessment, Fit};
use super::quiz::{PatternNeeds, Quiz};
use super::screen::{inline, rich, words};
use super::step::{Choice, Page, Report, Setting};
use super::token::View;
use crate::knowledge::markup::{Block, Rich};
use crate::knowledge::triage::{ResultFile, Urgency};

/// The most reasons told: more do not help a person decide, and the list must fit a message. The
/// message for a clinician has every sign.
pub(super) const REASONS_MAX: usize = 6;

/// The most answers shown that led to a pattern.
pub(super) const LED_BY_MAX: usize = 8;

impl Quiz {
    /// The emergency card of the gravest rule that holds.
    pub(super) fn urgent(&self, answers: &Answers, setting: &Setting<'_>) -> Report {
        let file = self.file();
        let assessment = self.assess(answers);
        let card = self.rules_that_hold(answers).filter(|rule| rule.level == Urgency::U1).find_map(
            |rule| {
                let id = rule.card.as_ref()?;
                let card = file.card.iter().find(|card| card.id == *id)?;
                Some(card.text.replace("{reason}", &rule.reason))
            },
        );
        let mut text = card.map_or_else(
            // The load refuses a U1 rule without a card; this is for a file it has not seen.
            || self.fill(&file.level.U1.text, setting),
            |card| self.fill(&card, setting),
        );
        let urgent: Vec<&str> = assessment
            .reasons
            .iter()
            .filter(|reason| reason.level == Urgency::U1)
            .map(|reason| reason.text.as_str())
            .collect();
        if urgent.len() > 1 {
            text.extend(rich(&file.say.reasons));
            text.blocks.push(list(urgent.into_iter().take(REASONS_MAX)));
        }
        let mistake = self.encode(&self.mistaken(answers));
        let page = Page {
            data: self.data(View::Result, answers),
            step: None,
            text,
            buttons: vec![
                vec![Choice::new(&file.buttons.message, self.data(View::Message, answers), &[])],
                vec![Choice::new(&file.buttons.mistake, mistake, &file.typed.back)],
            ],
        };
        Report { page, assessment, related: file.level.U1.related.clone() }
    }

    /// The result of a finished quiz: urgency first, then the pattern where it may be shown.
    pub(super) fn report(&self, answers: &Answers, setting: &Setting<'_>) -> Report {
        let file = self.file();
        let say = &file.say;
        let assessment = self.assess(answers);
        let level = file.level.of(assessment.urgency);
        let mut text = rich(&say.result_title.replace("{level}", &level.name));
        text.extend(self.fill(&level.text, setting));
        text.extend(rich(&say.reasons));
        text.blocks.push(list(reasons(&assessment)));
        for advice in advice(&assessment) {
            text.extend(rich(advice));
        }
        let result = assessment
            .pattern
            .as_ref()
            .filter(|_| assessment.shown)
            .and_then(|id| file.result.iter().find(|result| result.id == *id));
        let mut change = vec![level.change.as_str()];
        let mut related = level.related.clone();
        if let Some(result) = result {
            self.write_pattern(&mut text, result, &assessment, answers);
            change.push(&result.change);
            related.clone_from(&result.related);
        } else if assessment.urgency < Urgency::U2 && self.no_pattern.hold(answers) {
            text.extend(rich(&file.no_pattern.text));
            related.clone_from(&file.no_pattern.related);
        }
        text.extend(rich(&say.change));
        text.blocks.push(list(change.into_iter()));
        if let Some(result) = result {
            let own = assessment.urgency == Urgency::U4 && !result.next_self_care.is_empty();
            let next = if own { &result.next_self_care } else { &result.next };
            text.extend(rich(&format!("{} {next}", say.next)));
            text.extend(rich(&say.education));
            text.extend(rich(&result.education));
            if !result.pathway.is_empty() {
                text.extend(rich(&result.pathway));
            }
        }
        let notes = self.notes(answers);
        if !notes.is_empty() {
            text.extend(rich(&say.notes));
            text.blocks.push(list(notes.into_iter()));
        }
        text.extend(self.fill(&say.safety_net, setting));
        text.extend(rich(&say.limits));
        let page = Page {
            data: self.data(View::Result, answers),
            step: None,
            text,
            buttons: vec![
                vec![Choice::new(&file.buttons.message, self.data(View::Message, answers), &[])],
                vec![Choice::new(
                    &file.buttons.change,
                    self.data(View::Review, answers),
                    &file.typed.back,
                )],
            ],
        };
        Report { page, assessment, related }
    }

    fn write_pattern(
        &self,
        text: &mut Rich,
        result: &ResultFile,
        assessment: &Assessment,
        answers: &Answers,
    ) {
        let say = &self.file().say;
        let fit = match assessment.fit {
            Some(Fit::Well) => &say.fits_well,
            Some(Fit::Partly) | None => &say.fits_partly,
        };
        text.extend(rich(&say.pattern));
        text.extend(rich(&result.text.replace("{fit}", fit)));
        let led = self.led_by(answers);
        if !led.is_empty() {
            text.extend(rich(&say.led_by));
            text.blocks.push(list(led.into_iter().take(LED_BY_MAX)));
        }
    }

    /// The answers that speak for the pattern: those its rule names, and those with points in a
    /// score that the rule asks to be high.
    fn led_by(&self, answers: &Answers) -> Vec<&str> {
        let Some(rule) = self.pattern_rule(answers) else {
            return Vec::new();
        };
        let mut led = Vec::new();
        for (index, screen) in self.file().screen.iter().enumerate() {
            for (i, option) in screen.option.iter().enumerate() {
                let bit = 1 << i;
                if answers.picked(index) & bit != 0 && self.speaks_for(rule, index, bit) {
                    led.push(words(option));
                }
            }
        }
        led
    }

    fn speaks_for(&self, rule: &PatternNeeds, screen: usize, bit: u32) -> bool {
        let counted = rule.count.as_ref().map_or(&[][..], |(of, _)| of.parts());
        let named = rule
            .when
            .parts()
            .iter()
            .chain(counted)
            .any(|(named, mask)| *named == screen && mask & bit != 0);
        let scored =
            rule.score.iter().filter(|(_, test)| test.at_least.is_some()).any(|(place, _)| {
                self.scores.get(*place).is_some_and(|weights| {
                    weights.iter().any(|(s, b, points)| *s == screen && *b == bit && *points > 0)
                })
            });
        named || scored
    }

    /// What whoever gave an answer should also read.
    pub(super) fn notes(&self, answers: &Answers) -> Vec<&str> {
        self.file()
            .screen
            .iter()
            .enumerate()
            .flat_map(|(index, screen)| {
                let picked = answers.picked(index);
                screen.option.iter().enumerate().filter(move |(i, _)| picked >> i & 1 == 1)
            })
            .map(|(_, option)| option.note.as_str())
            .filter(|note| !note.is_empty())
            .collect()
    }
}

/// The reasons of the level reached, in the order of the file.
fn reasons(assessment: &Assessment) -> impl Iterator<Item = &str> {
    assessment
        .reasons
        .iter()
        .filter(|reason| reason.level == assessment.urgency)
        .map(|reason| reason.text.as_str())
        .take(REASONS_MAX)
}

/// Whom to turn to, each once.
fn advice(assessment: &Assessment) -> Vec<&str> {
    let mut advice: Vec<&str> = Vec::new();
    for reason in &assessment.reasons {
        if !reason.advice.is_empty() && !advice.contains(&reason.advice.as_str()) {
            advice.push(&reason.advice);
        }
    }
    advice
}

/// A bullet list of lines in Markdown.
pub(super) fn list<'a>(lines: impl Iterator<Item = &'a str>) -> Block {
    Block::List { first: None, items: lines.map(inline).collect() }
}
