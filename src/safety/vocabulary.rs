//! The words that rules know, and which of them a typed word can stand for.

use indexmap::IndexMap;
use indexmap::map::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::text;

/// Number of a word in the vocabulary.
pub(super) type WordId = u32;

/// One word that a typed word can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reading {
    pub(super) id: WordId,
    pub(super) how: How,
}

/// How a typed word comes to stand for a word of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// As it stands, or with an ending.
    Written,
    /// By a slip of the finger.
    Slip,
    /// By a slip of the finger in a word with an ending.
    SlipInForm,
}

/// Words of fewer letters have too many neighbours to be guessed at from a misspelling.
const SHORTEST_GUESSED: usize = 4;
/// From this length a first letter may be wrong too.
const SHORTEST_WITH_FIRST_WRONG: usize = 5;
/// From this length two letters may be wrong.
const SHORTEST_WITH_TWO_WRONG: usize = 8;
/// So many of the commonest English words are never misspelt ones: who typed "ladder" meant it.
const NEVER_MISSPELT: u32 = 30_000;
/// No word has more slips than this.
const MOST_SLIPS: usize = 2;
/// A slip changes the set of letters by two at most: it can take one away and bring one.
const LETTERS_APART: u32 = 2;
/// Of a long word with two slips, the first or the last letters are mostly as they should be.
const KEPT_AT_ONE_END: usize = 3;

/// All words of all phrases, with their endings and their misspellings.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<String, WordId>,
    /// Each word and each of its forms, with the word it is a form of.
    forms: IndexMap<Box<str>, WordId, FxBuildHasher>,
    /// The further words that a form (by its number) is of; few have any.
    further: FxHashMap<usize, Vec<WordId>>,
    /// Keys under which a form is looked for when a word is misspelt (see [`keys`]), sorted.
    misspelt: Vec<(u32, u32)>,
    /// The letters of each form (see [`letters`]), and how many it has.
    letters: Vec<(u64, usize)>,
    own: FxHashSet<String>,
    /// Letters of the longest form.
    longest: usize,
}

impl Vocabulary {
    /// A vocabulary that will never read one of the `own` words as a misspelling.
    pub(super) fn new(own: impl IntoIterator<Item = String>) -> Self {
        Self { own: own.into_iter().collect(), ..Self::default() }
    }

    /// The number of `word`, added with its forms if new.
    pub(super) fn add(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.add_exact(word);
        for form in forms(word) {
            self.add_form(form, id);
        }
        id
    }

    /// The number of `word`, added without forms if new.
    pub(super) fn add_exact(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = WordId::try_from(self.ids.len()).unwrap_or(WordId::MAX);
        self.ids.insert(word.to_owned(), id);
        self.add_form(word.to_owned(), id);
        id
    }

    fn add_form(&mut self, form: String, id: WordId) {
        match self.forms.entry(form.into_boxed_str()) {
            Entry::Vacant(new) => {
                new.insert(id);
            }
            Entry::Occupied(known) if *known.get() == id => {}
            Entry::Occupied(known) => {
                let further = self.further.entry(known.index()).or_default();
                if !further.contains(&id) {
                    further.push(id);
                }
            }
        }
    }

    /// The words that a form, by its number, is of.
    fn words_of(&self, at: usize) -> impl Iterator<Item = WordId> {
        let first = self.forms.get_index(at).map(|(_, id)| *id);
        first.into_iter().chain(self.further.get(&at).into_iter().flatten().copied())
    }

    /// Prepares the look-up of misspellings; call once, after the last [`Vocabulary::add`].
    pub(super) fn index(&mut self) {
        self.letters =
            self.forms.keys().map(|form| (letters(form), form.chars().count())).collect();
        self.longest = self.letters.iter().map(|(_, count)| *count).max().unwrap_or(0);
        for (at, form) in self.forms.keys().enumerate() {
            if can_be_misspelt(form) {
                self.misspelt.extend(keys(form).map(|key| (key, at as u32)));
            }
        }
        self.misspelt.sort_unstable();
        self.misspelt.dedup();
        self.misspelt.shrink_to_fit();
    }

