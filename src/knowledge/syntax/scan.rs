//! A second reading of a file that is no TOML: token by token, taking up the thread behind each
//! mistake at the next place where the editor meant something new.

mod cursor;
mod lists;
mod texts;

use std::collections::BTreeMap;
use std::ops::Range;

use toml_parser::lexer::TokenKind;

use super::{Mistake, line_start};
use crate::knowledge::unseen;
use cursor::Cursor;
use texts::is_closed;

/// Brackets in brackets beyond this are not followed: no file of `faq/` has more than three.
const DEEPEST: usize = 32;

/// The reading.
pub(super) struct Scan<'l> {
    cursor: Cursor,
    lists: &'l [String],
    most: usize,
    found: Vec<Mistake>,
    /// In how many brackets the value stands that is read.
    depth: usize,
    /// The line of each name of the open block.
    names: BTreeMap<String, usize>,
    /// The line of each block that may stand once.
    blocks: BTreeMap<String, usize>,
}

impl<'l> Scan<'l> {
    /// `lists` are the names of the blocks that stand in two brackets.
    pub(super) fn new(text: &str, lists: &'l [String]) -> Self {
        Self {
            cursor: Cursor::new(text),
            lists,
            most: 0,
            found: Vec::new(),
            depth: 0,
            names: BTreeMap::new(),
            blocks: BTreeMap::new(),
        }
    }

    /// The first mistakes, `most` at most, in the order of the file.
    pub(super) fn mistakes(mut self, most: usize) -> Vec<Mistake> {
        self.most = most;
        while !self.is_full()
            && let Some((kind, place)) = self.cursor.peek()
        {
            match kind {
                TokenKind::Eof => break,
                TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment => {
                    self.cursor.advance();
                }
                TokenKind::LeftSquareBracket => self.header(place.start),
                TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString => {
                    self.pair(place.start);
                }
                _ => {
                    let typed = self.cursor.of(&place).chars().next().unwrap_or_default();
                    self.say(place.start, format!("this `{typed}` has no place here"), "remove it");
                    self.cursor.resume_below(place.start);
                }
            }
        }
        self.found
    }

    /// `[name]` or `[[name]]`.
    fn header(&mut self, at: usize) {
        let line = self.cursor.rest_of_line(at);
        let line = line.split('#').next().unwrap_or_default().trim();
        let opening = line.chars().take_while(|c| *c == '[').count();
        let closing = line.chars().rev().take_while(|c| *c == ']').count();
        let name = line.trim_matches(['[', ']']).trim().to_owned();
        let is_list = self.lists.contains(&name);
        let brackets = if is_list || (opening == 2 && closing != 1) { 2 } else { 1 };
        let written = format!("{}{name}{}", "[".repeat(brackets), "]".repeat(brackets));
        if (opening, closing) != (opening.clamp(1, 2), opening) {
            let what = format!("this header opens {opening} brackets and closes {closing}");
            self.say(at, what, format!("write {written}"));
        } else if is_list && opening == 1 {
            let what = format!("`{name}` stands in one pair of brackets, but there can be many");
            self.say(at, what, format!("write {written}"));
        } else if opening == 1
            && let Some(first) = self.blocks.get(&name)
        {
            let what = format!("the block [{name}] stands twice (first in line {first})");
            self.say(at, what, "join the two, or give one of them another name");
        }
        self.names.clear();
        if opening == 1 {
            let line = self.cursor.line(at);
            self.blocks.entry(name).or_insert(line);
        } else {
            // Each block of a list may have blocks of its own below it.
            self.blocks.retain(|block, _| !block.starts_with(&format!("{name}.")));
        }
        self.cursor.resume_below(at);
    }

    /// `name = value`.
    fn pair(&mut self, at: usize) {
        loop {
            match self.cursor.peek() {
                Some((TokenKind::Equals, _)) => break,
                Some((TokenKind::Atom, place)) if self.blanked(&place) => {
                    let line = self.cursor.line(at);
                    self.names.retain(|_, first| *first != line);
                    return self.cursor.resume(line_start(self.cursor.text(), at));
                }
                Some((
                    TokenKind::Whitespace
                    | TokenKind::Dot
                    | TokenKind::Atom
                    | TokenKind::BasicString
                    | TokenKind::LiteralString,
                    _,
                )) => self.cursor.advance(),
                _ => return self.no_pair(at),
            }
        }
        let equals = self.cursor.peek().map_or(at, |(_, place)| place.start);
        let name = self.cursor.of(&(at..equals)).trim().to_owned();
        if name.contains(char::is_whitespace) && !name.contains(['"', '\'']) {
            return self.no_pair(at);
        }
        self.once(&name, at);
        self.cursor.advance();
        self.cursor.skip_spaces();
        let Some((kind, place)) = self.cursor.peek() else { return };
        if matches!(kind, TokenKind::Newline | TokenKind::Comment | TokenKind::Eof) {
            return self.no_value(&name, equals);
        }
        let told = self.found.len();
        if self.cursor.of(&place) == "\"\""
            && let Some(below) = self.cursor.end_of_text_below(place.start)
        {
            let what =
                format!("the text `{name}` starts with two quotes, and a long one needs three");
            self.say(place.start, what, "write \"\"\" here and behind its last word");
            return self.cursor.resume(below);
        }
        self.value(&name, kind, place.clone(), false);
        if self.found.len() == told {
            self.end_of_pair(&name, kind, place.start);
        }
    }

