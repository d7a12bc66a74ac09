//! The quiz: the shipped one with its cases, and any other of the same shape.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use expect_test::expect;
use proptest::prelude::*;
use sciatica_bot::knowledge::triage::{TriageFile, Urgency};
use sciatica_bot::knowledge::{Knowledge, Problem, Source};
use sciatica_bot::triage::proof::{TEXT_MAX, prove};
use sciatica_bot::triage::{Page, Quiz, Setting, Step, TOKEN_MAX, graph};
use serde_json::{Value, json};

const SHIPPED: &str = include_str!("../faq/en/triage.toml");
const FILE: &str = "faq/en/triage.toml";

fn parse(text: &str) -> TriageFile {
    match Source::parse::<TriageFile>(text, FILE) {
        Ok((file, _)) => file,
        Err(problems) => panic!("{}", told(&problems)),
    }
}

fn shipped() -> Quiz {
    static QUIZ: LazyLock<Quiz> = LazyLock::new(|| Quiz::new(&parse(SHIPPED)));
    QUIZ.clone()
}

fn told(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("vignettes.json")).unwrap()
}

/// The pattern's id for the name that the cases use.
fn id(name: &str) -> &str {
    match name {
        "other (more than one)" => "other",
        "SI-like" => "si",
        name if name.starts_with("none") => "none",
        name => name.trim_end_matches("-like"),
    }
}

fn page(step: Step) -> Page {
    match step {
        Step::Screen(page)
        | Step::Why(page)
        | Step::Stopped(page)
        | Step::OldVersion(page)
        | Step::Damaged(page)
        | Step::Message { message: page, .. } => page,
        Step::Urgent(report) | Step::Result(report) => report.page,
    }
}

fn press(quiz: &Quiz, data: &str) -> Step {
    quiz.press(data, &Setting::default())
}

/// Types one message after another, from the start, and returns where that leads.
fn type_all(quiz: &Quiz, messages: &[&str]) -> Step {
    let mut step = press(quiz, &quiz.start());
    for message in messages {
        let data = page(step).data;
        let typed = quiz.typed(&data, message);
        let next = typed.unwrap_or_else(|| panic!("`{message}` was not understood"));
        step = press(quiz, &next);
    }
    step
}

/// A whole quiz typed: one-leg pain below the knee, 45 years, two weeks.
const DISC: [&str; 16] = [
    "yes",
    "no",
    "one leg",
    "no",
    "none",
    "none",
    "45",
    "below the knee",
    "leg",
    "1",
    "sitting",
    "lying flat",
    "down the leg",
    "none",
    "under 6 weeks, same or better",
    "show my result",
];

fn report(step: Step) -> String {
    match step {
        Step::Result(report) | Step::Urgent(report) => report.page.text.to_plain(),
        other => panic!("no result: {other:?}"),
    }
}

// ---- the shipped quiz

#[test]
fn agrees_with_all_cases() {
    let quiz = shipped();
    assert_eq!(cases().len(), 56);
    for case in cases() {
        let assessed = quiz.assess(&quiz.answers(&case["answers"]).unwrap());
        let pattern = assessed.pattern.as_deref().unwrap_or("none");
        let expected = (case["urgency"].as_str().unwrap(), id(case["pattern"].as_str().unwrap()));
        assert_eq!((assessed.urgency.name(), pattern), expected, "{}", case["id"]);
        let shown = assessed.pattern.is_some() && assessed.urgency < Urgency::U2;
        assert_eq!(assessed.shown, shown, "{}", case["id"]);
        assert_eq!(assessed.scores.iter().all(|s| s.value.is_some()), pattern != "none");
    }
}