    /// Whether `typed` is one of the words as it stands, or one of the `own` words.
    pub(super) fn knows(&self, typed: &str) -> bool {
        self.ids.contains_key(typed) || self.own.contains(typed)
    }

    /// The words that `typed` can stand for: itself, what it is a form of, and, if it is no word
    /// of its own, what it may be a misspelling of ("welling" is a form of "well", but likelier a
    /// mistyped "swelling").
    pub(super) fn read(&self, typed: &str) -> Vec<Reading> {
        let mut readings = self.as_written(typed);
        if can_be_misspelt(typed) && !self.knows(typed) {
            let mut guesses = self.guess(typed);
            guesses.retain(|guess| !readings.iter().any(|known| known.id == guess.id));
            readings.extend(guesses);
        }
        readings
    }

    /// The words that `typed` stands for if there is no mistake in it.
    pub(super) fn as_written(&self, typed: &str) -> Vec<Reading> {
        let known = self.forms.get_index_of(typed).into_iter();
        known.flat_map(|at| self.words_of(at)).map(|id| Reading { id, how: How::Written }).collect()
    }

    fn guess(&self, typed: &str) -> Vec<Reading> {
        let rank = text::english_rank(typed);
        let count = typed.chars().count();
        if count > self.longest + MOST_SLIPS || rank.is_some_and(|rank| rank < NEVER_MISSPELT) {
            return Vec::new();
        }
        let own = letters(typed);
        // Cheap to say of the many words that only begin or end alike ("-ing").
        let can_be = |at: &usize| {
            self.letters.get(*at).is_some_and(|(other, letters)| {
                let slips = most_slips(*letters);
                letters.abs_diff(count) <= slips
                    && (own ^ other).count_ones() <= LETTERS_APART * slips as u32
            })
        };
        let mut near: Vec<usize> =
            keys(typed).flat_map(|key| self.under(key)).filter(can_be).collect();
        near.sort_unstable();
        near.dedup();
        let forms = near.into_iter().filter_map(|at| Some((at, &**self.forms.get_index(at)?.0)));
        let is_english = rank.is_some();
        let mut guesses = Vec::new();
        for (at, form) in forms.filter(|(_, form)| may_be(typed, form)) {
            let itself = self.ids.get(form);
            if is_english && !(itself.is_some() && may_be_in_spite_of_english(typed, form)) {
                continue;
            }
            guesses.extend(self.words_of(at).map(|id| Reading {
                id,
                how: if itself == Some(&id) { How::Slip } else { How::SlipInForm },
            }));
        }
        // Of several ways to one word the surest stays.
        guesses.sort_unstable();
        guesses.dedup_by_key(|guess| guess.id);
        guesses
    }

    fn under(&self, key: u32) -> impl Iterator<Item = usize> {
        let from = self.misspelt.partition_point(|(known, _)| *known < key);
        self.misspelt
            .iter()
            .skip(from)
            .take_while(move |(known, _)| *known == key)
            .map(|(_, at)| *at as usize)
    }
}

/// How many slips a known word of so many letters may have.
const fn most_slips(letters: usize) -> usize {
    if letters < SHORTEST_WITH_TWO_WRONG { 1 } else { MOST_SLIPS }
}

/// The set of letters of a word, a bit each.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % 64))
}

fn can_be_misspelt(word: &str) -> bool {
    word.chars().count() >= SHORTEST_GUESSED && !word.chars().any(char::is_numeric)
}

/// Whether `typed` can be `known` mistyped: one slip from four letters on (in the first letter
/// from five), two from eight on.
fn may_be(typed: &str, known: &str) -> bool {
    let letters = known.chars().count();
    let weighted = text::typo_distance(typed, known);
    (weighted <= 1 && letters >= SHORTEST_GUESSED)
        || (weighted <= 2 && letters >= SHORTEST_WITH_TWO_WRONG)
        || (weighted == 2
            && letters >= SHORTEST_WITH_FIRST_WRONG
            && typed.chars().next() != known.chars().next()
            && strsim::osa_distance(typed, known) <= 1)
}

