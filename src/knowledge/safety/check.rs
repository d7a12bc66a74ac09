//! Checks of `safety.toml` that its shape cannot say: names that lead somewhere, lists that can
//! be found, cards that can be shown and have the numbers where a frightened person looks.

use std::collections::{BTreeMap, BTreeSet};

use super::{DEEPEST, Level, RuleFile, SafetyFile};
use crate::knowledge::markup::Rich;
use crate::knowledge::phrases::LABEL_MAX;
use crate::knowledge::{Problem, Source, did_you_mean_or};
use crate::text;

/// What cards and sentences may carry.
const PLACEHOLDERS: [&str; 3] = ["{emergency}", "{advice}", "{crisis}"];

/// Lines of a card in which help must be named.
const FIRST_LINES: usize = 2;

/// All problems of the file.
pub(in crate::knowledge) fn check(file: &SafetyFile, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, rule) in file.rule.iter().enumerate() {
        check_rule(file, rule, i, source, &mut problems);
    }
    check_lists(file, source, &mut problems);
    check_use(file, source, &mut problems);
    for (name, card) in &file.card {
        check_text(&card.text, &format!("/card/{name}/text"), &[], source, &mut problems);
        check_text(&card.phone, &format!("/card/{name}/phone"), &[], source, &mut problems);
        check_text(&card.check, &format!("/card/{name}/check"), &[], source, &mut problems);
        let pointer = format!("/card/{name}/check_button");
        check_label(&card.check_button, &pointer, source, &mut problems);
    }
    for (name, sentence) in file.say.all() {
        let more: &[&str] = if name == "country_kept" { &["{country}"] } else { &[] };
        check_text(sentence, &format!("/say/{name}"), more, source, &mut problems);
    }
    for (name, label) in file.buttons.all() {
        check_label(label, &format!("/buttons/{name}"), source, &mut problems);
    }
    problems
}

fn check_label(label: &str, pointer: &str, source: &Source, problems: &mut Vec<Problem>) {
    let letters = label.chars().count();
    if letters > LABEL_MAX {
        problems.push(source.problem(
            pointer,
            format!("this button has {letters} characters"),
            format!("shorten it to {LABEL_MAX} or fewer"),
        ));
    }
}

fn check_rule(
    file: &SafetyFile,
    rule: &RuleFile,
    i: usize,
    source: &Source,
    problems: &mut Vec<Problem>,
) {
    let at = format!("/rule/{i}");
    let first = file.rule.iter().position(|other| other.id == rule.id);
    if first != Some(i) {
        problems.push(source.problem(
            &format!("{at}/id"),
            format!("the id `{}` is already taken", rule.id),
            "give this rule another id",
        ));
    }
    for (k, relation) in rule.when.iter().enumerate() {
        let lists = [
            ("all", &relation.all),
            ("not_between", &relation.not_between),
            ("unless", &relation.unless),
        ];
        for (list, names) in lists {
            for (n, name) in names.iter().enumerate() {
                let pointer = format!("{at}/when/{k}/{list}/{n}");
                check_name(name, "concept", &file.concept, &pointer, source, problems);
            }
        }
    }
    for (k, name) in rule.ignores.iter().enumerate() {
        let pointer = format!("{at}/ignores/{k}");
        check_name(name, "guard", &file.guard, &pointer, source, problems);
    }
    for (k, key) in rule.sources.iter().enumerate() {
        let pointer = format!("{at}/sources/{k}");
        check_name(key, "sources", &file.sources, &pointer, source, problems);
    }
    check_name(&rule.card, "card", &file.card, &format!("{at}/card"), source, problems);
    if let Some(card) = file.card.get(&rule.card) {
        check_help(rule, &card.text, source, problems);
    }
}

/// In an emergency the number to call stands in the first lines, and in a crisis the people to
/// talk to do.
fn check_help(rule: &RuleFile, text: &str, source: &Source, problems: &mut Vec<Problem>) {
    let first: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(FIRST_LINES).collect();
    let names = |placeholder: &str| first.iter().any(|line| line.contains(placeholder));
    let (missing, needed) = match rule.level {
        Level::Crisis => (!names("{crisis}") && !names("{emergency}"), "{crisis} or {emergency}"),
        Level::U1 => (!names("{emergency}"), "{emergency}"),
        Level::U2 | Level::U3 => (false, ""),
    };
    if missing {
        problems.push(source.problem(
            &format!("/card/{}/text", rule.card),
            format!(
                "the first {FIRST_LINES} lines of this card do not say whom to call, and the rule `{}` needs it",
                rule.id
            ),
            format!("write {needed} into one of the first {FIRST_LINES} lines"),
        ));
    }
}

fn check_name<T>(
    name: &str,
    what: &str,
    known: &BTreeMap<String, T>,
    pointer: &str,
    source: &Source,
    problems: &mut Vec<Problem>,
) {
    if known.contains_key(name) {
        return;
    }
    let mend = did_you_mean_or(
        name,
        known.keys().map(String::as_str),
        format!("use one of the names under [{what}.…], or add a block [{what}.{name}]"),
    );
    problems.push(source.problem(pointer, format!("there is no [{what}.{name}]"), mend));
}

