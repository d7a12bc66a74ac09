//! The pages around the questions: consent, why one is asked, the end without a result.

use super::answers::Answers;
use super::quiz::Quiz;
use super::screen::rich;
use super::step::{Choice, Page, Setting};
use super::token::{Position, View};

impl Quiz {
    /// The question before all questions.
    pub(super) fn consent(&self, answers: &Answers, setting: &Setting<'_>) -> Page {
        let file = self.file();
        let yes = Position { view: self.next(answers), answers: answers.clone() };
        Page {
            data: self.data(View::Consent, answers),
            step: None,
            text: self.fill(&file.consent.text, setting),
            buttons: vec![
                vec![self.answer_choice(&file.consent.yes, &yes, &file.typed.yes)],
                vec![Choice::new(
                    &file.consent.no,
                    self.data(View::Declined, &self.no_answers()),
                    &file.typed.no,
                )],
            ],
        }
    }

    /// After "No thanks".
    pub(super) fn declined(&self, answers: &Answers) -> Page {
        Page {
            data: self.data(View::Declined, answers),
            step: None,
            text: rich(&self.file().consent.declined),
            buttons: Vec::new(),
        }
    }

    /// After "Stop". The answers are gone with it.
    pub(super) fn stopped(&self, answers: &Answers, setting: &Setting<'_>) -> Page {
        Page {
            data: self.data(View::Stopped, answers),
            step: None,
            text: self.fill(&self.file().say.stopped, setting),
            buttons: vec![vec![self.restart()]],
        }
    }

    /// `sentence` with a button that starts again.
    pub(super) fn start_again(&self, sentence: &str) -> Page {
        Page {
            data: self.start(),
            step: None,
            text: rich(sentence),
            buttons: vec![vec![self.restart()]],
        }
    }

    /// Why a question is asked.
    pub(super) fn why(&self, index: usize, again: bool, answers: &Answers) -> Page {
        let file = self.file();
        let mut text = rich(&self.progress(index));
        text.extend(rich(&file.say.why));
        if let Some(screen) = file.screen.get(index) {
            text.extend(rich(&screen.why));
        }
        let (here, back) = if again {
            (View::WhyAgain(index), View::Again(index))
        } else {
            (View::Why(index), View::Screen(index))
        };
        Page {
            data: self.data(here, answers),
            step: Some((index + 1, file.screen.len())),
            text,
            buttons: vec![vec![
                Choice::new(&file.buttons.go_on, self.data(back, answers), &file.typed.back),
                self.stop(),
            ]],
        }
    }

    fn restart(&self) -> Choice {
        Choice::new(&self.file().buttons.restart, self.start(), &[])
    }
}
