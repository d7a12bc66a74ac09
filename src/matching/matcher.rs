//! The matcher: trained once, asked often.

use super::confidence::Confidence;
use super::cuts::cuts;
use super::matched::{Decision, Matched, Ranked, Reason};
use super::model::{Model, Scored, TopTwo};
use super::policy::{
    ANSWER_FROM, ANSWER_LONE_WORD_FROM, CHOICE_REACH, CHOOSE_FROM, KNOWN_ONE_IN, MOST_CHOICES,
    NEAR, OTHER_MATTER_BELOW, RANKED,
};
use super::scope::{Matters, Scope};
use super::training::{TrainingTexts, live};
use crate::knowledge::Knowledge;
use crate::learn::Hyperparameters;
use crate::lexicon::{Lexicon, PhraseIndex, Reading, Word, hash};
use crate::text::Message;

/// The confidence is calibrated on messages that one training has not seen. About so many phrasings
/// fit a handful of numbers as well as all.
const HELD_OUT: usize = 1_500;
/// Of the out-of-scope messages, which are few, one in so many is held out.
const OUT_OF_SCOPE_HELD_OUT: usize = 2;
/// Messages are told apart into so many parts by their hashes, and those of the first parts held out.
const PARTS: usize = 10_000;
/// The answers to the two parts of a message are among so many first entries of the whole: else a
/// part is only a clause that happens to look like a question.
const LEADERS: usize = 4;
/// A follow-up has at most so many words.
const FOLLOW_UP_WORDS: usize = 8;

/// The value of an entry whose phrasing the message is.
const EXACT: f32 = 5.0;
/// Values are told on the scale of [`Ranked::score`]: −1 is 0, [`EXACT`] is 100.
pub(super) const SCALE: f32 = EXACT + 1.0;

/// Finds the entry that answers a message.
#[derive(Debug)]
pub struct Matcher {
    pub(super) ids: Vec<String>,
    questions: Vec<Reading>,
    pub(super) texts: TrainingTexts,
    pub(super) model: Model,
    confidence: Confidence,
    scope: Scope,
    follow_up: PhraseIndex,
}

/// Values of a message and what they are worth.
struct Judged {
    scored: Scored,
    /// 0 to 1.
    confidence: f32,
    exact: Option<usize>,
    matters: Matters,
    /// Number of telling words, and of those that a training message has.
    words: usize,
    known_words: usize,
}

impl Matcher {
    /// Learns from `texts`, which are read as `readings`, side by side.
    #[must_use]
    pub fn train(
        lexicon: &Lexicon,
        knowledge: &Knowledge,
        texts: TrainingTexts,
        readings: &[Reading],
        hyperparameters: &Hyperparameters,
    ) -> Self {
        let entries = live(&knowledge.faq);
        let phrasings = texts.texts.len() - knowledge.out_of_scope.len();
        let share = (HELD_OUT * PARTS).checked_div(phrasings).unwrap_or(PARTS).min(PARTS / 2);
        // Which ones are held out must hardly change with the number of phrasings, and not with their
        // place in the file.
        let holds_out = |sample: usize| {
            let is_message = texts.is_message.get(sample).copied().unwrap_or_default();
            let stems = readings.get(sample).map_or(&[][..], |reading| &reading.stems);
            let share = if sample < phrasings { share } else { PARTS / OUT_OF_SCOPE_HELD_OUT };
            let part = hash::of(("held out", stems)) % PARTS as u64;
            is_message && part < share as u64
        };
        let (model, validated) =
            Model::train(readings, &texts, entries.len(), hyperparameters, 1, holds_out);
        let scope = Scope::new(&knowledge.words, lexicon);
        let confidence = Confidence::calibrate(readings, &texts, &model, &validated, &scope);
        let mut follow_up = PhraseIndex::default();
        for start in &knowledge.words.follow_up {
            follow_up.insert(&lexicon.stems(start), 0);
        }
        let questions: Vec<&str> = entries.iter().map(|entry| entry.question.as_str()).collect();
        Self {
            ids: entries.iter().map(|entry| entry.id.clone()).collect(),
            questions: lexicon.read_all(Message::read_all(&questions)),
            texts,
            model,
            confidence,
            scope,
            follow_up,
        }
    }

    /// Matches one message. `context` is the id of the entry that was answered just before; it
    /// counts only for a message that cannot stand alone ("and how long?").
    #[must_use]
    pub fn ask(&self, reading: &Reading, context: Option<&str>) -> Matched {
        let alone = self.judge(reading);
        let (decision, reason) = self.decide(&alone);
        let stands_alone = matches!(reason, Reason::ExactPhrasing | Reason::Likely);
        if !stands_alone
            && let Some(matched) = context.and_then(|id| self.as_follow_up(reading, &alone, id))
        {
            return matched;
        }
        let whole = self.matched(&alone, decision, reason, reading);
        if whole.reason == Reason::ExactPhrasing {
            return whole;
        }
        self.as_two_questions(reading, &whole).unwrap_or(whole)
    }

    fn judge(&self, reading: &Reading) -> Judged {
        let exact = self.model.exact(reading);
        let mut scored = self.model.score(reading);
        if let Some(value) = exact.and_then(|entry| scored.values.get_mut(entry)) {
            *value = EXACT;
        }
        self.judge_scored(reading, scored, exact)
    }

