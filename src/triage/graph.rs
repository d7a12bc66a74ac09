//! The quiz on paper: a chart of its paths, and tables that a clinician can sign.

use std::fmt::Write;

use super::quiz::Quiz;
use crate::knowledge::triage::{Condition, PatternRule, ScoreTest, TriageFile, Urgency};

/// The paths as a Mermaid flow chart: screens, where answers end the quiz, results.
#[must_use]
pub fn mermaid(quiz: &Quiz) -> String {
    let file = quiz.file();
    let mut chart = Chart(String::from("flowchart TD\n"));
    chart.node("consent", "stadium", "Consent");
    chart.edge("consent", Some(&file.consent.no), "declined");
    chart.node("declined", "stadium", "Not started");
    let mut before = ("consent".to_owned(), None);
    for (index, screen) in file.screen.iter().enumerate() {
        let id = format!("s{}", index + 1);
        chart.node(&id, "box", &format!("{}. {} ({})", index + 1, screen.title, screen.key));
        chart.edge(&before.0, before.1, &id);
        if screen.again.is_some() {
            let again = format!("{id}again");
            chart.node(&again, "box", &format!("{}. asked more plainly", index + 1));
            chart.edge(&id, Some("not sure"), &again);
            chart.edge(&again, Some("counts as an answer there"), &id);
        }
        for needs in quiz.urgency.iter().filter(|needs| needs.last_screen() == Some(index)) {
            let rule = file.urgency.get(needs.rule).filter(|rule| rule.level == Urgency::U1);
            if let Some(rule) = rule {
                chart.edge(&id, Some(&rule.reason), "U1");
            }
        }
        before = (id, None);
        if index == quiz.safety_part {
            chart.node("safety", "diamond", "Today sign so far?");
            chart.edge(&before.0, None, "safety");
            chart.edge("safety", Some("yes"), "U2");
            before = ("safety".to_owned(), Some("no"));
        }
    }
    chart.node("assess", "diamond", "Urgency, then pattern");
    chart.edge(&before.0, before.1, "assess");
    for urgency in [Urgency::U1, Urgency::U2] {
        let name = &file.level.of(urgency).name;
        chart.node(urgency.name(), "stadium", &format!("{}: {name}", urgency.name()));
    }
    chart.edge("assess", Some("U2 found late"), "U2");
    for (i, result) in file.result.iter().enumerate() {
        let levels = result.raises.as_ref().map_or("U3 or U4", |raise| raise.to.name());
        let id = format!("r{}", i + 1);
        chart.node(&id, "stadium", &format!("{} ({levels})", result.name));
        chart.edge("assess", None, &id);
    }
    chart.node("nopattern", "stadium", "U3 or U4 without a pattern");
    chart.edge("assess", Some(&condition(&file.no_pattern.when)), "nopattern");
    chart.0
}

/// Screens, weights, urgency rules, pattern rules and results as Markdown tables, with a line to
/// sign.
#[must_use]
pub fn table(quiz: &Quiz) -> String {
    let file = quiz.file();
    let mut page = format!(
        "# The check, version {}, reviewed {}\n\nThe safety part ends with `{}`: a U2 sign found \
         by then ends the check there. A U1 sign ends it at once. After it a screen is left out \
         when no answer to it can change urgency, pattern or fit any more.\n",
        quiz.version(),
        file.reviewed,
        file.safety_part_ends
    );
    screens(&mut page, file);
    urgency_rules(&mut page, file);
    pattern_rules(&mut page, file);
    results(&mut page, file);
    gentle(&mut page, file);
    sources(&mut page, file);
    page.push_str(
        "\n## Signed\n\n| Name | Licence | Date | Signature |\n| --- | --- | --- | --- |\n|  |  |  |  |\n",
    );
    page
}

fn screens(page: &mut String, file: &TriageFile) {
    let scores: Vec<&str> = file.score.iter().map(|score| score.id.as_str()).collect();
    heading(page, "Screens", &[&["Screen", "Answer", "Code", "At least"][..], &scores].concat());
    for (index, screen) in file.screen.iter().enumerate() {
        for option in &screen.option {
            let kind = if screen.several { ", several" } else { "" };
            let mut cells = vec![
                format!("{}. {} (`{}`{kind})", index + 1, screen.title, screen.key),
                if option.says.is_empty() { option.label.clone() } else { option.says.clone() },
                format!("`{}`", option.code),
                option.at_least.map_or("", Urgency::name).to_owned(),
            ];
            for score in &file.score {
                let points =
                    score.weights.get(&screen.key).and_then(|weights| weights.get(&option.code));
                cells.push(points.map_or_else(String::new, |points| format!("{points:+}")));
            }
            row(page, &cells);
        }
    }
}

fn urgency_rules(page: &mut String, file: &TriageFile) {
    heading(
        page,
        "Urgency rules: the highest that holds wins, none lowers",
        &["Level", "Rule", "Holds if", "Reason told", "What to do, whom to ask", "Card", "Sources"],
    );
    for rule in &file.urgency {
        let mut holds = condition(&rule.when);
        if !rule.also.is_empty() {
            holds = format!("{holds} and {}", condition(&rule.also));
        }
        row(
            page,
            &[
                rule.level.name().to_owned(),
                rule.id.clone(),
                holds,
                rule.reason.clone(),
                format!("{} {}", rule.text, rule.advice).trim().to_owned(),
                rule.card.clone().unwrap_or_default(),
                rule.sources.join(", "),
            ],
        );
    }
}

