//! The chat of the page: what was typed and tapped, and what was answered. All of it can be played
//! again on other files.

use serde::{Deserialize, Serialize};

use super::shown::ShownReply;
use super::why::Why;
use crate::conversation::{Event, Languages, Placement, Press, Reply, Session, respond, trace};

/// So many turns are kept and played again; the oldest go first.
const MOST_TURNS: usize = 200;

/// Which message of the chat: the turn that it came in, and its place in it. 0 is what the person
/// said, the replies begin at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct MessageId {
    turn: u64,
    reply: usize,
}

/// What a person did.
#[derive(Clone, Debug)]
enum Done {
    Typed(String),
    Tapped { data: String, label: String, message: MessageId },
}

impl Done {
    /// It in words.
    fn told(&self) -> &str {
        match self {
            Self::Typed(text) => text,
            Self::Tapped { label, .. } => label,
        }
    }
}

/// One thing done, and what came of it.
#[derive(Debug)]
struct Turn {
    number: u64,
    done: Done,
    /// When, as Unix time: played again, it is the same time.
    at: u64,
    replies: Vec<Reply>,
    why: Option<Why>,
    /// Whether the last save changed its replies.
    changed: bool,
}

/// A chat from its start.
#[derive(Debug)]
pub(super) struct Chat {
    turns: Vec<Turn>,
    session: Session,
    next: u64,
}

/// An answer of this chat that is another one now.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ChangedAnswer {
    /// The turn it is in.
    turn: u64,
    /// What was typed or tapped.
    said: String,
    /// The replies before, as plain text.
    before: String,
    /// And now.
    after: String,
}

/// A message as the page shows it.
#[derive(Debug, Serialize)]
pub(super) struct ShownMessage {
    id: MessageId,
    /// The turn that made it what it is: of a message that was edited, the last one.
    turn: u64,
    /// `person`, `tap` or `bot`.
    from: &'static str,
    /// What was typed, or the label that was tapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<ShownReply>,
    changed: bool,
}

/// Why a turn came out as it did.
#[derive(Debug, Serialize)]
pub(super) struct ShownWhy {
    turn: u64,
    said: String,
    why: Why,
}

impl Chat {
    /// A chat in which a person has just pressed Start.
    pub(super) fn begin(now: u64) -> Self {
        let mut chat = Self { turns: Vec::new(), session: Session::default(), next: 0 };
        chat.add(Done::Typed("/start".to_owned()), now);
        chat
    }

    /// A person types.
    pub(super) fn typed(&mut self, text: String, languages: &Languages, now: u64) {
        self.add(Done::Typed(text), now);
        self.answer_last(languages);
    }

    /// A person taps a button of a message. What the message does not have is sent all the same:
    /// it is a button of before the last save, as old chats on phones have them, too.
    pub(super) fn tapped(
        &mut self,
        message: MessageId,
        data: String,
        languages: &Languages,
        now: u64,
    ) {
        let label = self.label(&data).unwrap_or_else(|| "a button".to_owned());
        self.add(Done::Tapped { data, label, message }, now);
        self.answer_last(languages);
    }

    /// Plays all of it again on other files, and says which answers are others now.
    pub(super) fn replay(&mut self, languages: &Languages) -> Vec<ChangedAnswer> {
        let mut changed = Vec::new();
        self.session = Session::default();
        for turn in &mut self.turns {
            let before = std::mem::take(&mut turn.replies);
            turn.answer(&mut self.session, languages);
            // A turn without replies was not answered yet.
            turn.changed = !before.is_empty() && before != turn.replies;
            if turn.changed {
                changed.push(ChangedAnswer {
                    turn: turn.number,
                    said: turn.done.told().to_owned(),
                    before: plain(&before),
                    after: plain(&turn.replies),
                });
            }
        }
        changed
    }

