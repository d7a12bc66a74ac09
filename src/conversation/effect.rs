//! What a turn did, beside its replies: counted, or carried out by the driver. No word of the person but
//! what they sent to the editors, only ids of `faq/`.

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The answer of this entry was shown.
    Shown(String),
    /// "Was this helpful?" under an entry.
    Helpful {
        /// The entry.
        entry: String,
        /// What the person said.
        yes: bool,
    },
    /// Why an entry did not help; follows a [`Effect::Helpful`] that said no.
    NotHelpful(String, Why),
    /// This card of the safety gate was shown, or [`QUIZ_CARD`].
    Card(String),
    /// The gentle check of this card stood under an answer.
    Check(String),
    /// "None of these" was tapped under this card.
    CardDenied(String),
    /// The button of the gentle check of this card was tapped.
    CheckTapped(String),
    /// This one of the offered entries was chosen, or "None of these".
    Chosen(Option<String>),
    /// The symptom check went on.
    Quiz(QuizEffect),
    /// What was decided on a typed text.
    Decision(Decided),
    /// The person wants all that is known of them forgotten.
    Forgotten,
    /// The person sent this question to those who edit the FAQ; what may tell who asked it is taken
    /// out. A driver that cannot keep it says so in place of the replies.
    ToEditors(String),
}

/// How the symptom check went on. Which answers were given is not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuizEffect {
    /// It was opened.
    Started,
    /// This screen was shown, and another one or none before it.
    Reached(String),
    /// This screen was left for another one or for the result. One that was reached and not left so
    /// is where somebody gave up.
    Passed(String),
    /// It came to its result, or to an emergency.
    Finished,
}

/// Stands for the emergency cards of the quiz, which have no name of their own.
pub const QUIZ_CARD: &str = "quiz";

/// What was decided on a typed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Sure enough to answer.
    Answer,
    /// A choice was offered.
    Choose,
    /// No answer is known.
    None,
    /// A sign of danger came first.
    Urgent,
    /// A person in distress came first.
    Crisis,
}

impl Decided {
    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Choose => "choose",
            Self::None => "none",
            Self::Urgent => "urgent",
            Self::Crisis => "crisis",
        }
    }
}

/// Why an answer did not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// It answers another question.
    WrongTopic,
    /// It is hard to understand.
    Unclear,
    /// Something is missing.
    Missing,
    /// It frightens.
    Scary,
}

impl Why {
    /// All, with their letters in callback data.
    pub(super) const LETTERS: [(Self, &'static str); 4] =
        [(Self::WrongTopic, "w"), (Self::Unclear, "u"), (Self::Missing, "m"), (Self::Scary, "s")];
}
