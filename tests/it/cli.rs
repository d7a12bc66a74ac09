//! The real program, as a shell sees it: exit codes, stdout, stderr.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn bot(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    bot(arguments).output().unwrap()
}

fn run_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = bot(arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may end before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn asked(question: &str) -> Value {
    let output = run(&["ask", "--json", question]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 1);
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn the_shipped_folder_is_clean() {
    let output = run(&["check"]);
    assert!(output.status.success(), "{}", stdout(&output));
    assert!(stdout(&output).contains("no problems found"));
}

#[test]
fn check_of_a_bad_folder_fails_on_stdout() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("en")).unwrap();
    std::fs::write(dir.path().join("en/faq.toml"), "[[entry]]\nid = 1\n").unwrap();
    let output = run(&["check", "--faq", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("problems found"), "{}", stdout(&output));
    assert!(stdout(&output).contains("mend:"));
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in [&["dance"][..], &["ask"], &["ask", "--batch"], &[]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert!(run(&["--help"]).status.success());
    assert!(run(&["--version"]).status.success());
}

#[test]
fn the_questions_of_the_readme_are_answered() {
    for (question, id) in [
        ("how long does siatica last??", "how-long"),
        ("is pt better then a chiropracter", "pt-vs-chiro"),
    ] {
        let line = asked(question);
        assert_eq!(line["decision"], "answer", "{question}: {line}");
        assert_eq!(line["answers"][0], id, "{question}: {line}");
    }
    assert_eq!(asked("pain")["decision"], "choose");
    for question in ["price of bitcoin", "my shoulder hurts", ""] {
        assert_eq!(asked(question)["decision"], "none", "{question}");
    }
}

#[test]
fn a_line_of_json_keeps_the_contract() {
    let line = asked("how long does sciatica last");
    let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["decision", "entries", "answers", "confidence", "safety"] {
        assert!(keys.contains(&key), "{key} is missing: {line}");
    }
    let entries = line["entries"].as_array().unwrap();
    assert!((1..=5).contains(&entries.len()));
    let scores: Vec<u64> = entries.iter().map(|entry| entry["score"].as_u64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] <= 100, "{scores:?}");
    assert!(line["confidence"].as_u64().unwrap() <= 100);
    assert!(line["safety"].is_null());
}

#[test]
fn a_batch_gives_one_line_each_in_order() {
    let questions = ["how long does it last", "", "price of bitcoin", "can i drive", "\u{1F642}"];
    let input = questions.join("\n").repeat(200).replace("\u{1F642}how", "\u{1F642}\nhow");
    let lines = input.lines().count();
    assert!(lines >= 1_000);
    let output = run_with_input(&["ask", "--json", "--batch", "-"], input.as_bytes());
    assert!(output.status.success(), "{}", stderr(&output));
    let answers: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), lines);
    for (question, answer) in input.lines().zip(&answers) {
        match question {
            "how long does it last" => assert_eq!(answer["entries"][0]["id"], "how-long"),
            "can i drive" => assert_eq!(answer["entries"][0]["id"], "driving"),
            _ => assert_eq!(answer["decision"], "none", "{question}"),
        }
    }
}

#[test]
fn a_batch_survives_what_is_not_utf8() {
    let output = run_with_input(&["ask", "--json", "--batch", "-"], b"how long\xff\xfe\nsleep\r\n");
    assert!(output.status.success());
    assert_eq!(stdout(&output).lines().count(), 2);
}

#[test]
fn a_folder_with_entries_alone_can_be_asked() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("en")).unwrap();
    let faq = "[[entry]]\nid = \"card-lost\"\nquestion = \"I lost my card\"\nphrasings = [\"my card is gone\", \"where is my card\"]\nanswer = \"Call us.\"\n\n[[entry]]\nid = \"top-up\"\nquestion = \"How do I top up?\"\nphrasings = [\"add money\", \"put funds in\"]\nanswer = \"Use the app.\"\n";
    std::fs::write(dir.path().join("en/faq.toml"), faq).unwrap();
    let output = run(&["ask", "--json", "--faq", dir.path().to_str().unwrap(), "lost card"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(line["entries"][0]["id"], "card-lost");
    assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
}

#[test]
fn explain_names_words_and_corrections() {
    let output = run(&["ask", "--explain", "how long does siatica last"]);
    assert!(output.status.success());
    assert!(stdout(&output).contains("sciatica"), "{}", stdout(&output));
    assert!(stdout(&output).contains("siatica"), "{}", stdout(&output));
}

#[test]
fn an_explanation_can_be_json() {
    let output = run(&["ask", "--explain", "--json", "how long does siatica last"]);
    assert_eq!(stdout(&output).lines().count(), 1);
    let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(line["answers"][0], "how-long");
    assert!(line["explanation"].as_str().unwrap().contains("sciatica"));
}

#[test]
fn chat_answers_lines_of_a_pipe() {
    let output = run_with_input(&["chat"], b"how long does siatica last??\n\n/exit\nnot read\n");
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("not a doctor"), "{text}");
    assert!(text.contains("  [1] "), "{text}");
    assert!(!text.contains('\x1b'), "colours on a pipe");
}