/// Presses through the quiz with the answers of a case, ticks and "Not sure" included.
fn walk(quiz: &Quiz, answers: &Value) -> Step {
    let mut step = press(quiz, &quiz.start());
    let mut pressed = 0;
    loop {
        pressed += 1;
        assert!(pressed < 40, "the walk does not end");
        let Step::Screen(open) = &step else {
            return step;
        };
        let buttons = &open.buttons;
        let data = match open.step {
            None if pressed == 1 => buttons[0][0].data.clone(),
            None => buttons[buttons.len() - 2][0].data.clone(),
            Some((number, _)) => {
                let screen = &quiz.file().screen[number - 1];
                let given = match &answers[&screen.key] {
                    Value::Array(codes) => codes.clone(),
                    code => vec![code.clone()],
                };
                // Ticks that are not set yet come first, then Done, None or Not sure.
                let last = screen.option.len() - 1;
                let untouched = screen.option.iter().enumerate().find(|(i, option)| {
                    !option.unsure
                        && given.iter().any(|code| *code == option.code)
                        && !buttons[*i][0].label.starts_with('☑')
                });
                let unsure = given.iter().any(|code| *code == screen.option[last].code);
                match untouched {
                    Some((i, _)) => buttons[i][0].data.clone(),
                    None if unsure && screen.several => buttons[last + 1][0].data.clone(),
                    None => buttons[last][0].data.clone(),
                }
            }
        };
        step = press(quiz, &data);
    }
}

#[test]
fn buttons_lead_to_the_same_as_the_answers() {
    let quiz = shipped();
    for case in cases() {
        let whole = quiz.assess(&quiz.answers(&case["answers"]).unwrap());
        match walk(&quiz, &case["answers"]) {
            Step::Urgent(report) => assert_eq!(whole.urgency, Urgency::U1, "{}", report.page.data),
            Step::Result(report) => {
                assert_eq!(report.assessment.urgency, whole.urgency, "{}", case["id"]);
                assert_ne!(whole.urgency, Urgency::U1, "{}", case["id"]);
                if whole.shown {
                    assert_eq!(report.assessment, whole, "{}", case["id"]);
                }
            }
            other => panic!("{}: {other:?}", case["id"]),
        }
    }
}

#[test]
fn holds_what_must_hold_for_any_answers() {
    match prove(&shipped(), FILE, 100_000) {
        Ok(proof) => {
            assert_eq!((proof.screens, proof.sets), (14, 100_000));
            assert!(proof.token <= TOKEN_MAX && proof.longest <= TEXT_MAX, "{proof}");
        }
        Err(problems) => panic!("{}", told(&problems)),
    }
}

#[test]
fn no_quiz_text_promises_too_much() {
    for word in ["diagnos", "%", "percent", "detect", "accurate", "clinically proven"] {
        let found = SHIPPED
            .lines()
            .find(|line| !line.trim_start().starts_with('#') && line.to_lowercase().contains(word));
        assert_eq!(found, None, "{word}");
    }
}

#[test]
fn the_book_is_never_offered_in_trouble_or_to_the_young() {
    let quiz = shipped();
    let mut offered = 0;
    for case in cases() {
        let Step::Result(report) = walk(&quiz, &case["answers"]) else {
            continue;
        };
        let text = report.page.text.to_plain();
        let sells = text.contains("book *") || text.contains("sells this book");
        let related = report.related.iter().any(|id| id == "book-pathways");
        let allowed = report.assessment.urgency < Urgency::U2
            && matches!(report.assessment.pattern.as_deref(), Some("disc" | "stenosis"));
        assert_eq!(sells || related, allowed, "{}: {text}", case["id"]);
        offered += usize::from(sells);
        assert!(text.contains("emergency now"), "{}: no safety net", case["id"]);
    }
    assert!(offered > 10);
}

