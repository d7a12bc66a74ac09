//! What the bot knows: the files of `faq/`, loaded, checked and immutable.
//!
//! A load reports all problems at once, each with its place and mend. Nothing above this layer
//! reads files.

mod address;
pub mod block;
mod completeness;
pub mod edit;
pub mod exercises;
pub mod faq;
mod folder;
mod lists;
mod loader;
pub mod markup;
pub mod media;
mod message_files;
pub mod numbers;
pub mod owner;
mod parse;
pub mod phrases;
mod places;
mod problem;
pub mod reading_grade;
pub mod safety;
mod shape;
pub mod signs;
mod source;
mod syntax;
pub mod tests_file;
pub mod triage;
mod unseen;
mod wording;
pub mod words;

pub use completeness::{PHRASINGS_MIN, TESTS_MIN};
pub use folder::{Files, Folder, absolute, unreadable};
pub use loader::Knowledge;
pub use places::Places;
pub use problem::{Problem, did_you_mean, did_you_mean_or};
pub use shape::schema;
pub use source::{Source, utf8};

/// Ids of entries, screens and cards: short enough for a deep link and a button.
pub const ID_PATTERN: &str = "^[a-z0-9-]{1,28}$";
/// Dates as TOML writes them.
pub const DATE_PATTERN: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// Addresses that may be shown to people.
pub const URL_PATTERN: &str = "^https://";
/// The start of an address of a service, which on the own machine may be unencrypted.
pub const SERVICE_URL_PATTERN: &str = "^https?://";
