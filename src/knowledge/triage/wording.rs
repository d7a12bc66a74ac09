//! Texts of `triage.toml`: what a chat can show, and the words in curly brackets.

use super::TriageFile;
use crate::knowledge::markup::{Block, Rich};
use crate::knowledge::phrases::LABEL_MAX;
use crate::knowledge::{Problem, Source, owner};

/// Sentences with the words that they must carry, and those that they may carry.
const SENTENCES: [(&str, &[&str], &[&str]); 13] = [
    ("progress", &["{step}", "{of}"], &[]),
    ("ticked", &["{ticked}"], &[]),
    ("because", &["{reasons}"], &[]),
    ("mostly", &["{answers}"], &[]),
    ("stopped", &[], &["{emergency}"]),
    ("result_title", &["{level}"], &[]),
    ("safety_net", &["{emergency}"], &[]),
    ("read_here", &["{answers}"], &[]),
    ("read_either", &["{answers}"], &[]),
    ("message_title", &["{date}"], &[]),
    ("message_result", &["{level}"], &[]),
    ("message_pattern", &["{pattern}"], &[]),
    ("message_footer", &["{version}"], &[]),
];

/// Problems of all texts.
pub(super) fn check(file: &TriageFile, source: &Source) -> Vec<Problem> {
    let mut texts = Texts { source, problems: Vec::new() };
    texts.check("/consent/text", &file.consent.text, &[], &["{emergency}"]);
    texts.check("/consent/declined", &file.consent.declined, &[], &[]);
    for (name, level) in [
        ("U1", &file.level.U1),
        ("U2", &file.level.U2),
        ("U3", &file.level.U3),
        ("U4", &file.level.U4),
    ] {
        let at = format!("/level/{name}");
        texts.check(&format!("{at}/text"), &level.text, &[], &["{emergency}", "{advice}"]);
        texts.line(&format!("{at}/change"), &level.change);
        texts.line(&format!("{at}/reason"), &level.reason);
    }
    for (name, text) in file.say.all() {
        let (must, may) = SENTENCES
            .iter()
            .find(|(sentence, ..)| *sentence == name)
            .map_or((&[][..], &[][..]), |(_, must, may)| (*must, *may));
        texts.check(&format!("/say/{name}"), text, must, may);
    }
    texts.screens(file);
    for (i, rule) in file.urgency.iter().enumerate() {
        texts.line(&format!("/urgency/{i}/reason"), &rule.reason);
        texts.line(&format!("/urgency/{i}/advice"), &rule.advice);
        texts.line(&format!("/urgency/{i}/text"), &rule.text);
    }
    texts.check("/no_pattern/text", &file.no_pattern.text, &[], &[]);
    if let Some(gentle) = &file.gentle {
        texts.line("/gentle/tomorrow", &gentle.tomorrow);
    }
    for (i, result) in file.result.iter().enumerate() {
        let at = format!("/result/{i}");
        let fit: &[&str] = if result.score.is_some() { &["{fit}"] } else { &[] };
        texts.check(&format!("{at}/text"), &result.text, fit, &[]);
        texts.line(&format!("{at}/today"), &result.today);
        texts.line(&format!("{at}/tomorrow"), &result.tomorrow);
        texts.line(&format!("{at}/stop"), &result.stop);
        texts.line(&format!("{at}/change"), &result.change);
        texts.line(&format!("{at}/next"), &result.next);
        texts.line(&format!("{at}/next_self_care"), &result.next_self_care);
        texts.check(&format!("{at}/education"), &result.education, &[], &[]);
        texts.check(&format!("{at}/pathway"), &result.pathway, &[], &[]);
        if let Some(raise) = &result.raises {
            texts.line(&format!("{at}/raises/reason"), &raise.reason);
        }
    }
    for (i, card) in file.card.iter().enumerate() {
        texts.check(&format!("/card/{i}/text"), &card.text, &["{emergency}"], &["{reason}"]);
    }
    texts.problems
}

struct Texts<'a> {
    source: &'a Source,
    problems: Vec<Problem>,
}

impl Texts<'_> {
    fn say(&mut self, pointer: &str, what: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(self.source.problem(pointer, what, mend));
    }

    fn screens(&mut self, file: &TriageFile) {
        for (i, screen) in file.screen.iter().enumerate() {
            let at = format!("/screen/{i}");
            self.check(&format!("{at}/text"), &screen.text, &[], &[]);
            self.check(&format!("{at}/why"), &screen.why, &[], &[]);
            self.line(&format!("{at}/title"), &screen.title);
            if let Some(again) = &screen.again {
                self.check(&format!("{at}/again/text"), &again.text, &[], &[]);
                for (code, label) in &again.labels {
                    let length = label.chars().count();
                    if length == 0 || length > LABEL_MAX {
                        self.say(
                            &format!("{at}/again/labels/{code}"),
                            format!("this button has {length} characters"),
                            format!("use 1 to {LABEL_MAX}"),
                        );
                    }
                }
            }
            for (k, option) in screen.option.iter().enumerate() {
                let at = format!("{at}/option/{k}");
                self.line(&format!("{at}/says"), &option.says);
                self.line(&format!("{at}/sign"), &option.sign);
                self.line(&format!("{at}/note"), &option.note);
            }
        }
    }

    /// A text that becomes one line of a list.
    fn line(&mut self, pointer: &str, text: &str) {
        self.check(pointer, text, &[], &[]);
        let lines = Rich::parse(text).map(|rich| rich.blocks).unwrap_or_default();
        if lines.len() > 1 || matches!(lines.first(), Some(Block::List { .. })) {
            self.say(
                pointer,
                "this text is one line of a list, but has several paragraphs or a list in it",
                "write it as one paragraph",
            );
        }
    }

    /// Markup, and words in curly brackets: those it must carry and those it may.
    fn check(&mut self, pointer: &str, text: &str, must: &[&str], may: &[&str]) {
        if let Err((_, what)) = Rich::parse(text) {
            self.say(
                pointer,
                format!("this text has {what}, which a chat cannot show"),
                "use paragraphs, **bold**, *italic*, lists and links only",
            );
        }
        let mut left = owner::without(text);
        for word in must {
            if !left.contains(word) {
                self.say(
                    pointer,
                    format!("this text has lost its placeholder {word}"),
                    format!("write {word} where the bot should fill it in"),
                );
            }
            left = left.replace(word, "");
        }
        for word in may {
            left = left.replace(word, "");
        }
        if left.contains('{') || left.contains('}') {
            let known = [must, may].concat();
            let mend = if known.is_empty() {
                "remove the curly brackets".to_owned()
            } else {
                format!("use only {}", known.join(" and "))
            };
            self.say(pointer, "this text has a curly bracket that the bot cannot fill in", mend);
        }
    }
}
