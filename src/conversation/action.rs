//! What a button means, and its form in callback data.
//!
//! No words about health in it: anyone who sees the message can read the data of its buttons.

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
    /// Whether the answer of an entry was helpful.
    Helpful {
        /// The entry.
        entry: String,
        /// What the person said.
        helped: bool,
    },
    /// The sources of an entry.
    Sources(String),
    /// What is stored.
    Privacy,
    /// A command of the menu, without the slash.
    Command(String),
}

impl Action {
    /// The form in callback data: at most 31 bytes, since ids have at most 28.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Entry(id) => format!("e:{id}"),
            Self::Topic(id) => format!("t:{id}"),
            Self::Topics => "m".to_owned(),
            Self::NoneOfThese => "n".to_owned(),
            Self::Helpful { entry, helped: true } => format!("y:{entry}"),
            Self::Helpful { entry, helped: false } => format!("w:{entry}"),
            Self::Sources(id) => format!("s:{id}"),
            Self::Privacy => "p".to_owned(),
            Self::Command(name) => format!("/:{name}"),
        }
    }

    /// Reads callback data; `None` for anything this version does not know.
    #[must_use]
    pub fn decode(data: &str) -> Option<Self> {
        let (kind, rest) = data.split_once(':').unwrap_or((data, ""));
        let rest = rest.to_owned();
        Some(match (kind, rest.is_empty()) {
            ("e", false) => Self::Entry(rest),
            ("t", false) => Self::Topic(rest),
            ("m", true) => Self::Topics,
            ("n", true) => Self::NoneOfThese,
            ("y", false) => Self::Helpful { entry: rest, helped: true },
            ("w", false) => Self::Helpful { entry: rest, helped: false },
            ("s", false) => Self::Sources(rest),
            ("p", true) => Self::Privacy,
            ("/", false) => Self::Command(rest),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn every_action_survives_its_button() {
        for action in [
            Action::Entry("how-long".to_owned()),
            Action::Topic("pt".to_owned()),
            Action::Topics,
            Action::NoneOfThese,
            Action::Helpful { entry: "a".to_owned(), helped: true },
            Action::Helpful { entry: "a".to_owned(), helped: false },
            Action::Sources("a".to_owned()),
            Action::Privacy,
            Action::Command("help".to_owned()),
        ] {
            assert_eq!(Action::decode(&action.encode()), Some(action));
        }
        for forged in ["", "e:", "zz", "m:x", ":", "e"] {
            assert_eq!(Action::decode(forged), None, "{forged}");
        }
    }
}
