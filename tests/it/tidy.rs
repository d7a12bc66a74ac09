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
        &[
            "background",
            "changes",
            "conversation",
            "editor",
            "eval",
            "faq_watch",
            "knowledge",
            "safety",
            "storage",
        ],
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

/// The module of a file: `src/text/message.rs` is `text::message`.
fn module(path: &str) -> String {
    path.trim_start_matches("src/").trim_end_matches(".rs").replace('/', "::")
}

/// The parent of a module: `text` of `text::message`.
fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}

/// Whether the code of one module names another by its path from the root, or as a neighbour, alone or in
/// curly brackets; a path that goes on to one of `inside`, the modules inside the other, names that.
fn names(code: &str, here: &str, other: &str, inside: &[&str]) -> bool {
    let own = other.rsplit("::").next().unwrap_or(other);
    let is_it = |path: &str| {
        let end = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (word, rest) = path.split_at(end(path).unwrap_or(path.len()));
        let next = rest.strip_prefix("::").unwrap_or_default();
        word == own && !inside.contains(&&next[..end(next).unwrap_or(next.len())])
    };
    let names_it = |from: &str| {
        code.match_indices(from).any(|(at, _)| {
            let nearer = from == "super::" && code[..at].ends_with("super::");
            let rest = &code[at + from.len()..];
            let inner = rest.strip_prefix('{').and_then(|inner| inner.split('}').next());
            !nearer
                && match inner {
                    Some(several) => several.split(',').any(|path| is_it(path.trim())),
                    None => is_it(rest),
                }
        })
    };
    let from_root = match parent(other) {
        "" => "crate::".to_owned(),
        parent => format!("crate::{parent}::"),
    };
    let is_near = |levels: &str| parent(levels) == parent(other) && !levels.is_empty();
    names_it(&from_root)
        || (is_near(here) && names_it("super::"))
        || (is_near(parent(here)) && names_it("super::super::"))
}

/// A module and those inside it are one thing to whoever reads them; beside that no import leads back.
#[test]
fn no_file_imports_one_that_imports_it() {
    let files = sources().into_iter().filter(|(path, _)| !matches!(layer(path), "lib" | "main"));
    let files: Vec<(String, String)> =
        files.map(|(path, text)| (module(&path), code(&text))).collect();
    let is_inside = |one: &str, other: &str| one.starts_with(&format!("{other}::"));
    let imports: Vec<Vec<usize>> = files
        .iter()
        .map(|(here, code)| {
            let others = files.iter().enumerate();
            let apart = others.filter(|(_, (other, _))| {
                here != other && !is_inside(here, other) && !is_inside(other, here)
            });
            let named = apart.filter(|(_, (other, _))| {
                let inside = files.iter().filter(|(module, _)| parent(module) == other);
                let inside: Vec<&str> =
                    inside.filter_map(|(module, _)| module.rsplit("::").next()).collect();
                names(code, here, other, &inside)
            });
            named.map(|(at, _)| at).collect()
        })
        .collect();
    assert!(imports.iter().map(Vec::len).sum::<usize>() > 300, "the imports are not found");
    let mut cycles = Vec::new();
    for start in 0..files.len() {
        let mut seen = vec![false; files.len()];
        let mut next = imports[start].clone();
        while let Some(at) = next.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                next.extend(&imports[at]);
            }
        }
        if seen[start] {
            cycles.push(files[start].0.as_str());
        }
    }
    assert!(cycles.is_empty(), "these import each other in a cycle: {}", cycles.join(", "));
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
