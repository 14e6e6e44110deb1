//! How long what people write may be, in characters.

/// A name.
pub const NAME: usize = 255;

/// A description: lists tell it whole.
pub const DESCRIPTION: usize = 20_000;

/// How to show an option.
pub const FORMAT_PATTERN: usize = 50;

/// Where to read more.
pub const REFERENCE_URL: usize = 200;

/// A tag.
pub const TAG: usize = 100;

/// So many tags a dataset has at most.
pub const TAGS: usize = 100;
