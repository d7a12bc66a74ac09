//! What can go wrong with snapshots.

use std::io;
use std::path::PathBuf;

use crate::knowledge::Problem;

/// Why a state was not kept, not listed, or not brought back.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The folder of the snapshots is there, and cannot be looked into.
    #[error("the folder of snapshots could not be looked into ({0})")]
    NotListed(io::Error),
    /// A snapshot cannot be written.
    #[error("the snapshot could not be written ({0})")]
    NotKept(io::Error),
    /// There is none of this name.
    #[error("no snapshot is named `{0}`")]
    Unknown(String),
    /// A file of the folder or of a snapshot cannot be read.
    #[error("{}: {}", .0.file, .0.what)]
    Unreadable(Problem),
    /// A file of the folder cannot be written.
    #[error("{} could not be written ({error})", file.display())]
    NotWritten {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}
