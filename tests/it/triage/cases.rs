//! The shipped quiz agrees with its cases, asked at once or button by button, and is proved.

use sciatica_bot::knowledge::triage::Urgency;
use sciatica_bot::triage::proof::{TEXT_MAX, prove};
use sciatica_bot::triage::{Step, TOKEN_MAX};

use super::{FILE, cases, id, shipped, told, walk, walk_counted};

#[test]
fn agrees_with_all_cases() {
    let quiz = shipped();
    assert_eq!(cases().len(), 71);
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

/// Codes that answers had before they were parted are still taken.
#[test]
fn earlier_codes_are_taken() {
    let quiz = shipped();
    let stenosis = cases().into_iter().find(|case| case["id"] == "V31").unwrap();
    let mut earlier = stenosis["answers"].clone();
    earlier["stand"] = "yes".into();
    earlier["ease"] = "sitbend".into();
    assert_eq!(quiz.answers(&earlier), quiz.answers(&stenosis["answers"]));
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
                    let short = report.assessment;
                    let told = (short.shown, short.pattern, short.fit);
                    assert_eq!(told, (true, whole.pattern, whole.fit), "{}", case["id"]);
                }
            }
            other => panic!("{}: {other:?}", case["id"]),
        }
    }
}

/// The first 56 cases are those of the clinical brief; the others were added for single rules.
#[test]
fn takes_few_taps() {
    let quiz = shipped();
    let mut taps: Vec<usize> =
        cases().iter().take(56).map(|case| walk_counted(&quiz, &case["answers"]).1).collect();
    taps.sort_unstable();
    assert!(taps[27] <= 11 && taps[28] <= 11, "{taps:?}");
    assert!(taps[55] <= 16, "{taps:?}");
}

#[test]
fn holds_what_must_hold_for_any_answers() {
    match prove(&shipped(), FILE, 100_000) {
        Ok(proof) => {
            assert_eq!((proof.screens, proof.sets), (14, 100_000));
            assert!(proof.token <= TOKEN_MAX && proof.longest <= TEXT_MAX, "{proof}");
            assert!(proof.left_out > proof.walks, "{proof}");
        }
        Err(problems) => panic!("{}", told(&problems)),
    }
}
