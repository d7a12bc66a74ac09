//! What several files of tests need.

pub(crate) mod fake_files;
pub(crate) mod fake_telegram;
pub(crate) mod program;
pub(crate) mod rules;
pub(crate) mod shipped;
pub(crate) mod storage;
