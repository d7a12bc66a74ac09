//! All tests of the whole program in one binary: it is linked once, and the shipped folder is learnt
//! once for all of them. `cargo test NAME::` runs one file of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::too_many_lines,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    clippy::needless_raw_string_hashes,
    reason = "a test fails by panicking, prints what it judges and reads its own files"
)]

mod check;
mod cli;
mod config;
mod content;
mod conversations;
mod danger;
mod diff;
mod editor_script;
mod eval;
mod exchange;
mod gentle_checks;
mod inbox;
mod knowledge_problems;
mod matching;
mod preview;
mod print;
mod properties;
mod safety;
mod safety_problems;
mod safety_properties;
mod sign;
mod snapshots;
mod stats;
mod storage;
mod storage_faults;
mod storage_postgres;
mod support;
mod telegram;
mod telegram_admin;
mod telegram_changes;
mod telegram_choices;
mod telegram_delivery;
mod telegram_faults;
mod telegram_folder;
mod telegram_instances;
mod telegram_media;
mod telegram_operation;
mod telegram_reading;
mod telegram_webhook;
mod telegram_window;
mod tidy;
mod triage;
