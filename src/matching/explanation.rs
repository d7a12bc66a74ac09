//! Why a message was matched as it was, in words for the editor.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::matcher::Matcher;
use super::signals::TopTwo;
use super::{Decision, Matched};
use crate::learn::FeatureKind;
use crate::learn::embedding::Embedding;
use crate::lexicon::Reading;
use crate::text;

/// Words are told as long as they add at least this much to the score.
const TELLING: f32 = 0.03;
/// From this cosine on two words are told as related: 99 in 100 random pairs stay below 0.28.
const RELATED: f32 = 0.4;
/// At most so many words are told.
const SHOWN_WORDS: usize = 8;

impl Matcher {
    /// Says in plain words what of `message` counted, what was mended, which synonyms were seen,
    /// which phrasing is nearest and why the runner-up lost.
    #[must_use]
    pub fn explain(&self, message: &str, context: Option<&str>) -> String {
        let matched = self.ask(message, context);
        let reading = self.reader.read(message);
        let mut out = String::new();
        // Writing to a `String` cannot fail.
        let _ = self.write_explanation(&mut out, &matched, &reading);
        out
    }

    /// The words of a message that speak for an entry, strongest first.
    #[must_use]
    pub fn words_for(&self, message: &str, id: &str) -> Vec<String> {
        let Some(entry) = self.ids.iter().position(|known| known == id) else {
            return Vec::new();
        };
        let reading = self.reader.read(message);
        self.shares(&reading, entry)
            .into_iter()
            .filter(|(_, share)| *share >= TELLING)
            .take(SHOWN_WORDS)
            .map(|(word, _)| word)
            .collect()
    }

    fn write_explanation(
        &self,
        out: &mut String,
        matched: &Matched,
        reading: &Reading,
    ) -> std::fmt::Result {
        let words: Vec<&str> = reading.words.iter().map(|word| word.text.as_str()).collect();
        writeln!(out, "read as: {}", words.join(" "))?;
        for mended in &reading.mended {
            writeln!(out, "{} was taken for {}", mended.typed, mended.meant)?;
        }
        for found in &reading.groups {
            let phrase = words.get(found.start..found.start + found.length).unwrap_or_default();
            let phrase = phrase.join(" ");
            if let Some(name) = self.groups.get(found.group as usize).filter(|n| **n != phrase) {
                writeln!(out, "synonym: \"{phrase}\" counts as \"{name}\"")?;
            }
        }
        let verdict = match &matched.decision {
            Decision::Answer(ids) if ids.len() > 1 => "answered: two questions, both sure".into(),
            Decision::Answer(ids) => format!("answered with {}", ids.join(", ")),
            Decision::Choose(ids) => format!("asked back: {}", ids.join(", ")),
            Decision::None => "refused".to_owned(),
        };
        writeln!(out, "{verdict}; confidence {} of 100", matched.confidence)?;
        for ranked in &matched.ranking {
            writeln!(out, "  {:>3}  {}", ranked.score, ranked.id)?;
        }
        let scored = self.model.score(reading);
        let Some(top) = TopTwo::of(&scored.scores) else { return Ok(()) };
        let id = |entry: usize| self.ids.get(entry).map_or("", String::as_str);
        if let Some(word) = self.scope.objection(reading, &self.model.coverage, top.first) {
            writeln!(out, "not ours: \"{word}\" is in the list of other matters in words.toml")?;
        }
        writeln!(out, "for {}: {}", id(top.first), self.told(reading, top.first))?;
        let related = self.related(reading, top.first);
        if !related.is_empty() {
            writeln!(out, "by meaning: {}", related.join(", "))?;
        }
        let nearest = self.model.neighbours.nearest(&scored.vector, top.first, |_| false);
        if let Some(phrasing) = self.phrasings.get(nearest.phrasing as usize) {
            let cosine = nearest.cosine * 100.0;
            writeln!(out, "nearest phrasing: \"{phrasing}\" ({cosine:.0} of 100)")?;
        }
        let covered = self.model.coverage.of(&self.model.space, reading, top.first, None);
        writeln!(
            out,
            "its words: {:.0} of 100 known to {}, {:.0} to the whole FAQ",
            covered.by_entry * 100.0,
            id(top.first),
            covered.by_any * 100.0
        )?;
        if top.second != top.first {
            writeln!(
                out,
                "not {}: {:.0} points behind; for it: {}",
                id(top.second),
                (top.first_score - top.second_score) * 100.0 / 3.0,
                self.told(reading, top.second)
            )?;
        }
        Ok(())
    }

    fn told(&self, reading: &Reading, entry: usize) -> String {
        let points = |what: &str, share: f32| format!("{what} {:+.0}", share * 100.0 / 3.0);
        let shares = self.shares(reading, entry);
        let mut told: Vec<String> = shares
            .iter()
            .filter(|(_, share)| share.abs() >= TELLING)
            .take(SHOWN_WORDS)
            .map(|(word, share)| points(word, *share))
            .collect();
        let vector = self.model.space.vector(reading);
        let meaning = self.model.linear.share_of_meaning(entry, &vector);
        if meaning.abs() >= TELLING {
            told.push(points("the meaning of the whole", meaning));
        }
        if told.is_empty() { "no word stands out".to_owned() } else { told.join(", ") }
    }

    /// Words of a message that an entry does not use, each with the word of it that means most
    /// nearly the same: "rehab ~ physiotherapy".
    fn related(&self, reading: &Reading, entry: usize) -> Vec<String> {
        let table = Embedding::shipped();
        let own = self.phrasings.iter().zip(&self.examples);
        let own: BTreeSet<String> = own
            .filter(|(_, example)| example.entry == entry)
            .flat_map(|(phrasing, _)| text::words(phrasing))
            .collect();
        let foreign = reading.words.iter().filter(|word| {
            let used = self.model.coverage.share(entry, word.key) > 0.0;
            !word.stop && !used
        });
        foreign
            .filter_map(|word| {
                let alike = |other: &String| table.likeness(&word.text, other);
                let (other, likeness) = own
                    .iter()
                    .map(|other| (other, alike(other)))
                    .max_by(|a, b| a.1.total_cmp(&b.1))?;
                (likeness >= RELATED).then(|| format!("{} ~ {other}", word.text))
            })
            .collect()
    }

    /// What each word and each synonym adds to the linear score of an entry, largest first.
    fn shares(&self, reading: &Reading, entry: usize) -> Vec<(String, f32)> {
        let vector = self.model.space.vector(reading);
        let share = |feature: Option<u32>| self.model.linear.share(entry, &vector, feature?);
        let mut shares: Vec<(String, f32)> = Vec::new();
        for word in &reading.words {
            if let Some(share) = share(self.model.space.stem(word.key))
                && shares.iter().all(|(known, _)| *known != word.text)
            {
                shares.push((word.text.clone(), share));
            }
        }
        for found in &reading.groups {
            let number = self.model.space.number(FeatureKind::Synonyms, u64::from(found.group));
            if let (Some(share), Some(name)) =
                (share(number), self.groups.get(found.group as usize))
            {
                let name = format!("({name})");
                if shares.iter().all(|(known, _)| *known != name) {
                    shares.push((name, share));
                }
            }
        }
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares
    }
}
