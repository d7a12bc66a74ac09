//! The core for any input: it never panics, always replies, and stays within Telegram's limits.

use std::sync::LazyLock;

use proptest::prelude::*;
use sciatica_bot::conversation::{
    Action, Assistant, Attachment, Event, Press, Session, Turn, respond,
};
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::knowledge::words::WordsFile;

use crate::support::shipped::{ASSISTANT, KNOWLEDGE};

/// Words that lead somewhere, so that random messages reach every corner.
const WORDS: &[&str] = &[
    "how",
    "long",
    "sciatica",
    "pain",
    "can",
    "i",
    "drive",
    "exercise",
    "no",
    "yes",
    "2",
    "17",
    "none",
    "of",
    "these",
    "topics",
    "/start",
    "/help",
    "/forget",
    "quiz",
    "/cancel",
    "thanks",
    "hello",
    "🙂",
    "numb",
    "and",
    "?",
    "!",
    ".",
    ",",
    "physio",
    "болит",
    "\n",
    "not",
    "sure",
    "back",
    "stop",
    "why",
    "u2028\u{2028}",
    "a\u{0301}",
    "\u{0}",
    "chiropracter",
    "my leg hurts at night",
    "how long does sciatica last",
    "i inject heroin",
    "/",
    "@",
    ":",
];

fn message() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::collection::vec(prop::sample::select(WORDS), 0..12).prop_map(|w| w.join(" ")),
        1 => any::<String>(),
        1 => "\\PC{0,200}",
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => message().prop_map(Event::Text),
        1 => message().prop_map(Event::Edited),
        1 => message().prop_map(Event::Pressed),
        2 => prop::sample::select(vec!["e:how-long", "t:pt", "m", "n", "y:sleep", "w:sleep", "s:mri", "p", "q:", "/:help",
            "o:c7d0cb34", "o:37c334c0", "a:t37c334c0", "o:00000000", "x:a,sleep"])
            .prop_map(|data| Event::Pressed(data.to_owned())),
        1 => prop::sample::select(vec![Attachment::Photo, Attachment::Voice, Attachment::Video,
            Attachment::Sticker, Attachment::Location, Attachment::Document, Attachment::Contact,
            Attachment::Other]).prop_map(Event::Sent),
    ]
}

fn assert_fit(turn: &Turn) {
    assert!(!turn.replies.is_empty(), "no reply");
    for reply in &turn.replies {
        let text = reply.text.to_plain();
        assert!(!text.trim().is_empty(), "an empty reply");
        assert!(text.chars().count() <= 3_900, "a reply of {} characters", text.chars().count());
        assert!(reply.buttons.len() <= 100 && reply.buttons.iter().all(|row| row.len() <= 8));
        for button in reply.buttons.iter().flatten() {
            assert!(!button.label.trim().is_empty(), "a button without words");
            match &button.press {
                Press::Data(data) => assert!((1..=64).contains(&data.len()), "{data}"),
                Press::Link(url) => assert!(url.starts_with("https://"), "{url}"),
            }
        }
    }
}

