//! The difference of two versions of a file, in the unified format.

/// Lines around a change.
const AROUND: usize = 3;

/// What follows a last line that does not end.
const NO_END: &str = "\\ No newline at end of file\n";

/// The difference between two versions of a file, as one piece; empty if there is none. `None` is
/// a file that is not there.
#[must_use]
pub fn unified(file: &str, before: Option<&str>, after: Option<&str>) -> String {
    let lines = |text: Option<&str>| -> Vec<String> {
        text.unwrap_or_default().split_inclusive('\n').map(str::to_owned).collect()
    };
    let (old, new) = (lines(before), lines(after));
    if old == new && before.is_some() == after.is_some() {
        return String::new();
    }
    let same = |pairs: &mut dyn Iterator<Item = (&String, &String)>| {
        pairs.take_while(|(a, b)| a == b).count()
    };
    let start = same(&mut old.iter().zip(&new));
    let shorter = old.len().min(new.len()) - start;
    let end = same(&mut old.iter().rev().zip(new.iter().rev())).min(shorter);
    let from = start.saturating_sub(AROUND);
    let tail = end.min(AROUND);
    let name = |side: &str, there: bool| {
        if there { format!("{side}/{file}") } else { "/dev/null".to_owned() }
    };
    let mut out = format!(
        "--- {}\n+++ {}\n@@ -{} +{} @@\n",
        name("a", before.is_some()),
        name("b", after.is_some()),
        range(from, old.len() - end + tail),
        range(from, new.len() - end + tail),
    );
    let mut put = |mark: char, lines: &[String], from: usize, to: usize| {
        for line in lines.get(from..to).unwrap_or_default() {
            out.push(mark);
            out.push_str(line);
            if !line.ends_with('\n') {
                out.push('\n');
                out.push_str(NO_END);
            }
        }
    };
    put(' ', &old, from, start);
    put('-', &old, start, old.len() - end);
    put('+', &new, start, new.len() - end);
    put(' ', &old, old.len() - end, old.len() - end + tail);
    out
}

/// Lines `from..to`, counted from 0, as the format names them; none at all stand behind a line.
fn range(from: usize, to: usize) -> String {
    let count = to.saturating_sub(from);
    let first = if count == 0 { from } else { from + 1 };
    if count == 1 { first.to_string() } else { format!("{first},{count}") }
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
