//! A bot that answers people's questions about sciatica from a curated FAQ.
//!
//! The product is one pure function, [`conversation::respond`]: what is known, a session and an
//! event go in, a new session and replies come out. Everything else either prepares what is known
//! (`knowledge`, `matching`, `safety`, `triage`, over `text`) or drives the function (`telegram`,
//! `terminal`, `preview`, `cli`). ARCHITECTURE.md has the map; `tests/tidy.rs` enforces which module may know
//! which.

pub mod background;
pub mod changes;
pub mod cli;
pub mod config;
pub mod conversation;
pub mod editor;
pub mod eval;
pub mod faq_watch;
pub mod knowledge;
pub mod learn;
pub mod lexicon;
pub mod matching;
pub mod preview;
pub mod safety;
pub mod snapshots;
pub mod statistics;
pub mod storage;
pub mod telegram;
pub mod telemetry;
pub mod terminal;
pub mod text;
pub mod triage;
pub mod whole_file;
