//! What is asked of both states: every message that one of the folders holds.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::knowledge::Knowledge;
use crate::knowledge::faq::Status;

/// Where a message stands, and so what should come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// `[answer]` of `tests.toml`: the entry that it is about must answer.
    Test,
    /// `refuse` of `tests.toml`: nothing must answer.
    Refuse,
    /// `[[flag]]` of `tests.toml`: the rule that it is about must speak, or none.
    Flag,
    /// `signs/CARD.txt`: the card that it is about is due.
    Sign,
    /// `signs/harmless.txt`: no sign.
    Harmless,
    /// A question or phrasing of the FAQ: its entry must answer.
    Phrasing,
    /// `out_of_scope.txt`: nothing must answer.
    OutOfScope,
    /// Of a list that was given: what should come of it is not known.
    Given,
}

/// One message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// What is typed.
    pub text: &'a str,
    /// Where it stands.
    pub origin: Origin,
    /// The entry, card or rule that it is about.
    pub about: Option<&'a str>,
    /// Whether what it is about is there in the new state.
    pub holds: bool,
}

/// The messages of both folders, each once: as the new one has it, or else the old one; and those of
/// `given` that neither has.
#[must_use]
pub fn messages<'a>(old: &'a Knowledge, new: &'a Knowledge, given: &'a [String]) -> Vec<Asked<'a>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let live: BTreeSet<&str> = live(new).map(|entry| entry.id.as_str()).collect();
    let both = of_folder(new).map(|message| (true, message));
    let both = both.chain(of_folder(old).map(|message| (false, message)));
    let given = given.iter().map(|text| (true, (Origin::Given, text.as_str(), None)));
    both.chain(given)
        .filter(|(_, (_, text, _))| seen.insert(text))
        .map(|(in_new, (origin, text, about))| {
            let of_entry = matches!(origin, Origin::Test | Origin::Phrasing);
            let entry_is_there = about.is_none_or(|about| live.contains(about));
            let holds = if of_entry { entry_is_there } else { in_new };
            Asked { text, origin, about, holds }
        })
        .collect()
}

fn live(knowledge: &Knowledge) -> impl Iterator<Item = &crate::knowledge::faq::Entry> {
    knowledge.faq.entry.iter().filter(|entry| entry.status == Status::Live)
}

type Message<'a> = (Origin, &'a str, Option<&'a str>);

/// The messages of one folder; those come first that say most about what should come of them.
fn of_folder(knowledge: &Knowledge) -> impl Iterator<Item = Message<'_>> {
    let tests = &knowledge.tests;
    let tested = tests.answer.iter().flat_map(|(id, texts)| {
        texts.iter().map(move |text| (Origin::Test, text.as_str(), Some(id.as_str())))
    });
    let refused = tests.refuse.iter().map(|text| (Origin::Refuse, text.as_str(), None));
    let flags = tests.flag.iter();
    let flags = flags.map(|flag| (Origin::Flag, flag.text.as_str(), flag.rule.as_deref()));
    let cards = knowledge.signs.iter().flat_map(|signs| &signs.cards);
    let signs = cards.flat_map(|sign| {
        let about = Some(sign.card.as_str());
        sign.messages.iter().map(move |text| (Origin::Sign, text.as_str(), about))
    });
    let harmless = knowledge.signs.iter().flat_map(|signs| &signs.harmless);
    let harmless = harmless.map(|text| (Origin::Harmless, text.as_str(), None));
    let phrasings = live(knowledge).flat_map(|entry| {
        let own = std::iter::once(&entry.question).chain(&entry.phrasings);
        own.map(|text| (Origin::Phrasing, text.as_str(), Some(entry.id.as_str())))
    });
    let out_of_scope = knowledge.out_of_scope.iter();
    let out_of_scope = out_of_scope.map(|text| (Origin::OutOfScope, text.as_str(), None));
    tested
        .chain(refused)
        .chain(flags)
        .chain(signs)
        .chain(harmless)
        .chain(phrasings)
        .chain(out_of_scope)
}
