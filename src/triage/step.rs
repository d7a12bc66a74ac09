//! What a press leads to.

use super::answers::{Answers, unsure};
use super::assess::Assessment;
use super::quiz::Quiz;
use super::token::{Asked, Position, Unreadable, View};
use crate::knowledge::markup::Rich;
use crate::knowledge::triage::{ScreenPicture, Urgency};

/// What the quiz shows next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A question, the first one with the consent, a list of answers.
    Screen(Page),
    /// Why a question is asked.
    Why(Page),
    /// The person ended it, or declined to begin.
    Stopped(Page),
    /// An emergency: the card.
    Urgent(Report),
    /// The result, or the reasons behind it.
    Result(Report),
    /// The message for a clinician: an introduction, then the message to forward on its own.
    Message {
        /// Says what follows.
        introduction: Rich,
        /// The message.
        message: Page,
    },
    /// The button belongs to an older quiz; the page offers to start again.
    OldVersion(Page),
    /// The button is cut, changed or made up; the page offers to start again.
    Damaged(Page),
}

impl Step {
    /// The page that is shown.
    #[must_use]
    pub fn into_page(self) -> Page {
        match self {
            Self::Screen(page)
            | Self::Why(page)
            | Self::Stopped(page)
            | Self::OldVersion(page)
            | Self::Damaged(page)
            | Self::Message { message: page, .. } => page,
            Self::Urgent(report) | Self::Result(report) => report.page,
        }
    }
}

/// One message of the quiz with its buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The quiz as it stands here: what [`Quiz::typed`] needs to understand a typed answer.
    pub data: String,
    /// Number of the question and of all questions, where one is open.
    pub step: Option<(usize, usize)>,
    /// The text; at most 3,900 characters as plain text.
    pub text: Rich,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Choice>>,
    /// A drawing that is shown with it.
    pub picture: Option<ScreenPicture>,
}

/// One button of the quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it says, at most 40 characters.
    pub label: String,
    /// What it sends: `q:…`, at most 64 bytes, no words in it.
    pub data: String,
    /// Other words that may be typed for it.
    pub(super) typed: Vec<String>,
    /// Whether it answers the question.
    pub(super) answers: bool,
    /// Whether the answer is a sign, with a least urgency of its own.
    pub(super) sign: bool,
}

impl Choice {
    /// A button that answers nothing.
    pub(super) fn new(label: &str, data: String, typed: &[String]) -> Self {
        Self { label: label.to_owned(), data, typed: typed.to_vec(), answers: false, sign: false }
    }
}

/// A result with its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The message with its buttons.
    pub page: Page,
    /// What it rests on.
    pub assessment: Assessment,
    /// Ids of exercises to offer.
    pub exercises: Vec<String>,
    /// Ids of entries of the FAQ to offer.
    pub related: Vec<String>,
}

/// What the quiz does not know itself. All of it may be left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'a> {
    /// The person's emergency number, such as `112`.
    pub emergency: Option<&'a str>,
    /// Their advice line, such as `111 (NHS)`.
    pub advice: Option<&'a str>,
    /// The day, as it should stand in the message for a clinician.
    pub date: Option<&'a str>,
}

impl Quiz {
    /// The data of a button that opens the quiz.
    #[must_use]
    pub fn start(&self) -> String {
        self.encode(&Position { view: View::Consent, answers: self.no_answers() })
    }

    /// Whether this quiz made a button, as it is now.
    #[must_use]
    pub fn made(&self, data: &str) -> bool {
        self.decode(data).is_ok()
    }

    /// Whether a button opens the quiz from outside it.
    #[must_use]
    pub fn opens(&self, data: &str) -> bool {
        self.decode(data).is_ok_and(|position| matches!(position.view, View::Consent | View::Read))
    }

    /// The screen that is asked on the page with `data`.
    pub(crate) fn asked(&self, data: &str) -> Option<usize> {
        self.decode(data).ok()?.view.asked()
    }

