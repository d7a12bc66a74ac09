//! Sentences and labels around screens and results, and what may be typed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares a table of named texts: the struct, and a walk over its fields for checking.
macro_rules! texts {
    ($(#[$meta:meta])* $name:ident, $max:literal { $($field:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each name says which text it is; triage.toml shows them all")]
        pub struct $name { $(#[schemars(length(min = 1, max = $max))] pub $field: String),+ }

        impl $name {
            /// Name and text of each field, in the order of the file.
            #[must_use]
            pub fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($field), self.$field.as_str())),+]
            }

            /// Puts `text` in place of the field called `name`, if there is one.
            pub(super) fn set(&mut self, name: &str, text: &str) {
                $(if name == stringify!($field) { text.clone_into(&mut self.$field); })+
            }
        }
    };
}

texts! {
    /// Sentences around screens and results, in small Markdown.
    Sentences, 700 {
        progress, several_hint, ticked, why, stopped, review, result_title, reasons, pattern,
        because, today, tomorrow, stop_if, mostly, fits_well, fits_partly, no_pattern_yet, led_by, change, next, education, notes,
        safety_net, limits, emergency_fallback, advice_fallback, old_version, damaged,
        message_intro, message_title, message_result, message_pattern, message_not_shown,
        message_answers, message_reported, message_denied, message_unsure, message_not_asked,
        message_footer, read, read_rest, read_here, read_either, read_from,
    }
}

texts! {
    /// Button labels.
    Labels, 40 {
        back, why, stop, done, none, tick, chosen, go_on, show_result, show_pattern, change, mistake,
        message, restart, take_out,
    }
}

/// What may be typed instead of a button, besides labels and numbers.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    /// "Not sure".
    pub unsure: Vec<String>,
    /// An answer whose label starts with one of these.
    pub yes: Vec<String>,
    /// An answer whose label starts with one of these; "None of these" where several may be ticked.
    pub no: Vec<String>,
    /// "Back".
    pub back: Vec<String>,
    /// "Why do you ask?".
    pub why: Vec<String>,
    /// "Stop".
    pub stop: Vec<String>,
    /// "Done".
    pub done: Vec<String>,
}
