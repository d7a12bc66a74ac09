//! How long each message can get, by adding up the longest of its parts.
//!
//! Sets of answers are too many to write all messages out. What is added up here is never shorter
//! than what a message can have, and mostly a little longer.

use super::TEXT_MAX;
use crate::knowledge::triage::{ResultFile, Urgency};
use crate::triage::answers::Answers;
use crate::triage::quiz::Quiz;
use crate::triage::report::{LED_BY_MAX, REASONS_MAX, RESULT_MAX, ROOMS, Room};
use crate::triage::screen::{rich, words};
use crate::triage::step::{Setting, Step};
use crate::triage::token::{Asked, Position, View};

/// Characters around a part: the blank line between blocks, or bullet and line break.
const AROUND: usize = 4;

/// A message with its greatest length, and the length that it may have, in characters.
pub(super) struct Length {
    pub(super) name: String,
    pub(super) longest: usize,
    pub(super) max: usize,
}

/// Each message.
pub(super) fn all(quiz: &Quiz) -> Vec<Length> {
    let mut results = Vec::new();
    if let Some(room) = ROOMS.last() {
        for urgency in [Urgency::U2, Urgency::U3, Urgency::U4] {
            let name = format!("the first message of a result of {}", urgency.name());
            results.push((format!("{name} without a pattern"), first(quiz, urgency, None, room)));
            for result in quiz.file().result.iter().filter(|_| urgency < Urgency::U2) {
                let name = format!("{name}, `{}`", result.id);
                results.push((name, first(quiz, urgency, Some(result), room)));
            }
        }
    }
    let results = results.into_iter().map(|(name, length)| (name, length, RESULT_MAX));
    let others = others(quiz).into_iter().map(|(name, length)| (name, length, TEXT_MAX));
    results.chain(others).map(|(name, longest, max)| Length { name, longest, max }).collect()
}

/// All but the first message of a result.
fn others(quiz: &Quiz) -> Vec<(String, usize)> {
    let mut lengths = vec![
        ("the consent screen".to_owned(), shown(quiz, View::Consent, &quiz.no_answers())),
        ("the list of answers".to_owned(), review(quiz)),
        ("the list of what was read".to_owned(), read(quiz)),
        ("the message for a clinician".to_owned(), clinician(quiz)),
    ];
    let file = quiz.file();
    let above = read(quiz);
    for (index, screen) in file.screen.iter().enumerate() {
        // Written out with all ticks set, as if none of them were an emergency.
        let ticks = if screen.several { (1 << screen.option.len()) - 1 } else { 0 };
        let answers = quiz.no_answers().with(index, ticks, false);
        let askings = [Asked::new(index), Asked { again: true, ..Asked::new(index) }];
        for asked in askings {
            let page = quiz.screen(asked, &answers);
            let length = count(&page.text.to_plain());
            lengths.push((format!("the screen `{}`", screen.key), length));
            let name = format!("the screen `{}` under what was read", screen.key);
            lengths.push((name, above + length));
        }
        let whys = askings.map(|asked| count(&quiz.why(asked, &answers).text.to_plain()));
        let why = whys.into_iter().max().unwrap_or(0);
        lengths.push((format!("the reason for `{}`", screen.key), why));
    }
    for card in &file.card {
        let reason = longest(reasons(quiz, Urgency::U1), 1);
        let others = plain(&file.say.reasons) + longest(reasons(quiz, Urgency::U1), REASONS_MAX);
        let name = format!("the card `{}`", card.id);
        lengths.push((name, plain(&card.text) + fallbacks(quiz, &card.text) + reason + others));
    }
    for urgency in [Urgency::U3, Urgency::U4] {
        for result in &file.result {
            let name = format!("the reasons for `{}` in {}", result.id, urgency.name());
            lengths.push((name, why_pattern(quiz, urgency, result)));
        }
    }
    lengths
}

fn shown(quiz: &Quiz, view: View, answers: &Answers) -> usize {
    let position = Position { view, answers: answers.clone() };
    match quiz.show(&position, &Setting::default()) {
        Step::Screen(page) | Step::Why(page) | Step::Stopped(page) => count(&page.text.to_plain()),
        _ => 0,
    }
}

fn review(quiz: &Quiz) -> usize {
    let file = quiz.file();
    let lines = file
        .screen
        .iter()
        .enumerate()
        .map(|(index, screen)| count(&screen.title) + 2 + longest_answer(quiz, index) + AROUND);
    plain(&file.say.review) + lines.sum::<usize>()
}

/// What was read from a message, on its own page or above a screen.
fn read(quiz: &Quiz) -> usize {
    let say = &quiz.file().say;
    let around = [&say.read, &say.read_rest, &say.read_here, &say.read_either];
    review(quiz) + around.into_iter().map(|text| plain(text) + AROUND).sum::<usize>()
}

/// The longest answer to a screen as it is read: all ticks, where several may be set.
fn longest_answer(quiz: &Quiz, index: usize) -> usize {
    let Some(screen) = quiz.file().screen.get(index) else {
        return 0;
    };
    let each = screen.option.iter().map(|option| count(words(option)));
    if screen.several {
        each.map(|length| length + "; ".len()).sum()
    } else {
        each.max().unwrap_or(0)
    }
}

