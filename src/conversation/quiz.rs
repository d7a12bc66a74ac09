//! The triage quiz in a chat: opened, pressed, typed, interrupted by a question, and ended.

use super::assistant::MoreQuiz;
use super::reply::{Button, Placement, Press, Reply};
use super::{Action, Effect, QUIZ_CARD, QuizEffect, ReadMessage, Talk};
use crate::knowledge::media::Media;
use crate::knowledge::triage::{self, ScreenPicture};
use crate::triage::{Choice, PREFIX, Page, Quiz, Report, Setting, Step};

impl Talk<'_> {
    /// The quiz from its beginning: with what the last messages answered, or with the consent; where
    /// no quiz is loaded, the entry that tells about it.
    pub(super) fn open_quiz(&mut self) -> Vec<Reply> {
        let Some(quiz) = self.assistant.quiz() else {
            return self.entry("quiz");
        };
        // Begun anew: what was open is given up where it stands.
        self.session.quiz = None;
        let data = self.session.told.clone().unwrap_or_else(|| quiz.start());
        let mut replies = self.press_quiz(&data, Placement::New);
        if let Some(first) = replies.first_mut() {
            for more in self.assistant.more_quizzes() {
                first.buttons.push(vec![more.opening_button()]);
            }
        }
        replies
    }

    /// The reply with a button for each further quiz that `offers` it.
    pub(super) fn with_more_quizzes(
        &self,
        reply: Reply,
        offers: impl Fn(&triage::MoreQuiz) -> bool,
    ) -> Reply {
        let more = self.assistant.more_quizzes().filter(|more| offers(more.file));
        more.fold(reply, |reply, more| reply.row([more.opening_button()]))
    }

    /// What a button of the quiz leads to. `placement` is where the next screen goes; results and
    /// emergencies always stand on their own.
    pub(super) fn press_quiz(&mut self, pressed: &str, placement: Placement) -> Vec<Reply> {
        let Some(quiz) = self.assistant.quiz_of(pressed) else {
            return self.old_button();
        };
        let date = self.date();
        let country = self.country();
        let setting = Setting {
            emergency: country.map(|country| country.emergency.as_str()),
            advice: country.and_then(|country| country.advice.as_deref()),
            date: date.as_deref(),
        };
        let step = quiz.press(pressed, &setting);
        // What it is opened from stays: an answer, a report.
        let opens = self.session.quiz.is_none() && quiz.opens(pressed);
        let placement = if opens { Placement::New } else { placement };
        let before = self.session.quiz.as_deref().map(|open| quiz.press(open, &setting));
        self.effects.extend(progress(quiz, before.as_ref(), &step).into_iter().map(Effect::Quiz));
        // From here on the answers travel in the buttons.
        self.session.told = None;
        self.session.quiz = match &step {
            Step::Screen(page) | Step::Why(page) => Some(page.data.clone()),
            _ => None,
        };
        match step {
            Step::Screen(page)
            | Step::Why(page)
            | Step::Stopped(page)
            | Step::OldVersion(page)
            | Step::Damaged(page) => {
                // A picture takes no place of a text.
                let placement = if page.picture.is_some() { Placement::New } else { placement };
                vec![Reply { placement, ..reply(page) }]
            }
            Step::Urgent(report) => {
                self.effects.push(Effect::Card(QUIZ_CARD.to_owned()));
                let urgent = self.report(report);
                vec![self.with_country_button(urgent)]
            }
            Step::Result(report) => vec![self.report(report)],
            Step::Message { introduction, message } => {
                vec![Reply::new(introduction), reply(message)]
            }
        }
    }

    /// The button of the open screen that a text names, or nothing. A number means what it means
    /// on the screen: with a choice of questions above the quiz, it is a button of both.
    pub(super) fn typed_in_quiz(&self, message: &ReadMessage<'_>) -> Option<String> {
        let quiz_alone = self.session.shown.iter().all(|shown| is_quiz(&shown.data));
        if !quiz_alone && message.typed().trim().parse::<usize>().is_ok() {
            return None;
        }
        let open = self.session.quiz.as_deref()?;
        self.assistant.quiz_of(open)?.typed(open, message.text())
    }

    /// The open screen again, below the answer to something else. The buttons of that answer are
    /// taken off, so that "2" keeps meaning the second button of the quiz; only a question back
    /// keeps them.
    pub(super) fn and_the_open_screen(&mut self, mut replies: Vec<Reply>) -> Vec<Reply> {
        let Some(open) = self.session.quiz.clone() else {
            return replies;
        };
        let asks_back = Press::Data(Action::NoneOfThese.encode());
        for reply in &mut replies {
            if !reply.buttons.iter().flatten().any(|button| button.press == asks_back) {
                reply.buttons.clear();
            }
        }
        replies.extend(self.press_quiz(&open, Placement::New));
        replies
    }

    fn report(&self, report: Report) -> Reply {
        let related: Vec<Button> = report
            .related
            .iter()
            .filter_map(|id| self.assistant.entry(id))
            .map(|entry| self.entry_button(entry))
            .collect();
        let exercises = self.exercises_of(reply(report.page), &report.exercises);
        related.into_iter().fold(exercises, |reply, button| reply.row([button]))
    }

    /// The day, as it is written in files and messages.
    pub(super) fn date(&self) -> Option<String> {
        let seconds = i64::try_from(self.now).ok()?;
        let moment = chrono::DateTime::from_timestamp(seconds, 0)?;
        Some(moment.date_naive().to_string())
    }
}

/// How the quiz went on from the screen that was open to the next step.
fn progress(quiz: &Quiz, before: Option<&Step>, step: &Step) -> Vec<QuizEffect> {
    let screen = |step: &Step| match step {
        Step::Screen(page) | Step::Why(page) => {
            let (number, _) = page.step?;
            quiz.file().screen.get(number - 1).map(|screen| screen.key.clone())
        }
        _ => None,
    };
    let (open, next) = (before.and_then(screen), screen(step));
    let mut notes = Vec::new();
    match step {
        // The list of answers is a screen without a question.
        Step::Screen(_) if next != open => {
            if before.is_none() && next == quiz.file().screen.first().map(|first| first.key.clone())
            {
                notes.push(QuizEffect::Started);
            }
            notes.extend(open.map(QuizEffect::Passed));
            notes.extend(next.map(QuizEffect::Reached));
        }
        // The pages behind a result are shown after it, when no screen is open any more.
        Step::Urgent(_) | Step::Result(_) if before.is_some() => {
            notes.extend(open.map(QuizEffect::Passed));
            notes.push(QuizEffect::Finished);
        }
        _ => {}
    }
    notes
}

fn reply(page: Page) -> Reply {
    let rows = page
        .buttons
        .into_iter()
        .map(|row| row.into_iter().map(|Choice { label, data, .. }| Button::data(label, data)));
    let media = page.picture.and_then(|ScreenPicture { file, alt }| Media::file(&file, &alt));
    let media = media.into_iter().collect();
    rows.fold(Reply { media, ..Reply::new(page.text) }, Reply::row)
}

impl MoreQuiz<'_> {
    fn opening_button(&self) -> Button {
        Button::data(&self.file.button, self.quiz.start())
    }
}

/// Whether callback data is a button of the quiz.
fn is_quiz(data: &str) -> bool {
    data.starts_with(PREFIX)
}
