//! A second reading of a file that is no TOML: token by token, taking up the thread behind each
//! mistake at the next place where the editor meant something new.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::{Mistake, begins_anew, is_header, line_start, name_before_equals, odd_value};
use crate::knowledge::unseen;

/// The reading.
pub(super) struct Scan<'l> {
    /// The file; what cannot be seen is replaced by spaces once it was told.
    text: String,
    lists: &'l [String],
    tokens: Vec<(TokenKind, Range<usize>)>,
    next: usize,
    most: usize,
    found: Vec<Mistake>,
    /// The line of each name of the open block.
    names: BTreeMap<String, usize>,
    /// The line of each block that may stand once.
    blocks: BTreeMap<String, usize>,
}

impl<'l> Scan<'l> {
    /// `lists` are the names of the blocks that stand in two brackets.
    pub(super) fn new(text: &str, lists: &'l [String]) -> Self {
        let mut scan = Self {
            text: text.to_owned(),
            lists,
            tokens: Vec::new(),
            next: 0,
            most: 0,
            found: Vec::new(),
            names: BTreeMap::new(),
            blocks: BTreeMap::new(),
        };
        scan.read_from(0);
        scan
    }

    /// The first mistakes, `most` at most, in the order of the file.
    pub(super) fn mistakes(mut self, most: usize) -> Vec<Mistake> {
        self.most = most;
        while !self.is_full()
            && let Some((kind, place)) = self.peek()
        {
            match kind {
                TokenKind::Eof => break,
                TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment => self.next += 1,
                TokenKind::LeftSquareBracket => self.header(place.start),
                TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString => {
                    self.pair(place.start);
                }
                _ => {
                    let typed = self.of(&place).chars().next().unwrap_or_default();
                    self.say(place.start, format!("this `{typed}` has no place here"), "remove it");
                    self.resume_below(place.start);
                }
            }
        }
        self.found
    }

