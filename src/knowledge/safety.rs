//! The shape of `safety.toml`: the words of danger, the rules over them, the cards.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ID_PATTERN;
use super::faq::Reference;

mod check;

pub(super) use check::check;

/// The whole file.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyFile {
    /// How words are read before any rule looks at them.
    pub reading: ReadingFile,
    /// What takes the alarm out of a sign: negation, another time, a question about it.
    pub guard: BTreeMap<String, GuardFile>,
    /// Lists of words that mean the same to the rules.
    pub concept: BTreeMap<String, ConceptFile>,
    /// Which concepts together are a sign, and how urgent it is. The first of several equally
    /// urgent rules speaks.
    #[schemars(length(min = 1))]
    pub rule: Vec<RuleFile>,
    /// What is answered to a sign.
    pub card: BTreeMap<String, CardFile>,
    /// Papers and pages that rules rest on, by key.
    #[serde(default)]
    pub sources: BTreeMap<String, Reference>,
    /// Sentences around the cards.
    pub say: SafetySentences,
    /// Buttons under the cards.
    pub buttons: SafetyLabels,
}

/// How words are read before any rule looks at them.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingFile {
    /// Words that may stand between two words of a phrase: "can't *even* feel".
    pub fillers: Vec<String>,
    /// Short and sound spellings, and what they stand for: `cannot = "cant"`. Both sides may be
    /// several words; apostrophes are left out.
    pub rewrite: BTreeMap<String, String>,
    /// Phrases that sound like danger and are none ("the pain is killing me"): no rule sees them.
    pub idioms: Vec<String>,
    /// Words that look like a misspelling or a form of a word of danger and are another word
    /// ("number", "ladder").
    pub own_words: Vec<String>,
}

/// One guard: cues that make a sign near them no alarm.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardFile {
    /// The cues. `^` at the start means: only at the start of a sentence; `$` at the end: only at
    /// the end of a clause.
    #[schemars(length(min = 1))]
    pub words: Vec<String>,
    /// Phrases that contain a cue and are none ("not sure").
    #[serde(default)]
    pub except: Vec<String>,
    /// Words between cue and sign that end the reach of the cue ("but").
    #[serde(default)]
    pub ends: Vec<String>,
    /// Words that hand the cue on ("or"): the reach is counted anew from them, and a list with one
    /// of them goes on over its commas.
    #[serde(default)]
    pub hands_on: Vec<String>,
    /// Words between cue and sign, or in the sign, that show that the sign is told and not only
    /// asked about ("my").
    #[serde(default)]
    pub lifted_by: Vec<String>,
    /// Words that show that the sign is there now, wherever they stand in its sentence or in the
    /// next ("started today").
    #[serde(default)]
    pub told_by: Vec<String>,
    /// How many words before the sign a cue may stand; 0: it does not work forwards.
    #[serde(default)]
    #[schemars(range(max = 40))]
    pub before: usize,
    /// How many words after the sign a cue may stand; 0: it does not work backwards.
    #[serde(default)]
    #[schemars(range(max = 40))]
    pub after: usize,
    /// Whether a cue also answers the sentence before it: "Bladder trouble? No."
    #[serde(default)]
    pub answers: bool,
    /// Whether a cue reaches over the commas of its sentence.
    #[serde(default)]
    pub over_commas: bool,
    /// Whether a cue also reaches into the sentence before it and the one after it.
    #[serde(default)]
    pub over_sentences: bool,
    /// What is left of the sign: nothing, or a gentle check (a sign of long ago, or of now and then).
    #[serde(default)]
    pub leaves: Leaves,
}

/// What a guard leaves of a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Leaves {
    /// The sign is denied, or only asked about.
    #[default]
    Nothing,
    /// The sign may be there: it is asked about.
    Check,
}

/// What is done about a sign of danger.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Gentle check: the question is answered, and under the answer one sentence asks for the
    /// sign, with a button that leads to the card.
    Check,
    /// The card comes first.
    #[default]
    Card,
}

/// One concept: words and phrases that mean the same to the rules.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConceptFile {
    /// The words. Common endings (-s, -ed, -ing, -ness) and misspellings need no own line.
    /// `@name` stands for each word of another concept, `no/lost power` for "no power" and "lost
    /// power", `<70-110>` for a number in this range, `^` at the start for the start of a sentence, `$` at the end for the end of a
    /// clause.
    #[schemars(length(min = 1))]
    pub words: Vec<String>,
    /// Phrases that contain one of the words and do not mean the concept.
    #[serde(default)]
    pub except: Vec<String>,
}

