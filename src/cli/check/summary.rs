//! What a folder holds, in a few lines.

use crate::knowledge::Knowledge;

/// The lines.
pub(super) fn of(knowledge: &Knowledge) -> Vec<String> {
    let phrasings: usize = knowledge.faq.entry.iter().map(|entry| entry.phrasings.len()).sum();
    let tests: usize = knowledge.tests.answer.values().map(Vec::len).sum();
    let mut lines = vec![format!(
        "{}: {} entries, {phrasings} phrasings, {} sources, {tests} test questions, {} to refuse",
        knowledge.folder,
        knowledge.faq.entry.len(),
        knowledge.faq.sources.len(),
        knowledge.tests.refuse.len(),
    )];
    if let Some(safety) = &knowledge.safety {
        lines.push(format!(
            "safety: {} rules over {} concepts, {} cards",
            safety.rule.len(),
            safety.concept.len(),
            safety.card.len(),
        ));
    }
    if let Some(numbers) = &knowledge.numbers {
        let waiting: Vec<&str> = numbers
            .country
            .iter()
            .filter(|country| !country.confirmed)
            .map(|country| country.code.as_str())
            .collect();
        lines.push(format!(
            "numbers: {} countries; still to be confirmed on an official page: {}",
            numbers.country.len(),
            if waiting.is_empty() { "none".to_owned() } else { waiting.join(", ") },
        ));
    }
    if knowledge.safety.is_some() && knowledge.signs.is_none() {
        lines.push(
            "not there: the folder signs; without it only the rules of safety.toml see signs of \
             danger, and what no rule foresaw is missed"
                .to_owned(),
        );
    }
    let missing = knowledge.missing().into_iter();
    lines.extend(missing.map(|file| {
        format!("not there: {file}; `ask` and `eval` work without it, `chat` and `run` do not")
    }));
    lines
}
