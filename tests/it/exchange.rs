//! Entries out to a table or JSON, and in again.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sciatica_bot::knowledge::Knowledge;

use super::support::program::{TestFaq, copy_folder};
use super::support::shipped::KNOWLEDGE;

fn bot(faq: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.env_remove("SCIATICA_BOT_FAQ").arg("-q").arg("--faq").arg(faq).args(arguments);
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn what_is_exported_is_imported_as_it_was() {
    for format in ["csv", "json"] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(format!("entries.{format}"));
        let name = file.to_str().unwrap();
        let exported = bot(Path::new("faq"), &["export", "--format", format, "--out", name]);
        assert!(exported.status.success(), "{}", stderr(&exported));
        let clinic = dir.path().join("clinic");
        let imported = bot(&clinic, &["import", name]);
        assert!(imported.status.success(), "{}{}", stdout(&imported), stderr(&imported));
        let all = KNOWLEDGE.faq.entry.len();
        let first = format!("{all} new, 0 there already as they are, 0 in conflict; ");
        assert!(stdout(&imported).starts_with(&first), "{}", stdout(&imported));
        let read =
            Knowledge::load(&clinic, "en").unwrap_or_else(|problems| panic!("{}", problems[0]));
        assert_eq!(format!("{:?}", read.faq.entry), format!("{:?}", KNOWLEDGE.faq.entry));
        for entry in &read.faq.entry {
            for key in &entry.sources {
                let (read, shipped) = (&read.faq.sources[key], &KNOWLEDGE.faq.sources[key]);
                assert_eq!((&read.title, &read.url), (&shipped.title, &shipped.url));
            }
        }
        // Once more, nothing is new, and nothing is written.
        let before = fs::read(clinic.join("en/faq.toml")).unwrap();
        let again = bot(&clinic, &["import", name]);
        let first = format!("0 new, {all} there already as they are, 0 in conflict; nothing was");
        assert!(stdout(&again).starts_with(&first), "{}", stdout(&again));
        assert_eq!(fs::read(clinic.join("en/faq.toml")).unwrap(), before);
    }
}

const FAQ: &str = "# Ours.\n[[entry]]\nid = \"walking\"\nquestion = \"May I walk?\"\nanswer = \"Yes.\"\n\
    sources = [\"nhs\"]\n\n[sources.nhs]\ntitle = \"NHS\"\n";

const TABLE: &str = "\
id,question,answer,phrasings,sources,status,safety_net
walking,May I walk?,No.,,nhs,live,
,Can I swim in the sea?,\"Yes.

- In **calm** water\",\"swimming
sea bathing\",\"nhs
pool | Pools for all | https://pools.example\",,yes
stairs,Stairs?,Yes.,,nhs | Another title,draft,
stairs,Stairs again?,Yes.,,,draft,
";

fn clinic(table: &str, name: &str) -> TestFaq {
    let dir = TestFaq::empty();
    fs::create_dir(dir.path().join("en")).unwrap();
    fs::write(dir.path().join("en/faq.toml"), FAQ).unwrap();
    fs::write(dir.path().join(name), table).unwrap();
    dir
}

#[test]
fn what_is_there_is_never_overwritten_and_every_conflict_is_told() {
    let dir = clinic(TABLE, "table.csv");
    let table = dir.path().join("table.csv");
    let dry = bot(dir.path(), &["import", table.to_str().unwrap(), "--dry-run"]);
    assert_eq!(fs::read_to_string(dir.path().join("en/faq.toml")).unwrap(), FAQ);
    let told = "\
2 new, 0 there already as they are, 3 in conflict; nothing was written, as --dry-run says
  + can-i-swim-in-the-sea: Can I swim in the sea?
  + stairs: Stairs?
  ! source `nhs`: there already with another title or address; it stays as it is
  ! row 2: `walking` is there already with other words in answer; it stays as it is
  ! row 5: the id `stairs` stands in this file before
drafts, as they do not say `status`; write status = \"live\" once they are ready: can-i-swim-in-the-sea
";
    assert_eq!(stdout(&dry), told);
    assert_eq!(dry.status.code(), Some(1));
    let real = bot(dir.path(), &["import", table.to_str().unwrap()]);
    assert_eq!(real.status.code(), Some(1));
    let written = fs::read_to_string(dir.path().join("en/faq.toml")).unwrap();
    assert!(written.starts_with(FAQ), "{written}");
    let wanted = r#"
[sources.pool]
title = "Pools for all"
url = "https://pools.example"

[[entry]]
id = "can-i-swim-in-the-sea"
question = "Can I swim in the sea?"
status = "draft"
answer = """
Yes.

- In **calm** water"""
safety_net = true
sources = ["nhs", "pool"]
phrasings = [
  "swimming",
  "sea bathing",
]

[[entry]]
id = "stairs"
"#;
    assert!(written.contains(wanted), "{written}");
}

