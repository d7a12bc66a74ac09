//! What the editor of `safety.toml` is told about each kind of mistake.
//!
//! `UPDATE_EXPECT=1 cargo test` rewrites the expectations.

use std::fs;

use expect_test::{Expect, expect};
use sciatica_bot::knowledge::{Knowledge, Problem};

const FAQ: &str = r#"
[[entry]]
id = "a"
question = "What?"
answer = "That."
"#;

const GOOD: &str = r#"
[reading]
fillers = ["my"]
idioms = ["killing me"]
own_words = ["number"]
rewrite = { cannot = "cant" }

[guard.negation]
words = ["no"]
before = 4

[concept.numb]
words = ["numb", "@cant feel"]

[concept.cant]
words = ["cant"]

[concept.saddle]
words = ["crotch"]

[[rule]]
id = "saddle-numb"
level = "U1"
card = "spine"
sources = ["NHS"]
when = [{ all = ["numb", "saddle"] }]

[card.spine]
text = "Call **{emergency}** now."
check = "If it is new, tap here."
check_button = "It is new"

[sources.NHS]
title = "A page"

[say]
confirm = "Right?"
confirmed = "Get help."
denied = "Good."
denied_nothing_asked = "Good."
mode = "First a check."
drive = "Ask a friend."
bring = "A list."
being_seen = "Good."
mode_ended = "Back."
crisis_follow_up = "I'm here. {crisis}"
talk_to_person = "{crisis}"
ask_country = "Where?"
country_kept = "In {country} call {emergency}."
other_country = "Call 112."

[buttons]
yes_one = "Yes"
none_of_these = "None"
what_to_say = "Say"
who_drives = "Drive"
what_to_bring = "Bring"
being_seen = "Seen"
back_to_questions = "Back"
talk_to_person = "Talk"
choose_country = "Country"
other_country = "Other"
"#;

/// Loads a folder with the good file in which `from` is changed to `to`; compares what is told.
fn check(from: &str, to: &str, expected: &Expect) {
    assert!(GOOD.contains(from), "the good file has no {from}");
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("faq.toml"), FAQ).unwrap();
    fs::write(folder.join("safety.toml"), GOOD.replacen(from, to, 1)).unwrap();
    let told = match Knowledge::load(dir.path(), "en") {
        Ok(_) => "no problems\n".to_owned(),
        Err(problems) => {
            problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n") + "\n"
        }
    };
    expected.assert_eq(&told.replace(&dir.path().display().to_string(), "faq"));
}

