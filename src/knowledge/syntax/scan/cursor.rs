//! A place in the tokens of a file, and its lines.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::knowledge::syntax::begins_anew;
use crate::knowledge::unseen;

/// The place.
pub(super) struct Cursor {
    /// The file; what cannot be seen is replaced by spaces once it was told.
    text: String,
    tokens: Vec<(TokenKind, Range<usize>)>,
    next: usize,
}

impl Cursor {
    /// At the start of a file.
    pub(super) fn new(text: &str) -> Self {
        let mut cursor = Self { text: text.to_owned(), tokens: Vec::new(), next: 0 };
        cursor.read_from(0);
        cursor
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn advance(&mut self) {
        self.next += 1;
    }

    /// Makes what cannot be seen in a token into spaces, and stands before it.
    pub(super) fn blank(&mut self, place: &Range<usize>) {
        let blank = |c: char| {
            if unseen::name(c).is_some() { " ".repeat(c.len_utf8()) } else { c.to_string() }
        };
        let blanked: String = self.of(place).chars().map(blank).collect();
        self.text.replace_range(place.clone(), &blanked);
        self.read_from(place.start);
    }

    pub(super) fn peek(&self) -> Option<(TokenKind, Range<usize>)> {
        self.tokens.get(self.next).cloned()
    }

    /// The end of the token that was read last.
    pub(super) fn last_end(&self) -> usize {
        let before = self.next.checked_sub(1).and_then(|last| self.tokens.get(last));
        before
            .or_else(|| self.tokens.first())
            .map_or(0, |(_, place)| if self.next == 0 { place.start } else { place.end })
    }

    pub(super) fn skip_spaces(&mut self) {
        while let Some((TokenKind::Whitespace, _)) = self.peek() {
            self.next += 1;
        }
    }

    pub(super) fn of(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    pub(super) fn rest_of_line(&self, at: usize) -> &str {
        self.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// The byte of the line end after `at`, or of the end of the file.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |newline| at + newline)
    }

    pub(super) fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or_default().matches('\n').count() + 1
    }

    /// Reads on from the byte `at`.
    pub(super) fn resume(&mut self, at: usize) {
        // Each token is read without regard to those before it, so those at hand can be used.
        let next = self.tokens.partition_point(|(_, place)| place.start < at);
        if self.tokens.get(next).is_some_and(|(_, place)| place.start == at) {
            self.next = next;
        } else {
            self.read_from(at);
        }
    }

    fn read_from(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let tokens = Source::new(rest)
            .lex()
            .map(|token| (token.kind(), at + token.span().start()..at + token.span().end()));
        self.tokens = tokens.collect();
        self.next = 0;
    }

    /// Reads on from the line below `at`.
    pub(super) fn resume_below(&mut self, at: usize) {
        self.resume(self.line_end(at));
    }

    /// Reads on from the next line below `at` that begins anew.
    pub(super) fn resume_anew(&mut self, at: usize) {
        let mut start = self.line_end(at) + 1;
        while start < self.text.len() && !begins_anew(self.rest_of_line(start)) {
            start = self.line_end(start) + 1;
        }
        self.resume(start.min(self.text.len()));
    }

    /// Whether the line at `start` is neither empty nor a remark and begins nothing new.
    pub(super) fn is_prose(&self, start: usize) -> bool {
        let line = self.rest_of_line(start).trim();
        !line.is_empty() && !line.starts_with('#') && !begins_anew(line)
    }

    /// The first byte behind the `"""` that ends a text of which the lines below `at` are part; `None`
    /// if something new begins before.
    pub(super) fn end_of_text_below(&self, at: usize) -> Option<usize> {
        let mut start = self.line_end(at) + 1;
        if !self.is_prose(start) {
            return None;
        }
        while start < self.text.len() && !begins_anew(self.rest_of_line(start)) {
            let ends = self.rest_of_line(start).trim_end().ends_with("\"\"\"");
            start = self.line_end(start) + 1;
            if ends {
                return Some(start.min(self.text.len()));
            }
        }
        None
    }
}
