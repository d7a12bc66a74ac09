//! How an exercise is shown: its picture, and what to do in words; and the list of all exercises.

use super::reply::{Button, Reply};
use super::{Action, Talk, markdown};
use crate::knowledge::exercises::Exercise;
use crate::knowledge::faq::Entry;

/// So many exercises stand in one list: with the two buttons under it as many as a phone shows.
const MOST_LISTED: usize = 6;
/// An entry with so many exercises is about exercises, and leads to the list of all.
const MANY: usize = 4;

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

    /// The reply with a button for each exercise of an entry in at most `room` rows; the last of them
    /// leads to the list where not all fit, or the entry is about many.
    pub(super) fn with_exercises(&self, reply: Reply, entry: &Entry, room: usize) -> Reply {
        let known = entry.exercises.iter().filter(|id| self.assistant.exercise(id).is_some());
        let ids: Vec<String> = known.cloned().collect();
        if ids.len() <= room && ids.len() < MANY {
            return self.exercises_of(reply, &ids);
        }
        let shown = ids.get(..room.saturating_sub(1)).unwrap_or(&ids);
        self.exercises_of(reply, shown).row([self.list_button(0)])
    }

    /// The list of exercises, from a place on.
    pub(super) fn exercises(&self, from: usize) -> Reply {
        let all = self.assistant.exercises();
        let shown = all.iter().skip(from).take(MOST_LISTED);
        let reply = self.plain(&self.assistant.phrases().say.exercises);
        let mut reply = shown.fold(reply, |reply, one| reply.row([self.exercise_button(one)]));
        let next = from.saturating_add(MOST_LISTED);
        if next < all.len() {
            reply = reply.row([self.list_button(next)]);
        }
        reply.row([self.topics_button()])
    }

    fn list_button(&self, from: usize) -> Button {
        let label = &self.assistant.phrases().buttons.more_exercises;
        Button::data(label, Action::Exercises(from).encode())
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