    fn judge_scored(&self, reading: &Reading, scored: Scored, exact: Option<usize>) -> Judged {
        let matters = self.scope.matters(reading);
        let top = TopTwo::of(&scored.values).filter(|_| !scored.vector.items.is_empty());
        let confidence = match top {
            _ if exact.is_some() => 1.0,
            Some(top) => self.confidence.of(&scored, &top, &matters),
            None => 0.0,
        };
        let telling = || reading.words.iter().filter(|word| !word.is_stop);
        let is_known = |word: &&Word| self.model.space.unigram(word.stem).is_some();
        let (words, known_words) = (telling().count(), telling().filter(is_known).count());
        Judged { scored, confidence, exact, matters, words, known_words }
    }

    fn decide(&self, judged: &Judged) -> (Decision, Reason) {
        let id = |entry: usize| self.ids.get(entry).cloned().unwrap_or_default();
        let known = judged.known_words * KNOWN_ONE_IN >= judged.words;
        let Some(top) = TopTwo::of(&judged.scored.values).filter(|_| known) else {
            return (Decision::None, Reason::UnknownWords);
        };
        if judged.exact.is_some() {
            return (Decision::Answer(vec![id(top.first)]), Reason::ExactPhrasing);
        }
        let other = judged.matters.foreign() > 0 && judged.confidence < OTHER_MATTER_BELOW;
        if let Some(words) = judged.matters.other.clone().filter(|_| other) {
            return (Decision::None, Reason::OtherMatter(words));
        }
        if judged.confidence < CHOOSE_FROM {
            return (Decision::None, Reason::Unlikely);
        }
        let from = if judged.words > 1 { ANSWER_FROM } else { ANSWER_LONE_WORD_FROM };
        if judged.confidence >= from && top.lead() >= NEAR {
            return (Decision::Answer(vec![id(top.first)]), Reason::Likely);
        }
        let order = order(&judged.scored.values);
        let near = order
            .iter()
            .enumerate()
            .filter(|(rank, (_, value))| *rank < 2 || *value > top.first_value - CHOICE_REACH);
        let choices = near.map(|(_, (entry, _))| id(*entry)).take(MOST_CHOICES).collect();
        let near = judged.confidence >= from;
        (Decision::Choose(choices), if near { Reason::TwoNear } else { Reason::NotLikely })
    }

    /// A follow-up, read together with the question of the entry before.
    fn as_follow_up(&self, reading: &Reading, alone: &Judged, context: &str) -> Option<Matched> {
        let before = self.ids.iter().position(|id| id == context)?;
        let starts = self.follow_up.find(&reading.stems).iter().any(|found| found.start == 0);
        let telling = reading.words.iter().any(|word| !word.is_stop);
        if reading.words.len() > FOLLOW_UP_WORDS || (telling && !starts) {
            return None;
        }
        let together = self.questions.get(before)?.followed_by(reading);
        let mut scored = self.model.score(&together);
        let own = alone.scored.values.iter();
        for (entry, (value, own)) in scored.values.iter_mut().zip(own).enumerate() {
            *value = 0.5 * *value + 0.5 * own;
            if entry == before {
                // The answer just read is not what a follow-up asks for.
                *value -= 1.0;
            }
        }
        let judged = self.judge_scored(&together, scored, None);
        let (decision, _) = self.decide(&judged);
        let reason = Reason::FollowUpOf(context.to_owned());
        Some(self.matched(&judged, decision, reason, reading))
    }

    /// Both answers, if both parts of a message are sure and differ, and the whole speaks of both.
    fn as_two_questions(&self, reading: &Reading, whole: &Matched) -> Option<Matched> {
        let leads = |ids: &[String]| {
            whole.ranking.iter().take(LEADERS).any(|ranked| ids.contains(&ranked.id))
        };
        let answer = |part: &Reading| {
            let judged = self.judge(part);
            let (decision, reason) = self.decide(&judged);
            let Decision::Answer(ids) = &decision else { return None };
            let ids = ids.clone();
            leads(&ids).then(|| (ids, self.matched(&judged, decision, reason, part)))
        };
        cuts(reading).into_iter().find_map(|(left, right)| {
            let (first, left) = answer(&left)?;
            let (second, right) = answer(&right)?;
            if first == second {
                return None;
            }
            let answers = first.iter().chain(&second).take(2).cloned().collect();
            let mut ranking: Vec<Ranked> = Vec::new();
            for ranked in left.ranking.iter().take(1).chain(&right.ranking).chain(&left.ranking) {
                if ranking.iter().all(|known| known.id != ranked.id) {
                    ranking.push(ranked.clone());
                }
            }
            ranking.sort_by_key(|ranked| std::cmp::Reverse(ranked.score));
            ranking.truncate(RANKED);
            Some(Matched {
                decision: Decision::Answer(answers),
                reason: Reason::TwoQuestions,
                ranking,
                confidence: left.confidence.min(right.confidence),
                mended: whole.mended.clone(),
            })
        })
    }

    fn matched(
        &self,
        judged: &Judged,
        decision: Decision,
        reason: Reason,
        reading: &Reading,
    ) -> Matched {
        let ranked = |(entry, value): (usize, f32)| Ranked {
            id: self.ids.get(entry).cloned().unwrap_or_default(),
            score: percent((value + 1.0) / SCALE),
        };
        let ranking = if judged.scored.values.is_empty() {
            let ids = self.ids.iter().take(RANKED);
            ids.map(|id| Ranked { id: id.clone(), score: 0 }).collect()
        } else {
            order(&judged.scored.values).into_iter().take(RANKED).map(ranked).collect()
        };
        Matched {
            decision,
            reason,
            ranking,
            confidence: percent(judged.confidence),
            mended: reading.mended.clone(),
        }
    }
}

/// Entries with their values, best first.
fn order(values: &[f32]) -> Vec<(usize, f32)> {
    let mut order: Vec<(usize, f32)> = values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order
}

fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}
