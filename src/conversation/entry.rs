//! The answer of an entry, with everything under it, and its sources.

use super::reply::{Button, Press, Reply};
use super::{Action, Assistant, Effect, Session, Talk, markdown};
use crate::knowledge::faq::{Certainty, Entry, Link, OUTDATED_DAYS};
use crate::knowledge::markup::{Block, Inline, Rich};

/// The most rows of buttons under an answer: what a phone shows with the answer's end. The row that
/// asks whether it helped is one of them.
pub(super) const MOST_ROWS: usize = 8;
/// So many questions stand there in any case, and not only exercises.
const FEWEST_SUGGESTED: usize = 2;

/// Which questions stand under an answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Suggested<'a> {
    /// Those that the entry names.
    Related,
    /// Those that may have been meant instead.
    Instead(&'a [String]),
}

/// The question of an entry in bold, as the start of what answers it: so a wrong answer is seen at
/// once.
pub(super) fn headed(entry: &Entry) -> Rich {
    let question = Inline { bold: true, ..Inline::plain(entry.question.as_str()) };
    Rich { blocks: vec![Block::Paragraph(vec![question])] }
}

impl Talk<'_> {
    /// The whole answer of an entry.
    pub(super) fn entry(&mut self, id: &str) -> Vec<Reply> {
        self.whole(id, Suggested::Related)
    }

    /// The whole answer of an entry, with other questions under it.
    pub(super) fn whole(&mut self, id: &str, suggested: Suggested<'_>) -> Vec<Reply> {
        let Some(entry) = self.assistant.entry(id) else {
            return self.old_button();
        };
        self.effects.push(Effect::Shown(entry.id.clone()));
        self.session.answered(&entry.id, self.now);
        self.whole_of(entry, suggested)
    }

    fn whole_of(&mut self, entry: &Entry, suggested: Suggested<'_>) -> Vec<Reply> {
        let phrases = self.assistant.phrases();
        let mut text = headed(entry);
        text.extend(entry.rich_answer());
        let signs_above = entry.safety_net && self.session.signs_stand(self.now);
        if entry.safety_net {
            let say = &phrases.say;
            text.extend(markdown(if signs_above {
                &say.safety_net_again
            } else {
                &say.safety_net
            }));
        }
        text.extend(self.outdated(entry).unwrap_or_default());
        text.extend(markdown(&format!("*{}*", phrases.say.helpful)));
        let mut reply = Reply::new(text);
        reply.media = entry.media();
        if signs_above {
            reply = self.with_signs_button(reply);
        }
        if entry.offer_check {
            reply = self.with_check(reply);
        }
        reply = self.with_more_quizzes(reply, |quiz| quiz.entries.contains(&entry.id));
        let links: Vec<&Link> = entry.links.iter().filter(|link| !link.url.is_empty()).collect();
        let room = |reply: &Reply| MOST_ROWS.saturating_sub(reply.buttons.len() + links.len() + 1);
        let suggestions = self.suggestions(entry, suggested);
        let exercises = room(&reply).saturating_sub(suggestions.len().min(FEWEST_SUGGESTED));
        reply = self.with_exercises(reply, entry, exercises);
        let most = room(&reply);
        reply = self.suggesting(reply, &suggestions, suggested, most);
        for link in links {
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

    /// That nobody has checked an entry for long, where that is so.
    fn outdated(&self, entry: &Entry) -> Option<Rich> {
        let age = entry.days_since_review(&self.date()?)?;
        let date = entry.reviewed.as_deref().filter(|_| age > OUTDATED_DAYS)?;
        Some(markdown(&self.assistant.phrases().say.outdated.replace("{date}", date)))
    }

    /// The questions that may be next, or that may have been meant.
    pub(super) fn suggestions(&self, entry: &Entry, suggested: Suggested<'_>) -> Vec<&Entry> {
        let ids = match suggested {
            Suggested::Related => entry.related.as_slice(),
            Suggested::Instead(ids) => ids,
        };
        ids.iter().filter_map(|id| self.assistant.entry(id)).collect()
    }

    /// The reply with buttons for the first of these questions, `most` at most.
    pub(super) fn suggesting(
        &self,
        mut reply: Reply,
        suggestions: &[&Entry],
        suggested: Suggested<'_>,
        most: usize,
    ) -> Reply {
        if matches!(suggested, Suggested::Instead(_)) {
            reply.text.extend(markdown(&self.assistant.phrases().say.or_did_you_mean));
        }
        for other in suggestions.iter().take(most) {
            reply = reply.row([self.entry_button(other)]);
        }
        reply
    }

    /// The reply with a button to the warning signs in full, where there is an entry for them.
    fn with_signs_button(&self, reply: Reply) -> Reply {
        if self.assistant.entry(EMERGENCY).is_none() {
            return reply;
        }
        let label = &self.assistant.phrases().buttons.emergency_signs;
        reply.row([Button::data(label, Action::Entry(EMERGENCY.to_owned()).encode())])
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
        Button::data(entry.label(), Action::Entry(entry.id.clone()).encode())
    }
}

/// An entry as a person sees it who asks first, be it live or a draft; `None` if there is none.
#[must_use]
pub fn preview(assistant: &Assistant, id: &str, now: u64) -> Option<Vec<Reply>> {
    let entry = assistant.faq().entry.iter().find(|entry| entry.id == id)?;
    let mut talk = Talk { assistant, session: Session::default(), now, effects: Vec::new() };
    Some(talk.whole_of(entry, Suggested::Related))
}

/// The entry that tells all warning signs.
pub(super) const EMERGENCY: &str = "emergency";
