//! A value that is none: what was probably meant, and how it is written.

use chrono::NaiveDate;

/// Quotes as word processors and phones type them.
pub(super) const CURLY: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '«', '»', '‚'];

/// What is wrong with a value that is neither text nor list, and how it is written; `raw` has
/// neither spaces around it nor a remark behind it.
pub(super) fn explain(raw: &str) -> (String, String) {
    let first = raw.chars().next().unwrap_or_default();
    if CURLY.contains(&first) {
        return (
            format!("this text stands in curly quotes ({first}), as word processors write them"),
            "write straight quotes: \"…\"".to_owned(),
        );
    }
    if let Some(mend) = date(raw) {
        return (format!("`{raw}` is no date that can be read"), mend);
    }
    if let Some(flag) = flag(raw) {
        return (format!("`{raw}` is not known here"), format!("write {flag}"));
    }
    if first == '(' {
        return ("a list does not stand in ( )".to_owned(), "write [\"…\", \"…\"]".to_owned());
    }
    if raw.ends_with('"') {
        let what = "this text has no opening quote".to_owned();
        return (what, "write \" before its first word".to_owned());
    }
    ("this text has no quotes".to_owned(), "write it in quotes: \"…\"".to_owned())
}

/// `true` or `false` in other words.
fn flag(raw: &str) -> Option<bool> {
    match raw.trim_matches(',').to_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// How a date is written that stands here in another way; `None` for what is no date.
pub(in crate::knowledge) fn date(raw: &str) -> Option<String> {
    let digits = raw.chars().filter(char::is_ascii_digit).count();
    let parts: Vec<&str> = raw.split(['.', '/', '-', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let numbers: Vec<Option<u32>> = parts.iter().map(|part| part.parse().ok()).collect();
    let calendar = |year: u32, month: u32, day: u32| {
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    };
    let generic = || "write a date as year-month-day, such as 2026-11-23".to_owned();
    let written = |date: NaiveDate| format!("write it as year-month-day: {date}");
    match *numbers.as_slice() {
        // 2026/11/23 or 2026-1-5.
        [Some(year @ 1000..), Some(month), Some(day)] => {
            Some(calendar(year, month, day).map_or_else(generic, written))
        }
        // 23.11.2026, or 11/23/2026: where both could be the month, only the editor knows.
        [Some(a), Some(b), Some(year @ 1000..)] => {
            let (day_first, month_first) = (calendar(year, b, a), calendar(year, a, b));
            Some(match (day_first, month_first) {
                (Some(date), None) | (None, Some(date)) => written(date),
                (Some(date), Some(_)) if raw.contains('.') => written(date),
                _ => generic(),
            })
        }
        // 23 November 2026, November 23, 2026.
        [Some(_), None, Some(1000..)] | [None, Some(_), Some(1000..)] if digits >= 5 => {
            Some(generic())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{date, explain};

    #[test]
    fn a_date_is_written_out_where_it_is_plain() {
        for (raw, mend) in [
            ("23.11.2026", "write it as year-month-day: 2026-11-23"),
            ("5.1.2026", "write it as year-month-day: 2026-01-05"),
            ("11/23/2026", "write it as year-month-day: 2026-11-23"),
            ("2026/11/23", "write it as year-month-day: 2026-11-23"),
            ("2026-1-5", "write it as year-month-day: 2026-01-05"),
            ("05/06/2026", "write a date as year-month-day, such as 2026-11-23"),
            ("2026-11-31", "write a date as year-month-day, such as 2026-11-23"),
            ("23 November 2026", "write a date as year-month-day, such as 2026-11-23"),
        ] {
            assert_eq!(date(raw).as_deref(), Some(mend), "{raw}");
        }
        for raw in ["1.5.3", "What does it feel like", "12", "2026"] {
            assert_eq!(date(raw), None, "{raw}");
        }
    }

    #[test]
    fn each_kind_has_its_mend() {
        for (raw, what) in [
            ("“What?”", "this text stands in curly quotes (“), as word processors write them"),
            ("True", "`True` is not known here"),
            ("(\"a\")", "a list does not stand in ( )"),
            ("What?\"", "this text has no opening quote"),
            ("What?", "this text has no quotes"),
        ] {
            assert_eq!(explain(raw).0, what);
        }
    }
}
