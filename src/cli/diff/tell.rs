//! Changes for people: the verdict first, then the files, then the messages.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::Value;

use crate::changes::{
    Change, Changes, Difference, Fares, Kind, Moved, Piece, cut, in_brackets, word_diff,
};

/// So many messages of a kind, and lines of a list, are listed without `--all`.
const LISTED: usize = 10;

pub(super) fn all(changes: &Changes, all: bool, out: &mut impl Write) -> io::Result<()> {
    let listed = if all { usize::MAX } else { LISTED };
    writeln!(out, "{}", changes.verdict())?;
    let mut file = "";
    for difference in &changes.differences {
        if difference.file != file {
            file = &difference.file;
            writeln!(out, "\n{file}")?;
        }
        place(difference, listed, out)?;
    }
    for id in changes.to_be_signed_again() {
        writeln!(
            out,
            "\nnote: `{id}` was signed before this change of its answer; have it read and sign it \
             again: sciatica-bot sign {id} --by NAME"
        )?;
    }
    for kind in Kind::ALL {
        messages(changes, kind, listed, out)?;
    }
    Ok(())
}

fn place(difference: &Difference, listed: usize, out: &mut impl Write) -> io::Result<()> {
    let name = name(&difference.place);
    match &difference.change {
        Change::Added { new } => writeln!(out, "  + {name}{}", shown(new)),
        Change::Gone { old } => writeln!(out, "  - {name}{}", shown(old)),
        Change::Reordered => writeln!(out, "  ~ {name}: the same in another order"),
        Change::Changed { old, new } => {
            let pieces = word_diff(&text(old), &text(new));
            if matches!(pieces.as_slice(), [Piece::Same(_)]) {
                return writeln!(out, "  ~ {name}: the same words, with other spaces or lines");
            }
            writeln!(out, "  ~ {name}: {}", in_brackets(&pieces))
        }
        Change::Lines { added, gone } => {
            let counts = [(added.len(), "new"), (gone.len(), "gone")];
            let counts = counts.iter().filter(|(count, _)| *count > 0);
            let counts: Vec<String> =
                counts.map(|(count, what)| format!("{count} {what}")).collect();
            writeln!(out, "  ~ {name}: {}", counts.join(", "))?;
            for (sign, lines) in [("+", added), ("-", gone)] {
                for line in lines.iter().take(listed) {
                    writeln!(out, "      {sign} {line}")?;
                }
                more(lines.len(), listed, "      ", out)?;
            }
            Ok(())
        }
    }
}

/// The name of a place: `how-long, answer`. Whatever stands in a list of its kind is plain by its
/// name alone.
fn name(place: &[String]) -> String {
    let list = ["entry", "exercise", "screen", "rule", "country"];
    let from =
        usize::from(place.len() > 1 && place.first().is_some_and(|p| list.contains(&p.as_str())));
    let name = place.get(from..).unwrap_or_default().join(", ");
    if name.is_empty() { "the whole file".to_owned() } else { name }
}

/// What was added or is gone, in one line.
fn shown(value: &Value) -> String {
    let telling = ["question", "name", "text", "title", "reason"];
    let text = match value {
        Value::Object(table) => {
            telling.iter().find_map(|key| table.get(*key)?.as_str()).unwrap_or_default().to_owned()
        }
        Value::Array(items) => format!("{} of them", items.len()),
        other => text(other),
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { line } else { format!(": {}", cut(&line, LONGEST)) }
}

/// The longest text shown, in characters; of messages, with `--all` the whole.
const LONGEST: usize = 140;

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn messages(changes: &Changes, kind: Kind, listed: usize, out: &mut impl Write) -> io::Result<()> {
    let moved: Vec<&Moved> = changes.of_kind(kind).collect();
    if moved.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} ({})", kind.heading(), by_fares(&moved))?;
    for moved in moved.iter().take(listed) {
        let fares = match moved.fares {
            Fares::Better => "better",
            Fares::Neither => "      ",
            Fares::Worse => "WORSE ",
        };
        let message = cut(&moved.text, if listed == LISTED { LONGEST } else { usize::MAX });
        writeln!(out, "  {fares} {message}  [{}]", moved.whence())?;
        writeln!(out, "           {} → {}", moved.before, moved.after)?;
    }
    more(moved.len(), listed, "  ", out)
}

fn by_fares(moved: &[&Moved]) -> String {
    let mut counts: BTreeMap<Fares, usize> = BTreeMap::new();
    for moved in moved {
        *counts.entry(moved.fares).or_default() += 1;
    }
    let told =
        counts.iter().filter(|(fares, _)| **fares != Fares::Neither).map(|(fares, count)| {
            format!("{count} {}", if *fares == Fares::Better { "better" } else { "worse" })
        });
    std::iter::once(moved.len().to_string()).chain(told).collect::<Vec<_>>().join(", ")
}

fn more(all: usize, listed: usize, indent: &str, out: &mut impl Write) -> io::Result<()> {
    if all > listed {
        writeln!(out, "{indent}and {} more; --all lists them", all - listed)?;
    }
    Ok(())
}
