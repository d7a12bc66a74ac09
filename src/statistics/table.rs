//! Figures as lines of text, and counts as comma-separated values.

use super::{Figures, Statistics};
use crate::storage::Daily;

/// The figures in words; of entries, the first `entries`.
#[must_use]
pub fn table(figures: &Figures, entries: usize) -> String {
    let mut out = format!("{} to {}\n\n", figures.first, figures.last);
    let of = |times: u64, all: u64| match all {
        0 => times.to_string(),
        _ => format!("{times:>7}  {:3.0} %", 100.0 * times as f64 / all as f64),
    };
    let mut section = |title: &str, lines: &[(&str, String)]| {
        out += title;
        out.push('\n');
        for (name, value) in lines {
            out += &format!("  {name:<32}{value:>7}\n");
        }
        out.push('\n');
    };
    let f = figures;
    section(
        &format!("questions typed: {}", f.asked),
        &[
            ("answered", of(f.answered, f.asked)),
            ("asked back", of(f.asked_back, f.asked)),
            ("not answered", of(f.refused, f.asked)),
            ("emergency or crisis card first", of(f.cards_first, f.asked)),
            ("chosen, of those asked back", of(f.chosen, f.asked_back)),
            ("none of these", of(f.none_chosen, f.asked_back)),
        ],
    );
    let said = f.helpful + f.not_helpful;
    section(
        &format!("answers shown: {}; said if they helped: {said}", f.shown),
        &[
            ("helpful", of(f.helpful, said)),
            ("not helpful", of(f.not_helpful, said)),
            ("  wrong topic", of(f.wrong_topic, f.not_helpful)),
            ("  unclear", of(f.unclear, f.not_helpful)),
            ("  something missing", of(f.missing, f.not_helpful)),
            ("  frightening", of(f.scary, f.not_helpful)),
        ],
    );
    section(
        &format!("symptom checks opened: {}", f.checks_started),
        &[("finished", of(f.checks_finished, f.checks_started))],
    );
    let left = f.screens.iter().filter(|screen| screen.left > 0);
    let left: Vec<(&str, String)> =
        left.map(|screen| (screen.screen.as_str(), of(screen.left, screen.reached))).collect();
    if !left.is_empty() {
        section("left at the question (of those who reached it)", &left);
    }
    if !f.cards.is_empty() {
        out += "cards                             shown  none of these   gentle checks   tapped\n";
        for card in &f.cards {
            out += &format!(
                "  {:<28}{:>9}{:>15}{:>16}{:>9}\n",
                card.card, card.shown, card.denied, card.checks, card.checks_tapped
            );
        }
        out.push('\n');
    }
    if !f.entries.is_empty() {
        out += "entries                           shown        helpful     not helpful   \
                wrong topic, unclear, missing, frightening\n";
        for entry in f.entries.iter().take(entries) {
            out += &format!(
                "  {:<28}{:>9}{:>15}{:>16}   {}\n",
                entry.entry,
                entry.shown,
                entry.helpful,
                entry.not_helpful,
                [entry.wrong_topic, entry.unclear, entry.missing, entry.scary]
                    .map(|count| count.to_string())
                    .join(", "),
            );
        }
        let more = f.entries.len().saturating_sub(entries);
        if more > 0 {
            out += &format!("  and {more} more\n");
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// The counts themselves, one a line. Ids hold neither commas nor quotes.
#[must_use]
pub fn csv(statistics: &Statistics) -> String {
    let mut lines: Vec<Daily> = Vec::new();
    for ((kind, id), days) in &statistics.counts {
        let of_day = days.iter().map(|(day, times)| Daily {
            day: *day,
            kind: kind.clone(),
            id: id.clone(),
            times: *times,
        });
        lines.extend(of_day);
    }
    lines.sort_by(|a, b| (a.day, &a.kind, &a.id).cmp(&(b.day, &b.kind, &b.id)));
    let line = |Daily { day, kind, id, times }: Daily| format!("{day},{kind},{id},{times}\n");
    "day,kind,id,times\n".to_owned() + &lines.into_iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::super::figures::tests::three_days;
    use super::{csv, table};

    #[test]
    fn a_table_and_lines() {
        let table = table(&three_days().figures(&["ces", "legs"]), 1);
        for line in [
            "2026-11-28 to 2026-11-30",
            "questions typed: 100",
            "  answered                             70   70 %",
            "  chosen, of those asked back          11   55 %",
            "answers shown: 62; said if they helped: 12",
            "  ces                                   3   30 %",
            "  spine                               5              2               0        0",
            "  how-long                           50              9               3   0, 0, 2, 0",
            "  and 1 more",
        ] {
            assert!(table.lines().any(|shown| shown == line), "no `{line}` in:\n{table}");
        }
        let lines = csv(&three_days());
        assert!(lines.starts_with("day,kind,id,times\n2026-11-28,decision,answer,40\n"), "{lines}");
        assert_eq!(lines.lines().count(), 1 + 22);
    }
}
