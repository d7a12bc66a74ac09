//! What a message answers: taken over, shown first, and to be taken out again.
//!
//! A reading can be wrong, so none may cost urgency. Warning signs are asked all the same, with what
//! was read marked; a mark counts for nothing. Another screen is left out only as long as no urgency
//! rule above the level reached could hold with another answer to it. A number that the person
//! gave, as an age, is the answer itself, as if it had been typed to the question.

use super::answers::Answers;
use super::listen::ReadAnswer;
use super::quiz::Quiz;
use super::screen::{inline, rich, said};
use super::step::{Choice, Page};
use super::token::{Position, View};
use crate::knowledge::markup::{Block, Rich};

/// Buttons that take an answer out, in one row: the titles are short.
const TAKE_OUT_ROW: usize = 2;

/// What a message told while the quiz is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The data of the page that it leads to.
    pub data: String,
    /// What was read, for the person.
    pub text: Rich,
}

impl Quiz {
    /// The data of a button that opens the quiz with what was read from a message, added to what
    /// was read `before`; `None` if nothing was.
    #[must_use]
    pub fn start_with(&self, before: Option<&str>, read: &[ReadAnswer]) -> Option<String> {
        let before = before.and_then(|data| self.decode(data).ok());
        let mut answers = before.map_or_else(|| self.no_answers(), |position| position.answers);
        self.take_over(read, &mut answers);
        self.has_read(&answers).then(|| self.data(View::Read, &answers))
    }

    /// Where a message leads that was typed on the page with `data`; `None` if it answers nothing.
    #[must_use]
    pub fn hear(&self, data: &str, read: &[ReadAnswer]) -> Option<Heard> {
        let Position { view, mut answers } = self.decode(data).ok()?;
        if matches!(view, View::Read | View::Consent) {
            if self.take_over(read, &mut answers).is_empty() {
                return None;
            }
            let data = self.data(View::Read, &answers);
            return Some(Heard { data, text: Rich::default() });
        }
        let View::Asked(asked) = view else { return None };
        let (asked, open) = (asked.without_why(), asked.screen);
        let (here, others): (Vec<_>, Vec<_>) =
            read.iter().cloned().partition(|answer| answer.screen == open);
        let mut lines = self.take_over(&others, &mut answers);
        let mut view = View::Asked(asked);
        let several = self.file().screen.get(open).is_some_and(|screen| screen.several);
        let mut text = Rich::default();
        if let Some(answer) = here.first() {
            let words = self.in_words(answer);
            if !answer.sure {
                text = rich(&self.file().say.read_either.replace("{answers}", &words.join("; ")));
            } else if several || !self.stands_when_read(open, answer.options) {
                // Shown as chosen; a tap confirms it.
                let shown =
                    if several { answers.shown(open) | answer.options } else { answer.options };
                answers.set_read(open, shown, false);
                text = rich(&self.file().say.read_here.replace("{answers}", &words.join("; ")));
            } else {
                let on = Self::answered(asked, answer.options, &answers);
                (view, answers) = (on.view, on.answers);
                lines.insert(0, self.line(open, answer.options));
            }
        }
        if lines.is_empty() && text.blocks.is_empty() {
            return None;
        }
        if !lines.is_empty() {
            let mut list = rich(&self.file().say.read);
            list.blocks.push(Block::List {
                first: None,
                items: lines.iter().map(|line| inline(line)).collect(),
            });
            list.extend(text);
            text = list;
        }
        Some(Heard { data: self.data(view, &answers), text })
    }

    /// Takes over what is sure, for the screens not answered yet; says what it took.
    fn take_over(&self, read: &[ReadAnswer], answers: &mut Answers) -> Vec<String> {
        let mut lines = Vec::new();
        for answer in read.iter().filter(|answer| answer.sure) {
            let begun = answers.done(answer.screen) || answers.picked(answer.screen) != 0;
            if begun && !answers.read(answer.screen) {
                continue;
            }
            let done = !self.is_always_asked(answer.screen);
            answers.set_read(answer.screen, answer.options, done);
            lines.push(self.line(answer.screen, answer.options));
        }
        lines
    }

    /// Takes over one reading of a screen as a message would give it: `read`, or where a number is
    /// asked for the one `told`.
    pub(super) fn take_read(&self, screen: usize, read: u32, told: u32, answers: &mut Answers) {
        let options = if self.asks_a_number(screen) { told } else { read };
        self.take_over(&[ReadAnswer::sure(screen, options)], answers);
    }