    /// `[name]` or `[[name]]`.
    fn header(&mut self, at: usize) {
        let line = self.rest_of_line(at);
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
            let line = self.line(at);
            self.blocks.entry(name).or_insert(line);
        } else {
            // Each block of a list may have blocks of its own below it.
            self.blocks.retain(|block, _| !block.starts_with(&format!("{name}.")));
        }
        self.resume_below(at);
    }

    /// `name = value`.
    fn pair(&mut self, at: usize) {
        loop {
            match self.peek() {
                Some((TokenKind::Equals, _)) => break,
                Some((TokenKind::Atom, place)) if self.blanked(&place) => return,
                Some((
                    TokenKind::Whitespace
                    | TokenKind::Dot
                    | TokenKind::Atom
                    | TokenKind::BasicString
                    | TokenKind::LiteralString,
                    _,
                )) => self.next += 1,
                _ => return self.no_pair(at),
            }
        }
        let equals = self.peek().map_or(at, |(_, place)| place.start);
        let name = self.of(&(at..equals)).trim().to_owned();
        if name.contains(char::is_whitespace) && !name.contains(['"', '\'']) {
            return self.no_pair(at);
        }
        self.once(&name, at);
        self.next += 1;
        self.skip_spaces();
        let Some((kind, place)) = self.peek() else { return };
        if matches!(kind, TokenKind::Newline | TokenKind::Comment | TokenKind::Eof) {
            return self.no_value(&name, equals);
        }
        let told = self.found.len();
        if self.of(&place) == "\"\"" && self.is_prose(self.line_end(place.start) + 1) {
            let what = format!("the text `{name}` starts with two quotes, and a long one needs three");
            self.say(place.start, what, "write \"\"\" here and behind its last word");
            return self.resume_behind_text(place.start);
        }
        self.value(&name, kind, place.clone(), false);
        if self.found.len() == told {
            self.end_of_pair(&name, kind, place.start);
        }
    }

    /// A line that is no pair.
    fn no_pair(&mut self, at: usize) {
        let line = self.rest_of_line(at).trim_end().to_owned();
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
        self.resume_anew(at);
    }

    /// A name stands once in its block.
    fn once(&mut self, name: &str, at: usize) {
        let line = self.line(at);
        let Some(first) = self.names.insert(name.to_owned(), line) else { return };
        let start = line_start(&self.text, at);
        let above = self.text.get(..start).unwrap_or_default();
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
        if self.is_prose(self.line_end(end) + 1) {
            let what = format!("the text `{name}` has no \"\"\" at its start");
            self.say(end, what, "write \"\"\" behind the =");
            return self.resume_behind_text(end);
        }
        let what = format!("`{name}` has no value");
        self.say(end, what, "write one behind the =, or remove the line");
        self.resume_anew(equals);
    }

    /// Whether the line at `start` is neither empty nor a remark and begins nothing new.
    fn is_prose(&self, start: usize) -> bool {
        let line = self.rest_of_line(start).trim();
        !line.is_empty() && !line.starts_with('#') && !begins_anew(line)
    }

    /// Reads on behind the `"""` that ends the text which begins below `at`, or from the next line
    /// that begins anew if that comes first.
    fn resume_behind_text(&mut self, at: usize) {
        let mut start = self.line_end(at) + 1;
        while start < self.text.len() {
            let line = self.rest_of_line(start);
            if begins_anew(line) {
                break;
            }
            let ends = line.trim_end().ends_with("\"\"\"");
            start = self.line_end(start) + 1;
            if ends {
                break;
            }
        }
        self.resume(start.min(self.text.len()));
    }

    /// Behind a value the line ends.
    fn end_of_pair(&mut self, name: &str, kind: TokenKind, start: usize) {
        let end = self.last_end();
        self.skip_spaces();
        let Some((next, place)) = self.peek() else { return };
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
            _ if kind == TokenKind::BasicString && self.rest_of_line(end).contains('"') => {
                self.inner_quote(end);
            }
            _ => self.say(
                place.start,
                format!("`{name}` ends before this, and nothing else may stand in its line"),
                "remove it, or put # before it if it is a remark",
            ),
        }
        self.resume_below(place.start);
    }

    /// A value, from its first token on. `inside` a list or a block in `{ }` other values follow it.
    fn value(&mut self, name: &str, kind: TokenKind, place: Range<usize>, inside: bool) {
        match kind {
            TokenKind::LeftSquareBracket => self.list(name),
            TokenKind::LeftCurlyBracket => self.inline_block(name),
            TokenKind::BasicString | TokenKind::LiteralString => {
                self.next += 1;
                if !is_closed(self.of(&place)) {
                    self.open_text(place, inside);
                }
            }
            TokenKind::MlBasicString | TokenKind::MlLiteralString => {
                self.next += 1;
                self.long_text(name, place);
            }
            _ => self.bare_value(place.start, inside),
        }
    }

    /// A text in one line whose closing quote is missing. Inside a list the reading goes on below it.
    fn open_text(&mut self, place: Range<usize>, inside: bool) {
        let typed = self.of(&place).trim_end().to_owned();
        let is_tail = |c: char| inside && matches!(c, ',' | ']' | '}' | ' ');
        let text = typed.trim_end_matches(is_tail);
        let end = place.start + text.len();
        if let Some(curly) = text.chars().last().filter(|c| odd_value::CURLY.contains(c)) {
            let at = end - curly.len_utf8();
            self.say(at, format!("this text ends with a curly quote ({curly})"), "write \" in its place");
        } else if inside || !self.is_prose(self.line_end(place.start) + 1) {
            self.say(end, "this text has no closing quote", "write \" behind its last word");
        } else {
            let what = "this text goes on in the next line, and \" closes at the line's end";
            self.say(place.start, what, "write \"\"\" before and behind the text");
            self.resume_anew(place.start);
        }
    }

    /// A text over several lines: if a line that begins anew stands in it and it ends as the next
    /// long text begins, its closing quotes are missing.
    fn long_text(&mut self, name: &str, place: Range<usize>) {
        let typed = self.of(&place);
        let quotes = typed.get(..3).unwrap_or_default().to_owned();
        let inner = typed.get(3..).unwrap_or_default();
        let closed = inner.ends_with(&quotes);
        let inner = inner.strip_suffix(&quotes).unwrap_or(inner);
        let ends_as_another_begins =
            inner.lines().last().is_some_and(|line| {
                name_before_equals(line).is_some() && line.trim_end().ends_with('=')
            });
        if closed && !ends_as_another_begins {
            return;
        }
        let mut start = self.line_end(place.start) + 1;
        while start < place.end && !begins_anew(self.rest_of_line(start)) {
            start = self.line_end(start) + 1;
        }
        let start = start.min(place.end);
        let mut end = place.start + self.of(&(place.start..start)).trim_end().len();
        // Remarks right above belong to what begins there.
        while self.rest_of_line(line_start(&self.text, end)).starts_with('#') {
            let above = line_start(&self.text, end);
            end = place.start + self.of(&(place.start..above)).trim_end().len();
        }
        let what = format!("the text `{name}` that starts in line {} is not closed", self.line(place.start));
        self.say(end, what, format!("write {quotes} in a line of its own below this one"));
        self.resume(start);
    }

    /// A value without quotes and brackets: a number, a date, true or false, or a mistake.
    fn bare_value(&mut self, at: usize, inside: bool) {
        if let Some((TokenKind::Atom, place)) = self.peek()
            && self.blanked(&place)
        {
            return;
        }
        let line = self.rest_of_line(at);
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
        self.resume(at + raw.len().max(1));
    }

    /// `[…]` over any number of lines.
    fn list(&mut self, name: &str) {
        let mut end = self.peek().map_or(0, |(_, place)| place.end);
        self.next += 1;
        let mut item: Option<TokenKind> = None;
        while !self.is_full() {
            let Some((kind, place)) = self.peek() else { return };
            match kind {
                TokenKind::Whitespace | TokenKind::Comment => self.next += 1,
                TokenKind::Newline => {
                    self.next += 1;
                    if begins_anew(self.rest_of_line(place.end).trim_start()) {
                        return self.not_closed(name, ']', end);
                    }
                }
                TokenKind::Eof => return self.not_closed(name, ']', end),
                TokenKind::Comma => {
                    if item.take().is_none() {
                        self.say(place.start, "this comma is one too many", "remove it");
                    }
                    end = place.end;
                    self.next += 1;
                }
                TokenKind::RightSquareBracket => {
                    self.next += 1;
                    return;
                }
                TokenKind::RightCurlyBracket => return self.not_closed(name, ']', end),
                TokenKind::Equals => {
                    self.say(place.start, "in a list stands no `=`", "remove it");
                    self.next += 1;
                }
                _ => {
                    if let Some(before) = item {
                        let touches = place.start == end && before == TokenKind::BasicString;
                        if touches && kind == TokenKind::Atom {
                            self.inner_quote(end);
                            let line = self.rest_of_line(end).trim_end();
                            let (closes, below) = (line.ends_with(']'), self.line_end(end));
                            self.resume(below);
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
                    end = self.last_end().max(end);
                    // A text without its closing quote has taken in what stands behind it.
                    if self.found.len() > told && kind == TokenKind::BasicString {
                        match self.of(&place).trim_end().chars().last() {
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
    fn inline_block(&mut self, name: &str) {
        let mut end = self.peek().map_or(0, |(_, place)| place.end);
        self.next += 1;
        let mut pair = false;
        while !self.is_full() {
            let Some((kind, place)) = self.peek() else { return };
            match kind {
                TokenKind::Whitespace | TokenKind::Comment => self.next += 1,
                TokenKind::Newline => {
                    self.next += 1;
                    let line = self.rest_of_line(place.end);
                    if is_header(line) || (pair && name_before_equals(line).is_some()) {
                        return self.not_closed(name, '}', end);
                    }
                }
                TokenKind::Eof | TokenKind::RightSquareBracket => {
                    return self.not_closed(name, '}', end);
                }
                TokenKind::Comma => {
                    pair = false;
                    end = place.end;
                    self.next += 1;
                }
                TokenKind::RightCurlyBracket => {
                    self.next += 1;
                    return;
                }
                _ => {
                    if pair {
                        self.say(end, "a comma is missing here", "write , between the two");
                    }
                    let line = self.rest_of_line(place.start);
                    let Some(equals) = line.find('=') else {
                        self.say(place.start, "in { } stands name = value", "write it so");
                        return self.resume_below(place.start);
                    };
                    self.resume(place.start + equals + 1);
                    self.skip_spaces();
                    if let Some((kind, place)) = self.peek() {
                        self.value(name, kind, place, true);
                    }
                    pair = true;
                    end = self.last_end().max(end);
                }
            }
        }
    }

    fn not_closed(&mut self, name: &str, bracket: char, end: usize) {
        let what = format!("`{name}` is not closed: a `{bracket}` is missing here");
        self.say(end, what, format!("write {bracket} here, or in a line of its own below"));
    }

    /// A text that ended at `end`, and words touch its quote from behind: it stands inside the text,
    /// or the closing quote of the text before is missing.
    fn inner_quote(&mut self, end: usize) {
        let text = self.text.get(..end.saturating_sub(1)).unwrap_or_default().trim_end();
        if text.ends_with(',') {
            let at = text.trim_end_matches([',', ' ']).len();
            self.say(at, "this text has no closing quote", "write \" behind its last word");
        } else {
            let what = "this quote stands inside a text and ends it";
            self.say(end.saturating_sub(1), what, r#"write \" for a quote inside, or “ and ”"#);
        }
    }

    /// Tells of characters in a token that nobody sees, and goes on as if they were spaces.
    fn blanked(&mut self, place: &Range<usize>) -> bool {
        let Some((at, c, name)) = unseen::first(self.of(place)) else { return false };
        self.say(place.start + at, format!("here stands a {name}, which nobody sees"), unseen::mend(c));
        let line = line_start(&self.text, place.start)..self.line_end(place.start);
        let blank = |c: char| {
            if unseen::name(c).is_some() { " ".repeat(c.len_utf8()) } else { c.to_string() }
        };
        let blanked: String = self.of(place).chars().map(blank).collect();
        self.text.replace_range(place.clone(), &blanked);
        self.names.retain(|_, first| *first != self.text.get(..line.start).unwrap_or_default().matches('\n').count() + 1);
        self.read_from(line.start);
        true
    }

    fn say(&mut self, at: usize, what: impl Into<String>, mend: impl Into<String>) {
        self.found.push(Mistake { at, what: what.into(), mend: mend.into() });
    }

    fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    fn peek(&self) -> Option<(TokenKind, Range<usize>)> {
        self.tokens.get(self.next).cloned()
    }

    /// The end of the token that was read last.
    fn last_end(&self) -> usize {
        let before = self.next.checked_sub(1).and_then(|last| self.tokens.get(last));
        before.or_else(|| self.tokens.first()).map_or(0, |(_, place)| {
            if self.next == 0 { place.start } else { place.end }
        })
    }

    fn skip_spaces(&mut self) {
        while let Some((TokenKind::Whitespace, _)) = self.peek() {
            self.next += 1;
        }
    }

    fn of(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    fn rest_of_line(&self, at: usize) -> &str {
        self.text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }

    /// The byte of the line end after `at`, or of the end of the file.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |newline| at + newline)
    }

    fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or_default().matches('\n').count() + 1
    }

    /// Reads on from the byte `at`.
    fn resume(&mut self, at: usize) {
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
        let tokens = Source::new(rest).lex().map(|token| {
            (token.kind(), at + token.span().start()..at + token.span().end())
        });
        self.tokens = tokens.collect();
        self.next = 0;
    }

    /// Reads on from the line below `at`.
    fn resume_below(&mut self, at: usize) {
        self.resume(self.line_end(at));
    }

    /// Reads on from the next line below `at` that begins anew.
    fn resume_anew(&mut self, at: usize) {
        let mut start = self.line_end(at) + 1;
        while start < self.text.len() && !begins_anew(self.rest_of_line(start)) {
            start = self.line_end(start) + 1;
        }
        self.resume(start.min(self.text.len()));
    }
}

/// Whether a text in one line ends with the quote that it starts with, and no `\` takes it away.
fn is_closed(typed: &str) -> bool {
    let mut inner = typed.chars();
    let quote = inner.next();
    let Some(text) = inner.as_str().strip_suffix(['"', '\'']) else { return false };
    let slashes = text.chars().rev().take_while(|c| *c == '\\').count();
    typed.chars().last() == quote && (quote == Some('\'') || slashes % 2 == 0)
}
