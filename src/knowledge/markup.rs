//! The small Markdown that answers are written in, parsed once at load.
//!
//! Paragraphs, bold, italic, lists and links: what every driver can show. Anything else is a
//! problem for the editor at load, never for a person at send.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A text in blocks, ready for any driver to render.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// The blocks, top to bottom.
    pub blocks: Vec<Block>,
}

/// One block of a [`Rich`] text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, one run of inlines an item. `first` is the number of the first item of a numbered
    /// list, `None` for a bullet list.
    List {
        /// Number of the first item, if numbered.
        first: Option<u64>,
        /// The items.
        items: Vec<Vec<Inline>>,
    },
}

/// A run of text in one style. A `text` of `"\n"` is a line break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// The characters.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Address this run links to.
    pub link: Option<String>,
}

impl Inline {
    /// A run of unstyled text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Rich {
    /// One unstyled paragraph.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { blocks: vec![Block::Paragraph(vec![Inline::plain(text)])] }
    }

    /// Parses the small Markdown.
    ///
    /// # Errors
    /// The first construct that a chat cannot show: byte offset in `markdown` and its name.
    pub fn parse(markdown: &str) -> Result<Self, (usize, &'static str)> {
        let mut builder = Builder::default();
        // What is read as such is refused; else its signs would be shown as they stand.
        let refused =
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        for (event, range) in Parser::new_ext(markdown, refused).into_offset_iter() {
            builder.take(event).map_err(|what| (range.start, what))?;
        }
        // A row whose table lacks the line below its head.
        let row = |line: &str| line.trim().starts_with('|') && line.trim().ends_with('|');
        if let Some(line) = markdown.lines().find(|line| row(line)) {
            return Err((markdown.find(line).unwrap_or_default(), "a table"));
        }
        Ok(Self { blocks: builder.blocks })
    }

    /// Appends the blocks of another text.
    pub fn extend(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }

    /// The text as plain characters: paragraphs parted by a blank line, `• ` or numbers before
    /// list items, links followed by their address in brackets.
    #[must_use]
    pub fn to_plain(&self) -> String {
        let blocks: Vec<String> = self
            .blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(runs) => plain_runs(runs),
                Block::List { first, items } => items
                    .iter()
                    .enumerate()
                    .map(|(i, item)| format!("{}{}", bullet(*first, i), plain_runs(item)))
                    .collect::<Vec<_>>()
                    .join("\n"),
            })
            .collect();
        blocks.join("\n\n")
    }
}

/// What stands before item `index` of a list: `• `, or its number.
#[must_use]
pub fn bullet(first: Option<u64>, index: usize) -> String {
    first.map_or_else(|| "• ".to_owned(), |start| format!("{}. ", start + index as u64))
}

fn plain_runs(runs: &[Inline]) -> String {
    let mut out = String::new();
    for (i, run) in runs.iter().enumerate() {
        out.push_str(&run.text);
        if let Some(link) = &run.link
            && runs.get(i + 1).and_then(|next| next.link.as_ref()) != Some(link)
        {
            out.push_str(&format!(" ({link})"));
        }
    }
    out
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    runs: Vec<Inline>,
    bold: usize,
    italic: usize,
    link: Option<String>,
    in_item: bool,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), &'static str> {
        match event {
            Event::Start(tag) => self.open(tag)?,
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.push(&text),
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("\n"),
            Event::Code(_) => return Err("code in backticks"),
            Event::Html(_) | Event::InlineHtml(_) => return Err("HTML"),
            Event::TaskListMarker(_) => return Err("a box to tick ([ ])"),
            Event::Rule => return Err("a ruled line (---)"),
            _ => return Err("a construct that a chat cannot show"),
        }
        Ok(())
    }

    fn open(&mut self, tag: Tag<'_>) -> Result<(), &'static str> {
        match tag {
            Tag::Paragraph => {
                if self.in_item && !self.runs.is_empty() {
                    self.push("\n");
                }
            }
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Link { dest_url, .. } => {
                if !dest_url.starts_with("https://") && !dest_url.starts_with("tel:") {
                    return Err("a link that does not start with https://");
                }
                self.link = Some(dest_url.into_string());
            }
            Tag::List(first) => {
                if self.in_item {
                    return Err("a list inside a list");
                }
                self.blocks.push(Block::List { first, items: Vec::new() });
            }
            Tag::Item => self.in_item = true,
            Tag::Heading { .. } => return Err("a heading (#)"),
            Tag::BlockQuote(_) => return Err("a quotation (>)"),
            Tag::CodeBlock(_) => return Err("a block of code (lines that start with four spaces)"),
            Tag::Table(_) => return Err("a table"),
            Tag::Strikethrough => return Err("crossed-out words (~~)"),
            Tag::Image { .. } => return Err("an image"),
            Tag::HtmlBlock => return Err("HTML"),
            _ => return Err("a construct that a chat cannot show"),
        }
        Ok(())
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if !self.in_item => {
                let runs = std::mem::take(&mut self.runs);
                self.blocks.push(Block::Paragraph(runs));
            }
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Link => self.link = None,
            TagEnd::Item => {
                self.in_item = false;
                let runs = std::mem::take(&mut self.runs);
                if let Some(Block::List { items, .. }) = self.blocks.last_mut() {
                    items.push(runs);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let run = Inline {
            text: text.to_owned(),
            bold: self.bold > 0,
            italic: self.italic > 0,
            link: self.link.clone(),
        };
        match self.runs.last_mut() {
            Some(last)
                if last.bold == run.bold && last.italic == run.italic && last.link == run.link =>
            {
                last.text.push_str(text);
            }
            _ => self.runs.push(run),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rich;

    #[test]
    fn parses_what_a_chat_can_show() {
        let rich = Rich::parse("One **bold** and *soft*\nline.\n\n- a\n- b [c](https://d.example)")
            .unwrap();
        assert_eq!(rich.to_plain(), "One bold and soft line.\n\n• a\n• b c (https://d.example)");
    }

    #[test]
    fn names_what_it_cannot_show() {
        for (markdown, what) in [
            ("# Title", "a heading (#)"),
            ("a <b>x</b>", "HTML"),
            ("![x](https://e.example)", "an image"),
            ("- a\n  - b", "a list inside a list"),
            ("| Drug | When |\n| --- | --- |\n| a | b |", "a table"),
            ("Drug | When\n--- | ---\na | b", "a table"),
            ("Take:\n\n| Drug | When |", "a table"),
            ("not ~~this~~", "crossed-out words (~~)"),
            ("- [ ] walk", "a box to tick ([ ])"),
        ] {
            assert_eq!(Rich::parse(markdown).unwrap_err().1, what);
        }
    }
}
