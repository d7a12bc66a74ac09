//! Answers read from sentences: which, from which words, and that they cost no urgency.

use sciatica_bot::text::Message;
use sciatica_bot::triage::{Quiz, Step};

use super::{page, press};
use crate::support::shipped::{ASSISTANT, UNDERSTANDING};

/// What is read from a message: `screen=option` for what is sure, with a question mark where several
/// are possible.
fn read(message: &str) -> String {
    let quiz = ASSISTANT.quiz().unwrap();
    let answers = ASSISTANT.answers_in(&UNDERSTANDING.read(message), None);
    let told = answers.iter().map(|answer| {
        let (screen, codes) = quiz.codes(answer);
        let open = if answer.is_sure() { "" } else { "?" };
        format!("{screen}={}{open}", codes.join("|"))
    });
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_report_answers_many_screens() {
    let message = "I've had pain down my right leg to the foot for six weeks since lifting a washing \
                   machine, worse sitting, I'm 44";
    // Six weeks with it is no injury of the last two.
    assert_eq!(read(message), "legs=one age=40-59 time=6w6m stand=sit where=below");
    let places: Vec<&str> = ASSISTANT
        .answers_in(&UNDERSTANDING.read(message), None)
        .iter()
        .map(|answer| &message[answer.place()])
        .collect();
    assert!(places.contains(&"for six weeks") && places.contains(&"I'm 44"), "{places:?}");
}

#[test]
fn ages_are_read_as_numbers() {
    for (message, expected) in [
        ("I'm 44 and my leg hurts", "age=40-59"),
        ("67yo here", "age=60-70"),
        ("44 f, sciatica", "age=40-59"),
        ("29M", "age=18-39"),
        ("my mother is 78", "age=76+"),
        ("14 year old girl", "age=u18"),
        // No age, or not whose it is.
        ("I'm 44 weeks pregnant", "about=pregnant"),
        ("i am 35 and my dad is 70", ""),
        ("I am one of those people", ""),
        ("are you 44", ""),
    ] {
        assert_eq!(read(message), expected, "{message}");
    }
}

#[test]
fn lengths_of_time_are_read_as_numbers() {
    for (message, expected) in [
        ("I have had this pain for six weeks", "time=6w6m"),
        ("it started 3 months ago", "time=6w6m"),
        ("pain for 3 wks", "time=lt6ok|lt6worse?"),
        ("pain for 2 weeks and getting worse", "time=lt6worse"),
        ("pain for 2 weeks, slowly getting better", "time=lt6ok"),
        ("I've had sciatica over 6 months now", "time=gt6m"),
        ("I have had sciatica for years", "time=gt6m"),
        ("pain for a year and a half", "time=gt6m"),
        ("pain for two to three months", "time=6w6m"),
        ("my leg has hurt since last year", "time=gt6m"),
        ("pain over the last year", "time=gt6m"),
        ("the pain started last week and is getting worse", "time=lt6worse"),
        ("sciatica since yesterday, no better no worse", "time=lt6ok"),
        // An episode of then, and a night of now.
        ("I had sciatica last year", ""),
        ("so much pain last night", ""),
        // Of something else.
        ("I take ibuprofen for the pain for 8 weeks now", ""),
        ("how long is 6 weeks of pain", ""),
        ("I was on holiday for 2 months", ""),
    ] {
        assert_eq!(read(message), expected, "{message}");
    }
}

#[test]
fn an_injury_of_the_last_two_weeks_is_no_older_one() {
    for (message, expected) in [
        ("my back hurts since lifting a washing machine", "injury=minor"),
        ("pain for 5 days since lifting a washing machine", "injury=minor time=lt6ok|lt6worse?"),
        ("pain for 6 weeks since lifting a washing machine", "time=6w6m"),
        ("I fell down the stairs. I have had the pain for two months now", "time=6w6m"),
        ("I was in a car crash", "injury=major"),
        ("I was in a car crash 3 months ago", ""),
        ("it began after lifting a box a couple of months back", ""),
        // The time told with it counts, not how long there has been pain.
        ("I have had back pain for 5 years. I lifted a box 3 days ago", "injury=minor time=gt6m"),
    ] {
        assert_eq!(read(message), expected, "{message}");
    }
}

#[test]
fn what_is_denied_asked_or_past_is_not_read() {
    for message in [
        "it does not get worse when sitting",
        "no pain in my left leg",
        "does sitting make it worse",
        "I do not have cancer",
        "should I be worried about cancer",
        "I used to have pain in my left leg",
        "my dog has pain in the left leg",
        "",
        "🙂",
    ] {
        assert_eq!(read(message), "", "{message}");
    }
}

#[test]
fn people_say_it_in_many_ways() {
    for (message, expected) in [
        ("sitting is agony", "stand=sit"),
        ("hurts when i sit", "stand=sit"),
        ("siting makes it worse", "stand=sit"),
        ("standing is murder", "stand=stand"),
        ("it is worse when I walk", "stand=walk"),
        ("bending over is agony", "stand=bend"),
        // Two answers of one question are asked.
        ("worse when standing or walking", "stand=walk|stand?"),
        ("sitting and bending hurt", "stand=sit|bend?"),
        ("better lying down", "ease=lying"),
        ("leaning on the shopping cart helps", "ease=lean"),
        ("the pain shoots down to my toes", "where=below"),
        ("it aches in my left buttock", "legs=one where=thigh"),
        ("pain in the front of my thigh", "where=front"),
        ("pins and needles in my left foot", "legs=one tingle=one"),
        ("the leg is worse than the back", "worse=leg"),
        ("it shoots down my leg when I sneeze", "cough=leg"),
        ("I can't sleep", "now=severe"),
        ("hurts when I walk but fine when I sit", "stand=walk ease=sit"),
        ("sitting is fine but walking hurts", "stand=walk ease=sit"),
        ("both legs and it's been 3 months", "legs=both_old|both_rest? time=6w6m"),
    ] {
        assert_eq!(read(message), expected, "{message}");
    }
}

/// The shipped quiz opened with what a message tells, and gone on with.
fn opened(quiz: &Quiz, message: &str) -> Step {
    let read = ASSISTANT.answers_in(&UNDERSTANDING.read(message), None);
    press(quiz, &quiz.start_with(None, &read).unwrap())
}

#[test]
fn what_was_read_can_be_taken_out() {
    let quiz = ASSISTANT.quiz().unwrap();
    let open = page(opened(quiz, "I'm 44 and it is worse when I sit"));
    assert!(open.text.to_plain().contains("• Age group: 40 to 59 years old"));
    assert_eq!(open.buttons[1][0].label, "✕ Age group");
    let without = page(press(quiz, &open.buttons[1][0].data));
    assert!(!without.text.to_plain().contains("Age group"));
    assert!(without.text.to_plain().contains("Sitting brings it on"));
    // With the last one out the check begins as ever.
    let nothing = page(press(quiz, &without.buttons[1][0].data));
    assert_eq!(nothing.step, Some((1, 14)));
    // A number is that of a button, and the first one goes on.
    let first = quiz.typed(&open.data, &Message::read("1")).unwrap();
    assert_eq!(first, quiz.typed(&open.data, &Message::read("right, go on")).unwrap());
    assert_eq!(page(press(quiz, &first)).step, Some((1, 14)));
}
