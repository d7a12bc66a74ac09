//! Answering a question: sure, a choice, or an honest "I do not know".

use super::reply::{Button, Press, Reply};
use super::{Action, Decided, Note, Talk, language, markdown};
use crate::knowledge::faq::{Certainty, Entry};
use crate::knowledge::markup::Rich;
use crate::matching::Decision;
use crate::text;

/// From so many words on a message is called long: people tell a story, and one answer may miss
/// a part of it.
const LONG_MESSAGE_WORDS: usize = 120;

impl Talk<'_> {
    /// A message that is neither a command, a button nor small talk.
    pub(super) fn question(&mut self, message: &str) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let own = language::named(&self.assistant.phrases().bot.language);
        if language::foreign_script(message, own) {
            return vec![self.with_languages(self.topics(&say.other_language))];
        }
        let context = self.session.context(self.now);
        let matched = self.assistant.understanding().matched(message, context);
        self.notes.push(Note::Decision(match &matched.decision {
            Decision::Answer(_) => Decided::Answer,
            Decision::Choose(_) => Decided::Choose,
            Decision::None => Decided::None,
        }));
        let mut replies = match matched.decision {
            Decision::Answer(ids) => self.answers(&ids),
            Decision::Choose(ids) => vec![self.choose(&ids)],
            Decision::None if language::foreign_language(message, own) => {
                vec![self.with_languages(self.topics(&say.other_language))]
            }
            Decision::None => vec![self.topics(&say.not_understood)],
        };
        if text::words(message).len() >= LONG_MESSAGE_WORDS
            && let Some(last) = replies.last_mut()
        {
            last.text.extend(markdown(&say.long_message));
        }
        self.note_once(&mut replies);
        replies
    }

    /// One answer, or two for a double question.
    pub(super) fn answers(&mut self, ids: &[String]) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let [first, second] = ids else {
            let id = ids.first().map(String::as_str).unwrap_or_default();
            return self.entry(id);
        };
        let mut replies = Vec::new();
        for (sentence, id) in [(&say.first_of_two, first), (&say.second_of_two, second)] {
            for mut reply in self.entry(id) {
                let mut text = markdown(sentence);
                text.extend(reply.text);
                reply.text = text;
                replies.push(reply);
            }
        }
        replies
    }

    pub(super) fn choose(&self, ids: &[String]) -> Reply {
        let phrases = self.assistant.phrases();
        let mut reply = self.plain(&phrases.say.choose);
        for entry in ids.iter().filter_map(|id| self.assistant.entry(id)) {
            reply = reply.row([self.entry_button(entry)]);
        }
        reply.row([Button::data(&phrases.buttons.none_of_these, Action::NoneOfThese.encode())])
    }

    /// The answer of an entry, with everything under it.
    pub(super) fn entry(&mut self, id: &str) -> Vec<Reply> {
        let Some(entry) = self.assistant.entry(id) else {
            return self.old_button();
        };
        self.notes.push(Note::Shown(entry.id.clone()));
        self.session.last_entry = Some(entry.id.clone());
        self.session.last_entry_at = self.now;
        let phrases = self.assistant.phrases();
        let mut text = entry.rich_answer();
        if entry.safety_net {
            text.extend(markdown(&phrases.say.safety_net));
        }
        text.extend(markdown(&format!("*{}*", phrases.say.helpful)));
        let mut reply = Reply::new(text);
        if entry.offer_check && self.assistant.quiz().is_some() {
            let start = Action::Command("quiz".to_owned()).encode();
            reply = reply.row([Button::data(&phrases.buttons.start_check, start)]);
        }
        for related in entry.related.iter().filter_map(|id| self.assistant.entry(id)) {
            reply = reply.row([self.entry_button(related)]);
        }
        for link in entry.links.iter().filter(|link| !link.url.is_empty()) {
            reply = reply
                .row([Button { label: link.text.clone(), press: Press::Link(link.url.clone()) }]);
        }
        let helpful = |label: &str, helped| {
            Button::data(label, Action::Helpful { entry: entry.id.clone(), helped }.encode())
        };
        let mut last_row = vec![
            helpful(&phrases.buttons.yes_helpful, true),
            helpful(&phrases.buttons.no_helpful, false),
        ];
        if !entry.sources.is_empty() {
            last_row.push(Button::data(
                &phrases.buttons.sources,
                Action::Sources(entry.id.clone()).encode(),
            ));
        }
        vec![reply.row(last_row)]
    }

    /// The sources of an entry, with how certain they are and when they were reviewed.
    pub(super) fn sources_of(&self, id: &str) -> Vec<Reply> {
        let Some(entry) = self.assistant.entry(id) else {
            return self.old_button();
        };
        let say = &self.assistant.phrases().say;
        let mut lines = vec![say.sources_of.replace("{question}", &entry.question), String::new()];
        for key in &entry.sources {
            if let Some(reference) = self.assistant.faq().sources.get(key) {
                lines.push(match &reference.url {
                    Some(url) => format!("- [{}]({url})", reference.title),
                    None => format!("- {}", reference.title),
                });
            }
        }
        let certainty = match entry.certainty {
            Some(Certainty::Strong) => Some(&say.certainty_strong),
            Some(Certainty::Some) => Some(&say.certainty_some),
            Some(Certainty::Uncertain) => Some(&say.certainty_uncertain),
            None => None,
        };
        if let (Some(certainty), Some(date)) = (certainty, &entry.reviewed) {
            lines.push(String::new());
            lines.push(say.evidence.replace("{certainty}", certainty).replace("{date}", date));
        }
        let text: Rich = markdown(&lines.join("\n"));
        vec![Reply::new(text).row([self.topics_button()])]
    }

    pub(super) fn entry_button(&self, entry: &Entry) -> Button {
        let _ = self;
        Button::data(&entry.question, Action::Entry(entry.id.clone()).encode())
    }

    /// Adds the one-line "not a doctor" note to the first answer of a chat.
    fn note_once(&mut self, replies: &mut [Reply]) {
        if !self.session.greeted
            && let Some(first) = replies.first_mut()
        {
            self.session.greeted = true;
            first.text.extend(markdown(&self.assistant.phrases().say.not_a_doctor));
        }
    }
}