fn pattern_rules(page: &mut String, file: &TriageFile) {
    heading(page, "Pattern rules: the first that holds wins", &["No.", "Holds if", "Gives"]);
    row(page, &["0".to_owned(), condition(&file.no_pattern.when), "no pattern".to_owned()]);
    for (i, rule) in file.pattern.iter().enumerate() {
        row(page, &[(i + 1).to_string(), pattern(rule), rule.gives.clone()]);
    }
}

fn results(page: &mut String, file: &TriageFile) {
    heading(
        page,
        "Results",
        &[
            "Result",
            "At least",
            "Said",
            "Today",
            "Tomorrow morning",
            "Stop if",
            "Exercises",
            "Next step",
            "Book",
            "Related",
            "Sources",
        ],
    );
    for result in &file.result {
        row(
            page,
            &[
                format!("{} (`{}`)", result.name, result.id),
                result.raises.as_ref().map_or("", |raise| raise.to.name()).to_owned(),
                result.text.clone(),
                result.today.clone(),
                result.tomorrow.clone(),
                result.stop.clone(),
                result.exercises.join(", "),
                result.next.clone(),
                if result.pathway.is_empty() { "" } else { "U3, U4 only" }.to_owned(),
                result.related.join(", "),
                result.sources.join(", "),
            ],
        );
    }
}

/// Who is told to leave exercises until they have been examined.
fn gentle(page: &mut String, file: &TriageFile) {
    let Some(gentle) = &file.gentle else {
        return;
    };
    heading(page, "No exercises before an exam", &["Any of", "Told in place of tomorrow morning"]);
    let any: Vec<String> =
        gentle.any.iter().map(|(key, codes)| format!("{key} = {}", codes.join(" or "))).collect();
    row(page, &[any.join("; or "), gentle.tomorrow.clone()]);
}

/// What it rests on: weights by score, and the sources that the FAQ does not have.
fn sources(page: &mut String, file: &TriageFile) {
    heading(page, "Sources of the weights", &["Score", "Fits well from", "Sources"]);
    for score in &file.score {
        row(page, &[score.id.clone(), score.fits_well.to_string(), score.sources.join(", ")]);
    }
    heading(page, "Sources that are not in the FAQ", &["Key", "Source", "Address"]);
    for (key, source) in &file.sources {
        row(page, &[key.clone(), source.title.clone(), source.url.clone().unwrap_or_default()]);
    }
}

/// A condition in words: `legs is one; age is 71-75 or 76+`.
fn condition(condition: &Condition) -> String {
    let parts: Vec<String> =
        condition.iter().map(|(key, codes)| format!("{key} = {}", codes.join(" or "))).collect();
    parts.join(" and ")
}

fn pattern(rule: &PatternRule) -> String {
    let mut parts = Vec::new();
    if !rule.when.is_empty() {
        parts.push(condition(&rule.when));
    }
    for (key, codes) in &rule.unless {
        parts.push(format!("{key} is not {}", codes.join(" or ")));
    }
    if let Some(count) = &rule.count {
        let of: Vec<String> =
            count.of.iter().map(|(key, codes)| format!("{key} = {}", codes.join(", "))).collect();
        parts.push(format!("{} or more of: {}", count.at_least, of.join("; ")));
    }
    for (id, ScoreTest { at_least, below, lead }) in &rule.score {
        parts.extend(at_least.map(|least| format!("{id} score is {least} or more")));
        parts.extend(below.map(|limit| format!("{id} score is less than {limit}")));
        parts.extend(lead.map(|lead| match lead {
            0 => format!("{id} score is no less than any other"),
            lead => format!("{id} score is {lead} or more above each other"),
        }));
    }
    if parts.is_empty() { "in all other cases".to_owned() } else { parts.join(" and ") }
}

fn heading(page: &mut String, title: &str, columns: &[&str]) {
    let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
    page.extend(["\n## ", title, "\n\n"]);
    row(page, &columns);
    row(page, &vec!["---".to_owned(); columns.len()]);
}

fn row(page: &mut String, cells: &[String]) {
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
    page.extend(["| ", &cells.join(" | "), " |\n"]);
}

/// Lines of a Mermaid chart.
struct Chart(String);

impl Chart {
    fn node(&mut self, id: &str, shape: &str, label: &str) {
        let (open, close) = match shape {
            "stadium" => ("([", "])"),
            "diamond" => ("{", "}"),
            _ => ("[", "]"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "  {id}{open}\"{}\"{close}", quoted(label));
    }

    fn edge(&mut self, from: &str, label: Option<&str>, to: &str) {
        let _ = match label {
            Some(label) => writeln!(self.0, "  {from} -->|\"{}\"| {to}", quoted(label)),
            None => writeln!(self.0, "  {from} --> {to}"),
        };
    }
}

/// A label inside double quotes, as Mermaid writes it.
fn quoted(label: &str) -> String {
    label.replace('"', "#quot;")
}
