//! Replies as Telegram shows them: HTML that cannot break, and inline keyboards.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::conversation::{Button, Press};
use crate::knowledge::markup::{Block, Inline, Rich, bullet};

/// Telegram's limit on a text, in UTF-16 code units after the markup was read.
const TEXT_MAX: usize = 4096;
/// The same on the text under a picture.
pub(crate) const CAPTION_MAX: usize = 1024;

/// A text for one message, in two forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// With markup.
    pub(crate) html: String,
    /// Without: what is sent if Telegram does not take the markup.
    pub(crate) plain: String,
}

/// One paragraph or list item: what is never split unless it alone is too long.
struct Piece {
    page: Page,
    /// What parts it from the piece before: a blank line, or a line break within a list.
    gap: &'static str,
}

/// The text as one message, or as several if it is too long for one: split between paragraphs
/// or list items.
pub(crate) fn pages(text: &Rich) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for piece in pieces(text) {
        let length = utf16(&piece.page.plain);
        match pages.last_mut() {
            Some(page) if utf16(&page.plain) + piece.gap.len() + length <= TEXT_MAX => {
                page.html.push_str(piece.gap);
                page.html.push_str(&piece.page.html);
                page.plain.push_str(piece.gap);
                page.plain.push_str(&piece.page.plain);
            }
            _ if length <= TEXT_MAX => pages.push(piece.page),
            _ => pages.extend(cut(&piece.page.plain)),
        }
    }
    pages
}

fn pieces(text: &Rich) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for block in &text.blocks {
        match block {
            Block::Paragraph(runs) => pieces.push(Piece { page: page("", runs), gap: "\n\n" }),
            Block::List { first, items } => {
                for (i, item) in items.iter().enumerate() {
                    let gap = if i == 0 { "\n\n" } else { "\n" };
                    pieces.push(Piece { page: page(&bullet(*first, i), item), gap });
                }
            }
        }
    }
    // Telegram drops white space at the ends and refuses what is nothing else.
    pieces.retain(|piece| !piece.page.plain.trim().is_empty());
    pieces
}

fn page(lead: &str, runs: &[Inline]) -> Page {
    let mut page = Page { html: lead.to_owned(), plain: lead.to_owned() };
    for run in runs {
        page.plain.push_str(&run.text);
        page.html.push_str(&styled(run));
    }
    page
}

/// A run with its tags, always closed in reverse order.
fn styled(run: &Inline) -> String {
    let mut html = escape(&run.text);
    if run.text.trim().is_empty() {
        return html;
    }
    if run.italic {
        html = format!("<i>{html}</i>");
    }
    if run.bold {
        html = format!("<b>{html}</b>");
    }
    if let Some(link) = &run.link {
        html = format!("<a href=\"{}\">{html}</a>", escape(link));
    }
    html
}

/// The characters that mean something in Telegram's HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A piece that alone is too long for a message, cut between words, without its markup.
fn cut(text: &str) -> Vec<Page> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut length = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let word_length = utf16(word);
        if length + word_length > TEXT_MAX {
            parts.push(std::mem::take(&mut part));
            length = 0;
        }
        if word_length <= TEXT_MAX {
            part.push_str(word);
            length += word_length;
            continue;
        }
        // A "word" of thousands of characters has no better place to be cut.
        for c in word.chars() {
            if length + c.len_utf16() > TEXT_MAX {
                parts.push(std::mem::take(&mut part));
                length = 0;
            }
            part.push(c);
            length += c.len_utf16();
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts.into_iter().map(|plain| Page { html: escape(&plain), plain }).collect()
}

