//! The answers, by topic.

use super::super::html::{escape, markdown};
use super::{facts, signature, sources};
use crate::knowledge::Knowledge;
use crate::knowledge::faq::{Certainty, Entry, Status};

pub(super) fn section(knowledge: &Knowledge) -> String {
    let entries = &knowledge.faq.entry;
    // In the order in which they first stand in the file, as the menu has them.
    let mut topics: Vec<&str> = Vec::new();
    for entry in entries {
        if !topics.contains(&entry.topic.as_str()) {
            topics.push(&entry.topic);
        }
    }
    let mut section = String::new();
    for topic in topics {
        let phrases = knowledge.phrases.as_ref();
        let name = phrases.and_then(|phrases| phrases.topics.get(topic));
        section += &format!("<h2>{}</h2>\n", escape(name.map_or(topic, String::as_str)));
        let of_topic = entries.iter().filter(|entry| entry.topic == topic);
        section.extend(of_topic.map(|entry| article(entry, knowledge)));
    }
    section
}

fn article(entry: &Entry, knowledge: &Knowledge) -> String {
    let draft = match entry.status {
        Status::Draft => " <span class=\"draft\">draft, not shown</span>",
        Status::Live => "",
    };
    let net = knowledge.phrases.as_ref().filter(|_| entry.safety_net);
    let net = net.map(|phrases| markdown(&phrases.say.safety_net)).unwrap_or_default();
    let links = entry.links.iter().filter(|link| !link.url.is_empty());
    let links: Vec<String> = links
        .map(|link| format!("<a href=\"{}\">{}</a>", escape(&link.url), escape(&link.text)))
        .collect();
    let exercises = entry.exercises.iter().filter_map(|id| {
        let exercises = &knowledge.exercises.exercise;
        exercises.iter().find(|exercise| exercise.id == *id).map(|exercise| escape(&exercise.name))
    });
    let read = [
        entry.reviewed.as_ref().map(|date| format!("against its sources on {date}")),
        entry.signed.as_ref().map(|name| format!("signed by {}", escape(name))),
    ];
    let read: Vec<String> = read.into_iter().flatten().collect();
    format!(
        "<article id=\"answer-{id}\">\n<h3>{} <span class=\"meta\"><code>{id}</code>{draft}</span></h3>\n{}{}{}{}</article>\n",
        escape(&entry.question),
        markdown(&entry.answer),
        net,
        facts([
            ("Exercises", exercises.collect::<Vec<_>>().join(", ")),
            ("Links", links.join(", ")),
            ("Evidence", entry.certainty.map_or("", certainty).to_owned()),
            ("Sources", sources(&entry.sources, knowledge)),
            ("Read", read.join(", ")),
        ]),
        signature(),
        id = escape(&entry.id),
    )
}

const fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Strong => "strong: several good studies or public guidance agree",
        Certainty::Some => "some: some studies, or one guideline",
        Certainty::Uncertain => "uncertain: little or mixed evidence, or experience alone",
    }
}
