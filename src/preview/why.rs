//! Why a turn came out as it did, as the page shows it: what `ask --explain` prints, in parts.

use serde::Serialize;

use crate::conversation::{Action, Decided, Effect, Trace};
use crate::knowledge::safety::{Level, Outcome};
use crate::safety::Finding;

/// Why a turn came out as it did.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Why {
    /// A typed text.
    Typed(Box<Typed>),
    /// A button.
    Tapped {
        /// What the button asks for, in a sentence.
        meaning: String,
        /// The entry it is about.
        entry: Option<String>,
    },
}

/// Why a typed text was answered as it was.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Typed {
    /// What the decision alone does not tell, in a sentence or two; mostly nothing.
    aside: String,
    /// `answer`, `choose`, `none`, `urgent` or `crisis`; nothing where no entry was looked for.
    decision: Option<&'static str>,
    /// What the matcher made of it.
    verdict: String,
    confidence: u8,
    /// The words as they were read.
    read_as: String,
    counted: Vec<Counted>,
    mended: Vec<Mended>,
    synonyms: Vec<Synonym>,
    ranking: Vec<Ranked>,
    /// What it answers of the symptom check, line by line.
    check: Vec<String>,
    safety: Safety,
}

#[derive(Clone, Debug, Serialize)]
struct Counted {
    id: String,
    words: Vec<Word>,
}

#[derive(Clone, Debug, Serialize)]
struct Word {
    word: String,
    /// Of the score; negative where it speaks against the entry.
    points: f32,
}

#[derive(Clone, Debug, Serialize)]
struct Mended {
    typed: String,
    meant: String,
}

#[derive(Clone, Debug, Serialize)]
struct Synonym {
    phrase: String,
    group: String,
}

#[derive(Clone, Debug, Serialize)]
struct Ranked {
    id: String,
    score: u8,
}

#[derive(Clone, Debug, Serialize)]
struct Safety {
    found: Option<Found>,
    /// What was seen, line by line.
    lines: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Found {
    card: String,
    rule: String,
    level: Level,
    r#as: Outcome,
    words: Vec<String>,
    /// Whether it takes the message before it, which broke off.
    with_the_last: bool,
}

impl Why {
    /// Why a typed text was answered as it was; `effects` are those of its turn.
    pub(super) fn typed(trace: Trace, effects: &[Effect]) -> Self {
        let decided = effects.iter().find_map(|note| match note {
            Effect::Decision(decided) => Some(*decided),
            _ => None,
        });
        let Trace { understood, with_the_last, explained } = trace;
        // Two messages together give a card or nothing.
        let card_came = matches!(decided, Some(Decided::Urgent | Decided::Crisis));
        let together = with_the_last.filter(|_| card_came).map(|sign| Found::new(&sign, true));
        let alone = understood.finding().map(|sign| Found::new(sign, false));
        let matching = explained.matching;
        let counted = matching.counted.into_iter().map(|counted| Counted {
            id: counted.id,
            words: counted.words.into_iter().map(|(word, points)| Word { word, points }).collect(),
        });
        let matched = matching.matched;
        Self::Typed(Box::new(Typed {
            aside: aside(effects),
            decision: decided.map(Decided::name),
            verdict: matching.verdict,
            confidence: matched.confidence,
            read_as: explained.read_as,
            counted: counted.collect(),
            mended: each(matched.mended, |word| Mended { typed: word.typed, meant: word.meant }),
            synonyms: each(matching.synonyms, |found| Synonym {
                phrase: found.phrase,
                group: found.group,
            }),
            ranking: each(matched.ranking, |entry| Ranked { id: entry.id, score: entry.score }),
            check: explained.check.iter().flatten().map(ToString::to_string).collect(),
            safety: Safety {
                found: together.or(alone),
                lines: explained
                    .safety
                    .iter()
                    .flat_map(|told| told.lines())
                    .map(str::to_owned)
                    .collect(),
            },
        }))
    }

