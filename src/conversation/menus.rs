//! Menus: topics, and the questions of one topic.

use super::reply::{Button, Reply};
use super::{Action, Talk};

impl Talk<'_> {
    /// `sentence` over the topics menu. Topics without a live entry are left out.
    pub(super) fn topics(&self, sentence: &str) -> Reply {
        let topics = self.assistant.phrases().topics.iter();
        let topics = topics.filter(|(topic, _)| {
            self.assistant.entries().any(|entry| entry.topic == topic.as_str())
        });
        topics.fold(self.plain(sentence), |reply, (topic, label)| {
            reply.row([Button::data(label, Action::Topic(topic.clone()).encode())])
        })
    }

    /// The topics menu, and the check below it.
    pub(super) fn topics_and_check(&self, sentence: &str) -> Reply {
        self.with_check(self.topics(sentence))
    }

    /// The reply with a button that opens the check, if there is one.
    pub(super) fn with_check(&self, reply: Reply) -> Reply {
        if self.assistant.quiz().is_some() { reply.row([self.check_button()]) } else { reply }
    }

    /// The questions of one topic.
    pub(super) fn topic(&self, id: &str) -> Vec<Reply> {
        let phrases = self.assistant.phrases();
        let Some(label) = phrases.topics.get(id) else {
            return self.old_button();
        };
        let mut reply = self.plain(&phrases.say.topic.replace("{topic}", label));
        for entry in self.assistant.entries().filter(|entry| entry.topic == id) {
            reply = reply.row([self.entry_button(entry)]);
        }
        vec![reply.row([Button::data(&phrases.buttons.back_to_topics, Action::Topics.encode())])]
    }

    /// Opens the check; with what the last messages answered, if that was something. Those answers
    /// travel in the button, so that it works after the session is gone.
    fn check_button(&self) -> Button {
        let told = self.session.told.clone();
        let data = told.unwrap_or_else(|| Action::Command("quiz".to_owned()).encode());
        Button::data(&self.assistant.phrases().buttons.start_check, data)
    }

    pub(super) fn topics_button(&self) -> Button {
        Button::data(&self.assistant.phrases().buttons.topics, Action::Topics.encode())
    }
}
