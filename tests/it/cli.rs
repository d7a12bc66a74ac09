//! The real program, as a shell sees it: exit codes, stdout, stderr.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn bot(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("SCIATICA_BOT_FAQ").env_remove("TELOXIDE_TOKEN");
    command
}

/// The program started in a folder of its own.
fn run_in(dir: &Path, arguments: &[&str]) -> Output {
    bot(arguments).current_dir(dir).output().unwrap()
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
    let expected = [
        ("how long does siatica last??", "answer", Some("how-long")),
        ("is pt better then a chiropracter", "answer", Some("pt-vs-chiro")),
        ("pain", "choose", None),
        ("price of bitcoin", "none", None),
        ("my shoulder hurts", "none", None),
        ("", "none", None),
    ];
    let questions: Vec<&str> = expected.iter().map(|(question, ..)| *question).collect();
    let input = questions.join("\n") + "\n";
    let output = run_with_input(&["ask", "--batch", "-"], input.as_bytes());
    for ((question, decision, id), line) in expected.iter().zip(stdout(&output).lines()) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["decision"], *decision, "{question}: {line}");
        assert_eq!(line["answers"][0].as_str(), *id, "{question}: {line}");
    }
    assert_eq!(stdout(&output).lines().count(), expected.len());
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
    assert_eq!(line["check"], serde_json::json!([]));
}

/// An explanation shows what a message answers of the symptom check, and from which words.
#[test]
fn an_explanation_shows_answers_to_the_check() {
    let told = "my left leg hurts for 3 weeks, I'm 44";
    let output = run(&["ask", "--explain", told]);
    let shown = stdout(&output);
    assert!(shown.contains("Answers to the symptom check"), "{shown}");
    assert!(shown.contains("  age = 40-59 (“I'm 44”)"), "{shown}");
    assert!(
        shown.contains("  time = lt6ok or lt6worse, so it is asked (“for 3 weeks”)"),
        "{shown}"
    );
    let output = run(&["ask", "--explain", "--json", told]);
    let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let age =
        serde_json::json!({"screen": "age", "options": ["40-59"], "sure": true, "words": "I'm 44"});
    assert!(line["check"].as_array().unwrap().contains(&age), "{line}");
    let output = run(&["ask", "--json", told]);
    let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(line.get("check").is_none(), "only with --explain: {line}");
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
    for file in [
        "faq",
        "words",
        "phrases",
        "tests",
        "triage",
        "quiz",
        "safety",
        "numbers",
        "exercises",
        "config",
    ] {
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
    for kind in
        ["faq", "words", "phrases", "tests", "triage", "safety", "numbers", "exercises", "config"]
    {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("faq/schema/{kind}.json"));
        let output = run(&["schema", kind]);
        assert!(output.status.success());
        expect_test::expect_file![file].assert_eq(&stdout(&output));
    }
}

/// All files under a folder, by their path from there.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn collect(root: &Path, dir: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(root, &path, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(dir, dir, &mut found);
    found
}

/// A FAQ of one entry.
fn write_faq(dir: &Path, id: &str) {
    fs::create_dir_all(dir.join("en")).unwrap();
    let faq = format!("[[entry]]\nid = \"{id}\"\nquestion = \"How long?\"\nanswer = \"Weeks.\"\n");
    fs::write(dir.join("en/faq.toml"), faq).unwrap();
}

#[test]
fn it_works_in_an_empty_folder_and_writes_nothing_there() {
    let dir = tempfile::tempdir().unwrap();
    let asked = run_in(dir.path(), &["ask", "--json", "how long does siatica last??"]);
    let line: Value = serde_json::from_str(&stdout(&asked)).unwrap();
    assert_eq!(line["answers"][0], "how-long");
    assert!(stderr(&asked).contains("the built-in FAQ"), "{}", stderr(&asked));
    let quiet = run_in(dir.path(), &["ask", "-q", "how long"]);
    assert_eq!(stderr(&quiet), "");
    let checked = run_in(dir.path(), &["check"]);
    assert!(stdout(&checked).contains("no problems found"), "{}", stdout(&checked));
    let help = run_in(dir.path(), &["chat", "--help"]);
    assert!(stdout(&help).contains("[here: the built-in FAQ]"), "{}", stdout(&help));
    assert!(files(dir.path()).is_empty());
}

