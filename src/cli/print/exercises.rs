//! The exercises, each with its drawing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::html::escape;
use super::{facts, signature, sources};
use crate::knowledge::exercises::Exercise;
use crate::knowledge::{Folder, Knowledge, Problem};

/// # Errors
/// When a drawing is there and cannot be read.
pub(super) fn section(knowledge: &Knowledge, folder: &Folder) -> Result<String, Problem> {
    let exercises = knowledge.exercises.exercise.iter();
    exercises.map(|exercise| article(exercise, knowledge, folder)).collect()
}

fn article(exercise: &Exercise, knowledge: &Knowledge, folder: &Folder) -> Result<String, Problem> {
    let drawing = folder.text(&format!("media/{}", exercise.picture))?;
    let alt = escape(&exercise.alt);
    // As an image of its own: what two drawings name alike does not meet, and nothing in it can run.
    let picture = drawing.map_or_else(
        || {
            format!(
                "<p>The drawing {} is not there. It shows: {alt}</p>\n",
                escape(&exercise.picture)
            )
        },
        |svg| {
            let data = STANDARD.encode(svg);
            format!(
                "<figure><img src=\"data:image/svg+xml;base64,{data}\" alt=\"{alt}\"></figure>\n"
            )
        },
    );
    let confirm =
        if exercise.confirm { "the amounts are still to be confirmed by the owner" } else { "" };
    let text = |text: &str| escape(text);
    Ok(format!(
        "<article>\n<h3>{} <span class=\"meta\"><code>{}</code></span></h3>\n{picture}{}{}</article>\n",
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
            ("The drawing shows", alt.clone()),
            ("Open", confirm.to_owned()),
            ("Sources", sources(&exercise.sources, knowledge)),
        ]),
        signature()
    ))
}