#[test]
fn semicolons_and_byte_order_marks_of_spreadsheets_are_read() {
    let table =
        "\u{FEFF}Question;Answer;Status\r\nStairs?;\"Yes.\r\nSlowly; with the rail\";live\r\n";
    let dir = clinic(table, "table.csv");
    let output = bot(dir.path(), &["import", dir.path().join("table.csv").to_str().unwrap()]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    let knowledge = Knowledge::load(dir.path(), "en").unwrap();
    assert_eq!(knowledge.faq.entry[1].id, "stairs");
    assert_eq!(knowledge.faq.entry[1].answer, "Yes.\nSlowly; with the rail");
}

#[test]
fn what_cannot_be_imported_is_told_with_its_row_and_nothing_is_written() {
    for (name, content, part) in [
        ("a.csv", "id,answre\n", "a column is called `answre`: did you mean `answer`?"),
        ("a.csv", "id,question\na,b\n", "row 2: missing field `answer`"),
        (
            "a.csv",
            "question,answer,safety_net\nq,a,perhaps\n",
            "row 2: `safety_net` is \"perhaps\"",
        ),
        ("a.csv", "question,answer,links\nq,a,https://a.example\n", "row 2: a link is written"),
        (
            "a.json",
            "{\"entry\": [{\"id\": \"a\", \"color\": 1}]}",
            "entry 1: unknown field `color`",
        ),
        ("a.json", "{\"entries\": []}", "it has no list `entry`"),
        ("a.json", "[", "this is no JSON"),
        ("a.txt", "", "its name ends neither in .csv nor in .json"),
    ] {
        let dir = clinic(content, name);
        let output = bot(dir.path(), &["import", dir.path().join(name).to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(part), "no `{part}` in:\n{}", stderr(&output));
        assert_eq!(fs::read_to_string(dir.path().join("en/faq.toml")).unwrap(), FAQ);
    }
    // What only the whole folder shows.
    let table = "id,question,answer,related\nA B,q,a,\nstairs,q,# Yes,walkin\n";
    let dir = clinic(table, "a.csv");
    let output = bot(dir.path(), &["import", dir.path().join("a.csv").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).starts_with("nothing was written"), "{}", stdout(&output));
    assert!(stdout(&output).contains("a.csv: row 2: `id` has"), "{}", stdout(&output));
    assert_eq!(fs::read_to_string(dir.path().join("en/faq.toml")).unwrap(), FAQ);
}

#[test]
fn the_folder_in_the_program_is_not_written_to() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.json"), "[]").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.env_remove("SCIATICA_BOT_FAQ").current_dir(dir.path()).args(["import", "a.json"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("sciatica-bot init"), "{}", stderr(&output));
    // A copy of the shipped folder takes a draft, and all of its rules hold.
    copy_folder(Path::new("faq"), &dir.path().join("faq"));
    fs::write(dir.path().join("a.json"), r#"[{"question": "q", "answer": "a"}]"#).unwrap();
    let output =
        bot(&dir.path().join("faq"), &["import", dir.path().join("a.json").to_str().unwrap()]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    let knowledge = Knowledge::load(dir.path().join("faq"), "en").unwrap();
    assert_eq!(knowledge.faq.entry.last().unwrap().id, "q");
}
