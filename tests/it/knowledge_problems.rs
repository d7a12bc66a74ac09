//! What the editor is told about each kind of mistake: the exact words, with place and mend.
//!
//! `UPDATE_EXPECT=1 cargo test` rewrites the expectations.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use sciatica_bot::knowledge::{Knowledge, Problem};

const GOOD: &str = r#"
[sources.KOES07]
title = "A review"

[[entry]]
id = "how-long"
question = "How long does it last?"
phrasings = ["how many weeks", "when does it stop"]
answer = "A few weeks for most people."
sources = ["KOES07"]

[[entry]]
id = "sleep"
question = "How should I sleep?"
phrasings = ["best sleeping position"]
answer = "On your side, with a cushion between your knees."
related = ["how-long"]
"#;

/// Loads a folder whose files are given, and compares all problems told.
fn check(files: &[(&str, &[u8])], expected: &Expect) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    fs::create_dir(&folder).unwrap();
    for (name, content) in files {
        fs::write(folder.join(name), content).unwrap();
    }
    expected.assert_eq(&told(dir.path()));
}

/// The problems of a folder as the editor reads them, with the folder called `faq`.
fn told(dir: &Path) -> String {
    let text = match Knowledge::load(dir, "en") {
        Ok(_) => "no problems\n".to_owned(),
        Err(problems) => {
            problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n") + "\n"
        }
    };
    text.replace(&dir.display().to_string(), "faq")
}

/// Checks the good file with one change.
fn check_changed(from: &str, to: &str, expected: &Expect) {
    assert!(GOOD.contains(from), "the good file has no {from}");
    check(&[("faq.toml", GOOD.replacen(from, to, 1).as_bytes())], expected);
}

