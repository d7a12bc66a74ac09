//! All that is needed to answer, as one immutable snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alarm;
use super::languages::Spoken;
use super::small_talk::SmallTalk;
use super::understanding::{ReadMessage, Understanding};
use crate::knowledge::exercises::Exercise;
use crate::knowledge::faq::{Entry, FaqFile, Status};
use crate::knowledge::numbers::NumbersFile;
use crate::knowledge::phrases::PhrasesFile;
use crate::knowledge::safety::{CardFile, SafetyFile};
use crate::knowledge::triage;
use crate::knowledge::{Folder, Knowledge, Places, Problem};
use crate::matching::{Report, Reports};
use crate::text::{self, Message};
use crate::triage::proof::{SETS_AT_LOAD, prove};
use crate::triage::{AnswerReader, Quiz, ReadAnswer};

/// A further quiz.
#[derive(Clone, Copy, Debug)]
pub(super) struct MoreQuiz<'a> {
    pub(super) quiz: &'a Quiz,
    /// Its file, for its name, its button and what offers it.
    pub(super) file: &'a triage::MoreQuiz,
}

/// What is known, with everything that was trained or compiled from it.
#[derive(Debug)]
pub struct Assistant {
    /// Without the places, which nothing that people are told needs.
    knowledge: Knowledge,
    others: Vec<Spoken>,
    by_id: BTreeMap<String, usize>,
    phrases: PhrasesFile,
    small_talk: SmallTalk,
    /// Words that say little about what is asked.
    stop_words: BTreeSet<String>,
    understanding: Arc<Understanding>,
    reports: Reports,
    quiz: Option<Quiz>,
    /// In the order of their files.
    more_quizzes: Vec<Quiz>,
    answer_reader: AnswerReader,
}

impl Assistant {
    /// Trains and compiles `knowledge`, and proves that the quiz can lose no warning sign.
    ///
    /// # Errors
    /// A problem for each file that answering people needs and that is not there, and for each
    /// way in which the quiz is unsafe.
    pub fn new(knowledge: Knowledge) -> Result<Self, Vec<Problem>> {
        let understanding = Understanding::new(&knowledge);
        Self::with(knowledge, understanding)
    }

