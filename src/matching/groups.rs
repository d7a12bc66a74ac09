//! Which of many messages ask much the same.

use rayon::prelude::*;

use super::matcher::Matcher;
use crate::learn::{FeatureVector, dot};
use crate::lexicon::Reading;

/// A message at length 1: its single words, by their numbers, and its embedding.
struct Point {
    words: Vec<(u32, f32)>,
    embedding: Vec<f32>,
}

impl Point {
    fn new(vector: FeatureVector, unigrams: u32) -> Self {
        let FeatureVector { items: mut words, mut embedding } = vector;
        words.truncate(words.partition_point(|(feature, _)| *feature < unigrams));
        let squares = words.iter().map(|(_, value)| value * value).sum::<f32>();
        let length = (squares + dot(&embedding, &embedding)).sqrt().max(f32::MIN_POSITIVE);
        for (_, value) in &mut words {
            *value /= length;
        }
        for value in &mut embedding {
            *value /= length;
        }
        Self { words, embedding }
    }

    fn cosine(&self, other: &Self) -> f32 {
        let mut of_words = 0.0;
        let mut others = other.words.iter().peekable();
        for (word, value) in &self.words {
            while others.next_if(|(known, _)| known < word).is_some() {}
            if let Some((_, known)) = others.next_if(|(known, _)| known == word) {
                of_words += value * known;
            }
        }
        of_words + dot(&self.embedding, &other.embedding)
    }
}

impl Matcher {
    /// Groups messages by their numbers: each joins the group to whose first message it is most
    /// alike, if that is `least` or more (a cosine, 0 to 1), and begins one of its own otherwise.
    #[must_use]
    pub fn groups(&self, readings: &[Reading], least: f32) -> Vec<Vec<usize>> {
        let space = &self.model.space;
        let points: Vec<Point> = readings
            .par_iter()
            .map(|reading| Point::new(space.vector(reading), space.unigrams()))
            .collect();
        let mut groups: Vec<(&Point, Vec<usize>)> = Vec::new();
        for (number, point) in points.iter().enumerate() {
            let nearest = groups
                .par_iter()
                .enumerate()
                .map(|(group, (first, _))| (first.cosine(point), group))
                .filter(|(cosine, _)| *cosine >= least)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            match nearest.and_then(|(_, group)| groups.get_mut(group)) {
                Some((_, members)) => members.push(number),
                None => groups.push((point, vec![number])),
            }
        }
        groups.into_iter().map(|(_, members)| members).collect()
    }
}
