//! Each phrasing asked as if it were not there: which entries overlap, and by which words.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::conversation::Understanding;
use crate::knowledge::Knowledge;
use crate::matching::LeftOut;

/// What asking every phrasing shows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Overlap {
    /// Number of phrasings asked.
    pub phrasings: usize,
    /// Percent of them whose own entry still wins.
    pub recall: f64,
    /// Percent by entry, worst first.
    pub entries: Vec<(String, f64)>,
    /// Pairs of entries, worst first.
    pub pairs: Vec<Pair>,
}

/// Two entries that overlap.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pair {
    /// The entry whose phrasings are lost.
    pub from: String,
    /// The entry that wins them.
    pub to: String,
    /// The phrasings.
    pub phrasings: Vec<String>,
    /// Words of these that speak for the winner, most frequent first.
    pub words: Vec<String>,
}

/// Trains, and leaves out each phrasing in turn: what it gave to its entry is taken back.
#[must_use]
pub fn overlap(knowledge: &Knowledge) -> Overlap {
    let understanding = Understanding::new(knowledge);
    let asked = understanding.leave_out(knowledge);
    let mut all: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut lost: BTreeMap<(&str, &str), Vec<&LeftOut>> = BTreeMap::new();
    for left_out in &asked {
        let (asked, kept) = all.entry(&left_out.own).or_default();
        *asked += 1;
        if left_out.own == left_out.winner {
            *kept += 1;
        } else {
            lost.entry((&left_out.own, &left_out.winner)).or_default().push(left_out);
        }
    }
    let phrasings: usize = all.values().map(|(asked, _)| asked).sum();
    let kept: usize = all.values().map(|(_, kept)| kept).sum();
    let share = |kept: usize, asked: usize| 100.0 * kept as f64 / asked.max(1) as f64;
    let mut entries: Vec<(String, f64)> =
        all.iter().map(|(id, (asked, kept))| ((*id).to_owned(), share(*kept, *asked))).collect();
    entries.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut pairs: Vec<Pair> = lost
        .into_iter()
        .map(|((from, to), lost)| Pair {
            from: from.to_owned(),
            to: to.to_owned(),
            words: shared_words(&understanding, &lost),
            phrasings: lost.iter().map(|left_out| left_out.phrasing.clone()).collect(),
        })
        .collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.phrasings.len()));
    Overlap { phrasings, recall: share(kept, phrasings), entries, pairs }
}

/// The words that speak for the winner in the lost phrasings.
fn shared_words(understanding: &Understanding, lost: &[&LeftOut]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for left_out in lost {
        for word in understanding.words_for(&left_out.phrasing, &left_out.winner) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut words: Vec<(String, usize)> = counts.into_iter().collect();
    words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    words.into_iter().take(SHOWN_WORDS).map(|(word, _)| word).collect()
}

const SHOWN_WORDS: usize = 6;
