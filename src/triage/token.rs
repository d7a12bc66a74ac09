//! The whole quiz so far, packed into the data of a button.
//!
//! `q:` and base64url of: the quiz's shape (2 bytes), what is open, each answer in as few bits as
//! it takes and whether it is finished and was read from a message, a check sum (4 bytes). The sum
//! finds damage; it is no seal, and needs none: whoever forges a button only changes their own
//! answers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::answers::Answers;
use super::quiz::Quiz;
use crate::knowledge::triage::ScreenFile;

/// What every button of the quiz starts with.
pub const PREFIX: &str = "q:";

/// The most bytes that Telegram takes in a button.
pub const TOKEN_MAX: usize = 64;

/// What is open, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) view: View,
    pub(super) answers: Answers,
}

/// What is open. Screens are named by their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// What was read from the person's message, each to be taken out.
    Read,
    /// The question before all questions.
    Consent,
    /// After "No thanks".
    Declined,
    /// A screen.
    Asked(Asked),
    /// What comes next after an answer: a screen or the result. Worked out when it is pressed.
    Next,
    /// The list of answers, behind a button of the result.
    Review,
    /// The result, or the emergency card.
    Result,
    /// Why the result is what it is.
    Pattern,
    /// The message for a clinician.
    Message,
    /// After "Stop".
    Stopped,
}

/// An open screen, and how it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) screen: usize,
    /// Whether it was opened from the list of answers, which it leads back to.
    pub(super) from_list: bool,
    /// Whether it is asked in plainer words, after "Not sure".
    pub(super) again: bool,
    /// Whether why it is asked stands below it.
    pub(super) why: bool,
}

impl Asked {
    /// A screen in its order.
    pub(super) fn new(screen: usize) -> Self {
        Self { screen, ..Self::default() }
    }

    /// The same without the reason below it.
    pub(super) fn without_why(self) -> Self {
        Self { why: false, ..self }
    }
}

/// Why a button cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It was made by a quiz of another shape.
    Old,
    /// It is cut, changed or made up.
    Damaged,
}

/// Bits for the kind of view, for the screen it names, and for how that is shown.
const VIEW_BITS: usize = 4;
const SCREEN_BITS: usize = 6;
const SHOWN_BITS: usize = 3;

/// What [`SHOWN_BITS`] mean.
const FROM_LIST: usize = 1;
const AGAIN: usize = 2;
const WHY: usize = 4;

impl View {
    /// The screen whose answers can be given here.
    pub(super) fn asked(self) -> Option<usize> {
        match self {
            Self::Asked(asked) => Some(asked.screen),
            _ => None,
        }
    }

    /// Its kind, the screen that it names, and how that is shown.
    fn parts(self) -> (usize, usize, usize) {
        let kind = match self {
            Self::Consent => 0,
            Self::Declined => 1,
            Self::Asked(Asked { screen, from_list, again, why }) => {
                let bit = |set: bool, bit: usize| if set { bit } else { 0 };
                return (2, screen, bit(from_list, FROM_LIST) | bit(again, AGAIN) | bit(why, WHY));
            }
            Self::Review => 3,
            Self::Result => 4,
            Self::Message => 5,
            Self::Stopped => 6,
            Self::Next => 7,
            Self::Pattern => 8,
            Self::Read => 9,
        };
        (kind, 0, 0)
    }

    fn from_parts(
        kind: usize,
        screen: usize,
        shown: usize,
        screens: &[ScreenFile],
    ) -> Option<Self> {
        Some(match kind {
            0 => Self::Consent,
            1 => Self::Declined,
            2 => {
                let has = |bit: usize| shown & bit != 0;
                let file = screens.get(screen)?;
                if has(AGAIN) && file.again.is_none() {
                    return None;
                }
                Self::Asked(Asked {
                    screen,
                    from_list: has(FROM_LIST),
                    again: has(AGAIN),
                    why: has(WHY),
                })
            }
            3 => Self::Review,
            4 => Self::Result,
            5 => Self::Message,
            6 => Self::Stopped,
            7 => Self::Next,
            8 => Self::Pattern,
            9 => Self::Read,
            _ => return None,
        })
    }
}

