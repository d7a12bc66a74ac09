//! Messages that were signs of danger, and messages that only sounded like it: the files
//! `signs/CARD.txt` and `signs/harmless.txt`.

use super::lists::List;
use super::safety::{Level, SafetyFile};

/// The name of the file of messages that only sound like signs.
pub(super) const HARMLESS: &str = "harmless";

/// All messages to learn signs of danger from.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    /// Messages that need no card, however they sound.
    pub harmless: Vec<String>,
    /// Messages that are signs of danger, card by card.
    pub cards: Vec<CardSigns>,
}

/// The messages that one card answers.
#[derive(Clone, Debug)]
pub struct CardSigns {
    /// The card of `safety.toml`.
    pub card: String,
    /// How urgent they are: the level of the first rule of this card.
    pub level: Level,
    /// The messages, in the words they were typed in.
    pub messages: Vec<String>,
}

impl Signs {
    /// What stands in `lists`, the cards in the order of their names; `None` if there are no lists.
    pub(super) fn new(lists: &[List], safety: &SafetyFile) -> Option<Self> {
        if lists.is_empty() {
            return None;
        }
        let messages = |name: &str| {
            let list = lists.iter().find(|list| list.name == name)?;
            Some(list.messages().collect())
        };
        let cards = safety.card.keys().filter_map(|card| {
            let rule = safety.rule.iter().find(|rule| rule.card == *card);
            let level = rule.map_or(Level::U2, |rule| rule.level);
            Some(CardSigns { card: card.clone(), level, messages: messages(card)? })
        });
        Some(Self { cards: cards.collect(), harmless: messages(HARMLESS).unwrap_or_default() })
    }

    /// All messages: those of each card, then the harmless ones.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let signs = self.cards.iter().flat_map(|card| &card.messages);
        signs.chain(&self.harmless).map(String::as_str).collect()
    }
}