    /// Whether a screen is asked whatever was read: a warning sign that is no number.
    fn is_always_asked(&self, screen: usize) -> bool {
        screen <= self.safety_part && !self.asks_a_number(screen)
    }

    fn asks_a_number(&self, screen: usize) -> bool {
        self.file().screen.get(screen).is_some_and(|screen| !screen.said_number.is_empty())
    }

    /// Whether words typed to an open screen are its answer. On a screen of warning signs only a
    /// sign is; that there is none takes a tap.
    fn stands_when_read(&self, screen: usize, options: u32) -> bool {
        let file = self.file().screen.get(screen);
        let is_sign = file.is_some_and(|file| {
            file.option
                .iter()
                .enumerate()
                .any(|(place, option)| options >> place & 1 == 1 && option.at_least.is_some())
        });
        is_sign || !self.is_always_asked(screen)
    }

    /// Whether a screen whose answer was read is asked all the same: an urgency rule above the level
    /// reached names it, and could hold with another answer.
    pub(super) fn is_asked_after_reading(&self, screen: usize, answers: &Answers) -> bool {
        if !answers.read(screen) || !answers.done(screen) || self.asks_a_number(screen) {
            return false;
        }
        let level = self.safety_level(answers);
        self.urgency.iter().any(|needs| {
            let higher = self.file().urgency.get(needs.rule).is_some_and(|rule| rule.level > level);
            higher
                && needs.parts().any(|(named, _)| named == screen)
                && needs.parts().all(|(named, mask)| {
                    let fixed =
                        answers.done(named) && (!answers.read(named) || self.asks_a_number(named));
                    !fixed || answers.picked(named) & mask != 0
                })
        })
    }

    /// Whether anything was read, as an answer or as a mark.
    pub(super) fn has_read(&self, answers: &Answers) -> bool {
        (0..self.file().screen.len()).any(|screen| answers.read(screen))
    }

    /// What was read, with going on first, as most readings are right, and each to be taken out. The
    /// list has no numbers: a number typed is that of a button.
    pub(super) fn what_was_read(&self, answers: &Answers) -> Page {
        let file = self.file();
        let read: Vec<usize> =
            (0..file.screen.len()).filter(|screen| answers.read(*screen)).collect();
        let mut text = rich(&file.say.read);
        text.blocks.push(Block::List {
            first: None,
            items: read
                .iter()
                .map(|screen| inline(&self.line(*screen, answers.shown(*screen))))
                .collect(),
        });
        text.extend(rich(&file.say.read_rest));
        let take_out: Vec<Choice> = read
            .iter()
            .filter_map(|screen| Some((*screen, file.screen.get(*screen)?)))
            .map(|(index, screen)| {
                let without = self.data(View::Read, &answers.with(index, 0, false));
                let label = format!("{} {}", file.buttons.take_out, screen.title);
                Choice::new(&label, without, std::slice::from_ref(&screen.title))
            })
            .collect();
        let mut go_on = file.typed.done.clone();
        // Right, or "no" to whether something is wrong.
        go_on.extend(file.typed.yes.iter().chain(&file.typed.no).cloned());
        let right = Choice::new(&file.buttons.go_on, self.data(View::Consent, answers), &go_on);
        let mut buttons = vec![vec![right]];
        buttons.extend(take_out.chunks(TAKE_OUT_ROW).map(<[Choice]>::to_vec));
        let declined = self.data(View::Declined, &self.no_answers());
        buttons.push(vec![Choice::new(&file.consent.no, declined, &file.typed.stop)]);
        Page { data: self.data(View::Read, answers), step: None, text, buttons, picture: None }
    }

    fn line(&self, screen: usize, options: u32) -> String {
        let Some(file) = self.file().screen.get(screen) else { return String::new() };
        format!("**{}:** {}", file.title, said(file, options).join("; "))
    }

    /// The options of an answer, as a person reads them.
    #[must_use]
    pub fn in_words(&self, answer: &ReadAnswer) -> Vec<&str> {
        self.file().screen.get(answer.screen).map_or_else(Vec::new, |s| said(s, answer.options))
    }

    /// The name of the screen of an answer, and the codes of its options.
    #[must_use]
    pub fn codes(&self, answer: &ReadAnswer) -> (&str, Vec<&str>) {
        let Some(screen) = self.file().screen.get(answer.screen) else { return ("", Vec::new()) };
        let chosen = |place: usize| answer.options >> place & 1 == 1;
        let options = screen.option.iter().enumerate().filter(|(place, _)| chosen(*place));
        (&screen.key, options.map(|(_, option)| option.code.as_str()).collect())
    }
}
