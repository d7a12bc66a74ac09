//! Gentle checks: for every card, in every state of a chat, and what a tap on them gives.
//!
//! Asked of the shipped files with every level made mild, so that each sign is asked for under the
//! answer.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use sciatica_bot::conversation::{Action, Assistant, Event, Press, Reply, Session, respond};
use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::safety::{Finding, Outcome};

use crate::support::program::copy_of_faq;

/// The assistant, and for each card a message that gets its gentle check.
static MILD: LazyLock<(Assistant, BTreeMap<String, String>)> = LazyLock::new(|| {
    let dir = copy_of_faq();
    let path = dir.path().join("en/safety.toml");
    let mild =
        ["U1", "U2", "Crisis"].iter().fold(fs::read_to_string(&path).unwrap(), |text, level| {
            text.replace(&format!("level = \"{level}\""), "level = \"U3\"")
        });
    fs::write(path, mild).unwrap();
    let knowledge = Knowledge::load(dir.path(), "en").expect("the mild files are clean");
    let signs = knowledge.signs.clone().expect("the folder of signs");
    let assistant = Assistant::new(knowledge).expect("the mild files are complete");
    let mut messages = BTreeMap::new();
    for message in signs.cards.iter().flat_map(|card| card.messages.iter().take(40)) {
        if let Some(Finding { card, outcome: Outcome::Check, .. }) =
            assistant.understanding().finding(message)
        {
            messages.entry(card).or_insert_with(|| message.clone());
        }
    }
    (assistant, messages)
});

fn only_button(reply: &Reply) -> (&str, &str) {
    let buttons: Vec<_> = reply.buttons.iter().flatten().collect();
    let [button] = buttons.as_slice() else { panic!("{} buttons", buttons.len()) };
    let Press::Data(data) = &button.press else { panic!("a link") };
    (&button.label, data)
}

#[test]
fn every_card_is_asked_for_under_the_answer_and_is_one_tap_away() {
    let (assistant, messages) = &*MILD;
    assert!(messages.len() >= 15, "only {} cards have a sign here", messages.len());
    for (name, message) in messages {
        let card = &assistant.safety().unwrap().card[name];
        let text = Event::Text(message.clone());
        let turn = respond(assistant, Session::default(), text, 0);
        assert!(turn.replies.len() >= 2, "{name}: the message is answered, too");
        let (label, data) = only_button(turn.replies.last().unwrap());
        assert_eq!(label, card.check_button, "{name}");
        assert!(data.len() <= 64 && !data.contains(name.as_str()), "{name}: {data}");
        assert_eq!(turn.session.card, None, "{name}: no card is open before the tap");

        let tapped = respond(assistant, turn.session.clone(), Event::Pressed(data.to_owned()), 1);
        let told = tapped.replies[0].text.to_plain();
        let start =
            if card.offers_people() { "A real person can listen now" } else { card.text.trim() };
        let start: String = start.chars().filter(|c| *c != '*').take(20).collect();
        let start = start.split('{').next().unwrap();
        assert!(told.starts_with(start), "{name}: {told}");
        let typed = respond(assistant, turn.session, Event::Text(label.to_owned()), 1);
        assert_eq!(typed.replies[0], tapped.replies[0], "{name}: typed");
    }
}

#[test]
fn it_stands_last_whatever_the_reply_is() {
    let (assistant, messages) = &*MILD;
    let (name, message) = messages.get_key_value("weak-leg").expect("a sign of a weak leg");
    let card = &assistant.safety().unwrap().card[name];
    let quiz = respond(assistant, Session::default(), Event::Text("/quiz".to_owned()), 0).session;
    for session in [Session::default(), quiz] {
        let open = session.quiz.is_some();
        let turn = respond(assistant, session, Event::Text(message.clone()), 5);
        let last = turn.replies.last().unwrap();
        assert_eq!(last.text.to_plain(), card.check);
        assert_eq!(turn.session.quiz.is_some(), open, "an open quiz stays open");
        // "2" still means the second button of what stands above.
        assert_eq!(turn.session.shown.last().unwrap().label, card.check_button);
    }
}

#[test]
fn low_mood_is_answered_with_warmth_and_a_person() {
    let (assistant, messages) = &*MILD;
    let turn = respond(assistant, Session::default(), Event::Text(messages["crisis"].clone()), 0);
    let last = turn.replies.last().unwrap();
    assert!(last.text.to_plain().starts_with("That sounds really hard."));
    let (label, data) = only_button(last);
    assert_eq!(label, "Talk to a person");
    let tapped = respond(assistant, turn.session.clone(), Event::Pressed(data.to_owned()), 1);
    assert!(tapped.replies[0].text.to_plain().contains("988"));
}

#[test]
fn none_of_these_stands_on_every_card() {
    let (assistant, _) = &*MILD;
    for name in assistant.safety().unwrap().card.keys() {
        // The key of a card in a button: FNV-1a, 32 bits.
        let key = name
            .bytes()
            .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        let press = Action::Card(format!("{key:08x}")).encode();
        let turn = respond(assistant, Session::default(), Event::Pressed(press), 0);
        let labels: Vec<&str> = turn.session.shown.iter().map(|b| b.label.as_str()).collect();
        assert!(labels.contains(&"None of these"), "{name}: {labels:?}");
    }
}

#[test]
fn forged_data_is_harmless() {
    let (assistant, _) = &*MILD;
    for forged in ["o:", "o:zz", "o:00000000", "o:c7d0cb3", "o:C7D0CB34"] {
        let pressed = Event::Pressed(forged.to_owned());
        let turn = respond(assistant, Session::default(), pressed, 0);
        assert!(turn.replies[0].text.to_plain().contains("older version"), "{forged}");
        assert_eq!(turn.session.card, None);
    }
}
