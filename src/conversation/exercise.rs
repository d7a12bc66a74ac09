//! How an exercise is shown: its picture, and what to do in words.

use super::reply::{Button, Reply};
use super::{Action, Talk, markdown};
use crate::knowledge::exercises::Exercise;
use crate::knowledge::faq::Entry;

impl Talk<'_> {
    /// An exercise by id.
    pub(super) fn exercise(&self, id: &str) -> Vec<Reply> {
        let Some(exercise) = self.assistant.exercise(id) else {
            return self.old_button();
        };
        let phrases = self.assistant.phrases();
        let parts = exercise.parts();
        let text = parts
            .iter()
            .fold(phrases.say.exercise.clone(), |text, (name, part)| text.replace(name, part));
        let mut reply = Reply::new(markdown(&text));
        reply.text.extend(markdown(&phrases.say.safety_net));
        reply.media = exercise.media();
        reply = self.with_more_quizzes(reply, |quiz| quiz.exercises.iter().any(|e| e == id));
        let next = self.assistant.exercises().iter().skip_while(|other| other.id != id).nth(1);
        if let Some(next) = next {
            reply = reply.row([self.exercise_button(next)]);
        }
        vec![reply.row([self.topics_button()])]
    }

    /// The reply with a button for each exercise of an entry.
    pub(super) fn with_exercises(&self, reply: Reply, entry: &Entry) -> Reply {
        self.exercises_of(reply, &entry.exercises)
    }

    /// The reply with a button for each exercise.
    pub(super) fn exercises_of(&self, reply: Reply, ids: &[String]) -> Reply {
        let exercises = ids.iter().filter_map(|id| self.assistant.exercise(id));
        exercises.fold(reply, |reply, exercise| reply.row([self.exercise_button(exercise)]))
    }

    #[expect(clippy::unused_self, reason = "reads as one family with the other buttons")]
    fn exercise_button(&self, exercise: &Exercise) -> Button {
        Button::data(&exercise.name, Action::Exercise(exercise.id.clone()).encode())
    }
}
