//! `faq.toml` with an edit made to it: everything else stays as it is written, remarks included.

use std::collections::BTreeMap;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

/// The date of a review and the name of who stands for it.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// Who read the answer.
    pub name: &'a str,
    /// When, `year-month-day`.
    pub date: &'a str,
}

/// The text of a `faq.toml` with entries signed: `reviewed` and `signed` set, side by side. An id
/// that no entry has is passed by.
///
/// # Errors
/// One sentence, if the text is no TOML, its entries are no `[[entry]]` blocks, or the date is none.
pub fn sign(text: &str, ids: &[&str], signature: Signature<'_>) -> Result<String, String> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let date: toml_edit::Datetime =
        signature.date.parse().map_err(|_| format!("`{}` is no date", signature.date))?;
    let entries = document.get_mut("entry").and_then(Item::as_array_of_tables_mut);
    let entries: &mut ArrayOfTables =
        entries.ok_or("the entries of this file are not written as [[entry]] blocks")?;
    let is_signed = |entry: &&mut Table| {
        entry.get("id").and_then(Item::as_str).is_some_and(|id| ids.contains(&id))
    };
    for entry in entries.iter_mut().filter(is_signed) {
        set(entry, "reviewed", date.into());
        set(entry, "signed", signature.name.into());
        order_after(entry, "signed", "reviewed");
    }
    Ok(document.to_string())
}

/// Sets a value, and keeps the spaces and the remark around the one that was there.
fn set(table: &mut Table, key: &str, value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// Moves `key` behind `other`; the rest keeps its order.
fn order_after(table: &mut Table, key: &str, other: &str) {
    let keys = table.iter().map(|(key, _)| key.to_owned()).collect::<Vec<_>>();
    let at = |wanted: &str| keys.iter().position(|key| key == wanted).unwrap_or(keys.len());
    let places: BTreeMap<&str, (usize, bool)> = keys
        .iter()
        .enumerate()
        .map(|(place, name)| {
            (name.as_str(), if name == key { (at(other), true) } else { (place, false) })
        })
        .collect();
    table.sort_values_by(|a, _, b, _| places.get(a.get()).cmp(&places.get(b.get())));
}

#[cfg(test)]
mod tests {
    use super::{Signature, sign};

    const FILE: &str = "# Our FAQ.\n\n[[entry]]\nid = \"a\"   # the first\nanswer = \"\"\"\nYes.\n\"\"\"\n\
        reviewed = 2026-01-02 # long ago\nphrasings = [\n  \"x\", # heard in chats\n]\n\n# Another.\n\
        [[entry]]\nid = 'b'\nanswer = \"No.\"\n\n[sources.owner]\ntitle = \"me\"\n";
    const BY: Signature<'_> = Signature { name: "A. Clinician", date: "2026-11-30" };

    #[test]
    fn only_the_two_lines_of_an_entry_change() {
        let signed = sign(FILE, &["a"], BY).unwrap();
        let wanted = FILE.replace(
            "reviewed = 2026-01-02 # long ago\n",
            "reviewed = 2026-11-30 # long ago\nsigned = \"A. Clinician\"\n",
        );
        assert_eq!(signed, wanted);
        assert_eq!(sign(&signed, &["a"], BY).unwrap(), wanted);
        let again = Signature { name: "B \"Bee\"", ..BY };
        let by_another = sign(&signed, &["a"], again).unwrap();
        assert_eq!(by_another, wanted.replace("\"A. Clinician\"", "'B \"Bee\"'"));
        // Without a review before, both stand at the end of the entry.
        let wanted = FILE.replace(
            "answer = \"No.\"\n",
            "answer = \"No.\"\nreviewed = 2026-11-30\nsigned = \"A. Clinician\"\n",
        );
        assert_eq!(sign(FILE, &["b", "c"], BY).unwrap(), wanted);
    }

    #[test]
    fn what_cannot_be_signed_is_told() {
        assert!(sign("entry = [{ id = \"a\" }]", &["a"], BY).unwrap_err().contains("[[entry]]"));
        assert!(sign(FILE, &["a"], Signature { date: "today", ..BY }).is_err());
        assert!(sign("id =", &["a"], BY).is_err());
    }
}
