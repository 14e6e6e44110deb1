//! Files on their way out.

mod body;
mod limit;
mod multipart;
mod preconditions;
mod ranges;
#[cfg(test)]
mod tests;

pub(crate) use body::{File, Source, answer};
pub(crate) use limit::{Downloads, Subject};
