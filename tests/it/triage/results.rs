//! What people read at the end: urgency first, no promises, nothing sold in trouble.

use expect_test::expect;
use sciatica_bot::knowledge::triage::Urgency;
use sciatica_bot::text::Message;
use sciatica_bot::triage::{Setting, Step};

use super::{DISC, SHIPPED, cases, page, press, report, shipped, type_all, walk};

#[test]
fn no_quiz_text_promises_too_much() {
    let (shown, _) = SHIPPED.split_once("\n[sources]\n").unwrap();
    for word in ["diagnos", "%", "percent", "detect", "accurate", "clinically proven"] {
        let found = shown
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
        let first = report.page.text.to_plain();
        assert!(first.chars().count() <= 900, "{}: {first}", case["id"]);
        assert!(!first.contains("book"), "{}: {first}", case["id"]);
        let why = quiz.typed(&report.page.data, &Message::read("why this pattern"));
        let why = why.map_or_else(String::new, |data| page(press(&quiz, &data)).text.to_plain());
        let text = format!("{first}\n{why}");
        let sells = text.contains("They sell this book");
        let related = report.related.iter().any(|id| id == "book-pathways");
        let allowed = report.assessment.urgency < Urgency::U2
            && matches!(report.assessment.pattern.as_deref(), Some("disc" | "stenosis"));
        assert_eq!(sells || related, allowed, "{}: {text}", case["id"]);
        offered += usize::from(sells);
        assert!(first.contains("Emergency now:"), "{}: no safety net", case["id"]);
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
    let back = quiz.typed(&urgent.page.data, &Message::read("I tapped that by mistake")).unwrap();
    assert_eq!(page(press(&quiz, &back)).step, Some((1, 14)));
    // One tick of two is taken back, the other stays.
    let step = type_all(&quiz, &["continue", "no", "one leg", "no", "no", "4", "3"]);
    let back = quiz.typed(&page(step).data, &Message::read("I tapped that by mistake")).unwrap();
    let again = page(press(&quiz, &back));
    assert!(again.text.to_plain().contains("Ticked so far: Fever or shivers"), "{again:?}");
}

#[test]
fn a_sign_for_today_ends_the_quiz_after_the_safety_part() {
    let quiz = shipped();
    let typed = ["continue", "no", "one foot or leg weak", "no", "no", "none", "none", "40 to 59"];
    expect![[r#"
        Get seen today: call your doctor, urgent care or a nurse advice line now, so that you are seen today. If you cannot be seen today, go to an emergency department.

        I do not show a pattern or exercises here. Being seen comes first.

        Why: a weak foot or leg.

        Emergency now: new numbness between your legs, no feeling or control of bladder or bowel, weakness in both legs, or new symptoms in both legs. Call 911 (US, Canada), 999 (UK), 112 (Europe, India), 000 (Australia) or 111 (New Zealand)."#]]
    .assert_eq(&report(type_all(&quiz, &typed)));
}

#[test]
fn a_result_reads_urgency_first() {
    expect![[r#"
        Self-care for now: no warning signs in your answers. See someone if it gets worse, or is no better in a few weeks.

        Today: keep moving. Change position every 20 to 30 minutes, and walk 5 minutes a few times.

        Tomorrow morning: lie on your elbows for 30 seconds, then up to 10 slow press-ups (Elbows and small press-ups). Then walk 5 minutes.

        Stop if pain moves further down the leg, or numbness grows.

        The pattern: your story fits well with a disc that irritates a nerve. Only an exam can tell. Mostly from: Below the knee, in calf or foot; Leg hurts more than back.

        Emergency now: new numbness between your legs, no feeling or control of bladder or bowel, weakness in both legs, or new symptoms in both legs. Call 911 (US, Canada), 999 (UK), 112 (Europe, India), 000 (Australia) or 111 (New Zealand)."#]]
    .assert_eq(&report(type_all(&shipped(), &DISC)));
}

#[test]
fn the_reasons_stand_behind_a_button() {
    expect![[r#"
        The pattern: your story fits well with a disc that irritates a nerve. Only an exam can tell.

        The answers that led there:

        • Below the knee, in calf or foot
        • Leg hurts more than back
        • One leg, strength normal
        • Tingling or numb skin in one leg
        • 40 to 59 years old
        • Sitting brings it on
        • Standing up eases it

        Because of:

        • no warning signs in your answers

        What would change this:

        • It becomes more urgent if it gets worse, lasts more than 6 weeks, or you get fever or a weak foot.
        • An exam of strength, reflexes and feeling. Or pain that comes mainly on standing and walking and goes when you sit.

        Next step: See a physical therapist if you like. See a doctor if it is no better in a few weeks.

        Good to know: This is the most common cause of sciatica. Many discs shrink by themselves: about 6 in 10 in studies.

        • Keep moving. Short walks are good.
        • Change position often.
        • Gentle nerve glides are fine if they ease the leg pain, or at least do not make it worse.

        The physical therapist behind this bot has laid out an 8-week plan for the disc pattern. It goes with the book Revision Sciatica. They sell this book.

        This check is general information. It cannot examine you, and it has not been tested in a study."#]]
        .assert_eq(&report(type_all(&shipped(), &[&DISC[..], &["why this pattern"]].concat())));
}

/// Whoever must be examined first walks, and is offered no exercise.
#[test]
fn no_exercise_before_an_exam() {
    let quiz = shipped();
    let typed = |about: &[&str]| type_all(&quiz, &[&DISC[..6], about, &DISC[7..]].concat());
    let Step::Result(free) = typed(&["none"]) else { panic!() };
    assert_eq!(free.exercises, ["prone-elbows"]);
    let Step::Result(pregnant) = typed(&["pregnant", "done"]) else { panic!() };
    assert!(pregnant.exercises.is_empty());
    let text = pregnant.page.text.to_plain();
    assert!(text.contains("Leave exercises until you have been examined"), "{text}");
    assert!(text.contains("Your midwife") && !text.contains("press-ups"), "{text}");
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
            "no",
            "fever",
            "done",
            "none",
            "rather not say",
        ],
    ));
    let data = quiz.typed(&end.data, &Message::read("for my doctor")).unwrap();
    let setting = Setting { date: Some("24 November 2026"), ..Setting::default() };
    let Step::Message { message, .. } = quiz.press(&data, &setting) else { panic!() };
    expect![[r#"
        Summary of a symptom check (self-report), 24 November 2026
        Urgency given: Get seen today (U2)
        Pattern given: none

        Answers:
        - Bladder, bowel, feeling: Not sure, also after a second look
        - Your legs: One leg, strength normal
        - Tingling or numb skin: No tingling or numb skin
        - Injury: No injury in the last 2 weeks
        - Right now: Fever or shivers
        - About you: None of these
        - Age group: Age not given

        Signs reported:
        - fever or rigors

        Signs asked and denied:
        - new or spreading symptoms in both legs
        - weakness of both legs, or fast worsening weakness
        - clear weakness of one foot or leg
        - long-standing weakness of one foot or leg, known to a doctor
        - long-standing symptoms in both legs on walking
        - long-standing symptoms in both legs, not on walking
        - new tingling or numbness in both legs or feet
        - long-standing tingling or numbness in both legs or feet
        - tingling or numbness in both legs or feet, onset not clear
        - major injury in the last 2 weeks
        - sudden severe abdominal and back pain, or with collapse
        - suddenly cold, pale or blue leg
        - chest pain or breathlessness
        - unilateral swollen, hot, sore calf
        - unplanned weight loss, or new lump on the back
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

        From an automated education bot, check version 2-5ff8. Not validated, no examination was done."#]]
    .assert_eq(&message.text.to_plain());
}
