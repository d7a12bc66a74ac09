//! The counts of one evaluation.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Expected, Question};
use crate::conversation::Understood;
use crate::matching::Decision;

/// What came of a set of questions. Shares are percent, 0 to 100.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Questions that an entry answers.
    pub in_scope: usize,
    /// Right entry first.
    pub right_first: f64,
    /// Right entry among the first three.
    pub right_in_three: f64,
    /// Mean of one divided by the rank of the right entry (0 beyond the fifth).
    pub mean_reciprocal_rank: f64,
    /// Sent at once, and right.
    pub answered_right: f64,
    /// Sent at once, and wrong: the worst mistake.
    pub wrong_confident: f64,
    /// Refused though an entry answers it.
    pub wrongly_refused: f64,
    /// A choice was offered.
    pub asked_back: f64,
    /// An emergency card came instead of an answer.
    pub card: f64,
    /// A gentle check stood under the answer.
    pub check: f64,
    /// Questions that nothing answers.
    pub out_of_scope: usize,
    /// Of these not answered at once (refused, or asked back).
    pub refused: f64,
    /// Of these refused outright.
    pub refused_strictly: f64,
    /// Questions for the alarm, left out here.
    pub alarms_skipped: usize,
    /// By style, in the order of the alphabet.
    pub styles: Vec<StyleScore>,
    /// By entry, worst first.
    pub entries: Vec<EntryScore>,
    /// Pairs of entries that are taken for one another, most frequent first.
    pub confusions: Vec<Confusion>,
}

/// The in-scope questions of one style.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StyleScore {
    /// The style.
    pub style: String,
    /// Number of questions.
    pub questions: usize,
    /// Right entry first, percent; for out-of-scope questions not answered at once.
    pub right: f64,
}

/// The questions of one entry.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EntryScore {
    /// The entry; the first, where several are right.
    pub id: String,
    /// Number of questions.
    pub questions: usize,
    /// Right entry first, percent.
    pub right_first: f64,
}

/// One entry taken for another.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Confusion {
    /// The right entry; `-` for out of scope.
    pub right: String,
    /// The entry found.
    pub found: String,
    /// How often.
    pub times: usize,
    /// The questions, with the words that spoke for the wrong entry.
    pub questions: Vec<String>,
}

#[derive(Default)]
struct Tally {
    right: usize,
    all: usize,
}

impl Tally {
    fn add(&mut self, right: bool) {
        self.all += 1;
        self.right += usize::from(right);
    }
}

impl Report {
    /// Counts what came of each question. `words` tells which words of a question spoke for an
    /// entry.
    pub fn new(
        answered: &[(Question, Understood)],
        words: impl Fn(&str, &str) -> Vec<String>,
    ) -> Self {
        let mut report = Self::default();
        let mut styles: BTreeMap<String, Tally> = BTreeMap::new();
        let mut entries: BTreeMap<String, Tally> = BTreeMap::new();
        let mut confusions: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        let (mut first, mut three, mut answered_right, mut confident, mut none) = (0, 0, 0, 0, 0);
        let (mut refused, mut strictly) = (0, 0);
        let mut reciprocal = 0.0;
        let (mut choices, mut cards, mut checks) = (0, 0, 0);
        for (question, understood) in answered {
            let matched = &understood.matched;
            let card = understood.card_is_due();
            let found = matched.ranking.first().map_or("-", |ranked| ranked.id.as_str());
            let sent = !card && matches!(matched.decision, Decision::Answer(_));
            let (right_id, right) = match &question.expected {
                Expected::Alarm => {
                    report.alarms_skipped += 1;
                    continue;
                }
                Expected::Nothing => {
                    report.out_of_scope += 1;
                    refused += usize::from(!sent);
                    strictly += usize::from(matched.decision == Decision::None);
                    ("-", !sent)
                }
                Expected::Entries(ids) => {
                    report.in_scope += 1;
                    let rank = matched.ranking.iter().position(|r| ids.contains(&r.id));
                    let right = rank == Some(0);
                    first += usize::from(right);
                    three += usize::from(rank.is_some_and(|rank| rank < 3));
                    reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
                    answered_right += usize::from(sent && right);
                    confident += usize::from(sent && !right);
                    none += usize::from(!card && matched.decision == Decision::None);
                    choices +=
                        usize::from(!card && matches!(matched.decision, Decision::Choose(_)));
                    cards += usize::from(card);
                    checks += usize::from(!card && understood.finding().is_some());
                    let id = ids.first().map_or("-", String::as_str);
                    entries.entry(id.to_owned()).or_default().add(right);
                    (id, right)
                }
            };
            if let Some(style) = &question.style {
                styles.entry(style.clone()).or_default().add(right);
            }
            if !right {
                let because = words(&question.text, found).join(", ");
                confusions
                    .entry((right_id.to_owned(), found.to_owned()))
                    .or_default()
                    .push(format!("{} [{because}]", question.text));
            }
        }
        report.right_first = percent(first, report.in_scope);
        report.right_in_three = percent(three, report.in_scope);
        report.mean_reciprocal_rank = reciprocal / report.in_scope.max(1) as f64;
        report.answered_right = percent(answered_right, report.in_scope);
        report.wrong_confident = percent(confident, report.in_scope);
        report.wrongly_refused = percent(none, report.in_scope);
        report.asked_back = percent(choices, report.in_scope);
        report.card = percent(cards, report.in_scope);
        report.check = percent(checks, report.in_scope);
        report.refused = percent(refused, report.out_of_scope);
        report.refused_strictly = percent(strictly, report.out_of_scope);
        report.styles = styles
            .into_iter()
            .map(|(style, tally)| StyleScore {
                style,
                questions: tally.all,
                right: percent(tally.right, tally.all),
            })
            .collect();
        report.entries = entries
            .into_iter()
            .map(|(id, tally)| EntryScore {
                id,
                questions: tally.all,
                right_first: percent(tally.right, tally.all),
            })
            .collect();
        report.entries.sort_by(|a, b| a.right_first.total_cmp(&b.right_first));
        report.confusions = confusions
            .into_iter()
            .map(|((right, found), questions)| Confusion {
                right,
                found,
                times: questions.len(),
                questions,
            })
            .collect();
        report.confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.times));
        report
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
