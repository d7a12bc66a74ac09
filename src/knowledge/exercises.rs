//! `exercises.toml`: the exercises that answers and results can show, each with a picture.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::faq::{FaqFile, Reference};
use super::folder::Folder;
use super::media::{self, Media, MediaItem};
use super::problem::{Problem, did_you_mean_or};
use super::{ID_PATTERN, Source, owner};

/// The file as the editor writes it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExercisesFile {
    /// The exercises, in the order of the menu.
    #[serde(default)]
    pub exercise: Vec<Exercise>,
    /// Sources of this file alone; those of `faq.toml` are known here, too.
    #[serde(default)]
    pub sources: BTreeMap<String, Reference>,
}

/// One exercise. Each text is a sentence or a few, for a person who does it alone.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Short fixed name: buttons and entries refer to it.
    #[schemars(regex(pattern = ID_PATTERN))]
    pub id: String,
    /// Its name, also on buttons.
    #[schemars(length(min = 1, max = 32))]
    pub name: String,
    /// Which kind of pain it suits.
    #[schemars(length(min = 1, max = 300))]
    pub for_whom: String,
    /// The position it starts from.
    #[schemars(length(min = 1, max = 300))]
    pub start: String,
    /// The movement.
    #[schemars(length(min = 1, max = 300))]
    pub r#move: String,
    /// How many times.
    #[schemars(length(min = 1, max = 300))]
    pub count: String,
    /// How often a day or a week.
    #[schemars(length(min = 1, max = 300))]
    pub often: String,
    /// What it should feel like.
    #[schemars(length(min = 1, max = 300))]
    pub feel: String,
    /// When to stop.
    #[schemars(length(min = 1, max = 300))]
    pub stop: String,
    /// Who should leave it out.
    #[schemars(length(min = 1, max = 300))]
    pub not_for: String,
    /// The drawing, a file in `faq/media`; may be left out where `media` shows the exercise.
    pub picture: Option<String>,
    /// What the drawing shows, for those who cannot see it.
    #[schemars(length(min = 1, max = 600))]
    pub alt: Option<String>,
    /// More pictures, or videos: shown with the drawing, or in its place.
    #[serde(default)]
    #[schemars(length(max = 9))]
    pub media: Vec<MediaItem>,
    /// Keys of the sources that the amounts rest on.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Whether the owner has still to confirm the amounts.
    #[serde(default)]
    pub confirm: bool,
}

impl Exercise {
    /// Name and text of each part that a sentence of `phrases.toml` can show.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &str); 9] {
        [
            ("{name}", &self.name),
            ("{for_whom}", &self.for_whom),
            ("{start}", &self.start),
            ("{move}", &self.r#move),
            ("{count}", &self.count),
            ("{often}", &self.often),
            ("{feel}", &self.feel),
            ("{stop}", &self.stop),
            ("{not_for}", &self.not_for),
        ]
    }

    /// The drawing, if there is one, and the other pictures and videos.
    #[must_use]
    pub fn media(&self) -> Vec<Media> {
        let alt = self.alt.as_deref().unwrap_or_default();
        let drawing = self.picture.iter().filter_map(|picture| Media::file(picture, alt));
        drawing.chain(media::shown(&self.media)).collect()
    }
}

/// Ids that stand twice, pictures that cannot be shown, and, where `faq.toml` can be read, what the
/// two files say of each other.
pub(super) fn check(
    file: &ExercisesFile,
    source: &Source,
    folder: &Folder,
    faq: Option<&(FaqFile, Source)>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for (i, exercise) in file.exercise.iter().enumerate() {
        if !ids.insert(exercise.id.as_str()) {
            problems.push(source.problem(
                &format!("/exercise/{i}/id"),
                format!("the id `{}` is already taken", exercise.id),
                "give this exercise another id",
            ));
        }
        problems.extend(check_media(exercise, &format!("/exercise/{i}"), source, folder));
        for (part, text) in exercise.parts() {
            if let Some(placeholder) = owner::unknown_placeholder(text) {
                let part = part.trim_matches(['{', '}']);
                problems.push(source.problem(
                    &format!("/exercise/{i}/{part}"),
                    format!("nothing fills in {placeholder} in `{part}` of `{}`", exercise.id),
                    owner::USE_ONLY,
                ));
            }
        }
    }
    if let Some((faq, faq_source)) = faq {
        problems.extend(check_sources(file, source, faq));
        problems.extend(check_entries(file, faq, faq_source));
    }
    problems
}

fn check_media(exercise: &Exercise, at: &str, source: &Source, folder: &Folder) -> Vec<Problem> {
    let mut problems = media::check(&exercise.media, &format!("{at}/media"), source, folder);
    let alt = exercise.alt.as_deref().map_or("", str::trim);
    match &exercise.picture {
        Some(picture) => {
            problems.extend(media::check_file(picture, &format!("{at}/picture"), source, folder));
            if alt.is_empty() {
                problems.push(source.problem(
                    &format!("{at}/picture"),
                    "this picture has no `alt`",
                    "add a line: alt = \"what the picture shows\"; some people cannot see it",
                ));
            }
        }
        None if exercise.media.is_empty() => problems.push(source.problem(
            &format!("{at}/id"),
            format!("`{}` has no picture", exercise.id),
            "add the lines picture = \"….svg\" and alt = \"…\", or `media`",
        )),
        None => {}
    }
    problems
}

fn check_sources(file: &ExercisesFile, source: &Source, faq: &FaqFile) -> Vec<Problem> {
    let known = || file.sources.keys().chain(faq.sources.keys()).map(String::as_str);
    let mut problems = Vec::new();
    for (i, exercise) in file.exercise.iter().enumerate() {
        for (k, key) in exercise.sources.iter().enumerate() {
            if !known().any(|known| known == key) {
                problems.push(source.problem(
                    &format!("/exercise/{i}/sources/{k}"),
                    format!("`{key}` is neither among the [sources] of this file nor of faq.toml"),
                    did_you_mean_or(
                        key,
                        known(),
                        format!("add a block [sources.{key}] with a title, or remove it"),
                    ),
                ));
            }
        }
    }
    problems
}

/// Exercises that an entry names and that are not there.
fn check_entries(file: &ExercisesFile, faq: &FaqFile, source: &Source) -> Vec<Problem> {
    let ids = || file.exercise.iter().map(|exercise| exercise.id.as_str());
    let mut problems = Vec::new();
    for (i, entry) in faq.entry.iter().enumerate() {
        for (k, id) in entry.exercises.iter().enumerate() {
            if !ids().any(|known| known == id) {
                problems.push(source.problem(
                    &format!("/entry/{i}/exercises/{k}"),
                    format!("exercises.toml has no exercise `{id}`"),
                    did_you_mean_or(id, ids(), "use the id of an exercise, or remove it"),
                ));
            }
        }
    }
    problems
}
