//! Entries and sources as blocks of a `faq.toml`, written as an editor would.

use serde_json::Value;

use super::faq::{Entry, Link, Reference};

/// An entry, with a blank line before it. Of its phrasings, the first `phrasings` are written.
#[must_use]
pub fn entry(entry: &Entry, phrasings: usize) -> String {
    let mut block = "\n[[entry]]\n".to_owned();
    let mut add = |key: &str, value: String| block.extend([key, " = ", &value, "\n"]);
    let list =
        |items: &[String]| items.iter().map(|item| text(item)).collect::<Vec<_>>().join(", ");
    add("id", text(&entry.id));
    if !entry.topic.is_empty() {
        add("topic", text(&entry.topic));
    }
    add("question", text(&entry.question));
    if let Some(button) = &entry.button {
        add("button", text(button));
    }
    add("status", name(&entry.status));
    add("answer", lines(&entry.answer));
    for (key, items) in [("related", &entry.related), ("exercises", &entry.exercises)] {
        if !items.is_empty() {
            add(key, format!("[{}]", list(items)));
        }
    }
    for (key, on) in [("safety_net", entry.safety_net), ("offer_check", entry.offer_check)] {
        if on {
            add(key, "true".to_owned());
        }
    }
    if !entry.links.is_empty() {
        let link =
            |link: &Link| format!("{{ text = {}, url = {} }}", text(&link.text), text(&link.url));
        add("links", format!("[{}]", entry.links.iter().map(link).collect::<Vec<_>>().join(", ")));
    }
    if !entry.sources.is_empty() {
        add("sources", format!("[{}]", list(&entry.sources)));
    }
    if let Some(certainty) = &entry.certainty {
        add("certainty", name(certainty));
    }
    if let Some(date) = &entry.reviewed {
        add("reviewed", date.clone());
    }
    if let Some(signed) = &entry.signed {
        add("signed", text(signed));
    }
    for (key, items) in [("owner_facts", &entry.owner_facts), ("keywords", &entry.keywords)] {
        if !items.is_empty() {
            add(key, format!("[{}]", list(items)));
        }
    }
    let own = entry.phrasings.iter().take(phrasings);
    let own: Vec<String> = own.map(|phrasing| format!("  {},\n", text(phrasing))).collect();
    if !own.is_empty() {
        add("phrasings", format!("[\n{}]", own.concat()));
    }
    block
}

/// A source, with a blank line before it.
#[must_use]
pub fn source(key: &str, source: &Reference) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let bare = !key.is_empty() && key.chars().all(is_bare);
    let key = if bare { key.to_owned() } else { text(key) };
    let url = source.url.as_ref().map(|url| format!("url = {}\n", text(url)));
    format!("\n[sources.{key}]\ntitle = {}\n{}", text(&source.title), url.unwrap_or_default())
}

/// A text in quotes.
fn text(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// A text that may have several lines, which stand as they are.
fn lines(answer: &str) -> String {
    if !answer.contains('\n') {
        return text(answer);
    }
    let mut written = String::new();
    for c in answer.replace('\\', "\\\\").replace("\"\"", "\"\\\"").chars() {
        if c == '\n' || c == '\t' || !c.is_control() {
            written.push(c);
        } else {
            written.push_str(&format!("\\u{:04X}", u32::from(c)));
        }
    }
    // A quote at the end would join those that end the text.
    let end = if written.ends_with('"') { "\\\n" } else { "" };
    format!("\"\"\"\n{written}{end}\"\"\"")
}

/// The name of one of a few choices, in quotes.
fn name(choice: &impl serde::Serialize) -> String {
    serde_json::to_value(choice).as_ref().ok().and_then(Value::as_str).map(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{entry, source};
    use crate::knowledge::Source;
    use crate::knowledge::faq::{Certainty, Entry, FaqFile, Link, Reference, Status};

    #[test]
    fn a_written_block_is_read_as_it_was() {
        let odd = "Say \"\"\"no\"\"\" to C:\\pain.\n\n- a\u{7}\n- \"b\"";
        for answer in ["Yes.", "Yes.\n", odd, "\n two\nlines\n", "a\n\"\"\"\"", "'''\n\\"] {
            let strings = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
            let written = Entry {
                id: "a".to_owned(),
                topic: "basics".to_owned(),
                question: "What's \"it\"?".to_owned(),
                button: Some("It".to_owned()),
                phrasings: strings(&["x \\ y", "what's it", "# 3"]),
                answer: answer.to_owned(),
                related: strings(&["a"]),
                safety_net: true,
                links: vec![Link { text: "t".into(), url: "https://a.example".into() }],
                sources: strings(&["NHS 2"]),
                certainty: Some(Certainty::Some),
                reviewed: Some("2026-11-30".to_owned()),
                signed: Some("A. Clinician".to_owned()),
                status: Status::Draft,
                ..Entry::default()
            };
            let reference = Reference { title: "The \"NHS\"".to_owned(), url: None };
            let text = entry(&written, usize::MAX) + &source("NHS 2", &reference);
            let (read, _) = Source::parse::<FaqFile>(&text, "faq.toml").unwrap();
            assert_eq!(format!("{:?}", read.entry), format!("{:?}", [written]), "{text}");
            assert_eq!(read.sources["NHS 2"].title, reference.title);
        }
    }
}
