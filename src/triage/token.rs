//! The whole quiz so far, packed into the data of a button.
//!
//! `q:` and base64url of: the quiz's shape (2 bytes), what is open, each answer in as few bits as
//! it takes and whether it is finished and was read from a message, a check sum (4 bytes). The sum finds damage; it is no seal, and needs none: whoever
//! forges a button only changes their own answers.

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
    Screen(usize),
    /// A screen opened from the list of answers, which it leads back to.
    Change(usize),
    /// The plainer asking of a screen, after "Not sure".
    Again(usize),
    /// Why a screen is asked.
    Why(usize),
    /// The same, from its plainer asking.
    WhyAgain(usize),
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

/// Why a button cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It was made by a quiz of another shape.
    Old,
    /// It is cut, changed or made up.
    Damaged,
}

/// Bits for the kind of view, and for the screen it names.
const VIEW_BITS: usize = 4;
const SCREEN_BITS: usize = 6;

impl View {
    /// The screen whose answers can be given here.
    pub(super) fn asked(self) -> Option<usize> {
        match self {
            Self::Screen(screen)
            | Self::Change(screen)
            | Self::Again(screen)
            | Self::Why(screen)
            | Self::WhyAgain(screen) => Some(screen),
            _ => None,
        }
    }

    fn parts(self) -> (usize, usize) {
        match self {
            Self::Consent => (0, 0),
            Self::Declined => (1, 0),
            Self::Screen(screen) => (2, screen),
            Self::Again(screen) => (3, screen),
            Self::Why(screen) => (4, screen),
            Self::WhyAgain(screen) => (5, screen),
            Self::Review => (6, 0),
            Self::Result => (7, 0),
            Self::Message => (8, 0),
            Self::Stopped => (9, 0),
            Self::Next => (10, 0),
            Self::Pattern => (11, 0),
            Self::Read => (12, 0),
            Self::Change(screen) => (13, screen),
        }
    }

    fn from_parts(kind: usize, screen: usize, screens: &[ScreenFile]) -> Option<Self> {
        let asked = screens.get(screen);
        let asked_again = asked.is_some_and(|screen| screen.again.is_some());
        Some(match kind {
            0 => Self::Consent,
            1 => Self::Declined,
            2 if asked.is_some() => Self::Screen(screen),
            3 if asked_again => Self::Again(screen),
            4 if asked.is_some() => Self::Why(screen),
            5 if asked_again => Self::WhyAgain(screen),
            6 => Self::Review,
            7 => Self::Result,
            8 => Self::Message,
            9 => Self::Stopped,
            10 => Self::Next,
            11 => Self::Pattern,
            12 => Self::Read,
            13 if asked.is_some() => Self::Change(screen),
            _ => return None,
        })
    }
}

impl Quiz {
    /// The data of a button that leads to `position`.
    pub(super) fn encode(&self, position: &Position) -> String {
        let mut bits = Bits::default();
        let (kind, screen) = position.view.parts();
        bits.push(kind, VIEW_BITS);
        bits.push(screen, SCREEN_BITS);
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
        let view = View::from_parts(take(VIEW_BITS)?, take(SCREEN_BITS)?, screens)?;
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
