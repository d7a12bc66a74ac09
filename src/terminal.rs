//! The bot in a terminal: the same core as on Telegram, with numbered buttons.
//!
//! On a terminal lines are edited and kept in a history (of this run only: what people type is
//! never written to disk); on a pipe plain lines are read.

mod render;
mod typing;

use std::io::{self, BufRead, IsTerminal, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::conversation::{Event, Languages, Press, Reply, Session, respond};
use render::Paper;
use typing::{Typed, Typing};

/// Talks until the input ends, or the person types `/quit`, or presses Ctrl-D or twice Ctrl-C.
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
    /// Labels of the buttons on the screen.
    labels: Vec<String>,
}

/// What ends the chat. People try the one or the other.
const ENDINGS: [&str; 2] = ["/quit", "/exit"];

impl<'a> Chat<'a> {
    /// Greets a person on a terminal; a pipe gets answers only.
    fn start(languages: &'a Languages) -> io::Result<Self> {
        let mut chat = Self {
            languages,
            session: Session::default(),
            paper: Paper::of_stdout(),
            labels: Vec::new(),
        };
        if io::stdin().is_terminal() {
            chat.answer("/start")?;
            let hint = "(Type a question, or the number of a button. Tab completes, /quit ends.)";
            writeln!(io::stdout(), "{}", chat.paper.wrap(hint, "", ""))?;
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
        let buttons = turn.replies.iter().flat_map(|reply| reply.buttons.iter().flatten());
        let pressed = buttons.filter(|button| matches!(button.press, Press::Data(_)));
        self.labels = pressed.map(|button| button.label.clone()).collect();
        self.print(&turn.replies)
    }

    fn print(&self, replies: &[Reply]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let folder = self.languages.first().folder();
        writeln!(out, "{}", self.paper.render(replies, folder))?;
        out.flush()
    }

    fn on_terminal(&mut self) -> io::Result<()> {
        let mut typing = Typing::new()?;
        let mut interrupted = false;
        loop {
            let typed = typing.read("you> ", self.words())?;
            let again = std::mem::replace(&mut interrupted, typed == Typed::Interrupt);
            match typed {
                Typed::Line(line) if is_exit(&line) => return self.goodbye(),
                Typed::Line(line) if line.trim().is_empty() => {}
                Typed::Line(line) => self.answer(&line)?,
                Typed::GivenUp => {}
                Typed::Interrupt if again => return self.goodbye(),
                Typed::Interrupt => writeln!(io::stdout(), "(Ctrl-C once more, or /quit, ends.)")?,
                Typed::End => return self.goodbye(),
            }
        }
    }

    /// What Tab completes to: commands and buttons.
    fn words(&self) -> Vec<String> {
        let assistant = self.languages.speaking([self.session.language.as_deref()]);
        let commands = assistant.phrases().commands.keys().map(|name| format!("/{name}"));
        let endings = ENDINGS.into_iter().map(str::to_owned);
        commands.chain(endings).chain(self.labels.iter().cloned()).collect()
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
    ENDINGS.contains(&line.trim())
}
