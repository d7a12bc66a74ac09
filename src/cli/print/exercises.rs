//! The exercises, each with its drawing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::html::escape;
use super::{facts, signature, sources};
use crate::knowledge::exercises::Exercise;
use crate::knowledge::media::{FOLDER, Kind, Media, Place};
use crate::knowledge::{Folder, Knowledge, Problem};

/// # Errors
/// When a drawing is there and cannot be read.
pub(super) fn section(knowledge: &Knowledge, folder: &Folder) -> Result<String, Problem> {
    let exercises = knowledge.exercises.exercise.iter();
    exercises.map(|exercise| article(exercise, knowledge, folder)).collect()
}

/// A picture as an image of its own, so that what two drawings name alike does not meet and nothing in it
/// can run; a video or a link by its name.
fn figure(media: &Media, folder: &Folder) -> Result<String, Problem> {
    let alt = escape(&media.alt);
    let (name, kind) = match (&media.place, media.kind) {
        (Place::File(name), Kind::Svg) => (name, "svg+xml"),
        (Place::File(name), Kind::Png) => (name, "png"),
        (Place::File(name), Kind::Jpeg) => (name, "jpeg"),
        (Place::File(name) | Place::Link(name), _) => {
            return Ok(format!("<p>{}. It shows: {alt}</p>\n", escape(name)));
        }
    };
    let Some(bytes) = folder.bytes(&format!("{FOLDER}/{name}"), u64::MAX)? else {
        return Ok(format!("<p>{} is not there. It shows: {alt}</p>\n", escape(name)));
    };
    let data = STANDARD.encode(bytes);
    Ok(format!("<figure><img src=\"data:image/{kind};base64,{data}\" alt=\"{alt}\"></figure>\n"))
}

fn article(exercise: &Exercise, knowledge: &Knowledge, folder: &Folder) -> Result<String, Problem> {
    let shown = exercise
        .media()
        .iter()
        .map(|media| figure(media, folder))
        .collect::<Result<String, _>>()?;
    let confirm =
        if exercise.confirm { "the amounts are still to be confirmed by the owner" } else { "" };
    let text = |text: &str| escape(text);
    Ok(format!(
        "<article>\n<h3>{} <span class=\"meta\"><code>{}</code></span></h3>\n{shown}{}{}</article>\n",
        escape(&exercise.name),
        escape(&exercise.id),
        facts([
            ("For whom", text(&exercise.for_whom)),
            ("Start", text(&exercise.start)),
            ("Movement", text(&exercise.r#move)),
            ("How many", text(&exercise.count)),
            ("How often", text(&exercise.often)),
            ("Should feel", text(&exercise.feel)),
            ("Stop when", text(&exercise.stop)),
            ("Not for", text(&exercise.not_for)),
            ("The drawing shows", exercise.alt.as_deref().map(escape).unwrap_or_default()),
            ("Open", confirm.to_owned()),
            ("Sources", sources(&exercise.sources, knowledge)),
        ]),
        signature()
    ))
}
