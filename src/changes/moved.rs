//! A message that gets something else than before, and whether it fares better.

use serde::Serialize;

use super::messages::{Asked, Origin};
use super::outcome::{Outcome, Sign};
use crate::knowledge::safety;

/// A message that gets something else than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// What is typed.
    pub text: String,
    /// Where it stands.
    pub origin: Origin,
    /// The entry, card or rule that it is about.
    pub about: Option<String>,
    /// What it got.
    pub before: Outcome,
    /// What it gets.
    pub after: Outcome,
    /// How these differ.
    pub kind: Kind,
    /// Whether that is what its place in the files asks for.
    pub fares: Fares,
}

/// How what a message gets differs, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A sign of danger is taken more lightly, or not seen any more.
    SignLost,
    /// A sign of danger is seen, or taken more gravely.
    SignFound,
    /// As grave as before, with another card or level.
    SignOtherwise,
    /// An answer or a choice was there, and nothing is now.
    Refused,
    /// Other entries answer it.
    AnsweredOtherwise,
    /// It was answered, and is asked back now.
    AskedBack,
    /// It was asked back, and is answered now.
    Settled,
    /// Nothing was there, and an answer or a choice is now.
    Answered,
    /// Asked back as before, with other entries to choose from.
    OfferedOtherwise,
}

impl Kind {
    /// All, the gravest first.
    pub const ALL: [Self; 9] = [
        Self::SignLost,
        Self::SignFound,
        Self::SignOtherwise,
        Self::Refused,
        Self::AnsweredOtherwise,
        Self::AskedBack,
        Self::Settled,
        Self::Answered,
        Self::OfferedOtherwise,
    ];

    /// A heading over the messages of this kind.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::SignLost => "signs of danger taken more lightly, or not seen any more",
            Self::SignFound => "signs of danger newly seen, or taken more gravely",
            Self::SignOtherwise => "signs of danger with another card or level",
            Self::Refused => "newly refused",
            Self::AnsweredOtherwise => "answered otherwise",
            Self::AskedBack => "asked back, and answered before",
            Self::Settled => "answered, and asked back before",
            Self::Answered => "newly answered",
            Self::OfferedOtherwise => "asked back as before, with other entries to choose from",
        }
    }
}

/// Whether a message fares better or worse, by what its place in the files asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fares {
    /// Farther from what the files ask for.
    Worse,
    /// Nearer to it.
    Better,
    /// As near as before, or the files do not say: a clinician decides.
    Neither,
}

impl Moved {
    /// `None` if the message gets what it got.
    pub(super) fn new(asked: &Asked<'_>, before: Outcome, after: Outcome) -> Option<Self> {
        let kind = kind(&before, &after)?;
        let fares = fares(asked, &before, &after);
        let about = asked.about.map(str::to_owned);
        let text = asked.text.to_owned();
        Some(Self { text, origin: asked.origin, about, before, after, kind, fares })
    }

    /// Where the message stands, in words.
    #[must_use]
    pub fn whence(&self) -> String {
        let about = self.about.as_deref().unwrap_or("no rule");
        match self.origin {
            Origin::Test => format!("test of {about}"),
            Origin::Refuse => "test: to be refused".to_owned(),
            Origin::Flag => format!("flag test: {about}"),
            Origin::Sign => format!("signs/{about}.txt"),
            Origin::Harmless => "signs/harmless.txt".to_owned(),
            Origin::Phrasing => format!("phrasing of {about}"),
            Origin::OutOfScope => "out_of_scope.txt".to_owned(),
            Origin::Given => "of the given questions".to_owned(),
        }
    }
}

