//! Why a message was matched as it was, in words for the editor: the decision's own record, and
//! then the words that counted.

use std::fmt;

use super::matched::{Decision, Matched, Reason};
use super::matcher::{Matcher, SCALE};
use crate::learn::{FeatureKind, FeatureVector};
use crate::lexicon::{Lexicon, Reading};
use crate::text::Message;

/// Words are told as long as they add at least this much to the decision value.
const TELLING: f32 = 0.03;
/// At most so many words are told.
const SHOWN_WORDS: usize = 8;
/// Decision values are told in points: the scale of [`super::Ranked::score`].
const POINTS: f32 = 100.0 / SCALE;

/// Why one message was matched as it was. Its `Display` is what an editor reads in a terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What was decided and what settled it, in one sentence.
    pub verdict: String,
    /// The words that counted for the first two of the ranking.
    pub counted: Vec<Counted>,
    /// Phrases that were read as a group of synonyms.
    pub synonyms: Vec<Synonym>,
    /// The decision with all that it rests on.
    pub matched: Matched,
}

/// The words that counted for one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// The entry.
    pub id: String,
    /// Words, and synonyms in brackets, with the points of the score they gave (or took), the
    /// largest first. What adds hardly anything is left out.
    pub words: Vec<(String, f32)>,
}

/// A phrase of a message and the group of synonyms it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// The words as they were read.
    pub phrase: String,
    /// The name of the group.
    pub group: String,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.verdict)?;
        for Counted { id, words } in &self.counted {
            let told: Vec<String> =
                words.iter().map(|(word, points)| format!("{word} {points:+.0}")).collect();
            let told =
                if told.is_empty() { "no word stands out".to_owned() } else { told.join(", ") };
            writeln!(f, "for {id}: {told}")?;
        }
        for mended in &self.matched.mended {
            writeln!(f, "{} was taken for {}", mended.typed, mended.meant)?;
        }
        for Synonym { phrase, group } in &self.synonyms {
            writeln!(f, "synonym: \"{phrase}\" counts as \"{group}\"")?;
        }
        writeln!(f, "confidence {} of 100; scores:", self.matched.confidence)?;
        for ranked in &self.matched.ranking {
            writeln!(f, "  {:>3}  {}", ranked.score, ranked.id)?;
        }
        Ok(())
    }
}

impl Matcher {
    /// Says what was decided on a message and why. `matched` is what [`Matcher::ask`] gave for
    /// `reading`.
    #[must_use]
    pub fn explain(&self, lexicon: &Lexicon, reading: &Reading, matched: &Matched) -> Explanation {
        let vector = self.model.space.vector(reading);
        let first_two = matched.ranking.iter().take(2);
        let counted = first_two.filter_map(|ranked| {
            let words = self.told(lexicon, reading, &vector, self.number(&ranked.id)?);
            Some(Counted { id: ranked.id.clone(), words })
        });
        Explanation {
            verdict: self.verdict(&vector, matched),
            counted: counted.collect(),
            synonyms: synonyms(lexicon, reading),
            matched: matched.clone(),
        }
    }

    /// The words of a message that speak for an entry, strongest first.
    #[must_use]
    pub fn words_for(&self, lexicon: &Lexicon, message: &str, id: &str) -> Vec<String> {
        let Some(entry) = self.number(id) else { return Vec::new() };
        let reading = lexicon.read(&Message::read(message));
        let vector = self.model.space.vector(&reading);
        self.contributions(lexicon, &reading, &vector, entry)
            .into_iter()
            .filter(|(_, value)| *value >= TELLING)
            .take(SHOWN_WORDS)
            .map(|(word, _)| word)
            .collect()
    }