    /// The messages from top to bottom, as they stand on a phone.
    pub(super) fn messages(&self) -> Vec<ShownMessage> {
        let mut messages: Vec<ShownMessage> = Vec::new();
        for turn in &self.turns {
            messages.extend(turn.said());
            for (number, reply) in turn.replies.iter().enumerate() {
                let shown = turn.message(number, reply);
                match turn.edits(reply).and_then(|id| messages.iter_mut().find(|m| m.id == id)) {
                    Some(edited) => *edited = ShownMessage { id: edited.id, ..shown },
                    None => messages.push(shown),
                }
            }
        }
        messages
    }

    /// Why each turn came out as it did.
    pub(super) fn whys(&self) -> Vec<ShownWhy> {
        let whys = self.turns.iter().filter_map(|turn| {
            let said = turn.done.told().to_owned();
            Some(ShownWhy { turn: turn.number, said, why: turn.why.clone()? })
        });
        whys.collect()
    }

    /// The language that the person chose.
    pub(super) fn language(&self) -> Option<&str> {
        self.session.language.as_deref()
    }

    fn add(&mut self, done: Done, at: u64) {
        if self.turns.len() >= MOST_TURNS {
            self.turns.remove(0);
        }
        let number = self.next;
        self.next += 1;
        let (replies, why) = (Vec::new(), None);
        self.turns.push(Turn { number, done, at, replies, why, changed: false });
    }

    fn answer_last(&mut self, languages: &Languages) {
        if let Some(turn) = self.turns.last_mut() {
            turn.answer(&mut self.session, languages);
        }
    }

    /// The label of the last button with this data.
    fn label(&self, data: &str) -> Option<String> {
        let replies = self.turns.iter().rev().flat_map(|turn| &turn.replies);
        let mut buttons = replies.flat_map(|reply| reply.buttons.iter().flatten());
        let found = buttons.find(|button| matches!(&button.press, Press::Data(own) if own == data));
        found.map(|button| button.label.clone())
    }
}

impl Turn {
    fn answer(&mut self, session: &mut Session, languages: &Languages) {
        let assistant = languages.speaking([session.language.as_deref()]);
        let before = std::mem::take(session);
        let (event, traced) = match &self.done {
            Done::Typed(text) => {
                let traced = trace(&assistant, &before, text, self.at);
                (Event::Text(text.clone()), Ok(traced))
            }
            Done::Tapped { data, .. } => (Event::Pressed(data.clone()), Err(Why::tapped(data))),
        };
        let turn = respond(&assistant, before, event, self.at);
        *session = turn.session;
        self.replies = turn.replies;
        self.why = Some(match traced {
            Ok(traced) => Why::typed(traced, &turn.effects),
            Err(tapped) => tapped,
        });
    }

    /// What the person's side shows: a text always, a tap only where its message stays as it is.
    fn said(&self) -> Option<ShownMessage> {
        let from = match &self.done {
            Done::Typed(_) => "person",
            Done::Tapped { .. } => "tap",
        };
        let shows =
            from == "person" || !self.replies.iter().any(|reply| self.edits(reply).is_some());
        shows.then(|| ShownMessage {
            id: MessageId { turn: self.number, reply: 0 },
            turn: self.number,
            from,
            said: Some(self.done.told().to_owned()),
            reply: None,
            changed: false,
        })
    }

    /// The message that this reply takes the place of.
    fn edits(&self, reply: &Reply) -> Option<MessageId> {
        match (&self.done, reply.placement) {
            (Done::Tapped { message, .. }, Placement::Edit) => Some(*message),
            _ => None,
        }
    }

    fn message(&self, number: usize, reply: &Reply) -> ShownMessage {
        ShownMessage {
            id: MessageId { turn: self.number, reply: number + 1 },
            turn: self.number,
            from: "bot",
            said: None,
            reply: Some(reply.into()),
            changed: self.changed,
        }
    }
}

/// Replies in plain text, with the labels of their buttons.
fn plain(replies: &[Reply]) -> String {
    let one = |reply: &Reply| {
        let mut text = reply.text.to_plain();
        for button in reply.buttons.iter().flatten() {
            text.push_str(&format!("\n[{}]", button.label));
        }
        text
    };
    replies.iter().map(one).collect::<Vec<_>>().join("\n\n")
}
