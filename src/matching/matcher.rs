//! The matcher: trained once, asked often.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::halves::halves;
use super::model::{Model, Scored};
use super::scope::Scope;
use super::signals::TopTwo;
use super::{Decision, Matched, Ranked};
use crate::knowledge::faq::{Entry, FaqFile, Status};
use crate::knowledge::tests_file::TestsFile;
use crate::knowledge::words::WordsFile;
use crate::learn::HeldOutScores;
use crate::learn::Hyperparameters;
use crate::learn::{Example, FOLDS};
use crate::lexicon::PhraseIndex;
use crate::lexicon::{Reader, Reading, Word};

/// From this confidence on an entry is sent without asking back.
const ANSWER_FROM: f32 = 0.75;
/// From this confidence on the best entries are offered.
const CHOOSE_FROM: f32 = 0.15;
/// Length of a ranking.
const RANKED: usize = 5;
/// At most so many entries are offered.
const MOST_CHOICES: usize = 4;
/// Entries this far below the best are not offered.
const CHOICE_REACH: f32 = 0.6;
/// A phrasing on the answer's words counts little beside phrasings of people.
const ANSWER_COST: f32 = 0.3;
/// Entries with fewer phrasings also learn from the words of their answer.
const ENOUGH_PHRASINGS: usize = 5;

/// Finds the entry that answers a message.
#[derive(Debug, Deserialize, Serialize)]
pub struct Matcher {
    pub(super) ids: Vec<String>,
    pub(super) questions: Vec<String>,
    /// Every phrasing, for the explanation.
    pub(super) phrasings: Vec<String>,
    /// What each of them trained.
    pub(super) examples: Vec<Example>,
    /// Names of the synonym groups.
    pub(super) groups: Vec<String>,
    pub(super) reader: Reader,
    pub(super) model: Model,
    pub(super) scope: Scope,
    follow_up: PhraseIndex,
}

impl Matcher {
    /// Learns from the files, as shipped.
    #[must_use]
    pub fn train(faq: &FaqFile, words: &WordsFile, tests: &TestsFile) -> Self {
        Self::train_with(faq, words, tests, &Hyperparameters::default())
    }

    /// Learns with some parts weighted otherwise.
    #[must_use]
    pub fn train_with(
        faq: &FaqFile,
        words: &WordsFile,
        tests: &TestsFile,
        hyperparameters: &Hyperparameters,
    ) -> Self {
        Self::rehearse(faq, words, tests, hyperparameters, false).0
    }

    /// Trains; with `leave_out` also asks each phrasing as if it were not there.
    pub(super) fn rehearse(
        faq: &FaqFile,
        words: &WordsFile,
        tests: &TestsFile,
        hyperparameters: &Hyperparameters,
        leave_out: bool,
    ) -> (Self, HeldOutScores) {
        let live: Vec<&Entry> =
            faq.entry.iter().filter(|entry| entry.status == Status::Live).collect();
        let mut reader = Reader::new(words, hyperparameters.short_forms);
        let (phrasings, examples) = phrasings(&live);
        let readings = reader.learn_all(&phrasings);
        if hyperparameters.spelling {
            reader.mend_typos();
        }
        let (mut model, rehearsal) =
            Model::train(readings, &examples, live.len(), hyperparameters, leave_out);
        let scope = Scope::new(words, &reader);
        let known = known(&live, tests, &reader);
        model.calibrate(&examples, &rehearsal, &known);
        let mut follow_up = PhraseIndex::default();
        for start in &words.follow_up {
            follow_up.insert(&reader.keys(start), 0);
        }
        let matcher = Self {
            ids: live.iter().map(|entry| entry.id.clone()).collect(),
            questions: live.iter().map(|entry| entry.question.clone()).collect(),
            phrasings,
            examples,
            groups: words.same.iter().map(|same| same.name.clone()).collect(),
            reader,
            model,
            scope,
            follow_up,
        };
        (matcher, rehearsal.left_out)
    }

    /// Matches one message. `context` is the id of the entry that was answered just before; it
    /// counts only for a message that cannot stand alone ("and how long?").
    #[must_use]
    pub fn ask(&self, message: &str, context: Option<&str>) -> Matched {
        let reading = self.reader.read(message);
        let one = self.judge(&reading);
        let sure = one.confidence >= ANSWER_FROM && !one.vague;
        if let Some(second) = context.and_then(|id| self.in_context(&reading, id, sure)) {
            return self.matched(&second, reading);
        }
        let whole = self.matched(&one, reading);
        self.two_questions(message, &whole).unwrap_or(whole)
    }

