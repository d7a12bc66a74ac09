//! The shipped `faq/`: every entry there, short, in plain words, and true to the owner's facts.

use std::collections::BTreeSet;
use std::path::Path;

use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::{Entry, Status};
use sciatica_bot::text;

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

/// Sentences of an answer as shown; list items count as sentences.
fn sentences(entry: &Entry) -> Vec<String> {
    entry
        .rich_answer()
        .to_plain()
        .split(['.', '!', '?', '\n', ':'])
        .map(|sentence| text::words(sentence).join(" "))
        .filter(|sentence| !sentence.is_empty())
        .collect()
}

/// Syllables by groups of vowels, a silent final e left out: what Flesch and Kincaid count, near
/// enough for a mean over thousands of words.
fn syllables(word: &str) -> usize {
    let mut count = 0;
    let mut in_vowel = false;
    for c in word.chars() {
        let vowel = "aeiouy".contains(c);
        if vowel && !in_vowel {
            count += 1;
        }
        in_vowel = vowel;
    }
    if word.ends_with('e') && !word.ends_with("le") && count > 1 {
        count -= 1;
    }
    count.max(1)
}

/// Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words a sentence + 11.8 syllables a word
/// - 15.59. Reading age is about the grade plus 5.
fn grade(entry: &Entry) -> f64 {
    let sentences = sentences(entry);
    let words: Vec<&str> = sentences.iter().flat_map(|s| s.split(' ')).collect();
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    0.39 * words.len() as f64 / sentences.len() as f64
        + 11.8 * syllables as f64 / words.len() as f64
        - 15.59
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
    let mut total = 0.0;
    for entry in &knowledge.faq.entry {
        let words: usize = sentences(entry).iter().map(|s| s.split(' ').count()).sum();
        assert!(words <= 135, "{} has {words} words", entry.id);
        for sentence in sentences(entry) {
            let length = sentence.split(' ').count();
            assert!(length <= 20, "{}: {length} words: {sentence}", entry.id);
        }
        let grade = grade(entry);
        assert!(grade <= 8.0, "{} reads at grade {grade:.1}", entry.id);
        total += grade;
    }
    let mean = total / knowledge.faq.entry.len() as f64;
    println!("mean Flesch-Kincaid grade {mean:.1}, reading age about {:.0}", mean + 5.0);
    // Reading age 9 to 11 is grade 4 to 6.
    assert!(mean <= 6.0, "the mean grade is {mean:.1}");
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
