//! "Was this helpful?", and what was wrong if not: one tap each.

use super::reply::{Button, Reply};
use super::{Action, Effect, Talk, Why};

impl Talk<'_> {
    /// Thanks; after a "No" with the question for the reason.
    pub(super) fn helpful(&mut self, entry: String, yes: bool) -> Vec<Reply> {
        let phrases = self.assistant.phrases();
        let reply = if yes {
            self.plain(&phrases.say.thanks_for_yes)
        } else {
            let why = |label: &str, why| {
                Button::data(label, Action::NotHelpful { entry: entry.clone(), why }.encode())
            };
            let labels = &phrases.buttons;
            let reply = self
                .plain(&phrases.say.thanks_for_no)
                .row([
                    why(&labels.wrong_topic, Why::WrongTopic),
                    why(&labels.unclear, Why::Unclear),
                ])
                .row([why(&labels.missing, Why::Missing), why(&labels.scary, Why::Scary)])
                .row([self.topics_button()]);
            self.with_offer_after(reply, &entry)
        };
        if self.assistant.entry(&entry).is_some() {
            self.effects.push(Effect::Helpful { entry, yes });
        }
        vec![reply]
    }

    /// Thanks for the reason.
    pub(super) fn not_helpful(&mut self, entry: String, why: Why) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let sentence = if why == Why::Scary { &say.thanks_for_scary } else { &say.thanks_for_why };
        let reply = self.with_offer_after(self.topics(sentence), &entry);
        if self.assistant.entry(&entry).is_some() {
            self.effects.push(Effect::NotHelpful(entry, why));
        }
        vec![reply]
    }
}
