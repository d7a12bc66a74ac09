//! `--overlap`: which entries get in each other's way.

use std::io::{self, Write};

use crate::eval;
use crate::knowledge::Knowledge;

/// So many entries and pairs are listed without `--all`.
const LISTED: usize = 10;

pub(super) fn tell(knowledge: &Knowledge, all: bool, out: &mut impl Write) -> io::Result<()> {
    let overlap = eval::overlap(knowledge);
    let listed = if all { usize::MAX } else { LISTED };
    writeln!(
        out,
        "\n{} phrasings, each asked without itself: {:.1} % find their entry",
        overlap.phrasings, overlap.recall
    )?;
    writeln!(out, "\nentries, worst first")?;
    for (id, recall) in overlap.entries.iter().take(listed) {
        writeln!(out, "  {recall:5.1} %  {id}")?;
    }
    writeln!(out, "\nphrasings lost to another entry; more phrasings in other words would help")?;
    for pair in overlap.pairs.iter().take(listed) {
        writeln!(out, "  {} → {}  (shared: {})", pair.from, pair.to, pair.words.join(", "))?;
        for phrasing in &pair.phrasings {
            writeln!(out, "      {phrasing}")?;
        }
    }
    writeln!(out)
}