#[test]
fn a_good_folder_has_no_problems() {
    check(
        &[("faq.toml", GOOD.as_bytes())],
        &expect![[r#"
        no problems
    "#]],
    );
}

#[test]
fn wrong_toml() {
    check_changed(
        "id = \"sleep\"",
        "id = \"sleep",
        &expect![[r#"
        faq/en/faq.toml:13:12: TOML mistake: invalid basic string, expected `"`
          | id = "sleep
          |            ^
          mend: texts stand in quotes: "…", or """…""" over several lines; write \" for a quote inside
    "#]],
    );
    check_changed(
        "id = \"sleep\"",
        "id \"sleep\"",
        &expect![[r#"
        faq/en/faq.toml:13:4: TOML mistake: key with no value, expected `=`
          | id "sleep"
          |    ^
          mend: compare with the lines around: name = "text in quotes", one to a line
    "#]],
    );
    check_changed(
        "id = \"sleep\"",
        "id = \"sleep\"\nid = \"sleep\"",
        &expect![[r#"
        faq/en/faq.toml:14:1: TOML mistake: duplicate key
          | id = "sleep"
          | ^
          mend: each name may stand once in a block: remove one, or start a new block such as `[[entry]]`
    "#]],
    );
    check_changed(
        "[\"best sleeping position\"]",
        "[\"best sleeping position\"",
        &expect![[r#"
        faq/en/faq.toml:16:1: TOML mistake: missing comma between array elements, expected `,`
          | answer = "On your side, with a cushion between your knees."
          | ^
          mend: lists look like ["one", "two"]: check the brackets, quotes and commas
    "#]],
    );
}

#[test]
fn unknown_key() {
    check_changed(
        "phrasings = [\"best",
        "phrasing = [\"best",
        &expect![[r#"
        faq/en/faq.toml:15:1: unknown key `phrasing`
          | phrasing = ["best sleeping position"]
          | ^
          mend: did you mean `phrasings`?
    "#]],
    );
    check_changed(
        "phrasings = [\"best",
        "colours = [\"best",
        &expect![[r#"
        faq/en/faq.toml:15:1: unknown key `colours`
          | colours = ["best sleeping position"]
          | ^
          mend: remove it; known here are: answer, certainty, id, keywords, links, offer_check, owner_facts, phrasings, question, related, reviewed, safety_net, sources, status, topic
    "#]],
    );
}

#[test]
fn wrong_kind_of_value() {
    check_changed(
        "\"How should I sleep?\"",
        "7",
        &expect![[r#"
        faq/en/faq.toml:14:12: `question` has the wrong kind of value
          | question = 7
          |            ^
          mend: write a text in quotes ("…") here
    "#]],
    );
    check_changed(
        "[\"how-long\"]",
        "\"how-long\"",
        &expect![[r#"
        faq/en/faq.toml:17:11: `related` has the wrong kind of value
          | related = "how-long"
          |           ^
          mend: write a list (["…", "…"]) here
    "#]],
    );
}

#[test]
fn missing_answer() {
    check_changed(
        "answer = \"A few weeks for most people.\"\n",
        "",
        &expect![[r#"
        faq/en/faq.toml:5:1: `answer` is missing here
          | [[entry]]
          | ^
          mend: add a line: answer = …
    "#]],
    );
}

#[test]
fn id_with_wrong_characters() {
    check_changed(
        "id = \"sleep\"",
        "id = \"Sleep Well!\"",
        &expect![[r#"
        faq/en/faq.toml:13:6: `id` has characters that are not allowed, or is too long
          | id = "Sleep Well!"
          |      ^
          mend: use small letters a to z, digits and hyphens only, at most 28 characters
    "#]],
    );
}

#[test]
fn duplicate_id() {
    check_changed(
        "id = \"sleep\"",
        "id = \"how-long\"",
        &expect![[r#"
        faq/en/faq.toml:13:6: the id `how-long` is already taken (line 6)
          | id = "how-long"
          |      ^
          mend: give this entry another id, or join the two entries
    "#]],
    );
}

#[test]
fn duplicate_phrasing() {
    check_changed(
        "best sleeping position",
        "How many weeks?",
        &expect![[r#"
        faq/en/faq.toml:15:14: this phrasing is also one of `how-long` (line 8)
          | phrasings = ["How many weeks?"]
          |              ^
          mend: keep it only in the entry whose answer fits it
    "#]],
    );
    check_changed(
        "\"when does it stop\"",
        "\"HOW MANY WEEKS!\"",
        &expect![[r#"
        faq/en/faq.toml:8:32: this phrasing stands twice in `how-long` (also in line 8)
          | phrasings = ["how many weeks", "HOW MANY WEEKS!"]
          |                                ^
          mend: remove one of the two
    "#]],
    );
}

#[test]
fn related_id_that_does_not_exist() {
    check_changed(
        "related = [\"how-long\"]",
        "related = [\"how-lnog\"]",
        &expect![[r#"
        faq/en/faq.toml:17:12: `how-lnog` is related here, but no entry has this id
          | related = ["how-lnog"]
          |            ^
          mend: did you mean `how-long`?
    "#]],
    );
    check_changed(
        "related = [\"how-long\"]",
        "related = [\"zebra\"]",
        &expect![[r#"
        faq/en/faq.toml:17:12: `zebra` is related here, but no entry has this id
          | related = ["zebra"]
          |            ^
          mend: use the id of an entry, or remove it
    "#]],
    );
}

#[test]
fn source_that_does_not_exist() {
    check_changed(
        "sources = [\"KOES07\"]",
        "sources = [\"KOES70\"]",
        &expect![[r#"
        faq/en/faq.toml:10:12: `KOES70` is not among the [sources] of this file
          | sources = ["KOES70"]
          |            ^
          mend: did you mean `KOES07`?
    "#]],
    );
}

#[test]
fn answer_too_long() {
    check_changed(
        "On your side",
        &"very ".repeat(800),
        &expect![[r#"
        faq/en/faq.toml:16:10: the answer of `sleep` has 4036 characters as shown
          | answer = "very very very very very very very very very very very very very very very very very very 
          |          ^
          mend: shorten it to 3500 or fewer, or split the entry in two
    "#]],
    );
}

#[test]
fn markup_that_a_chat_cannot_show() {
    check_changed(
        "On your side",
        "# On your side",
        &expect![[r##"
        faq/en/faq.toml:16:10: the answer of `sleep` has a heading (#), at “# On your side, with a cushion between y”
          | answer = "# On your side, with a cushion between your knees."
          |          ^
          mend: use paragraphs, **bold**, *italic*, lists and links only
    "##]],
    );
    check_changed(
        "On your side",
        "On <b>your</b> side",
        &expect![[r#"
        faq/en/faq.toml:16:10: the answer of `sleep` has HTML, at “<b>your</b> side, with a cushion between”
          | answer = "On <b>your</b> side, with a cushion between your knees."
          |          ^
          mend: use paragraphs, **bold**, *italic*, lists and links only
    "#]],
    );
    check_changed(
        "On your side",
        "![picture](https://a.example/b.png)",
        &expect![[r#"
        faq/en/faq.toml:16:10: the answer of `sleep` has an image, at “![picture](https://a.example/b.png), wit”
          | answer = "![picture](https://a.example/b.png), with a cushion between your knees."
          |          ^
          mend: use paragraphs, **bold**, *italic*, lists and links only
    "#]],
    );
    check_changed(
        "On your side",
        "[here](http://a.example)",
        &expect![[r#"
        faq/en/faq.toml:16:10: the answer of `sleep` has a link that does not start with https://, at “[here](http://a.example), with a cushion”
          | answer = "[here](http://a.example), with a cushion between your knees."
          |          ^
          mend: use paragraphs, **bold**, *italic*, lists and links only
    "#]],
    );
}

#[test]
fn empty_folder() {
    check(
        &[],
        &expect![[r#"
        faq/en: this folder has no faq.toml
          mend: put the questions and answers into a file faq.toml in it
    "#]],
    );
    check(
        &[("faq.toml", b"")],
        &expect![[r#"
        faq/en/faq.toml: this file has no entry
          mend: add a block that starts with [[entry]] and has an id, a question and an answer
    "#]],
    );
}

#[test]
fn folder_that_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    expect![[r#"
        faq/en: this folder is not there
          mend: check the names after --faq and --lang; `sciatica-bot init DIR` writes a whole folder
    "#]]
    .assert_eq(&told(dir.path()));
}

#[test]
fn file_that_is_not_utf8() {
    let mut bytes = GOOD.as_bytes().to_vec();
    let at = GOOD.find("few weeks").unwrap();
    bytes[at] = 0xE9;
    check(
        &[("faq.toml", &bytes)],
        &expect![[r#"
        faq/en/faq.toml:9:13: this file is not UTF-8 text from here on
          | answer = "A �ew weeks for most people."
          |             ^
          mend: open it in your editor and save it with the encoding UTF-8
    "#]],
    );
}

#[test]
fn all_problems_are_told_at_once() {
    check(
        &[(
            "faq.toml",
            GOOD.replace("\"sleep\"", "\"how-long\"")
                .replace("related = [\"how-long\"]", "related = [\"a\", \"b\"]")
                .replace("On your side", "> On your side")
                .as_bytes(),
        )],
        &expect![[r#"
            faq/en/faq.toml:13:6: the id `how-long` is already taken (line 6)
              | id = "how-long"
              |      ^
              mend: give this entry another id, or join the two entries

            faq/en/faq.toml:16:10: the answer of `how-long` has a quotation (>), at “> On your side, with a cushion between y”
              | answer = "> On your side, with a cushion between your knees."
              |          ^
              mend: use paragraphs, **bold**, *italic*, lists and links only

            faq/en/faq.toml:17:12: `a` is related here, but no entry has this id
              | related = ["a", "b"]
              |            ^
              mend: use the id of an entry, or remove it

            faq/en/faq.toml:17:17: `b` is related here, but no entry has this id
              | related = ["a", "b"]
              |                 ^
              mend: use the id of an entry, or remove it
        "#]],
    );
}

#[test]
fn date_that_is_none() {
    check_changed(
        "related = [\"how-long\"]",
        "reviewed = \"last spring\"",
        &expect![[r#"
        faq/en/faq.toml:17:12: `reviewed` has characters that are not allowed, or is too long
          | reviewed = "last spring"
          |            ^
          mend: write a date as year-month-day, such as 2026-11-23
    "#]],
    );
}
