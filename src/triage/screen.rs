//! A question with its buttons.

use super::answers::{Answers, unsure};
use super::quiz::Quiz;
use super::step::{Choice, Page, Setting};
use super::token::{Asked, Position, View};
use crate::knowledge::markup::{Block, Rich};
use crate::knowledge::triage::{OptionFile, ScreenFile};

impl Quiz {
    /// A question: in its order, opened from the list of answers, or asked again in plainer words.
    pub(super) fn screen(&self, asked: Asked, answers: &Answers) -> Page {
        let file = self.file();
        let index = asked.screen;
        let Some(screen) = file.screen.get(index) else {
            return self.review(answers);
        };
        let plainer = screen.again.as_ref().filter(|_| asked.again);
        let mut text = rich(&self.progress(index));
        text.extend(rich(plainer.map_or(&screen.text, |again| &again.text)));
        if screen.several {
            let ticked = said(screen, answers.shown(index));
            text.extend(rich(&if ticked.is_empty() {
                file.say.several_hint.clone()
            } else {
                file.say.ticked.replace("{ticked}", &ticked.join("; "))
            }));
        }
        let mut buttons: Vec<Vec<Choice>> = screen
            .option
            .iter()
            .enumerate()
            .map(|(i, option)| vec![self.option(asked, 1 << i, option, answers)])
            .collect();
        if screen.several {
            // Above "Not sure", which the check puts last.
            let last = buttons.len().saturating_sub(1);
            buttons.insert(last, vec![self.finish(asked, answers)]);
        }
        let back = match index.checked_sub(1) {
            _ if asked.again => View::Asked(Asked { again: false, ..asked }),
            _ if asked.from_list => View::Review,
            Some(before) => View::Asked(Asked::new(before)),
            None => View::Consent,
        };
        let why = View::Asked(Asked { why: true, ..asked });
        buttons.push(vec![
            Choice::new(&file.buttons.back, self.data(back, answers), &file.typed.back),
            Choice::new(&file.buttons.why, self.data(why, answers), &file.typed.why),
            self.stop(),
        ]);
        Page {
            data: self.data(View::Asked(asked), answers),
            step: Some((index + 1, file.screen.len())),
            text,
            buttons,
            picture: screen.picture.clone(),
        }
    }

    /// One option of a screen: a tick to set or clear, or an answer.
    fn option(&self, asked: Asked, bit: u32, option: &OptionFile, answers: &Answers) -> Choice {
        let file = self.file();
        let index = asked.screen;
        let screen = file.screen.get(index);
        let several = screen.is_some_and(|screen| screen.several);
        let picked = answers.shown(index);
        let label = screen
            .and_then(|screen| screen.again.as_ref())
            .filter(|_| asked.again)
            .and_then(|again| again.labels.get(&option.code))
            .unwrap_or(&option.label);
        let mark = match (picked & bit != 0, several && !option.unsure) {
            (false, _) => "",
            (true, true) => &file.buttons.tick,
            (true, false) => &file.buttons.chosen,
        };
        let label = format!("{mark} {label}");
        let mut typed = option.typed.clone();
        typed.push(option.says.clone());
        let to = if option.unsure {
            typed.extend(file.typed.unsure.iter().cloned());
            self.not_sure(asked, answers)
        } else if several {
            // "Not sure" about the list is taken back by naming something on it.
            let kept = picked & !screen.map_or(0, unsure);
            let view = View::Asked(asked);
            Position { view, answers: answers.with(index, kept ^ bit, false) }
        } else {
            Self::answered(asked, bit, answers)
        };
        Choice {
            sign: option.at_least.is_some(),
            ..self.answer_choice(label.trim_start(), &to, &typed)
        }
    }

    /// "Done", or "None of these" as long as nothing is ticked.
    fn finish(&self, asked: Asked, answers: &Answers) -> Choice {
        let file = self.file();
        let index = asked.screen;
        let ticked =
            file.screen.get(index).map_or(0, |screen| answers.shown(index) & !unsure(screen));
        let to = Self::answered(asked, ticked, answers);
        if ticked == 0 {
            self.answer_choice(&file.buttons.none, &to, &file.typed.no)
        } else {
            self.answer_choice(&file.buttons.done, &to, &file.typed.done)
        }
    }

    pub(super) fn progress(&self, index: usize) -> String {
        self.file()
            .say
            .progress
            .replace("{step}", &(index + 1).to_string())
            .replace("{of}", &self.file().screen.len().to_string())
    }

    pub(super) fn data(&self, view: View, answers: &Answers) -> String {
        self.encode(&Position { view, answers: answers.clone() })
    }

    pub(super) fn answer_choice(&self, label: &str, to: &Position, typed: &[String]) -> Choice {
        Choice { answers: true, ..Choice::new(label, self.encode(to), typed) }
    }

    /// Ends the quiz; the answers are not carried on.
    pub(super) fn stop(&self) -> Choice {
        let file = self.file();
        Choice::new(
            &file.buttons.stop,
            self.data(View::Stopped, &self.no_answers()),
            &file.typed.stop,
        )
    }

    /// A text with the numbers of the person's country, or the words that stand for them.
    pub(super) fn fill(&self, text: &str, setting: &Setting<'_>) -> Rich {
        let say = &self.file().say;
        let emergency = setting.emergency.unwrap_or(&say.emergency_fallback);
        let advice = setting.advice.unwrap_or(&say.advice_fallback);
        rich(&text.replace("{emergency}", emergency).replace("{advice}", advice))
    }
}

/// The options picked, as a person reads them.
pub(super) fn said(screen: &ScreenFile, picked: u32) -> Vec<&str> {
    screen
        .option
        .iter()
        .enumerate()
        .filter(|(i, _)| picked >> i & 1 == 1)
        .map(|(_, option)| words(option))
        .collect()
}

/// An option in a list of answers.
pub(super) fn words(option: &OptionFile) -> &str {
    if option.says.is_empty() { &option.label } else { &option.says }
}

/// Parses Markdown that the load has checked; were it broken after all, it is shown as written.
pub(super) fn rich(text: &str) -> Rich {
    Rich::parse(text).unwrap_or_else(|_| Rich::plain(text))
}

/// One line of Markdown as runs.
pub(super) fn inline(text: &str) -> Vec<crate::knowledge::markup::Inline> {
    match rich(text).blocks.into_iter().next() {
        Some(Block::Paragraph(runs)) => runs,
        _ => vec![crate::knowledge::markup::Inline::plain(text)],
    }
}
