//! The difference of two versions of a file, in the unified format.

use std::fmt::{self, Write};

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token};
use imara_diff::{UnifiedDiffConfig, UnifiedDiffPrinter};

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
    let (old, new) = (name("a", before.is_some()), name("b", after.is_some()));
    let input = InternedInput::new(before.unwrap_or_default(), after.unwrap_or_default());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let printer = Printer(&input.interner);
    let hunks = diff.unified_diff(&printer, UnifiedDiffConfig::default(), &input);
    format!("--- {old}\n+++ {new}\n{hunks}")
}

/// Prints lines as `patch` reads them: the library's own printer does not tell of a last line that
/// does not end, nor of no lines at all.
struct Printer<'a>(&'a Interner<&'a str>);

impl Printer<'_> {
    fn line(&self, mut out: impl Write, mark: char, line: Token) -> fmt::Result {
        let line = self.0[line];
        write!(out, "{mark}{line}")?;
        if line.ends_with('\n') { Ok(()) } else { out.write_str(NO_END) }
    }
}

impl UnifiedDiffPrinter for Printer<'_> {
    fn display_header(
        &self,
        mut out: impl Write,
        start_before: u32,
        start_after: u32,
        len_before: u32,
        len_after: u32,
    ) -> fmt::Result {
        let (old, new) = (range(start_before, len_before), range(start_after, len_after));
        writeln!(out, "@@ -{old} +{new} @@")
    }

    fn display_context_token(&self, out: impl Write, line: Token) -> fmt::Result {
        self.line(out, ' ', line)
    }

    fn display_hunk(&self, mut out: impl Write, before: &[Token], after: &[Token]) -> fmt::Result {
        for (mark, lines) in [('-', before), ('+', after)] {
            for line in lines {
                self.line(&mut out, mark, *line)?;
            }
        }
        Ok(())
    }
}

/// So many lines from a first one, counted from 0, as the format names them; none at all stand
/// behind a line.
fn range(first: u32, count: u32) -> String {
    let first = if count == 0 { first } else { first + 1 };
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
