//! Buttons pressed and typed, in any order, old, damaged and made up.

use proptest::prelude::*;
use sciatica_bot::text::Message;
use sciatica_bot::triage::proof::TEXT_MAX;
use sciatica_bot::triage::{Quiz, Step, TOKEN_MAX};

use super::{DISC, SHIPPED, page, parse, press, report, shipped, type_all};

#[test]
fn back_keeps_later_answers_and_the_list_changes_any() {
    let quiz = shipped();
    let list = page(type_all(&quiz, &[&DISC[..], &["all my answers"]].concat()));
    assert!(list.text.to_plain().contains("\n7. Age group: 40 to 59 years old\n"));
    // Two steps back from the tenth screen, one answer changed, and on to the first one open.
    let tenth = page(type_all(&quiz, &DISC[..10]));
    assert_eq!(tenth.step, Some((10, 14)));
    let eighth = type_all(&quiz, &[&DISC[..10], &["back", "back"]].concat());
    let marked = page(eighth).buttons[0][0].label.clone();
    assert_eq!(marked, "✓ Under 6 weeks, same or better");
    let worse = ["back", "back", "getting worse"];
    let after = page(type_all(&quiz, &[&DISC[..10], &worse].concat()));
    assert_eq!(after.step, Some((10, 14)));
    // From the list and back to it.
    let change = ["all my answers", "7", "30"];
    let changed = page(type_all(&quiz, &[&DISC[..], &change].concat()));
    assert!(changed.text.to_plain().contains("\n7. Age group: 18 to 39 years old\n"));
    let back = ["all my answers", "7", "back"];
    assert_eq!(page(type_all(&quiz, &[&DISC[..], &back].concat())), list);
    // Also by way of why it is asked, and of the plainer asking.
    for aside in [&["why do you ask", "back"][..], &["not sure", "back", "back"]] {
        let led = [&DISC[..], &["all my answers", "right now"], aside].concat();
        assert_eq!(page(type_all(&quiz, &led)), list, "{aside:?}");
    }
    let answered = ["all my answers", "how long", "why do you ask", "getting worse"];
    let listed = page(type_all(&quiz, &[&DISC[..], &answered].concat()));
    assert!(listed.text.to_plain().contains("\n8. How long: Under 6 weeks, getting worse\n"));
    let unsure = ["all my answers", "bladder, bowel, feeling", "not sure", "why", "feels normal"];
    assert_eq!(page(type_all(&quiz, &[&DISC[..], &unsure].concat())), list);
    let young = ["all my answers", "age group", "16", "show my result"];
    let result = report(type_all(&quiz, &[&DISC[..], &young].concat()));
    assert!(result.contains("This check is for adults") && !result.contains("The pattern"));
}

#[test]
fn typed_answers_are_understood() {
    let quiz = shipped();
    let at = |messages: &[&str]| page(type_all(&quiz, messages)).data;
    let same = |data: &str, one: &str, other: &str| {
        let typed = quiz.typed(data, &Message::read(one));
        assert!(typed.is_some(), "{one}");
        assert_eq!(typed, quiz.typed(data, &Message::read(other)), "{one} / {other}");
    };
    let start = at(&[]);
    same(&start, "yes", "no");
    assert_eq!(
        page(press(&quiz, &quiz.typed(&start, &Message::read("yes")).unwrap())).data,
        at(&["continue"]),
        "agreed, and not yet answered"
    );
    let first = at(&["continue"]);
    same(&first, "1", "YES");
    same(&first, "Yes at laest one", "yeah");
    same(&first, "nope", "2");
    same(&first, "dont know", "not sure");
    same(&first, "3", "Not sure.");
    let now = at(&DISC[..5]);
    same(&now, "4, 7 and 8", "8 7 4");
    same(&now, "no", "none of these");
    same(&now, "feever or shivers", "4");
    let tingle = at(&DISC[..3]);
    assert_eq!(quiz.typed(&tingle, &Message::read("yes")), None, "three answers start with yes");
    assert_eq!(quiz.typed(&tingle, &Message::read("both")), None, "new or not is asked again");
    same(&tingle, "in one leg", "1");
    let age = at(&DISC[..7]);
    same(&age, "83", "over 75");
    same(&age, "71-75", "71 to 75");
    let legs = at(&DISC[..2]);
    same(&at(&DISC[..11]), "knee", "1");
    assert_eq!(quiz.typed(&now, &Message::read("sleep")), None, "a topic, perhaps");
    assert_eq!(quiz.typed(&legs, &Message::read("weak")), None, "half a label raises no alarm");
    assert_eq!(quiz.typed(&legs, &Message::read("both legs")), None, "new or old is asked again");
    for question in ["how long does it last", "what is a disc", "", "🙂", "numb", "99", "0"] {
        assert_eq!(quiz.typed(&legs, &Message::read(question)), None, "{question}");
    }
    for (message, step) in [("why do you ask", "Why"), ("stop", "Stopped"), ("go back", "Screen")] {
        let led = press(&quiz, &quiz.typed(&legs, &Message::read(message)).unwrap());
        assert!(format!("{led:?}").starts_with(step), "{message}: {led:?}");
    }
}

