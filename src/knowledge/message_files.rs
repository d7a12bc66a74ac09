//! The text files of messages beside the TOML files, as one: read, checked, and added to the
//! entries and signs that they belong to.

use std::collections::BTreeMap;

use super::faq::FaqFile;
use super::folder::Folder;
use super::lists::{List, check_doubles, check_names, read, read_all};
use super::problem::Problem;
use super::safety::SafetyFile;
use super::signs::{HARMLESS, Signs};
use super::tests_file::TestsFile;
use crate::text;

/// All text files of a language's folder.
#[derive(Debug, Default)]
pub(super) struct MessageFiles {
    /// How else people ask an entry, by its id.
    phrasings: Vec<List>,
    /// Messages that were signs, by card, and the harmless ones.
    signs: Vec<List>,
    /// Messages that no entry answers.
    out_of_scope: Option<List>,
}

impl MessageFiles {
    pub(super) fn read(folder: &Folder, lang: &str, problems: &mut Vec<Problem>) -> Self {
        Self {
            phrasings: read_all(folder, &format!("{lang}/phrasings"), problems),
            signs: read_all(folder, &format!("{lang}/signs"), problems),
            out_of_scope: read(folder, &format!("{lang}/out_of_scope.txt"), problems),
        }
    }

    /// Files without an entry or card of their name, and lines that stand twice, also beside the
    /// TOML files.
    pub(super) fn check(
        &self,
        faq: Option<&FaqFile>,
        tests: Option<&TestsFile>,
        safety: Option<&SafetyFile>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let words = |message: &String| text::words(message).join(" ");
        if let Some(faq) = faq {
            let ids = faq.entry.iter().map(|entry| entry.id.as_str());
            problems.extend(check_names(&self.phrasings, "entry", ids));
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for entry in &faq.entry {
                let own = std::iter::once(&entry.question).chain(&entry.phrasings);
                seen.extend(
                    own.map(|text| (words(text), format!("faq.toml, entry `{}`", entry.id))),
                );
            }
            let tested = tests.iter().flat_map(|tests| tests.answer.values().flatten());
            seen.extend(tested.map(|text| (words(text), "tests.toml".to_owned())));
            problems.extend(check_doubles(&self.phrasings, seen));
        }
        if let Some(safety) = safety {
            let cards = safety.card.keys().map(String::as_str).chain([HARMLESS]);
            problems.extend(check_names(&self.signs, "card", cards));
        }
        problems.extend(check_doubles(&self.signs, BTreeMap::new()));
        let refused = tests.iter().flat_map(|tests| &tests.refuse);
        let seen = refused.map(|text| (words(text), "tests.toml".to_owned())).collect();
        problems.extend(check_doubles(self.out_of_scope.as_slice(), seen));
        problems
    }

    /// All files, for telling where a line stands.
    pub(super) fn into_lists(self) -> Vec<List> {
        self.phrasings.into_iter().chain(self.signs).chain(self.out_of_scope).collect()
    }

    pub(super) fn add_phrasings(&self, faq: Option<&mut FaqFile>) {
        let Some(faq) = faq else { return };
        for list in &self.phrasings {
            if let Some(entry) = faq.entry.iter_mut().find(|entry| entry.id == list.name) {
                entry.phrasings.extend(list.messages());
            }
        }
    }

    /// The messages to learn signs of danger from.
    pub(super) fn signs(&self, safety: &SafetyFile) -> Option<Signs> {
        Signs::new(&self.signs, safety)
    }

    /// The messages that no entry answers.
    pub(super) fn out_of_scope(&self) -> Vec<String> {
        self.out_of_scope.iter().flat_map(List::messages).collect()
    }
}
