//! Whether the pictures of screens can be shown.

use super::ScreenFile;
use crate::knowledge::folder::Folder;
use crate::knowledge::{Problem, Source, media};

/// What is wrong with the pictures of the screens that stand in `source`.
pub(in crate::knowledge) fn check_pictures(
    screens: &[ScreenFile],
    source: &Source,
    folder: &Folder,
) -> Vec<Problem> {
    let pictures = screens.iter().enumerate().filter_map(|(i, s)| Some((i, s.picture.as_ref()?)));
    pictures
        .filter_map(|(i, picture)| {
            media::check_file(&picture.file, &format!("/screen/{i}/picture/file"), source, folder)
        })
        .collect()
}
