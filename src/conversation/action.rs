//! What a button means, and its form in callback data.
//!
//! No words about health in it: anyone who sees the message can read the data of its buttons.

use super::Why;
use super::alarm::Help;
use super::pending::PendingAnswer;

/// What a press of one of the bot's own buttons asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The answer of an entry.
    Entry(String),
    /// The questions of a topic.
    Topic(String),
    /// The topics menu.
    Topics,
    /// None of the offered entries was meant.
    NoneOfThese,
    /// The question of this number is to be sent to those who edit the FAQ.
    SendToEditors(u64),
    /// Whether the answer of an entry was helpful.
    Helpful {
        /// The entry.
        entry: String,
        /// What the person said.
        helped: bool,
    },
    /// Why the answer of an entry did not help.
    NotHelpful {
        /// The entry.
        entry: String,
        /// The reason.
        why: Why,
    },
    /// The sources of an entry.
    Sources(String),
    /// How an exercise is done.
    Exercise(String),
    /// The list of exercises, from this place on.
    Exercises(usize),
    /// What is stored.
    Privacy,
    /// A command of the menu, without the slash.
    Command(String),
    /// A button of the quiz: all of its data.
    Quiz(String),
    /// Help after a card of the safety gate.
    Help {
        /// What is asked for.
        help: Help,
        /// Key of the card.
        card: String,
    },
    /// The card that a gentle check asked for, by its key.
    Card(String),
    /// None of the signs of a card is there.
    NotThese(PendingAnswer),
    /// Out of safety mode.
    BackToQuestions(PendingAnswer),
    /// The first countries of the list.
    AskCountry,
    /// The whole list of countries.
    AllCountries,
    /// A country by its code; empty for one that is not on the list.
    Country(String),
    /// A language by its code.
    Language(String),
}

impl Action {
    /// Whether it leads away from an open quiz, so that its screen is to be shown again after it.
    pub(super) fn leads_away(&self) -> bool {
        matches!(
            self,
            Self::Entry(_)
                | Self::Topic(_)
                | Self::Topics
                | Self::NoneOfThese
                | Self::SendToEditors(_)
                | Self::Helpful { .. }
                | Self::NotHelpful { .. }
                | Self::Sources(_)
                | Self::Exercise(_)
                | Self::Exercises(_)
                | Self::Privacy
        )
    }

    /// The form in callback data: at most 64 bytes (ids have at most 28, [`PendingAnswer`] at most 60).
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Entry(id) => format!("e:{id}"),
            Self::Topic(id) => format!("t:{id}"),
            Self::Topics => "m".to_owned(),
            Self::NoneOfThese => "n".to_owned(),
            Self::SendToEditors(number) => format!("i:{number}"),
            Self::Helpful { entry, helped: true } => format!("y:{entry}"),
            Self::Helpful { entry, helped: false } => format!("w:{entry}"),
            Self::NotHelpful { entry, why } => {
                let letter = Why::LETTERS.iter().find(|(known, _)| known == why);
                format!("r:{}:{entry}", letter.map_or("", |(_, letter)| letter))
            }
            Self::Sources(id) => format!("s:{id}"),
            Self::Exercise(id) => format!("h:{id}"),
            Self::Exercises(from) => format!("d:{from}"),
            Self::Privacy => "p".to_owned(),
            Self::Command(name) => format!("/:{name}"),
            Self::Quiz(data) => data.clone(),
            Self::Help { help, card } => {
                let letter = Help::LETTERS.iter().find(|(known, _)| known == help);
                format!("a:{}{card}", letter.map_or("", |(_, letter)| letter))
            }
            Self::Card(key) => format!("o:{key}"),
            Self::NotThese(pending) => format!("x:{}", pending.encode()),
            Self::BackToQuestions(pending) => format!("b:{}", pending.encode()),
            Self::AskCountry => "c".to_owned(),
            Self::AllCountries => "l".to_owned(),
            Self::Country(code) => format!("k:{code}"),
            Self::Language(code) => format!("g:{code}"),
        }
    }

    /// Reads callback data; `None` for anything this version does not know.
    #[must_use]
    pub fn decode(data: &str) -> Option<Self> {
        if data.starts_with(crate::triage::PREFIX) {
            return Some(Self::Quiz(data.to_owned()));
        }
        let (kind, rest) = data.split_once(':').unwrap_or((data, ""));
        let rest = rest.to_owned();
        Some(match (kind, rest.is_empty()) {
            ("e", false) => Self::Entry(rest),
            ("t", false) => Self::Topic(rest),
            ("m", true) => Self::Topics,
            ("n", true) => Self::NoneOfThese,
            ("i", false) => Self::SendToEditors(rest.parse().ok()?),
            ("y", false) => Self::Helpful { entry: rest, helped: true },
            ("w", false) => Self::Helpful { entry: rest, helped: false },
            ("r", false) => {
                let (typed, entry) = rest.split_once(':').filter(|(_, id)| !id.is_empty())?;
                let (why, _) = Why::LETTERS.iter().find(|(_, letter)| *letter == typed)?;
                Self::NotHelpful { entry: entry.to_owned(), why: *why }
            }
            ("s", false) => Self::Sources(rest),
            ("h", false) => Self::Exercise(rest),
            ("d", false) => Self::Exercises(rest.parse().ok()?),
            ("p", true) => Self::Privacy,
            ("/", false) => Self::Command(rest),
            ("a", false) => {
                let (help, letter) =
                    Help::LETTERS.iter().find(|(_, letter)| rest.starts_with(letter))?;
                Self::Help { help: *help, card: rest.strip_prefix(letter)?.to_owned() }
            }
            ("o", false) => Self::Card(rest),
            ("x", _) => Self::NotThese(PendingAnswer::decode(&rest)?),
            ("b", _) => Self::BackToQuestions(PendingAnswer::decode(&rest)?),
            ("c", true) => Self::AskCountry,
            ("l", true) => Self::AllCountries,
            ("k", _) => Self::Country(rest),
            ("g", false) => Self::Language(rest),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Help, PendingAnswer, Why};

    #[test]
    fn every_action_survives_its_button() {
        for action in [
            Action::Entry("how-long".to_owned()),
            Action::Topic("pt".to_owned()),
            Action::Topics,
            Action::NoneOfThese,
            Action::SendToEditors(u64::MAX),
            Action::Helpful { entry: "a".to_owned(), helped: true },
            Action::Helpful { entry: "a".to_owned(), helped: false },
            Action::NotHelpful { entry: "a".to_owned(), why: Why::Missing },
            Action::Sources("a".to_owned()),
            Action::Exercise("bridge".to_owned()),
            Action::Exercises(6),
            Action::Privacy,
            Action::Command("help".to_owned()),
            Action::Quiz("q:abc".to_owned()),
            Action::Help { help: Help::Drive, card: "0badcafe".to_owned() },
            Action::Card("0badcafe".to_owned()),
            Action::NotThese(PendingAnswer::Nothing),
            Action::BackToQuestions(PendingAnswer::Answer(vec!["how-long".to_owned()])),
            Action::AskCountry,
            Action::AllCountries,
            Action::Country("GB".to_owned()),
            Action::Country(String::new()),
            Action::Language("de".to_owned()),
        ] {
            assert_eq!(Action::decode(&action.encode()), Some(action));
        }
        for forged in [
            "", "e:", "zz", "m:x", ":", "e", "o:", "a:z", "x:z,a", "r:z:a", "r:w:", "r:w", "i:",
            "i:x",
        ] {
            assert_eq!(Action::decode(forged), None, "{forged}");
        }
    }
}
