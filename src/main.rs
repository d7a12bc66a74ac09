//! The `sciatica-bot` program: reads its arguments, runs one command, sets the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    sciatica_bot::cli::main(std::env::args_os())
}
