//! What could be a sign of danger: one sentence under the answer asks for exactly that sign.
//!
//! Whoever only sounds like it reads the answer and goes on; whoever has the sign is one tap away
//! from the card.

use super::alarm::{Help, OpenCard, key};
use super::pending::PendingAnswer;
use super::reply::{Button, Reply};
use super::{Action, Effect, Talk};
use crate::safety::Finding;

impl Talk<'_> {
    /// The sentence of a finding, with its one button. Nothing where this turn showed a card anyway.
    pub(super) fn gentle_check(&mut self, finding: &Finding) -> Option<Reply> {
        if self.effects.iter().any(|effect| matches!(effect, Effect::Card(_))) {
            return None;
        }
        let key = key(&finding.card);
        let card = self.assistant.card(&key)?;
        self.effects.push(Effect::Check(finding.card.clone()));
        // Low mood needs no card, but somebody who listens.
        let action = if card.offers_people() {
            Action::Help { help: Help::Person, card: key }
        } else {
            Action::Card(key)
        };
        let button = Button::data(&card.check_button, action.encode());
        Some(self.numbered(&card.check).row([button]))
    }

    /// The card that a gentle check asked for. What was asked has its answer already.
    pub(super) fn card_of_check(&mut self, key: &str) -> Vec<Reply> {
        let Some(name) = self.assistant.card_name(key) else {
            return self.old_button();
        };
        self.effects.push(Effect::CheckTapped(name.to_owned()));
        self.effects.push(Effect::Card(name.to_owned()));
        self.session.card =
            Some(OpenCard { card: key.to_owned(), pending: PendingAnswer::Nothing.encode() });
        self.open_card()
    }
}
