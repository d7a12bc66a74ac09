//! Two texts as one: what both say, what only the old one says, what only the new one says.

use imara_diff::{Algorithm, Diff, InternedInput};

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both texts.
    Same(String),
    /// In the old text only.
    Gone(String),
    /// In the new text only.
    New(String),
}

impl Piece {
    fn text(&self) -> &str {
        let (Self::Same(text) | Self::Gone(text) | Self::New(text)) = self;
        text
    }
}

/// Stands for a blank line between paragraphs.
const PARAGRAPH: &str = "¶";

/// The words of both texts, in order. Spaces and line ends count for nothing; blank lines are `¶`.
#[must_use]
pub fn word_diff(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let run = |words: &[&str], from: u32, to: u32| {
        words.get(from as usize..to as usize).unwrap_or_default().join(" ")
    };
    let mut pieces = Vec::new();
    let mut said = 0;
    for hunk in diff.hunks() {
        pieces.push(Piece::Same(run(&old, said, hunk.before.start)));
        pieces.push(Piece::Gone(run(&old, hunk.before.start, hunk.before.end)));
        pieces.push(Piece::New(run(&new, hunk.after.start, hunk.after.end)));
        said = hunk.before.end;
    }
    pieces.push(Piece::Same(run(&old, said, old.len() as u32)));
    pieces.retain(|piece| !piece.text().is_empty());
    pieces
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (number, paragraph) in text.split("\n\n").enumerate() {
        if number > 0 {
            words.push(PARAGRAPH);
        }
        words.extend(paragraph.split_whitespace());
    }
    words
}

/// So many words of what both say stand beside a change.
const AROUND: usize = 6;

/// A diff in one line, as `git diff --word-diff` writes it: `takes [-six-] {+eight+} weeks`. Of long
/// runs that both say, only what stands beside a change is kept.
#[must_use]
pub fn in_brackets(pieces: &[Piece]) -> String {
    let last = pieces.len().saturating_sub(1);
    let parts: Vec<String> = pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| match piece {
            Piece::Gone(text) => format!("[-{text}-]"),
            Piece::New(text) => format!("{{+{text}+}}"),
            Piece::Same(text) => beside(text, index > 0, index < last),
        })
        .collect();
    parts.join(" ")
}

/// The ends of a run: after a change, before one, or both.
fn beside(text: &str, after: bool, before: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let kept = AROUND * (usize::from(after) + usize::from(before));
    if words.len() <= kept + 1 {
        return text.to_owned();
    }
    let first = words.iter().take(if after { AROUND } else { 0 });
    let last = words.iter().skip(words.len() - if before { AROUND } else { 0 });
    first.chain([&"…"]).chain(last).copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Piece, in_brackets, word_diff};

    #[test]
    fn a_changed_word_stands_between_its_neighbours() {
        for (old, new, shown) in [
            ("it takes six weeks", "it takes eight weeks", "it takes [-six-] {+eight+} weeks"),
            ("walk", "walk a little", "walk {+a little+}"),
            ("a\n\nb", "a b", "a [-¶-] b"),
            ("", "new", "{+new+}"),
        ] {
            assert_eq!(in_brackets(&word_diff(old, new)), shown);
        }
        assert_eq!(word_diff("one\ntwo", "one  two"), [Piece::Same("one two".to_owned())]);
        let long = "a b c d e f g h i j k l m n o p";
        let shown = in_brackets(&word_diff(long, &format!("{long} q")));
        assert_eq!(shown, "… k l m n o p {+q+}");
    }
}
