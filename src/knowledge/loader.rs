//! The folder `faq/` as a whole: every file read, every problem told.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::completeness;
use super::exercises::{self, ExercisesFile};
use super::faq::{self, FaqFile};
use super::folder::Folder;
use super::message_files::MessageFiles;
use super::numbers::{self, NumbersFile};
use super::owner::Owner;
use super::phrases::{self, PhrasesFile};
use super::places::Places;
use super::problem::Problem;
use super::safety::{self, SafetyFile};
use super::signs::Signs;
use super::source::Source;
use super::tests_file::TestsFile;
use super::triage::{self, MoreQuiz, QuizFile, TriageFile};
use super::words::WordsFile;

/// All that was read from one language's folder.
///
/// `faq.toml` is always there; the rest may be missing when only matching is wanted (`ask`,
/// `eval`).
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    /// The folder as the editor names it, e.g. `faq/en`.
    pub folder: String,
    /// The folder with all languages: the pictures and videos are in its subfolder `media`.
    pub root: Option<Folder>,
    /// The language's code: the last part of the folder.
    pub language: String,
    /// The questions and answers.
    pub faq: FaqFile,
    /// Synonyms and the like; empty if the file is not there.
    pub words: WordsFile,
    /// Test questions; empty if the file is not there.
    pub tests: TestsFile,
    /// The exercises; empty if the file is not there.
    pub exercises: ExercisesFile,
    /// The bot's own sentences.
    pub phrases: Option<PhrasesFile>,
    /// The quiz.
    pub triage: Option<TriageFile>,
    /// Further quizzes, by name: the files of `quizzes`.
    pub more_quizzes: Vec<MoreQuiz>,
    /// The words of danger and their cards.
    pub safety: Option<SafetyFile>,
    /// Messages to learn signs of danger from.
    pub signs: Option<Signs>,
    /// Whom to call; `numbers.toml` stands beside the language folders.
    pub numbers: Option<NumbersFile>,
    /// Messages that no entry answers, to learn refusing from.
    pub out_of_scope: Vec<String>,
    /// Where all of it stands.
    pub places: Places,
}

impl Knowledge {
    /// Reads the language `lang` of `folder`, and the files beside it.
    ///
    /// # Errors
    /// All problems of all files.
    pub fn load(folder: impl Into<Folder>, lang: &str) -> Result<Self, Vec<Problem>> {
        match Self::read(&folder.into(), lang) {
            Ok((knowledge, repeated)) if repeated.is_empty() => Ok(knowledge),
            Ok((_, problems)) | Err(problems) => Err(problems),
        }
    }

