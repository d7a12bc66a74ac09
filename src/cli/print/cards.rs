//! The emergency cards, with the rules that give them.

use super::super::html::{escape, markdown};
use super::{facts, signature, sources};
use crate::knowledge::Knowledge;
use crate::knowledge::safety::RuleFile;

pub(super) fn section(knowledge: &Knowledge) -> String {
    let Some(safety) = &knowledge.safety else { return String::new() };
    let mut section = String::new();
    for (name, card) in &safety.card {
        let rules: Vec<&RuleFile> = safety.rule.iter().filter(|rule| rule.card == *name).collect();
        let told: Vec<String> = rules.iter().map(|rule| told(rule)).collect();
        let mut keys: Vec<String> = rules.iter().flat_map(|rule| rule.sources.clone()).collect();
        keys.sort();
        keys.dedup();
        section += &format!(
            "<article>\n<h3>{}</h3>\n{}{}{}</article>\n",
            escape(name),
            markdown(&card.text),
            facts([
                ("On the phone", markdown(&card.phone)),
                ("Gentle check", markdown(&card.check)),
                ("Its button", escape(&card.check_button)),
                ("Rules", told.join("<br>\n")),
                ("Sources", sources(&keys, knowledge)),
            ]),
            signature()
        );
    }
    section
}

/// The level and the name of a rule, and why it is as it is.
fn told(rule: &RuleFile) -> String {
    let note =
        if rule.note.is_empty() { String::new() } else { format!(": {}", escape(&rule.note)) };
    format!("{:?} <code>{}</code>{note}", rule.level, escape(&rule.id))
}
