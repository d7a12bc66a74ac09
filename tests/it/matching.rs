//! The matcher on the shipped FAQ and on small ones: what must hold whatever the weights are.

use sciatica_bot::conversation::Understanding;
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::faq::Status;
use sciatica_bot::knowledge::faq::{Entry, FaqFile};
use sciatica_bot::matching::{Decision, Matched, Reason};

use crate::support::shipped::{KNOWLEDGE, UNDERSTANDING};

fn ask(message: &str) -> Matched {
    UNDERSTANDING.understand(message, None).matched
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
    for message in ["pain", "the pain"] {
        assert!(
            matches!(ask(message).decision, Decision::Choose(_) | Decision::None),
            "{message}: {:?}",
            ask(message)
        );
    }
}

#[test]
fn refuses_what_is_not_ours() {
    for message in [
        "price of bitcoin",
        "my shoulder hurts",
        "exercises for tennis elbow",
        "my horse has sciatica",
        "asdfgh qwertz",
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
    let follow_up = "and how much?";
    let alone = ask(follow_up);
    let after = UNDERSTANDING.understand(follow_up, Some("pt-help")).matched;
    assert_ne!(first(&after), "pt-help", "a follow-up does not ask the same again");
    assert_ne!(alone, after);
    let whole = "should I use heat or ice on my back";
    assert_eq!(ask(whole), UNDERSTANDING.understand(whole, Some("pt-help")).matched);
    assert_eq!(ask(whole), UNDERSTANDING.understand(whole, Some("no such entry")).matched);
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
fn every_phrasing_is_answered_by_its_own_entry() {
    let entries = KNOWLEDGE.faq.entry.iter().filter(|entry| entry.status == Status::Live);
    let own = entries.flat_map(|entry| {
        entry.phrasings.iter().chain([&entry.question]).map(move |phrasing| (entry, phrasing))
    });
    let lost: Vec<&str> = own
        .filter(|(entry, phrasing)| answers(phrasing) != [entry.id.as_str()])
        .map(|(_, phrasing)| phrasing.as_str())
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn an_explanation_begins_with_the_verdict() {
    let explain = |message: &str| {
        UNDERSTANDING.explain(message, &UNDERSTANDING.understand(message, None)).to_string()
    };
    let told = explain("how long dos siatic last with a chiropracter");
    let verdict = told.lines().next().unwrap();
    assert!(verdict.contains("runner-up"), "{told}");
    assert!(told.contains("chiropracter was taken for chiropractor"), "{told}");
    let told = explain("How long does sciatica last?");
    assert!(
        told.starts_with("Answered with how-long: the message is one of its phrasings"),
        "{told}"
    );
    let told = explain("price of bitcoin");
    assert!(told.starts_with("Refused"), "{told}");
}

#[test]
fn a_clear_question_is_answered_whatever_went_before() {
    for before in ["how-long", "injections", "surgery", "sleep"] {
        let matched = UNDERSTANDING.understand("how long does sciatica last", Some(before)).matched;
        assert_eq!(matched.decision, Decision::Answer(vec!["how-long".to_owned()]), "{before}");
    }
}

#[test]
fn two_lines_are_two_questions() {
    for message in
        ["how long does sciatica last\nis walking ok", "how long does it last; can i drive"]
    {
        let matched = UNDERSTANDING.understand(message, None).matched;
        assert_eq!(matched.reason, Reason::TwoQuestions, "{message}: {matched:?}");
    }
}

#[test]
fn unknown_words_are_not_answered() {
    let answered = (0..100).filter(|seed| {
        let words: Vec<String> = (0..200_u64)
            .map(|word| {
                let mut n = (seed * 7_919 + word * 104_729 + 12_345) ^ (word << 7);
                (0..7)
                    .map(|_| {
                        n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
                        char::from(b'a' + ((n >> 33) % 26) as u8)
                    })
                    .collect()
            })
            .collect();
        matches!(ask(&words.join(" ")).decision, Decision::Answer(_))
    });
    assert_eq!(answered.count(), 0);
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

fn small(entries: Vec<Entry>) -> Understanding {
    let faq = FaqFile { entry: entries, ..FaqFile::default() };
    Understanding::new(&Knowledge { faq, ..Knowledge::default() })
}

#[test]
fn words_of_like_meaning_are_matched() {
    let matcher = small(vec![
        entry("pt", "Does rehab help?", &["rehab for my leg"]),
        entry("cold", "Should I use ice?", &["ice on my leg"]),
    ]);
    assert_eq!(first(&matcher.understand("physio", None).matched), "pt");
}

#[test]
fn any_number_of_entries_will_do() {
    assert_eq!(small(vec![]).understand("anything", None).matched.ranking, []);
    let one = small(vec![entry("card", "I lost my card", &[])]);
    assert_eq!(first(&one.understand("lost my card", None).matched), "card");
    assert_eq!(one.understand("lost my card", None).matched.ranking.len(), 1);
    let two = small(vec![
        entry("card", "I lost my card", &["my card is gone"]),
        entry("top-up", "How do I top up?", &["add money"]),
    ]);
    assert_eq!(first(&two.understand("add some money", None).matched), "top-up");
}

#[test]
fn drafts_are_not_found() {
    let mut draft = entry("draft", "What about zebras?", &["zebra stripes"]);
    draft.status = sciatica_bot::knowledge::faq::Status::Draft;
    let matcher = small(vec![entry("card", "I lost my card", &["my card is gone"]), draft]);
    assert!(
        matcher
            .understand("zebra stripes", None)
            .matched
            .ranking
            .iter()
            .all(|ranked| ranked.id != "draft")
    );
}

#[test]
fn the_same_files_give_the_same_answers() {
    let again = Understanding::new(&KNOWLEDGE);
    for message in ["how long", "is it my disc or stenosis", "numb toes at night", "bitcoin"] {
        assert_eq!(ask(message), again.understand(message, None).matched, "{message}");
    }
}

#[test]
fn a_very_long_message_is_read() {
    let story = "and then my leg hurt again ".repeat(2_000);
    assert_eq!(ask(&story).ranking.len(), 5);
}
