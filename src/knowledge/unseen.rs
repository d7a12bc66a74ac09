//! Characters that nobody sees in an editor: they come with pasted text, and make a name, a word or
//! a whole line another one.

/// The name of a character that cannot be seen or looks like an ordinary space; `None` for all
/// others, tab and line end included.
pub(super) fn name(c: char) -> Option<String> {
    let known = match c {
        '\u{00A0}' => "no-break space",
        '\u{00AD}' => "soft hyphen",
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{3000}' => "space of another width",
        '\u{200B}' => "zero width space",
        '\u{200C}' => "zero width non-joiner",
        '\u{200D}' => "zero width joiner",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{061C}' | '\u{200E}' | '\u{200F}' => "mark of the writing direction",
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => "change of the writing direction",
        '\u{202F}' => "narrow no-break space",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible mathematical sign",
        '\u{206A}'..='\u{206F}' | '\u{180E}' | '\u{FFF9}'..='\u{FFFB}' => "invisible mark",
        '\u{FEFF}' => "byte order mark",
        '\u{E0000}'..='\u{E007F}' => "invisible tag",
        '\t' | '\n' | '\r' => return None,
        _ if c.is_control() => "control character",
        _ => return None,
    };
    Some(format!("{known} (U+{:04X})", u32::from(c)))
}

/// The first of them in a text: its byte, itself and its name.
///
/// A zero width joiner or non-joiner between letters or in an emoji belongs to the writing and is
/// passed by.
pub(super) fn first(text: &str) -> Option<(usize, char, String)> {
    text.char_indices().find_map(|(at, c)| {
        let joins = matches!(c, '\u{200C}' | '\u{200D}')
            && text.get(..at).is_some_and(|before| before.ends_with(|b: char| !b.is_ascii()));
        name(c).filter(|_| !joins).map(|name| (at, c, name))
    })
}

/// What to do about one.
pub(super) fn mend(c: char) -> &'static str {
    if matches!(
        c,
        '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    ) {
        "delete it and type an ordinary space"
    } else {
        "delete it, or type the line anew instead of pasting it"
    }
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn only_what_nobody_sees_is_named() {
        for text in
            ["plain\ttext", "naïve “quotes” – and more…", "👩\u{200D}⚕\u{FE0F}", "نمی\u{200C}دانم"]
        {
            assert_eq!(first(text), None, "{text}");
        }
        for (text, at, name) in [
            ("how\u{00A0}long", 3, "no-break space (U+00A0)"),
            ("how\u{200B}long", 3, "zero width space (U+200B)"),
            ("\u{202E}how", 0, "change of the writing direction (U+202E)"),
            ("a\u{7}", 1, "control character (U+0007)"),
        ] {
            let found = first(text).map(|(at, _, name)| (at, name));
            assert_eq!(found, Some((at, name.to_owned())));
        }
    }
}
