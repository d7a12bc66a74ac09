//! The shipped `faq/`: every entry there, short, in plain words, and true to the owner's facts.

use std::collections::BTreeSet;
use std::path::Path;

use sciatica_bot::knowledge::faq::Status;
use sciatica_bot::knowledge::phrases::LABEL_MAX;
use sciatica_bot::knowledge::reading_grade::{GRADE_MAX, grade, sentences};
use sciatica_bot::knowledge::{Knowledge, PHRASINGS_MIN, TESTS_MIN};

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