    /// What a button of the quiz leads to. Total: any text is taken.
    #[must_use]
    pub fn press(&self, data: &str, setting: &Setting<'_>) -> Step {
        match self.decode(data) {
            Ok(position) => self.show(&position, setting),
            Err(Unreadable::Old) => {
                Step::OldVersion(self.start_again(&self.file().say.old_version))
            }
            Err(Unreadable::Damaged) => Step::Damaged(self.start_again(&self.file().say.damaged)),
        }
    }

    /// The step of a position. An emergency is shown whatever is open, and a result only once it
    /// is due, so that no forged or old button can pass by a warning sign.
    pub(super) fn show(&self, position: &Position, setting: &Setting<'_>) -> Step {
        let Position { view, answers } = position;
        let emergency = self.is_emergency(answers);
        match *view {
            View::Read if self.has_read(answers) => Step::Screen(self.what_was_read(answers)),
            View::Read | View::Consent => Step::Screen(self.consent(answers, setting)),
            View::Declined => Step::Stopped(self.declined(answers)),
            View::Stopped => Step::Stopped(self.stopped(answers, setting)),
            View::Message if !answers.is_empty() => self.message(answers, setting),
            _ if emergency => Step::Urgent(self.urgent(answers, setting)),
            View::Asked(asked) if asked.why => Step::Why(self.why(asked, answers)),
            View::Asked(asked) => Step::Screen(self.screen(asked, answers)),
            View::Review if !answers.is_empty() => Step::Screen(self.review(answers)),
            View::Review | View::Next | View::Result | View::Pattern | View::Message => {
                match self.next(answers) {
                    Some(screen) => Step::Screen(self.screen(Asked::new(screen), answers)),
                    None if *view == View::Pattern => Step::Result(self.reasons_page(answers)),
                    None => Step::Result(self.report(answers, setting)),
                }
            }
        }
    }

    /// What comes after an answer: the first screen that is due; `None` for the result, which comes
    /// at once where an urgent sign was found.
    pub(super) fn next(&self, answers: &Answers) -> Option<usize> {
        let safety = self.safety_level(answers);
        let safety_part_over = answers.open().is_none_or(|open| open > self.safety_part);
        if safety == Urgency::U1 || (safety == Urgency::U2 && safety_part_over) {
            return None;
        }
        self.due(answers)
    }

    /// Where an answer to a screen leads: on, or back to the list of answers.
    pub(super) fn answered(asked: Asked, picked: u32, answers: &Answers) -> Position {
        // Not yet which screen comes next: a page has many buttons, of which one is pressed.
        let next = if asked.from_list { View::Review } else { View::Next };
        Position { view: next, answers: answers.with(asked.screen, picked, true) }
    }

    /// Where "Not sure" leads: to a plainer asking first, if the screen has one.
    pub(super) fn not_sure(&self, asked: Asked, answers: &Answers) -> Position {
        let Some(file) = self.file().screen.get(asked.screen) else {
            return Position { view: View::Next, answers: answers.clone() };
        };
        if file.again.is_some() && !asked.again {
            let view = View::Asked(Asked { again: true, ..asked });
            return Position { view, answers: answers.clone() };
        }
        let ticked = if file.several { answers.shown(asked.screen) } else { 0 };
        Self::answered(asked, ticked | unsure(file), answers)
    }

    /// Where "by mistake" on an emergency card leads: to the last screen that its rule rests on,
    /// with the answer that the rule names taken back, and no other.
    pub(super) fn mistaken(&self, answers: &Answers) -> Position {
        let (screen, named) = self
            .urgency
            .iter()
            .filter(|needs| needs.hold(answers))
            .find(|needs| {
                self.file().urgency.get(needs.rule).is_some_and(|rule| rule.level == Urgency::U1)
            })
            .and_then(|needs| needs.parts().max())
            .unwrap_or_default();
        let answers = answers.with(screen, answers.picked(screen) & !named, false);
        Position { view: View::Asked(Asked::new(screen)), answers }
    }

    pub(super) fn no_answers(&self) -> Answers {
        Answers::none(self.file().screen.len())
    }
}
