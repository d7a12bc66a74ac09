//! Two questions in one message.

use crate::lexicon::Reading;

/// A part needs so many words to be a question.
const SHORTEST_PART: usize = 3;
/// A longer message is a story, whose parts are not questions of their own.
const LONGEST: usize = 24;
/// A message has many "and"s; only the first few are tried.
const MOST_CUTS: usize = 3;
/// Words that may join two questions.
const JOINTS: [&str; 3] = ["and", "also", "plus"];

/// Ways to read a message as two questions: cut between two sentences (lines and list items are
/// sentences), or at "and", "also" or "plus". Each cut gives both parts.
pub(super) fn cuts(reading: &Reading) -> Vec<(Reading, Reading)> {
    let words = &reading.words;
    if words.len() > LONGEST {
        return Vec::new();
    }
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        if before.sentence != after.sentence {
            cuts.push((at + 1, at + 1));
        } else if JOINTS.contains(&before.text.as_str()) {
            cuts.push((at, at + 1));
        }
    }
    cuts.into_iter()
        .filter(|(end, start)| *end >= SHORTEST_PART && words.len() - start >= SHORTEST_PART)
        .map(|(end, start)| (reading.part(0, end), reading.part(start, words.len())))
        .take(MOST_CUTS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::cuts;
    use crate::knowledge::words::WordsFile;
    use crate::lexicon::{Lexicon, Reading};
    use crate::text::Message;

    fn parts(message: &str) -> Vec<(String, String)> {
        let lexicon = Lexicon::new(&WordsFile::default(), &[], &[], false);
        let told = |part: Reading| {
            part.words.into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
        };
        let cuts = cuts(&lexicon.read(&Message::read(message)));
        cuts.into_iter().map(|(left, right)| (told(left), told(right))).collect()
    }

    #[test]
    fn cuts_where_a_second_question_may_start() {
        let both = [("how long does it last".to_owned(), "is walking ok".to_owned())];
        assert_eq!(parts("how long does it last and is walking ok?"), both);
        assert_eq!(parts("how long does it last\nis walking ok"), both);
        assert_eq!(parts("how long does it last; is walking ok"), both);
        assert_eq!(parts("heat and ice"), []);
        assert_eq!(parts("can i drive?"), []);
    }
}
