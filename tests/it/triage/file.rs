//! What the editor is told about mistakes in the file, and what the clinician signs.

use expect_test::expect;
use std::path::Path;

use sciatica_bot::knowledge::Knowledge;
use sciatica_bot::triage::proof::prove;
use sciatica_bot::triage::{Quiz, graph};

use super::{FILE, SHIPPED, shipped, told};
use crate::support::program::copy_folder;

/// The problems of the shipped file with one change, checked and then proved.
fn problems_with(from: &str, to: &str) -> String {
    assert!(SHIPPED.contains(from), "the shipped file has no {from}");
    problems_of(&SHIPPED.replacen(from, to, 1))
}

pub(crate) fn problems_of(text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("faq.toml"), include_str!("../../../faq/en/faq.toml")).unwrap();
    let exercises = include_str!("../../../faq/en/exercises.toml");
    std::fs::write(folder.join("exercises.toml"), exercises).unwrap();
    std::fs::write(folder.join("triage.toml"), text).unwrap();
    copy_folder(Path::new("faq/media"), &dir.path().join("media"));
    let problems = match Knowledge::load(dir.path(), "en") {
        Ok(knowledge) => match prove(&Quiz::new(&knowledge.triage.unwrap()), FILE, 1_000) {
            Ok(_) => return "no problems\n".to_owned(),
            Err(problems) => problems,
        },
        Err(problems) => problems,
    };
    let told = told(&problems).replace(&dir.path().display().to_string(), "faq");
    // Without line numbers: the excerpt shows the place, and an edit of the file above it is no
    // matter of these tests.
    let lines = told.lines().map(|line| match line.split_once(".toml:") {
        Some((file, rest)) if line.starts_with("faq/") => {
            format!(
                "{file}.toml:{}",
                rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':')
            )
        }
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn names_that_do_not_exist() {
    expect![[r#"
        faq/en/triage.toml: there is no answer of `legs` called `both_now`
          | when = { legs = ["both_now"] }
          |                  ^
          mend: did you mean `both_new`?
    "#]]
    .assert_eq(&problems_with(
        "when = { legs = [\"both_new\"] }",
        "when = { legs = [\"both_now\"] }",
    ));
    expect![[r#"
        faq/en/triage.toml: there is no screen `leg`
          | when = { leg = ["both_new"] }
          |                ^
          mend: did you mean `legs`?
    "#]]
    .assert_eq(&problems_with(
        "when = { legs = [\"both_new\"] }",
        "when = { leg = [\"both_new\"] }",
    ));
    expect![[r#"
        faq/en/triage.toml: there is no card `bely`
          | card = "bely"
          |        ^
          mend: did you mean `belly`?
    "#]]
    .assert_eq(&problems_with("card = \"belly\"", "card = \"bely\""));
    expect![[r#"
        faq/en/triage.toml: there is no live entry `disc-heals`
          | related = ["disc-heals", "nerve-glides", "best-exercises", "book-pathways"]
          |            ^
          mend: did you mean `disc-heal`?
    "#]]
    .assert_eq(&problems_with("\"disc-heal\", \"nerve", "\"disc-heals\", \"nerve"));
    expect![[r#"
        faq/en/triage.toml: there is no answer of `worse` called `legs`
          | worse = { legs = 2, same = 0, back = -1 }
          |                  ^
          mend: did you mean `leg`?
    "#]]
    .assert_eq(&problems_with("worse = { leg = 2", "worse = { legs = 2"));
    expect![[r#"
        faq/en/triage.toml: there is no source `NHS-AAB`
          | sources = ["NHS-AAB"]
          |            ^
          mend: did you mean `NHS-AAA`?
    "#]]
    .assert_eq(&problems_with("[\"NHS-AAA\"]", "[\"NHS-AAB\"]"));
}

#[test]
fn a_picture_that_is_not_there() {
    let title = "title = \"Tingling or numb skin\"\n";
    let picture = "picture = { file = \"slump-tset.svg\", alt = \"A person sits.\" }\n";
    expect![[r#"
        faq/en/triage.toml: there is no file `slump-tset.svg` in faq/media
          | picture = { file = "slump-tset.svg", alt = "A person sits." }
          |                    ^
          mend: did you mean `slump-test.svg`?
    "#]]
    .assert_eq(&problems_with(title, &format!("{title}{picture}")));
}

#[test]
fn a_code_that_two_answers_have() {
    expect![[r#"
        faq/en/triage.toml: `stand` is another answer of this screen, too
          | was = ["stand"]
          |        ^
          mend: remove it here
    "#]]
    .assert_eq(&problems_with("was = [\"yes\"]", "was = [\"stand\"]"));
}

#[test]
fn rules_that_cannot_be() {
    expect![[r#"
        faq/en/triage.toml: the emergency rule `chest` names no card
          | id = "chest"
          |      ^
          mend: add a line: card = "…"
    "#]]
    .assert_eq(&problems_with("card = \"chest\"\n", ""));
    expect![[r#"
        faq/en/triage.toml: the rule `saddle-bladder-bowel` names no answers, so it would hold for everybody
          | when = {}
          |        ^
          mend: name the answers it needs: when = { screen = ["answer"] }
    "#]]
    .assert_eq(&problems_with("when = { ces = [\"yes\"] }", "when = {}"));
    expect![[r#"
        faq/en/triage.toml: `ces` needs one answer for “not sure”, as the last one
          | [[screen.option]]
          | ^
          mend: give the last answer, and only it, a line: unsure = true
    "#]]
    .assert_eq(&problems_with("unsure = true\nat_least = \"U2\"", "at_least = \"U2\""));
    expect![[r##"
        faq/en/triage.toml: this text has a heading (#), which a chat cannot show
          | pattern = "# The pattern {fit}:"
          |           ^
          mend: use paragraphs, **bold**, *italic*, lists and links only

        faq/en/triage.toml: this text has a curly bracket that the bot cannot fill in
          | pattern = "# The pattern {fit}:"
          |           ^
          mend: remove the curly brackets
    "##]]
    .assert_eq(&problems_with("**The pattern:**", "# The pattern {fit}:"));
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
        faq/en/triage.toml: the emergency rule `tingle-both-new` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

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

        faq/en/triage.toml: the emergency rule `surgery-weak` needs a screen after the safety part
          mend: move the screen forward, or `safety_part_ends` backward

        faq/en/triage.toml: the emergency rule `surgery-bladder` needs a screen after the safety part
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
        "  s6 -->|\"cancer now or in the past, together with a weak leg\"| U1\n",
        "  safety -->|\"yes\"| U2\n",
    ] {
        assert!(chart.contains(line), "{line}\n{chart}");
    }
    let table = graph::table(&quiz);
    for line in [
        "| U2 | night-severe | now = night and now = severe |",
        "| 4 | extra = sock and tingle = both or both_u and stand is not walk or stand | foot-nerve |",
        "| 2. Your legs (`legs`) | Both legs, for a long time, mainly on standing or walking | `both_old` | U3 | +3 | -2 |",
        "## Signed",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
}
