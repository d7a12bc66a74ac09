//! Asked again: an answer that stands in the chat is not sent as a wall once more.
//!
//! A typed question whose answer was given within the hour gets the answer's first sentence and a
//! button to the whole; a short follow-up gets the paragraph that it asks for. A tap always shows the whole.

use super::entry::{MOST_ROWS, Suggested, headed};
use super::reply::{Button, Reply};
use super::{Action, ReadMessage, Talk};
use crate::knowledge::faq::Entry;
use crate::knowledge::markup::{Block, Rich};
use crate::matching::{Decision, Matched};
use crate::text::{self, Message};

/// A follow-up has at most so many words; a longer message asks something of its own.
const FOLLOW_UP_WORDS: usize = 8;
/// A paragraph of so many characters is no wall: three or four lines of a phone.
const SHORT: usize = 200;
/// Where nothing else would be answered, a follow-up may be about an entry among so many first ones.
const FOLLOW_UP_RANK: usize = 3;

impl Talk<'_> {
    /// Which entries answer a message. One that asks again for what stands in the chat is read as it
    /// was the first time, not in the light of the answer it got.
    pub(super) fn matched(&self, message: &ReadMessage<'_>) -> Matched {
        let read = |context| self.assistant.understanding().matched(message, context);
        let Some(last) = self.session.context(self.now) else {
            return read(None);
        };
        let alone = read(None);
        if matches!(&alone.decision, Decision::Answer(ids)
            if ids.iter().any(|id| self.session.stands(id, self.now)))
        {
            return alone;
        }
        if let Some(before) = self.session.before_last(self.now) {
            let as_before = read(Some(before));
            if matches!(&as_before.decision, Decision::Answer(ids) if ids.iter().any(|id| id == last))
            {
                return as_before;
            }
        }
        read(Some(last))
    }

    /// The answer to a typed question: whole, or where it stands already.
    pub(super) fn answer(&mut self, id: &str, suggested: Suggested<'_>) -> Vec<Reply> {
        let entry = self.assistant.entry(id).filter(|_| self.session.stands(id, self.now));
        let Some(entry) = entry else {
            return self.whole(id, suggested);
        };
        self.session.mentioned(id, self.now);
        let phrases = self.assistant.phrases();
        let sentence = phrases.say.again.replace("{question}", &entry.question);
        let again =
            Button::data(&phrases.buttons.show_again, Action::Entry(id.to_owned()).encode());
        let mut reply = self.plain(&sentence).row([again]);
        reply.text.blocks.extend(in_short(&entry.rich_answer()));
        let suggestions = self.suggestions(entry, suggested);
        vec![self.suggesting(reply, &suggestions, suggested, MOST_ROWS - 1)]
    }

    /// The part of the last answer that a short follow-up asks for: the one that shares most words
    /// with it beyond those of the question that was answered.
    pub(super) fn part_asked_for(&mut self, message: &ReadMessage<'_>) -> Option<Reply> {
        let id = self.session.context(self.now).filter(|id| self.session.stands(id, self.now))?;
        let entry = self.assistant.entry(id)?;
        if message.text().tokens().len() > FOLLOW_UP_WORDS {
            return None;
        }
        let telling = self.new_words(message.text(), entry);
        let part = part(&entry.rich_answer(), &telling)?;
        let matched = self.assistant.understanding().matched(message, None);
        let reach = if matched.decision == Decision::None { FOLLOW_UP_RANK } else { 1 };
        if !matched.ranking.iter().take(reach).any(|ranked| ranked.id == entry.id) {
            return None;
        }
        let mut text = headed(entry);
        text.extend(part);
        self.session.mentioned(&entry.id, self.now);
        let label = &self.assistant.phrases().buttons.show_whole;
        let whole = Button::data(label, Action::Entry(entry.id.clone()).encode());
        Some(Reply::new(text).row([whole]))
    }

    /// The words of a message that say something, and something else than the entry's question.
    fn new_words<'m>(&self, message: &'m Message<'_>, entry: &Entry) -> Vec<&'m str> {
        let asked = text::words(&entry.question);
        let is_new = |word: &&str| {
            !self.assistant.is_stop_word(word)
                && !asked.iter().any(|known| text::is_like(word, known))
        };
        message.words().filter(is_new).collect()
    }
}

/// The first paragraph of an answer, which answers, where it stands for itself and is short: who asks
/// again out of fear gets that, and no bare pointer.
fn in_short(answer: &Rich) -> Option<Block> {
    let first = answer.blocks.first().filter(|block| !introduces(Some(block)))?;
    let Block::Paragraph(runs) = first else { return None };
    let length: usize = runs.iter().map(|run| run.text.chars().count()).sum();
    (length <= SHORT).then(|| first.clone())
}

/// The block of an answer with most of `words`, the first of several; a list comes with the line
/// above it. Nothing if none has half of them: the message is about something else then.
fn part(answer: &Rich, words: &[&str]) -> Option<Rich> {
    let shared = |block: &Block| {
        let known = text::words(&Rich { blocks: vec![block.clone()] }.to_plain());
        words.iter().filter(|word| known.iter().any(|known| text::is_like(word, known))).count()
    };
    let mut best: Option<(usize, usize)> = None;
    for (index, block) in answer.blocks.iter().enumerate() {
        let count = shared(block);
        if count > best.map_or(0, |(most, _)| most) {
            best = Some((count, index));
        }
    }
    let (_, index) = best.filter(|(most, _)| 2 * most >= words.len())?;
    let is_list = |index: usize| matches!(answer.blocks.get(index), Some(Block::List { .. }));
    let blocks = if is_list(index) {
        index.saturating_sub(1)..=index
    } else if is_list(index + 1) && introduces(answer.blocks.get(index)) {
        index..=index + 1
    } else {
        index..=index
    };
    Some(Rich { blocks: answer.blocks.get(blocks).unwrap_or_default().to_vec() })
}

/// Whether a paragraph ends with a colon: without what follows it is no sentence.
fn introduces(block: Option<&Block>) -> bool {
    let Some(Block::Paragraph(runs)) = block else { return false };
    runs.last().is_some_and(|run| run.text.trim_end().ends_with(':'))
}

#[cfg(test)]
mod tests {
    use super::part;
    use crate::knowledge::markup::Rich;

    #[test]
    fn a_follow_up_finds_its_paragraph() {
        let answer = Rich::parse(
            "Move gently.\n\nA plan that people use:\n\n- Do 10 reps.\n- Rest.\n\nStop if it hurts.",
        )
        .unwrap();
        let found = |words: &[&str]| part(&answer, words).map(|part| part.to_plain());
        let plan = Some("A plan that people use:\n\n• Do 10 reps.\n• Rest.".to_owned());
        assert_eq!(found(&["reps"]), plan);
        assert_eq!(found(&["plan"]), plan);
        assert_eq!(found(&["hurts"]), Some("Stop if it hurts.".to_owned()));
        assert_eq!(found(&["weather"]), None);
        assert_eq!(found(&["shoulder", "hurts", "weather"]), None);
        assert_eq!(found(&[]), None);
    }
}
