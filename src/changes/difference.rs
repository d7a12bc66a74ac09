//! Which places of the files differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::knowledge::Knowledge;

/// One place of a file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The file, from the folder of its language: `faq.toml`, `signs/spine.txt`.
    pub file: String,
    /// The way to the place in it: `["entry", "how-long", "answer"]`. Blocks that have a name are
    /// named by it, others by their number from 0. Empty for the file as a whole.
    pub place: Vec<String>,
    /// What differs there.
    #[serde(flatten)]
    pub change: Change,
}

/// What differs at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum Change {
    /// It was not there.
    Added {
        /// What is there.
        new: Value,
    },
    /// It is not there any more.
    Gone {
        /// What was there.
        old: Value,
    },
    /// It is another text, number or block.
    Changed {
        /// What was there.
        old: Value,
        /// What is there.
        new: Value,
    },
    /// A list of lines has others.
    Lines {
        /// The lines that are new.
        added: Vec<String>,
        /// The lines that are gone.
        gone: Vec<String>,
    },
    /// The same stands in another order.
    Reordered,
}

/// All places that differ, by file.
#[must_use]
pub fn differences(old: &Knowledge, new: &Knowledge) -> Vec<Difference> {
    let (old, new) = (files(old), files(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut found = Vec::new();
    for file in names {
        let side =
            |files: &'_ BTreeMap<String, Value>| files.get(file).cloned().unwrap_or_default();
        let mut walk = Walk { file, place: Vec::new(), found: &mut found };
        walk.compare(&side(&old), &side(&new));
    }
    // What a further quiz takes over from the first one is told once.
    let of_first: Vec<Difference> =
        found.iter().filter(|one| one.file == "triage.toml").cloned().collect();
    found.retain(|one| {
        let is_taken_over =
            of_first.iter().any(|first| (&first.place, &first.change) == (&one.place, &one.change));
        !(one.file.starts_with("quizzes/") && is_taken_over)
    });
    found
}

/// The files as values, by name. The phrasings of `phrasings/ID.txt` stand with their entry.
fn files(knowledge: &Knowledge) -> BTreeMap<String, Value> {
    let value = |file: Result<Value, serde_json::Error>| file.unwrap_or_default();
    let toml = [
        ("faq.toml", value(serde_json::to_value(&knowledge.faq))),
        ("words.toml", value(serde_json::to_value(&knowledge.words))),
        ("tests.toml", value(serde_json::to_value(&knowledge.tests))),
        ("exercises.toml", value(serde_json::to_value(&knowledge.exercises))),
        ("phrases.toml", value(serde_json::to_value(&knowledge.phrases))),
        ("triage.toml", value(serde_json::to_value(&knowledge.triage))),
        ("safety.toml", value(serde_json::to_value(&knowledge.safety))),
        ("numbers.toml", value(serde_json::to_value(&knowledge.numbers))),
        ("out_of_scope.txt", json!(knowledge.out_of_scope)),
    ];
    let mut files: BTreeMap<String, Value> =
        toml.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for quiz in &knowledge.more_quizzes {
        files.insert(format!("quizzes/{}.toml", quiz.name), value(serde_json::to_value(quiz)));
    }
    if let Some(signs) = &knowledge.signs {
        files.insert("signs/harmless.txt".to_owned(), json!(signs.harmless));
        for sign in &signs.cards {
            files.insert(format!("signs/{}.txt", sign.card), json!(sign.messages));
        }
    }
    files
}

/// What a block of a list is called by, the first that all blocks of the list have.
const NAMES: [&str; 6] = ["id", "key", "code", "name", "label", "text"];

/// The way through two values at once.
struct Walk<'a> {
    file: &'a str,
    place: Vec<String>,
    found: &'a mut Vec<Difference>,
}

impl Walk<'_> {
    fn compare(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            (old, new) if old == new => {}
            (Value::Null, new) => self.tell(Change::Added { new: new.clone() }),
            (old, Value::Null) => self.tell(Change::Gone { old: old.clone() }),
            (Value::Object(old), Value::Object(new)) => self.tables(old, new),
            (Value::Array(old_items), Value::Array(new_items)) => {
                if let (Some(old), Some(new)) = (lines(old_items), lines(new_items)) {
                    self.lists(&old, &new);
                } else if let (Some(old), Some(new)) = (named(old_items), named(new_items)) {
                    self.blocks(&old, &new);
                } else {
                    self.tell(Change::Changed { old: old.clone(), new: new.clone() });
                }
            }
            _ => self.tell(Change::Changed { old: old.clone(), new: new.clone() }),
        }
    }

    fn tables(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let side = |table: &Map<String, Value>| table.get(key).cloned().unwrap_or_default();
            self.inside(key, &side(old), &side(new));
        }
    }

    /// Lists of lines, whose order counts where nothing else differs.
    fn lists(&mut self, old: &[&str], new: &[&str]) {
        let [in_old, in_new] =
            [old, new].map(|lines| lines.iter().copied().collect::<BTreeSet<_>>());
        let only = |lines: &[&str], others: &BTreeSet<&str>| -> Vec<String> {
            let others = lines.iter().filter(|line| !others.contains(*line));
            others.map(|line| (*line).to_owned()).collect()
        };
        let (added, gone) = (only(new, &in_old), only(old, &in_new));
        self.tell(if added.is_empty() && gone.is_empty() {
            Change::Reordered
        } else {
            Change::Lines { added, gone }
        });
    }

    /// Lists of named blocks, in the order of the new one; what is gone last.
    fn blocks(&mut self, old: &[(&str, &Value)], new: &[(&str, &Value)]) {
        let find = |blocks: &[(&str, &Value)], name: &str| {
            blocks.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).clone())
        };
        for (name, value) in new {
            self.inside(name, &find(old, name).unwrap_or_default(), value);
        }
        for (name, value) in old.iter().filter(|(name, _)| find(new, name).is_none()) {
            self.inside(name, value, &Value::Null);
        }
        let order = |blocks: &[(&str, &Value)], others: &[(&str, &Value)]| -> Vec<String> {
            let shared = blocks.iter().filter(|(name, _)| find(others, name).is_some());
            shared.map(|(name, _)| (*name).to_owned()).collect()
        };
        if order(old, new) != order(new, old) {
            self.tell(Change::Reordered);
        }
    }

    fn inside(&mut self, name: &str, old: &Value, new: &Value) {
        self.place.push(name.to_owned());
        self.compare(old, new);
        self.place.pop();
    }

    fn tell(&mut self, change: Change) {
        let (file, place) = (self.file.to_owned(), self.place.clone());
        self.found.push(Difference { file, place, change });
    }
}

