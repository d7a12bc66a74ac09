//! The word of the FAQ that a mistyped word most likely is.

use rphonetic::{DoubleMetaphone, Encoder};
use rustc_hash::FxHashMap;

use crate::text;

/// All words that a typo may be mended to.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    known: Vec<Known>,
    /// Words, as places in `known`, by their number of letters, so that only lengths within reach
    /// are looked at.
    by_length: Vec<Vec<u32>>,
    /// Words by their sound, for those who write as they hear.
    by_sound: FxHashMap<String, Vec<u32>>,
}

#[derive(Clone, Debug)]
struct Known {
    word: String,
    first: Option<char>,
    /// One bit for each letter in the word; words that differ in many letters need no comparing.
    letters: u32,
    /// How often the FAQ uses it.
    uses: u32,
}

/// Shorter words are other words more often than typos.
const SHORTEST: usize = 4;
/// Longer "words" are noise.
const LONGEST: usize = 24;
/// Shorter words sound like too many others.
const SHORTEST_BY_EAR: usize = 5;
/// A sound of fewer consonants, too.
const SHORTEST_SOUND: usize = 3;
/// A word that sounds alike may differ in half of its letters, and no more.
const LETTERS_BY_EAR: usize = 2;

impl Spelling {
    pub(crate) fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let mut spelling = Self::default();
        spelling.by_length.resize_with(LONGEST + 3, Vec::new);
        for (word, uses) in words {
            let length = word.chars().count();
            if (SHORTEST..=LONGEST).contains(&length)
                && word.chars().all(char::is_alphabetic)
                && let Some(of_length) = spelling.by_length.get_mut(length)
            {
                let place = spelling.known.len() as u32;
                of_length.push(place);
                if let Some(sound) = sound(word) {
                    spelling.by_sound.entry(sound).or_default().push(place);
                }
                let first = word.chars().next();
                let letters = letters(word);
                spelling.known.push(Known { word: word.to_owned(), first, letters, uses });
            }
        }
        spelling
    }

    /// Whether it knows no words.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The nearest known word within the typos that its length allows, or `None`.
    ///
    /// Fewest edits win; then keyboard slips and doubled letters before other edits; then the
    /// word that the FAQ uses most; then the alphabet. Where no word is near by its letters, one
    /// that sounds the same is taken ("manipulashun").
    pub(crate) fn correct(&self, typed: &str) -> Option<&str> {
        let length = typed.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) || !typed.chars().all(char::is_alphabetic) {
            return None;
        }
        let typed_letters = letters(typed);
        let first = typed.chars().next();
        let reach = length.saturating_sub(2)..=length + 2;
        self.by_length
            .iter()
            .enumerate()
            .filter(|(known_length, _)| reach.contains(known_length))
            .flat_map(|(known_length, places)| {
                self.at(places).map(move |known| (known_length, known))
            })
            .filter_map(|(known_length, known)| {
                let allowed = text::edits_allowed(known_length);
                // A changed first letter costs one edit more.
                let edits = allowed.saturating_sub(usize::from(known.first != first));
                // One edit changes at most two letters of the set: one goes, one comes.
                let differing = (typed_letters ^ known.letters).count_ones() as usize;
                if edits == 0 || known_length.abs_diff(length) > edits || differing > 2 * edits {
                    return None;
                }
                let distance = text::typo_distance(typed, &known.word);
                (distance <= allowed).then(|| {
                    let odd = usize::from(!likely_slip(typed, &known.word));
                    (distance, odd, u32::MAX - known.uses, known.word.as_str())
                })
            })
            .min()
            .map(|(_, _, _, word)| word)
            .or_else(|| self.by_ear(typed, length))
    }

    fn at<'a>(&'a self, places: &'a [u32]) -> impl Iterator<Item = &'a Known> {
        places.iter().filter_map(|place| self.known.get(*place as usize))
    }

    fn by_ear(&self, typed: &str, length: usize) -> Option<&str> {
        self.at(self.by_sound.get(&sound(typed)?)?)
            .map(|known| (text::typo_distance(typed, &known.word), known))
            .filter(|(distance, _)| distance * LETTERS_BY_EAR <= length)
            .min_by_key(|(distance, known)| (*distance, u32::MAX - known.uses, known.word.as_str()))
            .map(|(_, known)| known.word.as_str())
    }
}

/// How a word sounds (Double Metaphone, Philips 2000); `None` for words too short to tell.
fn sound(word: &str) -> Option<String> {
    if word.len() < SHORTEST_BY_EAR || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let sound = DoubleMetaphone::new(None).encode(word);
    (sound.len() >= SHORTEST_SOUND).then_some(sound)
}

/// One bit a letter; letters beyond a to z share bits.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 32))
}

/// Rows of a keyboard; neighbours in a row and on the slant are slips of the finger.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Whether the two words differ as fingers or ears make them differ: the same letters in another
/// order, one doubled or single, a vowel for a vowel, or a key beside the right one.
fn likely_slip(typed: &str, known: &str) -> bool {
    let (a, b) = (single(typed), single(known));
    if a == b {
        return true;
    }
    let mut sorted_a = a.clone();
    let mut sorted_b = b.clone();
    sorted_a.sort_unstable();
    sorted_b.sort_unstable();
    if sorted_a == sorted_b {
        return true;
    }
    let mut differing = a.iter().zip(&b).filter(|(x, y)| x != y);
    match (a.len() == b.len(), differing.next(), differing.next()) {
        (true, Some((x, y)), None) => (is_vowel(*x) && is_vowel(*y)) || beside(*x, *y),
        _ => false,
    }
}

fn single(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn beside(x: char, y: char) -> bool {
    let place = |c: char| {
        ROWS.iter().enumerate().find_map(|(row, keys)| keys.find(c).map(|column| (row, column)))
    };
    match (place(x), place(y)) {
        (Some((row_x, column_x)), Some((row_y, column_y))) => {
            row_x.abs_diff(row_y) <= 1 && column_x.abs_diff(column_y) <= 1
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Spelling;

    #[test]
    fn finds_the_word_that_was_meant() {
        let words =
            ["sciatica", "exercise", "walking", "pain", "numb", "stretch", "paint", "tingle"];
        let spelling = Spelling::new(words.map(|word| (word, 1)));
        for (typed, meant) in [
            ("siatica", Some("sciatica")),
            ("scaitica", Some("sciatica")),
            ("excercise", Some("exercise")),
            ("walkin", Some("walking")),
            ("paim", Some("pain")),
            ("strech", Some("stretch")),
            ("gain", None),
            ("pizza", None),
            ("pai", None),
            ("walk1ng", None),
            ("siyatika", Some("sciatica")),
        ] {
            assert_eq!(spelling.correct(typed), meant, "{typed}");
        }
    }

    #[test]
    fn prefers_slips_of_the_finger() {
        let spelling = Spelling::new([("sleep", 1), ("steep", 9)]);
        assert_eq!(spelling.correct("slleep"), Some("sleep"));
    }
}
