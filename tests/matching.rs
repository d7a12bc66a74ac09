//! The matcher on the shipped FAQ and on small ones: what must hold whatever the weights are.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::needless_raw_string_hashes,
    reason = "a test fails by panicking, and reads files"
)]

use std::path::Path;
use std::sync::LazyLock;

use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::{Entry, FaqFile};
use sciatica_bot::knowledge::tests_file::TestsFile;
use sciatica_bot::knowledge::words::WordsFile;
use sciatica_bot::matching::{Decision, Matched, Matcher};

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::load(Path::new("faq"), "en").expect("the shipped faq/ is clean"));
static MATCHER: LazyLock<Matcher> =
    LazyLock::new(|| Matcher::train(&KNOWLEDGE.faq, &KNOWLEDGE.words, &KNOWLEDGE.tests));

fn ask(message: &str) -> Matched {
    MATCHER.ask(message, None)
}

fn first(matched: &Matched) -> &str {
    matched.ranking.first().map_or("-", |ranked| ranked.id.as_str())
}

fn answers(message: &str) -> Vec<String> {
    match ask(message).decision {
        Decision::Answer(ids) => ids,
        _ => Vec::new(),
    }
}

#[test]
fn answers_what_it_is_sure_of() {
    for (message, id) in [
        ("how long does siatica last??", "how-long"),
        ("is pt better then a chiropracter", "pt-vs-chiro"),
        ("HOW SHOULD I SLEEP WITH SCIATICA", "sleep"),
        ("do i need an mri", "mri"),
        ("gabapentin", "nerve-medicines"),
        ("can i drive", "driving"),
    ] {
        assert_eq!(answers(message), [id], "{message}: {:?}", ask(message));
    }
}

#[test]
fn asks_back_about_a_lone_word_that_many_entries_share() {
    for message in ["exercise", "exercises?", "pain", "the pain", "help"] {
        assert!(
            matches!(ask(message).decision, Decision::Choose(_) | Decision::None),
            "{message}: {:?}",
            ask(message)
        );
    }
    let Decision::Choose(ids) = ask("exercise").decision else { panic!("not a choice") };
    assert!((2..=4).contains(&ids.len()), "{ids:?}");
}

#[test]
fn refuses_what_is_not_ours() {
    for message in [
        "price of bitcoin",
        "my shoulder hurts",
        "exercises for tennis elbow",
        "my horse has sciatica",
        "asdfgh qwertz",
        "was kostet die Behandlung",
        "",
        "🙂",
        "?!",
    ] {
        assert_eq!(ask(message).decision, Decision::None, "{message}: {:?}", ask(message));
    }
}

#[test]
fn answers_two_questions_with_two_entries() {
    let matched = ask("how long does sciatica last and is walking ok?");
    assert_eq!(
        matched.decision,
        Decision::Answer(vec!["how-long".to_owned(), "walking".to_owned()])
    );
    assert!(matched.ranking.iter().take(2).any(|ranked| ranked.id == "how-long"), "{matched:?}");
    assert_eq!(answers("heat and ice or both").len(), 1, "one question with an \"and\"");
}

#[test]
fn context_counts_only_for_a_follow_up() {
    let follow_up = "and with a chiropractor?";
    let alone = ask(follow_up);
    let after = MATCHER.ask(follow_up, Some("pt-help"));
    assert_ne!(first(&after), "pt-help", "a follow-up does not ask the same again");
    assert_ne!(alone, after);
    let whole = "should I use heat or ice on my back";
    assert_eq!(ask(whole), MATCHER.ask(whole, Some("pt-help")));
    assert_eq!(ask(whole), MATCHER.ask(whole, Some("no such entry")));
}

#[test]
fn tells_what_it_mended() {
    let matched = ask("what do chiropracters do about a pinchd nerve");
    let mended: Vec<(&str, &str)> =
        matched.mended.iter().map(|m| (m.typed.as_str(), m.meant.as_str())).collect();
    assert_eq!(mended, [("chiropracters", "chiropractors"), ("pinchd", "pinched")]);
}

#[test]
fn never_takes_a_common_word_for_a_typo() {
    // "dose", "gain" and "heel" are near "does", "pain" and "heal".
    for word in ["gain", "weather", "meadow", "bread", "bitter"] {
        let matched = ask(&format!("is there any {word} in it"));
        assert!(matched.mended.is_empty(), "{word}: {:?}", matched.mended);
    }
}