    fn judge(&self, reading: &Reading) -> Judged {
        if reading.words.is_empty() {
            return Judged::nothing();
        }
        let scored = self.model.score(reading);
        self.judge_scored(reading, scored)
    }

    fn judge_scored(&self, reading: &Reading, scored: Scored) -> Judged {
        let Some(top) = TopTwo::of(&scored.scores) else { return Judged::nothing() };
        let mut confidence = self.model.confidence(reading, &top, &scored.vector);
        if scored.vector.items.is_empty() {
            confidence = 0.0;
        }
        let vague = self.is_vague(reading, &top);
        if self.scope.objection(reading, &self.model.coverage, top.first).is_some() {
            confidence = confidence.min(CHOOSE_FROM / 3.0);
        } else if vague && top.first_score > VAGUE_FROM {
            // A lone word of ours is worth asking back.
            confidence = confidence.max(CHOOSE_FROM);
        }
        Judged { scores: scored.scores, confidence, vague }
    }

    /// Whether a message is a lone word, or a name of two, that leads to several entries
    /// ("exercise", "physical therapy").
    fn is_vague(&self, reading: &Reading, top: &TopTwo) -> bool {
        let telling: Vec<&Word> = reading.words.iter().filter(|word| !word.stop).collect();
        let small = reading.words.len() - telling.len();
        let share = match telling.as_slice() {
            [] => return true,
            [word] => self.model.coverage.share(top.first, word.key),
            names => {
                let whole = reading.groups.iter().find(|found| found.length == names.len());
                match whole {
                    Some(found) => self.model.coverage.share_of_group(top.first, found.group),
                    None => return false,
                }
            }
        };
        let clear = top.first_score - top.second_score >= CLEAR_LEAD && share >= CLEAR_SHARE;
        small <= VAGUE_WORDS && !clear
    }

    /// A follow-up, read together with the question of the entry before. A message that is `sure`
    /// to be understood alone is one only if it starts like one.
    fn in_context(&self, reading: &Reading, context: &str, sure: bool) -> Option<Judged> {
        let before = self.ids.iter().position(|id| id == context)?;
        let question = self.questions.get(before)?;
        let starts = self.follow_up.find(&reading.keys).iter().any(|found| found.start == 0);
        let telling = reading.words.iter().filter(|word| !word.stop).count();
        let short = reading.words.len() <= FOLLOW_UP_WORDS;
        if !(short && (starts || (telling == 0 && !sure))) {
            return None;
        }
        let mut together = self.reader.read(question);
        let alone = self.model.score(reading);
        together.words.extend(reading.words.iter().cloned());
        together.keys.extend(&reading.keys);
        let shift = together.words.len() - reading.words.len();
        together.groups.extend(reading.groups.iter().map(|found| {
            let mut found = *found;
            found.start += shift;
            found
        }));
        let mut scored = self.model.score(&together);
        for (entry, (score, own)) in scored.scores.iter_mut().zip(&alone.scores).enumerate() {
            *score = 0.5 * *score + 0.5 * own;
            if entry == before {
                // The answer just read is not what a follow-up asks for.
                *score -= 1.0;
            }
        }
        let judged = self.judge_scored(&together, scored);
        Some(judged)
    }

