//! What would have been answered, kept in a button while something more urgent is asked.

use super::Talk;
use super::reply::Reply;
use crate::matching::Decision;

/// A matcher's decision in short: ids only, no word that a person wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PendingAnswer {
    /// Nothing was asked, or it did not fit.
    #[default]
    Nothing,
    /// These entries answer it.
    Answer(Vec<String>),
    /// One of these may be meant.
    Choose(Vec<String>),
}

/// The longest form in callback data, in bytes: leaves room for the action in Telegram's 64.
const LONGEST: usize = 60;

impl PendingAnswer {
    /// What the matcher decided.
    pub(super) fn new(decision: &Decision) -> Self {
        match decision {
            Decision::Answer(ids) => Self::Answer(ids.clone()),
            Decision::Choose(ids) => Self::Choose(ids.clone()),
            Decision::None => Self::Nothing,
        }
    }

    /// The form in callback data; ids that do not fit are left out, the last first.
    pub(super) fn encode(&self) -> String {
        let (letter, ids) = match self {
            Self::Nothing => return String::new(),
            Self::Answer(ids) => ("a", ids),
            Self::Choose(ids) => ("c", ids),
        };
        let mut out = letter.to_owned();
        for id in ids {
            if out.len() + 1 + id.len() > LONGEST {
                break;
            }
            out.push(',');
            out.push_str(id);
        }
        out
    }

    /// Reads what [`PendingAnswer::encode`] wrote; anything else is `None`.
    pub(super) fn decode(data: &str) -> Option<Self> {
        if data.is_empty() {
            return Some(Self::Nothing);
        }
        let mut parts = data.split(',');
        let letter = parts.next()?;
        let ids: Vec<String> = parts.map(str::to_owned).collect();
        if ids.iter().any(String::is_empty) || ids.is_empty() {
            return None;
        }
        match letter {
            "a" => Some(Self::Answer(ids)),
            "c" => Some(Self::Choose(ids)),
            _ => None,
        }
    }
}

impl Talk<'_> {
    /// Answers what was pending back.
    pub(super) fn answer_pending(&mut self, pending: &PendingAnswer) -> Vec<Reply> {
        let say = &self.assistant.phrases().say;
        match pending {
            PendingAnswer::Nothing => vec![self.topics(&say.topics)],
            PendingAnswer::Answer(ids) => self.answers(ids),
            PendingAnswer::Choose(ids) => vec![self.choose(ids)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PendingAnswer;

    #[test]
    fn what_is_held_survives_its_button() {
        let ids = |n: usize| (0..n).map(|i| format!("entry-{i}")).collect::<Vec<_>>();
        for pending in [
            PendingAnswer::Nothing,
            PendingAnswer::Answer(ids(1)),
            PendingAnswer::Answer(ids(2)),
            PendingAnswer::Choose(ids(4)),
        ] {
            assert_eq!(PendingAnswer::decode(&pending.encode()), Some(pending));
        }
        let long = PendingAnswer::Choose(vec!["a".repeat(28); 4]).encode();
        assert!(long.len() <= super::LONGEST);
        assert_eq!(
            PendingAnswer::decode(&long),
            Some(PendingAnswer::Choose(vec!["a".repeat(28); 2]))
        );
        for forged in ["a", "z,x", "a,", ",", "c,,b"] {
            assert_eq!(PendingAnswer::decode(forged), None, "{forged}");
        }
    }
}
