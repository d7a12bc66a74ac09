//! The list of answers behind a button of the result, each to be changed.

use super::answers::Answers;
use super::quiz::Quiz;
use super::screen::{inline, rich, said};
use super::step::{Choice, Page};
use super::token::{Asked, View};
use crate::knowledge::markup::Block;
use crate::knowledge::triage::ScreenFile;

/// Items of the list of answers in one row of buttons: their titles are short.
const REVIEW_ROW: usize = 2;

impl Quiz {
    /// The list of answers, each to be changed.
    pub(super) fn review(&self, answers: &Answers) -> Page {
        let file = self.file();
        let mut text = rich(&file.say.review);
        let asked: Vec<(usize, &ScreenFile)> =
            file.screen.iter().enumerate().filter(|(i, _)| answers.done(*i)).collect();
        text.blocks.push(Block::List {
            first: Some(1),
            items: asked
                .iter()
                .map(|(i, screen)| {
                    let answer = self.answer_in_words(*i, answers);
                    let from = if answers.read(*i) { file.say.read_from.as_str() } else { "" };
                    inline(format!("**{}:** {answer} {from}", screen.title).trim_end())
                })
                .collect(),
        });
        let change: Vec<Choice> = asked
            .iter()
            .enumerate()
            .map(|(number, (i, screen))| {
                Choice::new(
                    &format!("{}. {}", number + 1, screen.title),
                    self.data(View::Asked(Asked { from_list: true, ..Asked::new(*i) }), answers),
                    std::slice::from_ref(&screen.title),
                )
            })
            .collect();
        let mut buttons: Vec<Vec<Choice>> =
            change.chunks(REVIEW_ROW).map(<[Choice]>::to_vec).collect();
        let mut typed = file.typed.done.clone();
        typed.extend(file.typed.yes.iter().cloned());
        buttons.push(vec![Choice::new(
            &file.buttons.show_result,
            self.data(View::Result, answers),
            &typed,
        )]);
        buttons.push(vec![self.stop()]);
        Page { data: self.data(View::Review, answers), step: None, text, buttons, picture: None }
    }

    /// The answer to a screen as a person reads it.
    pub(super) fn answer_in_words(&self, index: usize, answers: &Answers) -> String {
        let Some(screen) = self.file().screen.get(index) else {
            return String::new();
        };
        let said = said(screen, answers.picked(index));
        if said.is_empty() { self.file().buttons.none.clone() } else { said.join("; ") }
    }
}
