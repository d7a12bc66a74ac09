//! The `sciatica-bot` program: reads its arguments, runs one command, sets the exit code.

use std::process::ExitCode;

use include_dir::{Dir, include_dir};

/// The shipped `faq/`, so that the program works from any folder. It stands here and not in the
/// library, so that an edit of the FAQ does not compile the library again.
static FAQ: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/faq");

/// Training at the start takes memory in small pieces on all cores and frees most of it: with this
/// allocator it takes an eighth less time, and more of it goes back to the system (docs/matching.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sciatica_bot::cli::main(std::env::args_os(), &FAQ)
}
