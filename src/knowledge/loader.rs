//! The folder `faq/` as a whole: every file read, every problem told.

use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::completeness;
use super::faq::{self, FaqFile};
use super::numbers::{self, NumbersFile};
use super::phrases::{self, PhrasesFile};
use super::problem::Problem;
use super::safety::{self, SafetyFile};
use super::source::Source;
use super::tests_file::TestsFile;
use super::triage::{self, TriageFile};
use super::words::WordsFile;

/// All that was read from one language's folder.
///
/// `faq.toml` is always there; the rest may be missing when only matching is wanted (`ask`,
/// `eval`).
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// The folder as the editor names it, e.g. `faq/en`.
    pub folder: String,
    /// The language's code: the last part of the folder.
    pub language: String,
    /// The questions and answers.
    pub faq: FaqFile,
    /// Synonyms and the like; empty if the file is not there.
    pub words: WordsFile,
    /// Test questions; empty if the file is not there.
    pub tests: TestsFile,
    /// The bot's own sentences.
    pub phrases: Option<PhrasesFile>,
    /// The quiz.
    pub triage: Option<TriageFile>,
    /// The words of danger and their cards.
    pub safety: Option<SafetyFile>,
    /// Whom to call; `numbers.toml` stands beside the language folders.
    pub numbers: Option<NumbersFile>,
}

impl Knowledge {
    /// Reads `dir/lang` and the files beside it.
    ///
    /// # Errors
    /// All problems of all files.
    pub fn load(dir: &Path, lang: &str) -> Result<Self, Vec<Problem>> {
        match Self::read(dir, lang) {
            Ok((knowledge, repeated)) if repeated.is_empty() => Ok(knowledge),
            Ok((_, problems)) | Err(problems) => Err(problems),
        }
    }

    /// The other languages of `dir` than `lang`, by code: folders with a name of two letters, as
    /// Telegram names languages, and a `faq.toml` in it.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that finds files")]
    pub fn other_languages(dir: &Path, lang: &str) -> Vec<String> {
        let named = |code: &String| code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase());
        let mut codes: Vec<String> = std::fs::read_dir(dir)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().join("faq.toml").is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|code| named(code) && code != lang)
            .collect();
        codes.sort();
        codes
    }

    /// Reads like [`Knowledge::load`], but bears with phrasings that stand twice and gives their
    /// problems beside the knowledge: question sets from elsewhere have them, and they can be
    /// matched against all the same.
    ///
    /// # Errors
    /// All other problems of all files.
    pub fn load_to_match(dir: &Path, lang: &str) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        Self::read(dir, lang)
    }

    fn read(dir: &Path, lang: &str) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let folder_path = dir.join(lang);
        let folder = folder_path.display().to_string();
        if !folder_path.is_dir() {
            return Err(vec![Problem::whole_file(
                &folder,
                "this folder is not there",
                "check the name after --faq and --lang; the shipped folder is faq, its language en",
            )]);
        }
        let mut reader =
            Reader { folder_path: &folder_path, folder: &folder, problems: Vec::new() };
        let faq = reader.read::<FaqFile>("faq.toml");
        if faq.is_none() && reader.problems.is_empty() {
            reader.problems.push(Problem::whole_file(
                &folder,
                "this folder has no faq.toml",
                "put the questions and answers into a file faq.toml in it",
            ));
        }
        let words = reader.read::<WordsFile>("words.toml");
        let tests = reader.read::<TestsFile>("tests.toml");
        let phrases = reader.read::<PhrasesFile>("phrases.toml");
        let triage = reader.read::<TriageFile>("triage.toml");
        let safety = reader.read::<SafetyFile>("safety.toml");
        let numbers = reader.read_at::<NumbersFile>(
            &dir.join("numbers.toml"),
            &dir.join("numbers.toml").display().to_string(),
        );
        let mut problems = reader.problems;
        let mut repeated = Vec::new();
        if let Some((faq, source)) = &faq {
            problems.extend(faq::check(faq, source));
            repeated = faq::check_phrasings(faq, source);
            if let Some((phrases, phrases_source)) = &phrases {
                problems.extend(phrases::check(phrases, phrases_source));
                problems.extend(completeness::check_faq(faq, source, phrases));
                if let Some((tests, tests_source)) = &tests {
                    problems.extend(completeness::check_tests(faq, tests, tests_source));
                }
            }
        }
        if let Some((triage, source)) = &triage {
            problems.extend(triage::check(triage, source, faq.as_ref().map(|(faq, _)| faq)));
        }
        if let Some((safety, source)) = &safety {
            problems.extend(safety::check(safety, source));
        }
        if let Some((numbers, source)) = &numbers {
            problems.extend(numbers::check(numbers, source));
        }
        let Some((faq, _)) = faq.filter(|_| problems.is_empty()) else {
            problems.extend(repeated);
            return Err(problems);
        };
        let knowledge = Self {
            folder,
            language: lang.to_owned(),
            faq,
            words: words.map(|(file, _)| file).unwrap_or_default(),
            tests: tests.map(|(file, _)| file).unwrap_or_default(),
            phrases: phrases.map(|(file, _)| file),
            triage: triage.map(|(file, _)| file),
            safety: safety.map(|(file, _)| file),
            numbers: numbers.map(|(file, _)| file),
        };
        Ok((knowledge, repeated))
    }

    /// What a complete folder has and this one lacks, in words; empty for a complete one.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.phrases.is_none() {
            missing.push("phrases.toml (the bot's own sentences)");
        }
        if self.safety.is_none() {
            missing.push("safety.toml (signs of an emergency)");
        }
        if self.numbers.is_none() {
            missing.push("numbers.toml beside it (whom to call)");
        }
        if self.triage.is_none() {
            missing.push("triage.toml (the quiz)");
        }
        missing
    }
}

struct Reader<'a> {
    folder_path: &'a Path,
    folder: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// Reads one file of the folder; `None` if it is not there or has problems.
    fn read<T: DeserializeOwned + JsonSchema>(&mut self, name: &str) -> Option<(T, Source)> {
        self.read_at(&self.folder_path.join(name), &format!("{}/{name}", self.folder))
    }

    fn read_at<T: DeserializeOwned + JsonSchema>(
        &mut self,
        path: &Path,
        name: &str,
    ) -> Option<(T, Source)> {
        if !path.exists() {
            return None;
        }
        match Source::read(path, name) {
            Ok(read) => Some(read),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }
}
