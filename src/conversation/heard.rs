//! Answers to the quiz in what a person writes: before it is open, with `/quiz`, and in it.

use super::reply::{Placement, Reply};
use super::{ReadMessage, Talk};

impl Talk<'_> {
    /// `/quiz`, with what was written after it: the name of a further quiz, or symptoms.
    pub(super) fn open_quiz_with(&mut self, written: &str) -> Vec<Reply> {
        let named = written.to_lowercase().replace(' ', "-");
        let more = self.assistant.more_quizzes().find(|more| more.file.name == named);
        if let Some(start) = more.map(|more| more.quiz.start()) {
            return self.press_quiz(&start, Placement::New);
        }
        let message = self.assistant.understanding().read(written);
        self.remember_told(&message);
        self.open_quiz()
    }

    /// Keeps what a message answers of the quiz, until it is opened.
    pub(super) fn remember_told(&mut self, message: &ReadMessage<'_>) {
        if self.session.quiz.is_some() {
            return;
        }
        let Some(quiz) = self.assistant.quiz() else { return };
        let read = self.assistant.answers_in(message, None);
        if let Some(told) = quiz.start_with(self.session.told.as_deref(), &read) {
            self.session.told = Some(told);
        }
    }

    /// The next screen of the open quiz, below what was read from a message that answers something
    /// of it and asks nothing.
    pub(super) fn heard_in_quiz(&mut self, message: &ReadMessage<'_>) -> Option<Vec<Reply>> {
        let open = self.session.quiz.as_deref()?;
        if self.assistant.asks(message.text()) {
            return None;
        }
        let read = self.assistant.answers_in(message, Some(open));
        let heard = self.assistant.quiz()?.hear(open, &read)?;
        let mut replies = self.press_quiz(&heard.data, Placement::New);
        if let Some(first) = replies.first_mut() {
            let mut text = heard.text;
            text.extend(std::mem::take(&mut first.text));
            first.text = text;
        }
        Some(replies)
    }
}
