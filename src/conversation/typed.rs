//! Typing a button instead of pressing it: its number or its words.

use super::session::Shown;
use crate::text::{self, Message};

/// The button that `message` names among those last shown: by number from 1, by its label, or by
/// the part of its label before the first comma. Small typos are forgiven.
pub(super) fn button<'a>(message: &Message<'_>, shown: &'a [Shown]) -> Option<&'a Shown> {
    let words: Vec<&str> = message.words().collect();
    if let [only] = words.as_slice()
        && let Ok(number) = only.parse::<usize>()
    {
        return number.checked_sub(1).and_then(|index| shown.get(index));
    }
    if words.is_empty() {
        return None;
    }
    shown.iter().find(|button| same(&words, &text::words(&button.label))).or_else(|| {
        shown.iter().find(|button| {
            button.label.split_once(',').is_some_and(|(start, _)| same(&words, &text::words(start)))
        })
    })
}

fn same(typed: &[&str], label: &[String]) -> bool {
    typed.len() == label.len()
        && !label.is_empty()
        && typed.iter().zip(label).all(|(typed, known)| text::is_like(typed, known))
}
