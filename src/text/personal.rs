//! Takes out of a question what may tell who wrote it.
//!
//! Rules, not understanding: they find what is written in the usual ways, in English. So the
//! writer is shown what is left. In doubt a word goes: a question reads
//! well enough without it, and "L5", "3 weeks" or "45 years" stay.

mod names;
mod numbers;
mod reachable;

use super::words;

/// What stands for something that was taken out.
pub const GAP: &str = "[…]";

/// Returns `question` without e-mail addresses, links, handles, telephone and other long numbers,
/// dates of birth, postal addresses, and names after "my name is", "I am", "my wife" and the like.
///
/// The rest keeps its words in order, on one line, with single spaces.
#[must_use]
pub fn strip_personal(question: &str) -> String {
    let mut words: Vec<Word> = question
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|raw| !raw.is_empty())
        .map(Word::new)
        .collect();
    reachable::hide(&mut words);
    numbers::hide(&mut words);
    names::hide(&mut words);
    written(&words)
}

/// Letters of the longest words that are mostly written in capitals alone.
const LONGEST_ACRONYM: usize = 3;

/// A word with the punctuation around it.
#[derive(Debug)]
struct Word {
    raw: String,
    /// Its letters and digits in normal form.
    key: String,
    hidden: bool,
}

impl Word {
    fn new(raw: &str) -> Self {
        Self { raw: raw.to_owned(), key: words(raw).concat(), hidden: false }
    }

    /// The word without the punctuation around it.
    fn core(&self) -> &str {
        self.raw.trim_matches(|c: char| !c.is_alphanumeric())
    }

    /// Whether a clause ends after it. "Dr." ends none.
    fn ends_clause(&self) -> bool {
        self.raw.ends_with([',', ';', ':', '!', '?', ')'])
            || self.raw.ends_with('.') && !names::is_title(&self.key)
    }

    /// Whether it is written like a name: a capital, then small letters, or all in capitals and longer
    /// than "MRI" and "NHS".
    fn is_capitalised(&self) -> bool {
        let mut letters = self.core().chars();
        let is_capital = letters.next().is_some_and(char::is_uppercase);
        is_capital
            && (letters.clone().any(char::is_lowercase) || letters.count() >= LONGEST_ACRONYM)
    }

    fn has_digit(&self) -> bool {
        self.raw.contains(|c: char| c.is_numeric())
    }
}

/// Hides the words at `places`; those beyond the end do not matter.
fn hide(words: &mut [Word], places: std::ops::Range<usize>) {
    for word in words.iter_mut().take(places.end).skip(places.start) {
        word.hidden = true;
    }
}

/// The text, with one gap for each run of hidden words.
fn written(words: &[Word]) -> String {
    let mut out = String::new();
    let mut in_gap = false;
    for word in words {
        if !(word.hidden && in_gap) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(if word.hidden { GAP } else { &word.raw });
        }
        let ends = word.ends_clause() && !word.raw.ends_with(')');
        in_gap = word.hidden && !ends;
        if word.hidden && ends {
            out.extend(word.raw.chars().next_back());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::strip_personal;

    #[test]
    fn a_question_stays_as_it_is() {
        for question in [
            "does L5/S1 surgery help after 12 weeks?",
            "I am 45 years old, 1.80 m, and can't sit for 10-15 minutes",
            "I'm in pain since 2019, is an MRI worth it? my gp said no",
            "walk 10,000 steps a day, is that ok",
            "I am pregnant. This is Sciatica, right?",
            "My wife has sciatica, my dad can't pee",
            "it hurts @ night, pain 7/10",
            "The leg hurts.What can I do?",
            "can I drive 2 miles down the road",
            "please call me back",
            "The doctor told me to rest. Thanks!",
            "I AM UNABLE TO SIT",
            "Pain here when I sit, thanks",
            "Nurse here, what about lifting",
            "it hurts here, thank you. can I walk",
            "I saw it on instagram, is it true",
            "thanks, can i walk with it",
        ] {
            assert_eq!(strip_personal(question), question);
        }
    }

    #[test]
    fn what_names_a_person_goes() {
        for (question, stripped) in [
            ("mail me at a.b+c@example.co.uk, please", "mail me at […], please"),
            ("john dot smith at gmail dot com has pain", "[…] has pain"),
            ("see https://x.org/me?id=3 and www.x.org and t.me/me", "see […] and […] and […]"),
            ("I'm @some_body on here", "I'm […] on here"),
            ("call +44 (0)20 7946 0958. or 07700900123!", "call […]. or […]!"),
            ("+1 (555) 010-9999 is my cell", "[…] is my cell"),
            ("name: Kim Lee. L5", "name: […]. L5"),
            ("born 12/03/1980, NHS 943 476 5919", "born […], NHS […]"),
            ("insurance AB123456C expired", "insurance […] expired"),
            ("I live at 12 Baker Street, London SW1A 1AA", "I live at […], London […]"),
            ("my name is john smith and I hurt", "my name is […] and I hurt"),
            ("MY NAME IS JOHN. WHY ME", "MY NAME IS […]. WHY ME"),
            ("Hi, I'm Maria Jones and I hurt", "Hi, I'm […] and I hurt"),
            ("I am Maria, 45, with pain", "I am […], 45, with pain"),
            ("Dr. Miller said rest, mr john smith said so", "Dr. […] said rest, mr […] said so"),
            ("my husband Peter can't walk", "my husband […] can't walk"),
            ("is yoga fine? Thanks, Anna", "is yoga fine? Thanks, […]"),
            ("is yoga fine? thanks, anna", "is yoga fine? thanks, […]"),
            ("regards, bob. can i walk", "regards, […]. can i walk"),
            ("insta: anna_s99 can i run", "insta: […] can i run"),
            ("my ig is anna_s99, can i run", "my ig is […], can i run"),
            ("whatsapp me: anna", "whatsapp me: […]"),
            ("Anna Schmidt here can i run", "[…] here can i run"),
            ("ANNA SCHMIDT HERE CAN I RUN", "[…] HERE CAN I RUN"),
            ("I'm ANNA and I hurt", "I'm […] and I hurt"),
            ("a\u{0}b\u{7}c\n\nd", "a b c d"),
        ] {
            assert_eq!(strip_personal(question), stripped);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_keeps_no_long_number_and_no_address(question in "\\PC{0,80}") {
            let stripped = strip_personal(&format!("{question} 5551234567 a@b.com {question}"));
            proptest::prop_assert!(!stripped.contains("5551234567"), "{stripped}");
            proptest::prop_assert!(!stripped.contains("a@b.com"), "{stripped}");
        }
    }

    #[test]
    fn stripping_twice_is_stripping_once() {
        for question in ["my name is john smith, 12 Baker Street", "mr x y z 12345 67890", "[…] a"]
        {
            let once = strip_personal(question);
            assert_eq!(strip_personal(&once), once);
        }
    }
}
