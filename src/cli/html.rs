//! Small pieces of HTML.

use pulldown_cmark::{Options, Parser, html::push_html};

/// A text in which no character is markup.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Markdown of the folder, tables included. That no HTML stands in it, the load has shown.
pub(super) fn markdown(text: &str) -> String {
    let mut html = String::new();
    push_html(&mut html, Parser::new_ext(text, Options::ENABLE_TABLES));
    html
}

/// One piece of HTML for each of `items`.
pub(super) fn each<T>(
    items: impl IntoIterator<Item = T>,
    piece: impl FnMut(T) -> String,
) -> String {
    items.into_iter().map(piece).collect::<Vec<_>>().concat()
}

/// A whole page that needs nothing from elsewhere. `title` is plain text, `style` CSS, `body` HTML.
pub(super) fn page(lang: &str, title: &str, style: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(lang),
        escape(title)
    )
}

#[cfg(test)]
mod tests {
    use super::{escape, markdown};

    #[test]
    fn text_stays_text_and_markdown_becomes_blocks() {
        assert_eq!(escape("a < b & 'c'"), "a &lt; b &amp; &#39;c&#39;");
        assert_eq!(markdown("**a** < b"), "<p><strong>a</strong> &lt; b</p>\n");
        assert!(markdown("| a |\n| --- |\n| b |").contains("<td>b</td>"));
    }
}
