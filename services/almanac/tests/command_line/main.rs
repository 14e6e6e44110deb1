//! The real binary, run as its users run it.

mod commands;
mod serve;
mod support;
