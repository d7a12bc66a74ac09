//! One message to forward to a clinician: what was answered, asked and denied. Sent, never kept.

use super::answers::Answers;
use super::quiz::Quiz;
use super::screen::{rich, words};
use super::step::{Page, Setting, Step};
use super::token::View;
use crate::knowledge::markup::Rich;

/// Signs by what was said to them.
#[derive(Default)]
struct Signs<'a> {
    reported: Vec<&'a str>,
    denied: Vec<&'a str>,
    unsure: Vec<&'a str>,
    not_asked: Vec<&'a str>,
}

impl Quiz {
    /// The introduction, and the message on its own so that it can be forwarded as it is.
    pub(super) fn message(&self, answers: &Answers, setting: &Setting<'_>) -> Step {
        let file = self.file();
        Step::Message {
            introduction: rich(&file.say.message_intro),
            message: Page {
                data: self.data(View::Message, answers),
                step: None,
                text: Rich::plain(self.clinician(answers, setting.date)),
                buttons: Vec::new(),
                picture: None,
            },
        }
    }

    /// The message: result, answers, signs reported, denied, not sure and not asked, version.
    /// `date` is written as given; without one the heading has none.
    #[must_use]
    pub fn clinician(&self, answers: &Answers, date: Option<&str>) -> String {
        let file = self.file();
        let say = &file.say;
        let assessment = self.assess(answers);
        let level =
            format!("{} ({})", file.level.of(assessment.urgency).name, assessment.urgency.name());
        let pattern = assessment
            .pattern
            .as_ref()
            .filter(|_| assessment.shown)
            .and_then(|id| file.result.iter().find(|result| result.id == *id))
            .map_or(say.message_not_shown.as_str(), |result| result.name.as_str());
        let title = say.message_title.replace("{date}", date.unwrap_or_default());
        let mut lines = vec![
            title.trim_end_matches([' ', ',']).to_owned(),
            say.message_result.replace("{level}", &level),
            say.message_pattern.replace("{pattern}", pattern),
            String::new(),
            say.message_answers.clone(),
        ];
        for (index, screen) in file.screen.iter().enumerate() {
            if answers.done(index) || answers.picked(index) != 0 {
                lines.push(format!("- {}: {}", screen.title, self.answer_in_words(index, answers)));
            }
        }
        let signs = self.signs(answers);
        for (heading, signs) in [
            (&say.message_reported, signs.reported),
            (&say.message_denied, signs.denied),
            (&say.message_unsure, signs.unsure),
            (&say.message_not_asked, signs.not_asked),
        ] {
            if !signs.is_empty() {
                lines.push(String::new());
                lines.push(heading.clone());
                lines.extend(signs.iter().map(|sign| format!("- {sign}")));
            }
        }
        lines.push(String::new());
        lines.push(say.message_footer.replace("{version}", &self.version()));
        lines.join("\n")
    }

    /// Each sign, and each question whose answer was "Not sure".
    fn signs(&self, answers: &Answers) -> Signs<'_> {
        let mut signs = Signs::default();
        for (index, screen) in self.file().screen.iter().enumerate() {
            let picked = answers.picked(index);
            let chosen = |i: usize| picked >> i & 1 == 1;
            let unsure = screen.option.iter().enumerate().any(|(i, o)| o.unsure && chosen(i));
            if unsure {
                signs.unsure.push(&screen.title);
            }
            for (i, option) in screen.option.iter().enumerate() {
                if chosen(i) && !option.sign.is_empty() {
                    signs.reported.push(&option.sign);
                } else if option.sign.is_empty() || unsure {
                    // Whoever is not sure about a list has denied nothing on it.
                } else if answers.done(index) {
                    signs.denied.push(&option.sign);
                } else {
                    signs.not_asked.push(words(option));
                }
            }
        }
        signs
    }
}