/// The items of a list of texts.
fn lines(items: &[Value]) -> Option<Vec<&str>> {
    items.iter().map(Value::as_str).collect()
}

/// The items of a list of blocks, each with its name; `None` if they have none of their own.
fn named(items: &[Value]) -> Option<Vec<(&str, &Value)>> {
    NAMES.iter().find_map(|key| {
        let all: Option<Vec<(&str, &Value)>> =
            items.iter().map(|item| Some((item.get(key)?.as_str()?, item))).collect();
        let all = all?;
        let different: BTreeSet<&str> = all.iter().map(|(name, _)| *name).collect();
        (different.len() == all.len()).then_some(all)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Change, Walk};

    fn compare(old: &Value, new: &Value) -> Vec<(String, Change)> {
        let mut found = Vec::new();
        Walk { file: "a.toml", place: Vec::new(), found: &mut found }.compare(old, new);
        found.into_iter().map(|found| (found.place.join("."), found.change)).collect()
    }

    #[test]
    fn blocks_are_known_by_their_names_wherever_they_stand() {
        let old = json!({"entry": [{"id": "a", "answer": "x"}, {"id": "b"}, {"id": "c"}]});
        let new = json!({"entry": [{"id": "c"}, {"id": "a", "answer": "y"}, {"id": "d"}]});
        let found = compare(&old, &new);
        let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["entry.a.answer", "entry.d", "entry.b", "entry"]);
        assert_eq!(found[0].1, Change::Changed { old: json!("x"), new: json!("y") });
        assert_eq!(found[1].1, Change::Added { new: json!({"id": "d"}) });
        assert_eq!(found[2].1, Change::Gone { old: json!({"id": "b"}) });
        assert_eq!(found[3].1, Change::Reordered);
    }

    #[test]
    fn lists_of_lines_name_the_lines() {
        let found = compare(&json!({"w": ["a", "b"]}), &json!({"w": ["b", "c"]}));
        let change = Change::Lines { added: vec!["c".into()], gone: vec!["a".into()] };
        assert_eq!(found, [("w".to_owned(), change)]);
        assert_eq!(
            compare(&json!(["a", "b"]), &json!(["b", "a"])),
            [(String::new(), Change::Reordered)]
        );
        assert_eq!(compare(&json!(["a"]), &json!(["a"])), []);
    }

    #[test]
    fn what_was_left_out_before_is_added() {
        let found = compare(&json!({"date": null}), &json!({"date": "2026-11-30"}));
        assert_eq!(found, [("date".to_owned(), Change::Added { new: json!("2026-11-30") })]);
    }
}
