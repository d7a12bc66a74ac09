//! Good states of a folder, kept and brought back by the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn bot(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sciatica-bot"));
    command.current_dir(dir).env_remove("SCIATICA_BOT_FAQ").arg("-q").args(arguments);
    command.output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

const FAQ: &str = "[[entry]]\nid = \"walking\"\nquestion = \"May I walk?\"\nanswer = \"Yes.\"\n";

#[test]
fn a_good_state_is_kept_and_brought_back() {
    let dir = tempfile::tempdir().unwrap();
    let english = dir.path().join("faq/en");
    fs::create_dir_all(english.join("phrasings")).unwrap();
    fs::write(english.join("faq.toml"), FAQ).unwrap();
    assert!(stdout(&bot(dir.path(), &["snapshots"])).starts_with("no snapshot is kept yet"));
    let told = stdout(&bot(dir.path(), &["snapshots", "keep"]));
    let name = told.trim().strip_prefix("kept as ").unwrap().to_owned();
    assert!(dir.path().join("faq-snapshots").join(&name).join("en/faq.toml").exists());
    let again = stdout(&bot(dir.path(), &["snapshots", "keep"]));
    assert_eq!(again, "the latest snapshot has the same files already\n");
    assert_eq!(stdout(&bot(dir.path(), &["snapshots"])), format!("{name}  as the folder is now\n"));

    // Names are of whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let edited = FAQ.replace("Yes.", "No.");
    fs::write(english.join("faq.toml"), &edited).unwrap();
    fs::write(english.join("phrasings/walking.txt"), "may i go for a walk\n").unwrap();
    let listed = stdout(&bot(dir.path(), &["snapshots", "list"]));
    assert_eq!(listed, format!("{name}  2 places differ from the folder now\n"));

    let told = stdout(&bot(dir.path(), &["snapshots", "restore", &name]));
    assert!(told.starts_with(&format!("2 files brought back from {name}\n")), "{told}");
    assert_eq!(fs::read_to_string(english.join("faq.toml")).unwrap(), FAQ);
    assert!(!english.join("phrasings/walking.txt").exists());
    // What was there before can be brought back in turn.
    let before = told.trim().rsplit(' ').next().unwrap().to_owned();
    assert_ne!(before, name);
    stdout(&bot(dir.path(), &["snapshots", "restore", &before]));
    assert_eq!(fs::read_to_string(english.join("faq.toml")).unwrap(), edited);
    assert!(english.join("phrasings/walking.txt").exists());

    // A bad folder is not kept, and loses nothing when a good state comes back.
    fs::write(english.join("faq.toml"), "broken").unwrap();
    assert_eq!(bot(dir.path(), &["snapshots", "keep"]).status.code(), Some(1));
    stdout(&bot(dir.path(), &["snapshots", "restore", &name]));
    assert_eq!(fs::read_to_string(english.join("faq.toml")).unwrap(), FAQ);
    assert_eq!(fs::read_to_string(english.join("faq.toml.before")).unwrap(), "broken");
}

#[test]
fn what_cannot_be_brought_back_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let built_in = bot(dir.path(), &["snapshots", "keep"]);
    assert_eq!(built_in.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&built_in.stderr).contains("sciatica-bot init"));
    fs::create_dir_all(dir.path().join("faq/en")).unwrap();
    fs::write(dir.path().join("faq/en/faq.toml"), FAQ).unwrap();
    for name in ["yesterday", "../faq"] {
        let output = bot(dir.path(), &["snapshots", "restore", name]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(&format!("no snapshot is named `{name}`")), "{told}");
    }
    assert_eq!(fs::read_to_string(dir.path().join("faq/en/faq.toml")).unwrap(), FAQ);
}
