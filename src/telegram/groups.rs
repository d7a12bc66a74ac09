//! Groups: the bot speaks when spoken to, and leads everything personal to the private chat.
//!
//! A group shares one chat, so nothing of what is said there is remembered, and buttons become
//! links into the private chat of whoever presses them. The text of an answer, an emergency card
//! included, is shown where it was asked for.

use teloxide::types::Message;

use super::incoming::Identity;
use super::profile::MENU;
use crate::conversation::{Action, Button, Press, Reply, command_in};
use crate::knowledge::phrases::PhrasesFile;

/// What a message in a group says to the bot, without the bot's name; `None` if it does not
/// speak to the bot.
pub(super) fn addressed(message: &Message, me: &Identity) -> Option<String> {
    let text = message.text().or_else(|| message.caption())?;
    if let Some(rest) = text.strip_prefix('/') {
        let command = rest.split_whitespace().next()?;
        let for_me = match command.split_once('@') {
            Some((_, name)) => name.eq_ignore_ascii_case(&me.username),
            // A bare command may be another bot's.
            None => MENU.contains(&command),
        };
        return for_me.then(|| text.to_owned());
    }
    let answers_me = message
        .reply_to_message()
        .and_then(|earlier| earlier.from.as_ref())
        .is_some_and(|author| author.id.0 == me.id);
    without_name(text, &me.username).or_else(|| answers_me.then(|| text.to_owned()))
}

/// The text without `@username`; `None` if that is not in it.
fn without_name(text: &str, username: &str) -> Option<String> {
    let mut found = false;
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| {
            let name = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
            let mine = name.strip_prefix('@').is_some_and(|n| n.eq_ignore_ascii_case(username));
            found |= mine;
            !mine
        })
        .collect();
    found.then(|| words.join(" "))
}

/// Whether a text asks, as a command or in the word for it, for something that belongs into a
/// private chat: the check of one's own symptoms, or what is kept of oneself.
pub(super) fn is_personal(text: &str) -> bool {
    command_in(text)
        .is_some_and(|command| ["quiz", "settings", "forget", "cancel"].contains(&command.as_str()))
}

/// An answer as a group sees it: links instead of buttons, and a way to the private chat.
pub(super) fn shown(mut reply: Reply, me: &Identity, phrases: &PhrasesFile) -> Reply {
    let mut rows: Vec<Vec<Button>> = Vec::new();
    for button in reply.buttons.into_iter().flatten() {
        match &button.press {
            Press::Link(_) => rows.push(vec![button]),
            Press::Data(data) => {
                if let Some(Action::Entry(id)) = Action::decode(data) {
                    rows.push(vec![Button { label: button.label, press: me.deep_link(&id) }]);
                }
            }
        }
    }
    rows.push(vec![Button {
        label: phrases.buttons.private_chat.clone(),
        press: me.deep_link("group"),
    }]);
    reply.buttons = rows;
    reply
}

/// What is answered to something personal.
pub(super) fn in_private(text: Reply, me: &Identity, phrases: &PhrasesFile) -> Reply {
    text.row([Button { label: phrases.buttons.start_check.clone(), press: me.deep_link("quiz") }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_taken_out() {
        for (text, left) in [
            ("@leg_bot how long?", Some("how long?")),
            ("hey @Leg_Bot, how long", Some("hey how long")),
            ("@leg_bot", Some("")),
            ("@leg_bot2 how long", None),
            ("mail me at x@leg_bot", None),
            ("how long", None),
        ] {
            assert_eq!(without_name(text, "leg_bot").as_deref(), left, "{text}");
        }
    }

    #[test]
    fn the_check_is_personal() {
        for (text, personal) in [
            ("/quiz", true),
            ("/quiz@leg_bot", true),
            ("/forget x", true),
            ("Quiz", true),
            ("/help", false),
            ("how long", false),
        ] {
            assert_eq!(is_personal(text), personal, "{text}");
        }
    }
}
