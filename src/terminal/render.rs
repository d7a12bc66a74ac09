//! Replies as lines of text, with numbered buttons.

use std::io::{self, IsTerminal};

use anstream::{AutoStream, ColorChoice};
use textwrap::{Options, WordSplitter};

use crate::conversation::{Press, Reply};
use crate::knowledge::Folder;
use crate::knowledge::markup::{Block, Inline, Rich, bullet};
use crate::knowledge::media::{FOLDER, Media, Place};

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    /// Columns to wrap at; `None` leaves lines as they are.
    width: Option<usize>,
    /// Whether bold and italic are shown by ANSI codes.
    styled: bool,
}

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 88;

impl Paper {
    /// Styled and wrapped on a terminal, plain on a pipe or where colours are not wanted.
    pub(super) fn of_stdout() -> Self {
        let stdout = io::stdout();
        // Heeds NO_COLOR, CLICOLOR and TERM=dumb.
        let styled = AutoStream::choice(&stdout) != ColorChoice::Never;
        let width = stdout.is_terminal().then(|| textwrap::termwidth().min(WIDEST));
        Self { width, styled }
    }

    /// All replies of a turn; buttons are numbered through. Pictures are in `folder`.
    pub(super) fn render(&self, replies: &[Reply], folder: Option<&Folder>) -> String {
        let mut out = String::new();
        let mut number = 0;
        for reply in replies {
            if !out.is_empty() {
                out.push('\n');
            }
            for media in &reply.media {
                let lead = format!("[{}] ", whereabouts(media, folder));
                out.push_str(&self.wrap(&media.alt, &lead, ""));
                out.push('\n');
            }
            out.push_str(&self.rich(&reply.text));
            for button in reply.buttons.iter().flatten() {
                match &button.press {
                    Press::Data(_) => {
                        number += 1;
                        let lead = format!("  [{number}] ");
                        let hang = " ".repeat(lead.len());
                        out.push_str(&self.wrap(&button.label, &lead, &hang));
                    }
                    Press::Link(url) => {
                        let text = format!("{}: {url}", button.label);
                        out.push_str(&self.wrap(&text, "  ", "      "));
                    }
                }
            }
        }
        out
    }

    fn rich(&self, text: &Rich) -> String {
        let mut out = String::new();
        for block in &text.blocks {
            match block {
                Block::Paragraph(runs) => out.push_str(&self.wrap(&self.runs(runs), "", "")),
                Block::List { first, items } => {
                    for (i, item) in items.iter().enumerate() {
                        let lead = bullet(*first, i);
                        let hang = " ".repeat(lead.chars().count());
                        out.push_str(&self.wrap(&self.runs(item), &lead, &hang));
                    }
                }
            }
            out.push('\n');
        }
        out
    }

    /// `text` and a line end; `lead` stands before it, `hang` before each further line.
    pub(super) fn wrap(&self, text: &str, lead: &str, hang: &str) -> String {
        let mut wrapped = match self.width {
            // A word is never cut: an address must stay one, even where it is wider than the line.
            Some(width) => textwrap::fill(
                text,
                Options::new(width)
                    .initial_indent(lead)
                    .subsequent_indent(hang)
                    .word_splitter(WordSplitter::NoHyphenation)
                    .break_words(false),
            ),
            None => format!("{lead}{text}"),
        };
        wrapped.push('\n');
        wrapped
    }

    fn runs(&self, runs: &[Inline]) -> String {
        let mut out = String::new();
        for run in runs {
            let code = match (self.styled, run.bold, run.italic) {
                (true, true, _) => "\x1b[1m",
                (true, false, true) => "\x1b[3m",
                _ => "",
            };
            out.push_str(code);
            out.push_str(&run.text);
            if !code.is_empty() {
                out.push_str("\x1b[0m");
            }
            if let Some(link) = &run.link {
                out.push_str(&format!(" ({link})"));
            }
        }
        out
    }
}

/// Where a picture or video can be looked at: its path where there is one.
fn whereabouts(media: &Media, folder: Option<&Folder>) -> String {
    match &media.place {
        Place::Link(address) => address.clone(),
        Place::File(name) => folder
            .and_then(|folder| folder.path(&format!("{FOLDER}/{name}")))
            .map_or_else(|| name.clone(), |path| path.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::Paper;
    use crate::conversation::{Button, Placement, Press, Reply};
    use crate::knowledge::markup::Rich;

    #[test]
    fn buttons_wrap_at_words_on_a_narrow_terminal() {
        let label = "What is the difference between a bulging and a slipped disc?";
        let button = Button { label: label.to_owned(), press: Press::Data("e:disc".to_owned()) };
        let reply = Reply {
            text: Rich::default(),
            buttons: vec![vec![button]],
            media: Vec::new(),
            placement: Placement::default(),
        };
        let shown = Paper { width: Some(40), styled: false }.render(&[reply], None);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 40), "{shown}");
        assert!(lines.iter().skip(1).all(|line| line.starts_with("      ")), "{shown}");
        let words = lines.iter().flat_map(|line| line.split_whitespace()).skip(1);
        assert!(words.eq(label.split(' ')), "{shown}");
    }
}