/// Whether `typed`, a word of English itself, can still be `known` mistyped ("fell" is often "feel"):
/// only a real word, and by one slip that leaves the first letter.
fn may_be_in_spite_of_english(typed: &str, known: &str) -> bool {
    text::typo_distance(typed, known) <= 1 && text::english_rank(known).is_some()
}

/// Keys under which a word and its misspellings meet: the word, the word with any one letter
/// left out (two words one slip apart share such a rest), and of long words either end.
///
/// Keys are hashes (FNV-1a); what meets by chance is sorted out by [`may_be`].
fn keys(word: &str) -> impl Iterator<Item = u32> {
    let letters: Vec<char> = word.chars().collect();
    let count = letters.len();
    let mut keys = Vec::with_capacity(count + 3);
    keys.push(hash(0, letters.iter()));
    for left_out in 0..count {
        let rest = letters.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, c)| c);
        keys.push(hash(0, rest));
    }
    // A slip may have cost the typed word a letter.
    if count + 1 >= SHORTEST_WITH_TWO_WRONG {
        keys.push(hash(1, letters.iter().take(KEPT_AT_ONE_END)));
        keys.push(hash(2, letters.iter().skip(count - KEPT_AT_ONE_END)));
    }
    keys.into_iter()
}

fn hash<'a>(kind: u32, letters: impl Iterator<Item = &'a char>) -> u32 {
    letters.fold(0x811c_9dc5 ^ kind, |hash, letter| {
        (hash ^ u32::from(*letter)).wrapping_mul(0x0100_0193)
    })
}

/// `word` with the common English endings. Some of the strings are no words; they do no harm.
fn forms(word: &str) -> Vec<String> {
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) || is_contraction(word) {
        return Vec::new();
    }
    let mut forms: Vec<String> =
        ["s", "ed", "ing", "ness", "ly"].iter().map(|end| format!("{word}{end}")).collect();
    if word.ends_with(['s', 'x', 'z', 'h', 'o']) {
        forms.push(format!("{word}es"));
    }
    if let Some(stem) = word.strip_suffix('e') {
        forms.extend([format!("{word}d"), format!("{stem}ing")]);
    }
    if let Some(stem) = word.strip_suffix('y') {
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{stem}iness")]);
    }
    if doubles_its_last_letter(word)
        && let Some(last) = word.chars().last()
    {
        forms.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
    }
    forms
}

/// "dont", "werent": they have no forms, and the strings would be near to real words.
fn is_contraction(word: &str) -> bool {
    const VERBS: [&str; 18] = [
        "ai", "are", "ca", "could", "did", "do", "does", "had", "has", "have", "is", "must",
        "need", "should", "was", "were", "wo", "would",
    ];
    word.strip_suffix("nt").is_some_and(|verb| VERBS.contains(&verb))
}

/// Whether the last letter is doubled before -ed and -ing: short words that end in one vowel and
/// one consonant ("slip", but not "feel").
fn doubles_its_last_letter(word: &str) -> bool {
    let is_vowel = |c: &char| "aeiou".contains(*c);
    let letters: Vec<char> = word.chars().rev().take(3).collect();
    let [last, vowel, before] = letters.as_slice() else { return false };
    word.chars().count() <= 5
        && !is_vowel(last)
        && !"wxy".contains(*last)
        && is_vowel(vowel)
        && !is_vowel(before)
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    #[test]
    fn reads_endings_and_misspellings_but_not_other_words() {
        let mut vocabulary = Vocabulary::new(["number", "ladder"].map(str::to_owned));
        for word in ["numb", "bladder", "pee", "wipe", "genitals", "leg", "suicide", "suiside"] {
            vocabulary.add(word);
        }
        vocabulary.index();
        for (typed, known) in [
            ("numbness", true),
            ("nubmness", true),
            ("nunb", true),
            ("number", false),
            ("dumb", false),
            ("ladder", false),
            ("bladdr", true),
            ("vladder", true),
            ("peeing", true),
            ("peed", true),
            ("pea", false),
            ("wiping", true),
            ("genitels", true),
            ("gentials", true),
            ("log", false),
            // English, and near only to a misspelling or a form that is none.
            ("subside", false),
            ("suicde", true),
        ] {
            assert_eq!(!vocabulary.read(typed).is_empty(), known, "{typed}");
        }
    }
}
