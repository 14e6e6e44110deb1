//! The administrator's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    almanac::main()
}