/// A file that is new in `faq/` is taken up when `src/main.rs` is compiled again: if this fails,
/// touch it.
#[test]
fn init_writes_what_ships_and_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let written = run_in(dir.path(), &["init"]);
    assert!(written.status.success(), "{}", stderr(&written));
    let here = dir.path().join("faq");
    assert!(stderr(&written).contains(here.to_str().unwrap()), "{}", stderr(&written));
    assert_eq!(files(&here), files(Path::new("faq")));
    let edited = here.join("en/phrases.toml");
    fs::write(&edited, "mine").unwrap();
    let again = run_in(dir.path(), &["init"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("nothing in it is overwritten"), "{}", stderr(&again));
    assert_eq!(fs::read(&edited).unwrap(), b"mine");
    // And what was written is what is used.
    let checked = run_in(dir.path(), &["check"]);
    assert!(stdout(&checked).contains("faq/en/phrases.toml:1:"), "{}", stdout(&checked));
}

#[test]
fn the_first_that_names_a_folder_wins() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["option", "environment", "config", "faq"] {
        write_faq(&dir.path().join(name), &format!("of-{name}"));
    }
    fs::write(dir.path().join("config.toml"), "faq = \"config\"\n").unwrap();
    let first = |arguments: &[&str], environment: &str| {
        let mut command = bot(&[&["ask", "--json", "how long"], arguments].concat());
        let output = command.current_dir(dir.path()).env("SCIATICA_BOT_FAQ", environment).output();
        let output = output.unwrap();
        let line: Value = serde_json::from_str(&stdout(&output)).unwrap();
        (line["entries"][0]["id"].as_str().unwrap_or_default().to_owned(), stderr(&output))
    };
    assert_eq!(first(&["--faq", "option"], "environment").0, "of-option");
    let (id, said) = first(&[], "environment");
    assert_eq!(id, "of-environment");
    let folder = dir.path().join("environment");
    assert!(said.contains(folder.to_str().unwrap()) && said.contains("SCIATICA_BOT_FAQ"), "{said}");
    assert_eq!(first(&[], "").0, "of-config");
    fs::write(dir.path().join("config.toml"), "title = \"a site\"\n").unwrap();
    let (id, said) = first(&[], " ");
    assert_eq!(id, "of-faq");
    assert!(said.contains("note: config.toml"), "{said}");
    let named = run_in(dir.path(), &["check", "--config", "config.toml"]);
    assert_eq!(named.status.code(), Some(1), "a config that is named must be good");
    fs::remove_dir_all(dir.path().join("faq")).unwrap();
    assert_eq!(first(&[], "").0, "how-long");
}

#[test]
fn what_is_not_there_is_named_by_its_whole_path() {
    let dir = tempfile::tempdir().unwrap();
    write_faq(&dir.path().join("faq"), "one");
    write_faq(&dir.path().join("faq/de"), "one");
    fs::rename(dir.path().join("faq/de/en"), dir.path().join("faq/fr")).unwrap();
    let whole = |name: &str| dir.path().join(name).display().to_string();
    for (arguments, named) in [
        (&["ask", "x", "--faq", "nowhere"][..], "nowhere/en"),
        (&["ask", "x", "--lang", "it"], "faq/it"),
        (&["ask", "x", "--lang", "de"], "faq/de"),
        (&["ask", "--batch", "none.txt"], "none.txt"),
        (&["eval", "none.jsonl"], "none.jsonl"),
        (&["check", "--config", "none.toml"], "none.toml"),
    ] {
        let output = run_in(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains(&whole(named)), "{arguments:?}: {}", stderr(&output));
    }
    let wrong = run_in(dir.path(), &["chat", "--lang", "it"]);
    assert!(stderr(&wrong).contains("languages here: en, fr"), "{}", stderr(&wrong));
}

/// Runs as somebody who may not open what has mode 0: root may, so root becomes nobody.
#[cfg(unix)]
fn run_as_nobody(dir: &Path, arguments: &[&str]) -> Output {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let mut command = bot(arguments);
    command.current_dir(dir);
    if fs::metadata(dir).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().unwrap()
}

