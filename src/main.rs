//! The `sciatica-bot` program: reads its arguments, runs one command, sets the exit code.

use std::process::ExitCode;

use include_dir::{Dir, include_dir};

/// The shipped `faq/`, so that the program works from any folder. It stands here and not in the
/// library, so that an edit of the FAQ does not compile the library again.
static FAQ: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/faq");

/// Training at the start takes memory in small pieces on all cores and frees most of it. This
/// allocator gives that back to the system where the usual one keeps it (docs/matching.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sciatica_bot::cli::main(std::env::args_os(), &FAQ)
}