#[test]
fn every_schema_is_json() {
    for file in ["faq", "words", "phrases", "tests", "triage", "safety", "numbers", "config"] {
        let output = run(&["schema", file]);
        assert!(output.status.success(), "{file}");
        let schema: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert!(schema["properties"].is_object(), "{file}");
    }
}

#[test]
fn a_missing_folder_says_what_to_do() {
    let output = run(&["chat", "--faq", "nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("mend:"), "{}", stderr(&output));
    assert!(!Path::new("nowhere").exists());
}

#[test]
fn a_labelled_table_becomes_a_folder_and_lines_for_eval() {
    let dir = tempfile::tempdir().unwrap();
    let table = dir.path().join("train.csv");
    std::fs::write(
        &table,
        "text,category\n\"Where is my card, please?\",card_arrival\nwhere is my card please,lost_card\n\
         I lost it,lost_card\nsing a song,oos\n",
    )
    .unwrap();
    let out = dir.path().join("faq");
    let (table, out) = (table.to_str().unwrap(), out.to_str().unwrap());
    let columns = ["import", "--csv", table, "--label", "category", "--none", "oos"];
    let written = run(&[&columns[..], &["--out", out]].concat());
    assert!(written.status.success(), "{}", stderr(&written));
    assert!(stderr(&written).contains("2 entries written; 1 questions left out"));
    assert!(run(&["check", "--faq", out]).status.success());
    let lines = stdout(&run(&columns));
    assert_eq!(lines.lines().count(), 4);
    assert!(lines.contains(r#"{"text":"sing a song","expect":null}"#), "{lines}");
    assert!(lines.contains(r#""expect":"lost-card""#), "{lines}");
    let wrong = run(&["import", "--csv", table]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("its columns are: text, category"), "{}", stderr(&wrong));
}

#[test]
fn a_link_opens_the_bot_at_one_answer() {
    let shown = run(&["link", "how-long", "--bot", "@my_bot", "--source", "poster-1"]);
    let text = stdout(&shown);
    assert_eq!(text.lines().next(), Some("https://t.me/my_bot?start=how-long__poster-1"));
    assert!(text.contains('█'), "the code is drawn:\n{text}");
    let dir = tempfile::tempdir().unwrap();
    let png = dir.path().join("code.png");
    let written = run(&["link", "quiz", "--bot", "my_bot", "--png", png.to_str().unwrap()]);
    assert!(written.status.success(), "{}", stderr(&written));
    assert_eq!(std::fs::read(png).unwrap().get(..4), Some(&b"\x89PNG"[..]));
    for wrong in [
        &["link", "how-lnog", "--bot", "my_bot"][..],
        &["link", "how-long", "--bot", "my bot"],
        &["link", "how-long", "--bot", "my_bot", "--source", "a b"],
        &["link", "how-long", "--bot", "my_bot", "--source", &"a".repeat(60)],
    ] {
        let refused = run(wrong);
        assert_eq!(refused.status.code(), Some(1), "{wrong:?}");
        assert!(stderr(&refused).contains("mend:"), "{}", stderr(&refused));
    }
}

/// Editors of `faq/` complete and check while typing by these files; they are the program's own
/// word (`UPDATE_EXPECT=1` rewrites them).
#[test]
fn the_schemas_beside_the_files_are_current() {
    for kind in ["faq", "words", "phrases", "tests", "triage", "safety", "numbers", "config"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("faq/schema/{kind}.json"));
        let output = run(&["schema", kind]);
        assert!(output.status.success());
        expect_test::expect_file![file].assert_eq(&stdout(&output));
    }
}
