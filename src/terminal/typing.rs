//! Lines as a person types them on a terminal: edited, completed by Tab, interrupted by Ctrl-C.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event, EventContext,
    EventHandler, Helper, KeyEvent, RepeatCount,
};

/// What came of one prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line, or several that were pasted at once.
    Line(String),
    /// Ctrl-C on a line that had something in it.
    GivenUp,
    /// Ctrl-C on an empty line.
    Interrupt,
    /// Ctrl-D, or the terminal is gone.
    End,
}

/// Reads lines. What people type is kept for the arrow keys until the program ends, and never
/// written to disk.
pub(super) struct Typing {
    editor: Editor<Words, DefaultHistory>,
    half_typed: HalfTyped,
}

impl Typing {
    pub(super) fn new() -> io::Result<Self> {
        let config = Config::builder().completion_type(CompletionType::List).build();
        let mut editor = Editor::with_config(config).map_err(io::Error::other)?;
        editor.set_helper(Some(Words::default()));
        let half_typed = HalfTyped::default();
        editor.bind_sequence(
            Event::from(KeyEvent::ctrl('C')),
            EventHandler::Conditional(Box::new(half_typed.clone())),
        );
        Ok(Self { editor, half_typed })
    }

    /// Asks for a line; Tab completes it to one of `words`.
    pub(super) fn read(&mut self, prompt: &str, words: Vec<String>) -> io::Result<Typed> {
        if let Some(helper) = self.editor.helper_mut() {
            helper.0 = words;
        }
        match self.editor.readline(prompt) {
            Ok(line) => {
                self.remember(&line);
                Ok(Typed::Line(line))
            }
            Err(ReadlineError::Eof) => Ok(Typed::End),
            Err(ReadlineError::Interrupted) => {
                let line = self.half_typed.take();
                self.remember(&line);
                Ok(if line.trim().is_empty() { Typed::Interrupt } else { Typed::GivenUp })
            }
            Err(ReadlineError::Io(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn remember(&mut self, line: &str) {
        if !line.trim().is_empty() {
            // A full history only costs the arrow key.
            let _ = self.editor.add_history_entry(line);
        }
    }
}

/// The line that Ctrl-C was pressed on, which the editor itself does not give away.
#[derive(Clone, Debug, Default)]
struct HalfTyped(Arc<Mutex<String>>);

impl HalfTyped {
    fn take(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ConditionalEventHandler for HalfTyped {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        context.line().clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        Some(Cmd::Interrupt)
    }
}

/// What Tab completes to.
#[derive(Debug, Default)]
struct Words(Vec<String>);

impl Words {
    /// The words that begin like this, however they are capitalised.
    fn starting(&self, typed: &str) -> Vec<String> {
        let typed = typed.to_lowercase();
        self.0.iter().filter(|word| word.to_lowercase().starts_with(&typed)).cloned().collect()
    }
}

impl Completer for Words {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..pos).unwrap_or(line);
        let start = typed.len() - typed.trim_start().len();
        Ok((start, self.starting(typed.trim_start())))
    }
}

impl Helper for Words {}
impl Highlighter for Words {}
impl Validator for Words {}
impl Hinter for Words {
    type Hint = String;
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn commands_and_buttons_are_completed() {
        let words = ["/quit", "/quiz", "How long does it last?", "None of these"];
        let words = Words(words.map(str::to_owned).to_vec());
        assert_eq!(words.starting("/qui"), ["/quit", "/quiz"]);
        assert_eq!(words.starting("how"), ["How long does it last?"]);
        assert_eq!(words.starting("").len(), 4);
        assert!(words.starting("x").is_empty());
    }
}
