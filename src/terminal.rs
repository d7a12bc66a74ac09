//! The bot in a terminal: the same core as on Telegram, with numbered buttons.
//!
//! On a terminal lines are edited and kept in a history (of this run only: what people type is
//! never written to disk); on a pipe plain lines are read.

mod render;

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

use crate::conversation::{Event, Languages, Reply, Session, respond};
use render::Paper;

/// Talks until the input ends, or the person types `/exit` or presses Ctrl-C or Ctrl-D.
///
/// # Errors
/// When stdin cannot be read or stdout cannot be written.
pub fn chat(languages: &Languages) -> io::Result<()> {
    let mut chat = Chat::start(languages)?;
    if io::stdin().is_terminal() { chat.on_terminal() } else { chat.on_pipe() }
}

struct Chat<'a> {
    languages: &'a Languages,
    session: Session,
    paper: Paper,
}

impl<'a> Chat<'a> {
    /// Greets a person on a terminal; a pipe gets answers only.
    fn start(languages: &'a Languages) -> io::Result<Self> {
        let mut chat = Self { languages, session: Session::default(), paper: Paper::of_stdout() };
        if io::stdin().is_terminal() {
            chat.answer("/start")?;
            writeln!(io::stdout(), "(Type a number or a question. /exit ends the chat.)\n")?;
        }
        Ok(chat)
    }

    #[expect(clippy::disallowed_methods, reason = "a driver passes the time into the core")]
    fn answer(&mut self, line: &str) -> io::Result<()> {
        // A clock before 1970 only costs the date in a message to a clinician.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let session = std::mem::take(&mut self.session);
        let assistant = self.languages.speaking([session.language.as_deref()]);
        let turn = respond(&assistant, session, Event::Text(line.to_owned()), now);
        self.session = turn.session;
        self.print(&turn.replies)
    }

    fn print(&self, replies: &[Reply]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", self.paper.render(replies))?;
        out.flush()
    }

    fn on_terminal(&mut self) -> io::Result<()> {
        let mut editor = DefaultEditor::new().map_err(io::Error::other)?;
        loop {
            match editor.readline("you> ") {
                Ok(line) if is_exit(&line) => return self.goodbye(),
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => {
                    // A full history only costs the arrow key.
                    let _ = editor.add_history_entry(line.as_str());
                    self.answer(&line)?;
                }
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => return self.goodbye(),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }

    fn on_pipe(&mut self) -> io::Result<()> {
        let mut input = io::stdin().lock();
        let mut bytes = Vec::new();
        while input.read_until(b'\n', &mut bytes)? > 0 {
            // A line that is not UTF-8 is answered like any other: its odd characters match nothing.
            let line = String::from_utf8_lossy(&bytes).trim().to_owned();
            bytes.clear();
            if is_exit(&line) {
                break;
            }
            if !line.is_empty() {
                self.answer(&line)?;
            }
        }
        Ok(())
    }

    fn goodbye(&self) -> io::Result<()> {
        writeln!(
            io::stdout(),
            "{}",
            self.languages.speaking([self.session.language.as_deref()]).phrases().say.ended
        )
    }
}

fn is_exit(line: &str) -> bool {
    matches!(line.trim(), "/exit" | "/quit")
}
