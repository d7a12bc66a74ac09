//! Conversations as a clinician can read them: `tests/conversations/*.md`.
//!
//! A script starts with `# what it shows`. Lines after `> ` are the person's; all else is the
//! bot's and is rewritten by `UPDATE_EXPECT=1 cargo test conversations::`. tests/README.md
//! has the notation.

use std::fs;

use expect_test::expect_file;
use sciatica_bot::conversation::{Assistant, Attachment, Event, Press, Reply, Session, respond};
use sciatica_bot::knowledge::markup::{Block, Rich};
use sciatica_bot::knowledge::media::{FOLDER, Place};

use crate::support::shipped::ASSISTANT;

/// A reply longer than this is shown by its first two and its last two blocks.
const SHOWN_WHOLE: usize = 700;

#[test]
fn every_script_goes_as_written() {
    let mut scripts: Vec<_> =
        fs::read_dir("tests/conversations").unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.sort();
    assert!(!scripts.is_empty());
    for path in scripts {
        let script = fs::read_to_string(&path).unwrap();
        let absolute = path.canonicalize().unwrap();
        println!("{}", path.display());
        expect_file![absolute].assert_eq(&play(&ASSISTANT, &script));
    }
}

/// Plays the person's lines of a script and writes the whole conversation anew.
fn play(assistant: &Assistant, script: &str) -> String {
    let title = script.lines().next().unwrap_or_default();
    let mut out = format!("{title}\n");
    let mut session = Session::default();
    let mut now = 0;
    for line in script.lines().filter_map(|line| line.strip_prefix("> ")) {
        out.push_str(&format!("\n> {line}\n"));
        if line == "(the editors have an inbox)" {
            session.takes_questions = true;
            continue;
        }
        if let Some(minutes) =
            line.strip_prefix('(').and_then(|l| l.strip_suffix(" minutes later)"))
        {
            now += 60 * minutes.parse::<u64>().expect("(N minutes later)");
            continue;
        }
        let event = event(line, &session);
        let turn = respond(assistant, session, event, now);
        session = turn.session;
        let mut number = 0;
        for reply in &turn.replies {
            for media in &reply.media {
                let Place::File(name) = &media.place else { panic!("a link in the shipped FAQ") };
                let path = assistant.folder().unwrap().path(&format!("{FOLDER}/{name}")).unwrap();
                out.push_str(&format!("\n[{}] {}\n", path.display(), media.alt));
            }
            out.push_str(&format!("\n{}\n", shown(reply)));
            let buttons: Vec<String> = reply
                .buttons
                .iter()
                .flatten()
                .map(|button| match &button.press {
                    Press::Data(_) => {
                        number += 1;
                        format!("[{number}] {}", button.label)
                    }
                    Press::Link(url) => format!("[{}]({url})", button.label),
                })
                .collect();
            if !buttons.is_empty() {
                out.push_str(&format!("\n{}\n", buttons.join("  \n")));
            }
        }
    }
    out
}

/// The person's line as an event.
fn event(line: &str, session: &Session) -> Event {
    let inside =
        |open: char, close: char| line.strip_prefix(open).and_then(|l| l.strip_suffix(close));
    if let Some(number) = inside('[', ']').and_then(|n| n.parse::<usize>().ok()) {
        let button = session.shown.get(number - 1).expect("a button with this number is shown");
        return Event::Pressed(button.data.clone());
    }
    if let Some(data) = inside('{', '}') {
        return Event::Pressed(data.to_owned());
    }
    match line {
        "(photo)" => Event::Sent(Attachment::Photo),
        "(voice message)" => Event::Sent(Attachment::Voice),
        "(sticker)" => Event::Sent(Attachment::Sticker),
        "(location)" => Event::Sent(Attachment::Location),
        "(file)" => Event::Sent(Attachment::Document),
        text => match inside('“', '”') {
            Some(edited) => Event::Edited(edited.to_owned()),
            None => Event::Text(text.to_owned()),
        },
    }
}

fn shown(reply: &Reply) -> String {
    let whole = reply.text.to_plain();
    match reply.text.blocks.as_slice() {
        [first, second, _, .., before_last, last] if whole.chars().count() > SHOWN_WHOLE => {
            let plain =
                |blocks: [&Block; 2]| Rich { blocks: blocks.map(Clone::clone).to_vec() }.to_plain();
            format!("{}\n\n[…]\n\n{}", plain([first, second]), plain([before_last, last]))
        }
        _ => whole,
    }
}
