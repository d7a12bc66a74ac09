//! What a message means: signs of danger first, then which entry answers it.

use std::fmt;

use super::check_answer::CheckAnswer;
use crate::knowledge::Knowledge;
use crate::knowledge::signs::Signs;
use crate::knowledge::words::WordsFile;
use crate::learn::Hyperparameters;
use crate::lexicon::{Lexicon, Reading};
use crate::matching::{Explanation, LeftOut, Matched, Matcher, TrainingTexts};
use crate::safety::{Finding, Judgement, Safety};
use crate::text::Message;
use crate::triage::{AnswerReader, Quiz, ReadAnswer};

/// The lexicon, safety and the matcher over one set of files.
#[derive(Debug)]
pub struct Understanding {
    lexicon: Lexicon,
    safety: Option<Safety>,
    matcher: Matcher,
}

/// A message, read once: as a text, and with the lexicon.
#[derive(Clone, Debug)]
pub struct ReadMessage<'t> {
    text: Message<'t>,
    reading: Reading,
}

impl<'t> ReadMessage<'t> {
    /// What it answers of a quiz, typed to its screen `open`.
    #[must_use]
    pub(super) fn answers(&self, reader: &AnswerReader, open: Option<usize>) -> Vec<ReadAnswer> {
        reader.read(&self.text, &self.reading, open)
    }

    /// Its words, each with its place.
    #[must_use]
    pub const fn text(&self) -> &Message<'t> {
        &self.text
    }

    /// Its words as they are read, without those that say nothing of what it is about (stop words).
    pub fn content_words(&self) -> impl Iterator<Item = &str> {
        self.reading.words.iter().filter(|word| !word.is_stop).map(|word| word.text.as_str())
    }

    /// What was typed.
    #[must_use]
    pub const fn typed(&self) -> &'t str {
        self.text.typed()
    }
}

/// How one message was understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// What was judged of signs of danger in it.
    pub judgement: Judgement,
    /// Which entries answer it.
    pub matched: Matched,
}

impl Understood {
    /// The most urgent sign of danger in it.
    #[must_use]
    pub const fn finding(&self) -> Option<&Finding> {
        self.judgement.finding.as_ref()
    }

    /// Whether a card comes before any answer.
    #[must_use]
    pub fn card_is_due(&self) -> bool {
        self.finding().is_some_and(Finding::interrupts)
    }
}

impl Understanding {
    /// Compiles and trains.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self::with(knowledge, &Hyperparameters::default())
    }

    /// The same with some kinds of features of the matcher weighted otherwise.
    #[must_use]
    pub fn with(knowledge: &Knowledge, hyperparameters: &Hyperparameters) -> Self {
        let texts = TrainingTexts::new(knowledge);
        let signs = knowledge.signs.as_ref().map(Signs::texts).unwrap_or_default();
        let (lexicon, readings, taught) = {
            let (messages, signs) =
                (Message::read_all(&texts.as_strs()), Message::read_all(&signs));
            // The words of the FAQ are well spelt; those of people's messages where they are English.
            let lexicon = Lexicon::new(&knowledge.words, &messages, &signs, true);
            let (readings, taught) = (lexicon.read_all(messages), lexicon.read_all(signs));
            (lexicon, readings, taught)
        };
        // Side by side: each is a good part of what a start takes, and neither knows the other.
        let (matcher, safety) = rayon::join(
            || Matcher::train(&lexicon, knowledge, texts, &readings, hyperparameters),
            || Safety::new(knowledge, &taught, &readings),
        );
        Self { lexicon, safety, matcher }
    }

    /// Reads one message, for all that follows.
    #[must_use]
    pub fn read<'t>(&self, typed: &'t str) -> ReadMessage<'t> {
        let text = Message::read(typed);
        let reading = self.lexicon.read(&text);
        ReadMessage { text, reading }
    }

    /// What reads answers to a quiz from messages.
    pub(super) fn answer_reader(&self, quiz: &Quiz, words: &WordsFile) -> AnswerReader {
        AnswerReader::new(quiz.file(), words, &self.lexicon)
    }

    /// Judges and matches one message; `context` is the entry a follow-up may be about.
    #[must_use]
    pub fn understand(&self, typed: &str, context: Option<&str>) -> Understood {
        let message = self.read(typed);
        Understood { judgement: self.judge(&message), matched: self.matched(&message, context) }
    }

    /// Groups messages that ask much the same, by their numbers; see [`Matcher::groups`].
    #[must_use]
    pub fn groups(&self, messages: &[&str], least: f32) -> Vec<Vec<usize>> {
        let readings = self.lexicon.read_all(Message::read_all(messages));
        self.matcher.groups(&readings, least)
    }

    /// What is to be done about signs of danger in a message.
    #[must_use]
    pub fn judge(&self, message: &ReadMessage<'_>) -> Judgement {
        let safety = self.safety.as_ref();
        safety.map(|safety| safety.judge(&message.text, &message.reading)).unwrap_or_default()
    }

    /// Which entries answer a message; `context` is the entry a follow-up may be about.
    #[must_use]
    pub fn matched(&self, message: &ReadMessage<'_>, context: Option<&str>) -> Matched {
        self.matcher.ask(&message.reading, context)
    }

    /// The most urgent sign of danger in a message.
    #[must_use]
    pub fn finding(&self, typed: &str) -> Option<Finding> {
        self.judge(&self.read(typed)).finding
    }

    /// Each phrasing of the FAQ, asked as if it were not there.
    #[must_use]
    pub fn leave_out(&self, knowledge: &Knowledge) -> Vec<LeftOut> {
        Matcher::leave_out(&self.lexicon, knowledge)
    }

    /// The words of a message that speak for an entry, strongest first.
    #[must_use]
    pub fn words_for(&self, message: &str, id: &str) -> Vec<String> {
        self.matcher.words_for(&self.lexicon, message, id)
    }

    /// Why a message was understood as it was, for the editor.
    #[must_use]
    pub fn explain(&self, message: &str, understood: &Understood) -> Explained {
        let ReadMessage { text, reading } = self.read(message);
        let words: Vec<&str> = reading.words.iter().map(|word| word.text.as_str()).collect();
        let safety = self.safety.as_ref();
        Explained {
            matching: self.matcher.explain(&self.lexicon, &reading, &understood.matched),
            safety: safety.map(|safety| safety.explain(&text, &understood.judgement)),
            check: None,
            read_as: words.join(" "),
        }
    }
}

/// Why a message was understood as it was. Its `Display` is what an editor reads in a terminal.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Which entries answer it, and why.
    pub matching: Explanation,
    /// What was seen of signs of danger, line by line; nothing where there is no `safety.toml`.
    pub safety: Option<String>,
    /// What it answers of the symptom check; nothing where there is none, or nobody looked.
    pub check: Option<Vec<CheckAnswer>>,
    /// The words as they were read.
    pub read_as: String,
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.matching)?;
        if let Some(safety) = &self.safety {
            write!(f, "\nSigns of danger\n{safety}")?;
        }
        if let Some(check) = &self.check {
            writeln!(f, "\nAnswers to the symptom check")?;
            if check.is_empty() {
                writeln!(f, "  none in this message")?;
            }
            for answer in check {
                writeln!(f, "  {answer}")?;
            }
        }
        writeln!(f, "\nread as: {}", self.read_as)
    }
}
