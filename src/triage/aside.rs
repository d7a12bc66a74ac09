//! The pages around the questions: the consent, why one is asked, the end without a result.

use super::answers::Answers;
use super::quiz::Quiz;
use super::screen::rich;
use super::step::{Choice, Page, Setting};
use super::token::{Asked, View};

impl Quiz {
    /// The first question, under what the check is: whoever answers it agrees.
    pub(super) fn consent(&self, answers: &Answers, setting: &Setting<'_>) -> Page {
        let file = self.file();
        let asked = Asked::new(0);
        let first = self.screen(asked, answers);
        let why = View::Asked(Asked { why: true, ..asked });
        let mut text = self.fill(&file.consent.text, setting);
        text.extend(first.text);
        let mut buttons = first.buttons;
        // In place of "Back", "Why do you ask?" and "Stop".
        buttons.pop();
        let declined = self.data(View::Declined, &self.no_answers());
        buttons.push(vec![
            Choice::new(&file.consent.no, declined, &file.typed.stop),
            Choice::new(&file.buttons.why, self.data(why, answers), &file.typed.why),
        ]);
        Page {
            data: self.data(View::Consent, answers),
            step: first.step,
            text,
            buttons,
            picture: None,
        }
    }

    /// After "No thanks".
    pub(super) fn declined(&self, answers: &Answers) -> Page {
        Page {
            data: self.data(View::Declined, answers),
            step: None,
            text: rich(&self.file().consent.declined),
            buttons: Vec::new(),
            picture: None,
        }
    }

    /// After "Stop". The answers are gone with it.
    pub(super) fn stopped(&self, answers: &Answers, setting: &Setting<'_>) -> Page {
        Page {
            data: self.data(View::Stopped, answers),
            step: None,
            text: self.fill(&self.file().say.stopped, setting),
            buttons: vec![vec![self.restart()]],
            picture: None,
        }
    }

    /// `sentence` with a button that starts again.
    pub(super) fn start_again(&self, sentence: &str) -> Page {
        Page {
            data: self.start(),
            step: None,
            text: rich(sentence),
            buttons: vec![vec![self.restart()]],
            picture: None,
        }
    }

    /// A question with why it is asked below it.
    pub(super) fn why(&self, asked: Asked, answers: &Answers) -> Page {
        let file = self.file();
        let data = self.data(View::Asked(Asked { why: true, ..asked }), answers);
        let mut page = Page { data, ..self.screen(asked.without_why(), answers) };
        if let Some(screen) = file.screen.get(asked.screen) {
            page.text.extend(rich(&file.say.why));
            page.text.extend(rich(&screen.why));
        }
        for row in &mut page.buttons {
            row.retain(|choice| choice.label != file.buttons.why);
        }
        page
    }

    fn restart(&self) -> Choice {
        Choice::new(&self.file().buttons.restart, self.start(), &[])
    }
}
