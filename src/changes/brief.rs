//! Changes in a few lines, for a message of a chat.

use super::{Change, Changes, Fares, Kind, Moved, count};

/// So many messages of a kind are quoted, and so many entries named.
const QUOTED: usize = 5;

/// Of a message, so many characters are quoted.
const LONGEST: usize = 120;

/// The entries that differ, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// Those that are new.
    pub added: Vec<String>,
    /// Those in which something differs.
    pub changed: Vec<String>,
    /// Those that are gone.
    pub gone: Vec<String>,
}

impl Changes {
    /// The entries that are new, changed or gone.
    #[must_use]
    pub fn entries(&self) -> Entries {
        let mut entries = Entries::default();
        for difference in self.differences.iter().filter(|found| found.file == "faq.toml") {
            let ids = match (difference.place.as_slice(), &difference.change) {
                ([list, _], Change::Added { .. }) if list == "entry" => &mut entries.added,
                ([list, _], Change::Gone { .. }) if list == "entry" => &mut entries.gone,
                ([list, _, ..], _) if list == "entry" => &mut entries.changed,
                _ => continue,
            };
            if let Some(id) = difference.place.get(1)
                && ids.last() != Some(id)
            {
                ids.push(id.clone());
            }
        }
        entries
    }

    /// The verdict, the entries, the signs of danger that are taken otherwise, how many messages get
    /// something else in which way, and those that fare worse: the first few of each, in plain text.
    #[must_use]
    pub fn brief(&self) -> String {
        let mut parts = vec![self.verdict()];
        let Entries { added, changed, gone } = self.entries();
        for (ids, what) in [(added, "added"), (changed, "changed"), (gone, "gone")] {
            if !ids.is_empty() {
                let many = format!("entries {what}");
                let told = count(ids.len(), &format!("entry {what}"), &many);
                parts.push(format!("{told}: {}", first(&ids)));
            }
        }
        let (signs, others): (Vec<Kind>, Vec<Kind>) =
            Kind::ALL.iter().partition(|kind| **kind <= Kind::SignOtherwise);
        for kind in &signs {
            let moved: Vec<&Moved> = self.of_kind(*kind).collect();
            parts.extend(quoted(kind.heading(), &moved));
        }
        let counted = others.iter().map(|kind| (kind, self.of_kind(*kind).count()));
        let counted = counted.filter(|(_, moved)| *moved > 0);
        let counted: Vec<String> =
            counted.map(|(kind, moved)| format!("{}: {moved}", kind.heading())).collect();
        if !counted.is_empty() {
            parts.push(counted.join("\n"));
        }
        let worse = self.moved.iter().filter(|moved| moved.fares == Fares::Worse);
        let worse: Vec<&Moved> = worse.filter(|moved| others.contains(&moved.kind)).collect();
        parts.extend(quoted("these fare worse", &worse));
        let signed: Vec<String> = self.to_be_signed_again().map(str::to_owned).collect();
        if !signed.is_empty() {
            parts.push(format!("signed before this change of their answers: {}", first(&signed)));
        }
        parts.join("\n\n")
    }
}

/// The first of these, and how many more there are.
fn first(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(QUOTED).map(String::as_str).collect();
    let more = names.len().saturating_sub(QUOTED);
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// The first characters of a line, `longest` at most, and whether there were more.
#[must_use]
pub fn cut(line: &str, longest: usize) -> String {
    let cut: String = line.chars().take(longest).collect();
    if cut.len() < line.len() { cut + "…" } else { cut }
}

/// The first of these messages, each with what it got and gets; `None` where there are none.
fn quoted(heading: &str, moved: &[&Moved]) -> Option<String> {
    if moved.is_empty() {
        return None;
    }
    let mut lines = vec![format!("{heading} ({}):", moved.len())];
    lines.extend(moved.iter().take(QUOTED).map(|moved| {
        let text = cut(&moved.text, LONGEST);
        format!("“{text}” ({}): {} → {}", moved.whence(), moved.before, moved.after)
    }));
    let more = moved.len().saturating_sub(QUOTED);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Changes, Entries};
    use crate::changes::{Asked, Change, Difference, Moved, Origin, Outcome};

    fn difference(place: &[&str], change: Change) -> Difference {
        let place = place.iter().map(|part| (*part).to_owned()).collect();
        Difference { file: "faq.toml".to_owned(), place, change }
    }

    fn worse(number: usize) -> Moved {
        let outcome = |answers: &[&str]| Outcome {
            sign: None,
            answers: answers.iter().map(|id| (*id).to_owned()).collect(),
            choices: Vec::new(),
        };
        let text = format!("how long {number} {}", "x".repeat(200));
        let asked =
            Asked { text: &text, origin: Origin::Phrasing, about: Some("how-long"), holds: true };
        Moved::new(&asked, outcome(&["how-long"]), outcome(&[])).unwrap()
    }

    #[test]
    fn entries_and_the_worst_are_named_and_the_rest_is_counted() {
        let (new, old) = (json!("new"), json!("old"));
        let edited = || Change::Changed { old: old.clone(), new: new.clone() };
        let changes = Changes {
            differences: vec![
                difference(&["entry", "a", "answer"], edited()),
                difference(&["entry", "a", "question"], edited()),
                difference(&["entry", "b"], Change::Added { new: new.clone() }),
                difference(&["entry", "c"], Change::Gone { old: old.clone() }),
                difference(&["entry"], Change::Reordered),
            ],
            asked: 100,
            moved: (0..7).map(worse).collect(),
            ..Changes::default()
        };
        let names = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(
            changes.entries(),
            Entries { added: names(&["b"]), changed: names(&["a"]), gone: names(&["c"]) }
        );
        let brief = changes.brief();
        for part in [
            "5 places differ; of 100 messages, 7 get something else: 0 better, 7 worse",
            "1 entry added: b",
            "1 entry changed: a",
            "1 entry gone: c",
            "newly refused: 7",
            "these fare worse (7):",
            "x…” (phrasing of how-long): how-long → refused",
            "and 2 more",
        ] {
            assert!(brief.contains(part), "no `{part}` in:\n{brief}");
        }
        assert_eq!(brief.matches("how-long → refused").count(), 5);
        assert_eq!(Changes::default().brief(), "Nothing differs.");
    }
}