    /// The same, with what was trained from `knowledge` before.
    ///
    /// # Errors
    /// As for [`Assistant::new`].
    pub fn with(
        knowledge: Knowledge,
        understanding: impl Into<Arc<Understanding>>,
    ) -> Result<Self, Vec<Problem>> {
        let understanding = understanding.into();
        let Some(phrases) = knowledge.phrases.clone() else {
            return Err(vec![Problem::whole_file(
                format!("{}/phrases.toml", knowledge.folder),
                "this file is missing, and the bot cannot talk without it",
                "copy the shipped file back to its place",
            )]);
        };
        let quiz = knowledge.triage.as_ref().map(Quiz::new);
        if let Some(quiz) = &quiz {
            let file = format!("{}/triage.toml", knowledge.folder);
            prove(quiz, &file, SETS_AT_LOAD)?;
        }
        let mut more_quizzes = Vec::new();
        for more in &knowledge.more_quizzes {
            let quiz = Quiz::new(&more.file);
            prove(&quiz, &more.path(&knowledge.folder), SETS_AT_LOAD)?;
            more_quizzes.push(quiz);
        }
        let by_id = knowledge
            .faq
            .entry
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.status == Status::Live)
            .map(|(i, entry)| (entry.id.clone(), i))
            .collect();
        Ok(Self {
            others: Vec::new(),
            by_id,
            small_talk: SmallTalk::new(&phrases),
            stop_words: knowledge.words.stop.iter().flat_map(|word| text::words(word)).collect(),
            answer_reader: quiz
                .as_ref()
                .map(|quiz| understanding.answer_reader(quiz, &knowledge.words))
                .unwrap_or_default(),
            phrases,
            understanding,
            reports: Reports::new(&knowledge.words),
            quiz,
            more_quizzes,
            knowledge: Knowledge { places: Places::default(), ..knowledge },
        })
    }

    /// The same, knowing which others of `languages` there are.
    #[must_use]
    pub(super) fn among(mut self, languages: &[Spoken]) -> Self {
        let others = languages.iter().filter(|spoken| spoken.code != self.language());
        self.others = others.cloned().collect();
        self
    }

    /// This language, as others offer it.
    pub(super) fn spoken(&self) -> Spoken {
        Spoken {
            code: self.language().to_owned(),
            name: self.phrases.bot.language.clone(),
            kept: self.phrases.say.language_kept.clone(),
            topics: self.phrases.buttons.topics.clone(),
        }
    }

    /// The code of the language it speaks.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.knowledge.language
    }

    /// The files that it was made from, without their places.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The folder that its pictures and videos are in.
    #[must_use]
    pub fn folder(&self) -> Option<&Folder> {
        self.knowledge.root.as_ref()
    }

    /// The other languages that can be chosen.
    #[must_use]
    pub fn other_languages(&self) -> &[Spoken] {
        &self.others
    }

    /// Cards and sentences about signs of danger.
    #[must_use]
    pub fn safety(&self) -> Option<&SafetyFile> {
        self.knowledge.safety.as_ref()
    }

    /// Whom to call, by country.
    #[must_use]
    pub fn numbers(&self) -> Option<&NumbersFile> {
        self.knowledge.numbers.as_ref()
    }

    /// The triage quiz.
    #[must_use]
    pub fn quiz(&self) -> Option<&Quiz> {
        self.quiz.as_ref()
    }

    /// The further quizzes.
    pub(super) fn more_quizzes(&self) -> impl Iterator<Item = MoreQuiz<'_>> {
        let files = &self.knowledge.more_quizzes;
        self.more_quizzes.iter().zip(files).map(|(quiz, file)| MoreQuiz { quiz, file })
    }

    /// The quiz that a button belongs to; the triage quiz for one that belongs to none.
    pub(super) fn quiz_of(&self, data: &str) -> Option<&Quiz> {
        self.more_quizzes.iter().find(|quiz| quiz.made(data)).or(self.quiz.as_ref())
    }

    /// The card with a key from a button.
    pub(super) fn card(&self, key: &str) -> Option<&CardFile> {
        alarm::with_key(self.knowledge.safety.as_ref()?.card.iter(), key).map(|(_, card)| card)
    }

    /// The name of the card with a key from a button.
    pub(super) fn card_name(&self, key: &str) -> Option<&str> {
        alarm::with_key(self.knowledge.safety.as_ref()?.card.iter(), key)
            .map(|(name, _)| name.as_str())
    }

    /// The bot's own sentences.
    #[must_use]
    pub fn phrases(&self) -> &PhrasesFile {
        &self.phrases
    }

    /// The part that reads a message.
    #[must_use]
    pub fn understanding(&self) -> &Understanding {
        &self.understanding
    }

    /// The FAQ with its sources.
    #[must_use]
    pub fn faq(&self) -> &FaqFile {
        &self.knowledge.faq
    }

    /// A live entry by id.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.by_id.get(id).and_then(|index| self.knowledge.faq.entry.get(*index))
    }

    /// All exercises, in the order of the file.
    #[must_use]
    pub fn exercises(&self) -> &[Exercise] {
        &self.knowledge.exercises.exercise
    }

    /// An exercise by id.
    #[must_use]
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises().iter().find(|exercise| exercise.id == id)
    }

    /// Live entries in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.knowledge.faq.entry.iter().filter(|entry| entry.status == Status::Live)
    }

    /// What a message answers of the quiz; `open` is the data of the quiz's page that it was typed
    /// to.
    #[must_use]
    pub fn answers_in(&self, message: &ReadMessage<'_>, open: Option<&str>) -> Vec<ReadAnswer> {
        let screen = self.quiz.as_ref().zip(open).and_then(|(quiz, open)| quiz.asked(open));
        message.answers(&self.answer_reader, screen)
    }

    /// Whether a message asks something.
    pub(super) fn asks(&self, message: &Message<'_>) -> bool {
        self.reports.asks(message)
    }

    /// What a message reports, if it asks nothing.
    pub(super) fn report(&self, message: &Message<'_>) -> Option<Report> {
        self.reports.report(message)
    }

    /// Whether a word, in normal form, says little about what is asked.
    pub(super) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// The reply to a message that is small talk alone.
    pub(super) fn small_talk(&self, message: &Message<'_>) -> Option<&str> {
        let kind = self.small_talk.kind(message)?;
        self.phrases.small_talk.get(kind).map(|talk| talk.reply.as_str())
    }
}