/// One rule.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Short fixed name.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// How urgent the sign is.
    pub level: Level,
    /// The card that is answered.
    pub card: String,
    /// Keys of the `[sources]` this rule rests on.
    #[schemars(length(min = 1))]
    pub sources: Vec<String>,
    /// Why the rule is as it is, for the editor.
    #[serde(default)]
    pub note: String,
    /// The relations; one is enough.
    #[schemars(length(min = 1))]
    pub when: Vec<RelationFile>,
    /// Guards that do not count for this rule.
    #[serde(default)]
    pub ignores: Vec<String>,
}

/// Concepts that are a sign together.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationFile {
    /// The concepts, each of which must be there.
    #[schemars(length(min = 1, max = 4))]
    pub all: Vec<String>,
    /// Whether it is a plain sign (`card`, if left out) or could be one (`check`).
    #[serde(default)]
    pub r#as: Outcome,
    /// How many other words may stand between them; [`WITHIN`] if left out.
    pub within: Option<usize>,
    /// Whether they must come in this order.
    #[serde(default)]
    pub ordered: bool,
    /// Concepts that call it off when they stand between two of its concepts.
    #[serde(default)]
    pub not_between: Vec<String>,
    /// Concepts near by (at most [`UNLESS_REACH`] words off, same sentence) that call it off.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// Words that may stand between the concepts of a relation if it does not say: about the length
/// of a clause of everyday speech.
pub const WITHIN: usize = 6;

/// How deep `@` may lead from list to list.
pub const DEEPEST: usize = 4;

/// How far off, in words, an `unless` concept still calls a relation off.
pub const UNLESS_REACH: usize = 5;

/// How urgent a sign is (clinical brief, 2.1).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
)]
pub enum Level {
    /// See a doctor or physical therapist within one to two weeks.
    U3,
    /// Be seen today.
    U2,
    /// Emergency now.
    U1,
    /// A person wants to die, has taken too much, or is being hurt.
    Crisis,
}

impl Level {
    /// Whether the card comes before any answer.
    #[must_use]
    pub const fn interrupts(self) -> bool {
        !matches!(self, Self::U3)
    }
}

impl Level {
    /// What is done about a plain sign of this level.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        if self.interrupts() { Outcome::Card } else { Outcome::Check }
    }
}

/// What is answered to a sign.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardFile {
    /// The text in small Markdown, with `{emergency}`, `{advice}` and `{crisis}` where the lines
    /// of the person's country go.
    #[schemars(length(min = 1, max = 1500))]
    pub text: String,
    /// What to say on the phone; shown in safety mode.
    #[serde(default)]
    pub phone: String,
    /// Whether the card asks "is this so?", with a button for "yes".
    #[serde(default = "yes")]
    pub confirm: bool,
    /// The gentle check: one short sentence under an answer that asks for exactly this sign. The
    /// placeholders of cards work here too.
    #[schemars(length(min = 1, max = 200))]
    pub check: String,
    /// The button under it. It gives the card, or, under a card with `{crisis}`, the people to
    /// talk to.
    #[schemars(length(min = 1))]
    pub check_button: String,
}

impl CardFile {
    /// Whether it leads to people to talk to.
    #[must_use]
    pub fn offers_people(&self) -> bool {
        self.text.contains("{crisis}")
    }

    /// Whether a number to call stands in it.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        self.text.contains('{')
    }
}

const fn yes() -> bool {
    true
}

/// Declares a table of named texts: the struct, and a walk over its fields for checking.
macro_rules! texts {
    ($(#[$meta:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each name says which text it is; safety.toml shows them all")]
        pub struct $name { $(#[schemars(length(min = 1, max = 1500))] pub $field: String),+ }

        impl $name {
            /// Name and text of each field, in the order of the file.
            #[must_use]
            pub fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($field), self.$field.as_str())),+]
            }
        }
    };
}

texts! {
    /// Sentences around the cards, in small Markdown. The placeholders of cards work here too.
    SafetySentences {
        confirm, confirmed, denied, denied_nothing_asked, mode, drive, bring, being_seen, mode_ended, crisis_follow_up,
        talk_to_person, ask_country, country_kept, other_country,
    }
}

texts! {
    /// Buttons under the cards.
    SafetyLabels {
        yes_one, none_of_these, what_to_say, who_drives, what_to_bring, being_seen,
        back_to_questions, talk_to_person, choose_country, other_country,
    }
}