#[test]
fn a_good_file_has_no_problems() {
    check(
        "numb",
        "numb",
        &expect![[r#"
        no problems
    "#]],
    );
}

#[test]
fn wrong_names() {
    check(
        r#"all = ["numb", "saddle"]"#,
        r#"all = ["numb", "sadle"]"#,
        &expect![[r#"
        faq/en/safety.toml:26:26: there is no [concept.sadle]
          | when = [{ all = ["numb", "sadle"] }]
          |                          ^
          mend: did you mean `saddle`?

        faq/en/safety.toml:18:1: no rule uses the concept `saddle`
          | [concept.saddle]
          | ^
          mend: name it in a rule, or remove it
    "#]],
    );
    check(
        r#"card = "spine""#,
        r#"card = "spin""#,
        &expect![[r#"
        faq/en/safety.toml:24:8: there is no [card.spin]
          | card = "spin"
          |        ^
          mend: did you mean `spine`?

        faq/en/safety.toml:28:1: no rule shows the card `spine`
          | [card.spine]
          | ^
          mend: name it in a rule, or remove it
    "#]],
    );
    check(
        r#"sources = ["NHS"]"#,
        r#"sources = ["GP"]"#,
        &expect![[r#"
        faq/en/safety.toml:25:12: there is no [sources.GP]
          | sources = ["GP"]
          |            ^
          mend: use one of the names under [sources.…], or add a block [sources.GP]
    "#]],
    );
    check(
        "\"@cant feel\"",
        "\"@can feel\"",
        &expect![[r#"
        faq/en/safety.toml:13:18: there is no [concept.can]
          | words = ["numb", "@can feel"]
          |                  ^
          mend: did you mean `cant`?

        faq/en/safety.toml:15:1: no rule uses the concept `cant`
          | [concept.cant]
          | ^
          mend: name it in a rule, or remove it
    "#]],
    );
    check(
        "when = [{",
        "ignores = [\"past\"]\nwhen = [{",
        &expect![[r#"
        faq/en/safety.toml:26:12: there is no [guard.past]
          | ignores = ["past"]
          |            ^
          mend: use one of the names under [guard.…], or add a block [guard.past]
    "#]],
    );
}

#[test]
fn wrong_shape() {
    check(
        "before = 4",
        "befor = 4",
        &expect![[r#"
        faq/en/safety.toml:10:1: unknown key `befor`
          | befor = 4
          | ^
          mend: did you mean `before`?
    "#]],
    );
    check(
        r#"level = "U1""#,
        r#"level = "U5""#,
        &expect![[r#"
            faq/en/safety.toml:23:9: `level` has a value that is not known
              | level = "U5"
              |         ^
              mend: use one of: U3, U2, U1, Crisis
        "#]],
    );
    check(
        r#"words = ["crotch"]"#,
        "words = []",
        &expect![[r#"
        faq/en/safety.toml:19:9: `words` is empty or too short
          | words = []
          |         ^
          mend: fill it in, or remove the line if it may be left out
    "#]],
    );
    check(
        "Ask a friend.\"",
        "Ask a friend.\"\nextra = \"x\"",
        &expect![[r#"
            faq/en/safety.toml:43:1: unknown key `extra`
              | extra = "x"
              | ^
              mend: remove it; known here are: ask_country, being_seen, bring, confirm, confirmed, country_kept, crisis_follow_up, denied, denied_nothing_asked, drive, mode, mode_ended, other_country, talk_to_person
        "#]],
    );
}

#[test]
fn wrong_lists() {
    check(
        r#"words = ["cant"]"#,
        r#"words = ["cant", "?"]"#,
        &expect![[r#"
        faq/en/safety.toml:16:18: this phrase has no words
          | words = ["cant", "?"]
          |                  ^
          mend: write a word or a phrase, or remove it
    "#]],
    );
    check(
        r#"words = ["cant"]"#,
        r#"words = ["cant", "<9-3> times"]"#,
        &expect![[r#"
        faq/en/safety.toml:16:18: this phrase has a range of numbers that cannot be read
          | words = ["cant", "<9-3> times"]
          |                  ^
          mend: write it as <70-110>, the smaller number first
    "#]],
    );
    check(
        r#"words = ["cant"]"#,
        r#"words = ["cant", "@numb"]"#,
        &expect![[r#"
        faq/en/safety.toml:16:9: `cant` leads back to itself by its @ names
          | words = ["cant", "@numb"]
          |         ^
          mend: write out the words in one of the lists

        faq/en/safety.toml:13:9: `numb` leads back to itself by its @ names
          | words = ["numb", "@cant feel"]
          |         ^
          mend: write out the words in one of the lists
    "#]],
    );
    check(
        r#"all = ["numb", "saddle"]"#,
        r#"all = ["numb"]"#,
        &expect![[r#"
        faq/en/safety.toml:18:1: no rule uses the concept `saddle`
          | [concept.saddle]
          | ^
          mend: name it in a rule, or remove it
    "#]],
    );
}

#[test]
fn wrong_cards() {
    check(
        "Call **{emergency}** now.",
        "Get help soon.",
        &expect![[r#"
        faq/en/safety.toml:29:8: the first 2 lines of this card do not say whom to call, and the rule `saddle-numb` needs it
          | text = "Get help soon."
          |        ^
          mend: write {emergency} into one of the first 2 lines
    "#]],
    );
    check(
        "**{emergency}** now.",
        "**{emergency}** or {number} now.",
        &expect![[r#"
        faq/en/safety.toml:29:8: this text has a curly bracket that the bot cannot fill in
          | text = "Call **{emergency}** or {number} now."
          |        ^
          mend: use only {emergency}, {advice}, {crisis}
    "#]],
    );
    check(
        "**{emergency}** now.",
        "**{emergency}** now.\\n\\n# Help",
        &expect![[r#"
        faq/en/safety.toml:29:8: this text has a heading (#), which a chat cannot show
          | text = "Call **{emergency}** now.\n\n# Help"
          |        ^
          mend: use paragraphs, **bold**, *italic*, lists and links only
    "#]],
    );
    check(
        "[card.spine]",
        "[card.other]\ntext = \"x\"\ncheck = \"x\"\ncheck_button = \"x\"\n[card.spine]",
        &expect![[r#"
        faq/en/safety.toml:28:1: no rule shows the card `other`
          | [card.other]
          | ^
          mend: name it in a rule, or remove it
    "#]],
    );
    check(
        "= \"Seen\"",
        "= \"I am being seen by somebody at the clinic right now\"",
        &expect![[r#"
            faq/en/safety.toml:58:14: this button has 51 characters
              | being_seen = "I am being seen by somebody at the clinic right now"
              |              ^
              mend: shorten it to 32 or fewer
        "#]],
    );
}

#[test]
fn gentle_checks() {
    check(
        "check = \"If it is new, tap here.\"\n",
        "",
        &expect![[r#"
        faq/en/safety.toml:28:1: `check` is missing here
          | [card.spine]
          | ^
          mend: add a line: check = …
    "#]],
    );
    check(
        "check_button = \"It is new\"\n",
        "",
        &expect![[r#"
        faq/en/safety.toml:28:1: `check_button` is missing here
          | [card.spine]
          | ^
          mend: add a line: check_button = …
    "#]],
    );
    check(
        "check = \"If it is new, tap here.\"",
        "check = \"{tap} here\"",
        &expect![[r#"
        faq/en/safety.toml:30:9: this text has a curly bracket that the bot cannot fill in
          | check = "{tap} here"
          |         ^
          mend: use only {emergency}, {advice}, {crisis}
    "#]],
    );
    check(
        "\"It is new\"",
        "\"It is new, or it is getting worse\"",
        &expect![[r#"
        faq/en/safety.toml:31:16: this button has 33 characters
          | check_button = "It is new, or it is getting worse"
          |                ^
          mend: shorten it to 32 or fewer
    "#]],
    );
}

#[test]
fn two_rules_of_one_name() {
    let rule = "[[rule]]\nid = \"saddle-numb\"\nlevel = \"U2\"\ncard = \"spine\"\nsources = [\"NHS\"]\nwhen = [{ all = [\"numb\"] }]\n\n[card.spine]";
    check(
        "[card.spine]",
        rule,
        &expect![[r#"
        faq/en/safety.toml:29:6: the id `saddle-numb` is already taken
          | id = "saddle-numb"
          |      ^
          mend: give this rule another id
    "#]],
    );
}

#[test]
fn signs_of_a_wrong_card_or_on_both_sides() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("faq.toml"), FAQ).unwrap();
    fs::write(folder.join("safety.toml"), GOOD).unwrap();
    let signs = folder.join("signs");
    fs::create_dir(&signs).unwrap();
    fs::write(signs.join("spin.txt"), "# from a chat\ni can't feel it\n").unwrap();
    fs::write(signs.join("harmless.txt"), "I CANT feel it!\nfine\nFine.\n").unwrap();
    let problems = Knowledge::load(dir.path(), "en").unwrap_err();
    let told = problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n") + "\n";
    expect![[r#"
        faq/en/signs/spin.txt: there is no card `spin`
          mend: did you mean `spine.txt`?

        faq/en/signs/harmless.txt:3:1: this message also stands in faq/en/signs/harmless.txt, line 2
          | Fine.
          | ^
          mend: decide where it belongs, and remove the other

        faq/en/signs/spin.txt:2:1: this message also stands in faq/en/signs/harmless.txt, line 1
          | i can't feel it
          | ^
          mend: decide where it belongs, and remove the other
    "#]]
    .assert_eq(&told.replace(&dir.path().display().to_string(), "faq"));
}

#[test]
fn a_chain_of_names_that_is_too_long() {
    let chain = (1..5).map(|n| format!("[concept.c{n}]\nwords = [\"@c{}\"]\n\n", n + 1));
    let chain: String = chain.chain(["[concept.c5]\nwords = [\"crotch\"]\n".to_owned()]).collect();
    check(
        "[concept.saddle]\nwords = [\"crotch\"]",
        &format!("[concept.saddle]\nwords = [\"@c1\"]\n\n{chain}"),
        &expect![[r#"
            faq/en/safety.toml:19:10: the @ names of this phrase lead through more than 4 lists
              | words = ["@c1"]
              |          ^
              mend: write out the words in one of the lists
        "#]],
    );
}