    /// The other languages of `folder` than `lang`, by code: subfolders with a name of two letters,
    /// as Telegram names languages, and a `faq.toml` in it.
    ///
    /// # Errors
    /// A problem if the folder cannot be looked into.
    pub fn other_languages(folder: &Folder, lang: &str) -> Result<Vec<String>, Problem> {
        let mut codes = folder.names("")?;
        codes.retain(|code| code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()));
        codes.retain(|code| code != lang);
        // One that is there and cannot be read is told when it is loaded.
        codes.retain(|code| !matches!(folder.text(&format!("{code}/faq.toml")), Ok(None)));
        Ok(codes)
    }

    /// Reads like [`Knowledge::load`], but bears with phrasings that stand twice and gives their
    /// problems beside the knowledge: question sets from elsewhere have them, and they can be
    /// matched against all the same.
    ///
    /// # Errors
    /// All other problems of all files.
    pub fn load_to_match(
        folder: impl Into<Folder>,
        lang: &str,
    ) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        Self::read(&folder.into(), lang)
    }

    fn read(folder: &Folder, lang: &str) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        if !folder.has(lang).map_err(|problem| vec![problem])? {
            return Err(vec![not_there(folder, lang)]);
        }
        // First, and a small file: the others name the owner as it does.
        let phrases = read_phrases(folder, lang);
        let owner = phrases.as_ref().ok().and_then(Option::as_ref);
        let owner = owner.map(|(phrases, _): &(PhrasesFile, Source)| phrases.owner.clone());
        let files = Files { folder, lang, owner: owner.as_ref() };
        // The two largest take as long as all others together.
        let (faq, (safety, (words, tests, exercises, triage, numbers))) = rayon::join(
            || files.read::<FaqFile>("faq.toml"),
            || {
                rayon::join(
                    || files.read::<SafetyFile>("safety.toml"),
                    || {
                        (
                            files.read::<WordsFile>("words.toml"),
                            files.read::<TestsFile>("tests.toml"),
                            files.read::<ExercisesFile>("exercises.toml"),
                            files.read::<TriageFile>("triage.toml"),
                            read_at::<NumbersFile>(folder, "numbers.toml"),
                        )
                    },
                )
            },
        );
        let mut problems = Vec::new();
        let mut faq = keep(faq, &mut problems);
        if faq.is_none() && problems.is_empty() {
            problems.push(without_faq(folder, lang));
        }
        let words = keep(words, &mut problems);
        let tests = keep(tests, &mut problems);
        let exercises = keep(exercises, &mut problems);
        let phrases = keep(phrases, &mut problems);
        let triage = keep(triage, &mut problems);
        let safety = keep(safety, &mut problems);
        let numbers = keep(numbers, &mut problems);
        let lists = MessageFiles::read(folder, lang, &mut problems);
        let mut repeated = Vec::new();
        if let Some(read @ (faq, source)) = &faq {
            problems.extend(faq::check(faq, source, folder));
            repeated = faq::check_phrasings(faq, source);
            check_for_people(read, phrases.as_ref(), tests.as_ref(), &mut problems);
        }
        if let Some((exercises, source)) = &exercises {
            problems.extend(exercises::check(exercises, source, folder, faq.as_ref()));
        }
        if let Some((triage, source)) = &triage {
            let faq = file(faq.as_ref());
            problems.extend(triage::check(triage, source, faq, file(exercises.as_ref())));
            problems.extend(triage::check_pictures(&triage.screen, source, folder));
        }
        let (main, entries) = (file(triage.as_ref()), file(faq.as_ref()));
        let more_quizzes =
            files.more_quizzes(main, entries, file(exercises.as_ref()), &mut problems);
        if let Some((safety, source)) = &safety {
            problems.extend(safety::check(safety, source));
        }
        if let Some((numbers, source)) = &numbers {
            problems.extend(numbers::check(numbers, source));
        }
        problems.extend(lists.check(
            file(faq.as_ref()),
            file(tests.as_ref()),
            file(safety.as_ref()),
        ));
        lists.add_phrasings(faq.as_mut().map(|(file, _)| file));
        let Some((faq, faq_source)) = faq.filter(|_| problems.is_empty()) else {
            problems.extend(repeated);
            return Err(problems);
        };
        let signs = safety.as_ref().and_then(|(safety, _)| lists.signs(safety));
        let out_of_scope = lists.out_of_scope();
        let (safety, safety_source) = safety.unzip();
        let (exercises, exercises_source) = exercises.unzip();
        let knowledge = Self {
            folder: folder.shown(lang),
            root: Some(folder.clone()),
            language: lang.to_owned(),
            faq,
            words: words.map(|(file, _)| file).unwrap_or_default(),
            tests: tests.map(|(file, _)| file).unwrap_or_default(),
            exercises: exercises.unwrap_or_default(),
            phrases: phrases.map(|(file, _)| file),
            triage: triage.map(|(file, _)| file),
            more_quizzes,
            signs,
            safety,
            numbers: numbers.map(|(file, _)| file),
            out_of_scope,
            places: Places::new(
                Some(faq_source),
                exercises_source,
                safety_source,
                lists.into_lists(),
            ),
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
        let learnt = self.signs.as_ref().map_or(0, |signs| signs.cards.len());
        if learnt == 0 {
            missing.push("messages in its folder signs (what an emergency sounds like)");
        }
        if self.words.stop.is_empty() {
            missing.push("words.toml (synonyms and stop words)");
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

/// What reading a file gave: nothing if it is not there.
type Read<T> = Result<Option<(T, Source)>, Vec<Problem>>;

/// The files of one language.
#[derive(Clone, Copy)]
struct Files<'a> {
    folder: &'a Folder,
    lang: &'a str,
    owner: Option<&'a Owner>,
}

impl Files<'_> {
    fn read<T: DeserializeOwned + JsonSchema>(self, name: &str) -> Read<T> {
        let fill = |value: &mut Value| {
            if let Some(owner) = self.owner {
                owner.fill_all(value);
            }
        };
        read_with(self.folder, &format!("{}/{name}", self.lang), fill)
    }
}

