//! `triage.toml`: the quiz as the editor writes it. Screens, weights, rules, cards and wording.
//!
//! Conditions are tables of answers, so that a clinician can read them and no language has to be
//! learnt: `when = { legs = ["one"], age = ["71-75", "76+"] }` holds if **each** named screen has
//! **one of** its listed answers.

mod check;
mod wording;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::faq::Reference;
use super::{DATE_PATTERN, ID_PATTERN};
pub(super) use check::check;

/// The whole file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageFile {
    /// Raised by hand when the meaning of an answer changes while its code stays.
    #[schemars(range(min = 1, max = 9999))]
    pub version: u16,
    /// Day of the last clinical review, `year-month-day`.
    #[schemars(regex(pattern = DATE_PATTERN))]
    pub reviewed: String,
    /// The screen that ends the safety part: a U2 sign found until then ends the quiz there.
    pub safety_part_ends: String,
    /// Asked before the first question.
    pub consent: Consent,
    /// Names and texts of the four levels.
    pub level: Levels,
    /// Sentences around screens and results.
    pub say: Sentences,
    /// Button labels.
    pub buttons: Labels,
    /// What may be typed instead of a button.
    pub typed: Typed,
    /// The screens, in the order asked.
    #[schemars(length(min = 1, max = 40))]
    pub screen: Vec<ScreenFile>,
    /// Sums of weights that the pattern rules compare.
    #[serde(default)]
    pub score: Vec<ScoreFile>,
    /// Rules that raise urgency. The highest that holds wins; none can lower it.
    #[schemars(length(min = 1))]
    pub urgency: Vec<UrgencyRule>,
    /// Who gets no pattern at all.
    pub no_pattern: NoPattern,
    /// Pattern rules; the first that holds wins, the last one always holds.
    #[schemars(length(min = 1))]
    pub pattern: Vec<PatternRule>,
    /// What is said for each pattern.
    #[schemars(length(min = 1))]
    pub result: Vec<ResultFile>,
    /// Emergency cards, named by U1 rules.
    #[schemars(length(min = 1))]
    pub card: Vec<CardFile>,
    /// What rules, weights and results rest on, besides the sources of the FAQ.
    #[serde(default)]
    pub sources: BTreeMap<String, Reference>,
}

/// How soon somebody should be seen, least urgent first so that levels compare.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
pub enum Urgency {
    /// Self-care for now.
    U4,
    /// A doctor or physical therapist within about two weeks.
    U3,
    /// Today.
    U2,
    /// Emergency now.
    U1,
}

impl Urgency {
    /// The name in files and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::U1 => "U1",
            Self::U2 => "U2",
            Self::U3 => "U3",
            Self::U4 => "U4",
        }
    }
}

/// The screen before the first health question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// What the check is, and what happens to the answers.
    #[schemars(length(min = 1, max = 2000))]
    pub text: String,
    /// Button that agrees.
    #[schemars(length(min = 1, max = 40))]
    pub yes: String,
    /// Button that declines.
    #[schemars(length(min = 1, max = 40))]
    pub no: String,
    /// Said after declining.
    #[schemars(length(min = 1, max = 1000))]
    pub declined: String,
}

/// The four levels.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(non_snake_case, reason = "the levels are called so in the file")]
pub struct Levels {
    /// Emergency now.
    pub U1: LevelFile,
    /// Get seen today.
    pub U2: LevelFile,
    /// See somebody soon.
    pub U3: LevelFile,
    /// Self-care for now.
    pub U4: LevelFile,
}

impl Levels {
    /// The texts of one level.
    #[must_use]
    pub const fn of(&self, urgency: Urgency) -> &LevelFile {
        match urgency {
            Urgency::U1 => &self.U1,
            Urgency::U2 => &self.U2,
            Urgency::U3 => &self.U3,
            Urgency::U4 => &self.U4,
        }
    }
}