#[test]
fn a_ranking_has_five_entries_in_falling_order() {
    for message in ["how long", "", "zzzz", "bitcoin", "my leg hurts and I cannot sleep"] {
        let ranking = ask(message).ranking;
        assert_eq!(ranking.len(), 5, "{message}");
        assert!(ranking.is_sorted_by(|a, b| a.score >= b.score), "{message}: {ranking:?}");
    }
}

#[test]
fn every_own_phrasing_is_found() {
    let phrasings = KNOWLEDGE.faq.entry.iter().map(|entry| entry.phrasings.len()).sum::<usize>();
    let lost: Vec<&str> = KNOWLEDGE
        .faq
        .entry
        .iter()
        .flat_map(|entry| entry.phrasings.iter().map(move |phrasing| (entry, phrasing)))
        .filter(|(entry, phrasing)| first(&ask(phrasing)) != entry.id)
        .map(|(_, phrasing)| phrasing.as_str())
        .collect();
    // Two entries may share so much that a phrasing of one fits the other as well.
    assert!(lost.len() * 100 <= phrasings, "{} of {phrasings}: {lost:#?}", lost.len());
}

#[test]
fn an_explanation_names_what_counted() {
    let told = MATCHER.explain("how long does siatic last with a chiropracter", None);
    for part in ["chiropracter was taken for chiropractor", "synonym:", "nearest phrasing:", "not "]
    {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    let told = MATCHER.explain("my horse has sciatica", None);
    assert!(told.contains("\"horse\" is in the list of other matters"), "{told}");
}

fn entry(id: &str, question: &str, phrasings: &[&str]) -> Entry {
    Entry {
        id: id.to_owned(),
        question: question.to_owned(),
        phrasings: phrasings.iter().map(|phrasing| (*phrasing).to_owned()).collect(),
        answer: format!("About {id}."),
        ..Entry::default()
    }
}

fn small(entries: Vec<Entry>) -> Matcher {
    let faq = FaqFile { entry: entries, ..FaqFile::default() };
    Matcher::train(&faq, &WordsFile::default(), &TestsFile::default())
}

#[test]
fn words_of_like_meaning_are_matched_and_told() {
    let matcher = small(vec![
        entry("pt", "Does rehab help?", &["rehab for my leg"]),
        entry("cold", "Should I use ice?", &["ice on my leg"]),
    ]);
    assert_eq!(first(&matcher.ask("physio", None)), "pt");
    let told = matcher.explain("physio", None);
    assert!(told.contains("by meaning: physio ~ rehab"), "{told}");
}

#[test]
fn any_number_of_entries_will_do() {
    assert_eq!(small(vec![]).ask("anything", None).ranking, []);
    let one = small(vec![entry("card", "I lost my card", &[])]);
    assert_eq!(first(&one.ask("lost my card", None)), "card");
    assert_eq!(one.ask("lost my card", None).ranking.len(), 1);
    let two = small(vec![
        entry("card", "I lost my card", &["my card is gone"]),
        entry("top-up", "How do I top up?", &["add money"]),
    ]);
    assert_eq!(first(&two.ask("add some money", None)), "top-up");
}

#[test]
fn drafts_are_not_found() {
    let mut draft = entry("draft", "What about zebras?", &["zebra stripes"]);
    draft.status = sciatica_bot::knowledge::faq::Status::Draft;
    let matcher = small(vec![entry("card", "I lost my card", &["my card is gone"]), draft]);
    assert!(matcher.ask("zebra stripes", None).ranking.iter().all(|ranked| ranked.id != "draft"));
}

#[test]
fn the_same_files_give_the_same_answers() {
    let again = Matcher::train(&KNOWLEDGE.faq, &KNOWLEDGE.words, &KNOWLEDGE.tests);
    for message in ["how long", "is it my disc or stenosis", "numb toes at night", "bitcoin"] {
        assert_eq!(ask(message), again.ask(message, None), "{message}");
    }
}

#[test]
fn a_very_long_message_is_read() {
    let story = "and then my leg hurt again ".repeat(2_000);
    assert_eq!(ask(&story).ranking.len(), 5);
}