impl Files<'_> {
    /// The files of the subfolder `quizzes`, each with what it takes over from the `main` quiz.
    fn more_quizzes(
        self,
        main: Option<&TriageFile>,
        faq: Option<&FaqFile>,
        exercises: Option<&ExercisesFile>,
        problems: &mut Vec<Problem>,
    ) -> Vec<MoreQuiz> {
        let Some(main) = main else { return Vec::new() };
        let names =
            self.folder.names(&format!("{}/quizzes", self.lang)).unwrap_or_else(|problem| {
                problems.push(problem);
                Vec::new()
            });
        let mut quizzes = Vec::new();
        for name in names.iter().filter_map(|name| name.strip_suffix(".toml")) {
            let read = self.read::<QuizFile>(&format!("quizzes/{name}.toml"));
            if let Some((quiz, source)) = keep(read, problems) {
                problems.extend(triage::check_quiz(&quiz, &source, main, faq, exercises));
                problems.extend(triage::check_pictures(&quiz.screen, &source, self.folder));
                quizzes.push(quiz.made_whole(name, main));
            }
        }
        quizzes
    }
}

fn read_at<T: DeserializeOwned + JsonSchema>(folder: &Folder, path: &str) -> Read<T> {
    read_with(folder, path, |_| {})
}

fn read_with<T: DeserializeOwned + JsonSchema>(
    folder: &Folder,
    path: &str,
    fill: impl FnOnce(&mut Value),
) -> Read<T> {
    let Some(text) = folder.text(path).map_err(|problem| vec![problem])? else { return Ok(None) };
    Source::parse_with(&text, &folder.shown(path), fill).map(Some)
}

/// The bot's own sentences, which can name the owner that stands among them.
fn read_phrases(folder: &Folder, lang: &str) -> Read<PhrasesFile> {
    let fill = |value: &mut Value| {
        if let Some(owner) = Owner::of(value) {
            owner.fill_all(value);
        }
    };
    let mut read = read_with::<PhrasesFile>(folder, &format!("{lang}/phrases.toml"), fill)?;
    if let Some((phrases, source)) = &mut read {
        phrases.put_in_order(source);
    }
    Ok(read)
}

/// What a folder that people talk to needs of its FAQ.
fn check_for_people(
    (faq, source): &(FaqFile, Source),
    phrases: Option<&(PhrasesFile, Source)>,
    tests: Option<&(TestsFile, Source)>,
    problems: &mut Vec<Problem>,
) {
    let Some((phrases, phrases_source)) = phrases else { return };
    problems.extend(phrases::check(phrases, phrases_source));
    problems.extend(completeness::check_faq(faq, source, phrases));
    if let Some((tests, tests_source)) = tests {
        problems.extend(completeness::check_tests(faq, tests, tests_source));
    }
}

fn without_faq(folder: &Folder, lang: &str) -> Problem {
    Problem::whole_file(
        format!("{folder}/{lang}"),
        "this folder has no faq.toml",
        "put the questions and answers into a file faq.toml in it",
    )
}

/// That the folder, or this language of it, is not there; with what is there instead.
fn not_there(folder: &Folder, lang: &str) -> Problem {
    let languages = Knowledge::other_languages(folder, lang).unwrap_or_default();
    let mend = if languages.is_empty() {
        "check the names after --faq and --lang; `sciatica-bot init DIR` writes a whole folder"
            .to_owned()
    } else {
        format!("check the name after --lang; languages here: {}", languages.join(", "))
    };
    Problem::whole_file(format!("{folder}/{lang}"), "this folder is not there", mend)
}

fn file<T>(read: Option<&(T, Source)>) -> Option<&T> {
    read.map(|(file, _)| file)
}

/// What was read, if it is there and has no problems; its problems are added to `problems`.
fn keep<T>(read: Read<T>, problems: &mut Vec<Problem>) -> Option<(T, Source)> {
    match read {
        Ok(kept) => kept,
        Err(found) => {
            problems.extend(found);
            None
        }
    }
}
