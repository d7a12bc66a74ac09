//! Two questions in one message.

/// A half needs so many words to be a question.
const SHORTEST_HALF: usize = 3;
/// A longer message is a story, whose parts are not questions of their own.
const LONGEST: usize = 20;

/// Ways to read a message as two questions: cut after a question mark, or before "and" or "also".
/// Each cut gives both halves; a message with one question gives none.
pub(super) fn halves(message: &str) -> Vec<(String, String)> {
    if message.split_whitespace().nth(LONGEST).is_some() {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    for (at, _) in message.match_indices('?') {
        cuts.push((at, at + 1));
    }
    let lower = message.to_ascii_lowercase();
    for joint in [" and ", " also ", " plus "] {
        for (at, _) in lower.match_indices(joint) {
            cuts.push((at, at + joint.len()));
        }
    }
    cuts.sort_unstable();
    cuts.into_iter()
        .filter_map(|(end, start)| {
            let (left, right) = (message.get(..end)?, message.get(start..)?);
            let long = |half: &str| half.split_whitespace().count() >= SHORTEST_HALF;
            (long(left) && long(right)).then(|| (left.to_owned(), right.to_owned()))
        })
        .take(MOST_CUTS)
        .collect()
}

/// A story has many "and"s; it is not two questions.
const MOST_CUTS: usize = 3;

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn cuts_where_a_second_question_may_start() {
        assert_eq!(
            halves("how long does it last and is walking ok?"),
            [("how long does it last".to_owned(), "is walking ok?".to_owned())]
        );
        assert_eq!(halves("heat and ice"), []);
        assert_eq!(halves("can i drive?"), []);
    }
}
