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

/// The most characters in the first message of a result: about what one reads without scrolling.
pub(super) const RESULT_MAX: usize = 900;

/// How much the first message of a result may tell besides what to do.
pub(super) struct Room {
    /// Reasons for the urgency.
    pub(super) reasons: usize,
    /// Notes on answers, and whom to turn to.
    pub(super) hints: usize,
    /// Answers that led to the pattern.
    pub(super) led: usize,
    /// Whether it says what would change the pattern.
    pub(super) change: bool,
}

/// From much to little: the first with which the message fits in [`RESULT_MAX`] is taken. What it
/// leaves out stands behind the buttons.
pub(super) const ROOMS: [Room; 5] = [
    Room { reasons: 3, hints: 3, led: 3, change: true },
    Room { reasons: 2, hints: 2, led: 2, change: true },
    Room { reasons: 2, hints: 2, led: 2, change: false },
    Room { reasons: 1, hints: 1, led: 0, change: false },
    Room { reasons: 0, hints: 1, led: 0, change: false },
];

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
            picture: None,
        };
        Report { page, assessment, exercises: Vec::new(), related: file.level.U1.related.clone() }
    }

    /// The result of a finished quiz: how soon to be seen, what to do, when to stop, the pattern.
    /// Reasons and the list of answers stand behind its buttons.
    pub(super) fn report(&self, answers: &Answers, setting: &Setting<'_>) -> Report {
        let file = self.file();
        let assessment = self.assess(answers);
        let result = self.shown_result(&assessment);
        let gentle = self.gentle.touch(answers);
        let mut text = Rich::default();
        for room in &ROOMS {
            text = self.result_text(answers, &assessment, room, setting);
            if text.to_plain().chars().count() <= RESULT_MAX {
                break;
            }
        }
        let mut buttons = vec![vec![
            Choice::new(&file.buttons.change, self.data(View::Review, answers), &file.typed.back),
            Choice::new(&file.buttons.message, self.data(View::Message, answers), &[]),
        ]];
        if result.is_some() {
            let why = self.data(View::Pattern, answers);
            let why = Choice::new(&file.buttons.show_pattern, why, &file.typed.why);
            buttons.insert(0, vec![why]);
        }
        let page = Page {
            data: self.data(View::Result, answers),
            step: None,
            text,
            buttons,
            picture: None,
        };
        let related = match result {
            Some(result) => result.related.clone(),
            None if self.without_pattern(answers, &assessment) => file.no_pattern.related.clone(),
            None => file.level.of(assessment.urgency).related.clone(),
        };
        let exercises =
            result.filter(|_| !gentle).map_or_else(Vec::new, |result| result.exercises.clone());
        Report { page, assessment, exercises, related }
    }

    /// The first message of a result, as far as there is `room`.
    fn result_text(
        &self,
        answers: &Answers,
        assessment: &Assessment,
        room: &Room,
        setting: &Setting<'_>,
    ) -> Rich {
        let file = self.file();
        let say = &file.say;
        let level = file.level.of(assessment.urgency);
        let title = say.result_title.replace("{level}", &level.name);
        let to_do = self.what_to_do(assessment.urgency, answers);
        let mut text = self.fill(&format!("{title} {to_do}"), setting);
        let told: Vec<&str> = reasons(assessment).take(room.reasons).collect();
        if !told.is_empty() {
            text.extend(rich(&say.because.replace("{reasons}", &told.join("; "))));
        }
        let notes = self.notes(answers);
        for hint in notes.into_iter().chain(advice(assessment)).take(room.hints) {
            text.extend(rich(hint));
        }
        if let Some(result) = self.shown_result(assessment) {
            for line in self.plan(result, answers) {
                text.extend(rich(&line));
            }
            let mut pattern = format!("{} {}", say.pattern, self.pattern_text(result, assessment));
            let led = self.led_by(answers);
            if room.led > 0 && !led.is_empty() {
                let led = led.into_iter().take(room.led).collect::<Vec<_>>().join("; ");
                pattern = format!("{pattern} {}", say.mostly.replace("{answers}", &led));
            }
            text.extend(rich(&pattern));
            if room.change {
                text.extend(rich(&format!("{} {}", say.change, result.change)));
            }
        } else if self.without_pattern(answers, assessment) {
            text.extend(rich(&file.no_pattern.text));
        }
        text.extend(self.fill(&say.safety_net, setting));
        text
    }

    /// What to do today and tomorrow, and when to stop it.
    pub(super) fn plan(&self, result: &ResultFile, answers: &Answers) -> Vec<String> {
        let say = &self.file().say;
        let gentle = self.file().gentle.as_ref().filter(|_| self.gentle.touch(answers));
        let tomorrow = gentle.map_or(&result.tomorrow, |gentle| &gentle.tomorrow);
        [(&say.today, &result.today), (&say.tomorrow, tomorrow), (&say.stop_if, &result.stop)]
            .into_iter()
            .filter(|(_, what)| !what.is_empty())
            .map(|(heading, what)| format!("{heading} {what}"))
            .collect()
    }

    /// Why this pattern: all that led there, what would change it, the next step, what is known.
    pub(super) fn reasons_page(&self, answers: &Answers) -> Report {
        let file = self.file();
        let say = &file.say;
        let assessment = self.assess(answers);
        let level = file.level.of(assessment.urgency);
        let mut text = Rich::default();
        let mut change = vec![level.change.as_str()];
        let result = self.shown_result(&assessment);
        if let Some(result) = result {
            text.extend(rich(&format!(
                "{} {}",
                say.pattern,
                self.pattern_text(result, &assessment)
            )));
            let led = self.led_by(answers);
            if !led.is_empty() {
                text.extend(rich(&say.led_by));
                text.blocks.push(list(led.into_iter().take(LED_BY_MAX)));
            }
            change.push(&result.change);
        }
        text.extend(rich(&say.reasons));
        text.blocks.push(list(reasons_or_level(&assessment)));
        text.extend(rich(&say.change));
        text.blocks.push(list(change.into_iter()));
        if let Some(result) = result {
            let own = assessment.urgency == Urgency::U4 && !result.next_self_care.is_empty();
            let next = if own { &result.next_self_care } else { &result.next };
            text.extend(rich(&format!("{} {next}", say.next)));
            text.extend(rich(&format!("{} {}", say.education, result.education)));
        }
        let hints: Vec<&str> = self.notes(answers).into_iter().chain(advice(&assessment)).collect();
        if !hints.is_empty() {
            text.extend(rich(&say.notes));
            text.blocks.push(list(hints.into_iter()));
        }
        if let Some(result) = result.filter(|result| !result.pathway.is_empty()) {
            text.extend(rich(&result.pathway));
        }
        text.extend(rich(&say.limits));
        let page = Page {
            data: self.data(View::Pattern, answers),
            step: None,
            text,
            buttons: vec![vec![
                Choice::new(
                    &file.buttons.show_result,
                    self.data(View::Result, answers),
                    &file.typed.back,
                ),
                Choice::new(&file.buttons.message, self.data(View::Message, answers), &[]),
            ]],
            picture: None,
        };
        Report { page, assessment, exercises: Vec::new(), related: Vec::new() }
    }

    /// The result whose pattern the person may be told.
    fn shown_result(&self, assessment: &Assessment) -> Option<&ResultFile> {
        let id = assessment.pattern.as_ref().filter(|_| assessment.shown)?;
        self.file().result.iter().find(|result| result.id == *id)
    }

    /// Whether the person is one of those who get no pattern, and is told so.
    fn without_pattern(&self, answers: &Answers, assessment: &Assessment) -> bool {
        assessment.urgency < Urgency::U2 && self.no_pattern.hold(answers)
    }

    fn pattern_text(&self, result: &ResultFile, assessment: &Assessment) -> String {
        let say = &self.file().say;
        let fit = match assessment.fit {
            Some(Fit::Well) => &say.fits_well,
            Some(Fit::Partly) | None => &say.fits_partly,
        };
        result.text.replace("{fit}", fit)
    }

    /// The answers that speak for the pattern, the most telling first: those its rule names, and
    /// those with points in a score that the rule asks to be high.
    fn led_by(&self, answers: &Answers) -> Vec<&str> {
        let Some(rule) = self.pattern_rule(answers) else {
            return Vec::new();
        };
        let mut led = Vec::new();
        for (index, screen) in self.file().screen.iter().enumerate() {
            for (i, option) in screen.option.iter().enumerate() {
                let bit = 1 << i;
                let weight = self.speaks_for(rule, index, bit);
                if answers.picked(index) & bit != 0 && weight > 0 {
                    led.push((weight, words(option)));
                }
            }
        }
        led.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        led.into_iter().map(|(_, words)| words).collect()
    }

    /// How much an answer speaks for a pattern: its most points, or all there can be if the rule
    /// names it.
    fn speaks_for(&self, rule: &PatternNeeds, screen: usize, bit: u32) -> i32 {
        let counted = rule.count.as_ref().map_or(&[][..], |(of, _)| of.parts());
        let named = rule
            .when
            .parts()
            .iter()
            .chain(counted)
            .any(|(named, mask)| *named == screen && mask & bit != 0);
        if named {
            return i32::MAX;
        }
        let scores = rule.score.iter().filter(|(_, test)| test.at_least.is_some());
        scores
            .filter_map(|(place, _)| self.scores.get(*place))
            .flatten()
            .filter(|(s, b, _)| *s == screen && *b == bit)
            .map(|(_, _, points)| *points)
            .max()
            .unwrap_or(0)
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

/// The reasons of the level reached that a rule or a pattern gives, in the order of the file.
fn reasons(assessment: &Assessment) -> impl Iterator<Item = &str> {
    reasons_or_level(assessment)
        .zip(&assessment.reasons)
        .filter(|(_, reason)| !reason.rule.is_empty())
        .map(|(text, _)| text)
}

/// The reasons of the level reached; where no rule gives one, the level's own.
fn reasons_or_level(assessment: &Assessment) -> impl Iterator<Item = &str> {
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