    /// A line that is no pair.
    fn no_pair(&mut self, at: usize) {
        let line = self.cursor.rest_of_line(at).trim_end().to_owned();
        let name: String = line.chars().take_while(|c| super::is_of_name(*c)).collect();
        let rest = line.get(name.len()..).unwrap_or_default().trim_start();
        if line.starts_with("//") || line.starts_with("--") || line.starts_with(';') {
            self.say(at, "a remark does not start like this", "put # before it");
        } else if !name.is_empty() && rest.starts_with([':', '"', '[']) {
            let end = at + name.len();
            let what = format!("after the name `{name}` stands no `=`");
            self.say(end, what, format!("write {name} = …"));
        } else {
            self.say(
                at,
                "this line is neither name = \"…\" nor a remark",
                "put # before it if it is a remark; a text over several lines stands between two \"\"\"",
            );
        }
        self.cursor.resume_anew(at);
    }

    /// A name stands once in its block.
    fn once(&mut self, name: &str, at: usize) {
        let line = self.cursor.line(at);
        let Some(first) = self.names.insert(name.to_owned(), line) else { return };
        let start = line_start(self.cursor.text(), at);
        let above = self.cursor.text().get(..start).unwrap_or_default();
        let what = format!("`{name}` stands twice in this block (first in line {first})");
        if above.ends_with("\n\n") {
            let begins = "something new begins here: write its header, such as [[entry]], above it";
            self.say(at, what, format!("remove one of the two, or, if {begins}"));
            self.names.clear();
        } else {
            self.say(at, what, "remove one of the two");
        }
    }

    /// `name =` and nothing behind it: the value is forgotten, or the `"""` before a longer text.
    fn no_value(&mut self, name: &str, equals: usize) {
        let end = equals + 1;
        if let Some(below) = self.cursor.end_of_text_below(end) {
            let what = format!("the text `{name}` has no \"\"\" at its start");
            self.say(end, what, "write \"\"\" behind the =");
            return self.cursor.resume(below);
        }
        let what = format!("`{name}` has no value");
        self.say(end, what, "write one behind the =, or remove the line");
        self.cursor.resume_anew(equals);
    }

    /// Behind a value the line ends.
    fn end_of_pair(&mut self, name: &str, kind: TokenKind, start: usize) {
        let end = self.cursor.last_end();
        self.cursor.skip_spaces();
        let Some((next, place)) = self.cursor.peek() else { return };
        match next {
            TokenKind::Newline | TokenKind::Comment | TokenKind::Eof => return,
            TokenKind::Comma => self.say(
                start,
                format!("`{name}` has several values, and no brackets around them"),
                format!("write {name} = [\"…\", \"…\"]"),
            ),
            TokenKind::RightSquareBracket => {
                self.say(place.start, "this `]` closes nothing", "remove it");
            }
            _ if kind == TokenKind::BasicString && self.cursor.rest_of_line(end).contains('"') => {
                self.inner_quote(end);
            }
            _ => self.say(
                place.start,
                format!("`{name}` ends before this, and nothing else may stand in its line"),
                "remove it, or put # before it if it is a remark",
            ),
        }
        self.cursor.resume_below(place.start);
    }

    /// A value, from its first token on. `inside` a list or a block in `{ }` other values follow it.
    fn value(&mut self, name: &str, kind: TokenKind, place: Range<usize>, inside: bool) {
        match kind {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket if self.depth == DEEPEST => {
                self.cursor.resume_anew(place.start);
            }
            TokenKind::LeftSquareBracket => {
                self.depth += 1;
                self.list(name);
                self.depth -= 1;
            }
            TokenKind::LeftCurlyBracket => {
                self.depth += 1;
                self.inline_block(name);
                self.depth -= 1;
            }
            TokenKind::BasicString | TokenKind::LiteralString => {
                self.cursor.advance();
                if !is_closed(self.cursor.of(&place)) {
                    self.open_text(place, inside);
                }
            }
            TokenKind::MlBasicString | TokenKind::MlLiteralString => {
                self.cursor.advance();
                self.long_text(name, place);
            }
            _ => self.bare_value(name, place.start, inside),
        }
    }

    /// Tells of characters in a token that nobody sees, and stands before it again, with spaces in their place.
    fn blanked(&mut self, place: &Range<usize>) -> bool {
        let Some((at, c, name)) = unseen::first(self.cursor.of(place)) else { return false };
        self.say(
            place.start + at,
            format!("here stands a {name}, which nobody sees"),
            unseen::mend(c),
        );
        self.cursor.blank(place);
        true
    }

    fn say(&mut self, at: usize, what: impl Into<String>, mend: impl Into<String>) {
        self.found.push(Mistake { at, what: what.into(), mend: mend.into() });
    }

    fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }
}