impl Quiz {
    /// The data of a button that leads to `position`.
    pub(super) fn encode(&self, position: &Position) -> String {
        let mut bits = Bits::default();
        let (kind, screen, shown) = position.view.parts();
        bits.push(kind, VIEW_BITS);
        bits.push(screen, SCREEN_BITS);
        bits.push(shown, SHOWN_BITS);
        for (index, screen) in self.file().screen.iter().enumerate() {
            let picked = position.answers.shown(index);
            bits.push(usize::from(position.answers.done(index)), 1);
            bits.push(usize::from(position.answers.read(index)), 1);
            if screen.several {
                bits.push(picked as usize, screen.option.len());
            } else {
                // 0 is unanswered, n the n-th option.
                let place = if picked == 0 { 0 } else { picked.trailing_zeros() as usize + 1 };
                bits.push(place, width(screen));
            }
        }
        let mut bytes = self.shape.to_be_bytes().to_vec();
        bytes.extend(bits.into_bytes());
        bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads the data of a button. Only what [`Quiz::encode`] gives is accepted.
    pub(super) fn decode(&self, data: &str) -> Result<Position, Unreadable> {
        let body = data.strip_prefix(PREFIX).ok_or(Unreadable::Damaged)?;
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| Unreadable::Damaged)?;
        let (content, sum) = bytes.split_last_chunk::<4>().ok_or(Unreadable::Damaged)?;
        if crc32fast::hash(content) != u32::from_be_bytes(*sum) {
            return Err(Unreadable::Damaged);
        }
        let (shape, packed) = content.split_first_chunk::<2>().ok_or(Unreadable::Damaged)?;
        if u16::from_be_bytes(*shape) != self.shape {
            return Err(Unreadable::Old);
        }
        let position = self.unpack(packed).ok_or(Unreadable::Damaged)?;
        // One position has one form: nothing can hide in spare bits.
        if self.encode(&position) == data { Ok(position) } else { Err(Unreadable::Damaged) }
    }

    fn unpack(&self, bytes: &[u8]) -> Option<Position> {
        let mut bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1 == 1));
        let mut take = |count: usize| -> Option<usize> {
            (0..count).try_fold(0, |value, _| Some(value << 1 | usize::from(bits.next()?)))
        };
        let screens = &self.file().screen;
        let (kind, screen, shown) = (take(VIEW_BITS)?, take(SCREEN_BITS)?, take(SHOWN_BITS)?);
        let view = View::from_parts(kind, screen, shown, screens)?;
        let mut answers = Answers::none(screens.len());
        for (index, screen) in screens.iter().enumerate() {
            let (done, read) = (take(1)? == 1, take(1)? == 1);
            let picked = if screen.several {
                u32::try_from(take(screen.option.len())?).ok()?
            } else {
                let place = take(width(screen))?;
                if place > screen.option.len() {
                    return None;
                }
                place.checked_sub(1).map_or(0, |option| 1 << option)
            };
            if read {
                answers.set_read(index, picked, done);
            } else {
                answers.set(index, picked, done);
            }
        }
        Some(Position { view, answers })
    }
}

/// Bits that the answer to a screen with one answer takes.
fn width(screen: &ScreenFile) -> usize {
    (usize::BITS - screen.option.len().leading_zeros()) as usize
}

/// Bits, the first the highest of the first byte.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    /// Adds the lowest `count` bits of `value`, the highest first.
    fn push(&mut self, value: usize, count: usize) {
        self.0.extend((0..count).rev().map(|i| value >> i & 1 == 1));
    }

    fn into_bytes(self) -> Vec<u8> {
        self.0
            .chunks(8)
            .map(|chunk| {
                chunk.iter().enumerate().fold(0, |byte, (i, bit)| byte | u8::from(*bit) << (7 - i))
            })
            .collect()
    }
}