fn kind(before: &Outcome, after: &Outcome) -> Option<Kind> {
    let [old, new] = [before, after].map(|outcome| outcome.sign.as_ref());
    if old.map(Sign::shown) != new.map(Sign::shown) {
        let weight = |sign: Option<&Sign>| sign.map(|sign| (sign.r#as, sign.level));
        return Some(match weight(new).cmp(&weight(old)) {
            std::cmp::Ordering::Less => Kind::SignLost,
            std::cmp::Ordering::Greater => Kind::SignFound,
            std::cmp::Ordering::Equal => Kind::SignOtherwise,
        });
    }
    if (&before.answers, &before.choices) == (&after.answers, &after.choices) {
        return None;
    }
    let answered = |outcome: &Outcome| !outcome.answers.is_empty();
    Some(match (answered(before), answered(after)) {
        _ if after.is_refused() => Kind::Refused,
        _ if before.is_refused() => Kind::Answered,
        (true, false) => Kind::AskedBack,
        (false, true) => Kind::Settled,
        (true, true) => Kind::AnsweredOtherwise,
        (false, false) => Kind::OfferedOtherwise,
    })
}

fn fares(asked: &Asked<'_>, before: &Outcome, after: &Outcome) -> Fares {
    let (Some(old), Some(new)) = (worth(asked, before), worth(asked, after)) else {
        return Fares::Neither;
    };
    match new.cmp(&old) {
        std::cmp::Ordering::Less => Fares::Worse,
        std::cmp::Ordering::Equal => Fares::Neither,
        std::cmp::Ordering::Greater => Fares::Better,
    }
}

/// How near an outcome is to what the message's place asks for: 0 is not at all, more is nearer.
/// `None` where the files do not say.
fn worth(asked: &Asked<'_>, outcome: &Outcome) -> Option<u8> {
    if !asked.holds {
        return None;
    }
    let sign = outcome.sign.as_ref();
    let has = |ids: &[String]| ids.iter().any(|id| Some(id.as_str()) == asked.about);
    match asked.origin {
        // A question with a sign in it: whether the card is due, a clinician decides.
        Origin::Test | Origin::Phrasing | Origin::Refuse | Origin::OutOfScope
            if outcome.is_card() =>
        {
            None
        }
        Origin::Test | Origin::Phrasing => {
            Some(2 * u8::from(has(&outcome.answers)) + u8::from(has(&outcome.choices)))
        }
        Origin::Refuse | Origin::OutOfScope => {
            Some(2 * u8::from(outcome.is_refused()) + u8::from(!outcome.choices.is_empty()))
        }
        Origin::Flag => {
            let spoke = sign.filter(|_| outcome.is_card()).map(|sign| sign.rule.as_str());
            Some(u8::from(spoke == asked.about))
        }
        Origin::Sign => Some(gravity(sign)),
        Origin::Harmless => Some(GRAVEST - gravity(sign)),
        Origin::Given => None,
    }
}

/// How gravely a sign is taken: any card above any check, then the level.
fn gravity(sign: Option<&Sign>) -> u8 {
    let Some(sign) = sign else { return 0 };
    let level = 1 + sign.level as u8;
    match sign.r#as {
        safety::Outcome::Check => level,
        safety::Outcome::Card => level + GRAVEST / 2,
    }
}

/// A card of the last of the four levels.
const GRAVEST: u8 = 8;

#[cfg(test)]
mod tests {
    use super::{Asked, Fares, Kind, Moved, Origin, Outcome, Sign};
    use crate::knowledge::safety::{self, Level};

    fn outcome(
        answers: &[&str],
        choices: &[&str],
        sign: Option<(safety::Outcome, Level)>,
    ) -> Outcome {
        let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let sign = sign.map(|(r#as, level)| Sign {
            r#as,
            level,
            card: "spine".to_owned(),
            rule: "saddle".to_owned(),
        });
        Outcome { sign, answers: owned(answers), choices: owned(choices) }
    }

    fn moved(origin: Origin, before: Outcome, after: Outcome) -> Option<(Kind, Fares)> {
        let asked = Asked { text: "how long", origin, about: Some("how-long"), holds: true };
        Moved::new(&asked, before, after).map(|moved| (moved.kind, moved.fares))
    }

    #[test]
    fn what_a_phrasing_should_get_says_how_it_fares() {
        let right = || outcome(&["how-long"], &[], None);
        let wrong = || outcome(&["cure"], &[], None);
        let offered = || outcome(&[], &["cure", "how-long"], None);
        let refused = || outcome(&[], &[], None);
        for (before, after, kind, fares) in [
            (right(), refused(), Kind::Refused, Fares::Worse),
            (right(), wrong(), Kind::AnsweredOtherwise, Fares::Worse),
            (right(), offered(), Kind::AskedBack, Fares::Worse),
            (offered(), right(), Kind::Settled, Fares::Better),
            (refused(), offered(), Kind::Answered, Fares::Better),
            (wrong(), refused(), Kind::Refused, Fares::Neither),
            (
                offered(),
                outcome(&[], &["cure", "sleep"], None),
                Kind::OfferedOtherwise,
                Fares::Worse,
            ),
        ] {
            assert_eq!(moved(Origin::Phrasing, before, after), Some((kind, fares)));
        }
        assert_eq!(moved(Origin::Phrasing, right(), right()), None);
        assert_eq!(
            moved(Origin::OutOfScope, refused(), wrong()),
            Some((Kind::Answered, Fares::Worse))
        );
    }

    #[test]
    fn a_sign_that_is_taken_more_lightly_is_the_gravest() {
        use safety::Outcome::{Card, Check};
        let none = || outcome(&[], &[], None);
        let check = || outcome(&[], &[], Some((Check, Level::U1)));
        let card = |level| outcome(&[], &[], Some((Card, level)));
        let lost = Some((Kind::SignLost, Fares::Worse));
        assert_eq!(moved(Origin::Sign, card(Level::U1), check()), lost);
        assert_eq!(moved(Origin::Sign, check(), none()), lost);
        assert_eq!(moved(Origin::Sign, card(Level::U1), card(Level::U2)), lost);
        assert_eq!(moved(Origin::Harmless, none(), check()), Some((Kind::SignFound, Fares::Worse)));
        // What a question with a sign should get, the files do not say.
        let answered = outcome(&["how-long"], &[], None);
        assert_eq!(
            moved(Origin::Phrasing, card(Level::U1), answered),
            Some((Kind::SignLost, Fares::Neither))
        );
    }
}
