//! House rules that a tool can hold: who may know whom, and that each file says what it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers it may name. Arrows only point down (ARCHITECTURE.md).
const MAY_NAME: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("knowledge", &["text"]),
    ("lexicon", &["knowledge", "text"]),
    ("learn", &["lexicon", "knowledge", "text"]),
    ("matching", &["learn", "lexicon", "knowledge", "text"]),
    ("safety", &["learn", "lexicon", "knowledge", "text"]),
    ("triage", &["lexicon", "knowledge", "text"]),
    ("conversation", &["matching", "safety", "triage", "learn", "lexicon", "knowledge", "text"]),
    ("background", &[]),
    ("whole_file", &[]),
    ("faq_watch", &[]),
    ("changes", &["conversation", "matching", "safety", "knowledge", "text"]),
    ("eval", &["conversation", "matching", "safety", "learn", "lexicon", "knowledge", "text"]),
    (
        "editor",
        &[
            "eval",
            "conversation",
            "matching",
            "safety",
            "storage",
            "knowledge",
            "text",
            "whole_file",
        ],
    ),
    ("terminal", &["conversation", "knowledge", "text"]),
    (
        "preview",
        &["background", "changes", "conversation", "eval", "faq_watch", "knowledge", "safety"],
    ),
    ("config", &["knowledge"]),
    ("storage", &["conversation", "text"]),
    ("snapshots", &["knowledge", "whole_file"]),
    ("statistics", &["storage"]),
    ("telemetry", &["config"]),
    (
        "telegram",
        &[
            "background",
            "changes",
            "config",
            "conversation",
            "editor",
            "faq_watch",
            "knowledge",
            "snapshots",
            "statistics",
            "storage",
            "text",
        ],
    ),
    (
        "cli",
        &[
            "background",
            "changes",
            "config",
            "conversation",
            "editor",
            "eval",
            "knowledge",
            "matching",
            "preview",
            "safety",
            "snapshots",
            "statistics",
            "storage",
            "telegram",
            "telemetry",
            "terminal",
            "text",
            "triage",
            "whole_file",
        ],
    ),
];

/// The core: no I/O, no clock, no async, no environment.
const CORE: &[&str] = &[
    "text",
    "knowledge",
    "lexicon",
    "learn",
    "matching",
    "safety",
    "triage",
    "conversation",
    "changes",
    "statistics",
];

/// What the core never names. The file that reads `faq/` is the exception for files.
const NOT_IN_CORE: &[&str] = &[
    "tokio",
    "std::fs",
    "std::env",
    "std::net",
    "std::time::",
    "Instant",
    "SystemTime",
    "async fn",
    "rand::",
];
const MAY_READ_FILES: &[&str] = &["src/knowledge/source.rs", "src/knowledge/folder.rs"];

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The layer a file belongs to: `src/text/tokens.rs` and `src/text.rs` are `text`.
fn layer(path: &str) -> &str {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    inner.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Lines of code before the unit tests, without comments.
fn code(text: &str) -> String {
    text.split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn arrows_only_point_down() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let here = layer(&path);
        if matches!(here, "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == here) else {
            wrong.push(format!("{path}: the layer `{here}` is not in tests/tidy.rs"));
            continue;
        };
        for (other, _) in MAY_NAME {
            let names = code(&text).contains(&format!("crate::{other}"));
            if names && *other != here && !allowed.contains(other) {
                wrong.push(format!("{path}: `{here}` names `{other}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_has_no_world() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !CORE.contains(&layer(&path)) {
            continue;
        }
        for banned in NOT_IN_CORE {
            let excepted = *banned == "std::fs" && MAY_READ_FILES.contains(&path.as_str());
            if code(&text).contains(banned) && !excepted {
                wrong.push(format!("{path} names {banned}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_telegram_names_teloxide() {
    for (path, text) in sources() {
        let allowed = layer(&path) == "telegram";
        assert!(allowed || !code(&text).contains("teloxide"), "{path} names teloxide");
    }
}

#[test]
fn each_file_says_what_it_is_for() {
    for (path, text) in sources() {
        assert!(
            text.starts_with("//! ") || text.starts_with("/*!"),
            "{path} has no module comment"
        );
    }
}
