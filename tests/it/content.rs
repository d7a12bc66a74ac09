//! The shipped `faq/`: every entry there, short, in plain words, and true to the owner's facts.

use std::collections::BTreeSet;
use std::path::Path;

use sciatica_bot::conversation::{Action, Event, Session, respond};
use sciatica_bot::knowledge::faq::Status;
use sciatica_bot::knowledge::phrases::LABEL_MAX;
use sciatica_bot::knowledge::reading_grade::{GRADE_MAX, grade, sentences};
use sciatica_bot::knowledge::{Knowledge, PHRASINGS_MIN, TESTS_MIN};

use crate::support::program::copy_folder;
use crate::support::shipped::ASSISTANT;

/// The entries that other parts, links and posters refer to.
const IDS: &[&str] = &[
    "what-is",
    "symptoms",
    "how-know",
    "causes",
    "disc-vs-stenosis",
    "herniated-disc",
    "disc-heal",
    "stenosis",
    "piriformis",
    "other-causes",
    "front-thigh-groin",
    "both-legs",
    "swap-sides",
    "who-gets",
    "weight-diet",
    "how-long",
    "self-resolve",
    "cure",
    "recurrence",
    "permanent",
    "numbness-recovery",
    "paralysis-worry",
    "progress",
    "age-outlook",
    "pt-help",
    "pt-time",
    "pt-how",
    "visit-length",
    "pt-visits-cost",
    "referral",
    "pt-vs-chiro",
    "chiropractic",
    "manipulation",
    "best-treatment",
    "early-pt",
    "nerve-glides",
    "hands-on",
    "pt-hurt",
    "not-improving",
    "book-pathways",
    "fast-relief",
    "home-care",
    "bed-rest",
    "walking",
    "walking-aids",
    "exercise-safe",
    "sports",
    "best-exercises",
    "exercise-howto",
    "avoid",
    "stretch-yoga",
    "sitting-posture",
    "sleep",
    "night-morning",
    "driving",
    "work-lifting",
    "daily-life",
    "heat-ice",
    "creams-baths",
    "flare-up",
    "prevention",
    "stress-mood",
    "medicines",
    "nerve-medicines",
    "other-medicines",
    "muscle-relaxants",
    "vitamins",
    "injections",
    "injection-details",
    "surgery",
    "mri",
    "report-words",
    "see-doctor",
    "severe-pain",
    "cancer-worry",
    "constipation",
    "emergency",
    "weakness",
    "which-clinician",
    "acupuncture",
    "devices",
    "pregnancy",
    "older",
    "young",
    "after-surgery",
    "after-surgery-timeline",
    "quiz",
    "bot-limits",
    "privacy",
    "emergency-number",
    "languages",
];

fn knowledge() -> Knowledge {
    Knowledge::load(Path::new("faq"), "en").expect("the shipped faq/ is clean")
}

