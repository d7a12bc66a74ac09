//! Whether pictures and videos can be shown: they are there, are what their names say, and Telegram
//! takes them.
//!
//! Telegram's limits: <https://core.telegram.org/bots/api#sending-files> and `sendPhoto`.

use super::kind::{Kind, pixels};
use super::{FOLDER, MediaItem, drawing};
use crate::knowledge::address::is_address;
use crate::knowledge::folder::Folder;
use crate::knowledge::problem::{Problem, did_you_mean_or};
use crate::knowledge::source::Source;

const MEGABYTE: u64 = 1024 * 1024;

/// The largest file of a kind, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Sent by the bot.
    pub file: u64,
    /// Fetched by Telegram from a link.
    pub link: u64,
}

impl Limits {
    /// Those of a kind. A drawing has one of ours: what is drawn of it is small.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        let (file, link) = match kind {
            Kind::Svg => (1, 0),
            Kind::Png | Kind::Jpeg => (10, 5),
            Kind::Mp4 => (50, 20),
        };
        Self { file: file * MEGABYTE, link: link * MEGABYTE }
    }
}

/// The most pixels of width and height together.
const SIDES_MAX: u64 = 10_000;

/// The most times that one side of a photo may be longer than the other.
const RATIO_MAX: u64 = 20;

/// A video is known by its first bytes.
const FIRST_BYTES: u64 = 512;

/// All that is wrong with a list of pictures and videos, which stands at `pointer` in `source`.
pub(in crate::knowledge) fn check(
    items: &[MediaItem],
    pointer: &str,
    source: &Source,
    folder: &Folder,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let at = format!("{pointer}/{i}");
        if item.alt.trim().is_empty() {
            problems.push(source.problem(
                &format!("{at}/alt"),
                "`alt` is empty",
                "say in a sentence what the picture shows: some people cannot see it",
            ));
        }
        problems.extend(match (&item.file, &item.link) {
            (Some(file), None) => check_file(file, &format!("{at}/file"), source, folder),
            (None, Some(link)) => check_link(link, &format!("{at}/link"), source),
            _ => Some(source.problem(
                &at,
                "this names neither a file nor a link, or both",
                "write file = \"…\" for one in faq/media, or link = \"https://…\"",
            )),
        });
    }
    problems
}

/// What is wrong with a file of the folder `media`, named at `pointer`.
pub(in crate::knowledge) fn check_file(
    name: &str,
    pointer: &str,
    source: &Source,
    folder: &Folder,
) -> Option<Problem> {
    match objection(name, folder) {
        Ok(()) => None,
        Err(Objection::Here(what, mend)) => Some(source.problem(pointer, what, mend)),
        Err(Objection::There(problem)) => Some(problem),
    }
}

/// What is wrong with a file.
enum Objection {
    /// Told at the line that names it: what, and the mend.
    Here(String, String),
    /// Told of the file itself.
    There(Problem),
}

fn objection(name: &str, folder: &Folder) -> Result<(), Objection> {
    let here = |what: String, mend: &str| Err(Objection::Here(what, mend.to_owned()));
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return here(
            format!("`{name}` is not the name of a file in {}", folder.shown(FOLDER)),
            "write its name alone, without a folder",
        );
    }
    let Some(kind) = Kind::of_name(name) else {
        return here(
            format!("`{name}` is of a kind that cannot be shown"),
            "use a PNG, JPEG, SVG or MP4 file whose name ends in .png, .jpg, .svg or .mp4",
        );
    };
    let path = format!("{FOLDER}/{name}");
    let Some(size) = folder.size(&path).map_err(Objection::There)? else {
        let names = folder.names(FOLDER).map_err(Objection::There)?;
        return Err(Objection::Here(
            format!("there is no file `{name}` in {}", folder.shown(FOLDER)),
            did_you_mean_or(
                name,
                names.iter().map(String::as_str),
                "put it there, or remove this line",
            ),
        ));
    };
    let most = Limits::of(kind).file;
    if size > most {
        return here(
            format!("`{name}` is larger than {} MB, the most for {}", most / MEGABYTE, kind.name()),
            "make it smaller: 1280 pixels are as much as a phone shows",
        );
    }
    let wanted = if kind == Kind::Mp4 { FIRST_BYTES } else { most };
    let bytes = folder.bytes(&path, wanted).map_err(Objection::There)?.unwrap_or_default();
    let found = Kind::of_bytes(&bytes);
    if found != Some(kind) {
        let is = found.map_or("something else", Kind::name);
        return here(
            format!("`{name}` is {is}, not {} as its name says", kind.name()),
            "save it in the kind that its name says, or give it the right ending",
        );
    }
    if kind == Kind::Svg {
        return match drawing::objection(&bytes) {
            None => Ok(()),
            Some((what, mend)) => here(format!("`{name}`: {what}"), mend),
        };
    }
    match pixels(kind, &bytes) {
        Some((width, height)) => check_pixels(name, width, height),
        None if kind == Kind::Mp4 => Ok(()),
        None => here(format!("`{name}` is cut off or damaged"), "save it again"),
    }
}

fn check_pixels(name: &str, width: u64, height: u64) -> Result<(), Objection> {
    let wrong = |why: String| {
        let what = format!("`{name}` is {width} by {height} pixels; {why}");
        let mend = "scale or cut it: 1280 pixels are as much as a phone shows";
        Err(Objection::Here(what, mend.to_owned()))
    };
    if width + height > SIDES_MAX {
        return wrong(format!("both together may be {SIDES_MAX}"));
    }
    if width.max(height) > RATIO_MAX * width.min(height) {
        return wrong(format!("one may be {RATIO_MAX} times the other at most"));
    }
    Ok(())
}

fn check_link(link: &str, pointer: &str, source: &Source) -> Option<Problem> {
    if !is_address(link) {
        return Some(source.problem(
            pointer,
            "this is no address that Telegram can open",
            "write the full address, such as https://example.org/bridge.mp4",
        ));
    }
    if Kind::of_link(link).is_some() {
        return None;
    }
    Some(source.problem(
        pointer,
        "this address does not say what it is: Telegram shows .png, .jpg and .mp4 from a link",
        "link to the file itself, not to a page with it, or put the file into faq/media",
    ))
}
