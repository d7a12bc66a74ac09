//! What takes seconds to find out about the files, done beside the chat after each save: what it
//! changes for people, the checks of `check`, and which entries get in each other's way.

use serde::Serialize;

use super::Editor;
use super::people::ForPeople;
use super::place::{Place, Shown};
use crate::eval;
use crate::knowledge::{Folder, Knowledge};

/// What is known so far.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Study {
    /// Grows with each change of this.
    pub(super) revision: u64,
    /// What the last save changes for people; `None` before the first one.
    pub(super) people: Option<Dated<ForPeople>>,
    pub(super) check: Option<Dated<Found>>,
    pub(super) overlap: Option<Dated<Overlap>>,
}

/// Something that was found out.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Dated<T> {
    /// Whether it is of the files that are answered from; else of those before.
    pub(super) current: bool,
    #[serde(flatten)]
    pub(super) found: T,
}

impl<T> Dated<T> {
    /// Found out about the files that are answered from.
    pub(super) fn now(found: T) -> Self {
        Self { current: true, found }
    }
}

/// What the longer checks found.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Found {
    /// What `check` refuses.
    pub(super) problems: Vec<Shown>,
    /// What a clinician decides.
    pub(super) warnings: Vec<Shown>,
}

impl Study {
    /// There are newer files: what is known is shown until there is something better.
    pub(super) fn mark_outdated(&mut self) {
        if let Some(people) = &mut self.people {
            people.current = false;
        }
        if let Some(check) = &mut self.check {
            check.current = false;
        }
        if let Some(overlap) = &mut self.overlap {
            overlap.current = false;
        }
    }
}

/// Which entries win phrasings of others, each phrasing asked as if it were not there.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Overlap {
    phrasings: usize,
    /// Percent of them whose own entry still wins.
    recall: f64,
    /// The same for each entry.
    entries: Vec<Recall>,
    /// Pairs of entries, worst first.
    pairs: Vec<Pair>,
}

#[derive(Clone, Debug, Serialize)]
struct Recall {
    id: String,
    percent: f64,
}

#[derive(Clone, Debug, Serialize)]
struct Pair {
    /// The entry whose phrasings are lost.
    from: String,
    /// The entry that wins them.
    to: String,
    count: usize,
    /// Words of these that speak for the winner.
    words: Vec<String>,
    /// The first of these.
    phrasings: Vec<Phrasing>,
}

#[derive(Clone, Debug, Serialize)]
struct Phrasing {
    text: String,
    place: Option<Place>,
}

/// So many pairs are told; the rest share a phrasing or two.
const PAIRS: usize = 60;
/// So many phrasings of a pair are told.
const PHRASINGS: usize = 8;

/// Which entries get in each other's way, with the places of what is lost.
pub(super) fn overlap(knowledge: &Knowledge, folder: &Folder, editor: &Editor) -> Overlap {
    let overlap = eval::overlap(knowledge);
    let entries = overlap.entries.into_iter().map(|(id, percent)| Recall { id, percent });
    let pairs = overlap.pairs.into_iter().take(PAIRS).map(|pair| Pair {
        count: pair.phrasings.len(),
        phrasings: pair
            .phrasings
            .into_iter()
            .take(PHRASINGS)
            .map(|text| Phrasing {
                place: place(knowledge, folder, editor, &pair.from, &text),
                text,
            })
            .collect(),
        from: pair.from,
        to: pair.to,
        words: pair.words,
    });
    Overlap {
        phrasings: overlap.phrasings,
        recall: overlap.recall,
        entries: entries.collect(),
        pairs: pairs.collect(),
    }
}

/// Where a phrasing of an entry stands.
fn place(
    knowledge: &Knowledge,
    folder: &Folder,
    editor: &Editor,
    id: &str,
    text: &str,
) -> Option<Place> {
    let mut entries = knowledge.faq.entry.iter().enumerate();
    let (number, entry) = entries.find(|(_, entry)| entry.id == id)?;
    let index = entry.phrasings.iter().position(|phrasing| phrasing == text)?;
    let (entry, phrasing) = ((number, id), (index, text));
    let at = knowledge.places.phrasing(entry, phrasing, String::new(), String::new());
    Some(Place::of(&at, folder, editor))
}
