//! Values in brackets.

use toml_parser::lexer::TokenKind;

use super::Scan;
use crate::knowledge::syntax::{begins_anew, is_header, name_before_equals};

impl Scan<'_> {
    /// `[…]` over any number of lines.
    pub(super) fn list(&mut self, name: &str) {
        let mut end = self.cursor.peek().map_or(0, |(_, place)| place.end);
        self.cursor.advance();
        let mut item: Option<TokenKind> = None;
        while !self.is_full() {
            let Some((kind, place)) = self.cursor.peek() else { return };
            match kind {
                TokenKind::Whitespace | TokenKind::Comment => self.cursor.advance(),
                TokenKind::Newline => {
                    self.cursor.advance();
                    let line = self.cursor.rest_of_line(place.end).trim_end();
                    let inner = line.trim_start();
                    if inner.len() < line.len() && inner.trim_end_matches(',').ends_with('}') {
                        // An item of its own line, but for its first sign.
                        let lacks = !inner.starts_with('{') && name_before_equals(inner).is_some();
                        if lacks {
                            let start = place.end + line.len() - inner.len();
                            let (below, comma) = (place.end + line.len(), inner.ends_with(','));
                            self.say(start, "a `{` is missing here", "write { before the name");
                            self.cursor.resume(below);
                            item = (!comma).then_some(TokenKind::RightCurlyBracket);
                            end = below;
                        }
                    } else if begins_anew(inner) {
                        return self.not_closed(name, ']', end);
                    }
                }
                TokenKind::Eof | TokenKind::RightCurlyBracket => {
                    return self.not_closed(name, ']', end);
                }
                TokenKind::Comma => {
                    if item.take().is_none() {
                        self.say(place.start, "this comma is one too many", "remove it");
                    }
                    end = place.end;
                    self.cursor.advance();
                }
                TokenKind::RightSquareBracket => {
                    self.cursor.advance();
                    return;
                }
                TokenKind::Equals => {
                    self.say(place.start, "in a list stands no `=`", "remove it");
                    self.cursor.advance();
                }
                _ => {
                    if let Some(before) = item {
                        let touches = place.start == end && before == TokenKind::BasicString;
                        if touches && kind == TokenKind::Atom {
                            self.inner_quote(end);
                            let line = self.cursor.rest_of_line(end).trim_end();
                            let (closes, below) = (line.ends_with(']'), self.cursor.line_end(end));
                            self.cursor.resume(below);
                            if closes {
                                return;
                            }
                            item = None;
                            end = below;
                            continue;
                        }
                        self.say(end, "a comma is missing here", "write , between the two");
                    }
                    let told = self.found.len();
                    self.value(name, kind, place.clone(), true);
                    item = Some(kind);
                    end = self.cursor.last_end().max(end);
                    // A text without its closing quote has taken in what stands behind it.
                    if self.found.len() > told && kind == TokenKind::BasicString {
                        match self.cursor.of(&place).trim_end().chars().last() {
                            Some(']') => return,
                            Some(',') => item = None,
                            _ => {}
                        }
                    }
                }
            }
        }
    }

    /// `{ name = value, … }`.
    pub(super) fn inline_block(&mut self, name: &str) {
        let mut end = self.cursor.peek().map_or(0, |(_, place)| place.end);
        self.cursor.advance();
        let mut pair = false;
        let mut comma = None;
        while !self.is_full() {
            let Some((kind, place)) = self.cursor.peek() else { return };
            match kind {
                TokenKind::Whitespace | TokenKind::Comment => self.cursor.advance(),
                TokenKind::Newline => {
                    self.cursor.advance();
                    let line = self.cursor.rest_of_line(place.end);
                    if is_header(line) || (pair && name_before_equals(line).is_some()) {
                        return self.not_closed(name, '}', end);
                    }
                }
                TokenKind::Eof | TokenKind::RightSquareBracket => {
                    return self.not_closed(name, '}', end);
                }
                // The next block of the list begins, so the comma before it stands in the list.
                TokenKind::LeftCurlyBracket => {
                    self.not_closed(name, '}', end);
                    return self.cursor.resume(comma.unwrap_or(place.start));
                }
                TokenKind::Comma => {
                    pair = false;
                    comma = Some(place.start);
                    self.cursor.advance();
                }
                TokenKind::RightCurlyBracket => {
                    self.cursor.advance();
                    return;
                }
                _ => {
                    if pair {
                        self.say(end, "a comma is missing here", "write , between the two");
                    }
                    let line = self.cursor.rest_of_line(place.start);
                    let Some(equals) = line.find('=') else {
                        self.say(place.start, "in { } stands name = value", "write it so");
                        return self.cursor.resume_below(place.start);
                    };
                    self.cursor.resume(place.start + equals + 1);
                    self.cursor.skip_spaces();
                    if let Some((kind, place)) = self.cursor.peek() {
                        self.value(name, kind, place, true);
                    }
                    pair = true;
                    end = self.cursor.last_end().max(end);
                }
            }
        }
    }

    fn not_closed(&mut self, name: &str, bracket: char, end: usize) {
        let what = format!("`{name}` is not closed: a `{bracket}` is missing here");
        self.say(end, what, format!("write {bracket} here, or in a line of its own below"));
    }
}
