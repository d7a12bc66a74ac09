//! What was learnt from the files before: most edits teach nothing new, and are then taken up at once.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sha2::{Digest, Sha256};

use super::Understanding;
use crate::knowledge::Knowledge;
use crate::matching::TrainingTexts;

/// Remembers what was learnt, for as long as somebody uses it.
#[derive(Debug, Default)]
pub struct Learnt(Mutex<Vec<(Fingerprint, Weak<Understanding>)>>);

/// Tells one state of what is learnt from another: a SHA-256.
type Fingerprint = [u8; 32];

impl Learnt {
    /// What messages are understood by: what was learnt from the same before, or newly learnt.
    ///
    /// The same are words, rules and signs, and of the entries that people see all that trains: an
    /// edited answer, label or source teaches nothing.
    #[must_use]
    pub fn understanding(&self, knowledge: &Knowledge) -> Arc<Understanding> {
        let fingerprint = fingerprint(knowledge);
        let known = {
            let mut learnt = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            learnt.retain(|(_, understanding)| understanding.strong_count() > 0);
            let same = learnt.iter().find(|(other, _)| *other == fingerprint);
            same.and_then(|(_, understanding)| understanding.upgrade())
        };
        // Learnt without the lock: two at a time are seldom the same, and each takes a second.
        known.unwrap_or_else(|| {
            let new = Arc::new(Understanding::new(knowledge));
            let mut learnt = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            learnt.push((fingerprint, Arc::downgrade(&new)));
            new
        })
    }
}

fn fingerprint(knowledge: &Knowledge) -> Fingerprint {
    let live = TrainingTexts::ids(knowledge);
    let parts = (&knowledge.words, &knowledge.safety, &knowledge.signs);
    let mut digest = Writer(Sha256::new());
    // As `Debug` writes them: whatever field comes is in it. Writing into a digest cannot fail.
    let _ = write!(digest, "{parts:?}{live:?}{:?}", TrainingTexts::new(knowledge));
    digest.0.finalize().into()
}

struct Writer(Sha256);

impl fmt::Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Learnt;
    use crate::knowledge::Knowledge;
    use crate::knowledge::faq::{Entry, Status};

    type Edit = fn(&mut Knowledge);

    fn knowledge() -> Knowledge {
        let mut knowledge = Knowledge::default();
        for (id, question) in [("walking", "Is walking good?"), ("sleep", "How should I sleep?")] {
            let phrasings = (0..6).map(|n| format!("{question} {id} {n}")).collect();
            knowledge.faq.entry.push(Entry {
                id: id.to_owned(),
                question: question.to_owned(),
                answer: "Yes.".to_owned(),
                phrasings,
                ..Entry::default()
            });
        }
        knowledge
    }

    #[test]
    fn an_edit_that_teaches_nothing_is_not_learnt_again() {
        let learnt = Learnt::default();
        let first = learnt.understanding(&knowledge());
        let mut edited = knowledge();
        edited.faq.entry[0].answer = "Yes, it is.".to_owned();
        edited.faq.entry[1].button = Some("Sleep".to_owned());
        edited.tests.refuse.push("bitcoin".to_owned());
        assert!(Arc::ptr_eq(&first, &learnt.understanding(&edited)));
        let edits: [(&str, Edit); 7] = [
            ("a phrasing", |k| k.faq.entry[0].phrasings.push("walks".to_owned())),
            ("a phrasing of another entry", |k| {
                let phrasing = k.faq.entry[0].phrasings.pop().unwrap();
                k.faq.entry[1].phrasings.insert(0, phrasing);
            }),
            ("an id", |k| k.faq.entry[0].id = "walks".to_owned()),
            ("a draft", |k| k.faq.entry[0].status = Status::Draft),
            ("the answer of an entry with few phrasings", |k| k.faq.entry[0].phrasings.truncate(1)),
            ("a stop word", |k| k.words.stop.push("should".to_owned())),
            ("a message that none answers", |k| k.out_of_scope.push("bitcoin".to_owned())),
        ];
        for (what, edit) in edits {
            let mut edited = knowledge();
            edit(&mut edited);
            assert!(!Arc::ptr_eq(&first, &learnt.understanding(&edited)), "{what}");
        }
        drop(first);
        assert_eq!(
            learnt.0.lock().unwrap().iter().filter(|(_, u)| u.strong_count() > 0).count(),
            0
        );
    }
}
