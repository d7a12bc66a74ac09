//! `triage --json`, as a shell sees it.

use std::path::Path;
use std::process::{Command, Stdio};

use expect_test::expect;
use serde_json::{Value, json};

use super::{cases, id};

/// Standard output, standard error and exit code for these lines.
fn triage(lines: &str) -> (String, String, i32) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("answers.jsonl");
    std::fs::write(&file, lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"))
        .args(["triage", "--json", "--answers"])
        .arg(Path::new(&file))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn a_line_of_json_keeps_the_contract() {
    let lines: Vec<String> = cases().iter().map(|case| case["answers"].to_string()).collect();
    let (out, err, code) = triage(&lines.join("\n"));
    assert_eq!((err.as_str(), code), ("", 0));
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 71);
    for (case, line) in cases().iter().zip(&answers) {
        assert_eq!(line["urgency"], case["urgency"], "{}", case["id"]);
        assert_eq!(line["pattern"], id(case["pattern"].as_str().unwrap()), "{}", case["id"]);
        assert!(!line["reasons"].as_array().unwrap().is_empty());
    }
    let v24 = json!({
        "urgency": "U3", "pattern": "disc", "shown": true, "fit": "well", "stenosis": -8, "disc": 9,
        "reasons": ["it has lasted more than 6 weeks"],
    });
    assert_eq!(answers[23], v24);
    let v01 = json!({
        "urgency": "U1", "pattern": "none", "shown": false, "fit": null, "stenosis": null,
        "disc": null, "reasons": ["a new change in feeling, bladder, bowel or sex"],
    });
    assert_eq!(answers[0], v01);
}

#[test]
fn a_bad_line_is_named_and_the_others_are_answered() {
    let good = cases()[22]["answers"].clone();
    let changed = |key: &str, value: Value| {
        let mut changed = good.clone();
        changed[key] = value;
        changed.to_string()
    };
    let mut short = good.clone();
    short.as_object_mut().unwrap().remove("time");
    let lines = [
        good.to_string(),
        "{".to_owned(),
        String::new(),
        "[]".to_owned(),
        changed("legs", json!("on")),
        changed("legs", json!(["one"])),
        changed("now", json!([3])),
        changed("tigle", json!("one")),
        short.to_string(),
        json!({"ces": "yes"}).to_string(),
        changed("extra", json!("none")),
    ];
    let (out, err, code) = triage(&lines.join("\n"));
    assert_eq!((out.lines().count(), code), (3, 1));
    expect![[r#"
        error: line 2: this is not JSON (EOF while parsing an object at line 1 column 1)
        error: line 4: this is not a JSON object of answers
        error: line 5: `legs` has no answer `on`; did you mean `one`?
        error: line 6: the answer to `legs` must be one code in quotes
        error: line 7: the answer to `now` must be a list of codes in quotes
        error: line 8: there is no screen `tigle`; did you mean `tingle`?
        error: line 9: the answer to `time` is missing
    "#]]
    .assert_eq(&err);
}