    /// Both answers, if both halves of a message are sure and differ, and the whole speaks of both.
    fn two_questions(&self, message: &str, whole: &Matched) -> Option<Matched> {
        halves(message).into_iter().find_map(|(left, right)| {
            let [left, right] = [left, right].map(|half| {
                let reading = self.reader.read(&half);
                let judged = self.judge(&reading);
                self.matched(&judged, reading)
            });
            let (Decision::Answer(first), Decision::Answer(second)) =
                (&left.decision, &right.decision)
            else {
                return None;
            };
            let led = |ids: &[String]| {
                whole.ranking.iter().take(LEADERS).any(|ranked| ids.contains(&ranked.id))
            };
            if first == second || !led(first) || !led(second) {
                return None;
            }
            let answers: Vec<String> = first.iter().chain(second).take(2).cloned().collect();
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
                ranking,
                confidence: left.confidence.min(right.confidence),
                mended: whole.mended.clone(),
            })
        })
    }

    fn matched(&self, judged: &Judged, reading: Reading) -> Matched {
        let mut order: Vec<usize> = (0..judged.scores.len()).collect();
        let score = |entry: &usize| judged.scores.get(*entry).copied().unwrap_or(f32::MIN);
        order.sort_by(|a, b| score(b).total_cmp(&score(a)));
        let id = |entry: &usize| self.ids.get(*entry).cloned().unwrap_or_default();
        let best = order.first().map_or(f32::MIN, score);
        let decision = if judged.confidence >= ANSWER_FROM && !judged.vague {
            Decision::Answer(order.first().map(id).into_iter().collect())
        } else if judged.confidence >= CHOOSE_FROM {
            let near = order
                .iter()
                .enumerate()
                .filter(|(rank, entry)| *rank < 2 || score(entry) > best - CHOICE_REACH)
                .map(|(_, entry)| id(entry));
            Decision::Choose(near.take(MOST_CHOICES).collect())
        } else {
            Decision::None
        };
        let ranking = if judged.scores.is_empty() {
            self.ids.iter().take(RANKED).map(|id| Ranked { id: id.clone(), score: 0 }).collect()
        } else {
            order
                .iter()
                .take(RANKED)
                .map(|entry| Ranked { id: id(entry), score: percent_of_score(score(entry)) })
                .collect()
        };
        Matched {
            decision,
            ranking,
            confidence: percent(judged.confidence),
            mended: reading.mended,
        }
    }
}

/// The answers to the two halves of a message are among so many first entries of the whole: else a
/// half is only a clause that happens to look like a question.
const LEADERS: usize = 4;
/// A lone word may have so many small words around it.
const VAGUE_WORDS: usize = 2;
/// A lone word that leads to nothing is not asked back about.
const VAGUE_FROM: f32 = -0.6;
/// A lone word is clear if its entry leads by so much.
const CLEAR_LEAD: f32 = 1.0;
/// And if so much of its use is in its entry.
const CLEAR_SHARE: f32 = 0.15;
/// A follow-up has at most so many words.
const FOLLOW_UP_WORDS: usize = 8;

/// Scores of a message and what they are worth.
struct Judged {
    scores: Vec<f32>,
    /// 0 to 1.
    confidence: f32,
    vague: bool,
}

impl Judged {
    const fn nothing() -> Self {
        Self { scores: Vec::new(), confidence: 0.0, vague: false }
    }
}

fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

/// A score on the scale of [`Ranked::score`]: −1 is 0, 2 is 100.
fn percent_of_score(score: f32) -> u8 {
    percent((score + 1.0) / 3.0)
}

/// Every text that trains, entry by entry.
fn phrasings(entries: &[&Entry]) -> (Vec<String>, Vec<Example>) {
    let mut texts = Vec::new();
    let mut examples = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        let mut push = |text: String, question: bool, cost: f32| {
            // Spread so that neighbours in the file, which are often alike, are in two folds.
            let fold = (examples.len() + number) % FOLDS;
            texts.push(text);
            examples.push(Example { entry: number, question, fold, cost });
        };
        push(entry.question.clone(), true, 1.0);
        for phrasing in &entry.phrasings {
            push(phrasing.clone(), true, 1.0);
        }
        if !entry.keywords.is_empty() {
            push(entry.keywords.join(" . "), false, 1.0);
        }
        if entry.phrasings.len() < ENOUGH_PHRASINGS {
            push(entry.rich_answer().to_plain(), false, ANSWER_COST);
        }
    }
    (texts, examples)
}

/// The questions of `tests.toml` with the number of their entry.
fn known(entries: &[&Entry], tests: &TestsFile, reader: &Reader) -> Vec<(Reading, Option<usize>)> {
    let refused = tests.refuse.iter().map(|text| (text, None));
    let answered = tests.answer.iter().flat_map(|(id, questions)| {
        let entry = entries.iter().position(|entry| entry.id == *id);
        questions.iter().filter_map(move |text| entry.map(|entry| (text, Some(entry))))
    });
    let known: Vec<_> = refused.chain(answered).collect();
    known.into_par_iter().map(|(text, entry)| (reader.read(text), entry)).collect()
}
