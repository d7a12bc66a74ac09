//! What the confidence rests on: a few numbers about how the best entry was found.

use super::coverage::Covered;
use crate::learn::INPUTS;

/// The two best entries by score. Of equal scores the first entry of the file wins.
#[derive(Clone, Copy, Debug)]
pub(super) struct TopTwo {
    pub(super) first: usize,
    pub(super) first_score: f32,
    pub(super) second: usize,
    pub(super) second_score: f32,
}

impl TopTwo {
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

/// The numbers of one message. `meaning` is its cosine with the centroid of the first entry, `words`
/// how many words it has.
pub(super) fn signals(
    top: &TopTwo,
    nearest: f32,
    covered: Covered,
    meaning: f32,
    words: usize,
) -> [f32; INPUTS] {
    [
        top.first_score.max(-2.0),
        (top.first_score - top.second_score).clamp(0.0, 2.0),
        covered.by_entry * nearest,
        meaning,
        (1.0 + words as f32).ln(),
    ]
}
