//! Names in `triage.toml` that must exist, and the few rules that its shape cannot say.

use std::collections::BTreeSet;

use super::{Condition, ScreenFile, TriageFile, Urgency, wording};
use crate::knowledge::exercises::ExercisesFile;
use crate::knowledge::faq::{FaqFile, Status};
use crate::knowledge::{Problem, Source, did_you_mean_or};

/// All problems of the file; `faq` and `exercises` are what results may link to.
pub(in crate::knowledge) fn check(
    file: &TriageFile,
    source: &Source,
    faq: Option<&FaqFile>,
    exercises: Option<&ExercisesFile>,
) -> Vec<Problem> {
    let mut names = Names { file, source, problems: Vec::new() };
    names.twice();
    names.screens();
    names.urgency();
    names.scores();
    names.patterns();
    names.listen();
    if let Some(faq) = faq {
        names.related(faq);
        names.sources(faq);
    }
    if let Some(exercises) = exercises {
        names.exercises(exercises);
    }
    let mut problems = names.problems;
    problems.extend(wording::check(file, source));
    problems
}

struct Names<'a> {
    file: &'a TriageFile,
    source: &'a Source,
    problems: Vec<Problem>,
}

impl Names<'_> {
    fn say(&mut self, pointer: &str, what: impl Into<String>, mend: impl Into<String>) {
        self.problems.push(self.source.problem(pointer, what, mend));
    }

    /// Says that `name` is not among `known`, unless it is.
    fn known<'b>(
        &mut self,
        pointer: &str,
        name: &str,
        kind: &str,
        known: impl IntoIterator<Item = &'b str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        if !known.contains(&name) {
            let mend = did_you_mean_or(
                name,
                known.iter().copied(),
                format!("use one of: {}", known.join(", ")),
            );
            self.say(pointer, format!("there is no {kind} `{name}`"), mend);
        }
    }

    /// Names that stand twice.
    fn twice(&mut self) {
        let file = self.file;
        let lists: [(&str, &str, Vec<&str>); 5] = [
            ("screen", "key", file.screen.iter().map(|s| s.key.as_str()).collect()),
            ("score", "id", file.score.iter().map(|s| s.id.as_str()).collect()),
            ("urgency", "id", file.urgency.iter().map(|r| r.id.as_str()).collect()),
            ("result", "id", file.result.iter().map(|r| r.id.as_str()).collect()),
            ("card", "id", file.card.iter().map(|c| c.id.as_str()).collect()),
        ];
        for (list, field, names) in lists {
            self.each_once(&format!("/{list}"), field, &names);
        }
        for (i, screen) in file.screen.iter().enumerate() {
            let codes: Vec<&str> = screen.option.iter().map(|o| o.code.as_str()).collect();
            self.each_once(&format!("/screen/{i}/option"), "code", &codes);
            let mut seen: BTreeSet<&str> = codes.into_iter().collect();
            for (o, option) in screen.option.iter().enumerate() {
                for (k, code) in option.was.iter().enumerate() {
                    if !seen.insert(code) {
                        self.say(
                            &format!("/screen/{i}/option/{o}/was/{k}"),
                            format!("`{code}` is another answer of this screen, too"),
                            "remove it here",
                        );
                    }
                }
            }
        }
    }

    fn each_once(&mut self, list: &str, field: &str, names: &[&str]) {
        let mut seen = BTreeSet::new();
        for (i, name) in names.iter().enumerate() {
            if !seen.insert(name) {
                self.say(
                    &format!("{list}/{i}/{field}"),
                    format!("`{name}` stands twice"),
                    "give one of the two another name",
                );
            }
        }
    }

    fn screens(&mut self) {
        let file = self.file;
        let keys = file.screen.iter().map(|screen| screen.key.as_str());
        self.known("/safety_part_ends", &file.safety_part_ends, "screen", keys);
        for (i, screen) in file.screen.iter().enumerate() {
            let unsure = screen.option.iter().filter(|option| option.unsure).count();
            if unsure != 1 || !screen.option.last().is_some_and(|option| option.unsure) {
                self.say(
                    &format!("/screen/{i}/option"),
                    format!("`{}` needs one answer for “not sure”, as the last one", screen.key),
                    "give the last answer, and only it, a line: unsure = true",
                );
            }
            for code in screen.again.iter().flat_map(|again| again.labels.keys()) {
                let pointer = format!("/screen/{i}/again/labels/{code}");
                self.code(&pointer, screen, code);
            }
        }
    }

    fn code(&mut self, pointer: &str, screen: &ScreenFile, code: &str) {
        let kind = format!("answer of `{}` called", screen.key);
        let codes = screen.option.iter().map(|option| option.code.as_str());
        self.known(pointer, code, &kind, codes);
    }

    /// The screens and answers that a condition names.
    fn condition(&mut self, pointer: &str, condition: &Condition) {
        let file = self.file;
        for (key, codes) in condition {
            let at = format!("{pointer}/{key}");
            let Some(screen) = file.screen.iter().find(|screen| screen.key == *key) else {
                self.known(&at, key, "screen", file.screen.iter().map(|s| s.key.as_str()));
                continue;
            };
            if codes.is_empty() {
                self.say(&at, format!("no answer of `{key}` is named"), "name one or more");
            }
            for (k, code) in codes.iter().enumerate() {
                self.code(&format!("{at}/{k}"), screen, code);
            }
        }
    }

    fn urgency(&mut self) {
        let file = self.file;
        for (i, rule) in file.urgency.iter().enumerate() {
            let at = format!("/urgency/{i}");
            self.condition(&format!("{at}/when"), &rule.when);
            self.condition(&format!("{at}/also"), &rule.also);
            if rule.when.is_empty() {
                self.say(
                    &format!("{at}/when"),
                    format!(
                        "the rule `{}` names no answers, so it would hold for everybody",
                        rule.id
                    ),
                    "name the answers it needs: when = { screen = [\"answer\"] }",
                );
            }
            match (&rule.card, rule.level) {
                (Some(card), _) => {
                    let cards = file.card.iter().map(|card| card.id.as_str());
                    self.known(&format!("{at}/card"), card, "card", cards);
                }
                (None, Urgency::U1) => self.say(
                    &format!("{at}/id"),
                    format!("the emergency rule `{}` names no card", rule.id),
                    "add a line: card = \"…\"",
                ),
                (None, _) => {}
            }
        }
        self.condition("/no_pattern/when", &file.no_pattern.when);
        if let Some(gentle) = &file.gentle {
            self.condition("/gentle/any", &gentle.any);
        }
        if file.no_pattern.when.is_empty() {
            self.say(
                "/no_pattern/when",
                "this names no answers, so nobody would get a pattern",
                "name the answers of those who get none: when = { screen = [\"answer\"] }",
            );
        }
    }

    fn scores(&mut self) {
        let file = self.file;
        for (i, score) in file.score.iter().enumerate() {
            for (key, weights) in &score.weights {
                let at = format!("/score/{i}/weights/{key}");
                let Some(screen) = file.screen.iter().find(|screen| screen.key == *key) else {
                    self.known(&at, key, "screen", file.screen.iter().map(|s| s.key.as_str()));
                    continue;
                };
                for code in weights.keys() {
                    self.code(&format!("{at}/{code}"), screen, code);
                }
            }
        }
        let scores = || file.score.iter().map(|score| score.id.as_str());
        for (i, rule) in file.pattern.iter().enumerate() {
            for id in rule.score.keys() {
                self.known(&format!("/pattern/{i}/score/{id}"), id, "score", scores());
            }
        }
        for (i, result) in file.result.iter().enumerate() {
            if let Some(id) = &result.score {
                self.known(&format!("/result/{i}/score"), id, "score", scores());
            }
        }
    }

    fn patterns(&mut self) {
        let file = self.file;
        let last = file.pattern.len().saturating_sub(1);
        for (i, rule) in file.pattern.iter().enumerate() {
            let at = format!("/pattern/{i}");
            let results = file.result.iter().map(|result| result.id.as_str());
            self.known(&format!("{at}/gives"), &rule.gives, "result", results);
            self.condition(&format!("{at}/when"), &rule.when);
            self.condition(&format!("{at}/unless"), &rule.unless);
            if let Some(count) = &rule.count {
                self.condition(&format!("{at}/count/of"), &count.of);
            }
            let always = rule.when.is_empty()
                && rule.unless.is_empty()
                && rule.count.is_none()
                && rule.score.is_empty();
            if i == last && !always {
                self.say(
                    &at,
                    "the last pattern rule has conditions, so some answers would get no pattern",
                    "add a last rule with `gives` alone",
                );
            }
            if i != last && always {
                self.say(
                    &at,
                    "this pattern rule always holds, so the rules after it never do",
                    "give it a condition, or move it to the end",
                );
            }
        }
        for (i, result) in file.result.iter().enumerate() {
            if !file.pattern.iter().any(|rule| rule.gives == result.id) {
                self.say(
                    &format!("/result/{i}/id"),
                    format!("no pattern rule gives `{}`", result.id),
                    "add a [[pattern]] that does, or remove this result",
                );
            }
            if result.raises.as_ref().is_some_and(|raise| raise.to > Urgency::U3) {
                self.say(
                    &format!("/result/{i}/raises"),
                    "a pattern may raise to U3 only: U1 and U2 show no pattern",
                    "write an [[urgency]] rule for the answers that are urgent",
                );
            }
        }
    }

    /// Phrases of `[listen]` and of the answers: their classes, and the parts that they need.
    fn listen(&mut self) {
        let file = self.file;
        for (list, phrases) in [("lasted", &file.listen.lasted), ("ago", &file.listen.ago)] {
            for (i, text) in phrases.iter().enumerate() {
                self.phrase(&format!("/listen/{list}/{i}"), text, &["{length}", "{date}"]);
            }
        }
        for (i, screen) in file.screen.iter().enumerate() {
            for (k, text) in screen.said_number.iter().enumerate() {
                self.phrase(&format!("/screen/{i}/said_number/{k}"), text, &["{n}"]);
            }
            for (o, option) in screen.option.iter().enumerate() {
                for (list, said) in [("said", &option.said), ("said_here", &option.said_here)] {
                    for (k, text) in said.iter().enumerate() {
                        self.phrase(&format!("/screen/{i}/option/{o}/{list}/{k}"), text, &[]);
                    }
                }
            }
        }
    }

    /// One phrase, which must have one of the parts `must`, if any are named.
    fn phrase(&mut self, pointer: &str, text: &str, must: &[&str]) {
        if !must.is_empty() && !text.split_whitespace().any(|part| must.contains(&part)) {
            let must = must.join(" or ");
            self.say(
                pointer,
                format!("this phrase has no {must}"),
                format!("write {must} where it stands"),
            );
        }
        for part in text.split_whitespace().filter(|part| part.contains(['{', '}'])) {
            let name = part.trim_matches(['{', '}']);
            let own = matches!(part, "{n}" | "{length}" | "{date}");
            if part != format!("{{{name}}}") {
                self.say(
                    pointer,
                    format!("`{part}` is neither a word nor a class"),
                    "write a space before and after each {class}",
                );
            } else if !own {
                let classes = self.file.listen.class.keys().map(String::as_str);
                self.known(pointer, name, "class of words", classes);
            }
        }
    }

    /// Links to entries of the FAQ.
    fn related(&mut self, faq: &FaqFile) {
        let file = self.file;
        let live = || {
            faq.entry
                .iter()
                .filter(|entry| entry.status == Status::Live)
                .map(|entry| entry.id.as_str())
        };
        let levels = [("U1", &file.level.U1), ("U2", &file.level.U2), ("U3", &file.level.U3)]
            .into_iter()
            .chain([("U4", &file.level.U4)])
            .map(|(name, level)| (format!("/level/{name}"), &level.related));
        let results = file
            .result
            .iter()
            .enumerate()
            .map(|(i, result)| (format!("/result/{i}"), &result.related));
        let none = [("/no_pattern".to_owned(), &file.no_pattern.related)];
        for (at, related) in levels.chain(results).chain(none) {
            for (k, id) in related.iter().enumerate() {
                self.known(&format!("{at}/related/{k}"), id, "live entry", live());
            }
        }
    }

    /// Exercises that results name.
    fn exercises(&mut self, exercises: &ExercisesFile) {
        let file = self.file;
        for (i, result) in file.result.iter().enumerate() {
            for (k, id) in result.exercises.iter().enumerate() {
                let known = exercises.exercise.iter().map(|exercise| exercise.id.as_str());
                self.known(&format!("/result/{i}/exercises/{k}"), id, "exercise", known);
            }
        }
    }

    /// Keys of sources, here or in the FAQ.
    fn sources(&mut self, faq: &FaqFile) {
        let file = self.file;
        let known = || file.sources.keys().chain(faq.sources.keys()).map(String::as_str);
        let rules = file.urgency.iter().map(|rule| &rule.sources).enumerate();
        let scores = file.score.iter().map(|score| &score.sources).enumerate();
        let results = file.result.iter().map(|result| &result.sources).enumerate();
        let lists = rules
            .map(|(i, keys)| (format!("/urgency/{i}"), keys))
            .chain(scores.map(|(i, keys)| (format!("/score/{i}"), keys)))
            .chain(results.map(|(i, keys)| (format!("/result/{i}"), keys)));
        for (at, keys) in lists {
            for (k, key) in keys.iter().enumerate() {
                self.known(&format!("{at}/sources/{k}"), key, "source", known());
            }
        }
    }
}