/// What a bot makes of folders that lack something: each file alone, and all that can be missing.
static INCOMPLETE: LazyLock<Vec<Assistant>> = LazyLock::new(|| {
    let without: [fn(&mut Knowledge); 6] = [
        |knowledge| knowledge.safety = None,
        |knowledge| knowledge.numbers = None,
        |knowledge| knowledge.triage = None,
        |knowledge| knowledge.signs = None,
        |knowledge| knowledge.words = WordsFile::default(),
        |knowledge| knowledge.safety.iter_mut().for_each(|file| file.card.clear()),
    ];
    let mut small = KNOWLEDGE.clone();
    // Few phrasings, so that each is trained at once.
    small.faq.entry.truncate(12);
    let mut folders: Vec<Knowledge> = without
        .iter()
        .map(|without| {
            let mut folder = small.clone();
            without(&mut folder);
            folder
        })
        .collect();
    for without in without {
        without(&mut small);
    }
    folders.push(small);
    // One of them cannot talk at all, and says so at the load.
    folders.into_iter().filter_map(|folder| Assistant::new(folder).ok()).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn an_incomplete_folder_is_never_silent(events in prop::collection::vec(event(), 0..5)) {
        prop_assert!(INCOMPLETE.len() >= 6, "{}", INCOMPLETE.len());
        let alarm = Event::Text("i can't pee and my crotch is numb".to_owned());
        for assistant in INCOMPLETE.iter() {
            let mut session = Session::default();
            for event in events.iter().cloned().chain([alarm.clone()]) {
                let turn = respond(assistant, session, event, 0);
                prop_assert!(!turn.replies.is_empty());
                session = turn.session;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_events_get_replies_within_limits(events in prop::collection::vec(event(), 1..8)) {
        let mut session = Session::default();
        for (i, event) in events.into_iter().enumerate() {
            let turn = respond(&ASSISTANT, session, event, i as u64 * 400);
            assert_fit(&turn);
            session = turn.session;
        }
    }

    #[test]
    fn a_sign_of_danger_comes_first_in_any_state(events in prop::collection::vec(event(), 0..6)) {
        let session = events.into_iter().fold(Session::default(), |session, event| {
            respond(&ASSISTANT, session, event, 0).session
        });
        let alarm = Event::Text("my groin is numb and i cant pee".to_owned());
        let turn = respond(&ASSISTANT, session, alarm, 60);
        let first = turn.replies[0].text.to_plain();
        prop_assert!(first.contains("Get help now") || first.contains("This is an emergency"), "{first}");
    }

    #[test]
    fn the_same_events_get_the_same_replies(events in prop::collection::vec(event(), 1..5)) {
        let play = || events.iter().cloned().fold((Session::default(), Vec::new()), |(session, mut all), event| {
            let turn = respond(&ASSISTANT, session, event, 0);
            all.extend(turn.replies);
            (turn.session, all)
        });
        prop_assert_eq!(play(), play());
    }

    #[test]
    fn a_session_survives_its_stored_form_but_for_words(events in prop::collection::vec(event(), 1..5)) {
        let session = events.into_iter().fold(Session::default(), |session, event| {
            respond(&ASSISTANT, session, event, 0).session
        });
        let stored = serde_json::to_string(&session).unwrap();
        let kept = Session { broken_off: None, ..session };
        prop_assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), kept);
    }
}

#[test]
fn ten_thousand_characters_are_answered() {
    for text in [
        "my leg hurts and ".repeat(600),
        "a".repeat(10_000),
        "🙂".repeat(10_000),
        "?".repeat(10_000),
    ] {
        assert_fit(&respond(&ASSISTANT, Session::default(), Event::Text(text), 0));
    }
}

#[test]
fn every_button_of_every_entry_can_be_pressed_and_typed() {
    for entry in ASSISTANT.entries() {
        let press = Event::Pressed(Action::Entry(entry.id.clone()).encode());
        let turn = respond(&ASSISTANT, Session::default(), press, 0);
        assert_fit(&turn);
        for (i, shown) in turn.session.shown.iter().enumerate() {
            let pressed =
                respond(&ASSISTANT, turn.session.clone(), Event::Pressed(shown.data.clone()), 0);
            assert_fit(&pressed);
            for typed in [(i + 1).to_string(), shown.label.clone()] {
                let typed = respond(&ASSISTANT, turn.session.clone(), Event::Text(typed), 0);
                assert_eq!(typed.replies, pressed.replies, "{}: {}", entry.id, shown.label);
            }
        }
    }
}

#[test]
fn the_same_question_again_gets_the_same_entry() {
    let entries: Vec<_> = ASSISTANT.entries().collect();
    for (i, entry) in entries.iter().enumerate() {
        let ask = |session, now| {
            respond(&ASSISTANT, session, Event::Text(entry.question.clone()), now).session
        };
        let asked = ask(Session::default(), 0);
        let Some(answered) = asked.last_entry.clone() else { continue };
        // At once, and after another answer.
        assert_eq!(ask(asked.clone(), 60).last_entry.as_ref(), Some(&answered), "{}", entry.id);
        for other in entries.iter().cycle().skip(i + 1).take(5) {
            let press = Event::Pressed(Action::Entry(other.id.clone()).encode());
            let between = respond(&ASSISTANT, asked.clone(), press, 120).session;
            let again = ask(between, 180).last_entry;
            assert_eq!(again.as_ref(), Some(&answered), "{} after {}", entry.id, other.id);
        }
    }
}
