//! How a typed text is understood where it stands in a chat, for drivers that show why it was
//! answered as it was.

use super::check_answer::CheckAnswer;
use super::understanding::{Explained, Understood};
use super::{Assistant, Session, Talk};
use crate::safety::Finding;

/// How [`super::respond`] understands a typed text.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Signs of danger in it, and which entries answer it.
    pub understood: Understood,
    /// A plain sign that it makes together with the message before, which broke off.
    pub with_the_last: Option<Finding>,
    /// Why.
    pub explained: Explained,
}

/// How `typed` is understood in this state of a chat; `now` is Unix time, in seconds.
#[must_use]
pub fn trace(assistant: &Assistant, session: &Session, typed: &str, now: u64) -> Trace {
    let mut talk = Talk { assistant, session: session.clone(), now, effects: Vec::new() };
    let understanding = assistant.understanding();
    let message = understanding.read(typed);
    let judgement = understanding.judge(&message);
    let understood = Understood { matched: talk.matched(&message), judgement };
    let with_the_last =
        talk.sign_in(&message, false).filter(|sign| Some(sign) != understood.finding());
    let mut explained = understanding.explain(typed, &understood);
    explained.check = assistant.quiz().map(|quiz| {
        let open = talk.session.quiz.as_deref();
        CheckAnswer::all(quiz, &assistant.answers_in(&message, open), typed)
    });
    Trace { understood, with_the_last, explained }
}
