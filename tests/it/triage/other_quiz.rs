//! Another quiz of the same shape works by its file alone.

use sciatica_bot::knowledge::triage::Urgency;
use sciatica_bot::triage::{Fit, Quiz};
use serde_json::json;

use super::file::problems_of;
use super::{SHIPPED, parse, report, type_all};

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
        assert_eq!(assessed.fit.map(Fit::name), fit, "{answers}");
        assert_eq!(assessed.scores[0].value, kneecap, "{answers}");
    }
    let card = report(type_all(&quiz, &["continue", "hot and swollen"]));
    assert_eq!(
        card,
        "Call 911 (US, Canada), 999 (UK), 112 (Europe, India), 000 (Australia) or 111 (New Zealand) \
         for a hot knee."
    );
    let result = report(type_all(&quiz, &["continue", "no", "stairs", "done"]));
    assert!(result.contains("This fits well with the kneecap."), "{result}");
}

#[test]
fn the_proof_finds_what_is_missing_in_it() {
    let changed = |from: &str, to: &str| {
        assert!(OTHER.contains(from), "{from}");
        problems_of(&other().replacen(from, to, 1))
    };
    // Whoever is not sure about anything would be sent home.
    let rule = "[[urgency]]\nid = \"unsure\"\nlevel = \"U3\"\nwhen = { swell = [\"u\"] }\nreason = \"you are not sure\"\n";
    let unsure = problems_of(&other().replace(rule, "").replace(", at_least = \"U3\"", ""));
    assert!(unsure.contains("not sure about anything"), "{unsure}");
    // A rule that a graver one always hides.
    let hidden = changed(
        "level = \"U3\"\nwhen = { swell = [\"u\"] }",
        "level = \"U3\"\nwhen = { swell = [\"hot\"] }",
    );
    assert!(hidden.contains("`unsure` never decides"), "{hidden}");
    // Texts that each are allowed, and together too long for a message.
    let long = [
        ("unsure = true", format!("unsure = true, note = \"{}\"", "a".repeat(590))),
        ("Knees are strong.", "b".repeat(890)),
        ("Do U4.", "c".repeat(790)),
        ("An exam.", "d".repeat(390)),
        ("Walk.", "e".repeat(390)),
    ];
    let sum = problems_of(&long.iter().fold(other(), |file, (from, to)| file.replace(from, to)));
    assert!(sum.contains("the first message of a result of U4, `kneecap` can have"), "{sum}");
    // More answers than a button can carry.
    let option = |code: usize| format!("{{ code = \"o{code}\", label = \"Box\" }}");
    let options = (0..12).map(option).collect::<Vec<_>>().join(", ");
    let screen = |key: usize| {
        format!(
            "[[screen]]\nkey = \"k{key}\"\ntitle = \"T\"\ntext = \"Q?\"\nwhy = \"W.\"\n\
             several = true\noption = [{options}, {{ code = \"u\", label = \"Not sure\", unsure = true }}]\n"
        )
    };
    let screens = (0..38).map(screen).collect::<Vec<_>>().concat();
    let wide = changed("[[score]]", &format!("{screens}[[score]]"));
    assert!(wide.contains("of which 64 fit"), "{wide}");
}
