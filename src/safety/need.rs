//! Which phrases of the file some message needs: a sign is noticed through it, or a harmless message
//! stays quiet by it.

use super::occurrence::{Line, lines};
use super::reading::Word;
use super::rules::{Hit, Rules};
use crate::knowledge::safety::{Level, Outcome, SafetyFile};
use crate::text::Message;

/// What is done about a message, least first.
type Weight = Option<(Outcome, Level)>;

struct Case {
    words: Vec<Word>,
    is_sign: bool,
    weight: Weight,
}

/// The phrases that no message needs, in the order of the file. One after the other is left out, the
/// rarest and longest first, as long as no sign is taken more lightly and no harmless message more
/// gravely.
#[must_use]
pub fn unneeded(
    file: &SafetyFile,
    signs: impl IntoIterator<Item = String>,
    harmless: impl IntoIterator<Item = String>,
) -> Vec<Line<'_>> {
    let rules = Rules::new(file);
    let signs = signs.into_iter().map(|text| (text, true));
    let harmless = harmless.into_iter().map(|text| (text, false));
    let mut cases: Vec<Case> = Vec::new();
    let lines = lines(file);
    let mut stands_in: Vec<Vec<u32>> = vec![Vec::new(); lines.len()];
    for (text, is_sign) in signs.chain(harmless) {
        let words = rules.read(&Message::read(&text));
        for line in rules.lines_in(&words) {
            if let Some(cases_of) = stands_in.get_mut(line as usize) {
                cases_of.push(cases.len() as u32);
            }
        }
        let weight = weight(&rules.find_in(words.clone(), &[]));
        cases.push(Case { words, is_sign, weight });
    }
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let length = |line: usize| lines.get(line).map_or(0, |line| line.phrase.len());
    let count = |line: usize| stands_in.get(line).map_or(0, Vec::len);
    order.sort_by_key(|line| (count(*line), std::cmp::Reverse(length(*line))));
    let mut dropped = vec![false; lines.len()];
    for line in order {
        set(&mut dropped, line, true);
        let mut concerned = stands_in.get(line).into_iter().flatten();
        let is_needed = concerned.any(|case| {
            cases.get(*case as usize).is_some_and(|case| {
                let now = weight(&rules.find_in(case.words.clone(), &dropped));
                if case.is_sign { now < case.weight } else { now > case.weight }
            })
        });
        set(&mut dropped, line, !is_needed);
    }
    lines.into_iter().zip(dropped).filter_map(|(line, dropped)| dropped.then_some(line)).collect()
}

fn set(flags: &mut [bool], at: usize, value: bool) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = value;
    }
}

fn weight(hits: &[Hit]) -> Weight {
    hits.iter().filter_map(|hit| Some((hit.outcome?, hit.level))).max()
}