/// Each phrase of each list has words, its `@` names lead to a concept and not in a circle, and
/// its number ranges are ranges.
fn check_lists(file: &SafetyFile, source: &Source, problems: &mut Vec<Problem>) {
    let concepts = file.concept.iter().flat_map(|(name, concept)| {
        [
            (format!("/concept/{name}/words"), &concept.words),
            (format!("/concept/{name}/except"), &concept.except),
        ]
    });
    let guards = file.guard.iter().flat_map(|(name, guard)| {
        [
            (format!("/guard/{name}/words"), &guard.words),
            (format!("/guard/{name}/except"), &guard.except),
            (format!("/guard/{name}/ends"), &guard.ends),
            (format!("/guard/{name}/hands_on"), &guard.hands_on),
            (format!("/guard/{name}/lifted_by"), &guard.lifted_by),
            (format!("/guard/{name}/told_by"), &guard.told_by),
        ]
    });
    let reading = [("/reading/idioms".to_owned(), &file.reading.idioms)];
    let circle = file.concept.keys().any(|name| leads_back(name, name, file, &mut BTreeSet::new()));
    for (list, phrases) in concepts.chain(guards).chain(reading) {
        for (k, phrase) in phrases.iter().enumerate() {
            let pointer = format!("{list}/{k}");
            for name in named(phrase) {
                check_name(name, "concept", &file.concept, &pointer, source, problems);
            }
            let through = |name: &str| 1 + depth(name, file, DEEPEST);
            if !circle && named(phrase).any(|name| through(name) > DEEPEST) {
                problems.push(source.problem(
                    &pointer,
                    format!("the @ names of this phrase lead through more than {DEEPEST} lists"),
                    "write out the words in one of the lists",
                ));
            }
            if text::words(phrase).is_empty() {
                problems.push(source.problem(
                    &pointer,
                    "this phrase has no words",
                    "write a word or a phrase, or remove it",
                ));
            }
            if !ranges_are_right(phrase) {
                problems.push(source.problem(
                    &pointer,
                    "this phrase has a range of numbers that cannot be read",
                    "write it as <70-110>, the smaller number first",
                ));
            }
        }
    }
    for name in file.concept.keys() {
        if leads_back(name, name, file, &mut BTreeSet::new()) {
            problems.push(source.problem(
                &format!("/concept/{name}/words"),
                format!("`{name}` leads back to itself by its @ names"),
                "write out the words in one of the lists",
            ));
        }
    }
}

/// Through how many lists the `@` names of a concept lead, counted up to `most`.
fn depth(name: &str, file: &SafetyFile, most: usize) -> usize {
    let words = file.concept.get(name).map_or(&[][..], |concept| concept.words.as_slice());
    let names = words.iter().flat_map(|phrase| named(phrase));
    names.filter(|_| most > 0).map(|name| 1 + depth(name, file, most - 1)).max().unwrap_or(0)
}

/// The names after `@` in a phrase.
fn named(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.split('@').skip(1).map(|rest| rest.split(' ').next().unwrap_or_default())
}

fn ranges_are_right(phrase: &str) -> bool {
    phrase.split('<').skip(1).all(|rest| {
        let range = rest.split_once('>').and_then(|(range, _)| range.split_once('-'));
        let ends = range.and_then(|(low, high)| {
            Some((low.trim().parse::<f64>().ok()?, high.trim().parse::<f64>().ok()?))
        });
        ends.is_some_and(|(low, high)| low <= high)
    })
}

fn leads_back<'a>(
    from: &'a str,
    to: &str,
    file: &'a SafetyFile,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let words = file.concept.get(from).map_or(&[][..], |concept| concept.words.as_slice());
    words
        .iter()
        .flat_map(|phrase| named(phrase))
        .any(|name| name == to || (seen.insert(name) && leads_back(name, to, file, seen)))
}

/// Concepts that no rule and no list uses, and cards that no rule shows, are forgotten work.
fn check_use(file: &SafetyFile, source: &Source, problems: &mut Vec<Problem>) {
    let relations = file.rule.iter().flat_map(|rule| &rule.when);
    let mut used: BTreeSet<&str> = relations
        .flat_map(|r| r.all.iter().chain(&r.not_between).chain(&r.unless))
        .map(String::as_str)
        .collect();
    let phrases = file.concept.values().flat_map(|c| c.words.iter().chain(&c.except));
    let cues = file.guard.values().flat_map(|g| {
        [&g.words, &g.except, &g.ends, &g.hands_on, &g.lifted_by, &g.told_by].into_iter().flatten()
    });
    used.extend(phrases.chain(cues).flat_map(|phrase| named(phrase)));
    for name in file.concept.keys().filter(|name| !used.contains(name.as_str())) {
        problems.push(source.problem(
            &format!("/concept/{name}"),
            format!("no rule uses the concept `{name}`"),
            "name it in a rule, or remove it",
        ));
    }
    for name in file.card.keys() {
        if !file.rule.iter().any(|rule| rule.card == *name) {
            problems.push(source.problem(
                &format!("/card/{name}"),
                format!("no rule shows the card `{name}`"),
                "name it in a rule, or remove it",
            ));
        }
    }
}

/// A text can be shown, and has no placeholder but the known ones.
fn check_text(
    text: &str,
    pointer: &str,
    more: &[&str],
    source: &Source,
    problems: &mut Vec<Problem>,
) {
    let mut filled = text.to_owned();
    for placeholder in PLACEHOLDERS.iter().chain(more) {
        filled = filled.replace(placeholder, "112");
    }
    if filled.contains(['{', '}']) {
        problems.push(source.problem(
            pointer,
            "this text has a curly bracket that the bot cannot fill in",
            format!("use only {}", [&PLACEHOLDERS[..], more].concat().join(", ")),
        ));
    }
    if let Err((_, what)) = Rich::parse(&filled) {
        problems.push(source.problem(
            pointer,
            format!("this text has {what}, which a chat cannot show"),
            "use paragraphs, **bold**, *italic*, lists and links only",
        ));
    }
}