    /// What a button asked for.
    pub(super) fn tapped(data: &str) -> Self {
        let action = Action::decode(data);
        let entry = match &action {
            Some(
                Action::Entry(id)
                | Action::Sources(id)
                | Action::Helpful { entry: id, .. }
                | Action::NotHelpful { entry: id, .. },
            ) => Some(id.clone()),
            _ => None,
        };
        Self::Tapped { meaning: meaning(action.as_ref()), entry }
    }
}

impl Found {
    fn new(finding: &Finding, with_the_last: bool) -> Self {
        Self {
            card: finding.card.clone(),
            rule: finding.rule.clone(),
            level: finding.level,
            r#as: finding.outcome,
            words: finding.matched.clone(),
            with_the_last,
        }
    }
}

fn each<T, U>(all: Vec<T>, one: impl FnMut(T) -> U) -> Vec<U> {
    all.into_iter().map(one).collect()
}

/// What the decision alone does not tell, by the effects of a turn; mostly nothing.
fn aside(effects: &[Effect]) -> String {
    let mut told: Vec<String> = effects
        .iter()
        .filter_map(|note| match note {
            Effect::Card(card) => Some(format!("The emergency card `{card}` came first.")),
            Effect::Check(card) => {
                Some(format!("Under the answer stands the gentle check for `{card}`."))
            }
            _ => None,
        })
        .collect();
    if !effects.iter().any(|note| matches!(note, Effect::Decision(_))) {
        let taken = "Taken as a command, a button or small talk: no entry was looked for.";
        told.insert(0, taken.to_owned());
    }
    told.join(" ")
}

/// What a button asks for, in a sentence.
fn meaning(action: Option<&Action>) -> String {
    match action {
        Some(Action::Entry(id)) => format!("A button: the answer of `{id}`."),
        Some(Action::Topic(id)) => format!("A button: the questions of the topic `{id}`."),
        Some(Action::Topics) => "A button: the topics.".to_owned(),
        Some(Action::NoneOfThese) => "A button: none of the offered questions was meant.".to_owned(),
        Some(Action::Helpful { entry, helped: true }) => {
            format!("A button: the answer of `{entry}` was helpful.")
        }
        Some(Action::Helpful { entry, .. }) => {
            format!("A button: the answer of `{entry}` was not helpful.")
        }
        Some(Action::NotHelpful { entry, .. }) => {
            format!("A button: why the answer of `{entry}` was not helpful.")
        }
        Some(Action::Sources(id)) => format!("A button: the sources of `{id}`."),
        Some(Action::Exercise(id)) => format!("A button: the exercise `{id}` of exercises.toml."),
        Some(Action::Exercises(_)) => "A button: the list of exercises.".to_owned(),
        Some(Action::Command(name)) => format!("A button: the same as the command /{name}."),
        Some(Action::Quiz(_)) => {
            "An answer to the symptom check of triage.toml. All answers so far travel in the button."
                .to_owned()
        }
        Some(Action::Card(_)) => "A button: yes, the sign that was asked for is there.".to_owned(),
        Some(Action::NotThese(_)) => {
            "A button: none of the signs of the card; what was asked is answered.".to_owned()
        }
        Some(Action::Help { .. } | Action::BackToQuestions(_)) => {
            "A button of an emergency card (safety.toml).".to_owned()
        }
        Some(Action::SendToEditors(_)) => {
            "A button: the question goes to the inbox of the editors.".to_owned()
        }
        Some(Action::Privacy) => "A button: what is stored.".to_owned(),
        Some(Action::AskCountry | Action::AllCountries | Action::Country(_)) => {
            "A button: the country, for the numbers to call (numbers.toml).".to_owned()
        }
        Some(Action::Language(_)) => "A button: the language.".to_owned(),
        None => "A button that these files do not know any more.".to_owned(),
    }
}
