//! `check` as an editor and a CI job see it, on copies of the shipped folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::support::program::{TestFaq, copy_of_faq};

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.arg("check").args(arguments).arg("--faq").arg(folder);
    command.stdin(Stdio::null()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A copy of the shipped folder in which `from` is `to` in each of the files.
fn changed(changes: &[(&str, &str, &str)]) -> TestFaq {
    let dir = copy_of_faq();
    for (file, from, to) in changes {
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
    dir
}

/// File, line and what of each problem or warning.
fn problems(output: &Output, folder: &Path, severity: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(&stdout(output)).unwrap();
    let told = report["problems"].as_array().unwrap().iter();
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap().to_owned();
    let start = format!("{}/", folder.display());
    told.filter(|problem| problem["severity"] == severity)
        .map(|problem| {
            assert!(!text(problem, "mend").is_empty());
            let file = text(problem, "file").replace(&start, "");
            format!("{file}:{}: {}", problem["line"], text(problem, "what"))
        })
        .collect()
}

fn has(told: &[String], start: &str, end: &str) {
    let found = told.iter().any(|line| line.starts_with(start) && line.ends_with(end));
    assert!(found, "{start} … {end} is not in:\n{}", told.join("\n"));
}

#[test]
fn the_shipped_folder_is_right_and_its_warnings_are_a_clinicians() {
    let output = check(Path::new("faq"), &["--json"]);
    assert!(output.status.success());
    assert_eq!(stdout(&output).lines().count(), 1);
    assert_eq!(problems(&output, Path::new("faq"), "error"), [""; 0]);
    for warning in problems(&output, Path::new("faq"), "warning") {
        let is_known = [
            "gets an emergency card: rule ",
            "the word `needles` is common",
            // From half a year after the last review of an answer on.
            "to be read against their sources again",
        ];
        assert!(is_known.iter().any(|known| warning.contains(known)), "{warning}");
    }
}

#[test]
fn what_only_the_whole_bot_can_tell() {
    let folder = changed(&[
        ("en/faq.toml", "reviewed = 2026-11-30", "reviewed = 2999-01-01"),
        (
            "en/faq.toml",
            "Sciatica most often feels like a stabbing",
            "Contemporary multidisciplinary rehabilitation recommendations prioritise individualised \
             biopsychosocial considerations notwithstanding heterogeneous symptomatology. \
             Sciatica most often feels like a stabbing",
        ),
        ("en/phrasings/sleep.txt", "\n", "\nhow long does sciatica lasts\n"),
        ("en/signs/harmless.txt", "\n", "\nI cannot pee and my groin is numb since this morning\n"),
        ("en/safety.toml", "\nnumb.words = [", "\nnumb.words = [\"pain\", "),
    ]);
    let output = check(folder.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = problems(&output, folder.path(), "error");
    has(&told, "en/faq.toml:23: the review date of `what-is`", "lies in the future (2999-01-01)");
    has(
        &told,
        "en/phrasings/sleep.txt:",
        "is not answered by its own entry `sleep`, but by `how-long`",
    );
    has(&told, "en/signs/harmless.txt:", "takes it for an emergency");
    let common = told.iter().find(|line| line.starts_with("en/safety.toml:")).unwrap();
    assert!(common.contains("the word `pain` is common: because of it"), "{common}");
    let warned = problems(&output, folder.path(), "warning");
    has(&warned, "en/faq.toml:43: the answer of `symptoms` reads at grade", "above 8");
}

#[test]
fn what_no_answer_may_say() {
    let folder = changed(&[
        (
            "en/faq.toml",
            "Sciatica most often feels",
            "Take 400 mg of ibuprofen. Sciatica most often feels",
        ),
        ("en/faq.toml", "Sciatica is leg pain", "You have sciatica. It is leg pain"),
        (
            "en/faq.toml",
            "Spinal stenosis is a tight",
            "I promise it heals. Spinal stenosis is a tight",
        ),
        ("en/phrases.toml", "\"Check my symptoms\"", "\"Check my symptoms in a minute or two\""),
    ]);
    let output = check(folder.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = problems(&output, folder.path(), "error");
    has(&told, "en/faq.toml:", "the answer of `symptoms` names a dose (“400 mg”)");
    has(
        &told,
        "en/faq.toml:",
        "the answer of `what-is` tells people what they have (“you have sciatica”)",
    );
    has(&told, "en/faq.toml:", "the answer of `stenosis` promises (“promise”)");
    has(&told, "en/phrases.toml:", "this button has 36 characters");
    assert_eq!(told.len(), 4, "{told:?}");
}

#[test]
fn a_further_quiz_is_printed_by_its_name() {
    let table = stdout(&check(Path::new("faq"), &["--table", "--quiz", "nerve-glide"]));
    assert!(table.starts_with("# The check") && table.contains("slider"), "{table}");
    assert_ne!(table, stdout(&check(Path::new("faq"), &["--table"])));
    let chart = stdout(&check(Path::new("faq"), &["--graph", "--quiz", "nerve-glide"]));
    assert!(chart.starts_with("flowchart TD"), "{chart}");
    for (arguments, told) in [
        (["--table", "--quiz", "nerve-glid"].as_slice(), "did you mean `nerve-glide`?"),
        (&["--quiz", "nerve-glide"], "--graph or --table"),
    ] {
        let output = check(Path::new("faq"), arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains(told), "{output:?}");
    }
}

#[test]
fn a_chart_and_tables_stand_alone() {
    let chart = stdout(&check(Path::new("faq"), &["--graph"]));
    assert!(chart.starts_with("flowchart "), "{chart}");
    assert!(!chart.contains("\n#") && !chart.contains("no problems"), "{chart}");
    let tables = stdout(&check(Path::new("faq"), &["--table"]));
    assert!(tables.starts_with("# The check, version "), "{tables}");
    assert!(tables.contains("## Signed") && !tables.contains("flowchart"));
    let broken = changed(&[("en/triage.toml", "[[screen]]", "[screen]")]);
    let output = check(broken.path(), &["--graph"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
}

#[test]
fn problems_of_a_broken_file_are_json_too() {
    let folder = changed(&[("en/faq.toml", "id = \"symptoms\"", "id = \"symptoms")]);
    let output = check(folder.path(), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told = problems(&output, folder.path(), "error");
    assert_eq!(told, ["en/faq.toml:38: this text has no closing quote"]);
}
