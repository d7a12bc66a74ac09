//! Sees when the files of a folder say something new, for the bot and for the preview page.

mod look;
mod watch;

pub use look::{Contents, Look};
pub use watch::{Seen, watch};
