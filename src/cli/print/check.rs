//! The symptom check: what is asked, what is said at the end, and the rules as tables.

use super::super::html::{each, escape, markdown};
use super::{facts, signature, sources};
use crate::knowledge::Knowledge;
use crate::knowledge::triage::{ResultFile, ScreenFile, TriageFile, Urgency};
use crate::triage::{Quiz, graph};

pub(super) fn section(knowledge: &Knowledge) -> String {
    let Some(file) = &knowledge.triage else { return String::new() };
    let mut section = format!(
        "<p class=\"meta\">Version {}, reviewed {}</p>\n<h2>Before the first question</h2>\n\
         <article>\n{}{}</article>\n<h2>Questions</h2>\n",
        file.version,
        escape(&file.reviewed),
        markdown(&file.consent.text),
        signature()
    );
    section.extend(file.screen.iter().zip(1..).map(|(screen, number)| asked(screen, number)));
    section += "<h2>How soon to be seen</h2>\n";
    section.extend([Urgency::U1, Urgency::U2, Urgency::U3, Urgency::U4].map(|at| level(file, at)));
    section += "<h2>Emergency cards of the check</h2>\n";
    section.extend(file.card.iter().map(|card| {
        let id = escape(&card.id);
        format!(
            "<article>\n<h3><code>{id}</code></h3>\n{}{}</article>\n",
            markdown(&card.text),
            signature()
        )
    }));
    section += "<h2>Patterns</h2>\n";
    section.extend(file.result.iter().map(|result| pattern(result, knowledge)));
    let tables = markdown(&graph::table(&Quiz::new(file)));
    section + &format!("<div class=\"tables\">\n<h2>The rules as tables</h2>\n{tables}</div>\n")
}

fn asked(screen: &ScreenFile, number: usize) -> String {
    let several = if screen.several { ", several answers" } else { "" };
    let options = each(&screen.option, |option| {
        let level = option.at_least.map_or("", Urgency::name);
        let level = if level.is_empty() {
            String::new()
        } else {
            format!(" <span class=\"meta\">at least {level}</span>")
        };
        format!("<li>{}{level}</li>\n", escape(&option.label))
    });
    let again = screen.again.as_ref().map(|again| markdown(&again.text)).unwrap_or_default();
    format!(
        "<article>\n<h3>{number}. {} <span class=\"meta\"><code>{}</code>{several}</span></h3>\n{}<ul>\n{options}</ul>\n{}{}</article>\n",
        escape(&screen.title),
        escape(&screen.key),
        markdown(&screen.text),
        facts([("Why it is asked", markdown(&screen.why)), ("Asked more plainly", again)]),
        signature()
    )
}

fn level(file: &TriageFile, urgency: Urgency) -> String {
    let level = file.level.of(urgency);
    format!(
        "<article>\n<h3>{} ({})</h3>\n{}{}{}</article>\n",
        escape(&level.name),
        urgency.name(),
        markdown(&level.text),
        facts([("Changes if", markdown(&level.change)), ("Reason", escape(&level.reason))]),
        signature()
    )
}

fn pattern(result: &ResultFile, knowledge: &Knowledge) -> String {
    format!(
        "<article>\n<h3>{} <span class=\"meta\"><code>{}</code></span></h3>\n{}{}{}</article>\n",
        escape(&result.name),
        escape(&result.id),
        markdown(&result.text),
        facts([
            ("Today", markdown(&result.today)),
            ("Tomorrow morning", markdown(&result.tomorrow)),
            ("Stop if", markdown(&result.stop)),
            ("Next step", markdown(&result.next)),
            ("Next, self-care", markdown(&result.next_self_care)),
            ("Changes if", markdown(&result.change)),
            ("What is known", markdown(&result.education)),
            ("Programme", markdown(&result.pathway)),
            ("Sources", sources(&result.sources, knowledge)),
        ]),
        signature()
    )
}
