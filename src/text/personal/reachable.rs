//! Where somebody can be reached on the net: addresses, links, handles.

use linkify::{LinkFinder, LinkKind};

use super::{Word, hide as hide_places};

/// Endings that make a link of words without `https://`. Others are mostly a missing space after
/// a full stop.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "info", "biz", "io", "me", "co", "uk", "de", "eu", "fr", "at", "ch", "nl",
    "us", "ca", "au", "ie", "app", "dev", "health", "tv", "ru", "pl", "se",
];

/// How people write `@` and `.` against robots.
const AT: &[&str] = &["at", "(at)", "[at]"];
const DOT: &[&str] = &["dot", "(dot)", "[dot]"];

/// Where people have a name of their own choosing, which stands after it.
const NETWORKS: &[&str] = &[
    "insta",
    "instagram",
    "ig",
    "telegram",
    "tg",
    "whatsapp",
    "snapchat",
    "snap",
    "facebook",
    "fb",
    "tiktok",
    "twitter",
    "discord",
    "skype",
    "reddit",
    "signal",
    "viber",
    "wechat",
];

/// What may stand between a network and the name there.
const BETWEEN: &[&str] = &["is", "at", "me", "on", "handle", "name", "id", "user", "username"];

pub(super) fn hide(words: &mut [Word]) {
    for word in words.iter_mut() {
        word.hidden = is_link(&word.raw) || is_handle(&word.raw);
    }
    hide_spelled(words);
    hide_user_names(words);
}

/// "insta: anna", "my ig is anna99": whatever stands after a colon, and else what no word is like.
fn hide_user_names(words: &mut [Word]) {
    let is_network = |word: &Word| NETWORKS.contains(&word.key.as_str());
    let networks: Vec<usize> =
        (0..words.len()).filter(|at| words.get(*at).is_some_and(is_network)).collect();
    for at in networks {
        let between = |word: &&Word| BETWEEN.contains(&word.key.as_str());
        let rest = words.get(at + 1..).unwrap_or_default();
        let place = at + 1 + rest.iter().take(3).take_while(between).count();
        let has_colon = words.get(place - 1).is_some_and(|word| word.raw.ends_with(':'));
        let is_name = |word: &Word| has_colon || word.raw.contains('_') || word.has_digit();
        if words.get(place).is_some_and(is_name) {
            hide_places(words, place..place + 1);
        }
    }
}

fn is_link(raw: &str) -> bool {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    finder.links(raw).any(|link| {
        let written = link.as_str().to_lowercase();
        let host = written.split(['/', '?', '#']).next().unwrap_or_default();
        let ending = host.rsplit('.').next().unwrap_or_default();
        *link.kind() == LinkKind::Email
            || written.contains("://")
            || written.starts_with("www.")
            || ENDINGS.contains(&ending)
    })
}

/// `@somebody`, also inside brackets or after a colon.
fn is_handle(raw: &str) -> bool {
    raw.split('@').skip(1).any(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// "john dot smith at gmail dot com".
fn hide_spelled(words: &mut [Word]) {
    let is = |word: &Word, any: &[&str]| any.contains(&word.raw.to_lowercase().as_str());
    let found: Vec<usize> = words
        .windows(4)
        .enumerate()
        .filter(|(_, four)| matches!(four, [_, at, _, dot] if is(at, AT) && is(dot, DOT)))
        .map(|(start, _)| start)
        .collect();
    for start in found {
        let mut first = start;
        while first >= 2 && words.get(first - 1).is_some_and(|word| is(word, DOT)) {
            first -= 2;
        }
        hide_places(words, first..start + 5);
    }
}