/// One level.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelFile {
    /// Its name as people see it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// What to do, above the reasons.
    #[schemars(length(min = 1, max = 800))]
    pub text: String,
    /// What would make it more urgent.
    #[schemars(length(min = 1, max = 500))]
    pub change: String,
    /// The reason given where no rule gives one.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
    /// Entries of the FAQ offered where no pattern has its own.
    #[serde(default)]
    #[schemars(length(max = 4))]
    pub related: Vec<String>,
}

/// One screen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenFile {
    /// Short name, used in rules and in the JSON of `triage`.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub key: String,
    /// What it is called in the list of answers.
    #[schemars(length(min = 1, max = 40))]
    pub title: String,
    /// The question.
    #[schemars(length(min = 1, max = 1500))]
    pub text: String,
    /// Why it is asked.
    #[schemars(length(min = 1, max = 800))]
    pub why: String,
    /// Whether several answers may be ticked.
    #[serde(default)]
    pub several: bool,
    /// Shown when somebody is not sure, before that counts.
    #[serde(default)]
    pub again: Option<Again>,
    /// The answers, in the order shown; exactly one has `unsure = true`.
    #[schemars(length(min = 2, max = 16))]
    pub option: Vec<OptionFile>,
}

/// The second, plainer asking of a screen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// The plainer question.
    #[schemars(length(min = 1, max = 2000))]
    pub text: String,
    /// Other labels for the same answers, by code; those not named keep theirs.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// One answer of a screen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionFile {
    /// Short name, used in rules and in the JSON of `triage`.
    #[schemars(length(min = 1, max = 16))]
    pub code: String,
    /// The button.
    #[schemars(length(min = 1, max = 40))]
    pub label: String,
    /// The answer in a list of answers; the label if left out.
    #[serde(default)]
    #[schemars(length(max = 120))]
    pub says: String,
    /// The sign in a clinician's words: listed as reported, denied or not sure.
    #[serde(default)]
    #[schemars(length(max = 120))]
    pub sign: String,
    /// Whether this is the "Not sure" of its screen.
    #[serde(default)]
    pub unsure: bool,
    /// The least urgency that somebody with this answer may end with. The rules below give it;
    /// this is the second pair of eyes: `check` fails if the rules ever give less.
    #[serde(default)]
    pub at_least: Option<Urgency>,
    /// Shown with the result of whoever gave this answer.
    #[serde(default)]
    #[schemars(length(max = 600))]
    pub note: String,
    /// Other words for this answer that may be typed.
    #[serde(default)]
    pub typed: Vec<String>,
    /// Numbers that may be typed for this answer, such as an age.
    #[serde(default)]
    pub range: Option<Range>,
}

/// Whole numbers from one to another, both included.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first.
    pub from: usize,
    /// The last.
    pub to: usize,
}

/// Screens with the answers meant, by key and code.
pub type Condition = BTreeMap<String, Vec<String>>;

/// One sum of weights.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreFile {
    /// Short name, used in pattern rules and in the JSON of `triage`.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// From this sum on a pattern "fits well", below it "fits partly".
    pub fits_well: i32,
    /// Keys of the sources of the weights, for the table.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Points by screen and answer; what is not named counts 0.
    pub weights: BTreeMap<String, BTreeMap<String, i32>>,
}

/// A rule that raises urgency. It can only speak of answers given, never of answers not given, so
/// that no answer can lower what another one asks for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencyRule {
    /// Short name, for the table that a clinician signs.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// The level it raises to.
    pub level: Urgency,
    /// The answers it needs: one of those listed, for each screen named.
    pub when: Condition,
    /// More answers it needs, where one screen needs two ticks at once.
    #[serde(default)]
    pub also: Condition,
    /// The reason as the person reads it; completes "because of …".
    #[schemars(length(min = 1, max = 160))]
    pub reason: String,
    /// Who to turn to in this case, if not as usual.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub advice: String,
    /// The emergency card; U1 rules need one.
    pub card: Option<String>,
    /// Keys of the sources of the rule, for the table.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// Who gets no pattern.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoPattern {
    /// The answers of those people.
    pub when: Condition,
    /// What they read in place of a pattern.
    #[schemars(length(min = 1, max = 1000))]
    pub text: String,
    /// Entries of the FAQ offered to them.
    #[serde(default)]
    pub related: Vec<String>,
}

