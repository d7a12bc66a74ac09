//! An update as it is kept on a disk: without the names of people and groups.

use serde_json::Value;
use serde_json::value::RawValue;

/// Fields that answering does not need and that name somebody. They are emptied and not left out:
/// teloxide wants some of them.
const NAMES: [&str; 6] =
    ["first_name", "last_name", "username", "title", "author_signature", "phone_number"];

/// The update without names; as it came if it cannot be read.
pub(crate) fn redacted(raw: &RawValue) -> String {
    match serde_json::from_str::<Value>(raw.get()) {
        Ok(mut update) => {
            scrub(&mut update);
            update.to_string()
        }
        Err(_) => raw.get().to_owned(),
    }
}

fn scrub(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if NAMES.contains(&name.as_str()) && value.is_string() {
                    *value = Value::String(String::new());
                } else {
                    scrub(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(scrub),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_gone_and_the_rest_stays() {
        let update = json!({"update_id": 7, "message": {
            "from": {"id": 5, "is_bot": false, "first_name": "Ann", "username": "ann"},
            "chat": {"id": -4, "type": "group", "title": "Backs"},
            "text": "how long", "photo": [{"file_id": "a"}],
        }});
        let kept = redacted(&RawValue::from_string(update.to_string()).unwrap());
        for gone in ["Ann", "ann", "Backs"] {
            assert!(!kept.contains(gone), "{kept}");
        }
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept["message"]["text"], "how long");
        assert_eq!(kept["message"]["chat"]["id"], -4);
        assert_eq!(kept["message"]["from"]["first_name"], "");
    }
}