/// The first message of a result.
fn first(quiz: &Quiz, urgency: Urgency, result: Option<&ResultFile>, room: &Room) -> usize {
    let file = quiz.file();
    let say = &file.say;
    let level = file.level.of(urgency);
    let texts = file.urgency.iter().filter(|rule| rule.level == urgency).map(|rule| &rule.text);
    let to_do = texts.chain([&level.text]).map(|text| plain(text) + fallbacks(quiz, text)).max();
    let because = if room.reasons > 0 { plain(&say.because) } else { 0 };
    let options = || file.screen.iter().flat_map(|screen| &screen.option);
    let notes = options().map(|option| option.note.as_str());
    let advice = file.urgency.iter().map(|rule| rule.advice.as_str());
    let mut parts = vec![
        count(&level.name),
        to_do.unwrap_or(0),
        because + longest(reasons(quiz, urgency), room.reasons),
        longest(notes.chain(advice), room.hints),
        plain(&say.safety_net) + fallbacks(quiz, &say.safety_net),
    ];
    if let Some(result) = result {
        let gentle = file.gentle.as_ref().map_or(0, |gentle| plain(&gentle.tomorrow));
        parts.extend([
            plain(&say.today) + plain(&result.today),
            plain(&say.tomorrow) + plain(&result.tomorrow).max(gentle),
            plain(&say.stop_if) + plain(&result.stop),
            plain(&say.pattern) + plain(&result.text),
            plain(&say.fits_well).max(plain(&say.fits_partly)),
        ]);
        if room.led > 0 {
            parts.push(plain(&say.mostly) + longest(options().map(words), room.led));
        }
        if room.change {
            parts.push(plain(&say.change) + plain(&result.change));
        }
    } else if urgency < Urgency::U2 {
        parts.push(plain(&file.no_pattern.text));
    }
    // A blank line or a space stands between two of them.
    parts.into_iter().map(|part| part + 2).sum()
}

/// The reasons behind a result.
fn why_pattern(quiz: &Quiz, urgency: Urgency, result: &ResultFile) -> usize {
    let file = quiz.file();
    let say = &file.say;
    let options = file.screen.iter().flat_map(|screen| &screen.option).map(words);
    let parts = [
        plain(&say.pattern) + plain(&result.text),
        plain(&say.fits_well).max(plain(&say.fits_partly)),
        plain(&say.led_by) + longest(options, LED_BY_MAX),
        plain(&say.reasons) + longest(reasons(quiz, urgency), REASONS_MAX),
        plain(&say.change) + plain(&file.level.of(urgency).change) + plain(&result.change),
        plain(&say.next) + plain(&result.next).max(plain(&result.next_self_care)),
        plain(&say.education) + plain(&result.education),
        plain(&say.notes) + notes(quiz),
        longest(file.urgency.iter().map(|rule| rule.advice.as_str()), usize::MAX),
        plain(&result.pathway),
        plain(&say.limits),
    ];
    parts.into_iter().map(|part| part + AROUND).sum()
}

/// The longest notes that one set of answers can bring: one of each screen with one answer.
fn notes(quiz: &Quiz) -> usize {
    quiz.file()
        .screen
        .iter()
        .map(|screen| {
            let each = screen.option.iter().map(|option| plain(&option.note) + AROUND);
            if screen.several { each.sum() } else { each.max().unwrap_or(0) }
        })
        .sum()
}

fn clinician(quiz: &Quiz) -> usize {
    let file = quiz.file();
    let headings = file
        .say
        .all()
        .into_iter()
        .filter(|(name, _)| name.starts_with("message_"))
        .map(|(_, text)| count(text) + AROUND)
        .sum::<usize>();
    let screens = file.screen.iter().enumerate().map(|(index, screen)| {
        // Each sign stands in one of the lists, and the title once more if it was "Not sure".
        let signs = screen
            .option
            .iter()
            .filter(|option| !option.sign.is_empty())
            .map(|option| count(&option.sign).max(count(words(option))) + AROUND)
            .sum::<usize>();
        2 * (count(&screen.title) + AROUND) + longest_answer(quiz, index) + signs
    });
    let names = file.result.iter().map(|result| count(&result.name)).max().unwrap_or(0);
    let date = "30 September 2026".len();
    headings + screens.sum::<usize>() + names + date + quiz.version().len()
}

/// Reasons of rules and results at one level.
fn reasons(quiz: &Quiz, urgency: Urgency) -> impl Iterator<Item = &str> {
    let file = quiz.file();
    let rules = file.urgency.iter().filter(move |rule| rule.level == urgency);
    let raised = file
        .result
        .iter()
        .filter_map(move |result| result.raises.as_ref().filter(|raise| raise.to == urgency));
    rules
        .map(|rule| rule.reason.as_str())
        .chain(raised.map(|raise| raise.reason.as_str()))
        .chain([file.level.of(urgency).reason.as_str()])
}

/// The sum of the `most` longest of these lines.
fn longest<'a>(lines: impl Iterator<Item = &'a str>, most: usize) -> usize {
    let mut lengths: Vec<usize> = lines.map(|line| plain(line) + AROUND).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.into_iter().take(most).sum()
}

/// What filling in the words for numbers adds.
fn fallbacks(quiz: &Quiz, text: &str) -> usize {
    let say = &quiz.file().say;
    text.matches("{emergency}").count() * plain(&say.emergency_fallback)
        + text.matches("{advice}").count() * plain(&say.advice_fallback)
}

/// Characters of a Markdown text as shown.
fn plain(text: &str) -> usize {
    count(&rich(text).to_plain())
}

fn count(text: &str) -> usize {
    text.chars().count()
}