#[cfg(unix)]
#[test]
fn what_may_not_be_opened_is_said_to_be_there() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let dir = tempfile::tempdir().unwrap();
    mode(dir.path(), 0o755);
    assert!(run_in(dir.path(), &["init"]).status.success());
    let token = "[telegram]\ntoken_file = \"token\"\n";
    fs::write(dir.path().join("token"), "1:a").unwrap();
    fs::write(dir.path().join("questions.jsonl"), "{}").unwrap();
    fs::write(dir.path().join("config.toml"), token).unwrap();
    for (shut, commands) in [
        ("faq", &[&["chat"][..], &["ask", "x"], &["eval"], &["check"]][..]),
        ("faq/en", &[&["chat"], &["ask", "x"], &["eval"], &["check"]]),
        ("faq/en/signs", &[&["chat"], &["ask", "x"], &["eval"], &["check"]]),
        ("faq/en/safety.toml", &[&["chat"], &["ask", "x"], &["eval"], &["check"]]),
        ("faq/en/signs/harmless.txt", &[&["chat"], &["ask", "x"], &["eval"]]),
        ("faq/en/phrasings/how-long.txt", &[&["chat"], &["ask", "x"], &["eval"]]),
        ("token", &[&["run"]]),
        ("config.toml", &[&["run"], &["check", "--config", "config.toml"]]),
        (
            "questions.jsonl",
            &[&["eval", "questions.jsonl"], &["ask", "--batch", "questions.jsonl"]],
        ),
    ] {
        let path = dir.path().join(shut);
        let usual = fs::metadata(&path).unwrap().permissions().mode();
        mode(&path, 0);
        for arguments in commands {
            let output = run_as_nobody(dir.path(), arguments);
            let said = stdout(&output) + &stderr(&output);
            assert_eq!(output.status.code(), Some(1), "{shut} {arguments:?}: {said}");
            assert!(said.contains("no permission"), "{shut} {arguments:?}: {said}");
            assert!(said.contains(path.to_str().unwrap()), "{shut} {arguments:?}: {said}");
            assert!(!said.contains("not there"), "{shut} {arguments:?}: {said}");
        }
        mode(&path, usual);
    }
}

#[test]
fn a_question_comes_from_stdin_and_an_empty_one_is_refused() {
    let asked = run_with_input(&["ask", "--json", "-"], b"can i\ndrive\n");
    let line: Value = serde_json::from_str(&stdout(&asked)).unwrap();
    assert_eq!(line["entries"][0]["id"], "driving");
    for arguments in [&["ask", ""][..], &["ask", " ", ""], &["ask", "-"]] {
        let empty = run(arguments);
        assert_eq!(empty.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&empty).contains("empty"), "{}", stderr(&empty));
        assert_eq!(stdout(&empty), "");
    }
}

#[test]
fn an_entry_that_is_half_named_is_suggested() {
    let output = run(&["link", "walk", "--bot", "my_bot"]);
    assert!(stderr(&output).contains("did you mean `walking`"), "{}", stderr(&output));
}

#[test]
fn shells_complete_and_man_explains() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert!(script.status.success());
        assert!(stdout(&script).contains("explain"), "{shell}");
    }
    let page = stdout(&run(&["man"]));
    assert!(page.contains(".TH sciatica-bot 1") && page.contains("SCIATICA_BOT_FAQ"), "{page}");
    let dir = tempfile::tempdir().unwrap();
    let pages = dir.path().join("man1");
    assert!(run(&["man", pages.to_str().unwrap()]).status.success());
    let names: Vec<String> = files(&pages).into_keys().map(|p| p.display().to_string()).collect();
    for name in ["sciatica-bot.1", "sciatica-bot-ask.1", "sciatica-bot-eval.1"] {
        assert!(names.iter().any(|found| found == name), "{names:?}");
    }
}

#[test]
fn eval_leads_with_what_people_feel() {
    let text = stdout(&run(&["eval"]));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for (line, start) in ["", "answered right", "asked back", "answered wrong"].iter().enumerate() {
        assert!(lines[line].starts_with(start), "{text}");
    }
}
