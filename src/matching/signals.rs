//! What the confidence rests on: a few numbers about how the best entry was found.

use super::coverage::Covered;
use super::logistic::INPUTS;
use super::neighbours::Nearness;

/// The two best entries by score. Of equal scores the first entry of the file wins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Podium {
    pub(super) first: usize,
    pub(super) first_score: f32,
    pub(super) second: usize,
    pub(super) second_score: f32,
}

impl Podium {
    /// `None` without any entry.
    pub(super) fn of(scores: &[f32]) -> Option<Self> {
        let best = |except: Option<usize>| {
            scores.iter().copied().enumerate().filter(|(entry, _)| Some(*entry) != except).fold(
                None,
                |best: Option<(usize, f32)>, (entry, score)| match best {
                    Some((_, highest)) if highest >= score => best,
                    _ => Some((entry, score)),
                },
            )
        };
        let (first, first_score) = best(None)?;
        let (second, second_score) = best(Some(first)).unwrap_or((first, first_score - 1.0));
        Some(Self { first, first_score, second, second_score })
    }
}

/// The numbers of one message.
pub(super) fn signals(
    podium: &Podium,
    nearness: &Nearness,
    covered: Covered,
    words: usize,
) -> [f32; INPUTS] {
    let of = |list: &[f32], entry: usize| list.get(entry).copied().unwrap_or_default();
    let nearest = of(&nearness.nearest, podium.first);
    let nearest_other = nearness
        .nearest
        .iter()
        .enumerate()
        .filter(|(entry, _)| *entry != podium.first)
        .map(|(_, cosine)| *cosine)
        .fold(0.0, f32::max);
    [
        podium.first_score.max(-2.0),
        (podium.first_score - podium.second_score).clamp(0.0, 2.0),
        nearest,
        of(&nearness.centre, podium.first),
        covered.by_entry,
        covered.by_any,
        (1.0 + words as f32).ln(),
        nearness.mean,
        f32::from(u8::from(nearest >= nearest_other)),
        nearest - nearest_other,
        covered.by_entry * nearest,
    ]
}