    fn number(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|known| known == id)
    }

    fn verdict(&self, vector: &FeatureVector, matched: &Matched) -> String {
        let first = matched.ranking.first().map_or("-", |ranked| ranked.id.as_str());
        let why = match &matched.reason {
            Reason::ExactPhrasing => "the message is one of its phrasings".to_owned(),
            Reason::Likely => self.nearest(vector, first),
            Reason::TwoNear => "the first two are too near to choose for the person".to_owned(),
            Reason::NotLikely => "the first is not likely enough to be sent unasked".to_owned(),
            Reason::Unlikely => "no entry is likely to answer this".to_owned(),
            Reason::UnknownWords => "the FAQ knows hardly a word of it".to_owned(),
            Reason::OtherMatter(words) => {
                format!("\"{words}\" is about another matter (words.toml), and no entry fits")
            }
            Reason::TwoQuestions => "each part of the message is a question of its own".to_owned(),
            Reason::FollowUpOf(id) => {
                format!("it cannot stand alone, and was read together with the question of {id}")
            }
        };
        let what = match &matched.decision {
            Decision::Answer(ids) => format!("Answered with {}", ids.join(" and ")),
            Decision::Choose(ids) => format!("Asked back: {}", ids.join(", ")),
            Decision::None => "Refused".to_owned(),
        };
        let runner_up = matched.ranking.first().zip(matched.ranking.get(1)).map(|(first, next)| {
            format!(
                "; runner-up {} {} points behind",
                next.id,
                first.score.saturating_sub(next.score)
            )
        });
        format!("{what}: {why}{}.", runner_up.unwrap_or_default())
    }

    /// The phrasing of an entry that is nearest to a message.
    fn nearest(&self, vector: &FeatureVector, id: &str) -> String {
        let found = self.number(id).and_then(|entry| self.model.nearest(vector, entry));
        match found.and_then(|(text, cosine)| Some((self.texts.texts.get(text)?, cosine))) {
            Some((text, cosine)) => {
                format!("the nearest phrasing is \"{text}\" ({:.0} of 100 alike)", cosine * 100.0)
            }
            None => "no phrasing of it is near".to_owned(),
        }
    }

    /// What is told of an entry: in points of a score.
    fn told(
        &self,
        lexicon: &Lexicon,
        reading: &Reading,
        vector: &FeatureVector,
        entry: usize,
    ) -> Vec<(String, f32)> {
        let contributions = self.contributions(lexicon, reading, vector, entry);
        let mut told: Vec<(String, f32)> = contributions
            .into_iter()
            .filter(|(_, value)| value.abs() >= TELLING)
            .take(SHOWN_WORDS)
            .map(|(word, value)| (word, value * POINTS))
            .collect();
        let meaning = self.model.classifier.contribution_of_embedding(entry, vector);
        if meaning.abs() >= TELLING {
            told.push(("the meaning of the whole".to_owned(), meaning * POINTS));
        }
        told
    }

    /// What each word and each synonym adds to the decision value of an entry, largest first.
    fn contributions(
        &self,
        lexicon: &Lexicon,
        reading: &Reading,
        vector: &FeatureVector,
        entry: usize,
    ) -> Vec<(String, f32)> {
        let (space, classifier) = (&self.model.space, &self.model.classifier);
        let of = |feature: Option<u32>| classifier.contribution(entry, vector, feature?);
        let mut all: Vec<(String, f32)> = Vec::new();
        let words =
            reading.words.iter().map(|word| (word.text.to_string(), of(space.unigram(word.stem))));
        let groups = reading.synonyms.iter().filter_map(|found| {
            let name = lexicon.synonym_name(found.group)?;
            let feature = space.number(FeatureKind::Synonyms, u64::from(found.group));
            Some((format!("({name})"), of(feature)))
        });
        for (name, value) in words.chain(groups) {
            if let Some(value) = value
                && all.iter().all(|(known, _)| *known != name)
            {
                all.push((name, value));
            }
        }
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }
}

/// The phrases of a message that were read as a group of synonyms of another name.
fn synonyms(lexicon: &Lexicon, reading: &Reading) -> Vec<Synonym> {
    let found = reading.synonyms.iter().filter_map(|found| {
        let words = reading.words.get(found.start..found.start + found.length);
        let words: Vec<&str> = words.into_iter().flatten().map(|w| w.text.as_str()).collect();
        let phrase = words.join(" ");
        let group = lexicon.synonym_name(found.group).filter(|name| *name != phrase)?.to_owned();
        Some(Synonym { phrase, group })
    });
    found.collect()
}
