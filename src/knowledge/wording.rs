//! What an answer never says: a dose, a diagnosis, a promise (the medical rules of `faq/README.md`).

use super::reading_grade::sentences;

/// Units that make a number before them a dose.
const UNITS: [&str; 25] = [
    "mg",
    "mgs",
    "milligram",
    "milligrams",
    "milligramme",
    "milligrammes",
    "mcg",
    "microgram",
    "micrograms",
    "ml",
    "millilitre",
    "millilitres",
    "milliliter",
    "milliliters",
    "tablet",
    "tablets",
    "pill",
    "pills",
    "capsule",
    "capsules",
    "drops",
    "puffs",
    "iu",
    "sachet",
    "sachets",
];

/// Numbers as words that people take tablets by.
const NUMBERS: [&str; 12] = [
    "half", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
];

/// Medicines that people take without asking anybody, or are given for this: a number before one is a
/// dose as well.
const MEDICINES: [&str; 14] = [
    "paracetamol",
    "acetaminophen",
    "tylenol",
    "ibuprofen",
    "advil",
    "nurofen",
    "naproxen",
    "aspirin",
    "codeine",
    "tramadol",
    "gabapentin",
    "pregabalin",
    "diazepam",
    "amitriptyline",
];

/// Between a number and what is taken stands at most so much: "half a diazepam", "two ibuprofen tablets".
const BETWEEN: usize = 1;

/// With one of these before it, "you have" is a condition or a question.
const CONDITIONS: [&str; 16] = [
    "if", "when", "whenever", "whether", "what", "which", "do", "does", "did", "once", "until",
    "unless", "because", "where", "than", "think",
];

/// With one of these, a promise is denied.
const DENIALS: [&str; 8] = ["no", "not", "nobody", "never", "cannot", "cant", "dont", "nothing"];

/// What in a text breaks the rules, and how to mend it.
pub(super) fn objections(text: &str) -> Vec<(String, &'static str)> {
    let found = sentences(text).into_iter().filter_map(|words| {
        if let Some(dose) = dose(&words) {
            let mend =
                "name the medicine alone, and ask people to follow the leaflet or a pharmacist";
            return Some((format!("names a dose (“{dose}”)"), mend));
        }
        if let Some(said) = diagnosis(&words) {
            let mend =
                "say what is common, or when to be seen: \"many people have\", \"if you have\"";
            return Some((format!("tells people what they have (“{said}”)"), mend));
        }
        let promise = promise(&words)?;
        let mend = "say how many people it helps, and how sure that is";
        Some((format!("promises (“{promise}”)"), mend))
    });
    found.collect()
}

/// A number and its unit or a medicine, in words of their own however they are typed.
fn dose(words: &[String]) -> Option<String> {
    let is_number = |word: &String| {
        word.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&word.as_str())
    };
    let is_taken =
        |word: &String| UNITS.contains(&word.as_str()) || MEDICINES.contains(&word.as_str());
    words.iter().enumerate().filter(|(_, word)| is_number(word)).find_map(|(at, _)| {
        let behind = words.get(at + 1..)?.iter().take(BETWEEN + 1);
        let taken = behind.clone().position(is_taken)?;
        words.get(at..=at + 1 + taken).map(|dose| dose.join(" "))
    })
}

/// "You have" something, outside of a condition.
fn diagnosis(words: &[String]) -> Option<String> {
    let at = words.windows(2).position(|pair| {
        matches!(pair, [you, have] if you == "you" && (have == "have" || have == "suffer"))
            || matches!(pair, [you, got] if you == "youve" && got == "got")
    })?;
    let before = words.get(..at).unwrap_or_default();
    let behind = words.get(at + 2..).unwrap_or_default();
    // "You have to rest", and "be seen if you have:" before a list.
    let is_duty = behind.first().is_none_or(|next| next == "to" || next == "had" || next == "been");
    let is_condition = before.iter().any(|word| CONDITIONS.contains(&word.as_str()));
    (!is_duty && !is_condition)
        .then(|| words.iter().skip(at).take(4).cloned().collect::<Vec<_>>().join(" "))
}

/// A promise, outside of a denial.
fn promise(words: &[String]) -> Option<String> {
    let said = words.iter().find(|word| {
        word.starts_with("promis") && *word != "promising" || word.starts_with("guarant")
    })?;
    let denied = words.iter().any(|word| DENIALS.contains(&word.as_str()));
    (!denied).then(|| said.clone())
}

#[cfg(test)]
mod tests {
    use super::objections;

    #[test]
    fn what_breaks_the_rules_is_found() {
        for (text, what) in [
            ("Take 400 mg of ibuprofen.", "names a dose (“400 mg”)"),
            ("Take ibuprofen 400mg with food.", "names a dose (“400 mg”)"),
            ("Two tablets at night are fine.", "names a dose (“two tablets”)"),
            ("Take two ibuprofen tablets every six hours.", "names a dose (“two ibuprofen”)"),
            ("No more than eight paracetamol a day.", "names a dose (“eight paracetamol”)"),
            ("Half a diazepam helps.", "names a dose (“half a diazepam”)"),
            ("You have sciatica.", "tells people what they have (“you have sciatica”)"),
            (
                "It sounds as though you've got a slipped disc.",
                "tells people what they have (“youve got a slipped”)",
            ),
            ("I promise it goes away.", "promises (“promise”)"),
            ("Rest is guaranteed to help.", "promises (“guaranteed”)"),
        ] {
            assert_eq!(
                objections(text).first().map(|(what, _)| what.as_str()),
                Some(what),
                "{text}"
            );
        }
    }

    #[test]
    fn what_only_sounds_like_it_is_not() {
        for text in [
            "No one can promise a cure.",
            "If you have diabetes, ask a pharmacist first.",
            "Be seen today if you have:\n- a fever",
            "I can't tell you what you have.",
            "You have to rest at times.",
            "People on dummy pills did as well: 24 in 100.",
            "Other tablets, such as amitriptyline.",
            "A promising study of 2015.",
        ] {
            assert_eq!(objections(text), [], "{text}");
        }
    }
}