/// A rule that names a pattern. All that it lists must hold.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternRule {
    /// The result it gives.
    pub gives: String,
    /// Answers it needs: one of those listed, for each screen named.
    #[serde(default)]
    pub when: Condition,
    /// Answers of which it allows none.
    #[serde(default)]
    pub unless: Condition,
    /// How many of some answers it needs.
    #[serde(default)]
    pub count: Option<Count>,
    /// What it needs of scores, by their id.
    #[serde(default)]
    pub score: BTreeMap<String, ScoreTest>,
}

/// So many of these answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The answers counted.
    pub of: Condition,
    /// How many of them it takes.
    pub at_least: u32,
}

/// What a rule asks of one score.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreTest {
    /// The score is this or more.
    pub at_least: Option<i32>,
    /// The score is less than this.
    pub below: Option<i32>,
    /// The score is at least this much more than each other score.
    pub lead: Option<i32>,
}

/// What is said for a pattern.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultFile {
    /// Short name, used in pattern rules and in the JSON of `triage`.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// Its name for a clinician.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The pattern in one or two sentences; `{fit}` is filled in from `[say]` where a score is
    /// named.
    #[schemars(length(min = 1, max = 400))]
    pub text: String,
    /// The score that says how well it fits.
    pub score: Option<String>,
    /// The least urgency that this pattern has, with its reason.
    pub raises: Option<Raise>,
    /// What would change the picture.
    #[schemars(length(min = 1, max = 400))]
    pub change: String,
    /// The next step.
    #[schemars(length(min = 1, max = 400))]
    pub next: String,
    /// The next step of those who may care for themselves (U4), if it is another one.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub next_self_care: String,
    /// What helps, and what is known.
    #[schemars(length(min = 1, max = 900))]
    pub education: String,
    /// The owner's programme for it; never shown in U1, U2 or to those without a pattern.
    #[serde(default)]
    #[schemars(length(max = 400))]
    pub pathway: String,
    /// Entries of the FAQ offered with it.
    #[serde(default)]
    #[schemars(length(max = 4))]
    pub related: Vec<String>,
    /// Keys of its sources, for the table.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A pattern that asks for more than self-care.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// The level it raises to.
    pub to: Urgency,
    /// The reason as the person reads it.
    #[schemars(length(min = 1, max = 160))]
    pub reason: String,
}

/// An emergency card.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardFile {
    /// Short name, used in U1 rules.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// The text; `{emergency}` and the `{reason}` of the rule are filled in.
    #[schemars(length(min = 1, max = 1500))]
    pub text: String,
}

/// Declares a table of named texts: the struct, and a walk over its fields for checking.
macro_rules! texts {
    ($(#[$meta:meta])* $name:ident, $max:literal { $($field:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each name says which text it is; triage.toml shows them all")]
        pub struct $name { $(#[schemars(length(min = 1, max = $max))] pub $field: String),+ }

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
    /// Sentences around screens and results, in small Markdown.
    Sentences, 700 {
        progress, several_hint, ticked, why, stopped, review, result_title, reasons, pattern,
        fits_well, fits_partly, no_pattern_yet, led_by, change, next, education, notes,
        safety_net, limits, emergency_fallback, advice_fallback, old_version, damaged,
        message_intro, message_title, message_result, message_pattern, message_not_shown,
        message_answers, message_reported, message_denied, message_unsure, message_not_asked,
        message_footer,
    }
}

texts! {
    /// Button labels.
    Labels, 40 {
        back, why, stop, done, none, tick, chosen, go_on, show_result, change, mistake, message,
        restart,
    }
}

/// What may be typed instead of a button, besides labels and numbers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
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
