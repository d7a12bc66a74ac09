//! Answering a question: sure, a choice, or an honest "I do not know".

use super::entry::Suggested;
use super::reply::{Button, Reply};
use super::{Action, Decided, Effect, ReadMessage, Talk, language, markdown};
use crate::matching::{Decision, Matched};

/// From so many words on a message is called long: people tell a story, and one answer may miss
/// a part of it.
const LONG_MESSAGE_WORDS: usize = 120;

/// Below this confidence the runners-up stand under an answer, in case it is the wrong one.
const SURE_FROM: u8 = 75;
/// So many runners-up.
const RUNNERS_UP: usize = 3;
/// A runner-up may have been meant if it is at most so many points behind the first.
const RUNNER_UP_WITHIN: u8 = 15;

impl Talk<'_> {
    /// A message that is neither a command, a button nor small talk.
    pub(super) fn question(&mut self, message: &ReadMessage<'_>) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let own = language::named(&self.assistant.phrases().bot.language);
        if language::foreign_script(message.typed(), own) {
            return vec![self.with_languages(self.topics(&say.other_language))];
        }
        if let Some(part) = self.part_asked_for(message) {
            self.effects.push(Effect::Decision(Decided::Answer));
            return vec![part];
        }
        let matched = self.matched(message);
        self.keep_question(message, &matched);
        self.effects.push(Effect::Decision(match &matched.decision {
            Decision::Answer(_) => Decided::Answer,
            Decision::Choose(_) => Decided::Choose,
            Decision::None => Decided::None,
        }));
        let mut replies = match &matched.decision {
            Decision::Answer(ids) => self.typed_answers(ids, &matched),
            _ if let Some(report) = self.assistant.report(message.text()) => {
                vec![self.about_report(&report, &matched)]
            }
            Decision::Choose(_) | Decision::None
                if language::foreign_language(message.text(), own) =>
            {
                vec![self.with_languages(self.topics(&say.other_language))]
            }
            Decision::Choose(ids) => vec![self.choose(ids)],
            Decision::None => vec![self.with_offer(self.topics_and_check(&say.not_understood))],
        };
        if message.text().tokens().len() >= LONG_MESSAGE_WORDS
            && let Some(last) = replies.last_mut()
        {
            last.text.extend(markdown(&say.long_message));
        }
        self.note_once(&mut replies);
        replies
    }

    /// The answers to a typed question. What stands in the chat already is not sent again.
    fn typed_answers(&mut self, ids: &[String], matched: &Matched) -> Vec<Reply> {
        let runners_up = runners_up(ids, matched);
        let last = ids.last();
        self.one_or_two(ids, |talk, id| {
            let suggested = if Some(id) == last && !runners_up.is_empty() {
                Suggested::Instead(&runners_up)
            } else {
                Suggested::Related
            };
            talk.answer(id, suggested)
        })
    }

    /// One answer, or two for a double question, whole.
    pub(super) fn answers(&mut self, ids: &[String]) -> Vec<Reply> {
        self.one_or_two(ids, |talk, id| talk.entry(id))
    }

    fn one_or_two(
        &mut self,
        ids: &[String],
        mut answer: impl FnMut(&mut Self, &String) -> Vec<Reply>,
    ) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        let [first, second] = ids else {
            let Some(id) = ids.first() else { return self.old_button() };
            return answer(self, id);
        };
        let mut replies = Vec::new();
        for (sentence, id) in [(&say.first_of_two, first), (&say.second_of_two, second)] {
            for mut reply in answer(self, id) {
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
        // Whoever told of symptoms before may be asking what they come to.
        if self.session.told.is_some() && self.session.card.is_none() {
            reply = self.with_check(reply);
        }
        reply.row([Button::data(&phrases.buttons.none_of_these, Action::NoneOfThese.encode())])
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

/// What else may have been meant; nothing where the answer is sure or nothing comes near.
fn runners_up(ids: &[String], matched: &Matched) -> Vec<String> {
    if matched.confidence >= SURE_FROM {
        return Vec::new();
    }
    let first = matched.ranking.first().map_or(0, |first| first.score);
    let near = matched.ranking.iter().filter(|other| {
        other.score > 0 && other.score + RUNNER_UP_WITHIN >= first && !ids.contains(&other.id)
    });
    near.take(RUNNERS_UP).map(|other| other.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::runners_up;
    use crate::conversation::{Assistant, Reply, Session, Talk};
    use crate::knowledge::Knowledge;
    use crate::matching::{Decision, Matched, Ranked, Reason};

    fn matched(ranking: &[(&str, u8)], confidence: u8) -> Matched {
        let ranked = |(id, score): &(&str, u8)| Ranked { id: (*id).to_owned(), score: *score };
        Matched {
            decision: Decision::Answer(vec![ranking[0].0.to_owned()]),
            reason: Reason::Likely,
            ranking: ranking.iter().map(ranked).collect(),
            confidence,
            mended: Vec::new(),
        }
    }

    #[test]
    fn what_comes_near_may_have_been_meant() {
        let ranking = [("a", 50), ("b", 40), ("c", 35), ("d", 34), ("e", 0)];
        let ids = ["a".to_owned()];
        assert_eq!(runners_up(&ids, &matched(&ranking, 74)), ["b", "c"]);
        assert_eq!(runners_up(&ids, &matched(&ranking, 75)), Vec::<String>::new());
    }

    /// The replies to the same typed question, twice.
    fn asked_twice(assistant: &Assistant, matched: &Matched) -> [Reply; 2] {
        let session = Session::default();
        let mut talk = Talk { assistant, session, now: 0, effects: Vec::new() };
        let Decision::Answer(ids) = &matched.decision else { panic!("an answer") };
        [(); 2].map(|()| talk.typed_answers(ids, matched).remove(0))
    }

    #[test]
    fn an_unsure_answer_names_what_else_may_have_been_meant() {
        let knowledge = Knowledge::load(Path::new("faq"), "en").unwrap();
        let assistant = Assistant::new(knowledge).unwrap();
        let ranking = [("how-long", 60), ("injections", 50), ("surgery", 10)];
        let labels = |reply: &Reply| -> Vec<String> {
            reply.buttons.iter().map(|row| row[0].label.clone()).collect()
        };
        let unsure = asked_twice(&assistant, &matched(&ranking, 60));
        let runner_up = "Do steroid injections help?";
        for reply in &unsure {
            assert!(reply.text.to_plain().contains("How long does sciatica last?"));
            assert!(reply.text.to_plain().ends_with("Or did you mean:"));
        }
        assert_eq!(labels(&unsure[0]), [runner_up, "Yes, it helped"]);
        assert_eq!(labels(&unsure[1]), ["Show it again", runner_up]);
        // Sure, or with nothing near: the related questions stay.
        for sure in [matched(&ranking, 90), matched(&ranking[..1], 60)] {
            let [first, _] = asked_twice(&assistant, &sure);
            assert!(!first.text.to_plain().contains("Or did you mean"));
            assert!(labels(&first).contains(&"Will it go away on its own?".to_owned()));
        }
    }
}
