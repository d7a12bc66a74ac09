//! FAQs of any size.

use sciatica_bot::knowledge::faq::{Entry, FaqFile};

use super::KNOWLEDGE;

/// A made-up FAQ: each entry has its own few words among many shared ones, as real ones have.
pub(super) fn made_up(entries: usize, phrasings: usize) -> FaqFile {
    let words: Vec<&str> = KNOWLEDGE
        .faq
        .entry
        .iter()
        .flat_map(|entry| entry.phrasings.iter())
        .flat_map(|phrasing| phrasing.split(' '))
        .collect();
    let mut state = 1_u64;
    let mut pick = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let entry = (0..entries)
        .map(|number| Entry {
            id: format!("e{number}"),
            question: format!("question {number}"),
            phrasings: (0..phrasings)
                .map(|_| {
                    let start = pick(words.len() - 6);
                    format!("{} {}{}", words[start..start + 6].join(" "), words[number], number)
                })
                .collect(),
            answer: "Yes.".to_owned(),
            ..Entry::default()
        })
        .collect();
    FaqFile { entry, ..FaqFile::default() }
}