#[test]
fn every_entry_of_the_brief_is_live() {
    let knowledge = knowledge();
    let live: BTreeSet<&str> = knowledge
        .faq
        .entry
        .iter()
        .filter(|entry| entry.status == Status::Live)
        .map(|entry| entry.id.as_str())
        .collect();
    let missing: Vec<_> = IDS.iter().filter(|id| !live.contains(**id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_fact_of_the_owner_is_stated() {
    let knowledge = knowledge();
    let stated: BTreeSet<&str> =
        knowledge.faq.entry.iter().flat_map(|e| &e.owner_facts).map(String::as_str).collect();
    let missing: Vec<String> =
        (1..=31).map(|n| format!("F{n}")).filter(|fact| !stated.contains(fact.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn answers_are_short_and_plain() {
    let knowledge = knowledge();
    let (mut total, mut answers) = (0.0, 0.0);
    for entry in knowledge.faq.entry.iter().filter(|entry| entry.status == Status::Live) {
        answers += 1.0;
        let answer = entry.rich_answer().to_plain();
        let sentences = sentences(&answer);
        let words: usize = sentences.iter().map(Vec::len).sum();
        assert!(words <= 135, "{} has {words} words", entry.id);
        for sentence in &sentences {
            assert!(sentence.len() <= 20, "{}: {}", entry.id, sentence.join(" "));
        }
        total += grade(&answer);
    }
    // Reading age 9 to 11 is grade 4 to 6. That no answer passes grade 8 is for `check` to say.
    let mean = total / answers;
    assert!(mean <= 6.0, "the mean grade is {mean:.1}");
}

/// What the editor reads about numbers is what `check` wants.
#[test]
fn the_editors_guide_names_what_check_wants() {
    let guide = std::fs::read_to_string("faq/README.md").unwrap();
    for said in [
        format!("at least {PHRASINGS_MIN} that show what the entry is about"),
        format!("at least {TESTS_MIN} questions in `en/tests.toml`"),
        format!("its button, at most {LABEL_MAX} characters"),
        format!("the button (at most {LABEL_MAX} characters) is the answer to it"),
        format!("above grade {GRADE_MAX:.0}"),
    ] {
        assert!(guide.contains(&said), "faq/README.md does not say: {said}");
    }
}

/// Who is behind the answers stands in each once at most, and is "they".
#[test]
fn the_owner_is_named_once_and_is_they() {
    let raw = std::fs::read_to_string("faq/en/faq.toml").unwrap();
    let raw: toml::Table = raw.parse().unwrap();
    let mut named = 0;
    for entry in raw["entry"].as_array().unwrap() {
        let answer = entry["answer"].as_str().unwrap();
        let times = answer.matches("{owner}").count() + answer.matches("{Owner}").count();
        assert!(times <= 1, "{}", entry["id"]);
        assert!(!answer.contains("behind this bot"), "{}: write {{owner}}", entry["id"]);
        if times == 1 {
            named += 1;
            let words = sciatica_bot::text::words(answer);
            let other =
                words.iter().find(|word| ["he", "she", "his", "her"].contains(&word.as_str()));
            assert_eq!(other, None, "{}", entry["id"]);
        }
    }
    assert!(named > 20);
}

/// Texts read well with the owner's name and without it.
#[test]
fn the_owner_has_a_name_or_none() {
    let answers = |knowledge: &Knowledge| {
        let entries = knowledge.faq.entry.iter().map(|entry| entry.answer.clone());
        let results = knowledge.triage.iter().flat_map(|quiz| &quiz.result);
        let sources = knowledge.faq.sources.values().map(|source| source.title.clone());
        let results = results.map(|result| result.pathway.clone());
        entries.chain(results).chain(sources).collect::<Vec<_>>().join("\n")
    };
    let phrase = "physical therapist behind this bot";
    let without = answers(&knowledge());
    assert!(without.contains("The physical therapist behind this bot says most people improve"));
    for (at, _) in without.match_indices(phrase) {
        let before = &without[..at];
        let starts = before.trim_end_matches("The ").trim_end_matches("the ").trim_end_matches(' ');
        let at_start = starts.is_empty() || starts.ends_with(['.', '\n', '*', '-', ':']);
        assert_eq!(before.ends_with("The "), at_start, "{}", &without[at.saturating_sub(40)..at]);
    }

    let dir = tempfile::tempdir().unwrap();
    copy_folder(Path::new("faq"), dir.path());
    let phrases = dir.path().join("en/phrases.toml");
    let text = std::fs::read_to_string(&phrases).unwrap();
    let nameless = "[owner]\n";
    let named = text.replacen("name = \"\"\n", "name = \"Jo Smith\"\n", 1);
    assert!(text.contains(nameless) && named != text);
    std::fs::write(&phrases, named).unwrap();
    let loaded = Knowledge::load(dir.path(), "en").unwrap();
    let with = answers(&loaded);
    assert!(with.contains("Jo Smith says most people improve"));
    assert!(with.contains("the practice of Jo Smith, not from a study"));
    assert!(loaded.phrases.unwrap().say.greeting.contains("the work of Jo Smith and on"));
    assert!(!with.contains(phrase) && !with.contains("he Jo Smith") && !with.contains("wner}"));

    // A placeholder that nothing fills in is told with its place.
    let faq = dir.path().join("en/faq.toml");
    let text = std::fs::read_to_string(&faq).unwrap();
    std::fs::write(&faq, text.replacen("{Owner} says most people", "{Ownr} says most people", 1))
        .unwrap();
    let problems = Knowledge::load(dir.path(), "en").unwrap_err();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("nothing fills in {Ownr} in the answer of `how-long`"), "{}", told[0]);
    assert!(told[0].contains("mend: use only {owner}"), "{}", told[0]);
}

/// Menus have the order of their file.
#[test]
fn menus_keep_the_order_of_the_file() {
    let phrases = knowledge().phrases.unwrap();
    let commands: Vec<&str> = phrases.commands.keys().map(String::as_str).collect();
    assert_eq!(
        commands,
        ["start", "help", "topics", "quiz", "sources", "privacy", "settings", "forget", "cancel"]
    );
    let topics: Vec<&str> = phrases.topics.keys().map(String::as_str).collect();
    assert_eq!(topics[..3], ["basics", "course", "pt"]);
    assert_eq!(phrases.admin_commands.keys().next().map(String::as_str), Some("admin"));
    assert_eq!(phrases.admin_commands.keys().last().map(String::as_str), Some("snapshots"));
}

/// No answer and no exercise has more buttons than a phone shows under it.
#[test]
fn there_are_few_buttons_under_each_answer() {
    let known = knowledge();
    let pressed = |session: Session, action: Action| {
        respond(&ASSISTANT, session, Event::Pressed(action.encode()), 0)
    };
    let mut most = 0;
    for entry in known.faq.entry.iter().filter(|entry| entry.status == Status::Live) {
        // The second time the warning signs stand above, which brings a button of its own.
        let first = pressed(Session::default(), Action::Entry(entry.id.clone()));
        let second = pressed(first.session, Action::Entry(entry.id.clone()));
        for reply in first.replies.iter().chain(&second.replies) {
            let (last, others) = reply.buttons.split_last().unwrap();
            assert!(others.len() < 8 && last.len() <= 3, "{}: {:?}", entry.id, reply.buttons);
            assert!(others.iter().all(|row| row.len() == 1), "{}", entry.id);
            most = most.max(reply.buttons.len());
        }
    }
    assert_eq!(most, 8, "some answers have as many as fit");
    let exercises = known.exercises.exercise.iter().map(|e| Action::Exercise(e.id.clone()));
    for action in exercises.chain([Action::Exercises(0), Action::Exercises(usize::MAX)]) {
        let turn = pressed(Session::default(), action.clone());
        let buttons = turn.replies.iter().map(|reply| reply.buttons.iter().flatten().count()).max();
        assert!(buttons <= Some(8), "{action:?}");
    }
}

/// The list of exercises is walked through to its end, from the answer that is about them.
#[test]
fn every_exercise_is_in_the_list() {
    let mut turn = respond(
        &ASSISTANT,
        Session::default(),
        Event::Pressed(Action::Entry("exercise-howto".to_owned()).encode()),
        0,
    );
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(more) = turn.session.shown.iter().find(|shown| shown.label == "More exercises") {
        let data = more.data.clone();
        turn = respond(&ASSISTANT, turn.session, Event::Pressed(data), 0);
        seen.extend(turn.session.shown.iter().map(|shown| shown.label.clone()));
    }
    for exercise in ASSISTANT.exercises() {
        assert!(seen.contains(&exercise.name), "{}", exercise.name);
    }
}

#[test]
fn nothing_is_claimed_that_must_not_be() {
    for entry in &knowledge().faq.entry {
        let answer = entry.rich_answer().to_plain().to_lowercase();
        for banned in [
            "30% success",
            "30 percent success",
            "guarantee",
            "you have sciatica",
            "slipped out",
            "crumbling",
            "worn out",
            "sufferer",
            "victim",
            " mg",
            "milligram",
            "percent",
            "%",
        ] {
            assert!(!answer.contains(banned), "{} says {banned}", entry.id);
        }
    }
}

#[test]
fn there_are_enough_questions_to_refuse() {
    assert!(knowledge().tests.refuse.len() >= 60);
}