#[test]
fn an_emergency_stops_at_once_and_a_slip_can_be_taken_back() {
    let quiz = shipped();
    let step = type_all(&quiz, &["continue", "yes at least one"]);
    let Step::Urgent(urgent) = &step else { panic!("{step:?}") };
    assert!(urgent.related.is_empty());
    expect![[r#"
        Stop here, please. This is an emergency.

        What you describe can be a sign of pressure on the nerves that control your bladder, bowel and legs. It is rare, but it needs checking right now.

        Call 112, or go to the nearest emergency department.

        Say: "I have back or leg pain with a new change in feeling, bladder, bowel or sex. I am worried about cauda equina syndrome."

        Do not drive yourself. Do not wait to see if it passes."#]]
    .assert_eq(&report(quiz.press(
        &urgent.page.data,
        &Setting { emergency: Some("112"), ..Setting::default() },
    )));
    let back = quiz.typed(&urgent.page.data, "I tapped that by mistake").unwrap();
    assert_eq!(page(press(&quiz, &back)).step, Some((1, 14)));
    // One tick of two is taken back, the other stays.
    let step = type_all(&quiz, &["continue", "no", "one leg", "no", "4", "3"]);
    let back = quiz.typed(&page(step).data, "I tapped that by mistake").unwrap();
    let again = page(press(&quiz, &back));
    assert!(again.text.to_plain().contains("Ticked so far: Fever or shivers"), "{again:?}");
}

#[test]
fn a_sign_for_today_ends_the_quiz_after_the_safety_part() {
    let quiz = shipped();
    let typed = ["ok", "no", "one foot or leg weak", "no", "none", "none", "40 to 59"];
    let typed = [&["continue"][..], &typed[1..]].concat();
    expect![[r#"
        Get seen today

        You should be checked today. Call your doctor, urgent care or a nurse advice line. If you cannot be seen today, go to an emergency department.

        I do not show a pattern or exercises here. Being seen comes first.

        Because of:

        • a weak foot or leg

        What would change this:

        • It becomes an emergency with any sign in the last lines of this message.

        If you get numbness between your legs, trouble peeing or pooing, weakness in both legs, or symptoms in both legs: emergency now. Call your local emergency number (112 works on most mobile networks).

        This check is general information. It cannot examine you, and it has not been tested in a study."#]]
    .assert_eq(&report(type_all(&quiz, &typed)));
}

#[test]
fn a_result_reads_urgency_first() {
    expect![[r#"
        Self-care for now

        No warning signs in your answers. You can start with the tips below. Check in with a doctor or physical therapist (PT) if it is not easing in a few weeks, gets worse, or stops normal life.

        Because of:

        • no warning signs in your answers

        The pattern

        Your story fits well with the pattern of a disc that irritates a nerve. Only an exam can tell.

        The answers that led there:

        • One leg, strength normal
        • 40 to 59 years old
        • Below the knee, in calf or foot
        • Leg hurts more than back
        • Tingling or numb skin in one leg
        • Sitting or bending brings it on
        • Standing, walking or lying flat eases it
        • A cough or sneeze hurts down the leg

        What would change this:

        • It becomes more urgent if it gets worse, lasts more than 6 weeks, or you get fever or a weak foot.
        • An exam of strength, reflexes and feeling. Or pain that comes mainly on standing and walking and goes when you sit.

        Next step: See a physical therapist if you like. See a doctor if it is no better in a few weeks.

        Good to know:

        This is the most common cause of sciatica. Many discs shrink by themselves: about 6 in 10 in studies.

        • Keep moving. Short walks are good.
        • Change position often.
        • Gentle nerve glides are fine if they ease the leg pain, or at least do not make it worse.

        The physical therapist behind this bot has laid out an 8-week plan for the disc pattern. It goes with the book Revision Sciatica. The owner sells this book.

        If you get numbness between your legs, trouble peeing or pooing, weakness in both legs, or symptoms in both legs: emergency now. Call your local emergency number (112 works on most mobile networks).

        This check is general information. It cannot examine you, and it has not been tested in a study."#]]
    .assert_eq(&report(type_all(&shipped(), &DISC)));
}

#[test]
fn the_message_for_a_clinician_lists_what_was_denied() {
    let quiz = shipped();
    let end = page(type_all(
        &quiz,
        &[
            "yes",
            "not sure",
            "still not sure",
            "one leg",
            "no",
            "fever",
            "done",
            "none",
            "rather not say",
        ],
    ));
    let data = quiz.typed(&end.data, "message for my clinician").unwrap();
    let setting = Setting { date: Some("24 November 2026"), ..Setting::default() };
    let Step::Message { message, .. } = quiz.press(&data, &setting) else { panic!() };
    expect![[r#"
        Summary of a symptom check (self-report), 24 November 2026
        Urgency given: Get seen today (U2)
        Pattern given: none

        Answers:
        - Bladder, bowel, feeling: Not sure, also after a second look
        - Your legs: One leg, strength normal
        - Injury: No injury
        - Right now: Fever or shivers
        - About you: None of these
        - Age group: Age not given

        Signs reported:
        - fever or rigors

        Signs asked and denied:
        - new or spreading symptoms in both legs
        - weakness or numbness of both legs, or fast worsening
        - clear weakness of one foot or leg
        - long-standing symptoms in both legs
        - major injury at the start
        - sudden severe abdominal or back pain, collapse
        - suddenly cold, pale or blue leg
        - chest pain or breathlessness
        - unilateral swollen, hot, sore calf
        - unplanned weight loss, or new lump or deformity of the back
        - constant or night pain, no easing position
        - pain that stops sleep or normal activity
        - spine surgery or injection in the last 3 months
        - cancer, now or in the past
        - osteoporosis or long-term oral steroids
        - immune suppression, recent serious infection or injected drugs
        - diabetes, smoking or cardiovascular disease

        Not sure, or not said:
        - Bladder, bowel, feeling
        - Age group

        From an automated education bot, check version 1-8e95. Not validated, no examination was done."#]]
    .assert_eq(&message.text.to_plain());
}

#[test]
fn back_keeps_later_answers_and_the_list_changes_any() {
    let quiz = shipped();
    let list = page(type_all(&quiz, &DISC[..15]));
    assert!(list.text.to_plain().contains("\n6. Age group: 40 to 59 years old\n"));
    // Two steps back from the tenth screen, one answer changed, and on to the first one open.
    let tenth = page(type_all(&quiz, &DISC[..10]));
    assert_eq!(tenth.step, Some((10, 14)));
    let eighth = type_all(&quiz, &[&DISC[..10], &["back", "back"]].concat());
    let marked = page(eighth).buttons[0][0].label.clone();
    assert_eq!(marked, "✓ The leg");
    let after = page(type_all(&quiz, &[&DISC[..10], &["back", "back", "the back"]].concat()));
    assert_eq!(after.step, Some((10, 14)));
    // From the list and back to it.
    let changed = page(type_all(&quiz, &[&DISC[..15], &["6", "72"]].concat()));
    assert!(changed.text.to_plain().contains("\n6. Age group: 71 to 75 years old\n"));
    let result = report(type_all(&quiz, &[&DISC[..15], &["age group", "16", "yes"]].concat()));
    assert!(result.contains("This check is for adults") && !result.contains("The pattern"));
}

#[test]
fn typed_answers_are_understood() {
    let quiz = shipped();
    let at = |messages: &[&str]| page(type_all(&quiz, messages)).data;
    let same = |data: &str, one: &str, other: &str| {
        let typed = quiz.typed(data, one);
        assert!(typed.is_some(), "{one}");
        assert_eq!(typed, quiz.typed(data, other), "{one} / {other}");
    };
    let first = at(&["continue"]);
    same(&first, "1", "YES");
    same(&first, "Yes at laest one", "yeah");
    same(&first, "nope", "2");
    same(&first, "dont know", "not sure");
    same(&first, "3", "Not sure.");
    let now = at(&DISC[..4]);
    same(&now, "4, 7 and 8", "8 7 4");
    same(&now, "no", "none of these");
    same(&now, "feever or shivers", "4");
    let tingle = at(&DISC[..9]);
    assert_eq!(quiz.typed(&tingle, "yes"), None, "two answers start with yes");
    same(&tingle, "both feet", "2");
    let age = at(&DISC[..6]);
    same(&age, "83", "over 75");
    same(&age, "71-75", "71 to 75");
    let legs = at(&DISC[..2]);
    same(&at(&DISC[..7]), "knee", "1");
    assert_eq!(quiz.typed(&now, "sleep"), None, "a topic, perhaps");
    assert_eq!(quiz.typed(&legs, "weak"), None, "half a label raises no alarm");
    for question in ["how long does it last", "what is a disc", "", "🙂", "numb", "99", "0"] {
        assert_eq!(quiz.typed(&legs, question), None, "{question}");
    }
    for (message, step) in [("why do you ask", "Why"), ("stop", "Stopped"), ("go back", "Screen")] {
        let led = press(&quiz, &quiz.typed(&legs, message).unwrap());
        assert!(format!("{led:?}").starts_with(step), "{message}: {led:?}");
    }
}

#[test]
fn an_old_button_restarts_and_a_damaged_one_is_refused() {
    let quiz = shipped();
    let data = page(type_all(&quiz, &DISC[..7])).data;
    let newer = Quiz::new(&parse(&SHIPPED.replacen("\nversion = 1\n", "\nversion = 2\n", 1)));
    assert!(matches!(press(&newer, &data), Step::OldVersion(_)));
    assert_eq!(newer.typed(&data, "1"), None);
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
    #[test]
    fn any_text_is_taken_as_a_button(data in ".{0,80}", body in "[A-Za-z0-9_-]{0,64}") {
        let quiz = shipped();
        for data in [data, format!("q:{body}")] {
            let _ = quiz.typed(&data, "1");
            prop_assert!(matches!(press(&quiz, &data), Step::Damaged(_) | Step::OldVersion(_)));
        }
    }

    #[test]
    fn no_changed_character_is_accepted(at in 2_usize..24, to in "[A-Za-z0-9_-]", length in 0..15) {
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
            data = match (quiz.typed(&open.data, &words), choices.get(turn % choices.len().max(1))) {
                (Some(typed), _) => typed,
                (None, Some(choice)) => choice.data.clone(),
                (None, None) => quiz.start(),
            };
        }
    }
}

// ---- the file

/// The problems of the shipped file with one change, checked and then proved.
fn problems_with(from: &str, to: &str) -> String {
    assert!(SHIPPED.contains(from), "the shipped file has no {from}");
    problems_of(&SHIPPED.replacen(from, to, 1))
}

fn problems_of(text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("faq.toml"), include_str!("../faq/en/faq.toml")).unwrap();
    std::fs::write(folder.join("triage.toml"), text).unwrap();
    let problems = match Knowledge::load(dir.path(), "en") {
        Ok(knowledge) => match prove(&Quiz::new(&knowledge.triage.unwrap()), FILE, 1_000) {
            Ok(_) => return "no problems\n".to_owned(),
            Err(problems) => problems,
        },
        Err(problems) => problems,
    };
    told(&problems).replace(&dir.path().display().to_string(), "faq")
}

#[test]
fn names_that_do_not_exist() {
    expect![[r#"
        faq/en/triage.toml:818:18: there is no answer of `legs` called `both_now`
          | when = { legs = ["both_now"] }
          |                  ^
          mend: did you mean `both_new`?
    "#]]
    .assert_eq(&problems_with(
        "when = { legs = [\"both_new\"] }",
        "when = { legs = [\"both_now\"] }",
    ));
    expect![[r#"
        faq/en/triage.toml:818:16: there is no screen `leg`
          | when = { leg = ["both_new"] }
          |                ^
          mend: did you mean `legs`?
    "#]]
    .assert_eq(&problems_with(
        "when = { legs = [\"both_new\"] }",
        "when = { leg = [\"both_new\"] }",
    ));
    expect![[r#"
        faq/en/triage.toml:844:8: there is no card `bely`
          | card = "bely"
          |        ^
          mend: did you mean `belly`?
    "#]]
    .assert_eq(&problems_with("card = \"belly\"", "card = \"bely\""));
    expect![[r#"
        faq/en/triage.toml:1177:12: there is no live entry `disc-heals`
          | related = ["disc-heals", "nerve-glides", "best-exercises", "book-pathways"]
          |            ^
          mend: did you mean `disc-heal`?
    "#]]
    .assert_eq(&problems_with("\"disc-heal\", \"nerve", "\"disc-heals\", \"nerve"));
    expect![[r#"
        faq/en/triage.toml:792:18: there is no answer of `worse` called `legs`
          | worse = { legs = 2, same = 0, back = -1 }
          |                  ^
          mend: did you mean `leg`?
    "#]]
    .assert_eq(&problems_with("worse = { leg = 2", "worse = { legs = 2"));
}

#[test]
fn rules_that_cannot_be() {
    expect![[r#"
        faq/en/triage.toml:856:6: the emergency rule `chest` names no card
          | id = "chest"
          |      ^
          mend: add a line: card = "…"
    "#]]
    .assert_eq(&problems_with("card = \"chest\"\n", ""));
    expect![[r#"
        faq/en/triage.toml:810:8: the rule `saddle-bladder-bowel` names no answers, so it would hold for everybody
          | when = {}
          |        ^
          mend: name the answers it needs: when = { screen = ["answer"] }
    "#]]
    .assert_eq(&problems_with("when = { ces = [\"yes\"] }", "when = {}"));
    expect![[r#"
        faq/en/triage.toml:156:1: `ces` needs one answer for “not sure”, as the last one
          | [[screen.option]]
          | ^
          mend: give the last answer, and only it, a line: unsure = true
    "#]]
    .assert_eq(&problems_with("unsure = true\nat_least = \"U2\"", "at_least = \"U2\""));
    expect![[r##"
        faq/en/triage.toml:81:11: this text has a heading (#), which a chat cannot show
          | pattern = "# The pattern {fit}"
          |           ^
          mend: use paragraphs, **bold**, *italic*, lists and links only

        faq/en/triage.toml:81:11: this text has a curly bracket that the bot cannot fill in
          | pattern = "# The pattern {fit}"
          |           ^
          mend: remove the curly brackets
    "##]]
    .assert_eq(&problems_with("**The pattern**", "# The pattern {fit}"));
}

#[test]
fn a_sign_that_got_lost_is_found_by_the_proof() {
    expect![[r#"
        faq/en/triage.toml: `coldleg` of `now` must be U1 at least, but the rules make it U2
          mend: add an [[urgency]] rule for this answer, or have its `at_least` lowered by the clinician who signs the quiz
    "#]]
    .assert_eq(&problems_with(
        "level = \"U1\"\nwhen = { now = [\"coldleg\"] }",
        "level = \"U2\"\nwhen = { now = [\"coldleg\"] }",
    ));
    expect![[r#"
        faq/en/triage.toml: the emergency rule `major-injury` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `belly` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `cold-leg` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `chest` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `fever-legs` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `cancer-weak` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `cancer-bladder` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward
    "#]]
    .assert_eq(&problems_with("safety_part_ends = \"age\"", "safety_part_ends = \"legs\""));
    expect![[r#"
        faq/en/triage.toml: no answers were found that end in the result `si`
          mend: look at the [[pattern]] rules before its own, or remove it
    "#]]
    .assert_eq(&problems_with(
        "[[pattern]]\ngives = \"hip\"\nwhen = { extra = [\"hip\"] }",
        "[[pattern]]\ngives = \"other\"\nwhen = { extra = [\"hip\", \"si\"] }",
    ));
}

#[test]
fn prints_a_chart_and_a_table_to_sign() {
    let quiz = shipped();
    let chart = graph::mermaid(&quiz);
    for line in [
        "flowchart TD\n",
        "  s5 -->|\"cancer now or in the past, together with a weak leg\"| U1\n",
        "  safety -->|\"yes\"| U2\n",
    ] {
        assert!(chart.contains(line), "{line}\n{chart}");
    }
    let table = graph::table(&quiz);
    for line in [
        "| U2 | night-severe | now = night and now = severe |",
        "| 3 | extra = sock and tingle = both and stand is not yes | foot-nerve |",
        "| 2. Your legs (`legs`) | Both legs, for a long time, mainly on standing or walking | `both_old` | U3 | +3 | -2 |",
        "## Signed",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
}

// ---- another quiz

/// Knees in three screens: nothing of it is known to the program.
fn other() -> String {
    let say = SHIPPED.split("[say]").nth(1).unwrap().split("# -----").next().unwrap();
    let consent = SHIPPED.split("[consent]").nth(1).unwrap().split("# -----").next().unwrap();
    let level = |name: &str| {
        format!(
            "[level.{name}]\nname = \"{name}\"\ntext = \"Do {name}.\"\nchange = \"More.\"\nreason = \"nothing\"\n"
        )
    };
    format!(
        "version = 7\nreviewed = 2026-11-24\nsafety_part_ends = \"swell\"\n[consent]{consent}\n{}{}{}{}[say]{say}\n{OTHER}",
        level("U1"),
        level("U2"),
        level("U3"),
        level("U4")
    )
}

const OTHER: &str = r#"
[[screen]]
key = "swell"
title = "Swelling"
text = "Is the knee swollen?"
why = "It matters."
option = [
  { code = "hot", label = "Hot and swollen", at_least = "U1" },
  { code = "no", label = "No" },
  { code = "u", label = "Not sure", unsure = true, at_least = "U3" },
]
[[screen]]
key = "when"
title = "When"
text = "When does it hurt?"
why = "It matters."
several = true
option = [
  { code = "stairs", label = "On stairs" },
  { code = "night", label = "At night" },
  { code = "u", label = "Not sure", unsure = true },
]
[[score]]
id = "kneecap"
fits_well = 2
weights = { when = { stairs = 2, night = -1 } }
[[urgency]]
id = "hot"
level = "U1"
when = { swell = ["hot"] }
reason = "a hot knee"
card = "hot"
[[urgency]]
id = "unsure"
level = "U3"
when = { swell = ["u"] }
reason = "you are not sure"
[no_pattern]
when = { swell = ["u"] }
text = "No pattern."
[[pattern]]
gives = "kneecap"
score = { kneecap = { at_least = 1 } }
[[pattern]]
gives = "rest"
[[result]]
id = "kneecap"
name = "kneecap"
score = "kneecap"
text = "This {fit} the kneecap."
change = "An exam."
next = "Walk."
education = "Knees are strong."
[[result]]
id = "rest"
name = "rest"
text = "No pattern."
change = "An exam."
next = "Walk."
education = "Knees are strong."
[[card]]
id = "hot"
text = "Call {emergency} for {reason}."
"#;

#[test]
fn another_quiz_works_by_its_file_alone() {
    assert_eq!(problems_of(&other()), "no problems\n");
    let quiz = Quiz::new(&parse(&other()));
    for (answers, urgency, pattern, fit, kneecap) in [
        (json!({"swell": "hot"}), Urgency::U1, None, None, None),
        (
            json!({"swell": "no", "when": ["stairs"]}),
            Urgency::U4,
            Some("kneecap"),
            Some("well"),
            Some(2),
        ),
        (
            json!({"swell": "no", "when": ["stairs", "night"]}),
            Urgency::U4,
            Some("kneecap"),
            Some("partly"),
            Some(1),
        ),
        (json!({"swell": "no", "when": []}), Urgency::U4, Some("rest"), None, Some(0)),
        (json!({"swell": "u", "when": ["u"]}), Urgency::U3, None, None, None),
    ] {
        let assessed = quiz.assess(&quiz.answers(&answers).unwrap());
        assert_eq!(assessed.urgency, urgency, "{answers}");
        assert_eq!(assessed.pattern.as_deref(), pattern, "{answers}");
        assert_eq!(assessed.fit.map(|fit| fit.name()), fit, "{answers}");
        assert_eq!(assessed.scores[0].value, kneecap, "{answers}");
    }
    let card = report(type_all(&quiz, &["continue", "hot and swollen"]));
    assert_eq!(
        card,
        "Call your local emergency number (112 works on most mobile networks) for a hot knee."
    );
    let result = report(type_all(&quiz, &["continue", "no", "stairs", "done", "show my result"]));
    assert!(result.contains("This fits well with the kneecap."), "{result}");
}

// ---- the command

/// Standard output, standard error and exit code for these lines.
fn triage(lines: &str) -> (String, String, i32) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("answers.jsonl");
    std::fs::write(&file, lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
        .args(["triage", "--json", "--answers"])
        .arg(Path::new(&file))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn a_line_of_json_keeps_the_contract() {
    let lines: Vec<String> = cases().iter().map(|case| case["answers"].to_string()).collect();
    let (out, err, code) = triage(&lines.join("\n"));
    assert_eq!((err.as_str(), code), ("", 0));
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 56);
    for (case, line) in cases().iter().zip(&answers) {
        assert_eq!(line["urgency"], case["urgency"], "{}", case["id"]);
        assert_eq!(line["pattern"], id(case["pattern"].as_str().unwrap()), "{}", case["id"]);
        assert!(!line["reasons"].as_array().unwrap().is_empty());
    }
    let v24 = json!({
        "urgency": "U3", "pattern": "disc", "shown": true, "fit": "well", "stenosis": -8, "disc": 9,
        "reasons": ["it has lasted more than 6 weeks"],
    });
    assert_eq!(answers[23], v24);
    let v01 = json!({
        "urgency": "U1", "pattern": "none", "shown": false, "fit": null, "stenosis": null,
        "disc": null, "reasons": ["a new change in feeling, bladder, bowel or sex"],
    });
    assert_eq!(answers[0], v01);
}

#[test]
fn a_bad_line_is_named_and_the_others_are_answered() {
    let good = cases()[22]["answers"].clone();
    let changed = |key: &str, value: Value| {
        let mut changed = good.clone();
        changed[key] = value;
        changed.to_string()
    };
    let mut short = good.clone();
    short.as_object_mut().unwrap().remove("time");
    let lines = [
        good.to_string(),
        "{".to_owned(),
        String::new(),
        "[]".to_owned(),
        changed("legs", json!("on")),
        changed("legs", json!(["one"])),
        changed("now", json!([3])),
        changed("tigle", json!("one")),
        short.to_string(),
        json!({"ces": "yes"}).to_string(),
        changed("extra", json!("none")),
    ];
    let (out, err, code) = triage(&lines.join("\n"));
    assert_eq!((out.lines().count(), code), (3, 1));
    expect![[r#"
        error: line 2: this is not JSON (EOF while parsing an object at line 1 column 1)
        error: line 4: this is not a JSON object of answers
        error: line 5: `legs` has no answer `on`; did you mean `one`?
        error: line 6: the answer to `legs` must be one code in quotes
        error: line 7: the answer to `now` must be a list of codes in quotes
        error: line 8: there is no screen `tigle`; did you mean `tingle`?
        error: line 9: the answer to `time` is missing
    "#]]
    .assert_eq(&err);
}
