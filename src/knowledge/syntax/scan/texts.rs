//! Texts, and values that stand without quotes and brackets.

use std::ops::Range;

use toml::de::DeValue;
use toml_parser::lexer::TokenKind;

use super::Scan;
use crate::knowledge::syntax::{begins_anew, line_start, name_before_equals, odd_value};

impl Scan<'_> {
    /// A text in one line whose closing quote is missing. Inside a list the reading goes on below it.
    pub(super) fn open_text(&mut self, place: Range<usize>, inside: bool) {
        let typed = self.cursor.of(&place).trim_end().to_owned();
        let is_tail = |c: char| inside && matches!(c, ',' | ']' | '}' | ' ');
        let text = typed.trim_end_matches(is_tail);
        let end = place.start + text.len();
        if let Some(curly) = text.chars().last().filter(|c| odd_value::CURLY.contains(c)) {
            let at = end - curly.len_utf8();
            self.say(
                at,
                format!("this text ends with a curly quote ({curly})"),
                "write \" in its place",
            );
        } else if inside || !self.cursor.is_prose(self.cursor.line_end(place.start) + 1) {
            self.say(end, "this text has no closing quote", "write \" behind its last word");
        } else {
            let what = "this text goes on in the next line, and \" closes at the line's end";
            self.say(place.start, what, "write \"\"\" before and behind the text");
            self.cursor.resume_anew(place.start);
        }
    }

    /// A text over several lines: if a line that begins anew stands in it and it ends as the next
    /// long text begins, its closing quotes are missing.
    pub(super) fn long_text(&mut self, name: &str, place: Range<usize>) {
        let typed = self.cursor.of(&place);
        let quotes = typed.get(..3).unwrap_or_default().to_owned();
        let inner = typed.get(3..).unwrap_or_default();
        let closed = inner.ends_with(&quotes);
        let inner = inner.strip_suffix(&quotes).unwrap_or(inner);
        let ends_as_another_begins = inner.lines().last().is_some_and(|line| {
            name_before_equals(line).is_some() && line.trim_end().ends_with('=')
        });
        if closed && !ends_as_another_begins {
            return;
        }
        let mut start = self.cursor.line_end(place.start) + 1;
        while start < place.end && !begins_anew(self.cursor.rest_of_line(start)) {
            start = self.cursor.line_end(start) + 1;
        }
        let start = start.min(place.end);
        let mut end = place.start + self.cursor.of(&(place.start..start)).trim_end().len();
        // Remarks right above belong to what begins there.
        while self.cursor.rest_of_line(line_start(self.cursor.text(), end)).starts_with('#') {
            let above = line_start(self.cursor.text(), end);
            end = place.start + self.cursor.of(&(place.start..above)).trim_end().len();
        }
        let what = format!(
            "the text `{name}` that starts in line {} is not closed",
            self.cursor.line(place.start)
        );
        self.say(end, what, format!("write {quotes} in a line of its own below this one"));
        self.cursor.resume(start);
    }

    /// A value without quotes and brackets: a number, a date, true or false, or a mistake.
    pub(super) fn bare_value(&mut self, name: &str, at: usize, inside: bool) {
        if let Some((TokenKind::Atom, place)) = self.cursor.peek()
            && self.blanked(&place)
        {
            self.cursor.skip_spaces();
            if let Some((kind, place)) = self.cursor.peek() {
                self.value(name, kind, place, inside);
            }
            return;
        }
        let line = self.cursor.rest_of_line(at);
        let curly = line.starts_with(odd_value::CURLY);
        let end = if inside && curly {
            // To the closing curly quote.
            let rest = line.char_indices().skip(1);
            let close = rest.into_iter().find(|(_, c)| odd_value::CURLY.contains(c));
            close.map_or(line.trim_end_matches(',').len(), |(at, c)| at + c.len_utf8())
        } else if inside {
            line.find([',', ']', '}', '#']).unwrap_or(line.len())
        } else {
            line.find('#').filter(|_| !curly).unwrap_or(line.len())
        };
        let raw = line.get(..end).unwrap_or_default().trim_end().to_owned();
        if DeValue::parse(&raw).is_err() {
            let (what, mend) = odd_value::explain(&raw);
            self.say(at, what, mend);
        }
        self.cursor.resume(at + raw.len().max(1));
    }

    /// A text that ended at `end`, and words touch its quote from behind: it stands inside the text,
    /// or the closing quote of the text before is missing.
    pub(super) fn inner_quote(&mut self, end: usize) {
        let text = self.cursor.text().get(..end.saturating_sub(1)).unwrap_or_default().trim_end();
        if text.ends_with(',') {
            let at = text.trim_end_matches([',', ' ']).len();
            self.say(at, "this text has no closing quote", "write \" behind its last word");
        } else {
            let what = "this quote stands inside a text and ends it";
            self.say(end.saturating_sub(1), what, r#"write \" for a quote inside, or “ and ”"#);
        }
    }
}

/// Whether a text in one line ends with the quote that it starts with, and no `\` takes it away.
pub(super) fn is_closed(typed: &str) -> bool {
    let mut inner = typed.chars();
    let quote = inner.next();
    let Some(text) = inner.as_str().strip_suffix(['"', '\'']) else { return false };
    let slashes = text.chars().rev().take_while(|c| *c == '\\').count();
    typed.chars().last() == quote && (quote == Some('\'') || slashes % 2 == 0)
}
