//! The difference of two versions of a file, in the unified format.

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

/// Lines around a change.
const AROUND: u32 = 3;

/// What follows a last line that does not end.
const NO_END: &str = "\n\\ No newline at end of file\n";

/// The difference between two versions of a file; empty if there is none. `None` is a file that is
/// not there.
#[must_use]
pub fn unified(file: &str, before: Option<&str>, after: Option<&str>) -> String {
    if before == after {
        return String::new();
    }
    let name = |side: &str, there: bool| {
        if there { format!("{side}/{file}") } else { "/dev/null".to_owned() }
    };
    let (from, to) = (name("a", before.is_some()), name("b", after.is_some()));
    let mut out = format!("--- {from}\n+++ {to}\n");
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let input = InternedInput::new(before, after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let hunks: Vec<Hunk> = diff.hunks().collect();
    for near in hunks.chunk_by(|a, b| b.before.start - a.before.end <= 2 * AROUND) {
        piece(near, &old, &new, &mut out);
    }
    out
}

/// Changes that are near to each other, with the lines around them. (The library's own printer miscounts
/// the lines before a first change, and does not tell of a last line that does not end.)
fn piece(changes: &[Hunk], old: &[&str], new: &[&str], out: &mut String) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
    let lead = first.before.start.min(AROUND);
    let trail = (old.len() as u32 - last.before.end).min(AROUND);
    let range = |first: u32, end: u32| {
        // No lines at all stand behind a line; others are counted from 1.
        let (count, first) = (end - first, if end == first { first } else { first + 1 });
        if count == 1 { first.to_string() } else { format!("{first},{count}") }
    };
    let (from, to) = (first.before.start - lead, last.before.end + trail);
    let of_old = range(from, to);
    let of_new = range(first.after.start - lead, last.after.end + trail);
    out.push_str(&format!("@@ -{of_old} +{of_new} @@\n"));
    let mut put = |mark: char, lines: &[&str], from: u32, to: u32| {
        for line in lines.get(from as usize..to as usize).unwrap_or_default() {
            out.push(mark);
            out.push_str(line);
            if !line.ends_with('\n') {
                out.push_str(NO_END);
            }
        }
    };
    let mut told = from;
    for change in changes {
        put(' ', old, told, change.before.start);
        put('-', old, change.before.start, change.before.end);
        put('+', new, change.after.start, change.after.end);
        told = change.before.end;
    }
    put(' ', old, told, to);
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use super::unified;

    #[test]
    fn shows_what_was_added() {
        let shown = unified("en/a.txt", Some("1\n2\n3\n4\n5\n"), Some("1\n2\n3\n4\n5\n6\n"));
        assert_eq!(shown, "--- a/en/a.txt\n+++ b/en/a.txt\n@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6\n");
        assert_eq!(
            unified("a.txt", None, Some("x\n")),
            "--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+x\n"
        );
        assert_eq!(unified("a.txt", Some("x"), Some("x")), "");
    }

    #[test]
    fn changes_far_apart_are_pieces_of_their_own() {
        let lines: Vec<String> = (1..30).map(|line| line.to_string()).collect();
        let old = lines.join("\n") + "\n";
        let new = old.replace("\n4\n", "\nfour\n").replace("\n20\n", "\ntwenty\n");
        let shown = unified("a.txt", Some(&old), Some(&new));
        assert!(shown.contains("@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n"), "{shown}");
        assert!(shown.contains("@@ -17,7 +17,7 @@\n 17\n"), "{shown}");
    }

    /// The program that everybody has takes it, in both directions.
    #[test]
    fn patch_takes_it() {
        let texts = ["", "1\n", "1\n2", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\nx\n5\n6\n7\n8\n"];
        for (before, after) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("a.txt");
            std::fs::write(&file, before).unwrap();
            let started = Command::new("patch")
                .args(["-p1", "--silent", "--force"])
                .current_dir(folder.path())
                .stdin(Stdio::piped())
                .spawn();
            let Ok(mut patch) = started else {
                println!("skipped: there is no program `patch`");
                return;
            };
            let shown = unified("a.txt", Some(before), Some(after));
            patch.stdin.take().unwrap().write_all(shown.as_bytes()).unwrap();
            assert!(patch.wait().unwrap().success(), "{shown}");
            let made = std::fs::read(&file).unwrap_or_default();
            assert_eq!(made, after.as_bytes(), "{shown}");
        }
    }
}
