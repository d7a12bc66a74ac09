//! Pictures and videos that are shown with an answer or an exercise: files of the folder `media`
//! beside the languages, or links.

mod check;
mod drawing;
mod kind;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use check::Limits;
pub(super) use check::{check, check_file};
pub use drawing::png;
pub use kind::Kind;

/// The folder of the files, beside those of the languages.
pub const FOLDER: &str = "media";

/// The most that Telegram shows together.
pub const ALBUM_MAX: usize = 10;

/// A picture or video as the editor names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MediaItem {
    /// A file in `faq/media`: PNG, JPEG, SVG or MP4.
    pub file: Option<String>,
    /// In place of a file: the address of a picture (PNG, JPEG) or video (MP4) for everybody.
    pub link: Option<String>,
    /// What it shows, for those who cannot see it.
    #[schemars(length(min = 1, max = 600))]
    pub alt: String,
}

/// A picture or video that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// Where a picture or video is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of the folder `media`, by its name there.
    File(String),
    /// An address (`https://…`).
    Link(String),
}

impl Media {
    /// A file of the folder `media`; `None` for one whose name says no kind that can be shown.
    #[must_use]
    pub fn file(name: &str, alt: &str) -> Option<Self> {
        let kind = Kind::of_name(name)?;
        Some(Self { place: Place::File(name.to_owned()), kind, alt: alt.to_owned() })
    }

    fn link(address: &str, alt: &str) -> Option<Self> {
        let kind = Kind::of_link(address)?;
        Some(Self { place: Place::Link(address.to_owned()), kind, alt: alt.to_owned() })
    }
}

/// What can be shown of a list; the load has checked that it is all of it.
pub(super) fn shown(items: &[MediaItem]) -> impl Iterator<Item = Media> {
    items.iter().filter_map(|item| match (&item.file, &item.link) {
        (Some(file), _) => Media::file(file, &item.alt),
        (None, Some(link)) => Media::link(link, &item.alt),
        (None, None) => None,
    })
}
