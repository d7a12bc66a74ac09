//! The language of a message, where it is not the bot's, and the choice of another one.

use whatlang::{Lang, Script};

use super::reply::{Button, Reply};
use super::{Action, Talk, markdown};
use crate::text::Message;

/// Fewer words than this carry too little for a judgement on the language.
const ENOUGH_WORDS: usize = 3;

/// The language of this name, in its own words or in English. `None` for one that cannot be told
/// from others: then nothing is judged.
pub(super) fn named(name: &str) -> Option<Lang> {
    Lang::all().iter().copied().find(|lang| lang.name() == name || lang.eng_name() == name)
}

/// Whether most letters of `message` belong to a script in which `own` is not written.
pub(super) fn foreign_script(message: &str, own: Option<Lang>) -> bool {
    let is_own = |script: Script| own.is_none_or(|own| script.langs().contains(&own));
    whatlang::detect_script(message).is_some_and(|script| !is_own(script))
}

/// Whether `message` is reliably not in `own` by its trigrams (crate `whatlang`). Short and
/// mistyped messages are easily misjudged, so ask only where nothing matched.
pub(super) fn foreign_language(message: &Message<'_>, own: Option<Lang>) -> bool {
    let is_own = |lang: Lang| own.is_none_or(|own| lang == own);
    message.tokens().len() >= ENOUGH_WORDS
        && whatlang::detect(message.typed())
            .is_some_and(|info| !is_own(info.lang()) && info.is_reliable())
}

impl Talk<'_> {
    /// The reply with a button for each other language, in that language.
    pub(super) fn with_languages(&self, reply: Reply) -> Reply {
        let others = self.assistant.other_languages().iter();
        others.fold(reply, |reply, spoken| {
            let choose = Action::Language(spoken.code.clone()).encode();
            reply.row([Button::data(&spoken.name, choose)])
        })
    }

    /// Keeps the chosen language and says so in it; the driver speaks it from the next event on.
    pub(super) fn choose_language(&mut self, code: &str) -> Vec<Reply> {
        let assistant = self.assistant;
        let topics = Action::Topics.encode();
        if let Some(spoken) = assistant.other_languages().iter().find(|s| s.code == code) {
            self.session.language = Some(spoken.code.clone());
            let reply = Reply::new(markdown(&spoken.kept));
            return vec![reply.row([Button::data(&spoken.topics, topics)])];
        }
        if assistant.language() == code {
            self.session.language = Some(code.to_owned());
            let kept = &assistant.phrases().say.language_kept;
            return vec![self.plain(kept).row([self.topics_button()])];
        }
        self.old_button()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_message_is_known_by_the_own_language() {
        let (english, german) = (named("English"), named("Deutsch"));
        assert!(english.is_some() && german.is_some());
        let question = "Ich habe seit drei Wochen starke Schmerzen im linken Bein und weiß nicht, was \
             ich noch dagegen machen soll.";
        assert!(foreign_language(&Message::read(question), english));
        assert!(!foreign_language(&Message::read(question), german));
        assert!(foreign_script("сколько это длится", english));
        assert!(!foreign_script("сколько это длится", named("Русский")));
        assert!(!foreign_script("how long", english));
        // A language nobody can tell is no reason to turn people away.
        assert!(!foreign_language(&Message::read(question), named("Plattdüütsch")));
    }
}
