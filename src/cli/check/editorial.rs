//! What only the whole bot, or a calendar, can tell of the content.

use std::cmp::Reverse;

use super::Found;
use crate::conversation::Understanding;
use crate::eval::own_phrasings;
use crate::knowledge::Knowledge;
use crate::knowledge::faq::{REVIEW_DAYS, Status};
use crate::knowledge::reading_grade::{GRADE_MAX, grade};
use crate::safety::harmless_but_urgent;

/// Adds to `found` what is wrong with the content of a folder; `today` is a date as the files
/// write it.
pub(super) fn check(knowledge: &Knowledge, today: &str, found: &mut Found) {
    dates(knowledge, today, found);
    due(knowledge, today, found);
    for (line, rule) in harmless_but_urgent(knowledge) {
        found.problems.push(knowledge.places.harmless(
            &line,
            format!("this stands under harmless, and the rule `{rule}` takes it for an emergency"),
            "let the rule of safety.toml pass it by, or take the line out".to_owned(),
        ));
    }
    // What is only matched against, such as an imported set, is nobody's answer yet.
    if !knowledge.missing().is_empty() {
        return;
    }
    reading(knowledge, found);
    let asked = own_phrasings(knowledge, &Understanding::new(knowledge));
    found.summary.push(format!(
        "phrasings: {} asked; {} are offered among others, {} get a gentle check beside the answer, \
         {} an emergency card",
        asked.asked,
        asked.choices,
        asked.checks,
        asked.cards
    ));
    found.problems.extend(asked.problems);
    found.warnings.extend(asked.warnings);
}

/// Nobody has reviewed an answer tomorrow.
fn dates(knowledge: &Knowledge, today: &str, found: &mut Found) {
    for (number, entry) in knowledge.faq.entry.iter().enumerate() {
        // Both are written year first, so their letters are in the order of the days.
        if let Some(date) = entry.reviewed.as_deref().filter(|date| *date > today) {
            let what = format!("the review date of `{}` lies in the future ({date})", entry.id);
            let mend = "write the day on which a clinician read it".to_owned();
            found.problems.push(knowledge.places.entry(number, "reviewed", what, mend));
        }
    }
}

/// Answers that were last read long ago, as one warning: where one is due, many are.
fn due(knowledge: &Knowledge, today: &str, found: &mut Found) {
    let live = || knowledge.faq.entry.iter().enumerate().filter(|(_, e)| e.status == Status::Live);
    let signed = live().filter(|(_, entry)| entry.signed.is_some()).count();
    found.summary.push(format!("signed by a clinician: {signed} of {} answers", live().count()));
    let mut due: Vec<(i64, usize, &str)> = live()
        .filter_map(|(number, entry)| Some((entry.days_since_review(today)?, number, &*entry.id)))
        .filter(|(days, ..)| *days > REVIEW_DAYS)
        .collect();
    due.sort_by_key(|(days, ..)| Reverse(*days));
    let Some((days, number, _)) = due.first() else { return };
    let ids: Vec<&str> = due.iter().map(|(_, _, id)| *id).collect();
    let what = format!(
        "to be read against their sources again, as the last time is more than half a year ago (the \
         oldest {days} days): {}",
        ids.join(", ")
    );
    let mend = "have a clinician read them, then: sciatica-bot sign ENTRY… --by NAME".to_owned();
    found.warnings.push(knowledge.places.entry(*number, "reviewed", what, mend));
}

/// How hard the answers are to read.
fn reading(knowledge: &Knowledge, found: &mut Found) {
    let entries = knowledge.faq.entry.iter().enumerate();
    let mut grades: Vec<(f64, usize, &str)> = entries
        .map(|(number, entry)| (grade(&entry.rich_answer().to_plain()), number, entry.id.as_str()))
        .collect();
    grades.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some((worst, _, id)) = grades.first() else { return };
    let mean = grades.iter().map(|(grade, ..)| grade).sum::<f64>() / grades.len() as f64;
    found.summary.push(format!(
        "reading: the answers have a mean grade of {mean:.1} (Flesch-Kincaid; age about {:.0}), the \
         hardest is `{id}` with {worst:.1}",
        mean + 5.0
    ));
    for (grade, number, id) in grades.iter().filter(|(grade, ..)| *grade > GRADE_MAX) {
        let what = format!("the answer of `{id}` reads at grade {grade:.1}, above {GRADE_MAX:.0}");
        let mend = "use shorter sentences and shorter words".to_owned();
        found.warnings.push(knowledge.places.entry(*number, "answer", what, mend));
    }
}
