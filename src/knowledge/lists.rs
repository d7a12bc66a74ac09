//! Plain text files of messages, one a line: `phrasings/ENTRY.txt`, `signs/CARD.txt`,
//! `signs/harmless.txt` and `out_of_scope.txt`. Empty lines and remarks (`#`) count for nothing.

use std::collections::BTreeMap;

use super::folder::Folder;
use super::problem::{Problem, did_you_mean};
use super::unseen;
use crate::text;

/// One file of messages.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// The file as the editor knows it.
    pub(super) file: String,
    /// Its name without folder and ending.
    pub(super) name: String,
    /// Number, from 1, and text of each line that is a message.
    pub(super) lines: Vec<(usize, String)>,
}

impl List {
    fn parse(file: String, name: String, content: &str) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(content.lines()) {
            let message = line.trim_matches([' ', '\t']);
            if message.is_empty() || message.starts_with('#') {
                continue;
            }
            if let Some((at, c, name)) = unseen::first(message) {
                let before = message.get(..at).unwrap_or_default();
                problems.push(Problem {
                    file: file.clone(),
                    line: number,
                    column: before.chars().count() + 1,
                    excerpt: message.to_owned(),
                    what: format!("here stands a {name}, which nobody sees"),
                    mend: unseen::mend(c).to_owned(),
                });
                continue;
            }
            lines.push((number, message.to_owned()));
        }
        (Self { file, name, lines }, problems)
    }

    /// The messages.
    pub(super) fn messages(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(|(_, message)| message.clone())
    }

    fn problem(&self, line: usize, message: &str, what: String, mend: &str) -> Problem {
        Problem {
            file: self.file.clone(),
            line,
            column: 1,
            excerpt: message.to_owned(),
            what,
            mend: mend.to_owned(),
        }
    }
}

/// Reads a file of messages if it is there.
pub(super) fn read(folder: &Folder, path: &str, problems: &mut Vec<Problem>) -> Option<List> {
    let name = path.rsplit('/').next()?.strip_suffix(".txt")?.to_owned();
    match folder.text(path) {
        Ok(content) => {
            let (list, found) = List::parse(folder.shown(path), name, &content?);
            problems.extend(found);
            Some(list)
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// Reads all `*.txt` of a subfolder, in the order of their names; none if there is no such folder.
pub(super) fn read_all(folder: &Folder, path: &str, problems: &mut Vec<Problem>) -> Vec<List> {
    let names = folder.names(path).unwrap_or_else(|problem| {
        problems.push(problem);
        Vec::new()
    });
    names.iter().filter_map(|name| read(folder, &format!("{path}/{name}"), problems)).collect()
}

/// A list whose name is none of `known` ("entry", "card").
pub(super) fn check_names<'a>(
    lists: &[List],
    what: &str,
    known: impl Iterator<Item = &'a str>,
) -> Vec<Problem> {
    let known: Vec<&str> = known.collect();
    let unknown = lists.iter().filter(|list| !known.contains(&list.name.as_str()));
    unknown
        .map(|list| {
            let mend = did_you_mean(&list.name, known.iter().copied()).map_or_else(
                || format!("name the file after the {what} that it belongs to, or remove it"),
                |near| format!("did you mean `{near}.txt`?"),
            );
            Problem::whole_file(&list.file, format!("there is no {what} `{}`", list.name), mend)
        })
        .collect()
}

/// Lines that stand twice in all of `lists`, or that stand already where `seen` says: the words of a
/// message, and its place in the words of the editor.
pub(super) fn check_doubles(lists: &[List], mut seen: BTreeMap<String, String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for list in lists {
        for (number, message) in &list.lines {
            let words = text::words(message).join(" ");
            if words.is_empty() {
                let mend = "write how a person would say it, or remove the line";
                let what = "this line has no words".to_owned();
                problems.push(list.problem(*number, message, what, mend));
            } else if let Some(other) = seen.get(&words) {
                let what = format!("this message also stands in {other}");
                let mend = "decide where it belongs, and remove the other";
                problems.push(list.problem(*number, message, what, mend));
            } else {
                seen.insert(words, format!("{}, line {number}", list.file));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::{List, check_doubles};
    use std::collections::BTreeMap;

    #[test]
    fn reads_lines_and_leaves_out_remarks() {
        let content = "# asked in chats\n\nhow long\r\n  and then?  \n";
        let (list, problems) = List::parse("a.txt".into(), "a".into(), content);
        assert_eq!(problems, []);
        assert_eq!(list.lines, [(3, "how long".to_owned()), (4, "and then?".to_owned())]);
    }

    #[test]
    fn tells_where_a_line_stands_twice() {
        let (list, _) = List::parse("a.txt".into(), "a".into(), "How long?\nwhy\nhow LONG\n");
        let problems = check_doubles(&[list], BTreeMap::new());
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].line, problems[0].what.contains("a.txt, line 1")), (3, true));
    }
}