#[test]
fn an_old_button_restarts_and_a_damaged_one_is_refused() {
    let quiz = shipped();
    let data = page(type_all(&quiz, &DISC[..7])).data;
    let newer = Quiz::new(&parse(&SHIPPED.replacen("\nversion = 2\n", "\nversion = 3\n", 1)));
    assert!(matches!(press(&newer, &data), Step::OldVersion(_)));
    assert_eq!(newer.typed(&data, &Message::read("1")), None);
    let reworded = Quiz::new(&parse(&SHIPPED.replace("How old are you?", "Your age?")));
    assert_eq!(page(press(&reworded, &data)).step, Some((7, 14)), "wording ends nobody's quiz");
    for damaged in [&data[..data.len() - 1], "", "q:", "e:how-long", "q:AAAA", &format!("{data}A")]
    {
        assert!(matches!(press(&quiz, damaged), Step::Damaged(_)), "{damaged}");
    }
    let restart = &page(press(&quiz, "q:x")).buttons[0][0].data;
    assert!(matches!(press(&quiz, restart), Step::Screen(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_taken_as_a_button(data in ".{0,80}", body in "[A-Za-z0-9_-]{0,64}") {
        let quiz = shipped();
        for data in [data, format!("q:{body}")] {
            let _ = quiz.typed(&data, &Message::read("1"));
            prop_assert!(matches!(press(&quiz, &data), Step::Damaged(_) | Step::OldVersion(_)));
        }
    }

    #[test]
    fn no_changed_character_is_accepted(at in 2_usize..24, to in "[A-Za-z0-9_-]", length in 0..14) {
        let quiz = shipped();
        let data = page(type_all(&quiz, &DISC[..usize::try_from(length).unwrap()])).data;
        let mut changed = data.clone();
        if at < data.len() {
            changed.replace_range(at..=at, &to);
            let refused = matches!(press(&quiz, &changed), Step::Damaged(_) | Step::OldVersion(_));
            prop_assert_eq!(refused, changed != data);
        }
    }

    /// Any buttons pressed and any words typed: every page fits, has a way out, and an emergency
    /// stays one until the answer is taken back.
    #[test]
    fn any_walk_stays_within_limits(turns in prop::collection::vec((0_usize..24, ".{0,12}"), 1..60)) {
        let quiz = shipped();
        let mut data = quiz.start();
        for (turn, words) in turns {
            let step = press(&quiz, &data);
            let urgent = matches!(step, Step::Urgent(_));
            let open = page(step);
            prop_assert!(open.text.to_plain().chars().count() <= TEXT_MAX);
            prop_assert!(!open.text.to_plain().trim().is_empty());
            let choices: Vec<_> = open.buttons.iter().flatten().collect();
            for choice in &choices {
                prop_assert!(choice.data.len() <= TOKEN_MAX && choice.label.chars().count() <= 42);
                prop_assert!(!matches!(press(&quiz, &choice.data), Step::Damaged(_) | Step::OldVersion(_)));
            }
            if urgent {
                prop_assert!(matches!(press(&quiz, &open.data), Step::Urgent(_)));
            }
            data = match (quiz.typed(&open.data, &Message::read(&words)), choices.get(turn % choices.len().max(1))) {
                (Some(typed), _) => typed,
                (None, Some(choice)) => choice.data.clone(),
                (None, None) => quiz.start(),
            };
        }
    }
}
