//! Replies as lines of text, with numbered buttons.

use std::io::{self, IsTerminal};

use crate::conversation::{Press, Reply};
use crate::knowledge::markup::{Block, Inline, Rich, bullet};

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
    /// Styled and wrapped on a terminal, plain on a pipe.
    pub(super) fn of_stdout() -> Self {
        let terminal = io::stdout().is_terminal();
        Self { width: terminal.then(|| textwrap::termwidth().min(WIDEST)), styled: terminal }
    }

    /// All replies of a turn; buttons are numbered through.
    pub(super) fn render(&self, replies: &[Reply]) -> String {
        let mut out = String::new();
        let mut number = 0;
        for reply in replies {
            if !out.is_empty() {
                out.push('\n');
            }
            if let Some(picture) = &reply.picture {
                let lead = format!("[{}] ", picture.file);
                out.push_str(&self.wrap(&picture.alt, &lead, ""));
                out.push('\n');
            }
            out.push_str(&self.rich(&reply.text));
            for button in reply.buttons.iter().flatten() {
                match &button.press {
                    Press::Data(_) => {
                        number += 1;
                        out.push_str(&format!("  [{number}] {}\n", button.label));
                    }
                    Press::Link(url) => out.push_str(&format!("  {}: {url}\n", button.label)),
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

    fn wrap(&self, text: &str, lead: &str, hang: &str) -> String {
        let mut wrapped = match self.width {
            Some(width) => textwrap::fill(
                text,
                textwrap::Options::new(width).initial_indent(lead).subsequent_indent(hang),
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
