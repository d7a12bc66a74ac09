//! Whether a message is in a language the bot does not speak.

use whatlang::{Lang, Script};

use crate::text;

/// Whether most letters of `message` belong to a script other than the Latin one.
pub(super) fn foreign_script(message: &str) -> bool {
    whatlang::detect_script(message).is_some_and(|script| script != Script::Latin)
}

/// Fewer words than this carry too little for a judgement on the language.
const ENOUGH_WORDS: usize = 3;

/// Whether `message`, in Latin letters, is reliably not English by its trigrams (crate
/// `whatlang`). Short and mistyped English is easily misjudged, so ask only where nothing matched.
pub(super) fn foreign_language(message: &str) -> bool {
    text::words(message).len() >= ENOUGH_WORDS
        && whatlang::detect(message)
            .is_some_and(|info| info.lang() != Lang::Eng && info.is_reliable())
}