/// How long Telegram finds a text.
pub(crate) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The buttons under a message; `None` if there are none.
pub(crate) fn keyboard(rows: &[Vec<Button>]) -> Option<InlineKeyboardMarkup> {
    let rows: Vec<Vec<InlineKeyboardButton>> = rows
        .iter()
        .map(|row| row.iter().filter_map(button).collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

/// `None` for an address that is none: the load has checked them, and one lost button is better
/// than a message that Telegram refuses.
fn button(button: &Button) -> Option<InlineKeyboardButton> {
    match &button.press {
        Press::Data(data) => Some(InlineKeyboardButton::callback(&button.label, data)),
        Press::Link(url) => {
            reqwest::Url::parse(url).ok().map(|url| InlineKeyboardButton::url(&button.label, url))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_become_html() {
        let text = Rich::parse(
            "One **bold** & *soft* <3.\n\n1. a\n2. b [c](https://d.example/?x=1&y=\"2\")\n\nEnd",
        )
        .unwrap();
        let [page] = pages(&text).try_into().unwrap();
        assert_eq!(
            page.html,
            "One <b>bold</b> &amp; <i>soft</i> &lt;3.\n\n1. a\n2. b \
             <a href=\"https://d.example/?x=1&amp;y=&quot;2&quot;\">c</a>\n\nEnd"
        );
        assert_eq!(page.plain, "One bold & soft <3.\n\n1. a\n2. b c\n\nEnd");
    }

    #[test]
    fn a_long_text_is_split_between_paragraphs() {
        let paragraph = "word ".repeat(300);
        let text = Rich::parse(&[paragraph.trim(); 6].join("\n\n")).unwrap();
        let pages = pages(&text);
        assert_eq!(pages.len(), 3);
        for page in pages {
            assert_eq!(page.plain, [paragraph.trim(); 2].join("\n\n"));
        }
    }

    /// The characters a reader of Telegram's HTML sees; panics on markup Telegram would refuse.
    #[expect(clippy::string_slice, reason = "a wrong index should fail the test")]
    fn read(html: &str) -> String {
        let mut seen = String::new();
        let mut open: Vec<String> = Vec::new();
        let mut rest = html;
        while let Some(c) = rest.chars().next() {
            if c == '<' {
                let end = rest.find('>').expect("a tag is closed");
                let tag = &rest[1..end];
                rest = &rest[end + 1..];
                if let Some(name) = tag.strip_prefix('/') {
                    assert_eq!(open.pop().as_deref(), Some(name));
                } else {
                    let name = tag.split(' ').next().unwrap();
                    assert!(["a", "b", "i"].contains(&name), "{tag}");
                    assert!(name != "a" || tag.matches('"').count() == 2, "{tag}");
                    open.push(name.to_owned());
                }
            } else if c == '&' {
                let end = rest.find(';').expect("an entity is closed");
                seen.push_str(match &rest[..=end] {
                    "&amp;" => "&",
                    "&lt;" => "<",
                    "&gt;" => ">",
                    "&quot;" => "\"",
                    other => panic!("{other} is no entity of Telegram"),
                });
                rest = &rest[end + 1..];
            } else {
                assert_ne!(c, '>');
                seen.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        assert!(open.is_empty(), "{open:?} left open");
        seen
    }

    fn inline() -> impl Strategy<Value = Inline> {
        let text = prop_oneof![".{0,40}", "[<>&\"a/ ]{0,20}", "(<b>|</i>|&amp;|&#39;|x){0,6}"];
        (text, any::<bool>(), any::<bool>(), proptest::option::of("https://[a-z<>&\"]{1,20}"))
            .prop_map(|(text, bold, italic, link)| Inline { text, bold, italic, link })
    }

    fn block() -> impl Strategy<Value = Block> {
        let runs = || proptest::collection::vec(inline(), 0..5);
        prop_oneof![
            runs().prop_map(Block::Paragraph),
            (proptest::option::of(0..5u64), proptest::collection::vec(runs(), 0..4))
                .prop_map(|(first, items)| Block::List { first, items }),
            // Far too long for one message.
            "[a-z<& 🦵]{1,9}"
                .prop_map(|word| Block::Paragraph(vec![Inline::plain(word.repeat(1500))])),
        ]
    }

    proptest! {
        #[test]
        fn any_text_gives_messages_that_telegram_takes(
            blocks in proptest::collection::vec(block(), 0..6)
        ) {
            for page in pages(&Rich { blocks }) {
                prop_assert_eq!(read(&page.html), page.plain.clone());
                prop_assert!(!page.plain.trim().is_empty());
                prop_assert!(utf16(&page.plain) <= TEXT_MAX);
            }
        }
    }
}
