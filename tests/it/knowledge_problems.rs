//! What the editor is told about each kind of mistake: the exact words, with place and mend.
//!
//! `UPDATE_EXPECT=1 cargo test` rewrites the expectations.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use sciatica_bot::knowledge::faq::FaqFile;
use sciatica_bot::knowledge::triage::TriageFile;
use sciatica_bot::knowledge::words::WordsFile;
use sciatica_bot::knowledge::{Folder, Knowledge, Problem, Source};

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
            faq/en/faq.toml:13:12: this text has no closing quote
              | id = "sleep
              |            ^
              mend: write " behind its last word
        "#]],
    );
    check_changed(
        "id = \"sleep\"",
        "id \"sleep\"",
        &expect![[r#"
            faq/en/faq.toml:13:3: after the name `id` stands no `=`
              | id "sleep"
              |   ^
              mend: write id = …
        "#]],
    );
    check_changed(
        "id = \"sleep\"",
        "id = \"sleep\"\nid = \"sleep\"",
        &expect![[r#"
            faq/en/faq.toml:14:1: `id` stands twice in this block (first in line 13)
              | id = "sleep"
              | ^
              mend: remove one of the two
        "#]],
    );
    check_changed(
        "[\"best sleeping position\"]",
        "[\"best sleeping position\"",
        &expect![[r#"
            faq/en/faq.toml:15:38: `phrasings` is not closed: a `]` is missing here
              | phrasings = ["best sleeping position"
              |                                      ^
              mend: write ] here, or in a line of its own below
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
              mend: remove it; known here are: answer, button, certainty, exercises, id, keywords, links, media, offer_check, owner_facts, phrasings, question, related, reviewed, safety_net, signed, sources, status, topic
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
            faq/en/faq.toml:17:12: `reviewed` is no date that can be read
              | reviewed = "last spring"
              |            ^
              mend: write a date as year-month-day, such as 2026-11-23
        "#]],
    );
}

const SHIPPED: &str = include_str!("../../faq/en/faq.toml");

/// The shipped file with one change: faults that only a long file shows. At most ten problems are
/// told, all of them expected.
fn check_shipped(from: &str, to: &str, expected: &Expect) {
    assert!(SHIPPED.contains(from), "the shipped file has no {from}");
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("faq.toml"), SHIPPED.replacen(from, to, 1)).unwrap();
    let problems = Knowledge::load(dir.path(), "en").unwrap_err();
    assert!(problems.len() <= 10, "{} problems", problems.len());
    expected.assert_eq(&told(dir.path()));
}

#[test]
fn quotes_that_are_missing_or_curly() {
    let question = "question = \"What does sciatica feel like?\"";
    let item = "  \"typical signs of a trapped nerve in the leg\",";
    for (from, to, expected) in [
        (
            question,
            "question = \"What does sciatica feel like?",
            expect![[r#"
                faq/en/faq.toml:40:42: this text has no closing quote
                  | question = "What does sciatica feel like?
                  |                                          ^
                  mend: write " behind its last word
            "#]],
        ),
        (
            question,
            "question = What does sciatica feel like?\"",
            expect![[r#"
                faq/en/faq.toml:40:12: this text has no opening quote
                  | question = What does sciatica feel like?"
                  |            ^
                  mend: write " before its first word
            "#]],
        ),
        (
            question,
            "question = What does sciatica feel like?",
            expect![[r#"
                faq/en/faq.toml:40:12: this text has no quotes
                  | question = What does sciatica feel like?
                  |            ^
                  mend: write it in quotes: "…"
            "#]],
        ),
        (
            question,
            "question = “What does sciatica feel like?”",
            expect![[r#"
                faq/en/faq.toml:40:12: this text stands in curly quotes (“), as word processors write them
                  | question = “What does sciatica feel like?”
                  |            ^
                  mend: write straight quotes: "…"
            "#]],
        ),
        (
            question,
            "question = \"What does sciatica feel like?”",
            expect![[r#"
                faq/en/faq.toml:40:42: this text ends with a curly quote (”)
                  | question = "What does sciatica feel like?”
                  |                                          ^
                  mend: write " in its place
            "#]],
        ),
        (
            question,
            "question = \"What does \"sciatica\" feel like?\"",
            expect![[r#"
                faq/en/faq.toml:40:23: this quote stands inside a text and ends it
                  | question = "What does "sciatica" feel like?"
                  |                       ^
                  mend: write \" for a quote inside, or “ and ”
            "#]],
        ),
        (
            item,
            "  \"typical signs of a trapped nerve in the leg,",
            expect![[r#"
                faq/en/faq.toml:61:47: this text has no closing quote
                  |   "typical signs of a trapped nerve in the leg,
                  |                                               ^
                  mend: write " behind its last word
            "#]],
        ),
        (
            item,
            "  “typical signs of a trapped nerve in the leg”,",
            expect![[r#"
                faq/en/faq.toml:61:3: this text stands in curly quotes (“), as word processors write them
                  |   “typical signs of a trapped nerve in the leg”,
                  |   ^
                  mend: write straight quotes: "…"
            "#]],
        ),
        (
            "\"front-thigh-groin\", \"other-causes\"",
            "\"front-thigh-groin, \"other-causes\"",
            expect![[r#"
                faq/en/faq.toml:52:42: this text has no closing quote
                  | related = ["how-know", "front-thigh-groin, "other-causes", "see-doctor"]
                  |                                          ^
                  mend: write " behind its last word
            "#]],
        ),
    ] {
        check_shipped(from, to, &expected);
    }
}

#[test]
fn a_long_text_that_is_not_closed_or_opened() {
    let end = "affected and this is new.\n\"\"\"";
    let start = "answer = \"\"\"\nSciatica most often";
    for (from, to, expected) in [
        (
            end,
            "affected and this is new.",
            expect![[r#"
                faq/en/faq.toml:50:126: the text `answer` that starts in line 43 is not closed
                  | cy help if both legs are affected and this is new.
                  |                                                   ^
                  mend: write """ in a line of its own below this one
            "#]],
        ),
        (
            end,
            "affected and this is new.\"\"",
            expect![[r#"
                faq/en/faq.toml:50:128: the text `answer` that starts in line 43 is not closed
                  |  help if both legs are affected and this is new.""
                  |                                                   ^
                  mend: write """ in a line of its own below this one
            "#]],
        ),
        (
            start,
            "answer =\nSciatica most often",
            expect![[r#"
                faq/en/faq.toml:43:9: the text `answer` has no """ at its start
                  | answer =
                  |         ^
                  mend: write """ behind the =
            "#]],
        ),
        (
            start,
            "answer = \"\"\nSciatica most often",
            expect![[r#"
                faq/en/faq.toml:43:10: the text `answer` starts with two quotes, and a long one needs three
                  | answer = ""
                  |          ^
                  mend: write """ here and behind its last word
            "#]],
        ),
        (
            start,
            "answer = \"\nSciatica most often",
            expect![[r#"
                faq/en/faq.toml:43:10: this text goes on in the next line, and " closes at the line's end
                  | answer = "
                  |          ^
                  mend: write """ before and behind the text
            "#]],
        ),
    ] {
        check_shipped(from, to, &expected);
    }
}

#[test]
fn brackets_and_commas() {
    let list = "related = [\"how-know\", \"front-thigh-groin\", \"other-causes\", \"see-doctor\"]";
    let item = "  \"typical signs of a trapped nerve in the leg\",";
    for (from, to, expected) in [
        (
            list,
            "related = [\"how-know\", \"causes\"",
            expect![[r#"
                faq/en/faq.toml:52:32: `related` is not closed: a `]` is missing here
                  | related = ["how-know", "causes"
                  |                                ^
                  mend: write ] here, or in a line of its own below
            "#]],
        ),
        (
            list,
            "related = \"how-know\", \"causes\"",
            expect![[r#"
                faq/en/faq.toml:52:11: `related` has several values, and no brackets around them
                  | related = "how-know", "causes"
                  |           ^
                  mend: write related = ["…", "…"]
            "#]],
        ),
        (
            list,
            "related = [\"how-know\" \"causes\"]",
            expect![[r#"
                faq/en/faq.toml:52:22: a comma is missing here
                  | related = ["how-know" "causes"]
                  |                      ^
                  mend: write , between the two
            "#]],
        ),
        (
            list,
            "related = [\"how-know\", causes]",
            expect![[r#"
                faq/en/faq.toml:52:24: this text has no quotes
                  | related = ["how-know", causes]
                  |                        ^
                  mend: write it in quotes: "…"
            "#]],
        ),
        (
            list,
            "related = [\"how-know\"]]",
            expect![[r#"
                faq/en/faq.toml:52:23: this `]` closes nothing
                  | related = ["how-know"]]
                  |                       ^
                  mend: remove it
            "#]],
        ),
        (
            "without any pain\",\n]",
            "without any pain\",\n",
            expect![[r#"
                faq/en/faq.toml:69:46: `phrasings` is not closed: a `]` is missing here
                  |   "can it be only tingling without any pain",
                  |                                              ^
                  mend: write ] here, or in a line of its own below
            "#]],
        ),
        (
            item,
            item.trim_end_matches(','),
            expect![[r#"
                faq/en/faq.toml:61:48: a comma is missing here
                  |   "typical signs of a trapped nerve in the leg"
                  |                                                ^
                  mend: write , between the two
            "#]],
        ),
    ] {
        check_shipped(from, to, &expected);
    }
}

#[test]
fn headers() {
    let header = "[[entry]]\nid = \"symptoms\"";
    for (from, to, expected) in [
        (
            header,
            "[entry]\nid = \"symptoms\"",
            expect![[r#"
                faq/en/faq.toml:37:1: `entry` stands in one pair of brackets, but there can be many
                  | [entry]
                  | ^
                  mend: write [[entry]]
            "#]],
        ),
        (
            header,
            "[[entry]\nid = \"symptoms\"",
            expect![[r#"
                faq/en/faq.toml:37:1: this header opens 2 brackets and closes 1
                  | [[entry]
                  | ^
                  mend: write [[entry]]
            "#]],
        ),
        (
            header,
            "[[entries]]\nid = \"symptoms\"",
            expect![[r#"
                faq/en/faq.toml:37:3: unknown key `entries`
                  | [[entries]]
                  |   ^
                  mend: did you mean `[[entry]]`?
            "#]],
        ),
        (
            header,
            "id = \"symptoms\"",
            expect![[r#"
                faq/en/faq.toml:37:1: `id` stands twice in this block (first in line 8)
                  | id = "symptoms"
                  | ^
                  mend: remove one of the two, or, if something new begins here: write its header, such as [[entry]], above it
            "#]],
        ),
        (
            "[[entry]]\nid = \"what-is\"",
            "[entry]\nid = \"what-is\"",
            expect![[r#"
            faq/en/faq.toml:7:1: `entry` stands in one pair of brackets, but there can be many
              | [entry]
              | ^
              mend: write [[entry]]
        "#]],
        ),
    ] {
        check_shipped(from, to, &expected);
    }
}

#[test]
fn an_entry_that_stands_twice() {
    let start = SHIPPED.find("[[entry]]").unwrap();
    let end = start + SHIPPED[start..].find("\n[[entry]]").unwrap() + 1;
    let entry = &SHIPPED[start..end];
    check_shipped(
        entry,
        &[entry, entry].concat(),
        &expect![[r#"
            faq/en/faq.toml:38:6: the id `what-is` is already taken (line 8)
              | id = "what-is"
              |      ^
              mend: give this entry another id, or join the two entries
        "#]],
    );
}

#[test]
fn dates() {
    let date = "reviewed = 2026-11-30";
    for (to, expected) in [
        (
            "reviewed = 23.11.2026",
            expect![[r#"
                faq/en/faq.toml:23:12: `23.11.2026` is no date that can be read
                  | reviewed = 23.11.2026
                  |            ^
                  mend: write it as year-month-day: 2026-11-23
            "#]],
        ),
        (
            "reviewed = \"23.11.2026\"",
            expect![[r#"
                faq/en/faq.toml:23:12: `reviewed` is no date that can be read
                  | reviewed = "23.11.2026"
                  |            ^
                  mend: write it as year-month-day: 2026-11-23
            "#]],
        ),
        (
            "reviewed = 05/06/2026",
            expect![[r#"
                faq/en/faq.toml:23:12: `05/06/2026` is no date that can be read
                  | reviewed = 05/06/2026
                  |            ^
                  mend: write a date as year-month-day, such as 2026-11-23
            "#]],
        ),
        (
            "reviewed = 23 November 2026",
            expect![[r#"
                faq/en/faq.toml:23:12: `23 November 2026` is no date that can be read
                  | reviewed = 23 November 2026
                  |            ^
                  mend: write a date as year-month-day, such as 2026-11-23
            "#]],
        ),
        (
            "reviewed = 2026-11-31",
            expect![[r#"
                faq/en/faq.toml:23:12: `2026-11-31` is no date that can be read
                  | reviewed = 2026-11-31
                  |            ^
                  mend: write a date as year-month-day, such as 2026-11-23
            "#]],
        ),
    ] {
        check_shipped(date, to, &expected);
    }
}

#[test]
fn names_and_what_nobody_sees() {
    let topic = "topic = \"basics\"\nquestion = \"What does";
    for (from, to, expected) in [
        (
            topic,
            "topic: \"basics\"\nquestion = \"What does",
            expect![[r#"
                faq/en/faq.toml:39:6: after the name `topic` stands no `=`
                  | topic: "basics"
                  |      ^
                  mend: write topic = …
            "#]],
        ),
        (
            topic,
            "topic = \"basics\"\ntopic = \"basics\"\nquestion = \"What does",
            expect![[r#"
                faq/en/faq.toml:40:1: `topic` stands twice in this block (first in line 39)
                  | topic = "basics"
                  | ^
                  mend: remove one of the two
            "#]],
        ),
        (
            topic,
            "topic = \"basics\";\nquestion = \"What does",
            expect![[r#"
                faq/en/faq.toml:39:17: `topic` ends before this, and nothing else may stand in its line
                  | topic = "basics";
                  |                 ^
                  mend: remove it, or put # before it if it is a remark
            "#]],
        ),
        (
            topic,
            "// look here\ntopic = \"basics\"\nquestion = \"What does",
            expect![[r#"
                faq/en/faq.toml:39:1: a remark does not start like this
                  | // look here
                  | ^
                  mend: put # before it
            "#]],
        ),
        (
            topic,
            "topic = \"basics\"\n\u{A0}question = \"What does",
            expect![[r#"
                faq/en/faq.toml:40:1: here stands a no-break space (U+00A0), which nobody sees
                  | ·question = "What does sciatica feel like?"
                  | ^
                  mend: delete it and type an ordinary space
            "#]],
        ),
        (
            topic,
            "topic = \"basics\"\nquestion\u{200B} = \"What does",
            expect![[r#"
                faq/en/faq.toml:40:9: here stands a zero width space (U+200B), which nobody sees
                  | question· = "What does sciatica feel like?"
                  |         ^
                  mend: delete it, or type the line anew instead of pasting it
            "#]],
        ),
        (
            "related = [\"how-know\"",
            "related = [\u{200B}\"how-know\"",
            expect![[r#"
                faq/en/faq.toml:52:12: here stands a zero width space (U+200B), which nobody sees
                  | related = [·"how-know", "front-thigh-groin", "other-causes", "see-doctor"]
                  |            ^
                  mend: delete it, or type the line anew instead of pasting it
            "#]],
        ),
        (
            "related = [\"how-know\"",
            "related =\u{A0}[\"how-know\"",
            expect![[r#"
                faq/en/faq.toml:52:10: here stands a no-break space (U+00A0), which nobody sees
                  | related =·["how-know", "front-thigh-groin", "other-causes", "see-doctor"]
                  |          ^
                  mend: delete it and type an ordinary space
            "#]],
        ),
        (
            "safety_net = true",
            "safety_net = yes",
            expect![[r#"
                faq/en/faq.toml:53:14: `yes` is not known here
                  | safety_net = yes
                  |              ^
                  mend: write true
            "#]],
        ),
        (
            "What does sciatica feel",
            "What does C:\\Sciatica feel",
            expect![[r#"
                faq/en/faq.toml:40:26: after this \ stands a character that means nothing there
                  | question = "What does C:\Sciatica feel like?"
                  |                          ^
                  mend: write \\ for a backslash, or remove it
            "#]],
        ),
    ] {
        check_shipped(from, to, &expected);
    }
}

#[test]
fn two_mistakes_are_both_told() {
    let broken = SHIPPED
        .replacen("\"What does sciatica feel like?\"", "\"What does sciatica feel like?", 1)
        .replacen("\"What is spinal stenosis and what helps?\"", "“What is spinal stenosis?”", 1);
    check(
        &[("faq.toml", broken.as_bytes())],
        &expect![[r#"
            faq/en/faq.toml:40:42: this text has no closing quote
              | question = "What does sciatica feel like?
              |                                          ^
              mend: write " behind its last word

            faq/en/faq.toml:254:12: this text stands in curly quotes (“), as word processors write them
              | question = “What is spinal stenosis?”
              |            ^
              mend: write straight quotes: "…"
        "#]],
    );
}

/// Each sign of TOML, taken out at many places of the shipped files: the first problem is told in
/// the line of the break, and never more than ten.
#[test]
fn whatever_sign_is_missing_its_line_is_told() {
    fn first_line<T>(broken: &str) -> Option<(usize, usize)>
    where
        T: serde::de::DeserializeOwned + schemars::JsonSchema,
    {
        let problems = Source::parse::<T>(broken, "file").err()?;
        Some((problems.first().map_or(0, |problem| problem.line), problems.len()))
    }
    let triage = include_str!("../../faq/en/triage.toml");
    let words = include_str!("../../faq/en/words.toml");
    let (mut tried, mut wrong) = (0, Vec::new());
    for sign in ["\"", "\"\"\"", "[", "]", ",", "=", "[[", "{", "}"] {
        for (kind, text) in [("faq", SHIPPED), ("triage", triage), ("words", words)] {
            let places: Vec<usize> = text.match_indices(sign).map(|(at, _)| at).collect();
            for at in places.iter().step_by(places.len() / 15 + 1) {
                let mut broken = text.to_owned();
                broken.replace_range(*at..at + sign.len(), "");
                let told = match kind {
                    "faq" => first_line::<FaqFile>(&broken),
                    "triage" => first_line::<TriageFile>(&broken),
                    _ => first_line::<WordsFile>(&broken),
                };
                // A comma of a sentence, say, was no sign of TOML.
                let Some((line, problems)) = told else { continue };
                tried += 1;
                let broken_in = text[..*at].matches('\n').count() + 1;
                // A `]` or `"""` of its own line is wanted at the end of the one above.
                let near =
                    line == broken_in || line + 1 == broken_in && matches!(sign, "]" | "\"\"\"");
                if !near || problems > 10 {
                    wrong.push((sign, broken_in, line, problems));
                }
            }
        }
    }
    assert!(tried > 250, "{tried}");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn an_address_that_telegram_refuses() {
    for url in
        ["https://intranet", "https://localhost/x", "https://a..b", "https://", "http://a.example"]
    {
        let file = GOOD.replacen(
            "related = [\"how-long\"]",
            &format!("links = [{{ text = \"More\", url = \"{url}\" }}]"),
            1,
        );
        let problems = Source::parse::<FaqFile>(&file, "faq.toml")
            .map(|(faq, source)| {
                let folder = Folder::Disk("faq".into());
                sciatica_bot::knowledge::faq::check(&faq, &source, &folder)
            })
            .unwrap();
        assert_eq!(problems.len(), 1, "{url}");
        assert_eq!(problems[0].what, "this is no address that a chat can open");
    }
}

#[test]
fn lines_of_messages() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("en");
    fs::create_dir_all(folder.join("phrasings")).unwrap();
    fs::write(folder.join("faq.toml"), GOOD).unwrap();
    let long: &[u8] =
        "how\u{200B}long\nwhen\u{A0}then\n\u{202E}why\na\u{7}b\nHow many weeks?\n".as_bytes();
    fs::write(folder.join("phrasings/how-long.txt"), long).unwrap();
    fs::write(folder.join("phrasings/sleep.txt"), b"on my side\nwhich pillow\xE9 is best\n")
        .unwrap();
    fs::write(folder.join("phrasings/sleeep.txt"), b"which bed\n").unwrap();
    expect![[r#"
        faq/en/phrasings/how-long.txt:1:4: here stands a zero width space (U+200B), which nobody sees
          | how·long
          |    ^
          mend: delete it, or type the line anew instead of pasting it

        faq/en/phrasings/how-long.txt:2:5: here stands a no-break space (U+00A0), which nobody sees
          | when·then
          |     ^
          mend: delete it and type an ordinary space

        faq/en/phrasings/how-long.txt:3:1: here stands a change of the writing direction (U+202E), which nobody sees
          | ·why
          | ^
          mend: delete it, or type the line anew instead of pasting it

        faq/en/phrasings/how-long.txt:4:2: here stands a control character (U+0007), which nobody sees
          | a·b
          |  ^
          mend: delete it, or type the line anew instead of pasting it

        faq/en/phrasings/sleep.txt:2:13: this file is not UTF-8 text from here on
          | which pillow� is best
          |             ^
          mend: open it in your editor and save it with the encoding UTF-8

        faq/en/phrasings/sleeep.txt: there is no entry `sleeep`
          mend: did you mean `sleep.txt`?

        faq/en/phrasings/how-long.txt:5:1: this message also stands in faq.toml, entry `how-long`
          | How many weeks?
          | ^
          mend: decide where it belongs, and remove the other
    "#]].assert_eq(&told(dir.path()));
}

#[test]
fn content_that_nobody_may_be_told() {
    for (from, to, expected) in [
        (
            "On your side",
            "| Drug | When |\\n| --- | --- |\\n| a | b |",
            expect![[r#"
            faq/en/faq.toml:16:10: the answer of `sleep` has a table, at “| Drug | When |”
              | answer = "| Drug | When |\n| --- | --- |\n| a | b |, with a cushion between your knees."
              |          ^
              mend: write each row as a line of a list: - first column: second column
        "#]],
        ),
        (
            "answer = \"On",
            "button = \"A button that is much too long for a phone\"\nanswer = \"On",
            expect![[r#"
                faq/en/faq.toml:16:10: `button` is too long
                  | button = "A button that is much too long for a phone"
                  |          ^
                  mend: shorten it to 32 characters or fewer
            "#]],
        ),
    ] {
        check_changed(from, to, &expected);
    }
}

/// One exercise, with what is wrong with its pictures.
fn check_media(lines: &str, files: &[(&str, &[u8])], expected: &Expect) {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["en", "media"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
    }
    fs::write(dir.path().join("en/faq.toml"), GOOD).unwrap();
    let part = |name: &str| format!("{name} = \"a\"\n");
    let parts = ["for_whom", "start", "move", "count", "often", "feel", "stop", "not_for"];
    let exercise = format!(
        "[[exercise]]\nid = \"bridge\"\nname = \"Bridge\"\n{lines}\n{}",
        parts.map(part).concat()
    );
    fs::write(dir.path().join("en/exercises.toml"), exercise).unwrap();
    for (name, content) in files {
        fs::write(dir.path().join("media").join(name), content).unwrap();
    }
    expected.assert_eq(&told(dir.path()));
}

/// The head of a PNG so wide and high.
fn png(width: u32, height: u32) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &sides[..], b"\x08\x02\0\0\0"].concat()
}

const SVG: &[u8] =
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9'/></svg>";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0";

#[test]
fn good_pictures_and_videos() {
    check_media(
        "picture = \"bridge.svg\"\nalt = \"A person\"\nmedia = [{ file = \"Own.PNG\", alt = \"b\" }, \
         { file = \"own.mp4\", alt = \"c\" }, { link = \"https://a.example/d.jpg\", alt = \"d\" }]",
        &[("bridge.svg", SVG), ("Own.PNG", &png(1280, 800)), ("own.mp4", MP4)],
        &expect![[r#"
            no problems
        "#]],
    );
}

#[test]
fn a_picture_that_is_not_there() {
    check_media(
        "",
        &[],
        &expect![[r#"
        faq/en/exercises.toml:2:6: `bridge` has no picture
          | id = "bridge"
          |      ^
          mend: add the lines picture = "….svg" and alt = "…", or `media`
    "#]],
    );
    check_media(
        "picture = \"bridge.svg\"",
        &[("bridge.svg", SVG)],
        &expect![[r#"
        faq/en/exercises.toml:4:11: this picture has no `alt`
          | picture = "bridge.svg"
          |           ^
          mend: add a line: alt = "what the picture shows"; some people cannot see it
    "#]],
    );
    check_media(
        "picture = \"brigde.svg\"\nalt = \"a\"",
        &[("bridge.svg", SVG)],
        &expect![[r#"
        faq/en/exercises.toml:4:11: there is no file `brigde.svg` in faq/media
          | picture = "brigde.svg"
          |           ^
          mend: did you mean `bridge.svg`?
    "#]],
    );
    check_media(
        "picture = \"pelvis.svg\"\nalt = \"a\"",
        &[("bridge.svg", SVG)],
        &expect![[r#"
        faq/en/exercises.toml:4:11: there is no file `pelvis.svg` in faq/media
          | picture = "pelvis.svg"
          |           ^
          mend: put it there, or remove this line
    "#]],
    );
    check_media(
        "picture = \"../en/faq.toml\"\nalt = \"a\"",
        &[],
        &expect![[r#"
        faq/en/exercises.toml:4:11: `../en/faq.toml` is not the name of a file in faq/media
          | picture = "../en/faq.toml"
          |           ^
          mend: write its name alone, without a folder
    "#]],
    );
    check_media(
        "picture = \"own.gif\"\nalt = \"a\"",
        &[("own.gif", b"GIF89a")],
        &expect![[r#"
        faq/en/exercises.toml:4:11: `own.gif` is of a kind that cannot be shown
          | picture = "own.gif"
          |           ^
          mend: use a PNG, JPEG, SVG or MP4 file whose name ends in .png, .jpg, .svg or .mp4
    "#]],
    );
}

#[test]
fn a_picture_that_cannot_be_shown() {
    let check_own = |name: &str, content: &[u8], expected: &Expect| {
        let lines = format!("media = [{{ file = \"{name}\", alt = \"a\" }}]");
        check_media(&lines, &[(name, content)], expected);
    };
    check_own(
        "own.png",
        b"\xff\xd8\xff\xe0",
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.png` is a JPEG picture, not a PNG picture as its name says
          | media = [{ file = "own.png", alt = "a" }]
          |                   ^
          mend: save it in the kind that its name says, or give it the right ending
    "#]],
    );
    check_own(
        "own.mp4",
        b"<html>not there</html>",
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.mp4` is something else, not an MP4 video as its name says
          | media = [{ file = "own.mp4", alt = "a" }]
          |                   ^
          mend: save it in the kind that its name says, or give it the right ending
    "#]],
    );
    check_own(
        "own.png",
        &png(9_000, 1_001),
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.png` is 9000 by 1001 pixels; both together may be 10000
          | media = [{ file = "own.png", alt = "a" }]
          |                   ^
          mend: scale or cut it: 1280 pixels are as much as a phone shows
    "#]],
    );
    check_own(
        "own.png",
        &png(2_100, 100),
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.png` is 2100 by 100 pixels; one may be 20 times the other at most
          | media = [{ file = "own.png", alt = "a" }]
          |                   ^
          mend: scale or cut it: 1280 pixels are as much as a phone shows
    "#]],
    );
    check_own(
        "own.png",
        b"\x89PNG\r\n\x1a\n\0\0",
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.png` is cut off or damaged
          | media = [{ file = "own.png", alt = "a" }]
          |                   ^
          mend: save it again
    "#]],
    );
    check_own(
        "own.jpg",
        &[b"\xff\xd8\xff", &vec![0; 10 * 1024 * 1024][..]].concat(),
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.jpg` is larger than 10 MB, the most for a JPEG picture
          | media = [{ file = "own.jpg", alt = "a" }]
          |                   ^
          mend: make it smaller: 1280 pixels are as much as a phone shows
    "#]],
    );
    check_own(
        "own.mp4",
        &[MP4, &vec![0; 50 * 1024 * 1024][..]].concat(),
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.mp4` is larger than 50 MB, the most for an MP4 video
          | media = [{ file = "own.mp4", alt = "a" }]
          |                   ^
          mend: make it smaller: 1280 pixels are as much as a phone shows
    "#]],
    );
    check_own(
        "own.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>a</text></svg>",
        &expect![[r#"
            faq/en/exercises.toml:4:19: `own.svg`: it has <text>, which is not drawn
              | media = [{ file = "own.svg", alt = "a" }]
              |                   ^
              mend: turn its words into paths (Inkscape: Path, Object to Path), or save it as PNG
        "#]],
    );
    check_own(
        "own.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
        &expect![[r#"
        faq/en/exercises.toml:4:19: `own.svg`: it cannot be read (expected 'g' tag, not 'svg' at 1:44)
          | media = [{ file = "own.svg", alt = "a" }]
          |                   ^
          mend: save it again as plain SVG
    "#]],
    );
}

#[test]
fn media_of_an_entry() {
    let with = |media: &str, expected: &Expect| {
        check_changed("related =", &format!("media = [{media}]\nrelated ="), expected);
    };
    with(
        "{ link = \"https://a.example/b.mp4\", alt = \"A person walks\" }",
        &expect![[r#"
        no problems
    "#]],
    );
    with(
        "{ file = \"own.mp4\", alt = \"a\" }",
        &expect![[r#"
        faq/en/faq.toml:17:19: there is no file `own.mp4` in faq/media
          | media = [{ file = "own.mp4", alt = "a" }]
          |                   ^
          mend: put it there, or remove this line
    "#]],
    );
    with(
        "{ file = \"own.mp4\" }",
        &expect![[r#"
        faq/en/faq.toml:17:10: `alt` is missing here
          | media = [{ file = "own.mp4" }]
          |          ^
          mend: add a line: alt = …
    "#]],
    );
    with(
        "{ link = \"https://a.example/b.mp4\", alt = \" \" }",
        &expect![[r#"
        faq/en/faq.toml:17:52: `alt` is empty
          | media = [{ link = "https://a.example/b.mp4", alt = " " }]
          |                                                    ^
          mend: say in a sentence what the picture shows: some people cannot see it
    "#]],
    );
    with(
        "{ alt = \"a\" }",
        &expect![[r#"
        faq/en/faq.toml:17:10: this names neither a file nor a link, or both
          | media = [{ alt = "a" }]
          |          ^
          mend: write file = "…" for one in faq/media, or link = "https://…"
    "#]],
    );
    with(
        "{ link = \"http://a.example/b.mp4\", alt = \"a\" }",
        &expect![[r#"
        faq/en/faq.toml:17:19: this is no address that Telegram can open
          | media = [{ link = "http://a.example/b.mp4", alt = "a" }]
          |                   ^
          mend: write the full address, such as https://example.org/bridge.mp4
    "#]],
    );
    with(
        "{ link = \"https://video.example/watch?v=1\", alt = \"a\" }",
        &expect![[r#"
        faq/en/faq.toml:17:19: this address does not say what it is: Telegram shows .png, .jpg and .mp4 from a link
          | media = [{ link = "https://video.example/watch?v=1", alt = "a" }]
          |                   ^
          mend: link to the file itself, not to a page with it, or put the file into faq/media
    "#]],
    );
    with(
        "{ link = \"https://a.example/b.svg\", alt = \"a\" }",
        &expect![[r#"
        faq/en/faq.toml:17:19: this address does not say what it is: Telegram shows .png, .jpg and .mp4 from a link
          | media = [{ link = "https://a.example/b.svg", alt = "a" }]
          |                   ^
          mend: link to the file itself, not to a page with it, or put the file into faq/media
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_picture_is_not_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["en", "media/own.mp4"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    let media = "media = [{ file = \"own.mp4\", alt = \"a\" }]\nrelated =";
    fs::write(dir.path().join("en/faq.toml"), GOOD.replacen("related =", media, 1)).unwrap();
    assert!(told(dir.path()).contains("media/own.mp4: this is no file"), "{}", told(dir.path()));
    fs::remove_dir(dir.path().join("media/own.mp4")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(dir.path().join("media/own.mp4")).status();
    assert!(pipe.unwrap().success());
    assert!(told(dir.path()).contains("media/own.mp4: this is no file"), "{}", told(dir.path()));
}
