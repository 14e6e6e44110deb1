//! What pick lists are and who may do what with them: no clock, no database,
//! no HTTP.

pub mod catalogue;
pub mod dictionary;
pub mod diff;
pub mod due;
pub mod fhir;
mod ids;
pub mod keys;
pub mod limits;
pub mod lines;
mod options;
pub mod organisations;
mod rights;
mod words;

pub use ids::{DatasetId, OptionListId};
pub use options::{InvalidOptions, Options};
pub use rights::{Owner, Viewer};
pub use words::{Category, SourceType};
