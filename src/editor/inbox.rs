//! The inbox as an editor reads it: like questions together, each group with the entry that comes
//! nearest.

use std::cmp::Reverse;

use crate::conversation::Understanding;
use crate::matching::{Decision, Ranked};
use crate::text::GAP;

pub use crate::storage::Question;

/// Questions that ask much the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The question that stands for the others: the first that was sent.
    pub lead: Question,
    /// The others, in the order in which they were sent.
    pub others: Vec<Question>,
    /// The entries that come nearest to the first question, best first, each with its score from 0 to
    /// 100; at most three, none for a FAQ without entries.
    pub nearest: Vec<Ranked>,
    /// The entries that it is answered with by now, if it is.
    pub answered_by: Vec<String>,
    /// Its first words that say something, as an entry could be called: `keep-bees`.
    pub slug: String,
}

impl Cluster {
    /// All its questions, in the order in which they were sent.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        std::iter::once(&self.lead).chain(&self.others)
    }

    /// How often it was asked.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }

    /// Whether this question, by its name, is one of them.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.questions().any(|question| question.id == id)
    }

    /// Four hexadecimal digits that are others once a question more or less is in it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        // FNV-1a; it guards against a mistake, not against an attack.
        let ids = self.questions().flat_map(|question| question.id.bytes().chain([b' ']));
        let hash = ids
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        format!("{:04x}", (hash >> 16) ^ (hash & 0xffff))
    }

    /// The day on which it was sent first.
    #[must_use]
    pub fn first_day(&self) -> &str {
        &self.lead.day
    }

    /// The day on which it was sent last.
    #[must_use]
    pub fn last_day(&self) -> &str {
        &self.others.last().unwrap_or(&self.lead).day
    }
}

/// From this likeness on two questions ask much the same: a cosine of words and embeddings together.
/// At 0.6 "can I go salsa dancing" joins "is salsa dancing ok", and the price of a lesson does not.
const ALIKE: f32 = 0.6;

/// So many entries are named as coming near.
const NEAREST: usize = 3;

/// So many words make a slug, and so many characters: an id of an entry has at most 28, and a number may
/// follow.
const SLUG_WORDS: usize = 3;
const SLUG_LENGTH: usize = 24;

/// Groups `questions`, which come oldest first: the largest group first, then the newest.
#[must_use]
pub fn clusters(questions: &[Question], understanding: &Understanding) -> Vec<Cluster> {
    let lines: Vec<String> = questions.iter().map(|question| as_line(&question.text)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut clusters: Vec<Cluster> = understanding
        .groups(&lines, ALIKE)
        .into_iter()
        .filter_map(|group| {
            let mut members = group.into_iter().filter_map(|at| questions.get(at)).cloned();
            Some(cluster(members.next()?, members.collect(), understanding))
        })
        .collect();
    clusters
        .sort_by_key(|cluster| (Reverse(cluster.count()), Reverse(cluster.last_day().to_owned())));
    clusters
}

/// A question as one line of a file: without the clauses that something was taken out of, such as
/// "my name is […]". It does not begin like a remark.
#[must_use]
pub fn as_line(question: &str) -> String {
    let clauses = question.split_inclusive([',', ';', '.', '!', '?', ':']);
    let whole: String = clauses.filter(|clause| !clause.contains(GAP)).collect();
    let whole =
        if whole.contains(char::is_alphabetic) { whole } else { question.replace(GAP, " ") };
    let words: Vec<&str> = whole.split_whitespace().collect();
    let line = words.join(" ");
    line.trim_start_matches(['#', ' ', ',', '.', ';', ':'])
        .trim_end_matches([' ', ',', ';', ':'])
        .to_owned()
}

fn cluster(lead: Question, others: Vec<Question>, understanding: &Understanding) -> Cluster {
    let line = as_line(&lead.text);
    let message = understanding.read(&line);
    let matched = understanding.matched(&message, None);
    let answered_by = match matched.decision {
        Decision::Answer(ids) => ids,
        Decision::Choose(_) | Decision::None => Vec::new(),
    };
    let nearest = matched.ranking.into_iter().take(NEAREST).collect();
    let slug = slug(message.content_words());
    Cluster { lead, others, nearest, answered_by, slug }
}

/// The first of these words that can stand in an id, with hyphens between them.
fn slug<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let is_plain = |word: &&str| word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let mut slug = String::new();
    for word in words.filter(is_plain).take(SLUG_WORDS) {
        let hyphen = if slug.is_empty() { "" } else { "-" };
        if slug.len() + hyphen.len() + word.len() > SLUG_LENGTH {
            break;
        }
        slug = format!("{slug}{hyphen}{word}");
    }
    if slug.is_empty() { "new-entry".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Question, as_line, clusters};
    use crate::conversation::Understanding;
    use crate::knowledge::Knowledge;

    fn question(number: usize, text: &str) -> Question {
        Question {
            id: format!("{number:08}"),
            day: format!("2026-11-{:02}", number + 1),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_line_has_no_gaps() {
        for (question, line) in [
            ("can I dance?", "can I dance?"),
            ("can i dance, my name is […], call […] or […]", "can i dance"),
            ("I'm […], 45. Can I dance? Thanks, […]", "45. Can I dance? Thanks"),
            ("call […] to dance", "call to dance"),
            ("# dance\n  now", "dance now"),
            ("[…]", ""),
        ] {
            assert_eq!(as_line(question), line);
        }
    }

    #[test]
    fn like_questions_come_together_and_others_do_not() {
        let knowledge = Knowledge::load(Path::new("faq"), "en").unwrap();
        let understanding = Understanding::new(&knowledge);
        let asked = [
            "can i keep bees with sciatica",
            "is salsa dancing ok",
            "can I go salsa dancing",
            "what does a dancing lesson cost in berlin",
            "is salsa dancing okay with this",
            "should i buy bitcoin",
            "Is salsa dancing OK?",
        ];
        let questions: Vec<Question> =
            asked.iter().enumerate().map(|(number, text)| question(number, text)).collect();
        let found = clusters(&questions, &understanding);
        let texts: Vec<Vec<&str>> = found
            .iter()
            .map(|cluster| cluster.questions().map(|question| question.text.as_str()).collect())
            .collect();
        assert_eq!(texts[0], [asked[1], asked[2], asked[4], asked[6]], "{texts:#?}");
        assert_eq!(found.len(), 4, "{texts:#?}");
        assert_eq!((found[0].first_day(), found[0].last_day()), ("2026-11-02", "2026-11-07"));
        assert_eq!(found[0].count(), 4);
        assert!(found.iter().all(|cluster| cluster.nearest.len() == 3));
        let slugs: Vec<&str> = found.iter().map(|cluster| cluster.slug.as_str()).collect();
        assert_eq!(slugs[0], "salsa-dancing");
        assert!(
            slugs.contains(&"keep-bees-sciatica") && slugs.contains(&"buy-bitcoin"),
            "{slugs:?}"
        );
        assert!(clusters(&[], &understanding).is_empty());
    }
}
