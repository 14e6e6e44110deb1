//! What several fuzz targets need.

pub mod import;
pub mod message;
