//! Groups: the bot speaks when spoken to, and leads everything personal to the private chat.
//!
//! A group shares one chat, so nothing of what is said there is remembered, and buttons become
//! links into the private chat of whoever presses them. The text of an answer, an emergency card
//! included, is shown where it was asked for.

use std::ops::Range;

use crate::conversation::{Action, Button, COMMANDS, Press, Reply, command_in};
use crate::knowledge::phrases::PhrasesFile;
use crate::telegram::updates::update::BotUser;

/// What a text in a group says to the bot `username`, without its name; `None` if it does not
/// speak to the bot. `names` are the places of names in it, as Telegram marked them.
///
/// Only the name is taken out: line breaks and commas tell what a denial is about.
pub(crate) fn addressed(
    text: &str,
    names: Option<&[Range<usize>]>,
    answers_me: bool,
    username: &str,
) -> Option<String> {
    let command = text.strip_prefix('/').and_then(|rest| rest.split_whitespace().next());
    if let Some(command) = command {
        let for_me = match command.split_once('@') {
            Some((_, name)) => name.eq_ignore_ascii_case(username),
            // A bare command may be another bot's. Phones write its first letter large.
            None => COMMANDS.contains(&command.to_lowercase().as_str()),
        };
        if for_me {
            return Some(text.to_owned());
        }
    }
    let (rest_of_text, is_named) = without_name(text, names, username);
    match command {
        // What another bot is told about this one is not said to this one.
        Some(command) if is_named => {
            let (_, rest) = rest_of_text.split_at_checked(1 + command.len())?;
            let rest = rest.trim();
            (!rest.is_empty()).then(|| rest.to_owned())
        }
        Some(_) => None,
        None if is_named => Some(rest_of_text),
        None => answers_me.then(|| text.to_owned()),
    }
}

/// The text without `@username`, and whether that was in it.
fn without_name(text: &str, names: Option<&[Range<usize>]>, username: &str) -> (String, bool) {
    let names = names.map_or_else(|| names_in(text), <[_]>::to_vec);
    let mine = names.iter().rev().filter(|at| {
        let name = text.get((**at).clone()).and_then(|name| name.strip_prefix('@'));
        name.is_some_and(|name| name.eq_ignore_ascii_case(username))
    });
    let mut left = text.to_owned();
    let mut found = false;
    for at in mine {
        left.replace_range(at.clone(), "");
        found = true;
    }
    if found { (left.trim().to_owned(), true) } else { (left, false) }
}

/// Where names stand in a text that Telegram's marks could not be read of.
fn names_in(text: &str) -> Vec<Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices('@')
        .filter_map(|(at, sign)| {
            let before = text.get(..at)?.chars().next_back();
            let rest = text.get(at + sign.len()..)?;
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let starts = !before.is_some_and(|c| is_word(c) || c == '/');
            starts.then_some(at..at + sign.len() + end)
        })
        .collect()
}

/// Whether a text asks what the bot can do.
pub(crate) fn asks_for_help(text: &str) -> bool {
    command_in(text).is_some_and(|command| command == "help")
}

/// Whether a text asks, as a command or in the word for it, for something that belongs into a
/// private chat: the check of one's own symptoms, or what is kept of oneself.
pub(crate) fn is_personal(text: &str) -> bool {
    command_in(text)
        .is_some_and(|command| ["quiz", "settings", "forget", "cancel"].contains(&command.as_str()))
}

/// An answer as a group sees it: links instead of buttons, and a way to the private chat.
pub(crate) fn shown(mut reply: Reply, me: &BotUser, phrases: &PhrasesFile) -> Reply {
    let mut rows: Vec<Vec<Button>> = Vec::new();
    for button in reply.buttons.into_iter().flatten() {
        match &button.press {
            Press::Link(_) => rows.push(vec![button]),
            Press::Data(data) => {
                let leads = Action::decode(data);
                if let Some(Action::Entry(id) | Action::Exercise(id)) = leads {
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

/// What is answered to `/help` in a private chat: with a way to take the bot along.
pub(crate) fn invited(reply: Reply, me: &BotUser, phrases: &PhrasesFile) -> Reply {
    reply.row([Button { label: phrases.buttons.add_to_group.clone(), press: me.group_link() }])
}

/// What is answered to something personal.
pub(crate) fn in_private(text: Reply, me: &BotUser, phrases: &PhrasesFile) -> Reply {
    text.row([Button { label: phrases.buttons.start_check.clone(), press: me.deep_link("quiz") }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_alone_is_taken_out() {
        for (text, left) in [
            ("@leg_bot how long?", Some("how long?")),
            ("hey @Leg_Bot, how long", Some("hey , how long")),
            ("no fever\n@leg_bot\nnumb", Some("no fever\n\nnumb")),
            ("@leg_bot,how", Some(",how")),
            ("(@leg_bot) how", Some("() how")),
            ("👋@leg_bot how", Some("👋 how")),
            ("how?@leg_bot", Some("how?")),
            ("@leg_bot", Some("")),
            ("/ask @leg_bot how", Some("how")),
            ("/ban @leg_bot", None),
            ("@leg_bot2 how long", None),
            ("mail me at x@leg_bot", None),
            ("https://a.b/@leg_bot", None),
            ("how long", None),
        ] {
            assert_eq!(addressed(text, None, false, "leg_bot").as_deref(), left, "{text}");
        }
        assert_eq!(addressed("@leg_bot how", Some(&[]), false, "leg_bot"), None, "not marked");
    }

    #[test]
    fn commands_of_other_bots_are_theirs() {
        for (text, mine) in
            [("/Help", true), ("/help@Leg_Bot", true), ("/help@other", false), ("/ban", false)]
        {
            assert_eq!(addressed(text, None, true, "leg_bot").is_some(), mine, "{text}");
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
