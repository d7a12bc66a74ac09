//! What an edit changes: in the files, and for the people who ask.
//!
//! Two states of a folder go in, [`Changes`] come out. Pure, so that the command line, a reload and
//! a page can all tell it. `difference` finds which places of the files differ, `word_diff` shows
//! two texts as one, `messages` gathers what is asked of both states, `outcome` is what a message
//! gets, and `moved` compares that. `folder` does so for all languages, and `brief` tells it in a chat.

mod brief;
mod difference;
mod folder;
mod messages;
mod moved;
mod outcome;
mod word_diff;

pub use brief::{Entries, cut};
pub use difference::{Change, Difference, differences};
pub use folder::FolderChanges;
pub use messages::{Asked, Origin, messages};
pub use moved::{Fares, Kind, Moved};
pub use outcome::{Outcome, Sign};
pub use word_diff::{Piece, in_brackets, word_diff};

use rayon::prelude::*;
use serde::Serialize;

use crate::conversation::{Assistant, Understanding};
use crate::knowledge::Knowledge;

/// One state of a folder, with what was learnt from it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its files.
    pub knowledge: &'a Knowledge,
    /// What messages are understood by.
    pub understanding: &'a Understanding,
}

impl<'a> Side<'a> {
    /// What an assistant was made from.
    #[must_use]
    pub fn of(assistant: &'a Assistant) -> Self {
        Self { knowledge: assistant.knowledge(), understanding: assistant.understanding() }
    }
}

/// What differs between two states of a folder, in one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    /// The places of the files, in the order of files and places.
    pub differences: Vec<Difference>,
    /// Number of messages that both states were asked.
    pub asked: usize,
    /// Those that get something else now, the gravest kind first.
    pub moved: Vec<Moved>,
    /// The entries of the new state that a clinician has signed.
    #[serde(skip)]
    signed: Vec<String>,
}

impl Changes {
    /// Compares the files, and asks every message of both folders of both; 30,000 messages take
    /// some seconds on two cores. What is the same in both gives no changes without asking, and where
    /// both understand by the same nothing is asked either.
    #[must_use]
    pub fn between(old: Side<'_>, new: Side<'_>) -> Self {
        Self::between_asking(old, new, &[])
    }

    /// The same, and the messages of `given` are asked, too.
    #[must_use]
    pub fn between_asking(old: Side<'_>, new: Side<'_>, given: &[String]) -> Self {
        let differences = differences(old.knowledge, new.knowledge);
        if differences.is_empty() {
            return Self::default();
        }
        let messages = messages(old.knowledge, new.knowledge, given);
        // Nothing was learnt anew: each message gets what it got.
        let is_same = std::ptr::eq(old.understanding, new.understanding);
        let asked = if is_same { &[] } else { messages.as_slice() };
        let mut moved: Vec<Moved> = asked
            .par_iter()
            .filter_map(|asked| {
                let [before, after] = [old, new]
                    .map(|side| Outcome::new(&side.understanding.understand(asked.text, None)));
                Moved::new(asked, before, after)
            })
            .collect();
        moved.sort_by_key(|moved| (moved.kind, moved.fares));
        let signed = new.knowledge.faq.entry.iter().filter(|entry| entry.signed.is_some());
        let signed = signed.map(|entry| entry.id.clone()).collect();
        Self { differences, asked: messages.len(), moved, signed }
    }

    /// How many messages fare so.
    #[must_use]
    pub fn count(&self, fares: Fares) -> usize {
        self.moved.iter().filter(|moved| moved.fares == fares).count()
    }

    /// The messages of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Moved> {
        self.moved.iter().filter(move |moved| moved.kind == kind)
    }

    /// Whether a message fares worse, or a sign of danger is taken more lightly.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.count(Fares::Worse) > 0 || self.of_kind(Kind::SignLost).next().is_some()
    }

    /// Entries whose answer is another one than the one that was signed.
    pub fn to_be_signed_again(&self) -> impl Iterator<Item = &str> {
        let field = |id: &str, name: &str| {
            let place = ["entry", id, name];
            self.differences.iter().any(|found| found.file == "faq.toml" && found.place == place)
        };
        let signed_again = move |id: &str| field(id, "signed") || field(id, "reviewed");
        self.signed
            .iter()
            .map(String::as_str)
            .filter(move |id| field(id, "answer") && !signed_again(id))
    }

    /// The whole in one or two sentences.
    #[must_use]
    pub fn verdict(&self) -> String {
        if self.differences.is_empty() {
            return "Nothing differs.".to_owned();
        }
        let places = count(self.differences.len(), "place differs", "places differ");
        if self.asked == 0 {
            return format!("{places}.");
        }
        let of = format!("of {} messages", self.asked);
        if self.moved.is_empty() {
            return format!("{places}; {of}, all get what they got before.");
        }
        let [better, worse] = [Fares::Better, Fares::Worse].map(|fares| self.count(fares));
        let get = count(self.moved.len(), "gets", "get");
        let lost = self.of_kind(Kind::SignLost).count();
        let signs = match lost {
            0 => String::new(),
            _ => format!(
                " {} taken more lightly, or not seen any more.",
                count(lost, "sign of danger is", "signs of danger are")
            ),
        };
        let neither = self.moved.len() - better - worse;
        format!(
            "{places}; {of}, {get} something else: {better} better, {worse} worse, {neither} \
             neither.{signs}"
        )
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
